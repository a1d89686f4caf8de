"""A film finished elsewhere: stretches that were found among the assets become a storyboard."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from domain.asset import Asset
from domain.campaign import Campaign
from domain.facts import Kind
from domain.film import TRANSITION_FRAMES, Card, Shot, ShotKind, Storyboard, seen
from domain.moves import AssetState
from domain.timebase import FILM_RATE, clock, frames_to_ms
from domain.wording import activity_of
from domain.words import Words

#: Assets in these states have no bytes, or none that may be looked at.
GONE = (AssetState.RECEIVED, AssetState.REFUSED, AssetState.WITHDRAWN, AssetState.PURGED)
#: A film that is brought lasts at most so long: what is longer is no film of a week.
LONGEST_MS = 30 * 60_000
#: Start of the key of a card of ours, before its role.
CARD = "card:"
#: Frames by which two stretches of one clip may be apart in it and still be one shot.
_SLIP = 2
#: Frames; a stretch without a source that is shorter belongs to the shot before it.
_CRUMB = 6


_BY_PLAN = Words(
    zh="画面几乎单色，明暗和前后镜头都与原分镜相同",
    en="nearly plain, but its shades and both its neighbours are the plan's",
)


@dataclass(frozen=True, kw_only=True)
class Found:
    """A stretch of the film and what it comes from."""

    #: Film frames, first <= n < last.
    first: int
    last: int
    #: Asset id, or CARD and a role; None when nothing fits.
    key: str | None = None
    #: Frame of the clip, at 25 a second, that the first film frame shows; 0 for stills.
    source: int = 0
    #: How well it fits, 0..1000: correlation, less where only a part of the stretch fits.
    score: int = 0
    #: True for a nearly plain picture, which its place in the plan told beside its shades.
    by_plan: bool = False

    @property
    def frames(self) -> int:
        return self.last - self.first


@dataclass(frozen=True, kw_only=True)
class Planned:
    """A shot of the plan that was handed over: its key, length in film frames and in point."""

    key: str
    frames: int
    source: int = 0


def planned_shots(board: Storyboard) -> list[Planned]:
    """What is to be seen of each shot, up to the middle of the transitions at its ends."""
    spans = seen(board.shots)
    return [
        Planned(
            key=shot.asset or (CARD + shot.card.role if shot.card else ""),
            frames=last - first,
            source=((shot.in_ms or 0) * FILM_RATE + 500) // 1000 + first - shot.starts_at,
        )
        for shot, (first, last) in zip(board.shots, spans, strict=True)
    ]


def planned_places(
    found: Sequence[Found], plan: Sequence[Planned]
) -> Iterator[tuple[int, Planned]]:
    """(place in `found`, what the plan had there) of what was not found.

    Both neighbours must be those of the plan, and the length too but for a transition's.
    """
    triples = list(zip(plan, plan[1:], plan[2:], strict=False))
    for place, (before, each, after) in enumerate(zip(found, found[1:], found[2:], strict=False)):
        if each.key is not None or before.key is None or after.key is None:
            continue
        for left, shot, right in triples:
            same = (before.key, after.key) == (left.key, right.key)
            if same and abs(each.frames - shot.frames) <= TRANSITION_FRAMES:
                yield place + 1, shot
                break


def joined(found: Iterable[Found], clips: Iterable[str]) -> list[Found]:
    """Stretches that follow on in one source made one; crumbs given to what stands before them."""
    moving = set(clips)
    whole: list[Found] = []
    for each in _without_first_crumb(list(found), moving):
        before = whole[-1] if whole else None
        if before is not None and _follows(before, each, each.key in moving):
            score = (before.score * before.frames + each.score * each.frames) // (
                before.frames + each.frames
            )
            whole[-1] = replace(before, last=each.last, score=score)
        else:
            whole.append(each)
    return whole


def _without_first_crumb(found: list[Found], moving: set[str]) -> list[Found]:
    """A crumb at the very beginning belongs to what comes after it."""
    if len(found) < 2 or found[0].key is not None or found[0].frames >= _CRUMB:
        return found
    crumb, after, *rest = found
    earlier = max(0, after.source - crumb.frames) if after.key in moving else 0
    return [replace(after, first=crumb.first, source=earlier), *rest]


def _follows(before: Found, each: Found, moving: bool) -> bool:
    if each.key is None and each.frames < _CRUMB:
        return True
    if before.key != each.key:
        return False
    return not moving or abs(before.source + before.frames - each.source) <= _SLIP


def brought_board(
    campaign: Campaign,
    assets: Mapping[str, Asset],
    found: Sequence[Found],
    *,
    name: str,
    cards: Mapping[str, Card],
) -> Storyboard:
    """The storyboard of a film finished elsewhere; its version is given when it is kept."""
    clips = [key for key, asset in assets.items() if asset.kind is Kind.CLIP]
    shots = [
        _shot(campaign, assets, each, index, cards)
        for index, each in enumerate(joined(found, clips))
    ]
    return Storyboard(
        campaign=campaign.key, version=0, shots=tuple(shots), left_out=(), brought=name
    )


def _shot(
    campaign: Campaign,
    assets: Mapping[str, Asset],
    found: Found,
    index: int,
    cards: Mapping[str, Card],
) -> Shot:
    plain = Shot(
        index=index,
        kind=ShotKind.FOREIGN,
        frames=found.frames,
        starts_at=found.first,
        why=Words(
            zh="外来素材：在本周的素材里没有找到",
            en="foreign: found among none of the week's assets",
        ),
    )
    if found.key is None:
        return plain
    fits = (
        _BY_PLAN
        if found.by_plan
        else Words(
            zh=f"画面吻合 {found.score // 10}%", en=f"the picture fits by {found.score // 10}%"
        )
    )
    if found.key.startswith(CARD):
        card = cards[found.key.removeprefix(CARD)]
        return replace(plain, kind=ShotKind.CARD, card=card, why=fits)
    asset = assets[found.key]
    activity = activity_of(campaign, asset.tag.activity if asset.tag else None)
    shot = replace(
        plain,
        kind=ShotKind.PHOTO,
        asset=asset.id,
        activity=activity.key if activity else None,
        why=fits,
    )
    if asset.kind is not Kind.CLIP:
        return shot
    first = frames_to_ms(found.source)
    return replace(
        shot,
        kind=ShotKind.CLIP,
        in_ms=first,
        out_ms=first + frames_to_ms(found.frames),
        why=Words(
            zh=f"{fits.zh}，原片 {clock(first)} 起",
            en=f"{fits.en}, from {clock(first)} of the clip",
        ),
    )
