"""Whatever the storyboard, every format has the same cuts, read by readers that share nothing."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from domain.exports.edl import edl
from domain.exports.fcpxml import fcpxml
from domain.exports.mlt import mlt
from domain.exports.otio import otio
from domain.exports.timeline import Entry, Media, Timeline
from domain.film import Transition
from domain.words import Words
from tests.domain.exports.readers import (
    edl_between,
    edl_cuts,
    fcpxml_between,
    fcpxml_cuts,
    fcpxml_files,
    mlt_between,
    mlt_cuts,
    mlt_files,
    otio_between,
    otio_by_its_tool,
    otio_cuts,
    otio_tool,
)
from tests.domain.exports.test_reading_back import HERE

WHY = Words(zh="最清晰", en="the sharpest")
RATES = (Fraction(25), Fraction(30000, 1001), Fraction(2997, 100), Fraction(60), Fraction(24), None)


@st.composite
def timelines(draw: st.DrawFn) -> Timeline:
    """Up to 40 shots of up to ten files, some twice, some of nothing; all kinds, rates, sounds."""
    files = [draw(_media(number)) for number in range(1, draw(st.integers(2, 11)))]
    captions = Media(
        number=90,
        path="素材/90-字幕.png",
        kind="caption",
        width=1920,
        height=1080,
        lines=("2. 大讲堂 <“&”>", "5月28日"),
    )
    entries: list[Entry] = []
    at = 0
    for index in range(draw(st.integers(1, 40))):
        media = draw(st.sampled_from([*files, None]))
        frames, first = draw(st.integers(1, 300)), 0
        if media is not None and media.is_clip:
            frames = min(frames, media.frames or 1)
            first = draw(st.integers(0, (media.frames or 1) - frames))
        into = draw(st.sampled_from(Transition))
        if into is Transition.DISSOLVE and media is not None and not media.is_clip:
            first = 6
        if not (entries and _bear(entries[-1], media, frames, first, into)):
            into = Transition.CUT
        captioned = media is not None and draw(st.integers(0, 5)) == 0
        heard = media is not None and media.has_audio and draw(st.booleans())
        entries.append(
            Entry(
                index=index,
                starts_at=at,
                frames=frames,
                media=media,
                source_in=first,
                sound=heard,
                into=into,
                caption=captions if captioned else None,
                why=WHY,
            )
        )
        at += frames
    return Timeline(title="<“周”> & 影", campaign="t", version=1, entries=tuple(entries))


def _bear(before: Entry, media: Media | None, frames: int, first: int, into: Transition) -> bool:
    """True where both can have it: long enough, and for a dissolve with frames beyond the cut."""
    if media is None or before.media is None or min(before.frames, frames) < 14:
        return False
    if into is not Transition.DISSOLVE:
        return True
    lasts = before.media.frames
    return (lasts is None or before.source_out + 6 <= lasts) and first >= 6


@st.composite
def _media(draw: st.DrawFn, number: int) -> Media:
    kind = draw(st.sampled_from(["clip", "clip", "photo", "card"]))
    clip = kind == "clip"
    return Media(
        number=number,
        path=f"素材/{number:02d}-大讲堂.{'mp4' if clip else 'jpg'}",
        kind=kind,
        width=1920,
        height=1080,
        frames=draw(st.integers(1, 9_000)) if clip else None,
        fps=draw(st.sampled_from(RATES)) if clip else None,
        has_audio=clip and draw(st.booleans()),
    )


def cuts_of(timeline: Timeline) -> list[tuple[int, int, int]]:
    return [(entry.starts_at, entry.frames, entry.source_in) for entry in timeline.entries]


@settings(max_examples=60)
@given(timelines())
def test_every_format_has_the_planned_cuts(timeline: Timeline) -> None:
    wanted = cuts_of(timeline)
    assert edl_cuts(edl(timeline)) == wanted
    assert fcpxml_cuts(fcpxml(timeline)) == wanted
    assert mlt_cuts(mlt(timeline)) == wanted
    assert otio_cuts(otio(timeline)) == wanted


@settings(max_examples=60)
@given(timelines())
def test_every_format_has_the_planned_transitions_around_the_same_cuts(timeline: Timeline) -> None:
    wanted = [
        (entry.starts_at, 12, entry.into is Transition.DISSOLVE)
        for entry in timeline.entries
        if entry.into is not Transition.CUT
    ]
    assert edl_between(edl(timeline)) == wanted
    assert fcpxml_between(fcpxml(timeline)) == wanted
    assert mlt_between(mlt(timeline)) == wanted
    assert otio_between(otio(timeline)) == wanted


@settings(max_examples=30)
@given(timelines())
def test_the_dtd_holds_whatever_is_shown(timeline: Timeline) -> None:
    dtd = etree.DTD(str(HERE / "fcpxml-1.9-used.dtd"))
    assert dtd.validate(etree.fromstring(fcpxml(timeline).encode())), dtd.error_log


@settings(max_examples=30)
@given(timelines())
def test_all_files_that_are_shown_are_named(timeline: Timeline) -> None:
    shown = {entry.media.path for entry in timeline.entries if entry.media}
    assert shown <= fcpxml_files(fcpxml(timeline))
    assert shown <= mlt_files(mlt(timeline))


def test_the_tool_of_opentimelineio_reads_the_same_and_finds_no_fault(timeline, tmp_path) -> None:
    path = tmp_path / "film.otio"
    path.write_text(otio(timeline), encoding="utf-8")
    assert otio_cuts(otio_by_its_tool(path)) == cuts_of(timeline)
    told = otio_tool(path, "--stats", "--verify-ranges")
    assert timeline.title in told
    assert "ERROR" not in told.upper(), told


@pytest.mark.parametrize("wrong", ["00:00:08:04", "00:00:04:25"])
def test_the_grammar_refuses_a_time_that_is_none(timeline, wrong) -> None:
    text = edl(timeline).replace("00:00:04:00", wrong, 1)
    with pytest.raises(AssertionError):
        edl_cuts(text)
