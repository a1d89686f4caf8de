"""Requirements as data: what a profile demands of a film, with the sentence that demands it."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from domain.cutting.output import STANDARD, Output
from domain.film import FindingKind
from domain.words import Words


class Scale(StrEnum):
    """How a measure's value is held against a rule and shown to people."""

    SECONDS = "s"
    MILLISECONDS = "ms"
    LUFS = "LUFS"
    DBTP = "dBTP"
    MEGABYTES = "MB"
    MEGABITS = "Mbps"
    HERTZ = "Hz"
    FRAME_RATE = "fps"
    PIXELS = "px"
    PERCENT = "%"
    #: A plain number.
    COUNT = "count"
    #: A name; only `one_of` applies.
    TEXT = "text"
    #: Nothing can measure it: a person looks.
    EYE = "eye"


#: What can be measured of a film, by the name that profiles use.
MEASURES: dict[str, Scale] = {
    "duration": Scale.SECONDS,
    "frames_astray": Scale.COUNT,
    "decode_errors": Scale.COUNT,
    "sound_offset": Scale.MILLISECONDS,
    "sound_end": Scale.MILLISECONDS,
    "picture_size": Scale.TEXT,
    "width": Scale.PIXELS,
    "height": Scale.PIXELS,
    "sample_aspect": Scale.TEXT,
    "frame_rate": Scale.FRAME_RATE,
    "constant_rate": Scale.TEXT,
    "container": Scale.TEXT,
    "video_codec": Scale.TEXT,
    "video_profile": Scale.TEXT,
    "video_level": Scale.COUNT,
    "pixel_format": Scale.TEXT,
    "colour": Scale.TEXT,
    "audio_codec": Scale.TEXT,
    "sample_rate": Scale.HERTZ,
    "channels": Scale.COUNT,
    "loudness": Scale.LUFS,
    "true_peak": Scale.DBTP,
    "size": Scale.MEGABYTES,
    "bit_rate": Scale.MEGABITS,
    "longest_gop": Scale.SECONDS,
    "index_first": Scale.TEXT,
    "private_tags": Scale.TEXT,
    "caption_margin": Scale.PERCENT,
    "longest_black": Scale.SECONDS,
    "longest_freeze": Scale.SECONDS,
    "longest_silence": Scale.SECONDS,
    "opening_card": Scale.TEXT,
    "closing_card": Scale.TEXT,
    "uncaptioned_chapters": Scale.COUNT,
    "eye": Scale.EYE,
}

#: Measures of how much of something there is: a bound below zero asks for the impossible.
NEVER_NEGATIVE = frozenset(
    name for name, scale in MEASURES.items() if scale not in (Scale.LUFS, Scale.DBTP)
)


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One requirement. `at_most` and `at_least` include their value; raises ValueError."""

    #: Stable id such as film.duration.
    id: str
    kind: FindingKind
    #: A key of MEASURES.
    measure: str
    #: Bounds in the measure's scale; both None for texts.
    at_most: Fraction | None = None
    at_least: Fraction | None = None
    #: True when the campaign's own limit is the upper bound (duration only).
    at_most_limit: bool = False
    #: Texts that are right; empty for numbers.
    one_of: tuple[str, ...] = ()
    #: The notice's sentence, or where the advice comes from.
    source: Words
    #: Where it stands in its source, such as 五、（四） or 5.2, and its sentence there, word for
    #: word; empty where the source says it all.
    clause: str = ""
    quote: str = ""
    #: What the rule says.
    words: Words
    #: What to do when it is not met.
    remedy: Words

    def __post_init__(self) -> None:
        problem = rule_problem(self)
        if problem is not None:
            raise ValueError(problem.en)

    @property
    def citation(self) -> str:
        """Source, clause and sentence, as findings show them."""
        where = f"{self.source.zh} {self.clause}".strip()
        return f"{where}：“{self.quote}”" if self.quote else where


def rule_problem(rule: Rule) -> Words | None:
    """Why no film could be judged by `rule`, None when it makes sense."""
    scale = MEASURES.get(rule.measure)
    bounds = (rule.at_most, rule.at_least)
    has_bounds = rule.at_most_limit or any(bound is not None for bound in bounds)
    if scale is None:
        return Words(zh=f"未知的指标“{rule.measure}”", en=f"unknown measure {rule.measure!r}")
    if scale is Scale.EYE and (has_bounds or rule.one_of):
        return Words(zh="人工查看的条款不能有界限", en="a rule for the eye cannot have bounds")
    if scale is Scale.TEXT and (has_bounds or not rule.one_of):
        return Words(
            zh=f"指标“{rule.measure}”需要 one_of，不能有数值界限",
            en=f"measure {rule.measure!r} needs one_of and no numeric bounds",
        )
    if scale not in (Scale.TEXT, Scale.EYE) and (rule.one_of or not has_bounds):
        return Words(
            zh=f"指标“{rule.measure}”需要 at_most 或 at_least",
            en=f"measure {rule.measure!r} needs at_most or at_least",
        )
    return _bounds_problem(rule)


def _bounds_problem(rule: Rule) -> Words | None:
    if rule.at_most_limit and (rule.measure != "duration" or rule.at_most is not None):
        return Words(
            zh="只有 duration 的上限可以写 limit", en="only duration may be bound by the limit"
        )
    if rule.at_most is not None and rule.at_least is not None and rule.at_most < rule.at_least:
        return Words(
            zh=f"下限 {rule.at_least} 大于上限 {rule.at_most}，无法满足",
            en=f"at_least {rule.at_least} is above at_most {rule.at_most}: no film can meet it",
        )
    negative = rule.at_most is not None and rule.at_most < 0
    if negative and rule.measure in NEVER_NEGATIVE:
        return Words(
            zh=f"指标“{rule.measure}”不会小于零，上限 {rule.at_most} 无法满足",
            en=f"{rule.measure!r} is never below zero: at_most {rule.at_most} cannot be met",
        )
    return None


@dataclass(frozen=True, kw_only=True)
class Profile:
    """A named set of rules; raises ValueError when an id is used twice."""

    name: str
    title: Words
    rules: tuple[Rule, ...]
    #: How a film for it comes out.
    output: Output = STANDARD

    def __post_init__(self) -> None:
        ids = [rule.id for rule in self.rules]
        for rule_id in ids:
            if ids.count(rule_id) > 1:
                raise ValueError(f"rule {rule_id!r} stands twice in profile {self.name!r}")
