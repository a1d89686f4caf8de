"""What is handed over, whatever the format: frames, files, names, and what never leaves."""

from dataclasses import replace
from urllib.parse import unquote

import pytest

from domain.asset import Consent
from domain.errors import Conflict
from domain.exports.formats import README, Format, files, folder_name, texts
from domain.exports.timeline import timeline_of
from domain.moves import AssetState


def test_shots_lie_end_to_end_as_the_storyboard_has_them(timeline, board) -> None:
    assert [entry.frames for entry in timeline.entries] == [shot.frames for shot in board.shots]
    ends = [0, *(entry.ends_at for entry in timeline.entries)]
    assert [entry.starts_at for entry in timeline.entries] == ends[:-1]
    assert timeline.frames == board.frames


def test_in_points_are_the_nearest_frames_and_never_ask_for_more_than_there_is(timeline) -> None:
    ins = {entry.index: entry.source_in for entry in timeline.entries}
    assert ins[1] == 31  # 1234 ms are 30.85 frames
    assert ins[3] == 300
    last = timeline.entries[4]
    assert last.media.frames == 500
    assert (ins[4], last.source_out) == (399, 500)


def test_files_are_named_by_number_activity_and_unit(timeline) -> None:
    names = [media.name for media in timeline.media]
    assert "02-举办科普大讲堂活动-县科协.mov" in names
    assert "04-举办科普大讲堂活动-县科协.jpg" in names
    assert "05-组织科技宣传-县工信局.mp4" in names
    assert len(set(names)) == len(names)
    assert all(len(name.encode()) <= 143 and "/" not in name for name in names)


def test_two_shots_of_one_clip_share_one_file(timeline) -> None:
    assert timeline.entries[1].media is timeline.entries[3].media
    assert sum(media.asset == "c1" for media in timeline.media) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"state": AssetState.WITHDRAWN},
        {"state": AssetState.REJECTED},
        {"consent": Consent(decision="denied")},
        {"consent": Consent(minors=True)},
    ],
    ids=["withdrawn", "rejected", "consent denied", "near shot of children nobody decided on"],
)
def test_nothing_is_handed_over_with_what_may_not_be_shown(week, board, assets, change) -> None:
    barred = assets | {"c1": replace(assets["c1"], **change)}
    with pytest.raises(Conflict, match="withdrawn"):
        timeline_of(week.campaign(), board, barred)


def test_what_is_not_there_any_more_is_not_handed_over(week, board, assets) -> None:
    with pytest.raises(Conflict):
        timeline_of(week.campaign(), board, {"c1": assets["c1"]})


@pytest.mark.parametrize("form", Format)
def test_every_format_says_how_to_open_it_and_warns_of_private_data(timeline, form) -> None:
    told = texts(timeline, form)[README].decode("utf-8-sig")
    assert "怎样打开" in told and "没有带过去" in told and "原始文件" in told
    assert "mmexport17.bin" in told
    assert ("实验性" in told) == (form is Format.JIANYING)


@pytest.mark.parametrize("form", Format)
def test_the_same_storyboard_gives_the_same_bytes(week, board, assets, timeline, form) -> None:
    again = timeline_of(week.campaign(), board, assets)
    assert texts(again, form) == texts(timeline, form)


@pytest.mark.parametrize("form", Format)
def test_every_file_that_is_handed_over_is_named_by_the_project(timeline, form) -> None:
    bodies = {name: body.decode() for name, body in texts(timeline, form).items()}
    told = unquote("".join(body for name, body in bodies.items() if name != README))
    handed = {media.path for media in files(timeline, form)}
    assert handed == {media.path for media in timeline.media if media.path in told}


def test_names_need_no_quoting_in_xml_or_on_any_system(timeline) -> None:
    names = "".join(media.name for media in timeline.media)
    assert not set(names) & set(" <>&'\"?*|:;%#")


def test_a_folder_is_named_like_its_week(timeline) -> None:
    assert folder_name(timeline, Format.MLT) == "2024年云岭县科技活动周-分镜3-mlt"
