"""The findings page as it is written: the verdict first, nothing hidden, nothing run or loaded."""

import base64
import hashlib
import json
import re
from pathlib import Path

from domain.film import Finding, FindingKind, Outcome
from domain.words import Words
from workers.tools.packing.findings_page import (
    CoverageRow,
    FileRow,
    FindingsPage,
    checking_script,
    render,
)


def finding(kind: FindingKind, outcome: Outcome, words: str, **other) -> Finding:
    values = {"rule": "film.x", "measured": "yes", "wanted": "no", "source": "通知", **other}
    return Finding(kind=kind, outcome=outcome, words=Words(zh=words, en=words), **values)


REQUIRED, ADVISED = FindingKind.REQUIRED, FindingKind.ADVISORY


def page(*findings: Finding, title: str = "活动周") -> FindingsPage:
    coverage = CoverageRow(
        number=1,
        title="<script>alert(1)</script>",
        days="5月28日",
        units="县科协",
        shots=3,
        photos=2,
        accepted=9,
        remark="没有收到素材",
    )
    return FindingsPage(
        title=title,
        period="5月",
        theme="主题",
        made="2024-06-04 09:00",
        page_path="data/检查结果.html",
        film_path="data/县科协+片 #1.mp4",
        film_length="2:57.600",
        film_size="1 MB",
        poster=b"poster",
        contact_sheet=b"sheet",
        findings=findings,
        coverage=[coverage],
        files=[FileRow(path="data/</script>.mp4", size=1, sha256="0" * 64)],
    )


def test_the_verdict_stands_before_required_findings_and_these_before_advice() -> None:
    html = render(
        page(
            finding(ADVISED, Outcome.FAIL, "建议一"),
            finding(REQUIRED, Outcome.FAIL, "必须一"),
        )
    )
    assert html.index("1 项必须条款未通过") < html.index("必须一") < html.index("建议一")
    assert "实测 是" in html


def test_required_but_unchecked_is_neither_passed_nor_failed() -> None:
    html = render(page(finding(REQUIRED, Outcome.NOT_CHECKED, "台标")))
    assert "1 项必须条款须人工核对" in html
    assert "✓ 必须条款" not in html and "✗" not in html


def test_a_required_finding_quotes_the_notice() -> None:
    said = "通知五、（四）：“影像资料不超过3分钟”"
    html = render(page(finding(REQUIRED, Outcome.FAIL, "时长", source=said)))
    assert html.count(said) == 2


def test_a_finding_with_a_time_links_into_the_film() -> None:
    html = render(page(finding(ADVISED, Outcome.FAIL, "黑场", at_ms=72_400)))
    assert 'href="%E5%8E%BF%E7%A7%91%E5%8D%8F%2B%E7%89%87%20%231.mp4#t=72"' in html
    assert "看 1:12 处" in html


def test_parts_that_agree_are_listed_apart_from_the_notices_demands() -> None:
    html = render(
        page(
            finding(REQUIRED, Outcome.PASS, "时长"),
            finding(REQUIRED, Outcome.PASS, "数字", rule="agree.sums"),
        )
    )
    assert html.index("通知要求") < html.index("材料一致（必须）") < html.index("数字")


def test_texts_of_others_stay_text_and_nothing_is_loaded() -> None:
    html = render(page(title="<b>周</b>"), "let a = '</script>';")
    assert "&lt;b&gt;周" in html and "<b>周" not in html
    assert "<script>alert" not in html
    assert html.count("</script>") == 2
    assert "http" not in html.replace("http-equiv", "")


def test_the_policy_allows_the_one_script_by_its_hash() -> None:
    html = render(page(), "let a = '</b>';")
    script = re.search(r"<script>(.*?)</script>", html, re.S)
    assert script is not None
    digest = base64.b64encode(hashlib.sha256(script[1].encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in html
    assert "default-src 'none'" in html


def test_the_sums_are_json_whatever_files_are_called() -> None:
    html = render(page())
    told = re.search(r'<script id="sums" type="application/json">(.*?)</script>', html, re.S)
    assert told is not None
    assert json.loads(told[1])["files"] == [{"path": "data/</script>.mp4", "sha256": "0" * 64}]


def test_where_the_browser_parts_are_not_built_the_page_is_without_the_check(tmp_path: Path):
    assert checking_script(tmp_path) == ""
    (tmp_path / "manifest.json").write_text('{"check.js": "check-A.js"}')
    (tmp_path / "check-A.js").write_text("x")
    assert checking_script(tmp_path) == "x"
