"""What a program for speech prints, as far as it is believed."""

import pytest

from domain.cutting.spoken import LONGEST, MOST_CUES, Spoken, spoken_of, spoken_srt
from domain.errors import Refused

SRT = """\ufeff2
00:00:04,000 --> 00:00:06,500
<i>大家好</i>，欢迎
来到科技馆

1
00:00:01,250 --> 00:00:02,000
{\\an8}开始
"""


def test_subrip_is_read_in_the_order_of_time_without_its_tags():
    assert spoken_of(SRT.replace("\n", "\r\n"), lasts_ms=178_000) == (
        Spoken(start_ms=1250, end_ms=2000, text="开始"),
        Spoken(start_ms=4000, end_ms=6500, text="大家好，欢迎 来到科技馆"),
    )


def test_webvtt_is_read_with_names_of_cues_and_settings():
    vtt = "WEBVTT\n\nNOTE made by a program\n\nfirst\n00:01.000 --> 00:02.500 align:start\n你好\n"
    assert spoken_of(vtt, lasts_ms=9_000) == (Spoken(start_ms=1000, end_ms=2500, text="你好"),)


@pytest.mark.parametrize("nothing", ["", "\n \n", "\ufeff\n", "WEBVTT\n\n", "WEBVTT - film\n"])
def test_silence_is_no_line(nothing: str):
    assert spoken_of(nothing, lasts_ms=9_000) == ()


@pytest.mark.parametrize(
    "answer",
    [
        "loading model…\ndone\n",
        "[00:00:01.000 --> 00:00:02.500]   大家好\n",
        "WEBVTT\n\n1.0 --> 2.5\n大家好\n",
    ],
)
def test_text_without_times_or_with_others_is_refused_as_no_answer(answer: str):
    with pytest.raises(Refused) as fault:
        spoken_of(answer, lasts_ms=9_000)
    assert fault.value.code == "speech-answer"


def test_what_lies_outside_the_film_or_runs_backwards_is_left_out():
    lines = [("00:00:08,000", "00:00:12,000"), ("00:00:09,500", "00:00:11,000"), ("00:02,0", "x")]
    lines.append(("00:00:05,000", "00:00:04,000"))
    answer = "\n\n".join(f"{start} --> {end}\n话" for start, end in lines)
    assert spoken_of(answer, lasts_ms=9_000) == (Spoken(start_ms=8000, end_ms=9000, text="话"),)


def test_a_flood_is_cut_and_signs_that_hide_are_taken_out():
    cue = "00:00:01,000 --> 00:00:02,000\n" + "话\u202e\x07" * 500
    (one,) = spoken_of(cue, lasts_ms=9_000)
    assert len(one.text) == LONGEST and not set(one.text) - set("话 ")
    assert len(spoken_of("\n\n".join([cue] * (MOST_CUES + 9)), lasts_ms=9_000)) == MOST_CUES


def test_it_is_written_as_subrip_that_reads_back():
    spoken = spoken_of(SRT, lasts_ms=178_000)
    text = spoken_srt(spoken)
    assert text.startswith("\ufeff1\r\n00:00:01,250 --> 00:00:02,000\r\n开始\r\n")
    assert spoken_of(text, lasts_ms=178_000) == spoken
    assert spoken_srt(()) == ""
