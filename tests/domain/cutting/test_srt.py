"""Captions as SubRip: a cue for each, at its shot's frames, that a strict reader takes."""

import re

from hypothesis import given
from hypothesis import strategies as st

from domain.cutting.srt import srt
from domain.film import Caption, Shot, ShotKind
from domain.words import Words

WHY = Words(zh="", en="")
AT = r"\d\d:\d\d:\d\d,\d{3}"
CUE = re.compile(rf"(\d+)\r\n({AT}) --> ({AT})\r\n(.+?)\r\n(?:\r\n|$)", re.S)


def shot(starts_at: int, frames: int, *caption: str) -> Shot:
    return Shot(
        index=0,
        kind=ShotKind.PHOTO,
        frames=frames,
        starts_at=starts_at,
        caption=Caption(title=caption[0], line=caption[1]) if caption else None,
        why=WHY,
    )


def test_every_caption_is_a_cue_as_long_as_its_shot() -> None:
    shots = [
        shot(0, 100),
        shot(100, 81, "1. 启动仪式", "5月27日 · 县科协"),
        shot(181, 50),
        shot(90_000, 25, "2. 专家义诊", ""),
    ]
    assert srt(shots) == (
        "\ufeff1\r\n00:00:04,000 --> 00:00:07,240\r\n1. 启动仪式\r\n5月27日 · 县科协\r\n"
        "\r\n2\r\n01:00:00,000 --> 01:00:01,000\r\n2. 专家义诊\r\n"
    )


def test_a_film_without_captions_has_no_cues() -> None:
    assert srt([shot(0, 100)]) == ""


@given(st.lists(st.tuples(st.integers(1, 300), st.text(max_size=30), st.text(max_size=30))))
def test_whatever_captions_say_the_cues_stay_whole(drawn: list[tuple[int, str, str]]) -> None:
    shots, at = [], 0
    for frames, title, line in drawn:
        shots.append(shot(at, frames, title, line))
        at += frames
    text = srt(shots).removeprefix("\ufeff")
    found = CUE.findall(text)
    said = [one for one in shots if one.caption and (one.caption.title + one.caption.line).split()]
    assert [int(number) for number, *_ in found] == list(range(1, len(said) + 1))
    assert all("-->" not in words and "<" not in words for *_, words in found)
