"""Doubts are asked so that one answer settles most, and every doubt is asked about once."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.reviewing.asking import Doubt, questions
from domain.weighing.ties import Tied

AT = datetime(2025, 5, 28, 1, 0, tzinfo=UTC)
DAY = date(2025, 5, 28)


def doubt(
    name: str,
    *,
    sending: str = "s1",
    activity: str | None = "a1",
    confidence: int = 500,
    after_s: int | None = None,
    came_s: int = 0,
) -> Doubt:
    taken = None if after_s is None else AT + timedelta(seconds=after_s)
    tied = Tied(asset=name, sending=sending, taken_at=taken, activity=activity, day=DAY)
    return Doubt(member=tied, confidence=confidence, came=AT + timedelta(days=1, seconds=came_s))


def asked(*doubts: Doubt, pairs: tuple[tuple[str, str], ...] = ()) -> list[tuple[str, ...]]:
    return [question.settles for question in questions(doubts, pairs)]


def test_the_greatest_sending_of_one_suggestion_is_asked_first():
    small = [doubt(name, sending="s1") for name in ("a", "b")]
    great = [doubt(name, sending="s2") for name in ("c", "d", "e")]
    assert asked(*small, *great) == [("c", "d", "e"), ("a", "b")]


def test_of_equals_the_least_sure_comes_first_and_is_the_one_that_is_asked():
    doubts = (
        doubt("a", sending="s1", confidence=800),
        doubt("b", sending="s1", confidence=300),
        doubt("c", sending="s2", confidence=200),
        doubt("d", sending="s2", confidence=700),
    )
    assert asked(*doubts) == [("c", "d"), ("a", "b")]
    assert [question.asset for question in questions(doubts, ())] == ["c", "b"]


def test_a_question_lies_in_the_order_of_taking_and_copies_as_they_came():
    shots = [doubt("a", after_s=900), doubt("b", after_s=0), doubt("c", after_s=300)]
    assert asked(*shots) == [("b", "c", "a")]
    copies = [doubt("a", came_s=3), doubt("b", came_s=1), doubt("c", came_s=2)]
    assert asked(*copies) == [("b", "c", "a")]


def test_look_alikes_of_other_sendings_are_settled_too():
    doubts = [doubt(name, sending=name) for name in ("a", "b", "c", "d")]
    assert asked(*doubts, pairs=(("a", "b"), ("b", "c")))[0] == ("a", "b", "c")


def test_the_asset_that_links_look_alikes_and_its_sending_is_asked_first():
    doubts = [
        doubt("a", sending="s1"),
        doubt("b", sending="s1"),
        doubt("z", sending="s1"),
        doubt("c", sending="s2"),
    ]
    assert asked(*doubts, pairs=(("c", "z"),)) == [("a", "b", "c", "z")]


def test_a_burst_is_one_question_whatever_the_machine_took_its_pictures_for():
    shots = [doubt(f"b{n}", activity=f"a{n}", after_s=2 * n) for n in range(4)]
    assert asked(*shots, doubt("late", activity="a9", after_s=60)) == [
        ("b0", "b1", "b2", "b3"),
        ("late",),
    ]


def test_without_doubts_nothing_is_asked():
    assert asked() == []


doubts = st.lists(
    st.builds(
        doubt,
        st.sampled_from([f"x{n:02d}" for n in range(30)]),
        sending=st.sampled_from(["s1", "s2", "s3"]),
        activity=st.sampled_from(["a1", "a2", None]),
        confidence=st.integers(0, 1000),
        after_s=st.none() | st.integers(0, 40),
    ),
    max_size=30,
    unique_by=lambda each: each.member.asset,
)
pairs = st.lists(st.tuples(*[st.sampled_from([f"x{n:02d}" for n in range(30)])] * 2), max_size=20)


@given(doubts, pairs)
def test_every_doubt_is_in_exactly_one_question_and_questions_never_grow(given_doubts, given_pairs):
    found = questions(given_doubts, given_pairs)
    settled = [one for question in found for one in question.settles]
    assert sorted(settled) == sorted(each.member.asset for each in given_doubts)
    sizes = [len(question.settles) for question in found]
    assert sizes == sorted(sizes, reverse=True)
    assert all(question.asset in question.settles for question in found)


@given(doubts, pairs, st.randoms())
def test_the_order_in_which_doubts_and_pairs_come_changes_nothing(
    given_doubts, given_pairs, chance
):
    before = questions(given_doubts, given_pairs)
    chance.shuffle(given_doubts)
    chance.shuffle(given_pairs)
    assert questions(given_doubts, given_pairs) == before
