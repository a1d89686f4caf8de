"""Starts ffmpeg, exiftool and espeak-ng for the sample week, on files that we make ourselves."""

import shlex
import subprocess
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from typing import IO

from domain.errors import ToolFailed, ToolTimedOut
from domain.words import Words

#: the longest clip takes about 20 s on an idle machine and minutes on a crowded one
_ENCODE_SECONDS = 900
_SHORT_SECONDS = 30

_PACKAGES = {"ffmpeg": "ffmpeg", "exiftool": "libimage-exiftool-perl", "espeak-ng": "espeak-ng"}


@dataclass(frozen=True, kw_only=True)
class Encoding:
    """How raw pictures become a clip."""

    #: stored width and height in pixels
    size: tuple[int, int]
    #: pictures a second as piped
    fps: int
    #: sound to lay under it; None makes a clip without an audio stream
    sound: Path | None = None
    #: h264 or hevc
    codec: str = "h264"
    #: constant rate factor
    crf: int = 24
    #: a select expression that drops pictures and so makes the frame rate variable; "" keeps all
    keep: str = ""
    #: channels and sampling rate of the sound
    channels: int = 2
    rate: int = 48000
    #: container tags, as -metadata takes them
    tags: Mapping[str, str]


def encode_clip(target: Path, frames: Iterable[bytes], encoding: Encoding) -> None:
    """Encode pictures (yuv420p in BT.709, one bytes object each) to .mp4 or .mov.

    Raises ToolFailed with the end of ffmpeg's stderr, ToolTimedOut after 15 minutes.
    """
    arguments = encode_arguments(target, encoding)
    with tempfile.TemporaryFile() as said:
        child = _start(arguments, said)
        timer = Timer(_ENCODE_SECONDS, child.kill)
        timer.start()
        try:
            fed = _feed(child, frames)
            code = child.wait()
        finally:
            late = not timer.is_alive()
            timer.cancel()
            child.kill()
            child.wait()
        if late:
            raise _timed_out("ffmpeg", _ENCODE_SECONDS)
        if code != 0 or not fed:
            said.seek(0)
            raise _failed("ffmpeg", said.read().decode(errors="replace"), code)


def encode_arguments(target: Path, encoding: Encoding) -> list[str]:
    """The whole ffmpeg command line; one encoder thread: the same input gives the same bits."""
    wide, high = encoding.size
    line = shlex.split("ffmpeg -nostdin -v error -y -f rawvideo -pix_fmt yuv420p")
    line += shlex.split(f"-s {wide}x{high} -r {encoding.fps} -i pipe:0")
    if encoding.sound:
        line += ["-i", f"file:{encoding.sound}", "-map", "0:v", "-map", "1:a"]
    if encoding.keep:
        line += ["-vf", f"select='{encoding.keep}'", "-fps_mode", "vfr"]
    line += _video_coder(encoding)
    line += shlex.split("-colorspace bt709 -color_primaries bt709 -color_trc bt709 -color_range tv")
    if encoding.sound:
        line += shlex.split(f"-c:a aac -b:a 96k -ac {encoding.channels} -ar {encoding.rate}")
    for key, value in encoding.tags.items():
        line += ["-metadata", f"{key}={value}"]
    exact = "-fflags +bitexact -flags:a +bitexact -flags:v +bitexact"
    return [*line, *shlex.split(exact), f"file:{target}"]


def _video_coder(encoding: Encoding) -> list[str]:
    if encoding.codec == "hevc":
        calm = "log-level=error:pools=1:frame-threads=1:bframes=0:rc-lookahead=5:aq-mode=0"
        line = f"-c:v libx265 -preset ultrafast -crf {encoding.crf} -tag:v hvc1 -x265-params {calm}"
    else:
        line = f"-c:v libx264 -preset ultrafast -crf {encoding.crf} -threads 1 -g 60"
    return shlex.split(line)


def _start(arguments: Sequence[str], said: IO[bytes]) -> "subprocess.Popen[bytes]":
    try:
        return subprocess.Popen(
            arguments, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=said
        )
    except FileNotFoundError as missing:
        raise _absent(arguments[0]) from missing


def _feed(child: "subprocess.Popen[bytes]", frames: Iterable[bytes]) -> bool:
    """Whether the program took every picture."""
    pipe = child.stdin
    assert pipe is not None
    try:
        for frame in frames:
            pipe.write(frame)
        pipe.flush()
    except BrokenPipeError:
        return False
    finally:
        # what is still buffered for a dead program fails once more at closing
        with suppress(BrokenPipeError):
            pipe.close()
    return True


def write_tags(path: Path, tags: Mapping[str, str]) -> None:
    """Write tags such as `Keys:CreationDate` or `Rotation` into a clip with exiftool."""
    line = ["exiftool", "-config", "", "-q", "-q", "-overwrite_original", "-n"]
    line += [f"-{key}={value}" for key, value in tags.items()]
    _run([*line, str(path.absolute())])


def encode_sound(source: Path, target: Path) -> None:
    """An .mp4 that holds sound alone, out of a WAV."""
    _run(
        [
            "ffmpeg",
            "-nostdin",
            "-v",
            "error",
            "-y",
            "-i",
            f"file:{source.absolute()}",
            "-c:a",
            "aac",
            "-b:a",
            "96k",
            "-fflags",
            "+bitexact",
            "-flags:a",
            "+bitexact",
            f"file:{target.absolute()}",
        ]
    )


def speak(sentences: str, target: Path) -> None:
    """Mandarin speech by espeak-ng as a mono WAV of 22,050 samples a second."""
    _run(
        [
            "espeak-ng",
            "-v",
            "cmn",
            "-s",
            "215",
            "-a",
            "150",
            "-w",
            str(target.absolute()),
            "--",
            sentences,
        ]
    )


def _run(arguments: Sequence[str]) -> None:
    try:
        done = subprocess.run(
            arguments,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SHORT_SECONDS,
            check=False,
        )
    except FileNotFoundError as missing:
        raise _absent(arguments[0]) from missing
    except subprocess.TimeoutExpired as late:
        raise _timed_out(arguments[0], _SHORT_SECONDS) from late
    if done.returncode != 0:
        raise _failed(arguments[0], done.stderr.decode(errors="replace"), done.returncode)


def _absent(program: str) -> ToolFailed:
    package = _PACKAGES[program]
    return ToolFailed(
        Words(
            zh=f"没有找到 {program}，请运行：sudo apt-get install {package}",
            en=f"{program} is not installed; run: sudo apt-get install {package}",
        )
    )


def _failed(program: str, said: str, code: int) -> ToolFailed:
    tail = said.strip()[-800:]
    return ToolFailed(
        Words(
            zh=f"制作样例时 {program} 出错（{code}）：{tail}",
            en=f"{program} failed while making the sample ({code}): {tail}",
        ),
        stderr_tail=tail,
        returncode=code,
    )


def _timed_out(program: str, seconds: int) -> ToolTimedOut:
    return ToolTimedOut(
        Words(
            zh=f"制作样例时 {program} 超过 {seconds} 秒没有完成",
            en=f"{program} took more than {seconds} s while making the sample",
        )
    )
