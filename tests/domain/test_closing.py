"""What a week's end means is told with its dates, for every lawful move and no other."""

from datetime import date

import pytest

from domain.closing import OVER, STATE_WORDS, KeptDays, moves_from
from domain.moves import CAMPAIGN_MOVES, CampaignState

TODAY = date(2025, 12, 20)
KEPT = KeptDays(segments=30, originals=365, remarks=100)
_C = CampaignState


def meaning(state: CampaignState, to: CampaignState, kept: KeptDays = KEPT) -> tuple[str, str]:
    (move,) = [move for move in moves_from(state, today=TODAY, kept=kept) if move.to is to]
    return " ".join(w.zh for w in move.means), " ".join(w.en for w in move.means)


@pytest.mark.parametrize("state", CampaignState)
def test_every_lawful_move_of_a_person_is_offered(state):
    offered = {move.to for move in moves_from(state, today=TODAY, kept=KEPT)}
    assert offered == CAMPAIGN_MOVES[state] - {_C.LATE}
    assert state in STATE_WORDS


def test_the_end_of_the_collection_tells_from_when_shots_may_go():
    zh, en = meaning(_C.OPEN, _C.CLOSED)
    assert "2026年1月19日起" in zh and "标为“迟交”" in zh and "重新打开" in zh
    assert "19 Jan 2026" in en and "marked late" in en


def test_acceptance_tells_from_when_originals_may_go_or_that_they_never_do():
    zh, en = meaning(_C.CLOSED, _C.ACCEPTED)
    assert "2026年12月20日起，管理员可以清理原件" in zh and "20 Dec 2026" in en
    zh, en = meaning(_C.CLOSED, _C.ACCEPTED, KeptDays(segments=30, originals=None, remarks=100))
    assert "原件一直保留" in zh and "for ever" in en


def test_acceptance_tells_from_when_remarks_and_names_of_leaders_may_go():
    zh, en = meaning(_C.CLOSED, _C.ACCEPTED)
    assert "2026年3月30日起，管理员可以清理审签的意见和姓名" in zh and "30 Mar 2026" in en


@pytest.mark.parametrize(("state", "to"), [(_C.CLOSED, _C.OPEN), (_C.ACCEPTED, _C.RETURNED)])
def test_what_goes_on_loses_nothing_more(state, to):
    assert to not in OVER
    zh, en = meaning(state, to)
    assert "不再清理" in zh and "nothing of it is deleted" in en


def test_taking_acceptance_back_says_that_no_original_goes():
    (move,) = [m for m in moves_from(_C.ACCEPTED, today=TODAY, kept=KEPT) if m.to is _C.CLOSED]
    assert move.name.zh == "撤销“市里已收到”"
    zh, en = meaning(_C.ACCEPTED, _C.CLOSED)
    assert "原件从现在起不再清理" in zh and "no original is deleted" in en
