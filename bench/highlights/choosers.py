"""Ways to choose excerpts of a week's clips: (clip, in ms, out ms) of each."""

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import partial
from itertools import groupby
from pathlib import Path

import av
import numpy as np

from bench.frames import ask
from bench.highlights.recipe import Sent
from domain.asset import Asset, Consent
from domain.campaign import Activity, Campaign, Unit
from domain.facts import Facts, Kind, Look, StreamFacts
from domain.film import ShotKind
from domain.looking.deciding import clip_look_from
from domain.looking.likeness import Prints, candidates, same_take
from domain.moves import AssetState
from domain.planning.storyboarding import plan
from domain.tagging import Tag
from workers.tools.clips.clip_fit import clip_fit
from workers.tools.clips.clip_look import clip_look
from workers.tools.clips.listening import loudness

#: Length of a peer's excerpt, ms: what the planner likes best.
EXCERPT_MS = 4400
_CERTAIN = {"confidence": 1000, "ready": True, "evidence": ()}
Excerpt = tuple[Sent, int, int]
Chooser = Callable[[Sequence[Sent], int], list[Excerpt]]


def weekreel(week: Sequence[Sent], _: int) -> list[Excerpt]:
    """Look's eyes and ears, then the planner, in a film of three minutes at most."""
    looks = {sent.name: look_of(sent) for sent in week}
    assets = [_asset(sent, looks[sent.name]) for sent in week]
    board = plan(_campaign(), _without_copies(week, assets), version=1)
    by_name = {sent.name: sent for sent in week}
    return [
        (by_name[shot.asset], shot.in_ms, shot.in_ms + shot.frames * 40)
        for shot in board.shots
        if shot.kind is ShotKind.CLIP and shot.asset is not None
    ]


def evenly_spaced(week: Sequence[Sent], count: int) -> list[Excerpt]:
    """As many from every clip, spread over its length."""
    each = -(-count // len(week))
    return [
        _around(sent, sent.footage.duration_ms * (2 * n + 1) // (2 * each))
        for sent in week
        for n in range(each)
    ][:count]


def longest_clips(week: Sequence[Sent], count: int) -> list[Excerpt]:
    """The middles of the longest clips, then their quarters."""
    ordered = sorted(week, key=lambda sent: -sent.footage.duration_ms)
    places = [(sent, share) for share in (2, 1, 3) for sent in ordered]
    return [_around(sent, sent.footage.duration_ms * share // 4) for sent, share in places[:count]]


def by_motion(week: Sequence[Sent], count: int) -> list[Excerpt]:
    """The spans in which most moves, as editors by motion keep them."""
    return _highest(week, count, _motion)


def by_sound(week: Sequence[Sent], count: int) -> list[Excerpt]:
    """The loudest spans, as editors by sound keep them."""
    return _highest(week, count, _sound)


CHOOSERS: dict[str, Chooser] = {
    "WeekReel": weekreel,
    "evenly spaced": evenly_spaced,
    "longest clips": longest_clips,
    "most motion": by_motion,
    "loudest": by_sound,
}


def look_of(sent: Sent) -> Look:
    duration_ms = sent.footage.duration_ms
    with sent.footage.path.open("rb") as file:
        seen, _ = clip_look(file, {"duration_ms": duration_ms})
        heard, _ = loudness(file, {})
    return clip_look_from(seen, heard, duration_ms)


def _around(sent: Sent, middle_ms: int) -> Excerpt:
    latest = max(0, sent.footage.duration_ms - EXCERPT_MS)
    start = min(max(0, middle_ms - EXCERPT_MS // 2), latest)
    return sent, start, start + EXCERPT_MS


def _highest(
    week: Sequence[Sent], count: int, seconds: Callable[[Path], list[float]]
) -> list[Excerpt]:
    """Spans of the highest seconds over all clips, none overlapping another."""
    scored = [
        (value, sent.name, at, sent)
        for sent in week
        for at, value in enumerate(seconds(sent.footage.path))
    ]
    chosen: list[Excerpt] = []
    for _, _, at, sent in sorted(scored, key=lambda each: (-each[0], each[1], each[2])):
        excerpt = _around(sent, at * 1000 + 500)
        apart = all(e[0] is not sent or abs(e[1] - excerpt[1]) >= EXCERPT_MS for e in chosen)
        if apart:
            chosen.append(excerpt)
        if len(chosen) == count:
            break
    return chosen


def _motion(path: Path) -> list[float]:
    """Mean difference of each second's frames to those before them."""
    rows: list[tuple[int, float]] = []
    before = None
    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            small = frame.reformat(width=64, height=36, format="gray").to_ndarray().astype(float)
            if before is not None:
                rows.append((int(frame.time or 0), float(np.abs(small - before).mean())))
            before = small
    return [float(np.mean([v for _, v in each])) for _, each in groupby(rows, lambda row: row[0])]


def _sound(path: Path) -> list[float]:
    with path.open("rb") as file:
        heard, _ = loudness(file, {})
    return [float(second) for second in heard["seconds"]]


def _without_copies(week: Sequence[Sent], assets: Sequence[Asset]) -> list[Asset]:
    """As the tag station finds copies of clips; originals come before theirs."""
    kept: list[Asset] = []
    paths = {sent.name: sent.footage.path for sent in week}
    for asset in assets:
        better = next((other for other in kept if _alike(asset, other, paths)), None)
        kept.append(
            asset if better is None else dataclasses.replace(asset, near_duplicate_of=better.id)
        )
    return kept


def _alike(one: Asset, other: Asset, paths: Mapping[str, Path]) -> bool:
    shorter_ms = min(each.facts.duration_ms or 0 for each in (one, other) if each.facts)
    first, second = partial(ask, paths[other.id]), partial(ask, paths[one.id])
    return any(
        same_take(near, clip_fit(first, second, shorter_ms, near.way))
        for near in candidates(_prints(other), [_prints(one)])
    )


def _prints(asset: Asset) -> Prints:
    assert asset.look is not None and asset.facts is not None
    return Prints(
        asset=asset.id,
        kind=Kind.CLIP,
        hashes=tuple(int(value, 16) for value in asset.look.prints),
        duration_ms=asset.facts.duration_ms,
    )


def _campaign() -> Campaign:
    return Campaign(
        key="bench",
        title="科技活动周",
        theme="",
        starts_on=date(2025, 5, 24),
        ends_on=date(2025, 5, 31),
        zone="Asia/Shanghai",
        host_units=(),
        deadline=None,
        units=(Unit(key="u1", name="县工科局"),),
        activities=tuple(
            Activity(key=f"a{n}", number=n, title=f"活动{n}", kinds=("lecture",), units=("u1",))
            for n in (1, 2)
        ),
    )


def _asset(sent: Sent, look: Look) -> Asset:
    width, height = (384, 216) if sent.copy_of else (480, 270)
    sound = StreamFacts(codec="aac", duration_ms=sent.footage.duration_ms)
    return Asset(
        id=sent.name,
        campaign="bench",
        sha256=sent.name.encode().hex().ljust(64, "0"),
        size=1,
        original_name=f"{sent.name}.mp4",
        unit="u1",
        sending="s1",
        state=AssetState.ACCEPTED,
        refused=None,
        sender_activity=None,
        sender_day=None,
        invite_activity=None,
        modified_ms=None,
        received_at=datetime(2025, 6, 1, tzinfo=UTC),
        late=False,
        consent=Consent(informed=True),
        kind=Kind.CLIP,
        facts=Facts(
            kind=Kind.CLIP,
            format="mov",
            width=width,
            height=height,
            duration_ms=sent.footage.duration_ms,
            audio=sound,
        ),
        look=look,
        tag=Tag(activity=sent.activity, day=date(2025, 5, 26), by="person", **_CERTAIN),
    )
