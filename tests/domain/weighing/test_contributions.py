"""The weights that are shown are the chance that is shown, taken apart."""

from hypothesis import given
from hypothesis import strategies as st

from domain.tagging import Evidence
from domain.weighing.apportioning import apportioned
from domain.weighing.beliefs import normed, times
from domain.weighing.contributions import contributions, log_odds_of
from domain.words import Words

likelihoods = st.lists(st.floats(0.01, 100), min_size=4, max_size=4)
WORDS = Words(zh="依据", en="a reason")


def reason(kind: str, activity: str | None, weight: int) -> Evidence:
    return Evidence(kind=kind, activity=activity, day=None, weight=weight, words=WORDS)


@given(
    likelihoods,
    st.dictionaries(st.sampled_from(["unit", "text", "time"]), likelihoods),
    st.dictionaries(st.sampled_from(["sender", "note"]), likelihoods),
    likelihoods,
    st.integers(0, 3),
)
def test_all_voices_together_are_the_chance(start, voices, said, sending, place):
    found = contributions(start, voices, said, sending, place)
    chances = normed(times(normed(start), *voices.values(), sending))
    assert abs(sum(found.values()) - log_odds_of(chances, place)) <= 1


def test_a_word_on_a_sending_counts_for_what_is_left_of_it():
    flat, chosen = [1.0, 1.0], [100.0, 1.0]
    whole = contributions(flat, {}, {"sender": chosen}, chosen, 0)
    assert (whole["sender"], whole["sending"]) == (461, 0)
    doubted = contributions(flat, {}, {"sender": chosen}, [10.0, 1.0], 0)
    assert (doubted["sender"], doubted["sending"]) == (230, 0)
    # What says the contrary is not the sender's choice, and says so itself.
    against = contributions(flat, {}, {"sender": chosen}, [1.0, 10.0], 0)
    assert (against["sender"], against["sending"]) == (461, -691)


def test_what_speaks_for_another_activity_is_shown_to_speak_against_this_one():
    reasons = (reason("sender", "a2", 500), reason("text", "a1", 400))
    shown = apportioned(reasons, {"plan": -200, "sender": -350, "text": 600}, "a1", 5)
    assert [(each.kind, each.weight) for each in shown] == [
        ("sender", -350),
        ("text", 600),
        ("plan", -200),
    ]


def test_a_voice_that_no_sentence_tells_gets_one_and_little_voices_one_together():
    shown = apportioned(
        (reason("text", "a1", 400),),
        {"plan": -200, "unit": -120, "time": 4, "place": -7, "text": 500},
        "a1",
        5,
    )
    said = {each.kind: each for each in shown}
    assert said["unit"].words.zh == "综合来看，发送单位更支持其他活动"
    assert said["rest"].weight == -3
    assert said["plan"].words.zh.startswith("起点：计划里有 5 项活动")
    assert sum(each.weight for each in shown) == 177


def test_sentences_of_one_voice_share_it_by_what_each_says():
    reasons = (reason("near_text", "a1", 300), reason("decided", "a1", 600))
    shown = apportioned(reasons, {"plan": -100, "near": 450}, "a1", 5)
    assert [each.weight for each in shown[:2]] == [150, 300]
    # Without a clock the company is the rest of the row, which speaks through its sending.
    row = apportioned(reasons, {"plan": -100, "near": 0, "sending": 90}, "a1", 5)
    assert [each.weight for each in row[:2]] == [30, 60]


def test_conflicts_weigh_nothing_and_stay():
    doubt = reason("conflict", None, 0)
    assert apportioned((doubt,), {"plan": -100}, "a1", 5)[0] == doubt
