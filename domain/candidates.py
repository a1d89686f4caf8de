"""Candidates for the film: what each asset could give, how long, how good and with which fault."""

from collections.abc import Iterable
from dataclasses import dataclass

from domain.asset import Asset
from domain.facts import Kind, Moment
from domain.plan_recipe import PlanRecipe
from domain.scoring import (
    Scales,
    measured,
    moment_score,
    photo_fault,
    photo_score,
    picture_fault,
    place,
)
from domain.timebase import frames_to_ms, ms_to_frames_floor
from domain.words import Words


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A photo or a moment that may become a shot."""

    asset: Asset
    #: Activity key.
    activity: str
    kind: Kind
    #: Frames: as short, as it is liked, and as long as it may be shown.
    shortest: int
    preferred: int
    longest: int
    #: 0..1000, normalised within the campaign.
    score: int
    #: too_dark, badly_lit, blurred or too_short: shown only where its activity has nothing better.
    fault: str | None
    #: What the score rests on, as a person reads it.
    because: Words
    #: Source ms within which the excerpt lies, and its best picture; 0 for photos.
    from_ms: int = 0
    to_ms: int = 0
    best_ms: int = 0

    @property
    def key(self) -> tuple[str, int]:
        """Sort key that tells candidates apart: asset id, then source time."""
        return (self.asset.id, self.from_ms)

    def span(self, frames: int) -> tuple[int, int]:
        """In and out point in source ms of an excerpt of so many frames around its best picture."""
        length = frames_to_ms(frames)
        start = min(max(self.best_ms - length // 2, self.from_ms), self.to_ms - length)
        return start, start + length


def candidates(assets: Iterable[Asset], known: Scales, recipe: PlanRecipe) -> list[Candidate]:
    """Everything that these assets could give, by asset id and source time; each gives one
    candidate at least.
    """
    found: list[Candidate] = []
    for asset in assets:
        if asset.kind is Kind.CLIP:
            found.extend(_of_clip(asset, known, recipe))
        elif asset.kind is Kind.PHOTO:
            found.append(_of_photo(asset, known, recipe))
    return sorted(found, key=lambda each: each.key)


def _of_photo(asset: Asset, known: Scales, recipe: PlanRecipe) -> Candidate:
    share = place(known.photo_sharpness, asset.look.sharpness) if asset.look else 0
    return Candidate(
        asset=asset,
        activity=_activity(asset),
        kind=Kind.PHOTO,
        shortest=recipe.photo_shortest,
        preferred=recipe.photo_preferred,
        longest=recipe.photo_longest,
        score=photo_score(asset, known),
        # A star is an editor's eye, which outweighs a score.
        fault=None if asset.star else photo_fault(asset, recipe),
        because=measured(share, Kind.PHOTO),
    )


def _of_clip(asset: Asset, known: Scales, recipe: PlanRecipe) -> list[Candidate]:
    duration = (asset.facts.duration_ms or 0) if asset.facts else 0
    moments = asset.look.moments if asset.look else ()
    found = [
        each
        for moment in moments
        if (each := _of_moment(asset, moment, duration, known, recipe)) is not None
    ]
    return found or [_whole(asset, duration, recipe)]


def _of_moment(
    asset: Asset, moment: Moment, duration: int, known: Scales, recipe: PlanRecipe
) -> Candidate | None:
    start, end = max(moment.in_ms, 0), min(moment.out_ms, duration)
    frames = ms_to_frames_floor(end - start)
    if frames < recipe.clip_shortest:
        return None
    return Candidate(
        asset=asset,
        activity=_activity(asset),
        kind=Kind.CLIP,
        shortest=recipe.clip_shortest,
        preferred=min(frames, recipe.clip_preferred),
        longest=min(frames, recipe.clip_longest),
        score=moment_score(moment, known),
        fault=None if asset.star else picture_fault(moment.sharpness, moment.exposure, recipe),
        because=measured(place(known.moment_sharpness, moment.sharpness), Kind.CLIP),
        from_ms=start,
        to_ms=end,
        best_ms=moment.best_ms,
    )


def _whole(asset: Asset, duration: int, recipe: PlanRecipe) -> Candidate:
    """A clip without a moment long enough: its middle, for an activity that has nothing else."""
    frames = min(ms_to_frames_floor(duration), recipe.clip_preferred)
    words = Words(zh="没有足够长的好片段，取中间一段", en="no moment long enough, so its middle")
    return Candidate(
        asset=asset,
        activity=_activity(asset),
        kind=Kind.CLIP,
        shortest=min(frames, recipe.clip_shortest),
        preferred=frames,
        longest=frames,
        score=0,
        fault="too_short",
        because=words,
        to_ms=duration,
        best_ms=duration // 2,
    )


def _activity(asset: Asset) -> str:
    """Activity key of an eligible asset, which always has one."""
    return asset.tag.activity or "" if asset.tag else ""
