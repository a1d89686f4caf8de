"""Candidates for the film: what each asset could give, how long, how good and with which fault."""

from collections.abc import Iterable
from dataclasses import dataclass

from domain.asset import Asset
from domain.facts import Kind, Moment
from domain.looking.excerpts import Room, clean_frames, excerpt
from domain.looking.scoring import (
    Scales,
    measured,
    moment_fault,
    moment_score,
    moment_words,
    photo_fault,
    photo_score,
    place,
)
from domain.planning.plan_recipe import PlanRecipe
from domain.timebase import frames_to_ms, ms_to_frames_floor
from domain.words import Words

#: Words in a file name that say the picture shows where it is and how many came.
ESTABLISHING = ("全景", "横幅", "会场", "现场全", "大门", "航拍", "合影")


def establishing(asset: Asset) -> bool:
    """True when its file's name says that it shows where it is and how many came."""
    return any(word in asset.original_name for word in ESTABLISHING)


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
    #: screen, too_dark, badly_lit, blurred, shaky or too_short: shown only where its activity has
    #: nothing better.
    fault: str | None
    #: What the score rests on, as a person reads it.
    because: Words
    #: Source ms within which the excerpt lies, and its best picture; 0 for photos.
    from_ms: int = 0
    to_ms: int = 0
    best_ms: int = 0
    #: Source in point that the editor set, else None.
    in_ms: int | None = None
    #: Where somebody speaks in the source, ms from and to.
    speech: tuple[tuple[int, int], ...] = ()

    @property
    def establishes(self) -> bool:
        """True when it says where it is and how many came, by its file's name."""
        return establishing(self.asset)

    @property
    def name(self) -> str:
        """Key of its shot, as an editor's changes name it."""
        return self.asset.id if self.kind is Kind.PHOTO else f"{self.asset.id}@{self.from_ms}"

    @property
    def key(self) -> tuple[str, int]:
        """Sort key that tells candidates apart: asset id, then source time."""
        return (self.asset.id, self.from_ms)

    def span(self, frames: int) -> tuple[int, int]:
        """In and out point in source ms of an excerpt of so many frames around its best picture."""
        if self.in_ms is not None:
            return self.in_ms, self.in_ms + frames_to_ms(frames)
        return excerpt(self.room, frames)

    @property
    def reach(self) -> tuple[int, int]:
        """Source ms within which it may be shown, wherever its excerpt comes to lie."""
        return (self.from_ms, self.to_ms) if self.in_ms is None else self.span(self.longest)

    def unbroken(self, frames: int) -> int:
        """The longest length up to so many frames at which no words are cut; as long as asked
        where there is none, and where the editor set the in point.
        """
        if not self.speech or self.in_ms is not None:
            return frames
        return clean_frames(self.room, min(self.shortest, frames), frames, frames)

    @property
    def room(self) -> Room:
        """Where an excerpt may lie."""
        return Room(
            from_ms=self.from_ms, to_ms=self.to_ms, best_ms=self.best_ms, speech=self.speech
        )


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
    speech = asset.look.speech if asset.look else ()
    spoken = tuple(words for words in speech if words[0] < end and words[1] > start)
    longest = min(frames, recipe.speech_longest if spoken else recipe.clip_longest)
    liked = min(frames, recipe.clip_preferred)
    room = Room(from_ms=start, to_ms=end, best_ms=moment.best_ms, speech=spoken)
    return Candidate(
        asset=asset,
        activity=_activity(asset),
        kind=Kind.CLIP,
        shortest=recipe.clip_shortest,
        preferred=clean_frames(room, recipe.clip_shortest, liked, longest) if spoken else liked,
        longest=longest,
        score=moment_score(moment, known),
        fault=None if asset.star else moment_fault(asset, moment, recipe),
        because=moment_words(moment, known),
        from_ms=start,
        to_ms=end,
        best_ms=moment.best_ms,
        speech=spoken,
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
