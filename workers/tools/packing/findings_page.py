"""The findings as one offline HTML page: opens anywhere, checks its package, prints on A4."""

import base64
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from domain.film import Finding, FindingKind, Outcome
from domain.timebase import clock

_PAGES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)

_SIGNS = {
    Outcome.PASS: ("✓", "通过", "good"),
    Outcome.FAIL: ("✗", "未通过", "bad"),
    Outcome.NOT_CHECKED: ("–", "须人工核对", "doubt"),
}
_YES_NO = {"yes": "是", "no": "否", "none": "无"}
_AGREE = "agree."
_REQUIRED, _ADVISED = FindingKind.REQUIRED, FindingKind.ADVISORY
#: The list of checks in its order: title, what it means, kind, and whether it compares parts.
_GROUPS = (
    ("通知要求", "必须满足，附通知原文", _REQUIRED, False),
    ("材料一致（必须）", "成片、照片、报告、清单之间", _REQUIRED, True),
    ("成片建议", "通行做法，不影响报送", _ADVISED, False),
    ("材料一致（建议）", "不影响报送", _ADVISED, True),
)


@dataclass(frozen=True, kw_only=True)
class CoverageRow:
    number: int
    title: str
    days: str
    units: str
    shots: int
    photos: int
    accepted: int
    #: Why an activity is missing, empty when it is not.
    remark: str


@dataclass(frozen=True, kw_only=True)
class FileRow:
    #: Path inside the bag, data/ included.
    path: str
    size: int
    sha256: str

    @property
    def shown(self) -> str:
        return self.path.removeprefix("data/")


@dataclass(frozen=True, kw_only=True)
class FindingsPage:
    title: str
    period: str
    theme: str
    #: Local time as shown.
    made: str
    #: Where page and film stand in the bag: data/….
    page_path: str
    film_path: str
    #: "2:57.600"
    film_length: str
    #: "176.2 MB"
    film_size: str
    #: JPEGs.
    poster: bytes
    contact_sheet: bytes
    findings: Sequence[Finding]
    coverage: Sequence[CoverageRow]
    #: All files of the payload but the page itself, which cannot hold its own sum.
    files: Sequence[FileRow]

    @property
    def film_name(self) -> str:
        return PurePosixPath(self.film_path).name

    @property
    def film_link(self) -> str:
        """The film as the page, which lies beside it, finds it."""
        return quote(self.film_name)

    def count(self, kind: str, outcome: str) -> int:
        """Findings of a kind with an outcome."""
        return sum(f.kind == kind and f.outcome == outcome for f in self.findings)

    @property
    def verdict(self) -> str:
        """bad, doubt or good: what is required decides alone."""
        if self.count("required", "fail"):
            return "bad"
        return "doubt" if self.count("required", "not_checked") else "good"

    @property
    def to_look_at(self) -> list[dict[str, str | bool]]:
        """What did not pass: required before advice, failed before what nobody could check."""
        open_ = [f for f in self.findings if f.outcome is not Outcome.PASS]
        order = sorted(open_, key=lambda f: (f.kind is _ADVISED, f.outcome is not Outcome.FAIL))
        return [_row(finding, self.film_link) for finding in order]

    @property
    def groups(self) -> Iterator[dict[str, object]]:
        """Every finding, as rows with sign, word and colour."""
        for title, hint, kind, between in _GROUPS:
            mine = [
                _row(f, self.film_link)
                for f in self.findings
                if f.kind is kind and f.rule.startswith(_AGREE) is between
            ]
            if mine:
                yield {"title": title, "hint": hint, "measured": not between, "rows": mine}

    @property
    def sums(self) -> str:
        """What the script holds the chosen folder against, as JSON that cannot end its element."""
        files = [{"path": file.path, "sha256": file.sha256} for file in self.files]
        text = json.dumps({"page": self.page_path, "files": files}, ensure_ascii=False)
        return text.replace("<", "\\u003c")


def _row(finding: Finding, film: str) -> dict[str, str | bool]:
    sign, outcome, tone = _SIGNS[finding.outcome]
    at = finding.at_ms
    return {
        "sign": sign,
        "outcome": outcome,
        "tone": tone,
        "kind": "必须" if finding.kind is _REQUIRED else "建议",
        "words": finding.words.zh,
        "measured": _YES_NO.get(finding.measured, finding.measured),
        "wanted": _YES_NO.get(finding.wanted, finding.wanted),
        "source": finding.source,
        "between": finding.rule.startswith(_AGREE),
        "at": "" if at is None else clock(at)[:-4],
        # A media fragment: the player begins there, with no script.
        "link": "" if at is None else f"{film}#t={at // 1000}",
    }


def checking_script(built: Path) -> str:
    """The bundled check among the built browser parts; "" where they were not built."""
    manifest = built / "manifest.json"
    if not manifest.is_file():
        return ""
    name = json.loads(manifest.read_text("utf-8")).get("check.js")
    return (built / name).read_text("utf-8") if name else ""


def render(page: FindingsPage, script: str = "") -> str:
    """The page as HTML. `script` is the bundled check; without it the page only says how to check.

    Its policy allows that one script, by its hash, and nothing from elsewhere.
    """
    safe = script.replace("</", "<\\/")
    return _PAGES.get_template("findings.html.j2").render(
        page=page,
        script=safe,
        script_hash=_base64(hashlib.sha256(safe.encode()).digest()),
        poster=_base64(page.poster),
        contact_sheet=_base64(page.contact_sheet),
    )


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()
