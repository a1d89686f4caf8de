"""The docs tell what the code does: way, moves, dependencies, commands, links."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from domain.moves import ASSET_MOVES, CAMPAIGN_MOVES, diagram
from domain.way import ASSET_STATIONS, FILM_STATIONS, WAY

ROOT = Path(__file__).parents[2]
ARCHITECTURE = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
DEPENDENCIES = (ROOT / "docs/dependencies.md").read_text(encoding="utf-8")
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


def first_column(text: str) -> list[str]:
    cells = re.findall(r"^\| ([^|]+) \|", text, flags=re.MULTILINE)
    return [cell for cell in cells if cell not in ("package", "station", "seam")]


def test_the_way_is_told_in_the_order_in_which_it_is_gone() -> None:
    table = ARCHITECTURE.split("## The way")[1].split("## Four floors")[0]
    assert tuple(first_column(table)) == WAY


def test_every_station_of_the_way_has_its_file_and_there_is_no_other() -> None:
    files = {path.stem for path in (ROOT / "workers/stations").glob("[!_]*.py")}
    assert files == set(WAY) - {"review"}
    assert (*ASSET_STATIONS, "review", *FILM_STATIONS) == WAY


def test_the_diagrams_are_made_from_the_tables() -> None:
    assert diagram(ASSET_MOVES) in ARCHITECTURE
    assert diagram(CAMPAIGN_MOVES) in ARCHITECTURE


def test_every_dependency_has_its_line_and_no_line_is_left_over() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    python = {re.split(r"[\[>=<;]", line)[0] for line in wanted}
    node = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    browser = {*node.get("dependencies", {}), *node.get("devDependencies", {})}
    lists = [(ROOT / f"setup/apt-{name}.txt").read_text().split() for name in ("run", "demo", "test")]
    programs = {package for words in lists for package in words[1::2]}
    assert set(first_column(DEPENDENCIES)) == python | browser | programs


def commands_in_readmes() -> list[tuple[str, ...]]:
    found: set[tuple[str, ...]] = set()
    for name in ("README.md", "README.zh-CN.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        found |= {
            (match[1],) for match in re.finditer(r"^(?:\S*/)?weekreel ([a-z]+)", text, re.MULTILINE)
        }
    return sorted(found)


@pytest.mark.parametrize("command", commands_in_readmes())
def test_commands_of_the_readmes_exist_and_show_an_example(command: tuple[str, ...]) -> None:
    shown = subprocess.run(
        [Path(sys.executable).parent / "weekreel", *command, "--help"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "Example" in shown.stdout or "Commands" in shown.stdout


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_and_pictures_of_a_page_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        if "://" not in target and not target.startswith("mailto:"):
            assert (page.parent / target).exists(), target


def test_make_help_lists_the_targets_that_the_readme_names() -> None:
    shown = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    for target in re.findall(r"`make ([a-z-]+)`", (ROOT / "README.md").read_text(encoding="utf-8")):
        assert re.search(rf"^{target}\s", shown.stdout, re.MULTILINE), target
