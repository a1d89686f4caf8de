"""What an editor changes stands, changes nothing else, or is refused in words."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from domain.cutting.music import MusicState, OwnMusic
from domain.editing.changing import Table, alternatives, another, needs_all, replanned, unused
from domain.editing.draft_changes import differences
from domain.editing.edits import Draft, Edit, EditKind, Edits, merged
from domain.editing.retouching import apply
from domain.errors import BrokenInput, Conflict, NoPlan, NotFound
from domain.moves import AssetState
from domain.planning.storyboarding import finished, plan

LIMIT = 178 * 25


@pytest.fixture
def desk(week):
    """40 photos and 10 clips of two activities, and a plan of them."""
    assets = [week.accepted(f"p{n:02d}", f"a{n % 2 + 2}", unit=f"u{n % 4 + 1}") for n in range(40)]
    assets += [week.clip(f"v{n:02d}", f"a{n % 2 + 2}", unit=f"u{n % 4 + 1}") for n in range(10)]
    table = Table(campaign=week.campaign(), assets={asset.id: asset for asset in assets})
    return Desk(table)


class Desk:
    def __init__(self, table: Table):
        self.table = table
        self.draft = replanned(Edits(), table)

    def do(self, kind: EditKind, **more) -> Draft:
        self.draft = apply(self.draft, Edit(kind=kind, **more), self.table)
        return self.draft

    def keys(self, activity: str) -> list[str]:
        return [shot.name for shot in self.draft.shots if shot.activity == activity]

    def out(self, activity: str = "a2") -> str:
        """Key of a photo that is not in."""
        shown = {shot.asset for shot in self.draft.shots}
        return next(
            asset.id
            for asset in self.table.assets.values()
            if asset.id not in shown and asset.id[0] == "p" and asset.tag.activity == activity
        )

    def names(self) -> list[str]:
        return [shot.name for shot in self.draft.shots]


def test_a_draft_begins_as_the_plan_and_comes_out_as_it(desk, week):
    board = plan(week.campaign(), desk.table.assets.values(), version=4)
    assert desk.draft.shots == board.shots
    again = finished(week.campaign(), desk.table.assets.values(), desk.draft, version=4)
    assert again == board


def test_a_shot_that_is_taken_out_leaves_all_others_and_stays_out(desk):
    before, gone = desk.names(), desk.keys("a2")[3]
    desk.do(EditKind.BAN, shot=gone)
    assert desk.names() == [name for name in before if name != gone]
    again = replanned(desk.draft.edits, desk.table)
    assert again.shot(gone) is None and again.frames == LIMIT
    assert needs_all(desk.draft, Edit(kind=EditKind.BAN, shot=gone)) is False


def test_the_caption_moves_on_when_a_chapter_loses_its_first_shot(desk):
    first, second = desk.keys("a2")[:2]
    desk.do(EditKind.BAN, shot=first)
    assert desk.draft.shot(second).caption.title == "2. 举办科普大讲堂活动"


def test_what_is_taken_out_says_so_among_the_left_out(desk, week):
    gone = next(key for key in desk.keys("a2") if "@" not in key)
    desk.do(EditKind.BAN, shot=gone)
    board = finished(week.campaign(), desk.table.assets.values(), desk.draft, version=1)
    (out,) = [out for out in board.left_out if out.asset == gone]
    assert (out.code, out.why.zh) == ("banned", "编辑去掉了它")


def test_a_pinned_shot_stays_through_planning_anew_though_it_is_the_worst(desk, week):
    bad = week.accepted("z-bad", look=week.look(sharpness=10))
    desk.table = replace(desk.table, assets={**desk.table.assets, "z-bad": bad})
    desk.do(EditKind.BAN, shot=desk.keys("a2")[0])
    desk.do(EditKind.PIN, shot="z-bad")
    assert desk.draft.shot("z-bad").activity == "a2" and desk.draft.frames <= LIMIT
    again = replanned(desk.draft.edits, desk.table)
    assert again.shot("z-bad") is not None and again.frames <= LIMIT
    assert "编辑固定了它" in again.shot("z-bad").why.zh


def test_a_pin_without_room_makes_some_and_keeps_nearly_all_that_was_there(desk):
    before, key = set(desk.names()), desk.out()
    assert desk.draft.frames == LIMIT
    desk.do(EditKind.PIN, shot=key)
    assert key in desk.names() and desk.draft.frames <= LIMIT
    assert len(before - set(desk.names())) <= 2


def test_pins_that_do_not_fit_are_refused_with_their_seconds(desk):
    for key in [key for key in desk.names() if key not in ("opening", "closing")]:
        desk.do(EditKind.PIN, shot=key)
    with pytest.raises(NoPlan) as refused:
        desk.do(EditKind.LENGTH, ms=100_000)
    # Three dissolves: from the opening card, between two chapters, to the closing card.
    least = (sum(63 for _ in desk.draft.edits.pins) + 200 - 3 * 12) / 25
    assert refused.value.words.zh == f"固定的镜头连片头片尾共 {least:g} 秒，超过 100 秒"


def test_a_pinned_copy_stands_for_its_look_alikes_and_two_cannot_be_pinned(desk, week):
    best = next(key for key in desk.keys("a2") if "@" not in key)
    copy = week.accepted("z-copy", near_duplicate_of=best, look=week.look(sharpness=300))
    desk.table = replace(desk.table, assets={**desk.table.assets, "z-copy": copy})
    desk.do(EditKind.PIN, shot="z-copy")
    assert "z-copy" in desk.names() and best not in desk.names()
    with pytest.raises(NoPlan) as refused:
        desk.do(EditKind.PIN, shot=best)
    assert "只能固定一份" in refused.value.words.zh


def test_what_may_not_be_shown_cannot_be_pinned_and_says_why(desk, week):
    no = week.accepted("z-no", state=AssetState.REJECTED)
    desk.table = replace(desk.table, assets={**desk.table.assets, "z-no": no})
    with pytest.raises(Conflict) as refused:
        desk.do(EditKind.PIN, shot="z-no")
    assert refused.value.words.zh == "不能放进成片：审核时没有采用"
    with pytest.raises(NotFound):
        desk.do(EditKind.PIN, shot="nothing")


def test_a_trim_is_exact_and_stays_through_planning_anew(desk):
    clip = next(key for key in desk.keys("a2") if "@" in key)
    desk.do(EditKind.BAN, shot=desk.keys("a2")[-1])
    desk.do(EditKind.TRIM, shot=clip, frames=80, in_ms=1_240)
    shot = desk.draft.shot(clip)
    assert (shot.frames, shot.in_ms, shot.out_ms) == (80, 1_240, 1_240 + 3_200)
    desk.do(EditKind.PIN, shot=clip)
    again = replanned(desk.draft.edits, desk.table).shot(clip)
    assert (again.frames, again.in_ms, again.out_ms) == (80, 1_240, 4_440)
    desk.do(EditKind.UNTRIM, shot=clip)
    back = desk.draft.shot(clip)
    assert back.frames != 80 and back.in_ms != 1_240


def test_a_trim_that_cannot_be_is_refused_in_words(desk):
    clip = next(key for key in desk.keys("a2") if "@1000" in key)
    for more, words in (
        ({"frames": 5}, "一个镜头至少要 1 秒"),
        ({"frames": 100, "in_ms": 19_000}, "超出了素材：它从 0:00.000 到 0:20.000"),
    ):
        with pytest.raises(BrokenInput) as refused:
            desk.do(EditKind.TRIM, shot=clip, **more)
        assert words in refused.value.words.zh
    shot = desk.draft.shot(clip)
    with pytest.raises(Conflict) as refused:
        desk.do(EditKind.TRIM, shot=clip, frames=shot.frames + 10)
    assert refused.value.words.zh.startswith("成片将长 178.4 秒，超过 178 秒：请少加 0.4 秒")
    with pytest.raises(BrokenInput):
        desk.do(EditKind.TRIM, shot="opening", frames=251)
    desk.do(EditKind.TRIM, shot="opening", frames=75)
    assert replanned(desk.draft.edits, desk.table).shots[0].frames == 75


def test_shots_and_chapters_stay_in_the_order_that_was_given(desk):
    backwards = tuple(reversed(desk.keys("a2")))
    desk.do(EditKind.ORDER, activity="a2", shots=backwards)
    assert tuple(desk.keys("a2")) == backwards
    assert desk.draft.shot(backwards[0]).caption is not None
    assert desk.draft.shot(backwards[-1]).caption is None
    desk.do(EditKind.CHAPTERS, activities=("a3", "a2"))
    inside = [s.activity for s in desk.draft.shots if s.activity]
    assert inside == sorted(inside, reverse=True)
    again = replanned(desk.draft.edits, desk.table)
    assert [s.name for s in again.shots] == desk.names()
    assert [s.starts_at for s in again.shots[1:]] == [
        before.starts_at + before.frames - after.overlap
        for before, after in zip(again.shots, again.shots[1:], strict=False)
    ]
    with pytest.raises(Conflict):
        desk.do(EditKind.ORDER, activity="a2", shots=backwards[1:])


def test_words_are_the_editors_until_they_are_put_back(desk):
    desk.do(EditKind.CAPTION, activity="a2", title="大讲堂", lines=("第一场",))
    desk.do(EditKind.CARD, role="closing", title="谢谢", lines=("县科协", " "))
    again = replanned(desk.draft.edits, desk.table)
    first = next(shot for shot in again.shots if shot.activity == "a2")
    assert (first.caption.title, first.caption.line) == ("大讲堂", "第一场")
    assert again.shots[-1].card.lines == ("县科协",)
    desk.do(EditKind.CAPTION, activity="a2", title="", lines=())
    assert desk.draft.shot(desk.keys("a2")[0]).caption is None
    desk.do(EditKind.CAPTION, activity="a2")
    assert desk.draft.shot(desk.keys("a2")[0]).caption.title == "2. 举办科普大讲堂活动"
    desk.do(EditKind.CARD, role="closing")
    assert desk.draft.shots[-1].card.title == "感谢各参与单位"
    for kind, more in (
        (EditKind.CAPTION, {"activity": "a2", "title": "字" * 25}),
        (EditKind.CARD, {"role": "opening", "title": "一\n二"}),
        (EditKind.CARD, {"role": "opening", "title": " "}),
    ):
        with pytest.raises(BrokenInput):
            desk.do(kind, **more)
    with pytest.raises(NotFound):
        desk.do(EditKind.CAPTION, activity="a9", title="x")


def test_a_muted_clip_stays_silent_and_photos_cannot_be_muted(desk):
    clip = next(key for key in desk.keys("a2") if "@" in key)
    desk.do(EditKind.MUTE, shot=clip)
    assert desk.draft.shot(clip).sound is False
    assert replanned(desk.draft.edits, desk.table).shot(clip).sound is False
    desk.do(EditKind.UNMUTE, shot=clip)
    assert desk.draft.shot(clip).sound is True
    with pytest.raises(Conflict):
        desk.do(EditKind.MUTE, shot=next(key for key in desk.keys("a2") if "@" not in key))


def test_a_shorter_film_is_planned_to_its_last_frame_and_a_longer_one_refused(desk):
    desk.do(EditKind.LENGTH, ms=90_000)
    assert desk.draft.frames == 90 * 25
    desk.do(EditKind.LENGTH, ms=None)
    assert desk.draft.frames == LIMIT
    with pytest.raises(BrokenInput) as refused:
        desk.do(EditKind.LENGTH, ms=200_000)
    assert refused.value.words.zh == "想要 200 秒，超过本次成片的上限 178 秒"


def test_music_and_style_are_kept_as_they_are_named(desk, week):
    desk.do(EditKind.MUSIC, value="water")
    desk.do(EditKind.STYLE, value="red")
    board = finished(week.campaign(), desk.table.assets.values(), desk.draft, version=1)
    assert (board.music, board.style) == ("water", "red")
    for kind in (EditKind.MUSIC, EditKind.STYLE):
        for unknown in (" ", "bed-2"):
            with pytest.raises(BrokenInput):
                desk.do(kind, value=unknown)


def test_another_one_takes_the_shots_place_and_the_first_does_not_come_back(desk):
    before, key = desk.names(), desk.keys("a2")[2]
    offered = [each.name for each in alternatives(desk.draft, key, desk.table)]
    desk.draft = another(desk.draft, key, desk.table)
    place = before.index(key)
    assert desk.names()[place] == offered[0] and desk.draft.frames <= LIMIT
    assert desk.names()[:place] + desk.names()[place + 1 :] == before[:place] + before[place + 1 :]
    assert key not in [s.name for s in replanned(desk.draft.edits, desk.table).shots]
    while True:
        try:
            desk.draft = another(desk.draft, desk.names()[place], desk.table)
        except Conflict as nothing:
            assert nothing.words.zh == "这项活动没有别的可用素材了"
            break


def test_a_draft_whose_asset_may_not_be_shown_any_more_is_planned_anew(desk, week):
    gone = next(key for key in desk.keys("a2") if "@" not in key)
    assets = dict(desk.table.assets)
    assets[gone] = replace(assets[gone], state=AssetState.WITHDRAWN)
    board = finished(week.campaign(), assets.values(), desk.draft, version=1)
    assert gone not in {shot.asset for shot in board.shots}
    assert board.frames == LIMIT


def test_two_versions_are_compared_in_sentences(desk, week):
    before, key = desk.draft, desk.keys("a2")[1]
    desk.do(EditKind.BAN, shot=key)
    desk.do(EditKind.TRIM, shot="opening", frames=75)
    desk.do(EditKind.MUSIC, value="water")
    desk.do(EditKind.ORDER, activity="a3", shots=tuple(reversed(desk.keys("a3"))))
    found = differences(before, desk.draft, week.campaign(), {"p01": "IMG_1.jpg"})
    kinds = [kind for kind, _, _ in found]
    assert {"removed", "length", "music", "order", "total"} <= set(kinds)
    assert any(words.zh == "配乐：晨光（明快） → 静水（舒缓）" for _, _, words in found)
    assert differences(before, before, week.campaign(), {}) == []


def test_many_slight_changes_of_length_are_one_sentence(desk, week):
    def changed(count: int) -> list[str]:
        shots = list(desk.draft.shots)
        for n in range(1, count + 1):
            shots[n] = replace(shots[n], frames=shots[n].frames + 2)
        after = replace(desk.draft, shots=tuple(shots))
        return [kind for kind, _, _ in differences(desk.draft, after, week.campaign(), {})]

    assert changed(3) == ["length"] * 3 + ["total"]
    assert changed(9) == ["lengths", "total"]


def test_no_faulty_picture_comes_in_unasked(week):
    good = [week.accepted(f"p{n}") for n in range(2)]
    dark = week.accepted("z-dark", look=week.look(exposure=10))
    table = Table(campaign=week.campaign(), assets={a.id: a for a in (*good, dark)})
    draft = replanned(Edits(), table)
    with pytest.raises(Conflict) as refused:
        another(draft, "p0", table)
    assert refused.value.words.zh == (
        "这项活动只剩有缺陷的素材（画面过暗或过亮）；要用，请在候选里自己选"
    )
    drafted = apply(draft, Edit(kind=EditKind.PIN, shot="z-dark"), table)
    darker = week.accepted("z-darker", look=week.look(exposure=5))
    table = replace(table, assets={**table.assets, "z-darker": darker})
    assert another(drafted, "z-dark", table).shot("z-darker") is not None


def test_a_better_copy_is_offered_in_its_copys_place_alone(desk, week):
    shown = next(key for key in desk.keys("a2") if "@" not in key)
    arrives(desk, week, "z-original", copy=shown)
    assert "z-original" in named(alternatives(desk.draft, shown, desk.table))
    beside = next(key for key in desk.keys("a2") if key != shown)
    assert "z-original" not in named(alternatives(desk.draft, beside, desk.table))
    assert "z-original" not in named(unused(desk.draft, "a2", desk.table))
    for _ in range(3):
        desk.draft = another(desk.draft, desk.keys("a2")[0], desk.table)
    assert not {"z-original", shown} <= set(desk.names())


def test_no_look_alike_of_what_was_taken_out_comes_in(desk, week):
    shown = next(key for key in desk.keys("a2") if "@" not in key)
    arrives(desk, week, "z-original", copy=shown)
    desk.draft = another(desk.draft, shown, desk.table)
    assert not {"z-original", shown} & set(desk.names())
    again = replanned(desk.draft.edits, desk.table)
    assert not {"z-original", shown} & {shot.asset for shot in again.shots}
    board = finished(week.campaign(), desk.table.assets.values(), desk.draft, version=1)
    (out,) = [out for out in board.left_out if out.asset == "z-original"]
    assert (out.code, out.why.zh) == ("banned", "编辑去掉了同一画面的另一份")
    desk.do(EditKind.UNBAN, shot=shown)
    assert "z-original" in named(unused(desk.draft, "a2", desk.table))


def test_of_a_copied_clip_the_same_moment_stays_out_and_the_other_may_come(desk, week):
    gone = next(key for key in desk.keys("a2") if key.startswith("v") and key.endswith("@1000"))
    arrives(desk, week, "z-original", copy=gone.split("@")[0], clip=True)
    desk.do(EditKind.BAN, shot=gone)
    offered = desk.table.offer(desk.draft.edits)
    assert [e.name for e in offered.free() if e.asset.id == "z-original"] == ["z-original@12000"]


def test_a_pin_lifts_the_ban_of_its_look_alike(desk, week):
    shown = next(key for key in desk.keys("a2") if "@" not in key)
    arrives(desk, week, "z-original", copy=shown)
    desk.do(EditKind.BAN, shot=shown)
    desk.do(EditKind.PIN, shot="z-original")
    desk.do(EditKind.UNPIN, shot="z-original")
    assert desk.draft.edits.bans == ()
    assert "z-original" in named(desk.table.offer(desk.draft.edits).free())


def test_a_trimmed_clip_shows_nothing_twice_when_room_is_made_for_a_pin(desk, week):
    long = week.clip(
        "z-long",
        duration_ms=60_000,
        moments=(week.moment(1_000, 7_000), week.moment(30_000, 36_000)),
    )
    desk.table = replace(desk.table, assets={**desk.table.assets, "z-long": long})
    desk.do(EditKind.PIN, shot="z-long@1000")
    desk.do(EditKind.BAN, shot=next(key for key in desk.keys("a3")))
    desk.do(EditKind.TRIM, shot="z-long@1000", frames=100, in_ms=31_000)
    assert "z-long@30000" not in named(unused(desk.draft, "a2", desk.table))
    desk.do(EditKind.PIN, shot=desk.out())
    again = replanned(desk.draft.edits, desk.table)
    assert [shot.name for shot in again.shots if shot.asset == "z-long"] == ["z-long@1000"]


def test_a_trim_is_not_taken_back_over_another_shot_of_the_clip(desk, week):
    long = week.clip(
        "z-long",
        duration_ms=60_000,
        moments=(week.moment(1_000, 7_000), week.moment(30_000, 36_000)),
    )
    desk.table = replace(desk.table, assets={**desk.table.assets, "z-long": long})
    for key in ("z-long@1000", "z-long@30000"):
        desk.do(EditKind.PIN, shot=key)
    desk.do(EditKind.TRIM, shot="z-long@1000", frames=50, in_ms=45_000)
    desk.do(EditKind.TRIM, shot="z-long@30000", frames=50, in_ms=3_000)
    with pytest.raises(Conflict) as refused:
        desk.do(EditKind.UNTRIM, shot="z-long@1000")
    assert "重叠" in refused.value.words.zh


def test_what_was_allowed_again_leaves_a_gap_and_is_still_a_change(desk):
    gone = desk.keys("a2")[3]
    assert not desk.draft.changed
    desk.do(EditKind.BAN, shot=gone)
    desk.do(EditKind.UNBAN, shot=gone)
    assert desk.draft.edits == Edits() and desk.draft.changed
    assert not replanned(desk.draft.edits, desk.table).changed


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (MusicState.RECEIVED, "这段音乐还在读取，请稍后再选"),
        (MusicState.REFUSED, "这段音乐不能用，请另选配乐"),
        (None, "这段音乐已不在，请另选配乐"),
    ],
)
def test_music_that_cannot_play_is_refused_when_it_is_chosen(desk, state, said):
    desk.table = replace(desk.table, own_music=(own_music(state),) if state else ())
    with pytest.raises(Conflict) as refused:
        desk.do(EditKind.MUSIC, value="own:0123456789abcdef")
    assert refused.value.words.zh == said
    desk.table = replace(desk.table, own_music=(own_music(MusicState.READY),))
    assert desk.do(EditKind.MUSIC, value="own:0123456789abcdef").edits.music is not None


def own_music(state: MusicState) -> OwnMusic:
    return OwnMusic(
        id="0123456789abcdef",
        campaign="yunling-2024",
        title="县歌",
        rights="本单位原创",
        sha256="0" * 64,
        size=1000,
        state=state,
        by="editor",
        at=datetime(2024, 6, 1, tzinfo=UTC),
    )


def arrives(desk, week, id_: str, *, copy: str, clip: bool = False) -> None:
    """The original of a chat copy that is there already."""
    made = (week.clip if clip else week.accepted)(id_)
    old = desk.table.assets[copy]
    old = replace(old, near_duplicate_of=id_, facts=replace(old.facts, chat_copy=True))
    desk.table = replace(desk.table, assets={**desk.table.assets, id_: made, copy: old})


def named(candidates) -> list[str]:
    return [each.name for each in candidates]


def test_the_cards_and_the_last_shot_cannot_be_taken_out(desk):
    with pytest.raises(Conflict):
        desk.do(EditKind.BAN, shot="closing")
    keys = [key for key in desk.names() if key not in ("opening", "closing")]
    for key in keys[:-1]:
        desk.do(EditKind.BAN, shot=key)
    with pytest.raises(Conflict):
        desk.do(EditKind.BAN, shot=keys[-1])


# --- transitions ---------------------------------------------------------------------------------


def into(draft: Draft) -> set[str | None]:
    """How the chapters follow each other; inside them there are hard cuts."""
    pairs = list(zip(draft.shots, draft.shots[1:], strict=False))
    assert all(b.into in ("cut", None) for a, b in pairs if a.activity == b.activity)
    return {b.into for a, b in pairs if a.activity != b.activity}


def test_chapters_dissolve_until_the_editor_chooses_otherwise(desk):
    assert into(desk.draft) == {"dissolve"} and desk.draft.frames == LIMIT
    desk.do(EditKind.TRANSITION, value="dip")
    assert into(desk.draft) == {"dip"}
    assert into(replanned(desk.draft.edits, desk.table)) == {"dip"}
    desk.do(EditKind.TRANSITION, value=None)
    assert into(desk.draft) == {"dissolve"}
    with pytest.raises(BrokenInput, match="wipe"):
        desk.do(EditKind.TRANSITION, value="wipe")


@pytest.mark.parametrize("way", ["cut", "dip"])
def test_a_full_film_without_dissolves_is_planned_anew_within_its_limit(desk, way):
    before = set(desk.names())
    desk.do(EditKind.TRANSITION, value=way)
    assert desk.draft.frames <= LIMIT and into(desk.draft) == {way}
    assert len(before - set(desk.names())) <= 2


def test_a_film_with_room_keeps_every_shot_as_it_is(desk):
    desk.do(EditKind.BAN, shot=desk.keys("a2")[3])
    before = [(shot.name, shot.frames) for shot in desk.draft.shots]
    frames = desk.draft.frames
    desk.do(EditKind.TRANSITION, value="cut")
    assert [(shot.name, shot.frames) for shot in desk.draft.shots] == before
    assert desk.draft.frames == frames + 3 * 12


def test_what_an_earlier_version_laid_out_stays_so_until_somebody_chooses(desk, week):
    old = tuple(replace(shot, into=None) for shot in desk.draft.shots)
    shots, at = [], 0
    for shot in old:
        shots.append(replace(shot, starts_at=at))
        at += shot.frames
    desk.draft = Draft(edits=Edits(), shots=tuple(shots))
    desk.do(EditKind.MUTE, shot=next(s.name for s in shots if s.sound))
    assert into(desk.draft) == {None}
    desk.do(EditKind.BAN, shot=desk.keys("a2")[0])
    board = finished(week.campaign(), desk.table.assets.values(), desk.draft, version=1)
    assert {shot.into for shot in board.shots} == {None}
    desk.do(EditKind.TRANSITION, value="dissolve")
    assert into(desk.draft) == {"dissolve"}


def test_a_change_of_the_transition_is_told_between_versions(desk):
    before = desk.draft
    after = desk.do(EditKind.TRANSITION, value="dip")
    told = [words.zh for kind, _, words in differences(before, after, desk.table.campaign, {})
            if kind == "transition"]  # fmt: skip
    assert told == ["转场：叠化（半秒） → 过黑（半秒）"]


def test_merged_chapters_are_cut_where_their_border_was(desk):
    joined = merged(desk.draft, "a3", "a2")
    assert into(joined) == {"dissolve"}
    assert joined.frames == joined.shots[-1].starts_at + joined.shots[-1].frames
    assert joined.frames == desk.draft.frames + 12
