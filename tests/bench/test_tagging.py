"""Weeks by recipe: the same for a seed, with an oracle that keeps what it promises."""

import math
from datetime import datetime, timedelta
from itertools import pairwise
from random import Random

import pytest

from bench.tagging import chances, editor, left_out, measures, oracle
from bench.tagging.__main__ import rows_of, table, truths_of
from bench.tagging.assets import assets_of
from bench.tagging.events import HEAD, counted
from bench.tagging.habits import AIMED_AT, STYLES, drawn
from bench.tagging.liaisons import draw_liaisons
from bench.tagging.manners import MANNERS as LIAISONS
from bench.tagging.people import MANNERS, draw_events
from bench.tagging.recipe import THE_WAY, draw_week
from bench.tagging.weighers import tag_week
from domain.facts import ClaimClass

FILES = 60


def week_of(style: str, seed: int = 3):
    return draw_week(style, STYLES[style], seed, FILES)


@pytest.fixture(scope="module", params=["originals", "chat", "clocks"])
def week(request):
    return week_of(request.param)


def test_five_styles_are_aimed_at_and_a_seed_gives_the_same_week_again(week):
    assert len(AIMED_AT) == 5
    again = draw_week(week.style, STYLES[week.style], week.seed, FILES)
    assert again.sendings == week.sendings
    assert draw_week(week.style, STYLES[week.style], 4, FILES).sendings != week.sendings


def test_a_phone_that_is_somewhere_all_week_gives_its_sending_to_another(monkeypatch):
    """A week of many files and few phones has no time left, and was drawn for ever."""
    monkeypatch.setattr("bench.tagging.recipe.THE_WAY", timedelta(days=7))
    sendings = draw_week("originals", STYLES["originals"], 3, FILES).sendings
    phones = [sent.phone.id for sent in sendings if not sent.forwarded]
    assert sum(len(sent.files) for sent in sendings) >= FILES * 0.7
    assert len(set(phones)) == len(phones) and any("x" in phone for phone in phones)
    assert all(len(sent.visits) == 1 for sent in sendings)


def test_a_phone_is_at_one_place_at_a_time_and_takes_its_time_for_the_way():
    for style in ("one choice", "originals"):
        visits: dict[str, list[tuple[datetime, datetime]]] = {}
        for sent in draw_week(style, STYLES[style], 3).sendings:
            for visit in () if sent.forwarded else sent.visits:
                taken = [file.taken for file in sent.files if file.visit is visit]
                visits.setdefault(sent.phone.id, []).append((min(taken), max(taken)))
        for spans in visits.values():
            for (_, left), (came, _) in pairwise(sorted(spans)):
                assert came - left >= THE_WAY


def test_a_speech_is_waited_out_now_and_then():
    sent = [s for s in draw_week("originals", STYLES["originals"], 3).sendings if not s.forwarded]
    gaps = [
        later.taken - file.taken
        for each in sent
        for file, later in pairwise(each.files)
        if file.visit == later.visit
    ]
    long = [gap for gap in gaps if gap >= timedelta(minutes=6)]
    assert 0 < len(long) < len(gaps) / 10 and max(long) <= timedelta(minutes=20)


def test_every_table_of_chances_adds_up(week):
    campaign, habits = week.plan.campaign, week.habits
    for activity in campaign.activities:
        others = [each for each in campaign.activities if each is not activity]
        for table_ in (
            chances.of_day(campaign, activity, habits),
            chances.of_hour(activity, habits),
            chances.of_content(habits.banner, activity, others),
            chances.of_invite(campaign, activity.key, habits),
            chances.of_choice(campaign, activity.key, None, habits),
            chances.of_choice(campaign, activity.key, "a2", habits),
            chances.of_said_day(campaign, campaign.starts_on, habits),
        ):
            assert math.isclose(sum(table_.values()), 1)
    for unit in campaign.units:
        assert math.isclose(sum(chances.of_unit(campaign, unit.key, habits).values()), 1)
    assert math.isclose(sum(chances.of_clock(habits).values()), 1)


def test_the_oracle_gives_every_file_a_probability_for_each_activity(week):
    known = oracle.posterior(week)
    assert set(known) == {file.id for file in week.files}
    for chances_ in known.values():
        assert set(chances_) == {activity.key for activity in week.plan.campaign.activities}
        assert math.isclose(sum(chances_.values()), 1, rel_tol=1e-6)


def test_the_oracle_is_right_as_often_as_it_says():
    # Whole sendings are right or wrong together, so many weeks leave some hundreds of draws.
    said = right = files = 0.0
    for seed in range(12):
        week = week_of("mixed", seed)
        known = oracle.posterior(week)
        for file in week.files:
            best = max(known[file.id], key=lambda key: known[file.id][key])
            said += known[file.id][best]
            right += best == file.visit.activity
            files += 1
    assert abs(said - right) / files < 0.06


def test_files_look_as_their_style_says():
    chat = assets_of(week_of("chat"))
    assert all(asset.facts.chat_copy and asset.taken_class != "capture" for asset in chat)
    originals = assets_of(week_of("originals"))
    assert sum(asset.taken_class == "capture" for asset in originals) > 0.8 * len(originals)
    clocks = week_of("clocks")
    wrong = {file.id for file in clocks.files if file.written != file.taken}
    days = {file.id: file.visit.day for file in clocks.files}
    lying = [
        asset
        for asset in assets_of(clocks)
        if asset.id in wrong
        and any(c.klass is ClaimClass.CAPTURE and c.day != days[asset.id] for c in asset.claims)
    ]
    assert lying


def test_habits_of_a_week_lie_around_those_of_its_style():
    mean = STYLES["mixed"]
    weeks = [drawn(mean, Random(seed)) for seed in range(200)]
    assert len({week.right for week in weeks}) == 200
    assert abs(sum(week.right for week in weeks) / 200 - mean.right) < 0.02


def row(n: int, *, right: bool = True, confidence: float = 0.9, ready: bool = True):
    return measures.Row(
        cluster=f"c{n}",
        right=right,
        suggested=True,
        confidence=confidence,
        ready=ready,
        day_allowed=True,
        day_right=True,
        oracle=confidence,
        oracle_right=right,
    )


def test_a_confidence_that_is_right_as_often_as_it_says_has_no_calibration_error():
    honest = [row(n, right=n % 10 > 0) for n in range(100)]
    assert measures.counts(honest).ece == pytest.approx(0, abs=1e-9)
    boasting = [row(n, right=n % 2 > 0) for n in range(100)]
    assert measures.counts(boasting).ece == pytest.approx(0.4)


def test_a_bound_is_wider_where_whole_sendings_are_wrong_together():
    alone = [row(n, right=n % 10 > 0) for n in range(200)]
    together = [row(n // 20, right=n // 20 > 0) for n in range(200)]
    one, other = measures.counts(alone), measures.counts(together)
    assert one.precision == other.precision == 0.9
    assert other.precision_least < one.precision_least < 0.9


def test_the_share_at_a_precision_is_the_largest_that_keeps_it_on_average():
    assert measures.share_at([1.0, 1.0, 0.98, 0.5], 0.99) == 0.75
    assert measures.share_at([0.9, 0.9], 0.99) == 0


def test_the_editor_counts_a_stroke_a_group_and_mends_what_is_doubtful(week):
    tagged = tag_week(week)
    truths = truths_of(week, tagged)
    done = editor.review(tagged.tags, truths, seed=1, carries=False)
    again = editor.review(tagged.tags, truths, seed=1, carries=False)
    assert done == again
    assert done.files == len(week.files)
    ready = [tag for tag in tagged.tags.values() if tag.ready]
    assert done.strokes >= len(tagged.tags) - len(ready)
    # What is left is what the editor did not notice in a ready group, and nothing else.
    wrong = sum(t.ready and t.activity != truths[f].activity for f, t in tagged.tags.items())
    assert done.wrong <= wrong


def test_carrying_over_and_learning_save_strokes_and_leave_no_more_wrong(week):
    tagged = tag_week(week)
    truths = truths_of(week, tagged)
    alone = editor.review(tagged.tags, truths, seed=1, carries=False)
    carried = editor.review(tagged.tags, truths, seed=1)
    learnt = editor.review(tagged.tags, truths, seed=1, again=tagged.again)
    assert carried.strokes <= alone.strokes
    assert learnt.files == carried.files == len(week.files)
    assert learnt.strokes <= alone.strokes


def test_the_table_has_a_row_for_each_style(week):
    rows = rows_of(week, tag_week(week))
    assert len(rows) == len(week.files)
    counted = measures.counts(rows)
    said = vars(counted) | {"of_oracle": counted.of_oracle}
    said |= dict.fromkeys(
        ("strokes", "strokes_carried", "strokes_alone", "groups", "left_wrong", "ms"), 1.0
    )
    assert table({week.style: said}).splitlines()[-1].startswith(f"| {week.style} |")


def test_a_rising_map_never_falls_and_says_what_was_right():
    said = [(0.1, False), (0.2, True), (0.3, False), (0.8, True), (0.9, True), (0.95, False)]
    steps = left_out.rising(said)
    rights = [step.right for step in steps]
    assert rights == sorted(rights)
    assert left_out.mapped(steps, 0.25) == 0.5
    assert left_out.mapped(steps, 0.99) == pytest.approx(2 / 3)
    assert left_out.mapped(steps, 0.0) == 0


def test_a_threshold_is_the_lowest_from_which_enough_are_right():
    rows = [row(n, confidence=1 - n / 100, right=n not in (5, 9)) for n in range(10)]
    assert left_out.threshold(rows, 1.0) == pytest.approx(0.96)
    assert left_out.threshold(rows, 0.8) == pytest.approx(0.91)
    assert left_out.threshold(rows[5:6], 0.9) == 1


def test_what_is_fitted_is_told_for_the_style_that_was_left_out():
    rows = {"one": [row(n) for n in range(20)], "two": [row(n, right=n > 9) for n in range(20)]}
    lines = left_out.table(rows).splitlines()
    assert lines[2].startswith("| one | 0.100 | 0.500 |")
    assert "two" in lines[3]


def test_a_run_of_one_event_is_said_by_one_key_and_a_single_one_by_itself():
    said = editor.said_from_here_on
    assert said(["", "", ""]) == (0, ["", "", ""])
    assert said(["a", "a", "a"]) == (1, ["a", "a", "a"])
    assert said(["", "", "a", "a", "a"]) == (2, ["", "", "a", "a", "a"])
    assert said(["a", "a", "b", "b"]) == (3, ["a", "a", "b", "b"])
    assert said(["", "a", "", ""]) == (2, ["", "a", "", ""])
    # Back to what was suggested: that is said from there on, too.
    assert said(["a", "a", "a", "", ""]) == (3, ["a", "a", "a", "", ""])
    # What is not seen to be wrong goes with what is said before it.
    assert said(["a", None, "a"]) == (1, ["a", "a", "a"])
    assert said(["", None, ""]) == (0, ["", "", ""])
    assert said([]) == (0, [])


# --- the second recipe ---------------------------------------------------------------------------


@pytest.mark.parametrize("style", list(MANNERS))
def test_a_week_of_events_is_the_same_for_a_seed_and_every_picture_is_of_its_event(style):
    week = draw_events(style, 3)
    assert draw_events(style, 3).sendings == week.sendings
    assert draw_events(style, 4).sendings != week.sendings
    assert len(week.files) > 100
    assert len({file.id for file in week.files}) == len(week.files)
    for sent in week.sendings:
        for file in sent.files:
            assert timedelta(minutes=-15) <= file.taken - file.visit.begins < timedelta(hours=3)
            assert file.taken <= sent.received


def test_units_meet_at_events_and_nobody_is_at_two_at_once():
    week = draw_events("plain", 3)
    met: dict[tuple[str, datetime], set[str]] = {}
    spans: dict[str, set[tuple[datetime, str]]] = {}
    for sent in week.sendings:
        for visit in () if sent.forwarded else sent.visits:
            met.setdefault((visit.activity, visit.begins), set()).add(sent.phone.unit)
            spans.setdefault(sent.phone.id, set()).add((visit.begins, visit.activity))
    assert any(len(units) > 2 for units in met.values())
    for visits in spans.values():
        starts = sorted(begins for begins, _ in visits)
        assert all(b - a >= timedelta(minutes=55) for a, b in pairwise(starts))


def test_who_takes_what_is_offered_names_the_main_event_more_often_than_it_is_shown():
    said = shown = 0
    for seed in range(6):
        for sent in draw_events("careless", seed).sendings:
            said += sent.choice == "a1"
            shown += sent.choice is not None and sent.visits[0].activity == "a1"
    assert said > 1.2 * shown


def test_what_is_made_of_a_week_of_events_is_counted():
    found = counted("plain", [3])
    counts = found.counts
    assert len(found.rows) == counts.files == len(draw_events("plain", 3).files)
    assert 0 < counts.ready < counts.accuracy < 1
    assert bool(counts.wrong_clusters) is (counts.precision < 1)
    assert 0.9 < counts.day_right <= 1
    assert found.row("plain").count("|") == HEAD.count("|")


# --- the third recipe ----------------------------------------------------------------------------


@pytest.mark.parametrize("style", list(LIAISONS))
def test_a_week_of_liaisons_is_the_same_for_a_seed_and_nothing_comes_before_it_is_taken(style):
    week = draw_liaisons(style, 3)
    assert draw_liaisons(style, 3).sendings == week.sendings
    assert draw_liaisons(style, 4).sendings != week.sendings
    assert len({file.id for file in week.files}) == len(week.files) > 100
    keys = {activity.key for activity in week.plan.campaign.activities}
    assert all(file.visit.activity in {*keys, ""} for file in week.files)
    for sent in week.sendings:
        assert all(file.taken <= sent.received for file in sent.files)


def test_an_album_holds_what_no_plan_says():
    weeks = [draw_liaisons("clutter", seed) for seed in range(4)]
    files = [file for week in weeks for file in week.files]
    assert any(file.visit.activity == "" for file in files)
    assert any(file.bare and file.name.startswith("Screenshot") for file in files)
    assert any(file.clip and file.bare for file in files)
    halls = [(file.visit.day - file.visit.begins.date()).days for file in files]
    assert {-1, 0, 1} <= set(halls)


def test_what_is_of_no_activity_is_counted_where_it_is_ready_and_never_asked():
    week = draw_liaisons("clutter", 3)
    tagged = tag_week(week)
    asked = truths_of(week, tagged)
    strays = {file.id for file in week.files if not file.visit.activity}
    assert strays and not strays & set(asked)
    assert len(counted("clutter", [3], "liaisons").rows) == len(week.files)


def test_what_is_sent_on_is_a_copy_where_its_original_came_too_and_there_alone():
    weeks = [draw_liaisons("gatherers", seed) for seed in range(8)]
    halves = 0
    for week in weeks:
        sent = {file.id: each for each in week.sendings for file in each.files}
        copies = [file for file in week.files if file.copy_of is not None]
        assert copies and all(file.copy_of in sent for file in copies)
        assert all(sent[file.copy_of].phone != sent[file.id].phone for file in copies)
        on = {sent[file.id].id: sent[file.id] for file in copies}.values()
        halves += sum(any(file.copy_of is None for file in each.files) for each in on)
    assert halves, "of some only a part of the originals came"
