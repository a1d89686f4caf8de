"""Bounds that a clause of a notice sets to a number: 不超过3分钟, 2至5分钟, 5张以上."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from domain.notice.outline import chinese_number

NUMBER = r"\d{1,6}(?:\.\d{1,3})?|[一二两三四五六七八九十]{1,3}"
LOW = (
    r"(?:不少于|不小于|不低于|不得少于|不得小于|不得低于|不能低于|不能少于|至少|最少"
    r"|(?<![不得能])(?:大于|高于)|≥)"
)
HIGH = (
    r"(?:不超过?|不多于|不大于|不高于|不得超过|不得高于|不能超过|不能大于|控制在|最多|最长|最大"
    r"|(?<![不得能])(?:小于|低于)|限|≤)"
)
TO = r"(?:至|到|—|-|~)"
_ABOVE = r"(?:及|或|\(含\))?以上"
_BELOW = r"(?:（含[^）]{0,8}）)?(?:及|或)?(?:以内|之内|以下|内)"


def value_of(text: str) -> Fraction:
    """Of what `NUMBER` matches: 3, 2.5, 两, 十五."""
    if text[0].isdigit():
        return Fraction(text)
    return Fraction(2 if text == "两" else chinese_number(text))


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """What a number of a clause must lie between, in `unit` as the clause writes it."""

    low: Fraction | None
    high: Fraction | None
    unit: str

    def shown(self, unit: str) -> str:
        """不超过 3 分钟, 不少于 5 张, and with a blank before the number 2–5 分钟 and 25 帧."""
        low = None if self.low is None else plain(self.low)
        high = None if self.high is None else plain(self.high)
        if low and high:
            return f" {low} {unit}" if low == high else f" {low}–{high} {unit}"
        return f"不超过 {high} {unit}" if high else f"不少于 {low} {unit}"

    def times(self, by: int) -> tuple[Fraction | None, Fraction | None]:
        """Both in a unit of which `by` are one of these."""
        low, high = self.low, self.high
        return (None if low is None else low * by, None if high is None else high * by)


def plain(value: Fraction) -> str:
    return str(value) if value.denominator == 1 else f"{float(value):g}"


def bounds_in(clause: str, unit: str, *, exact: bool = False) -> Bounds | None:
    """The bounds that a clause sets in `unit`; a bare number counts only as an `exact` one."""
    number = f"({NUMBER})"
    between = re.search(rf"{number}(?:{unit})?{TO}{number}({unit})", clause, re.IGNORECASE)
    if between:
        return Bounds(low=value_of(between[1]), high=value_of(between[2]), unit=between[3])
    lows = (rf"{LOW}(?:为|在|于)?{number}({unit})", rf"{number}({unit}){_ABOVE}")
    highs = (rf"{HIGH}(?:为|在|于)?{number}({unit})", rf"{number}({unit})(?:钟)?{_BELOW}")
    low, high = _first(lows, clause), _first(highs, clause)
    if exact and not low and not high:
        low = high = _first((rf"(?<![\d.]){number}({unit})",), clause)
    told = low or high
    if told is None:
        return None
    return Bounds(
        low=value_of(low[1]) if low else None,
        high=value_of(high[1]) if high else None,
        unit=told[2],
    )


def _first(shapes: Iterable[str], clause: str) -> re.Match[str] | None:
    found = (re.search(shape, clause, re.IGNORECASE) for shape in shapes)
    return next((match for match in found if match), None)
