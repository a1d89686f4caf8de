"""The findings as one offline HTML page that opens anywhere and prints on A4."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from domain.film import Finding, FindingKind, Outcome

_PAGES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
)

_SIGNS = {
    Outcome.PASS: ("✓", "通过", "good"),
    Outcome.FAIL: ("✗", "未通过", "bad"),
    Outcome.NOT_CHECKED: ("–", "未检查", "doubt"),
}
_YES_NO = {"yes": "是", "no": "否"}
_GROUPS = (
    (FindingKind.REQUIRED, "必须", "通知中明确的要求"),
    (FindingKind.ADVISORY, "建议", "通行做法，不影响报送"),
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
    path: str
    size: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class FindingsPage:
    title: str
    period: str
    theme: str
    #: Local time as shown.
    made: str
    film_name: str
    #: "2:57.600"
    film_length: str
    #: "176.2 MB"
    film_size: str
    #: JPEG in base64.
    contact_sheet: str
    findings: Sequence[Finding]
    coverage: Sequence[CoverageRow]
    files: Sequence[FileRow]

    @property
    def required_failed(self) -> int:
        return self._failed(FindingKind.REQUIRED)

    @property
    def advisory_failed(self) -> int:
        return self._failed(FindingKind.ADVISORY)

    def _failed(self, kind: FindingKind) -> int:
        return sum(f.kind is kind and f.outcome is Outcome.FAIL for f in self.findings)

    @property
    def groups(self) -> list[dict[str, object]]:
        """Required first, each finding as a row with sign, word and colour."""
        return [
            {
                "title": title,
                "hint": hint,
                "rows": [_row(f) for f in self.findings if f.kind is kind],
            }
            for kind, title, hint in _GROUPS
            if any(f.kind is kind for f in self.findings)
        ]


def _row(finding: Finding) -> dict[str, str]:
    sign, outcome, tone = _SIGNS[finding.outcome]
    return {
        "sign": sign,
        "outcome": outcome,
        "tone": tone,
        "words": finding.words.zh,
        "measured": _YES_NO.get(finding.measured, finding.measured),
        "wanted": _YES_NO.get(finding.wanted, finding.wanted),
        "source": finding.source,
    }


def render(page: FindingsPage) -> str:
    return _PAGES.get_template("findings.html.j2").render(page=page)
