"""What is shown in place of a shot whose source is broken."""

import pytest

from domain.cutting.standing_in import stood_in
from domain.editing.changing import Table
from domain.editing.edits import Edits
from domain.film import ShotKind
from domain.planning.storyboarding import plan
from domain.words import Words

FAULT = Words(zh="读不出来", en="unreadable")


@pytest.fixture
def table(week) -> Table:
    """Far more photos of one activity than the film has room for."""
    assets = [
        week.accepted(f"p{n:02d}", "a2", unit=f"u{n % 4 + 1}", look=week.look(sharpness=500 + n))
        for n in range(90)
    ]
    return Table(campaign=week.campaign(), assets={asset.id: asset for asset in assets})


def planned(table: Table, edits: Edits):
    return plan(table.campaign, table.assets.values(), version=1, edits=edits)


def replaced(board, table: Table, edits: Edits):
    index = next(shot.index for shot in board.shots if shot.kind is ShotKind.PHOTO)
    after = stood_in(board, index, table, FAULT, edits=edits)
    assert after is not None
    return after, board.shots[index].asset, after.shots[index].asset


def test_the_next_best_stands_there_for_as_long_and_says_so(table):
    board = planned(table, Edits())
    after, gone, now = replaced(board, table, Edits())
    assert now not in {shot.asset for shot in board.shots} and now != gone
    assert [s.frames for s in after.shots] == [s.frames for s in board.shots]
    assert {out.asset: out.code for out in after.left_out}[gone] == "broken"
    assert "读不出来" in next(s.why.zh for s in after.shots if s.asset == now)


def test_what_the_editor_took_out_does_not_come_back(table):
    board = planned(table, Edits())
    _, _, first = replaced(board, table, Edits())
    edits = Edits(bans=(first,))
    after, _, now = replaced(planned(table, edits), table, edits)
    assert first not in {shot.asset for shot in after.shots} and now != first


def test_what_was_found_broken_before_is_not_chosen_again(table):
    board, seen = planned(table, Edits()), []
    for _ in range(6):
        board, gone, _ = replaced(board, table, Edits())
        seen.append(gone)
    assert len(set(seen)) == len(seen)
