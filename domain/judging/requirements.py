"""What the notice asks of film, photos, report and package, each with its clause and sentence."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from domain.campaign_checks import broken, check_key, check_line
from domain.film import Finding, FindingKind, Outcome
from domain.judging.profiles import Profile, Rule
from domain.words import Words

#: A sentence is quoted, not a page.
LONGEST_QUOTE, LONGEST_SAYING = 300, 80
#: Id of the requirement that a leader signs it off: `domain/handing/approval.py` measures it.
APPROVAL = "approval"
_AS_ASKED = Words(zh="请按通知的要求重新导出", en="export it as the notice asks")
_BY_HAND = Words(zh="请对照通知人工核对", en="compare with the notice yourself")


class Subject(StrEnum):
    """What a requirement is about."""

    FILM = "film"
    PHOTOS = "photos"
    REPORT = "report"
    PACKAGE = "package"


@dataclass(frozen=True, kw_only=True)
class Requirement:
    """One thing that the notice asks; raises BrokenInput."""

    #: Stable within the campaign, such as film-container.
    id: str
    about: Subject
    #: What is asked, in short: 视频格式为 MP4.
    says: str
    #: The measure of `judging.profiles.MEASURES` that holds it; empty when a person has to look.
    measure: str = ""
    #: Bounds in the measure's scale, themselves included.
    at_most: Fraction | None = None
    at_least: Fraction | None = None
    #: Texts that are right; empty for numbers.
    one_of: tuple[str, ...] = ()
    #: Where it stands in the notice: 五、（四）; empty outside numbered parts.
    clause: str = ""
    #: The notice's sentence; empty when it was added by hand.
    quote: str = ""

    def __post_init__(self) -> None:
        check_key(self.id)
        if "--" in self.id or self.id.endswith("-"):
            raise broken(
                f"要求的编号“{self.id}”无效：连字符只放在词之间",
                f"requirement id {self.id!r} is not valid: hyphens stand between words",
            )
        for text in (self.says, self.clause or "、", self.quote or "、"):
            check_line(text, "要求", "a requirement")
        if len(self.says) > LONGEST_SAYING or len(self.quote) > LONGEST_QUOTE:
            raise broken(f"要求“{self.id}”的文字太长", f"requirement {self.id!r} is too long")
        try:
            rule_of(self)
        except ValueError as error:
            raise broken(
                f"要求“{self.id}”的指标和界限对不上（{error}）",
                f"requirement {self.id!r}: measure and bounds do not fit ({error})",
            ) from error

    @property
    def citation(self) -> str:
        """Clause and sentence, as findings quote them."""
        if not self.quote and not self.clause:
            return "由编辑添加"
        where = f"通知{self.clause}" if self.clause else "通知"
        return f"{where}：“{self.quote}”" if self.quote else where

    def __str__(self) -> str:
        return self.says


def rule_of(asked: Requirement) -> Rule:
    """The requirement as a rule for films; raises ValueError when no film could be judged by it.

    The longest time is always the campaign's own limit, which an editor may set lower.
    """
    is_limit = asked.measure == "duration" and asked.at_most is not None
    return Rule(
        id=f"notice.{asked.id}",
        kind=FindingKind.REQUIRED,
        measure=asked.measure or "eye",
        at_most=None if is_limit else asked.at_most,
        at_least=asked.at_least,
        at_most_limit=is_limit,
        one_of=asked.one_of,
        source=Words(zh=asked.citation, en=asked.citation),
        words=Words(zh=asked.says, en=f"the notice asks: {asked.says}"),
        remedy=_BY_HAND,
    )


def with_requirements(profile: Profile, asked: Iterable[Requirement]) -> Profile:
    """The profile with what the notice asks of a film: its rule of the same measure is replaced.

    What is advised anyway becomes required, with the notice's bounds and sentence; what nothing
    measures is added for a person to look at.
    """
    rules = {rule.id: rule for rule in profile.rules}
    for requirement in asked:
        if requirement.about is not Subject.FILM:
            continue
        rule = rule_of(requirement)
        own = next((r for r in profile.rules if r.measure == rule.measure != "eye"), None)
        if own is None:
            rules[rule.id] = rule
        else:
            rules[own.id] = _merged(own, rule)
    return replace(profile, rules=tuple(rules.values()))


def _merged(own: Rule, asked: Rule) -> Rule:
    """The notice's rule under the profile's id.

    The profile's remedy mends what the profile bounds: told to lower the bit rate, nobody makes
    a film larger that is too small.
    """
    limited = own.at_most_limit and asked.at_most is None
    same = (asked.at_least is None) == (own.at_least is None)
    return replace(
        asked,
        id=own.id,
        at_most_limit=limited or asked.at_most_limit,
        remedy=own.remedy if same else _AS_ASKED,
    )


def unmeasured(asked: Iterable[Requirement]) -> tuple[Finding, ...]:
    """What is asked of photos, report and package: nothing measures it, so it is never passed."""
    return tuple(
        Finding(
            rule=f"notice.{requirement.id}",
            kind=FindingKind.REQUIRED,
            outcome=Outcome.NOT_CHECKED,
            measured="—",
            wanted="人工查看",
            words=Words(
                zh=f"{requirement.says}：{_BY_HAND.zh}",
                en=f"the notice asks: {requirement.says}: {_BY_HAND.en}",
            ),
            source=requirement.citation,
        )
        for requirement in asked
        if requirement.about is not Subject.FILM and requirement.id != APPROVAL
    )
