"""Dashboard and alerts ask for metrics by exactly the names that /metrics tells."""

import json
import re
from pathlib import Path
from typing import Any

import yaml
from prometheus_client import generate_latest

from service.web.metrics import Metrics
from service.web.metrics_watched import FAMILIES

ROOT = Path(__file__).parents[2]
OPERATION = ROOT / "docs/operation"
#: Prometheus' own, of the scrape itself.
PROMETHEUS = {"up"}
#: Words of the query language that stand where a metric could.
GRAMMAR = {
    "absent",
    "and",
    "by",
    "clamp_max",
    "histogram_quantile",
    "max",
    "min",
    "on",
    "or",
    "rate",
    "sum",
    "vector",
    "without",
}


def told() -> set[str]:
    """Every sample name that the web process can tell."""
    metrics = Metrics()
    metrics.gauge("weekreel_spool_free_bytes", "as the app does", lambda: 0.0)
    metrics.requests.labels("GET", "200").inc()
    metrics.uploads.labels("received").inc()
    lines = generate_latest(metrics.registry).decode().splitlines()
    return {re.split(r"[{ ]", line)[0] for line in lines if line[:1] != "#"} | set(FAMILIES)


def names(expression: str) -> set[str]:
    """Names of metrics in a PromQL expression: what is left without strings, labels and ranges."""
    bare = re.sub(r"\{[^}]*\}|\[[^]]*\]", " ", expression)
    bare = re.sub(r"\b(by|without|on)\s*\([^)]*\)", " ", bare)
    return set(re.findall(r"[a-z_][a-z0-9_]*", bare)) - GRAMMAR


def dashboard() -> dict[str, Any]:
    return json.loads((OPERATION / "grafana-dashboard.json").read_text("utf-8"))


def test_names_are_found_between_words_labels_and_numbers():
    asked = 'sum by (kind) (rate(a_total{b="c_d"}[5m])) / 2 > clamp_max(0.1 * e_bytes, 5) and f'
    assert names(asked) == {"a_total", "e_bytes", "f"}


def test_every_alert_asks_for_what_there_is_and_says_what_happened():
    groups = yaml.safe_load((OPERATION / "alerts.yml").read_text("utf-8"))["groups"]
    rules = [rule for group in groups for rule in group["rules"]]
    assert len({rule["alert"] for rule in rules}) == len(rules) >= 8
    for rule in rules:
        asked = names(rule["expr"])
        assert asked and asked <= told() | PROMETHEUS, rule["alert"]
        assert rule["labels"]["severity"] in ("critical", "warning", "info")
        assert re.search(r"[一-鿿].* / .*[a-z]", rule["annotations"]["summary"])


def test_every_panel_asks_for_what_there_is():
    panels = dashboard()["panels"]
    asked = [(p["title"], names(t["expr"])) for p in panels for t in p["targets"]]
    for title, found in asked:
        assert found and found <= told() | PROMETHEUS, title
    assert len({panel["id"] for panel in panels}) == len(panels)


def test_what_the_alerts_are_about_can_be_seen_on_the_dashboard():
    seen = {name for p in dashboard()["panels"] for t in p["targets"] for name in names(t["expr"])}
    assert set(FAMILIES) - seen == {"weekreel_disk_bytes"}


def test_panels_do_not_lie_over_each_other():
    taken: set[tuple[int, int]] = set()
    for panel in dashboard()["panels"]:
        at = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(at["x"], at["x"] + at["w"])
            for y in range(at["y"], at["y"] + at["h"])
        }
        assert not cells & taken and at["x"] + at["w"] <= 24, panel["title"]
        taken |= cells
