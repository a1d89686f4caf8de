"""审签: what leaders said of film and report, whether it holds, and what a package says of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.film import Finding, FindingKind, Outcome, Shot, Storyboard, seen
from domain.judging.requirements import APPROVAL, Requirement
from domain.timebase import frames_to_ms
from domain.wording import local_time
from domain.words import Words

LONGEST_NAME, LONGEST_COMMENT = 20, 500
#: What one link may leave: a leader has a dozen, a script has no bound.
MOST_COMMENTS, MOST_VERDICTS = 200, 200
RULE = "handing.approval"


@dataclass(frozen=True, kw_only=True)
class Comment:
    """A remark at one moment of one film."""

    id: int
    campaign: str
    #: Film's id.
    film: str
    #: Milliseconds in the film.
    at_ms: int
    text: str
    #: The name that was typed.
    name: str
    at: datetime
    #: When an editor marked it as done, and who.
    done_at: datetime | None = None
    done_by: str = ""


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """One leader's word about one film with one report."""

    campaign: str
    film: str
    film_sha256: str
    #: `report_print` of the text that was read.
    report: str
    #: False asks for changes.
    approved: bool
    #: "" once retention took it.
    name: str
    note: str
    at: datetime

    @property
    def signer(self) -> Words:
        """Who it is told of."""
        if self.name:
            return Words(zh=self.name, en=self.name)
        return Words(zh="姓名已按保留期限清除", en="name deleted by retention")


class Standing(StrEnum):
    NONE = "none"
    APPROVED = "approved"
    CHANGES = "changes"
    #: It was approved, and changed since.
    VOID = "void"


@dataclass(frozen=True, kw_only=True)
class Approval:
    standing: Standing
    #: The newest word of each name that decided it.
    verdicts: tuple[Verdict, ...]
    words: Words


def approval_of(
    verdicts: Iterable[Verdict], *, film_sha256: str, report: str, zone: str
) -> Approval:
    """What the newest word of everybody amounts to for this film and this report."""
    newest: dict[object, Verdict] = {}
    for place, each in enumerate(sorted(verdicts, key=lambda each: each.at)):
        # Of a name that retention took the newest word alone is left: each is another's.
        who = each.name or place
        newest.pop(who, None)  # The last of them all stands last.
        newest[who] = each
    if not newest:
        words = Words(zh="还没有领导审签", en="nobody has signed it off yet")
        return Approval(standing=Standing.NONE, verdicts=(), words=words)
    now = [v for v in newest.values() if v.film_sha256 == film_sha256 and v.report == report]
    asking = tuple(v for v in now if not v.approved)
    if asking:
        return Approval(standing=Standing.CHANGES, verdicts=asking, words=_asked(asking, zone))
    approving = tuple(v for v in now if v.approved)
    if approving:
        words = _approved(approving, zone)
        return Approval(standing=Standing.APPROVED, verdicts=approving, words=words)
    past = tuple(v for v in newest.values() if v.approved)
    if not past:
        words = Words(
            zh="领导曾要求修改，修改后还没有审签", en="changes were asked for; not signed off since"
        )
        return Approval(standing=Standing.NONE, verdicts=tuple(newest.values()), words=words)
    words = _void(past[-1], film_sha256, report, zone)
    return Approval(standing=Standing.VOID, verdicts=past, words=words)


def _people(verdicts: Sequence[Verdict], zone: str) -> Words:
    return Words(
        zh="、".join(f"{v.signer.zh}（{_day(v, zone)}）" for v in verdicts),
        en=", ".join(f"{v.signer.en} ({_day(v, zone)})" for v in verdicts),
    )


def _day(verdict: Verdict, zone: str) -> str:
    return f"{local_time(verdict.at, zone):%Y-%m-%d %H:%M}"


def _approved(verdicts: Sequence[Verdict], zone: str) -> Words:
    people = _people(verdicts, zone)
    return Words(zh=f"审签同意：{people.zh}", en=f"signed off by {people.en}")


def _asked(verdicts: Sequence[Verdict], zone: str) -> Words:
    people = _people(verdicts, zone)
    return Words(zh=f"审签要求修改：{people.zh}", en=f"changes asked for by {people.en}")


def _void(verdict: Verdict, film_sha256: str, report: str, zone: str) -> Words:
    film, text = verdict.film_sha256 != film_sha256, verdict.report != report
    zh = "成片和报告" if film and text else "成片" if film else "报告"
    en = "film and report" if film and text else "the film" if film else "the report"
    who, day = verdict.signer, _day(verdict, zone)
    return Words(
        zh=f"{who.zh} {day} 的审签已失效：之后{zh}有改动，请重新审签",
        en=f"the word of {who.en} of {day} is void: {en} changed since",
    )


def demanded(requirements: Iterable[Requirement]) -> Requirement | None:
    """The requirement that somebody signs it off; None when the campaign does not demand it."""
    return next((each for each in requirements if each.id == APPROVAL), None)


def approval_finding(approval: Approval, asked: Requirement | None) -> Finding:
    """Name and date for the findings; required where the campaign demands it."""
    outcomes = {Standing.APPROVED: Outcome.PASS, Standing.NONE: Outcome.NOT_CHECKED}
    outcome = outcomes.get(approval.standing, Outcome.FAIL)
    if asked is not None and outcome is Outcome.NOT_CHECKED:
        outcome = Outcome.FAIL
    return Finding(
        rule=RULE,
        kind=FindingKind.REQUIRED if asked else FindingKind.ADVISORY,
        outcome=outcome,
        measured="、".join(v.signer.zh for v in approval.verdicts) or "—",
        wanted="领导审签同意",
        words=approval.words,
        source=asked.citation if asked else "自检：报送前由本单位领导审签",
        mend="/package",
    )


def shot_at(storyboard: Storyboard, at_ms: int) -> Shot | None:
    """The shot that is seen at a moment of the film; None outside it."""
    for shot, span in zip(storyboard.shots, seen(storyboard.shots), strict=True):
        starts, ends = map(frames_to_ms, span)
        if starts <= at_ms < ends:
            return shot
    return None
