"""Between what a notice demands and how the film is made: bounds become the encoder's own."""

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

from domain.cutting.output import Output
from domain.film import FindingKind
from domain.judging.profiles import Rule
from domain.timebase import SAMPLE_RATE
from domain.words import Words


def demanded(output: Output, rules: Iterable[Rule]) -> Output:
    """The output as the *required* rules want it: what a notice demands is made, not only checked.

    Raises ValueError when they demand what no film can be.
    """
    for rule in rules:
        if rule.kind is FindingKind.REQUIRED:
            output = _with_rule(output, rule)
    return output


def _with_rule(output: Output, rule: Rule) -> Output:
    least, most = rule.at_least, rule.at_most
    if rule.measure == "size":
        output = replace(
            output,
            least_bytes=output.least_bytes if least is None else round(least * 1_000_000),
            most_bytes=output.most_bytes if most is None else int(most * 1_000_000),
        )
    elif rule.measure == "bit_rate":
        # Of the whole file; what the sound takes is on top of the pictures' own.
        kbps = None if least is None else round(least * 1000)
        top = output.most_kbps if most is None else int(most * 1000) - output.audio_kbps
        bottom = output.least_kbps if kbps is None else kbps
        output = replace(output, least_kbps=bottom, most_kbps=max(top, bottom))
    elif rule.measure in ("width", "height") and (wanted := _fixed(least, most)) is not None:
        output = replace(output, frame=replace(output.frame, **{rule.measure: wanted}))
    elif rule.measure == "frame_rate" and (wanted := _fixed(least, most)) is not None:
        output = replace(output, rate=wanted)
    elif rule.measure == "loudness":
        bounds = [bound for bound in (least, most) if bound is not None]
        output = replace(output, loudness=round(sum(bounds, Fraction(0)) * 100 / len(bounds)))
    elif rule.measure == "true_peak" and most is not None:
        output = replace(output, true_peak=int(most * 100))
    return output


def _fixed(least: Fraction | None, most: Fraction | None) -> int | None:
    """The one whole number that is allowed; None where there are several."""
    return int(least) if least is not None and least == most and least.denominator == 1 else None


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
