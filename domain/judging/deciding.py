"""Verify's decision: a film's measures held against a profile, one finding for each rule."""

from collections.abc import Callable, Sequence
from fractions import Fraction

from domain.film import Finding, Outcome, Shot, ShotKind
from domain.judging.measures import FilmMeasures, Span
from domain.judging.profiles import MEASURES, Profile, Rule, Scale
from domain.words import Words

#: A number in its rule's scale, a text, or None when it could not be measured.
Value = Fraction | str | None

_YES, _NO, _NONE = "yes", "no", "none"


def _yes(true: bool) -> str:
    return _YES if true else _NO


def _frames_astray(film: FilmMeasures) -> Fraction:
    """Frames by which decoder, stated duration and last time stamp differ."""
    planned = film.video_s * film.fps
    return max(abs(film.frames - planned), abs(film.last_frame_end_s * film.fps - planned))


def _sound_offset(film: FilmMeasures) -> Fraction | None:
    if film.audio_start_s is None:
        return None
    return abs(film.audio_start_s - film.video_start_s) * 1000


def _longest(spans: Sequence[Span]) -> Fraction:
    return Fraction(max((span.length_ms for span in spans), default=0), 1000)


def _hundredths(value: int | None) -> Fraction | None:
    return None if value is None else Fraction(value, 100)


def _colour(film: FilmMeasures) -> str:
    parts = (film.colour_range, film.colour_space, film.colour_primaries, film.colour_transfer)
    return "/".join(parts)


def _sound_end(film: FilmMeasures) -> Fraction | None:
    if film.sound_end_s is None:
        return None
    return abs(film.sound_end_s - film.last_frame_end_s) * 1000


def _caption_margin(film: FilmMeasures) -> Fraction | None:
    return None if film.caption_margin is None else Fraction(film.caption_margin, 10)


_READ: dict[str, Callable[[FilmMeasures], Value]] = {
    "duration": lambda film: film.longest_s,
    "frames_astray": _frames_astray,
    "decode_errors": lambda film: Fraction(len(film.decode_errors)),
    "sound_offset": _sound_offset,
    "sound_end": _sound_end,
    "picture_size": lambda film: f"{film.width}x{film.height}",
    "width": lambda film: Fraction(film.width),
    "height": lambda film: Fraction(film.height),
    "sample_aspect": lambda film: f"{film.sar.numerator}:{film.sar.denominator}",
    "frame_rate": lambda film: film.fps,
    "constant_rate": lambda film: _yes(film.constant_rate),
    "container": lambda film: film.container,
    "video_codec": lambda film: film.video_codec,
    "video_profile": lambda film: film.video_profile,
    "video_level": lambda film: Fraction(film.level, 10),
    "pixel_format": lambda film: film.pix_fmt,
    "colour": _colour,
    "audio_codec": lambda film: film.audio_codec or _NONE,
    "sample_rate": lambda film: Fraction(film.sample_rate),
    "channels": lambda film: Fraction(film.channels),
    "loudness": lambda film: _hundredths(film.integrated_lufs),
    "true_peak": lambda film: _hundredths(film.true_peak),
    "size": lambda film: Fraction(film.size_bytes, 1_000_000),
    "bit_rate": lambda film: Fraction(film.bit_rate, 1_000_000),
    "longest_gop": lambda film: film.longest_gop_s,
    "index_first": lambda film: _yes(film.moov_first),
    "private_tags": lambda film: "、".join(film.private_tags) or _NONE,
    "caption_margin": _caption_margin,
    "longest_black": lambda film: _longest(film.black),
    "longest_freeze": lambda film: _longest(film.frozen),
    "longest_silence": lambda film: _longest(film.silent),
}

_SPANS: dict[str, Callable[[FilmMeasures], Sequence[Span]]] = {
    "longest_black": lambda film: film.black,
    "longest_freeze": lambda film: film.frozen,
    "longest_silence": lambda film: film.silent,
}


def _has_card(shots: Sequence[Shot], at: int) -> Value:
    return _yes(shots[at].kind is ShotKind.CARD) if shots else None


def _uncaptioned(shots: Sequence[Shot]) -> Value:
    """Chapters whose first shot says nothing."""
    if not shots:
        return None
    before: str | None = None
    count = 0
    for shot in shots:
        if shot.activity is not None and shot.activity != before and shot.caption is None:
            count += 1
        before = shot.activity
    return Fraction(count)


_READ_SHOTS: dict[str, Callable[[Sequence[Shot]], Value]] = {
    "opening_card": lambda shots: _has_card(shots, 0),
    "closing_card": lambda shots: _has_card(shots, -1),
    "uncaptioned_chapters": _uncaptioned,
}


def measurable() -> frozenset[str]:
    """Names of all measures that have a reader; the test holds it against MEASURES."""
    return frozenset({*_READ, *_READ_SHOTS, "eye"})


#: Where a film made here is mended, by measure; the rest is the profile's own making.
_MEND = {
    "duration": "/storyboard",
    "longest_black": "/storyboard",
    "longest_freeze": "/storyboard",
    "longest_silence": "/review",
    "opening_card": "/storyboard",
    "closing_card": "/storyboard",
    "uncaptioned_chapters": "/storyboard",
    "caption_margin": "/storyboard",
}

_DIGITS = {Scale.SECONDS: 3, Scale.LUFS: 2, Scale.DBTP: 2, Scale.MEGABYTES: 1, Scale.MEGABITS: 2}


def shown(value: Fraction, scale: Scale) -> str:
    """A number as people read it: `178.000 s`, `-16.02 LUFS`, `25 fps`, `4`."""
    digits = _DIGITS.get(scale, 0 if value.denominator == 1 else 3)
    if scale is Scale.SECONDS and (value * 1000).denominator != 1:
        # One sample too long must not be shown as 180.000 s.
        digits = 6
    number = f"{float(round(value, digits)):.{digits}f}"
    if scale not in _DIGITS and digits:
        number = number.rstrip("0").rstrip(".")
    return number if scale is Scale.COUNT else f"{number} {scale.value}"


def _wanted(rule: Rule, limit: Fraction) -> str:
    scale = MEASURES[rule.measure]
    if scale is Scale.EYE:
        return "人工查看"
    if scale is Scale.TEXT:
        return " / ".join(rule.one_of)
    at_most = limit if rule.at_most_limit else rule.at_most
    if at_most is not None and at_most == rule.at_least:
        return f"= {shown(at_most, scale)}"
    bounds: list[str] = []
    if rule.at_least is not None:
        bounds.append(f"≥ {shown(rule.at_least, scale)}")
    if at_most is not None:
        bounds.append(f"≤ {shown(at_most, scale)}")
    return "，".join(bounds)


def _outcome(rule: Rule, value: Value, limit: Fraction) -> Outcome:
    if value is None:
        return Outcome.NOT_CHECKED
    if isinstance(value, str):
        return Outcome.PASS if value in rule.one_of else Outcome.FAIL
    at_most = limit if rule.at_most_limit else rule.at_most
    too_much = at_most is not None and value > at_most
    too_little = rule.at_least is not None and value < rule.at_least
    return Outcome.FAIL if too_much or too_little else Outcome.PASS


def _at_ms(rule: Rule, film: FilmMeasures) -> int | None:
    """Where the first part begins that breaks the rule."""
    read = _SPANS.get(rule.measure)
    if read is None or rule.at_most is None:
        return None
    broken = [span.in_ms for span in read(film) if Fraction(span.length_ms, 1000) > rule.at_most]
    return min(broken, default=None)


def _words(rule: Rule, outcome: Outcome) -> Words:
    if outcome is Outcome.PASS:
        return rule.words
    if outcome is Outcome.NOT_CHECKED and rule.measure != "eye":
        return Words(
            zh=f"{rule.words.zh}：没有自动检查，请人工查看",
            en=f"{rule.words.en}: not checked here, look at it yourself",
        )
    return Words(zh=f"{rule.words.zh}：{rule.remedy.zh}", en=f"{rule.words.en}: {rule.remedy.en}")


def judge(
    profile: Profile, film: FilmMeasures, *, limit_ms: int, shots: Sequence[Shot] = ()
) -> tuple[Finding, ...]:
    """One finding for each rule, required ones first, otherwise in the profile's order.

    `limit_ms` is the campaign's own limit. Durations are compared as exact fractions: a film that
    is longer by one sample fails. Without `shots` (a film finished elsewhere), and where there is
    no sound to measure, the outcome is "not checked", never "pass".
    """
    limit = Fraction(limit_ms, 1000)
    findings = [_finding(rule, film, limit, shots) for rule in profile.rules]
    return tuple(sorted(findings, key=lambda finding: finding.kind.value != "required"))


def _finding(rule: Rule, film: FilmMeasures, limit: Fraction, shots: Sequence[Shot]) -> Finding:
    value = _value(rule.measure, film, shots)
    outcome = _outcome(rule, value, limit)
    measured = shown(value, MEASURES[rule.measure]) if isinstance(value, Fraction) else value
    return Finding(
        rule=rule.id,
        kind=rule.kind,
        outcome=outcome,
        measured=measured if measured is not None else "—",
        wanted=_wanted(rule, limit),
        words=_words(rule, outcome),
        source=rule.citation,
        at_ms=_at_ms(rule, film) if outcome is Outcome.FAIL else None,
        mend=_MEND.get(rule.measure, "/film"),
    )


def _value(measure: str, film: FilmMeasures, shots: Sequence[Shot]) -> Value:
    if measure in _READ:
        return _READ[measure](film)
    if measure in _READ_SHOTS:
        return _READ_SHOTS[measure](shots)
    return None
