"""Stretches found in a film finished elsewhere become its storyboard and its findings."""

from dataclasses import replace

from domain.asset import Consent
from domain.editing.bringing import CARD, Found, brought_board, joined
from domain.editing.brought_findings import (
    barred_finding,
    foreign_finding,
    withdrawn_finding,
    withdrawn_places,
)
from domain.film import Card, Outcome, ShotKind

OPENING = Card(role="opening", title="云岭县", lines=())


def found(first: int, last: int, key: str | None = None, source: int = 0) -> Found:
    return Found(first=first, last=last, key=key, source=source, score=950)


def test_stretches_that_follow_on_in_one_clip_are_one_shot() -> None:
    (one,) = joined([found(0, 50, "c1", 100), found(50, 90, "c1", 151)], ["c1"])
    assert (one.first, one.last, one.source) == (0, 90, 100)


def test_another_place_of_the_same_clip_is_another_shot() -> None:
    assert len(joined([found(0, 50, "c1", 100), found(50, 90, "c1", 300)], ["c1"])) == 2


def test_crumbs_go_to_the_shot_beside_them_and_longer_gaps_stay() -> None:
    told = joined([found(0, 4), found(4, 50, "c1", 9), found(50, 53), found(53, 99)], ["c1"])
    assert [(each.first, each.last, each.key) for each in told] == [(0, 53, "c1"), (53, 99, None)]
    assert told[0].source == 5


def board(week, stretches, assets):
    return brought_board(
        week.campaign(), assets, stretches, name="片.mp4", cards={"opening": OPENING}
    )


def test_the_storyboard_says_source_time_activity_and_what_is_foreign(week) -> None:
    assets = {"c1": week.clip("c1"), "p1": week.accepted("p1", "a1")}
    stretches = [
        found(0, 100, CARD + "opening"), found(100, 160, "c1", 25), found(160, 230, "p1"),
        found(230, 300),
    ]  # fmt: skip
    made = board(week, stretches, assets)
    kinds = [shot.kind for shot in made.shots]
    assert kinds == [ShotKind.CARD, ShotKind.CLIP, ShotKind.PHOTO, ShotKind.FOREIGN]
    assert made.frames == 300 and made.brought == "片.mp4"
    clip = made.shots[1]
    assert (clip.in_ms, clip.out_ms, clip.activity) == (1000, 3400, "a2")
    assert [shot.starts_at for shot in made.shots] == [0, 100, 160, 230]
    finding = foreign_finding(made)
    assert (finding.outcome, finding.measured, finding.at_ms) == (
        Outcome.FAIL,
        "1 段 0:02.800",
        9200,
    )


def test_a_film_of_assets_alone_has_nothing_foreign(week) -> None:
    made = board(week, [found(0, 60, "c1", 25)], {"c1": week.clip("c1")})
    assert foreign_finding(made).outcome is Outcome.PASS


def test_what_nobody_accepted_or_allowed_is_told_by_name(week) -> None:
    denied = replace(week.accepted("p1"), consent=Consent(decision="denied"))
    assets = {"p1": denied, "p2": week.asset("p2"), "c1": week.clip("c1")}
    stretches = [found(0, 60, "c1", 1), found(60, 130, "p1"), found(130, 200, "p2")]
    finding = barred_finding(board(week, stretches, assets), assets)
    assert finding.outcome is Outcome.FAIL and finding.at_ms == 2400
    assert "p1.jpg" in finding.words.zh and "p2.jpg" in finding.words.zh
    fine = {"c1": week.clip("c1")}
    assert barred_finding(board(week, stretches[:1], fine), fine).outcome is Outcome.PASS


def planned(week, *assets: str):
    """A plan of ours: the opening card, then photos of 75 frames."""
    stretches = [found(0, 100, CARD + "opening")]
    for n, asset in enumerate(assets):
        stretches.append(found(100 + 75 * n, 175 + 75 * n, asset))
    known = {asset: week.accepted(asset) for asset in assets}
    return board(week, stretches, known)


def elsewhere(week, *shots: tuple[str | None, int]):
    """The same as another program wrote it: (photo or None for foreign, frames)."""
    stretches, at = [found(0, 100, CARD + "opening")], 100
    for asset, frames in shots:
        stretches.append(found(at, at + frames, asset))
        at += frames
    return board(week, stretches, {a: week.accepted(a) for a, _ in shots if a is not None})


def test_a_foreign_shot_in_a_withdrawn_ones_place_is_told(week) -> None:
    plan = planned(week, "p1", "gone", "p2", "p3")
    film = elsewhere(week, ("p1", 75), (None, 60), ("p2", 75), (None, 75), ("p3", 75))
    places = withdrawn_places(film, [plan], {"gone"})
    assert [shot.starts_at for shot in places] == [175]
    told = withdrawn_finding(film, places, any_withdrawn=True)
    assert (told.outcome, told.at_ms, told.measured) == (Outcome.FAIL, 7_000, "1 段")


def test_with_one_neighbour_the_length_must_fit_too(week) -> None:
    plan = planned(week, "p1", "gone", "p2")
    for frames, count in ((76, 1), (50, 0)):
        film = elsewhere(week, ("p1", 75), (None, frames), ("p9", 75))
        assert len(withdrawn_places(film, [plan], {"gone"})) == count


def test_several_in_a_row_and_the_films_end_are_places_too(week) -> None:
    plan = planned(week, "p1", "gone", "away")
    film = elsewhere(week, ("p1", 75), (None, 90))
    assert len(withdrawn_places(film, [plan], {"gone", "away"})) == 1


def test_what_cannot_be_compared_is_not_called_checked(week) -> None:
    foreign, clean = elsewhere(week, (None, 75)), elsewhere(week, ("p1", 75))
    said = [
        withdrawn_finding(film, [], any_withdrawn=withdrawn).outcome
        for film, withdrawn in ((foreign, True), (foreign, False), (clean, True))
    ]
    assert said == [Outcome.NOT_CHECKED, Outcome.PASS, Outcome.PASS]
