"""Between what a notice demands and how the film is made: bounds become the encoder's own."""

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from math import ceil
from typing import NamedTuple

from domain.cutting.frame import Frame
from domain.cutting.output import MOST_KBPS, RATES, Output
from domain.film import FindingKind
from domain.judging.profiles import Rule
from domain.timebase import SAMPLE_RATE
from domain.words import Words

#: Hundredths of LU inside a bound of loudness at which a film aims: it meets its aim within 20.
_INSIDE = 50
#: Frames that players know, both ways, for bounds that leave a choice.
_FRAMES = tuple(Frame(*size) for size in ((1280, 720), (1920, 1080), (2560, 1440), (3840, 2160)))


def demanded(output: Output, rules: Iterable[Rule]) -> Output:
    """The output as the *required* rules want it: what a notice demands is made, not only checked.

    A bound that the film keeps anyway changes nothing. Raises ValueError when they demand what no
    film can be.
    """
    required = [rule for rule in rules if rule.kind is FindingKind.REQUIRED]
    for rule in required:
        output = _with_rule(output, rule)
    width, height = (_bounds(required, side) for side in ("width", "height"))
    return replace(output, frame=_framed(output.frame, width, height))


def _with_rule(output: Output, rule: Rule) -> Output:
    bounds = Bounds(rule.at_least, rule.at_most)
    least, most = bounds
    if rule.measure == "size":
        return replace(
            output,
            least_bytes=output.least_bytes if least is None else ceil(least * 1_000_000),
            most_bytes=output.most_bytes if most is None else int(most * 1_000_000),
        )
    if rule.measure == "bit_rate":
        low = output.least_file_kbps if least is None else ceil(least * 1000)
        high = output.most_file_kbps if most is None else int(most * 1000)
        # The pictures' own cap gives way where more is demanded than it lets through.
        top = min(max(output.most_kbps, low + low // 4), MOST_KBPS)
        return replace(output, least_file_kbps=low, most_file_kbps=high, most_kbps=top)
    if rule.measure == "frame_rate" and not bounds.hold(output.rate):
        return replace(output, rate=_rate(output.rate, bounds))
    if rule.measure == "loudness":
        return replace(output, loudness=_loudness(output.loudness, bounds))
    if rule.measure == "true_peak" and most is not None:
        return replace(output, true_peak=min(output.true_peak, int(most * 100)))
    return output


class Bounds(NamedTuple):
    """The least and the most that is allowed, themselves included; None for no bound."""

    least: Fraction | None
    most: Fraction | None

    def hold(self, value: Fraction | int) -> bool:
        return (self.least is None or value >= self.least) and (
            self.most is None or value <= self.most
        )


def _bounds(rules: Iterable[Rule], measure: str) -> Bounds:
    """The narrowest of all rules about one measure."""
    found = [rule for rule in rules if rule.measure == measure]
    return Bounds(
        max((rule.at_least for rule in found if rule.at_least is not None), default=None),
        min((rule.at_most for rule in found if rule.at_most is not None), default=None),
    )


def _rate(usual: int, bounds: Bounds) -> int:
    """The allowed rate nearest to the usual one; the one that is named where only that is allowed.

    A rate that no film of ours has, such as 29.97, is left to the check that says so.
    """
    if bounds.least is not None and bounds.least == bounds.most:
        return int(bounds.least) if bounds.least.denominator == 1 else usual
    allowed = [rate for rate in RATES if bounds.hold(rate)]
    return min(allowed, key=lambda rate: abs(rate - usual), default=usual)


def _loudness(usual: int, bounds: Bounds) -> int:
    """Hundredths of LUFS: as usual where that is well inside, else as near to it as is safe."""
    least, most = (None if bound is None else round(bound * 100) for bound in bounds)
    if least is not None and most is not None:
        inside = min(_INSIDE, (most - least) // 2)
        held = least + inside <= usual <= most - inside
        return usual if held else (least + most) // 2
    if least is not None:
        return max(usual, least + _INSIDE)
    return usual if most is None else min(usual, most - _INSIDE)


def _framed(usual: Frame, width: Bounds, height: Bounds) -> Frame:
    """The usual frame where it is allowed; what is named; else the nearest frame of its shape."""
    if width.hold(usual.width) and height.hold(usual.height):
        return usual
    turned = [Frame(each.height, each.width) for each in _FRAMES]
    sizes = (turned, _FRAMES) if usual.is_upright else (_FRAMES, turned)
    allowed = [
        frame
        for row in sizes
        for frame in sorted(row, key=lambda frame: abs(frame.width - usual.width))
        if width.hold(frame.width) and height.hold(frame.height)
    ]
    if allowed:
        return allowed[0]
    return Frame(_side(usual.width, width), _side(usual.height, height))


def _side(usual: int, bounds: Bounds) -> int:
    """The even number within the bounds that is nearest to the usual one."""
    if bounds.hold(usual):
        return usual
    if bounds.least is not None and usual < bounds.least:
        return -(-ceil(bounds.least) // 2) * 2
    assert bounds.most is not None
    return int(bounds.most) // 2 * 2


def contradiction(rule: Rule, output: Output) -> Words | None:
    """Why a film that comes out as `output` says can never meet `rule`; None when it can."""
    made = {
        "width": Fraction(output.frame.width),
        "height": Fraction(output.frame.height),
        "frame_rate": Fraction(output.rate),
        "loudness": Fraction(output.loudness, 100),
        "sample_rate": Fraction(SAMPLE_RATE),
    }
    value = made.get(rule.measure)
    if rule.measure == "true_peak" and rule.at_most is not None:
        value = Fraction(min(output.true_peak, round(rule.at_most * 100)), 100)
    if value is None:
        return _size_contradiction(rule, output)
    low = rule.at_least is not None and value < rule.at_least
    high = rule.at_most is not None and value > rule.at_most
    if not low and not high:
        return None
    return Words(
        zh=f"条款“{rule.id}”要求的 {rule.measure} 与 film 中的 {float(value):g} 矛盾，"
        "成片永远无法通过",
        en=f"rule {rule.id!r} excludes the {rule.measure} of {float(value):g} that film: asks for",
    )


def _size_contradiction(rule: Rule, output: Output) -> Words | None:
    if rule.measure != "size":
        return None
    too_small = rule.at_most is not None and output.least_bytes > rule.at_most * 1_000_000
    over = rule.at_least is not None and 0 < output.most_bytes < rule.at_least * 1_000_000
    if not too_small and not over:
        return None
    return Words(
        zh=f"条款“{rule.id}”的文件大小与 film 中的 size_mb 矛盾，成片永远无法通过",
        en=f"rule {rule.id!r} excludes every size that size_mb of film: allows",
    )
