"""The zip that is known before it is written: read by Python's own zipfile, whole and in parts."""

import io
import zipfile
import zlib
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.exports.zip_layout import Zipped, layout, total

MADE = datetime(2024, 6, 4, 9, 30, 15)
BODIES = st.dictionaries(
    st.text("素材-01ab. /", min_size=1, max_size=20).map(lambda t: f"夹/{t.strip('/')}x"),
    st.binary(max_size=300),
    max_size=6,
)


def files_of(bodies: dict[str, bytes]) -> list[Zipped]:
    return [
        Zipped(path=path, size=len(body), crc32=zlib.crc32(body)) for path, body in bodies.items()
    ]


def written(bodies: dict[str, bytes]) -> bytes:
    contents = list(bodies.values())
    pieces = layout(files_of(bodies), MADE)
    whole = b"".join(p.given if p.file is None else contents[p.file] for p in pieces)
    assert [p.at for p in pieces] == [sum(q.size for q in pieces[:n]) for n in range(len(pieces))]
    assert len(whole) == total(pieces)
    return whole


@given(BODIES)
def test_any_files_come_out_as_they_went_in(bodies) -> None:
    with zipfile.ZipFile(io.BytesIO(written(bodies))) as zipped:
        assert zipped.testzip() is None
        assert {name: zipped.read(name) for name in zipped.namelist()} == bodies


def test_names_and_times_are_told() -> None:
    with zipfile.ZipFile(io.BytesIO(written({"素材/01-大讲堂.mp4": b"x"}))) as zipped:
        (info,) = zipped.infolist()
    assert info.filename == "素材/01-大讲堂.mp4"
    assert info.date_time == (2024, 6, 4, 9, 30, 14)


def test_files_of_more_than_four_gigabytes_are_told_in_64_bits(tmp_path) -> None:
    small = b"at the end"
    files = [
        Zipped(path="large.mov", size=5 << 30, crc32=0),
        Zipped(path="small.txt", size=len(small), crc32=zlib.crc32(small)),
    ]
    path = tmp_path / "large.zip"
    with path.open("wb") as out:
        for piece in layout(files, MADE):
            out.seek(piece.at)
            # The large one is a hole in the file: nobody has to write five gigabytes.
            if piece.file != 0:
                out.write(piece.given if piece.file is None else small)
    with zipfile.ZipFile(path) as zipped:
        assert [info.file_size for info in zipped.infolist()] == [5 << 30, len(small)]
        assert zipped.read("small.txt") == small


@pytest.mark.slow
def test_more_files_than_16_bits_can_count_are_told() -> None:
    bodies = {f"{n}": b"" for n in range(66_000)}
    with zipfile.ZipFile(io.BytesIO(written(bodies))) as zipped:
        assert len(zipped.namelist()) == 66_000
