"""A film finished elsewhere: stretches that were found among the assets become a storyboard."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from domain.asset import Asset
from domain.campaign import Campaign
from domain.facts import Kind
from domain.film import Card, Finding, FindingKind, Outcome, Shot, ShotKind, Storyboard
from domain.moves import AssetState
from domain.timebase import clock, frames_to_ms
from domain.wording import activity_of
from domain.words import Words

#: Assets in these states have no bytes, or none that may be looked at.
GONE = (AssetState.RECEIVED, AssetState.REFUSED, AssetState.WITHDRAWN, AssetState.PURGED)
#: Start of the key of a card of ours, before its role.
CARD = "card:"
#: Frames by which two stretches of one clip may be apart in it and still be one shot.
_SLIP = 2
#: Frames; a stretch without a source that is shorter belongs to the shot before it.
_CRUMB = 6


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

    @property
    def frames(self) -> int:
        return self.last - self.first


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
    fits = Words(
        zh=f"画面吻合 {found.score // 10}%", en=f"the picture fits by {found.score // 10}%"
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


def foreign_finding(board: Storyboard) -> Finding:
    """What of the film nobody here has: the list and the figures cannot speak of it."""
    foreign = [shot for shot in board.shots if shot.kind is ShotKind.FOREIGN]
    at = 0
    first: int | None = None
    for shot in board.shots:
        if shot.kind is ShotKind.FOREIGN and first is None:
            first = at
        at += shot.frames
    lasts = frames_to_ms(sum(shot.frames for shot in foreign))
    said = Words(zh="外来素材：请确认来源和授权", en="foreign material: make sure whose it is")
    fine = Words(zh="没有外来素材", en="no foreign material")
    return Finding(
        rule="film.foreign",
        kind=FindingKind.ADVISORY,
        outcome=Outcome.FAIL if foreign else Outcome.PASS,
        measured=f"{len(foreign)} 段 {clock(lasts)}" if foreign else "0 段",
        wanted="0 段",
        words=said if foreign else fine,
        source="成片应由报送的素材剪成，素材清单才与成片一致",
        at_ms=frames_to_ms(first) if first is not None else None,
    )


def barred_finding(board: Storyboard, assets: Mapping[str, Asset]) -> Finding:
    """What the film shows although nobody took it in, or somebody said no."""
    barred = [
        shot
        for shot in board.shots
        if shot.asset is not None and not (shot.asset in assets and assets[shot.asset].in_film)
    ]
    known = [assets[s.asset] for s in barred if s.asset is not None and s.asset in assets]
    names = "、".join(dict.fromkeys(asset.original_name for asset in known))
    bad = Words(
        zh=f"用了没有采用或未获同意的素材：{names}",
        en=f"shows what was not accepted or is not allowed: {names}",
    )
    good = Words(zh="用到的素材都已采用", en="all that it shows was accepted")
    return Finding(
        rule="film.accepted",
        kind=FindingKind.ADVISORY,
        outcome=Outcome.FAIL if barred else Outcome.PASS,
        measured=f"{len(barred)} 个镜头" if barred else "0 个镜头",
        wanted="0 个镜头",
        words=bad if barred else good,
        source="进入成片的素材须经人审核",
        at_ms=frames_to_ms(barred[0].starts_at) if barred else None,
    )
