"""What a week's clocks, places and senders say together that no asset says alone."""

import datetime
from dataclasses import replace
from datetime import date

from domain.asset import Asset
from domain.facts import Claim, ClaimClass, Facts, Kind, Place
from domain.weighing.occasions import in_order, occasions_of
from domain.weighing.week_weighing import weigh_together

CHINA = datetime.timezone(datetime.timedelta(hours=8))


def shot(
    week, id_: str, sending: str, at: datetime.datetime, *, camera: str = "P50", place=None, **other
) -> Asset:
    claim = Claim(
        source="exif", klass=ClaimClass.CAPTURE, at=at, day=at.date(), zone_known=True, raw="x"
    )
    facts = Facts(kind=Kind.PHOTO, format="jpeg", width=4, height=3, camera=camera, place=place)
    said = {
        "unit": "u4",
        "sending": sending,
        "facts": facts,
        "claims": (claim,),
        "taken_at": at,
        "taken_class": "capture",
        "taken_from": "exif",
    }
    return week.asset(id_, **said | other)


def at(day: int, hour: int = 15, minute: int = 0) -> datetime.datetime:
    return datetime.datetime(2024, 5, day, hour, minute, tzinfo=CHINA)


def words(tag) -> str:
    return "\n".join(each.words.zh for each in tag.evidence)


def test_a_clock_that_two_sendings_show_a_day_late_is_put_right_for_the_third(week):
    said = [
        shot(week, f"p{n}", f"s{n}", at(day + 1), sender_day=date(2024, 5, day))
        for n, day in ((1, 26), (2, 28), (3, 30))
    ]
    third = shot(week, "p4", "s4", at(29, minute=5), sender_activity="a1")
    tag = weigh_together([*said, third], week.campaign(), notes={})["p4"]
    assert tag.day == date(2024, 5, 28)
    assert "按这台相机其他素材改正时钟后，拍摄日期是 5月28日" in words(tag)
    assert "但拍摄时间是 5月29日" in words(tag)
    assert "按改正的时钟，拍摄时间 5月28日 15:05 正在该活动日期内" in words(tag)
    alone = weigh_together([third], week.campaign(), notes={})["p4"]
    assert alone.day == date(2024, 5, 29)
    other = replace(third, facts=replace(third.facts, camera="X90"))
    assert weigh_together([*said, other], week.campaign(), notes={})["p4"].day == date(2024, 5, 29)


def test_where_others_took_an_activity_a_picture_without_a_word_is_taken_for_it(week):
    there, elsewhere = Place(lat=37.95, lon=110.99), Place(lat=38.05, lon=110.80)
    chosen = [
        shot(week, f"p{n}", f"s{n}", at(24 + n), camera=f"c{n}", place=there, sender_activity="a3",
             unit=f"u{n}" if n != 4 else "u5")
        for n in range(1, 5)
    ]  # fmt: skip
    far = [
        shot(week, f"p{n}", f"s{n}", at(20 + n), camera=f"c{n}", place=elsewhere)
        for n in range(6, 9)
    ]
    silent = shot(week, "p9", "s9", at(29), camera="c9", place=there)
    found = weigh_together([*chosen, *far, silent], week.campaign(), notes={})
    assert found["p9"].activity == "a3"
    assert "同一地点附近的其他素材多属于“组织科技进农村活动”" in words(found["p9"])
    assert found["p6"].activity != "a3"
    nowhere = replace(silent, facts=replace(silent.facts, place=None))
    assert (
        weigh_together([*chosen, *far, nowhere], week.campaign(), notes={})["p9"].activity is None
    )


def test_a_camera_that_went_to_another_place_shows_another_occasion(week):
    here, there = Place(lat=37.95, lon=110.99), Place(lat=37.99, lon=110.99)
    named = shot(week, "p1", "s1", at(29), place=here, original_name="进社区义诊1.jpg")
    moved = shot(week, "p2", "s1", at(29, minute=12), place=there)
    stayed = replace(moved, facts=replace(moved.facts, place=here))
    near = weigh_together([named, stayed], week.campaign(), notes={})["p2"]
    far = weigh_together([named, moved], week.campaign(), notes={})["p2"]
    assert near.activity == "a4"
    assert far.activity != "a4" or far.confidence < near.confidence


def test_a_late_sending_of_many_copies_is_less_surely_of_one_occasion(week):
    def copies(received: int) -> list[Asset]:
        came = datetime.datetime(2024, 5, 1, 22, tzinfo=CHINA) + datetime.timedelta(days=received)
        return [
            week.asset(
                f"p{n:02d}",
                unit="u1",
                sender_activity="a1",
                claims=(),
                taken_class="none",
                received_at=came,
            )
            for n in range(20)
        ]

    same_evening = weigh_together(copies(27), week.campaign(), notes={})["p15"]
    after_the_week = weigh_together(copies(33), week.campaign(), notes={})["p15"]
    assert after_the_week.confidence < same_evening.confidence


def test_where_most_choices_prove_wrong_the_others_weigh_less(week):
    def sent(wrong: bool) -> list[Asset]:
        named = "进社区义诊{}.jpg" if wrong else "科普大讲堂{}.jpg"
        return [
            shot(week, f"p{n}", f"s{n}", at(26, minute=n), camera=f"c{n}", sender_activity="a2",
                 original_name=named.format(n))
            for n in range(1, 9)
        ]  # fmt: skip

    alone = shot(week, "p9", "s9", at(29), camera="c9", sender_activity="a2")
    trusted = weigh_together([*sent(False), alone], week.campaign(), notes={})["p9"]
    doubted = weigh_together([*sent(True), alone], week.campaign(), notes={})["p9"]
    assert doubted.confidence < trusted.confidence


def test_a_clock_that_is_lost_leaves_the_day_to_the_sender_and_the_plan(week):
    for early in (8, 9, 12):
        told = shot(
            week, "p1", "s1", at(28 - early), sender_activity="a1", sender_day=date(2024, 5, 28)
        )
        assert weigh_together([told], week.campaign(), notes={})["p1"].day == date(2024, 5, 28)


def test_a_sending_of_many_hundred_occasions_is_weighed(week):
    many = [
        shot(
            week, f"p{n}", "s1", at(24) + datetime.timedelta(minutes=30 * n),
            original_name=f"科普大讲堂{n}.jpg",
        )
        for n in range(400)
    ]  # fmt: skip
    found = weigh_together(many, week.campaign(), notes={})
    assert len(found) == 400 and all(0 <= tag.confidence <= 999 for tag in found.values())


def test_pictures_of_two_phones_of_one_name_are_no_twenty_witnesses_of_their_clock(week):
    places = (Place(lat=37.95, lon=110.99), Place(lat=37.99, lon=110.99), None, None)
    mixed = [
        shot(week, f"p{n:02d}", "s1", at(27, 9, n), unit="u1", place=places[n % 4])
        for n in range(24)
    ]
    found = weigh_together(mixed, week.campaign(), notes={})
    # Each of them would rather be of the main event on the morning after, and all say it once.
    assert {tag.day for tag in found.values()} == {date(2024, 5, 27)}


def copies(week, names: list[str], **said) -> list[Asset]:
    """A row of chat copies as one moment saved them, sent one after the other after the week."""
    came = datetime.datetime(2024, 6, 4, 22, tzinfo=CHINA)
    save = Claim(
        source="modified", klass=ClaimClass.SAVE, at=came, day=came.date(), zone_known=True, raw="x"
    )
    return [
        week.asset(
            f"q{9 - n if n < 10 else n:02d}",
            original_name=name,
            unit="u4",
            claims=(save,),
            received_at=came + datetime.timedelta(seconds=n),
            taken_class="save",
            **said,
        )
        for n, name in enumerate(names)
    ]


def test_of_what_was_saved_in_one_moment_the_order_of_coming_counts(week):
    row = copies(week, ["mm1.jpg", "mm2.jpg", "讲座3.jpg", "mm4.jpg"])
    order = [each.id for each in sorted(row, key=in_order)]
    assert order == [each.id for each in row]


def test_a_day_is_said_of_what_was_meant_and_not_of_all_that_was_sent_with_it(week):
    names = [f"科普大讲堂{n}.jpg" for n in range(8)] + [f"组织科技宣传{n}.jpg" for n in range(8)]
    row = copies(week, names, sender_activity="a2", sender_day=date(2024, 5, 26))
    found = weigh_together(row, week.campaign(), notes={})
    first, last = found[row[0].id], found[row[-1].id]
    assert (first.activity, first.day) == ("a2", date(2024, 5, 26))
    assert (last.activity, last.day) == ("a1", date(2024, 5, 28))


def test_what_only_the_rest_of_its_sending_speaks_for_is_suggested_and_says_so(week):
    originals = [
        shot(week, f"p{n}", "s0", at(29, 9, n), original_name=f"进社区义诊{n}.jpg")
        for n in range(4)
    ]
    row = copies(week, [f"mm{n}.jpg" for n in range(6)], sending="s9")
    row = [replace(each, unit=originals[0].unit) for each in row]
    pairs = [(p.id, q.id) for p, q in zip(originals, [row[0], row[1], row[4], row[5]], strict=True)]
    silent = weigh_together([*originals, *row], week.campaign(), notes={}, pairs=pairs)[row[2].id]
    assert silent.activity == "a4"
    assert "同一次发送的其他素材、日期和先后更支持它" in words(silent)


def test_a_clock_that_tells_nothing_leaves_the_day_to_what_is_said_as_surely_as_that_is(week):
    told = shot(
        week, "p1", "s1", at(4), sender_activity="a2", sender_day=date(2024, 5, 28), unit="u4"
    )
    tag = weigh_together([told], week.campaign(), notes={})["p1"]
    assert tag.day == date(2024, 5, 28)
    assert "有依据不一致，其余依据有力得多：发送人选择的日期是 5月28日" in words(tag)


def test_after_a_pause_without_a_sign_it_is_less_surely_the_same_and_says_why(week):
    def row(pause: int):
        chosen = {"sender_activity": "a2", "unit": "u2"}
        first = [shot(week, f"p{n}", "s1", at(29, minute=n), **chosen) for n in range(3)]
        after = [
            shot(week, f"q{n}", "s1", at(29, minute=2 + pause + n), **chosen) for n in range(3)
        ]
        return weigh_together([*first, *after], week.campaign(), notes={"s1": "科普大讲堂"})["q1"]

    straight, waited = row(3), row(20)
    assert straight.activity == waited.activity == "a2"
    assert 900 < waited.confidence < straight.confidence
    assert "它在同一场合里的先后位置更支持其他活动" in words(waited)
    assert "它在同一场合里的先后位置" not in words(straight)


def test_a_pause_that_was_spent_at_one_place_is_none(week):
    here = Place(lat=37.95, lon=110.99)
    chosen = {"sender_activity": "a2", "unit": "u2", "place": here}
    both = [shot(week, f"p{n}", "s1", at(29, minute=20 * n), **chosen) for n in range(2)]
    stretches = occasions_of(both, []).stretches
    assert stretches == {"p0": ((("p0",), ("p1",)),)}
    far = [replace(a, facts=replace(a.facts, place=None)) for a in both]
    assert occasions_of(far, []).stretches == {"p0": ((("p0",),), (("p1",),))}


def test_two_phones_of_one_name_at_two_events_are_told_apart_by_what_their_pictures_tell(week):
    """One sends named pictures, the other goes on within a minute without names."""
    named = [
        shot(week, f"p{n}", "s1", at(29, minute=n), original_name=f"进社区义诊{n}.jpg")
        for n in range(8)
    ]
    silent = [shot(week, f"q{n}", "s1", at(29, minute=8 + n)) for n in range(8)]
    found = weigh_together([*named, *silent], week.campaign(), notes={})
    assert found["p3"].activity == "a4"
    last = found["q6"]
    assert last.activity != "a4" or last.confidence < found["p3"].confidence - 150
    assert not last.ready


def test_two_pictures_of_one_spot_and_one_day_do_not_vouch_for_each_other(week):
    """Both are taken for the main event by their day alone; the spot adds nothing to that."""
    there = Place(lat=37.95, lon=110.99)

    def pair(place: Place | None):
        both = [
            shot(week, f"p{n}", f"s{n}", at(28, 10 + n), camera=f"c{n}", unit=f"u{n}", place=place)
            for n in (1, 5)
        ]
        return weigh_together(both, week.campaign(), notes={})["p5"]

    assert pair(there).confidence <= pair(None).confidence + 20


def test_of_activities_that_nothing_parts_the_first_is_suggested_and_the_others_are_named(week):
    mine = shot(week, "p1", "s1", at(29), unit="u2")
    tag = weigh_together([mine], week.campaign(), notes={})["p1"]
    assert tag.activity == "a2"
    assert tag.confidence < 500
    assert not tag.ready
    assert "“科技服务进社区活动”、“开放科普场所”同样可能" in words(tag)
    # Nothing speaks for any of them here, and none is taken.
    plan = week.campaign(activities=tuple(replace(a, units=()) for a in week.activities()[1:]))
    assert weigh_together([mine], plan, notes={})["p1"].activity is None


def test_what_is_sent_on_by_another_phone_is_no_second_witness(week):
    names = ["mm0.jpg", "进社区义诊1.jpg", "mm2.jpg", "进社区义诊3.jpg", "mm4.jpg"]
    row = copies(week, names, sending="s1")
    on = [replace(each, id=f"z{each.id}", sending="s2") for each in row]
    more = replace(on[0], id="z", original_name="mm9.jpg")
    alone = weigh_together(row, week.campaign(), notes={})
    pairs = [(one.id, other.id) for one, other in zip(row, on, strict=True)]
    both = weigh_together([*row, *on, more], week.campaign(), notes={}, pairs=pairs)
    for each in (row[1], row[3]):
        assert both[each.id].activity == "a4"
        # It was 992 beside 823: the names counted once for each phone.
        assert abs(both[each.id].confidence - alone[each.id].confidence) < 50
    assert all(both[each.id].confidence <= both[row[1].id].confidence for each in row)
    # What is known of the copies speaks for what was sent with them.
    assert (both[more.id].activity, both[more.id].confidence > 500) == ("a4", True)


def test_a_plan_of_no_activity_or_of_one_is_weighed_like_any_other(week):
    """A week may be opened by its days alone, and be sent to before anything is planned."""
    mine = shot(week, "p1", "s1", at(29), unit="u2", sender_activity="a1", invite_activity="a1")
    empty = week.campaign(activities=())
    assert weigh_together([mine], empty, notes={})["p1"].activity is None
    assert weigh_together([], empty, notes={}) == {}
    only = week.campaign(activities=week.activities()[:1])
    tag = weigh_together([mine], only, notes={})["p1"]
    assert tag.activity == "a1" and 500 < tag.confidence < 1000
