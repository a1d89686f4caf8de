"""A film and photos as a stranger measures them: ffprobe, ffmpeg and exiftool of the machine."""

import json
import struct
import subprocess
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Probed:
    #: format of ffprobe.
    container: dict[str, Any]
    #: Streams of ffprobe.
    video: dict[str, Any]
    audio: dict[str, Any]
    #: Time of each picture in shown order, seconds.
    shown_at: tuple[Fraction, ...]
    #: What ffmpeg complained about when it decoded everything.
    complaints: str
    #: Top boxes of the file in order: ftyp, moov, …
    boxes: tuple[str, ...]


def probe(film: Path) -> Probed:
    said = json.loads(_output("ffprobe", "-show_format", "-show_streams", "-of", "json", film))
    streams = {stream["codec_type"]: stream for stream in said["streams"]}
    assert len(said["streams"]) == 2
    base = Fraction(streams["video"]["time_base"])
    entries = ("-select_streams", "v", "-show_entries", "packet=pts", "-of", "csv=p=0", film)
    ticks = sorted(int(line.strip(",")) for line in _output("ffprobe", *entries).split())
    return Probed(
        container=said["format"],
        video=streams["video"],
        audio=streams["audio"],
        shown_at=tuple(tick * base for tick in ticks),
        complaints=_complaints(film),
        boxes=boxes(film),
    )


def _output(program: str, *words: str | Path) -> str:
    command = [program, "-v", "error", *map(str, words)]
    return subprocess.run(
        command, check=True, capture_output=True, text=True, stdin=subprocess.DEVNULL
    ).stdout


def _complaints(film: Path) -> str:
    command = ["ffmpeg", "-v", "error", "-nostdin", "-i", str(film), "-f", "null", "-"]
    done = subprocess.run(command, capture_output=True, text=True)
    return done.stderr + ("" if done.returncode == 0 else f"exit {done.returncode}")


def boxes(film: Path) -> tuple[str, ...]:
    """Names of the top boxes of an MP4 (ISO 14496-12)."""
    names: list[str] = []
    with film.open("rb") as file:
        while header := file.read(8):
            size, name = struct.unpack(">I4s", header)
            if size == 1:
                (size,) = struct.unpack(">Q", file.read(8))
                file.seek(size - 16, 1)
            else:
                file.seek(size - 8, 1)
            names.append(name.decode("ascii"))
    return tuple(names)


def places(*photos: Path) -> dict[str, list[str]]:
    """File name -> tags that tell a place, whatever group they stand in."""
    command = ["exiftool", "-j", "-a", "-G1", "-GPS*", "-*Location*", "-*City*", *map(str, photos)]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return {
        Path(row["SourceFile"]).name: [tag for tag in row if tag != "SourceFile"]
        for row in json.loads(said)
    }
