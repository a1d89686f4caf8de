"""Scores of photos and moments, whole and normalised within the campaign."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from domain.asset import Asset
from domain.facts import Facts, Kind, Moment
from domain.looking.screens import is_screen
from domain.planning.plan_recipe import PlanRecipe
from domain.words import Words

#: A picture of this size fills the film's frame.
_FULL = (1920, 1080)
#: Motion (difference of looked-at frames) of people acting before a quiet camera.
_LIVELY = 300
#: Points that a moment loses which begins or ends inside words.
_WORDS_CUT = 150
#: Share of black, per mille, from which bad light is darkness and not glare.
_DARK = 200


@dataclass(frozen=True, kw_only=True)
class Scales:
    """Sorted values of everything in the campaign, against which one value is placed."""

    photo_sharpness: Sequence[int]
    photo_exposure: Sequence[int]
    moment_sharpness: Sequence[int]
    moment_exposure: Sequence[int]
    moment_loudness: Sequence[int]


def scales(assets: Iterable[Asset]) -> Scales:
    """The scales of the assets that may be in the film."""
    looks = [(asset.kind, asset.look) for asset in assets if asset.look is not None]
    photos = [look for kind, look in looks if kind is Kind.PHOTO]
    moments = [m for kind, look in looks if kind is Kind.CLIP for m in look.moments]
    return Scales(
        photo_sharpness=sorted(look.sharpness for look in photos),
        photo_exposure=sorted(look.exposure for look in photos),
        moment_sharpness=sorted(m.sharpness for m in moments),
        moment_exposure=sorted(m.exposure for m in moments),
        moment_loudness=sorted(m.loudness for m in moments),
    )


def place(scale: Sequence[int], value: int) -> int:
    """Per mille of the scale below `value`, equals counted half; 500 on an empty scale."""
    if not scale:
        return 500
    return (bisect_left(scale, value) + bisect_right(scale, value)) * 500 // len(scale)


def photo_score(asset: Asset, known: Scales) -> int:
    """0..1000: half sharpness, three tenths exposure, two tenths size against the frame, less what
    is clipped to black or white.
    """
    if asset.look is None:
        return 0
    sharp = place(known.photo_sharpness, asset.look.sharpness)
    exposed = place(known.photo_exposure, asset.look.exposure)
    score = (5 * sharp + 3 * exposed + 2 * fullness(asset.facts)) // 10
    return max(score - _lost(asset.look.clipped or 0), 0)


def moment_score(moment: Moment, known: Scales) -> int:
    """0..1000: sharpness 0.3, a calm camera 0.2, what is heard 0.2, exposure 0.18, life 0.12; less
    what is clipped, wind, and words that are cut.

    What was not measured in earlier versions counts as the middle.
    """
    sharp = place(known.moment_sharpness, moment.sharpness)
    exposed = place(known.moment_exposure, moment.exposure)
    calm = 500 if moment.steadiness is None else moment.steadiness
    score = 30 * sharp + 18 * exposed + 20 * calm + 12 * life(moment.motion)
    score = (score + 20 * heard(moment, known)) // 100
    score -= _lost(moment.clipped) + moment.wind // 10
    return max(score - (_WORDS_CUT if moment.cuts_words else 0), 0)


def heard(moment: Moment, known: Scales) -> int:
    """0..1000: somebody speaks, many clap, or else how loud it is among the campaign's moments,
    which says half as much.
    """
    loud = place(known.moment_loudness, moment.loudness) // 2
    return max(loud, min(moment.speech, 1000), min(2 * moment.applause, 1000))


def _lost(clipped: int) -> int:
    """0..100 points for per mille of pixels that show nothing but black or white."""
    return min(clipped, 500) // 5


def life(motion: int) -> int:
    """0..1000: that something moves; more than 300 is a pan or a shake and counts no further."""
    return min(max(motion, 0), _LIVELY) * 1000 // _LIVELY


def fullness(facts: Facts | None) -> int:
    """0..1000: how far the picture fills the film's frame without being enlarged."""
    if facts is None:
        return 0
    long, short = max(facts.width, facts.height), min(facts.width, facts.height)
    return min(long * 1000 // _FULL[0], short * 1000 // _FULL[1], 1000)


def photo_fault(asset: Asset, recipe: PlanRecipe) -> str | None:
    """screen, too_dark, badly_lit, blurred or None, by the recipe's floors."""
    if is_screen(asset.original_name, asset.facts):
        return "screen"
    look = asset.look
    if look is None:
        return None
    if look.black > recipe.black_ceiling:
        return "too_dark"
    fault = picture_fault(look.sharpness, look.exposure, recipe)
    return "too_dark" if fault == "badly_lit" and look.black >= _DARK else fault


def picture_fault(sharpness: int, exposure: int, recipe: PlanRecipe) -> str | None:
    """badly_lit, blurred or None of a photo's or a moment's two scores."""
    if exposure < recipe.exposure_floor:
        return "badly_lit"
    return "blurred" if sharpness < recipe.sharpness_floor else None


def moment_fault(asset: Asset, moment: Moment, recipe: PlanRecipe) -> str | None:
    """screen, badly_lit, blurred, shaky or None."""
    if is_screen(asset.original_name, asset.facts):
        return "screen"
    fault = picture_fault(moment.sharpness, moment.exposure, recipe)
    shaky = moment.steadiness is not None and moment.steadiness < recipe.steadiness_floor
    return fault or ("shaky" if shaky else None)


def moment_words(moment: Moment, known: Scales) -> Words:
    """What was measured of a moment that speaks for it or against it, as a person reads it."""
    said = [measured(place(known.moment_sharpness, moment.sharpness), Kind.CLIP)]
    said += [words for holds, words in _SAID if holds(moment)]
    return Words(zh="，".join(each.zh for each in said), en=", ".join(each.en for each in said))


def measured(share: int, kind: Kind) -> Words:
    """What the place on the sharpness scale says to a person."""
    percent = share // 10
    if kind is Kind.PHOTO:
        return Words(
            zh=f"清晰度高于本次 {percent}% 的照片",
            en=f"sharper than {percent}% of the campaign's photos",
        )
    return Words(
        zh=f"清晰度高于本次 {percent}% 的片段",
        en=f"sharper than {percent}% of the campaign's moments",
    )


_SAID: tuple[tuple[Callable[[Moment], bool], Words], ...] = (
    (
        lambda moment: (moment.steadiness or 0) >= 700,
        Words(zh="画面平稳", en="calmly held"),
    ),
    (lambda moment: moment.speech >= 300, Words(zh="有人讲话", en="somebody speaks")),
    (lambda moment: moment.applause >= 300, Words(zh="有掌声", en="applause")),
    (lambda moment: moment.wind >= 400, Words(zh="风声较大", en="windy")),
    (lambda moment: moment.cuts_words, Words(zh="话没有说完整", en="words are cut")),
)
