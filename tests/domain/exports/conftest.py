"""One storyboard with everything that a hand-over must carry, as the formats get it."""

from dataclasses import replace
from fractions import Fraction

import pytest

from domain.exports.timeline import Timeline, timeline_of
from domain.film import Caption, Card, Shot, ShotKind, Storyboard
from domain.words import Words

WHY = Words(zh="片段最清晰", en="the sharpest span")


def shot(index: int, kind: ShotKind, frames: int, **other) -> Shot:
    return Shot(index=index, kind=kind, frames=frames, starts_at=0, why=WHY, **other)


@pytest.fixture(scope="session")
def board() -> Storyboard:
    opening = Card(role="opening", title="云岭县科技活动周", lines=("5月25日—6月1日", "县科协"))
    closing = Card(role="closing", title="感谢各参与单位", lines=("2 项活动",))
    caption = Caption(title="2. 科普大讲堂 <“&”>", line="5月28日 · 县科协")
    return Storyboard(
        campaign="yunling-2024",
        version=3,
        shots=(
            shot(0, ShotKind.CARD, 100, card=opening),
            shot(
                1, ShotKind.CLIP, 73, asset="c1", activity="a2", in_ms=1234, out_ms=4154,
                sound=True, caption=caption,
            ),
            shot(2, ShotKind.PHOTO, 70, asset="p1", activity="a2"),
            shot(3, ShotKind.CLIP, 90, asset="c1", activity="a2", in_ms=12_000, out_ms=15_600),
            # Half a frame before the end: rounding must not ask for frames that are not there.
            shot(4, ShotKind.CLIP, 101, asset="c2", activity="a1", in_ms=15_979, out_ms=20_019),
            shot(5, ShotKind.FOREIGN, 50),
            shot(6, ShotKind.CARD, 75, card=closing),
        ),
        left_out=(),
    )  # fmt: skip


@pytest.fixture(scope="session")
def assets(week):
    clip, other = week.clip("c1"), week.clip("c2", "a1", unit="u1")
    clip = replace(
        clip, facts=replace(clip.facts, fps=Fraction(2997, 100)), original_name="VID.MOV"
    )
    quiet = replace(other.facts, fps=Fraction(30), audio=None, width=1080, height=1920,
                    duration_ms=20_019)  # fmt: skip
    other = replace(other, facts=quiet, original_name="mmexport17.bin")
    return {each.id: each for each in (clip, other, week.accepted("p1"))}


@pytest.fixture(scope="session")
def timeline(week, board, assets) -> Timeline:
    return timeline_of(week.campaign(), board, assets)
