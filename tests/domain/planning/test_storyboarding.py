"""The storyboard: exact frames, every activity, every reason."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.asset import Asset, Consent
from domain.cutting.captions import shortened
from domain.cutting.music import NO_MUSIC
from domain.editing.edits import Edits
from domain.errors import NoPlan
from domain.facts import ClaimClass
from domain.film import ShotKind, Storyboard
from domain.moves import AssetState
from domain.planning.eligibility import look_alikes
from domain.planning.shares import fair_shares
from domain.planning.storyboarding import PlanRecipe, plan

CAP_FRAMES = 178 * 25
#: Without music no cut moves to a beat.
SILENT = Edits(music=NO_MUSIC)


def shots_of(board: Storyboard, activity: str | None = None):
    return [s for s in board.shots if s.asset and activity in (None, s.activity)]


def reasons(board: Storyboard) -> dict[str, str]:
    return {out.asset: out.code for out in board.left_out}


def test_a_small_week_gets_cards_chapters_in_plan_order_and_captions(week):
    board = plan(
        week.campaign(),
        [week.accepted("p1", "a3", unit="u1"), week.accepted("p2", "a2"), week.clip("v1", "a2")],
        version=3,
    )
    assert (board.campaign, board.version) == ("yunling-2024", 3)
    assert [s.activity for s in board.shots] == [None, "a2", "a2", "a2", "a3", None]
    opening, closing = board.shots[0].card, board.shots[-1].card
    assert opening.title == "2024年云岭县科技活动周"
    assert opening.lines == (
        "弘扬科学家精神，激发全社会创新活力",
        "2024年5月25日—6月1日",
        "县工信局　县委宣传部　县科协",
    )
    assert closing.title == "感谢各参与单位"
    assert closing.lines == ("2 项活动 · 2 家单位", "收到照片 2 张、视频 1 段", "县工信局　县科协")
    captions = [s.caption for s in board.shots if s.caption]
    assert [c.title for c in captions] == ["2. 举办科普大讲堂活动", "3. 组织科技进农村活动"]
    assert [c.line for c in captions] == ["5月28日 · 县科协", "5月28日 · 县工信局"]
    assert board.shots[0].frames == board.shots[-1].frames == 100


def test_a_short_campaign_gives_a_short_film(week):
    assets = [week.accepted("p1"), week.accepted("p2", "a3")]
    board = plan(week.campaign(), assets, version=1, edits=SILENT)
    assert [s.frames for s in board.shots] == [100, 75, 75, 100]
    assert board.left_out == ()


def test_plenty_of_material_fills_the_film_to_its_last_frame(week):
    assets = [week.accepted(f"p{n:03d}", f"a{n % 5 + 1}") for n in range(200)]
    board = plan(week.campaign(), assets, version=1)
    assert board.frames == CAP_FRAMES
    per_activity = Counter(s.activity for s in shots_of(board))
    assert max(per_activity.values()) - min(per_activity.values()) <= 1
    assert set(reasons(board).values()) == {"no_room"}


def test_a_shorter_limit_is_kept_with_two_seconds_to_spare(week):
    assets = [week.accepted(f"p{n:03d}", f"a{n % 5 + 1}") for n in range(200)]
    board = plan(week.campaign(film_limit_ms=60_000), assets, version=1)
    assert board.frames == 58 * 25


def test_a_crowded_plan_gives_every_activity_one_shot(week):
    activities = tuple(
        replace(week.activities()[1], key=f"b{n}", number=n, title=f"第{n}场") for n in range(1, 61)
    )
    assets = [week.accepted(f"p{n:03d}", f"b{n % 60 + 1}") for n in range(180)]
    board = plan(week.campaign(activities=activities), assets, version=1)
    assert {s.activity for s in shots_of(board)} == {a.key for a in activities}
    assert board.frames <= CAP_FRAMES


def test_a_plan_too_crowded_for_its_limit_is_refused_in_words(week):
    assets = [week.accepted(f"p{n}", f"a{n}") for n in range(1, 6)]
    with pytest.raises(NoPlan) as refused:
        plan(week.campaign(film_limit_ms=19_000), assets, version=1)
    # 17 s, less two cards, and what six dissolves show of two shots at once.
    assert refused.value.words.zh == "5 项活动每项一个镜头至少要 12.6 秒，除去片头片尾只有 11.88 秒"


def test_nothing_accepted_is_no_plan(week):
    with pytest.raises(NoPlan) as refused:
        plan(week.campaign(), [week.asset("p1", state=AssetState.TAGGED)], version=1)
    assert "还没有通过审核的素材（共收到 1 件）" in refused.value.words.zh
    with pytest.raises(NoPlan):
        plan(week.campaign(), [], version=1)


def test_starred_pictures_come_before_better_ones(week):
    sharp = [week.accepted(f"p{n:03d}", look=week.look(sharpness=500 + n)) for n in range(100)]
    star = week.accepted("z-star", star=True, look=week.look(sharpness=400))
    board = plan(week.campaign(), [*sharp, star], version=1)
    assert "z-star" in {s.asset for s in shots_of(board)}
    (shot,) = [s for s in shots_of(board) if s.asset == "z-star"]
    assert "编辑加了星" in shot.why.zh


def test_what_may_not_be_shown_is_left_out_with_its_reason(week):
    denied = Consent(minors=True, decision="denied")
    assets = [
        week.accepted("good"),
        week.asset("new", state=AssetState.TAGGED, tag=week.tag("a2")),
        week.accepted("no", state=AssetState.REJECTED),
        week.accepted("child", consent=Consent(minors=True)),
        week.accepted("denied", consent=denied),
        week.accepted("said-no", consent=Consent(decision="denied")),
        week.accepted("allowed", consent=Consent(patients=True, decision="granted")),
        week.accepted("gone", state=AssetState.WITHDRAWN),
        week.accepted("held", state=AssetState.HELD),
        week.accepted("nowhere", activity=None),
        week.accepted("merged-away", activity="a99"),
        week.accepted("dark", look=week.look(exposure=20, black=300)),
        week.accepted("glare", look=week.look(exposure=20)),
        week.accepted("black", look=week.look(black=800)),
        week.accepted("soft", look=week.look(sharpness=10)),
        week.clip("brief", duration_ms=2_000, moments=(week.moment(0, 2_000),)),
    ]
    board = plan(week.campaign(), assets, version=1)
    assert {s.asset for s in shots_of(board)} == {"good", "allowed"}
    assert reasons(board) == {
        "new": "not_accepted",
        "no": "rejected",
        "child": "consent",
        "denied": "consent_denied",
        "said-no": "consent_denied",
        "gone": "withdrawn",
        "held": "consent",
        "nowhere": "no_activity",
        "merged-away": "no_activity",
        "dark": "too_dark",
        "glare": "badly_lit",
        "black": "too_dark",
        "soft": "blurred",
        "brief": "too_short",
    }


def test_a_picture_of_a_screen_gives_way_to_photos_and_a_starred_one_does_not(week):
    name = "Screenshot_20240528_101112_com.tencent.mm.jpg"
    assets = [
        week.accepted("shot", original_name=name),
        week.clip("recorded", original_name="Screenrecorder-2024-05-28-10-11-12-345.mp4"),
        week.accepted("wanted", original_name=name, star=True),
        week.accepted("photo"),
    ]
    board = plan(week.campaign(), assets, version=1)
    assert {shot.asset for shot in shots_of(board)} == {"photo", "wanted"}
    assert reasons(board) == {"shot": "screen", "recorded": "screen"}


def test_a_faulty_picture_stands_for_an_activity_that_has_nothing_better(week):
    assets = [
        week.accepted("dark1", look=week.look(exposure=20)),
        week.accepted("dark2", look=week.look(exposure=30)),
    ]
    board = plan(week.campaign(), assets, version=1)
    (shot,) = shots_of(board)
    assert shot.asset == "dark2"
    assert "没有更好的素材" in shot.why.zh
    assert reasons(board) == {"dark1": "badly_lit"}


def test_a_clip_without_a_long_moment_gives_its_middle_when_it_is_all_there_is(week):
    board = plan(week.campaign(), [week.clip("v", duration_ms=8_000, moments=())], version=1)
    (shot,) = shots_of(board)
    assert (shot.in_ms, shot.out_ms, shot.frames) == (1_800, 6_200, 110)
    short = plan(week.campaign(), [week.clip("v", duration_ms=1_500, moments=())], version=1)
    assert [(s.in_ms, s.out_ms, s.frames) for s in shots_of(short)] == [(10, 1_490, 37)]


def test_a_flash_of_a_clip_is_no_material(week):
    with pytest.raises(NoPlan):
        plan(week.campaign(), [week.clip("v", duration_ms=900, moments=())], version=1)


def test_of_look_alikes_the_better_copy_is_shown_and_named(week):
    copy = week.accepted("copy", near_duplicate_of="origin")
    origin = week.accepted("origin", original_name="IMG_1.jpg", look=week.look(sharpness=900))
    board = plan(week.campaign(), [copy, origin], version=1)
    assert [s.asset for s in shots_of(board)] == ["origin"]
    (out,) = board.left_out
    assert (out.code, out.why.zh) == ("near_duplicate", "与“IMG_1.jpg”几乎相同，已选用那一份")


def test_a_copy_is_shown_when_the_better_one_was_rejected_or_it_has_the_star(week):
    copy = week.accepted("copy", near_duplicate_of="origin")
    rejected = week.accepted("origin", state=AssetState.REJECTED)
    assert shots_of(plan(week.campaign(), [copy, rejected], version=1))[0].asset == "copy"
    starred = replace(copy, star=True)
    both = plan(week.campaign(), [starred, week.accepted("origin")], version=1)
    assert [s.asset for s in shots_of(both)] == ["copy"]


def test_a_look_alike_of_a_near_shot_that_nobody_allowed_is_not_shown(week):
    child = week.accepted("child", consent=Consent(minors=True))
    copy = week.accepted("copy", near_duplicate_of="child")
    other = week.accepted("other")
    board = plan(week.campaign(), [child, copy, other], version=1)
    assert reasons(board) == {"child": "consent", "copy": "consent"}
    granted = replace(copy, consent=Consent(decision="granted"))
    board = plan(week.campaign(), [child, granted, other], version=1)
    assert {s.asset for s in shots_of(board)} == {"copy", "other"}


def test_a_group_over_two_activities_stands_for_the_one_that_has_nothing_else(week):
    better = week.accepted("p1", "a2", look=week.look(sharpness=900))
    worse = week.accepted("p2", "a3", near_duplicate_of="p1")
    board = plan(week.campaign(), [better, worse, week.accepted("p3", "a2")], version=1)
    assert {s.asset: s.activity for s in shots_of(board)} == {"p2": "a3", "p3": "a2"}


def test_a_long_clip_gives_two_moments_and_a_short_one_gives_one(week):
    assets = [week.clip("long"), week.accepted("p1", "a3")]
    board = plan(week.campaign(), assets, version=1, edits=SILENT)
    spans = [(s.in_ms, s.out_ms) for s in shots_of(board, "a2")]
    assert spans == [(1_800, 6_200), (12_800, 17_200)]
    moments = (week.moment(0, 4_000), week.moment(7_000, 11_000))
    short = week.clip("short", duration_ms=11_000, moments=moments)
    assert len(shots_of(plan(week.campaign(), [short], version=1))) == 1


def test_two_moments_of_one_clip_have_another_shot_between_them(week):
    """Side by side they would look like a jump cut."""
    alone = plan(week.campaign(), [week.clip("long"), week.accepted("p1")], version=1, edits=SILENT)
    assert [s.asset for s in shots_of(alone, "a2")].count("long") == 2
    assets = [week.clip("long"), week.accepted("p1"), week.accepted("p2")]
    board = plan(week.campaign(), assets, version=1, edits=SILENT)
    told = [s.asset for s in shots_of(board, "a2")]
    assert told.count("long") == 2
    assert all(one != other for one, other in pairwise(told)), told


def test_moments_that_touch_are_not_both_shown(week):
    moments = (week.moment(0, 6_000), week.moment(6_500, 12_000), week.moment(5_000, 9_000))
    clip = week.clip("v", duration_ms=20_000, moments=moments)
    assert len(shots_of(plan(week.campaign(), [clip], version=1))) == 1


def test_an_excerpt_lies_around_its_best_picture(week):
    late = week.clip("v", moments=(week.moment(0, 10_000, best_ms=9_900),))
    (shot,) = shots_of(plan(week.campaign(), [late], version=1))
    assert (shot.in_ms, shot.out_ms) == (5_600, 10_000)


def test_a_clip_is_heard_when_it_has_sound(week):
    silent = week.clip("v2", "a3")
    silent = replace(silent, facts=replace(silent.facts, audio=None))
    board = plan(
        week.campaign(), [week.clip("v1", moments=(week.moment(0, 5_000),)), silent], version=1
    )
    assert {s.asset: s.sound for s in shots_of(board)} == {"v1": True, "v2": False}


def test_a_chapter_runs_in_order_of_time_after_an_establishing_picture(week):
    def at(hour: int) -> dict:
        moment = datetime(2024, 5, 28, hour, tzinfo=UTC)
        return {"taken_at": moment, "taken_class": ClaimClass.CAPTURE}

    board = plan(
        week.campaign(),
        [
            week.accepted("p1", unit="u1"),
            week.accepted("p2", unit="u2", **at(3)),
            week.accepted("p3", unit="u1", **at(1)),
            week.accepted("p4", unit="u2", original_name="横幅全景.jpg", **at(2)),
            week.accepted("p5", unit="u3", day=date(2024, 5, 27), **at(9)),
        ],
        version=1,
    )
    assert [s.asset for s in shots_of(board)] == ["p4", "p5", "p3", "p2", "p1"]
    assert board.shots[1].caption.line == "5月27日、28日 · 县科协"


def test_the_same_unit_is_not_shown_three_times_in_a_row_where_another_one_could_be(week):
    assets = [week.accepted(f"p{n}", unit="u1") for n in range(4)]
    assets += [week.accepted(f"q{n}", unit="u2") for n in range(2)]
    units = {asset.id: asset.unit for asset in assets}
    board = plan(week.campaign(), assets, version=1)
    shown = [units[s.asset] for s in shots_of(board)]
    assert len(shown) == 6
    assert all(len(set(shown[n : n + 3])) > 1 for n in range(4))


def test_units_with_little_material_are_preferred_over_more_of_the_same(week):
    many = [
        week.accepted(f"p{n:03d}", unit="u1", look=week.look(sharpness=600 + n)) for n in range(99)
    ]
    one = week.accepted("q", unit="u4", look=week.look(sharpness=599))
    board = plan(week.campaign(), [*many, one], version=1)
    assert "q" in {s.asset for s in shots_of(board)}


def test_titles_are_shortened_by_rule_and_only_when_they_must_be():
    assert shortened("举办科普大讲堂活动") == "举办科普大讲堂活动"
    assert (
        shortened("组织开展科技特派员进乡村服务农业生产技术培训指导活动（第二批次）")
        == "科技特派员进乡村服务农业生产技术培训指导活动"
    )
    assert (
        shortened("全县中小学校科学家精神宣讲报告会、青少年科技创新大赛优秀作品展览")
        == "全县中小学校科学家精神宣讲报告会"
    )
    long = shortened("推广使用手机应用程序宣传普及科学技术知识竞答ScienceChina行动计划")
    assert long == "推广使用手机应用程序宣传普及科学技术知识竞答…"


@given(st.lists(st.integers(0, 50), max_size=8), st.integers(0, 200))
def test_fair_shares_spend_exactly_what_can_be_spent(demands: list[int], room: int):
    shares = fair_shares(demands, room)
    assert sum(shares) == min(room, sum(demands))
    assert all(0 <= share <= demand for share, demand in zip(shares, demands, strict=True))
    unmet = [share for share, demand in zip(shares, demands, strict=True) if share < demand]
    assert max(unmet, default=0) - min(unmet, default=0) <= 1
    assert all(share <= min(unmet, default=0) + 1 for share in shares) or not unmet


@dataclass(frozen=True)
class Recipe:
    """What hypothesis draws of one asset."""

    clip: bool
    activity: str | None
    unit: str
    state: AssetState
    consent: Consent
    sharpness: int
    exposure: int
    star: bool
    twin: int | None
    duration_ms: int
    moments: tuple[tuple[int, int], ...]
    hour: int | None


CONSENTS = st.builds(
    Consent,
    minors=st.sampled_from([False, False, False, True]),
    patients=st.sampled_from([False, False, False, True]),
    decision=st.sampled_from([None, None, "granted", "denied"]),
)
STATES = st.sampled_from([AssetState.ACCEPTED] * 6 + list(AssetState))
RECIPES = st.builds(
    Recipe,
    clip=st.booleans(),
    activity=st.sampled_from(["a1", "a2", "a2", "a2", "a3", "a4", "a5", "a6", "a9", None]),
    unit=st.sampled_from(["u1", "u2", "u3", "u4"]),
    state=STATES,
    consent=CONSENTS,
    sharpness=st.integers(0, 1000),
    exposure=st.integers(0, 1000),
    star=st.sampled_from([False, False, False, True]),
    twin=st.none() | st.integers(0, 30),
    duration_ms=st.integers(0, 40_000),
    moments=st.lists(st.tuples(st.integers(0, 40_000), st.integers(0, 9_000)), max_size=4).map(
        tuple
    ),
    hour=st.none() | st.integers(0, 23),
)
WEEKS = st.lists(RECIPES, max_size=10).flatmap(
    lambda few: st.sampled_from([1, 1, 2, 12]).map(lambda times: few * times)
)


def made(week, number: int, recipe: Recipe) -> Asset:
    fields = {
        "unit": recipe.unit,
        "state": recipe.state,
        "consent": recipe.consent,
        "star": recipe.star,
        "near_duplicate_of": None if recipe.twin is None else f"x{recipe.twin:03d}",
    }
    if recipe.hour is not None:
        moment = datetime(2024, 5, 27, tzinfo=UTC) + timedelta(hours=recipe.hour)
        fields |= {"taken_at": moment, "taken_class": ClaimClass.CAPTURE}
    scores = {"sharpness": recipe.sharpness, "exposure": recipe.exposure}
    if not recipe.clip:
        return week.accepted(f"x{number:03d}", recipe.activity, look=week.look(**scores), **fields)
    moments = tuple(week.moment(start, start + more, **scores) for start, more in recipe.moments)
    return week.clip(
        f"x{number:03d}",
        recipe.activity,
        duration_ms=recipe.duration_ms,
        moments=moments,
        **fields,
    )


def shown_or_none(week, assets: list[Asset]) -> Storyboard | None:
    try:
        return plan(week.campaign(), assets, version=1)
    except NoPlan:
        return None


@settings(max_examples=500, deadline=None)
@given(WEEKS, st.randoms(use_true_random=False))
def test_any_week_gives_a_lawful_plan(week, recipes: list[Recipe], random: Random):
    assets = [made(week, number, recipe) for number, recipe in enumerate(recipes)]
    board = shown_or_none(week, assets)
    shuffled = assets[:]
    random.shuffle(shuffled)
    assert shown_or_none(week, shuffled) == board
    if board is None:
        assert not usable(assets)
        return
    by_id = {asset.id: asset for asset in assets}
    frames_are_exact(board)
    everything_is_accounted_for(board, by_id)
    nobody_is_shown_without_consent(board, by_id)
    spans_lie_inside_their_sources(board, by_id)
    look_alikes_are_shown_once(board, assets)
    every_activity_with_material_is_shown(board, assets)


def usable(assets: list[Asset]) -> list[tuple[Asset, list[Asset]]]:
    """Assets that could be shown, with their look-alikes, by the words of the design."""
    return [
        (asset, group)
        for group in look_alikes(assets)
        for asset in group
        if asset.tag.activity in {"a1", "a2", "a3", "a4", "a5", "a6"}
        and asset.in_film
        and (asset.kind == "photo" or asset.facts.duration_ms >= 1000)
        and (asset.consent.decision == "granted" or all(map(harmless, group)))
    ]


def harmless(asset: Asset) -> bool:
    return asset.consent.allows_film and asset.consent.decision != "denied"


def frames_are_exact(board: Storyboard) -> None:
    assert board.frames <= CAP_FRAMES
    assert [shot.index for shot in board.shots] == list(range(len(board.shots)))
    assert board.shots[0].starts_at == 0
    for one, other in pairwise(board.shots):
        chapters = one.activity != other.activity and min(one.frames, other.frames) >= 26
        assert other.starts_at == one.starts_at + one.frames - (12 if chapters else 0)
    assert board.frames == board.shots[-1].starts_at + board.shots[-1].frames
    recipe = PlanRecipe()
    for shot in board.shots:
        if shot.kind is ShotKind.PHOTO:
            assert recipe.photo_shortest <= shot.frames <= recipe.photo_longest
        if shot.kind is ShotKind.CLIP:
            assert recipe.clip_least <= shot.frames <= recipe.clip_longest


def everything_is_accounted_for(board: Storyboard, by_id: dict[str, Asset]) -> None:
    shown = {shot.asset for shot in board.shots if shot.asset}
    left = [out.asset for out in board.left_out]
    assert len(left) == len(set(left))
    assert shown | set(left) == set(by_id)
    assert not shown & set(left)
    assert all(out.why.zh and out.why.en for out in board.left_out)
    photos = Counter(shot.asset for shot in board.shots if shot.kind is ShotKind.PHOTO)
    clips = Counter(shot.asset for shot in board.shots if shot.kind is ShotKind.CLIP)
    assert max(photos.values(), default=0) <= 1
    assert max(clips.values(), default=0) <= 2


def nobody_is_shown_without_consent(board: Storyboard, by_id: dict[str, Asset]) -> None:
    for shot in shots_of(board):
        asset = by_id[shot.asset]
        assert asset.state is AssetState.ACCEPTED
        assert asset.consent.decision != "denied"
        if asset.consent.minors or asset.consent.patients:
            assert asset.consent.decision == "granted"


def spans_lie_inside_their_sources(board: Storyboard, by_id: dict[str, Asset]) -> None:
    spans: dict[str, list[tuple[int, int]]] = {}
    for shot in shots_of(board):
        if shot.kind is ShotKind.CLIP:
            assert 0 <= shot.in_ms < shot.out_ms <= by_id[shot.asset].facts.duration_ms
            assert shot.out_ms - shot.in_ms == shot.frames * 40
            spans.setdefault(shot.asset, []).append((shot.in_ms, shot.out_ms))
    for found in spans.values():
        for one, other in pairwise(sorted(found)):
            assert one[1] <= other[0]


def look_alikes_are_shown_once(board: Storyboard, assets: list[Asset]) -> None:
    shown = {shot.asset for shot in shots_of(board)}
    for group in look_alikes(assets):
        assert len(shown & {asset.id for asset in group}) <= 1


def every_activity_with_material_is_shown(board: Storyboard, assets: list[Asset]) -> None:
    shown = {shot.asset for shot in shots_of(board)}
    chapters = {shot.activity for shot in shots_of(board)}
    for asset, group in usable(assets):
        if asset.tag.activity not in chapters:
            # Only where a look-alike that another activity needed took its place.
            assert shown & {other.id for other in group}


def test_a_sentence_is_shown_whole_though_it_takes_longer_than_is_liked(week):
    said = week.moment(0, 8_000, speech=900)
    look = week.look(moments=(said,), speech=((300, 6_900),))
    talk = week.clip("v1", duration_ms=9_000, look=look)
    board = plan(week.campaign(), [talk], version=1)
    (shot,) = shots_of(board)
    assert shot.in_ms <= 300 and shot.out_ms >= 6_900
    assert "有人讲话" in shot.why.zh


def test_an_excerpt_that_must_be_shorter_stops_in_a_pause(week):
    words = ((500, 2_900), (3_400, 5_000), (5_400, 6_000))
    look = week.look(moments=(week.moment(0, 6_000, speech=800),), speech=words)
    talk = week.clip("v1", duration_ms=9_000, look=look)
    photos = [week.accepted(f"p{n:02d}", f"a{n % 4 + 2}") for n in range(150)]
    board = plan(week.campaign(film_limit_ms=40_000), [talk, *photos], version=1)
    for shot in shots_of(board):
        if shot.asset == "v1":
            assert not any(a < shot.in_ms < b or a < shot.out_ms < b for a, b in words)


def test_shaken_moments_are_left_out_and_calm_ones_preferred(week):
    def clip(name: str, steadiness: int | None):
        moment = week.moment(1_000, 7_000, steadiness=steadiness)
        return week.clip(name, duration_ms=8_000, moments=(moment,))

    board = plan(week.campaign(), [clip("calm", 900), clip("shaken", 40)], version=1)
    assert {shot.asset for shot in shots_of(board)} == {"calm"}
    assert reasons(board) == {"shaken": "shaky"}
    (shot,) = shots_of(board)
    assert "画面平稳" in shot.why.zh
