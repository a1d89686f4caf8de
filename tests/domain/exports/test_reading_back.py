"""Each format read by somebody else's reader, or by its grammar, gives the planned cuts again."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import opentimelineio
import pytest
from lxml import etree
from pyJianYingDraft import DraftFolder, TransitionType

from domain.cutting.transitions import connected
from domain.errors import Conflict
from domain.exports.edl import edl
from domain.exports.fcpxml import fcpxml, nominal_rate
from domain.exports.formats import README, Format, texts
from domain.exports.mlt import mlt
from domain.exports.otio import otio
from domain.exports.timeline import timeline_of
from domain.film import Transition, lasting
from tests.domain.exports.readers import edl_cuts, edl_events, exact, fcpxml_cuts

HERE = Path(__file__).parent


def planned(timeline) -> list[tuple[int, int, int]]:
    """(film frame, frames, source frame) of every shot."""
    return [(e.starts_at, e.frames, e.source_in) for e in timeline.entries]


# --- OpenTimelineIO, by its own library ----------------------------------------------------------


@pytest.fixture
def read_otio(timeline, tmp_path):
    path = tmp_path / "film.otio"
    path.write_text(otio(timeline), encoding="utf-8")
    return opentimelineio.adapters.read_from_file(str(path))


def test_otio_has_the_cuts(timeline, read_otio) -> None:
    picture = read_otio.video_tracks()[0]
    found = [
        (
            int(item.range_in_parent().start_time.value),
            int(item.duration().value),
            int(item.source_range.start_time.value),
        )
        for item in picture
    ]
    assert found == planned(timeline)
    assert read_otio.duration() == opentimelineio.opentime.RationalTime(timeline.frames, 25)


def test_otio_names_files_beside_it_and_leaves_gaps(timeline, read_otio) -> None:
    picture = read_otio.video_tracks()[0]
    clips = [item for item in picture if isinstance(item, opentimelineio.schema.Clip)]
    paths = [unquote(clip.media_reference.target_url) for clip in clips]
    assert paths == [entry.media.path for entry in timeline.entries if entry.media]
    assert isinstance(picture[5], opentimelineio.schema.Gap)
    for clip in clips:
        # Not its `contains`, which wants a range that is shorter.
        has, takes = clip.available_range(), clip.source_range
        assert has.start_time <= takes.start_time
        assert takes.end_time_exclusive() <= has.end_time_exclusive()


def test_otio_hears_what_the_film_hears(timeline, read_otio) -> None:
    (sound,) = read_otio.audio_tracks()
    heard = [int(c.range_in_parent().start_time.value) for c in sound.find_clips()]
    assert heard == [e.starts_at for e in timeline.entries if e.sound] == [100]


# --- EDL, by its grammar -------------------------------------------------------------------------


def test_edl_has_the_cuts_of_the_picture(timeline) -> None:
    assert edl_cuts(edl(timeline)) == planned(timeline)


def test_edl_has_sound_as_events_of_its_own(timeline) -> None:
    (heard,) = [event for event in edl_events(edl(timeline)) if event.channel == "AA"]
    assert (heard.reel, heard.times) == ("W002", (31, 104, 100, 173))


def test_edl_says_reels_files_captions_and_what_is_foreign(timeline) -> None:
    events = [event for event in edl_events(edl(timeline)) if event.channel == "V"]
    assert [event.reel for event in events] == ["AX", "W002", "AX", "W002", "W005", "BL", "AX"]
    said = events[1].comments
    assert "* FROM CLIP NAME: 02-举办科普大讲堂活动-县科协.mov" in said
    assert "* COMMENT: 字幕 2. 科普大讲堂 <“&”> / 5月28日 · 县科协" in said
    assert events[5].comments == ("* COMMENT: 外来素材",)


# --- FCPXML, by a DTD and a plain reader ---------------------------------------------------------


def test_fcpxml_follows_the_dtd(timeline) -> None:
    dtd = etree.DTD(str(HERE / "fcpxml-1.9-used.dtd"))
    document = etree.fromstring(fcpxml(timeline).encode())
    assert dtd.validate(document), dtd.error_log


def test_the_dtd_refuses_what_is_wrong(timeline) -> None:
    dtd = etree.DTD(str(HERE / "fcpxml-1.9-used.dtd"))
    text = fcpxml(timeline)
    for good, bad in (('ref="a2"', 'ref="a99"'), ("<spine>", "<spine><asset/>"), (' id="r1"', "")):
        assert good in text
        assert not dtd.validate(etree.fromstring(text.replace(good, bad, 1).encode()))


def test_fcpxml_has_the_cuts_on_exact_frames(timeline) -> None:
    assert fcpxml_cuts(fcpxml(timeline)) == planned(timeline)
    spine = ET.fromstring(fcpxml(timeline)).find(".//spine")
    assert [e.tag for e in spine][1:6] == ["asset-clip", "video", "asset-clip", "asset-clip", "gap"]
    assert [e.get("srcEnable") for e in spine if e.tag == "asset-clip"] == [None, "video", "video"]


def test_fcpxml_brings_captions_as_text_that_can_be_changed(timeline) -> None:
    root = ET.fromstring(fcpxml(timeline))
    (title,) = root.iter("title")
    assert title.find("text/text-style").text == "2. 科普大讲堂 <“&”>\n5月28日 · 县科协"
    assert exact(title.get("offset")) == 31 and exact(title.get("duration")) == 73
    sources = [unquote(rep.get("src")) for rep in root.iter("media-rep")]
    assert len(sources) == 5 and all(source.startswith("./素材/") for source in sources)


@pytest.mark.parametrize(
    ("measured", "meant"),
    [
        (Fraction(2997, 100), Fraction(30000, 1001)),
        (Fraction(30), Fraction(30)),
        (Fraction(2988, 100), Fraction(30000, 1001)),
        (Fraction(17), None),
        (None, None),
    ],
)
def test_rates_are_told_as_cameras_mean_them(measured, meant) -> None:
    assert nominal_rate(measured) == meant


# --- 剪映, by pyJianYingDraft ---------------------------------------------------------------------


@pytest.fixture
def draft_folder(timeline, tmp_path) -> Path:
    folder = tmp_path / "草稿"
    folder.mkdir()
    for name, body in texts(timeline, Format.JIANYING).items():
        if name != README:
            (folder / name).write_bytes(body)
    return folder


def test_a_jianying_draft_has_the_cuts(timeline, draft_folder) -> None:
    script = DraftFolder(str(draft_folder.parent)).load_template(draft_folder.name)
    assert (script.width, script.height, script.fps) == (1920, 1080, 25)
    assert script.duration == timeline.frames * 40_000
    picture, captions = script.imported_tracks
    found = [
        (
            segment.target_timerange.start // 40_000,
            segment.target_timerange.duration // 40_000,
            segment.source_timerange.start // 40_000,
        )
        for segment in picture.segments
    ]
    assert found == [shot for n, shot in enumerate(planned(timeline)) if n != 5]
    assert [segment.target_timerange.start for segment in captions.segments] == [4_000_000]


def test_a_jianying_draft_holds_its_media_in_its_own_folder(timeline, draft_folder) -> None:
    script = DraftFolder(str(draft_folder.parent)).load_template(draft_folder.name)
    videos = {each["id"]: each for each in script.imported_materials["videos"]}
    for segment in script.imported_tracks[0].segments:
        material = videos[segment.material_id]
        assert "_##/素材/" in material["path"] and material["local_material_id"]
        ends = segment.source_timerange.start + segment.source_timerange.duration
        assert ends <= material["duration"]
    names = {each["path"].rpartition("/")[2] for each in videos.values()}
    assert names == {media.name for media in timeline.media}


def test_both_names_of_the_draft_hold_the_same(draft_folder) -> None:
    old, new = draft_folder / "draft_content.json", draft_folder / "draft_info.json"
    assert old.read_bytes() == new.read_bytes()


def test_an_edl_of_more_events_than_three_digits_number_is_refused_in_words(timeline):
    entries = tuple(replace(timeline.entries[1], index=n) for n in range(500))
    with pytest.raises(Conflict, match="999") as refused:
        edl(replace(timeline, entries=entries))
    assert "请换一种导出格式" in refused.value.words.zh
    assert edl(replace(timeline, entries=entries[:499])).count("C        ") == 998


# --- whatever a title was copied from -------------------------------------------------------------


@pytest.mark.parametrize("write", [fcpxml, mlt])
def test_what_no_xml_can_hold_is_left_out_of_titles(timeline, write) -> None:
    entries = [replace(entry, activity="2. 科普\x0b大讲堂\ud800") for entry in timeline.entries]
    copied = replace(timeline, title="云岭县\x00科技\x1f活动周\uffff", entries=tuple(entries))
    read = ET.fromstring(write(copied).encode())
    said = [*(each.text or "" for each in read.iter())]
    said += [value for each in read.iter() for value in each.attrib.values()]
    assert any("云岭县科技活动周" in each for each in said)


# --- transitions ----------------------------------------------------------------------------------


@pytest.fixture(params=[Transition.DISSOLVE, Transition.DIP])
def between(request, week, board, assets):
    """The same film with transitions, from the storyboard on, and how many."""
    shots = connected(board.shots, request.param)
    joined = replace(board, shots=tuple(shots))
    return request.param, timeline_of(week.campaign(), joined, assets)


def test_opentimelineio_itself_reads_the_transitions_over_frames_that_are_there(between, tmp_path):
    by, timeline = between
    path = tmp_path / "film.otio"
    path.write_text(otio(timeline), encoding="utf-8")
    read = opentimelineio.adapters.read_from_file(str(path))
    track = read.video_tracks()[0]
    found = [item for item in track if isinstance(item, opentimelineio.schema.Transition)]
    assert len(found) == sum(entry.into is by for entry in timeline.entries) >= 3
    half = opentimelineio.opentime.RationalTime(6, 25)
    assert all((each.in_offset, each.out_offset) == (half, half) for each in found)
    assert (found[0].transition_type == "SMPTE_Dissolve") is (by is Transition.DISSOLVE)
    assert track.duration() == opentimelineio.opentime.RationalTime(timeline.frames, 25)
    if by is Transition.DISSOLVE:
        for before, each, after in zip(track, track[1:], track[2:], strict=False):
            clips = all(isinstance(x, opentimelineio.schema.Clip) for x in (before, after))
            if each in found and clips:
                ends = before.source_range.end_time_exclusive() + half
                assert ends <= before.available_range().end_time_exclusive()
                begins = after.source_range.start_time - half
                assert begins >= after.available_range().start_time


def test_a_jianying_draft_names_its_own_transition_where_a_chapter_ends(between, tmp_path):
    by, timeline = between
    folder = tmp_path / "草稿"
    folder.mkdir()
    for name, body in texts(timeline, Format.JIANYING).items():
        if name != README:
            (folder / name).write_bytes(body)
    script = DraftFolder(str(tmp_path)).load_template("草稿")
    known = {each["id"]: each for each in script.imported_materials["transitions"]}
    meant = {Transition.DISSOLVE: TransitionType.叠化, Transition.DIP: TransitionType.闪黑}[
        by
    ].value
    assert {each["resource_id"] for each in known.values()} == {meant.resource_id}
    assert {each["effect_id"] for each in known.values()} == {meant.effect_id}
    assert {each["duration"] for each in known.values()} == {480_000}
    assert script.duration == timeline.frames * 40_000


def test_the_film_handed_over_is_as_long_as_the_storyboard(between, board):
    by, timeline = between
    shots = connected(board.shots, by)
    assert timeline.frames == lasting(shots)
    ends = [0, *(entry.ends_at for entry in timeline.entries)]
    assert [entry.starts_at for entry in timeline.entries] == ends[:-1]
