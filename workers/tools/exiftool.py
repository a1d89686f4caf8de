"""exiftool-wrapper behind a guard: one confined exiftool, asked file by file, restarted at need.

The package (0.1.1) spins for ever when exiftool dies and takes a newline in a name as a further
argument. This subclass keeps its way of talking (`-stay_open`), and adds absolute paths, a number
for every call, a deadline, a limit on the answer and the launcher's lock.
"""

import json
import math
import os
import re
import secrets
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

from exiftool_wrapper import ExifToolWrapper

from domain.errors import ToolFailed, ToolMissing, ToolTimedOut
from domain.words import Words
from workers.tools.running import launcher
from workers.tools.running.attending import Stop
from workers.tools.running.confinement import Limits, failure_words, from_lasting_thread, start
from workers.tools.running.conversing import Conversation, Lost

READ_ARGS = ("-json", "-G1", "-struct", "-n")
#: Given to every call. Not `-m`: it loses the orientation of some WebP files.
COMMON_ARGS = ("-api", "largefilesupport=1", "-charset", "filename=utf8", "-charset", "exif=utf8")
#: XMP of a retouched photo may hold megabytes of history.
MAX_ANSWER_BYTES = 16 << 20
#: Fits the pipe whole, so that writing a call never blocks.
MAX_QUESTION_BYTES = 32 << 10
#: Calls before exiftool is replaced, so that memory and the processor limit never build up.
CALLS_PER_PROCESS = 2000
CPU_S = 3600
#: Largest copy it may write, bytes.
MAX_FILE_BYTES = 2 << 30
TIMEOUT_S = 30.0

#: What a packaged photo keeps beside its pixels and ICC profile, and of when it was taken.
KEPT_TAGS = ("EXIF:Orientation", "ColorSpaceTags")
TIME_TAGS = ("EXIF:DateTimeOriginal", "EXIF:OffsetTimeOriginal", "EXIF:SubSecTimeOriginal")
#: Words in the name of a tag that a packaged photo must not have.
_PRIVATE = re.compile(
    r"GPS|Latitude|Longitude|Location|City|Serial|UniqueID|Owner|Artist|By-line|Creator|Person"
    r"|Region|MakerNote|Thumbnail|Preview|MotionPhoto|MicroVideo|EmbeddedVideo|HostComputer"
)


class ExifTool(ExifToolWrapper):
    """One exiftool process for a worker; calls from several threads take turns."""

    def __init__(self, *, reads: Sequence[Path] = (), writes: Sequence[Path] = ()) -> None:
        """`reads` and `writes` are the folders (blobs, scratch) that it can open at all; it cannot
        be told further ones later. exiftool starts with the first call."""
        super().__init__(COMMON_ARGS)
        self._limits = Limits(
            reads=tuple(reads), writes=tuple(writes), cpu_s=CPU_S, file_bytes=MAX_FILE_BYTES
        )
        self._turn = Lock()
        self._talk: Conversation | None = None

    def read(self, path: Path, *, timeout_s: float = TIMEOUT_S) -> dict[str, Any]:
        """Every tag of the file by `Group:Tag` (`-json -G1 -struct -n`), but none of the file
        system's: names and dates of our own copy say nothing.

        A file that exiftool does not understand gives `ExifTool:Error`. Raises ToolFailed (died,
        answer too large or not JSON, file missing or outside `reads`), ToolTimedOut; ToolMissing
        when exiftool is not installed, FileNotFoundError when a folder of it is not there.
        """
        said = self._exchange([*READ_ARGS, path], timeout_s)
        tags = _tags(said)
        if tags.get("ExifTool:Error") == "Error opening file":
            raise _failed("无法打开文件", "it cannot open the file", str(path))
        return {
            tag: value
            for tag, value in tags.items()
            if not tag.startswith("System:") and tag != "SourceFile"
        }

    def strip_private(
        self,
        path_in: Path,
        path_out: Path,
        *,
        caption: str | None = None,
        keep_time: bool = True,
        timeout_s: float = TIMEOUT_S,
    ) -> None:
        """Write a copy of a photo without place, serial numbers, maker notes, thumbnails, names
        and the clip inside a motion photo.

        What stays: picture, ICC profile, orientation and, with `keep_time`, when it was taken;
        `caption` is written as description. An existing `path_out` is replaced. Raises ToolFailed
        when exiftool cannot write this format or something private is left, ToolTimedOut.
        """
        path_out.unlink(missing_ok=True)
        kept = (*KEPT_TAGS, *TIME_TAGS) if keep_time else KEPT_TAGS
        said = self._exchange(
            [
                *("-all=", "-trailer:all=", "--icc_profile:all"),
                *("-tagsfromfile", "@", *(f"-{tag}" for tag in kept)),
                *_caption_arguments(caption),
                *("-o", _output(path_out), path_in),
            ],
            timeout_s,
        )
        if not path_out.is_file():
            raise _failed("没有写出副本", "it wrote no copy", said.messages)
        if left := _private_tags(self.read(path_out, timeout_s=timeout_s)):
            path_out.unlink()
            raise _failed("仍有隐私信息", "something private is left", ", ".join(left))

    def process(
        self, *args: str | bytes | Path, encoding: str = "utf-8", timeout_s: float = TIMEOUT_S
    ) -> bytes:
        """Give exiftool these arguments, one each, and return what it prints.

        Raises ToolFailed for an argument with a line break or NUL and when exiftool dies or says
        too much, ToolTimedOut; after any of these a new exiftool serves the next call.
        """
        return self._exchange(self._encode_args(args, encoding=encoding), timeout_s).answer

    def close(self) -> None:
        """End exiftool; a later call starts another."""
        with self._turn:
            self._discard()

    def __enter__(self) -> "ExifTool":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _exchange(self, args: Sequence[str | bytes | Path], timeout_s: float) -> "_Said":
        lines = b"\n".join(_argument(arg) for arg in args)
        if len(lines) > MAX_QUESTION_BYTES:
            raise _failed("参数过长", "its arguments are too long", "")
        with self._turn:
            talk = self._live()
            number = secrets.randbelow(10**9)  # so that no file can say "ready" for us
            said = _Said(ready=b"{ready%d}\n" % number)
            try:
                self._ask(talk, b"%s\n-execute%d\n" % (lines, number), said, timeout_s)
            finally:
                if not said.whole or talk.calls >= CALLS_PER_PROCESS:
                    self._discard()
            return said

    def _ask(self, talk: Conversation, question: bytes, said: "_Said", timeout_s: float) -> None:
        talk.calls += 1
        stop = Stop(deadline=time.monotonic() + timeout_s, cancelled=None)
        assert talk.process.stdin is not None
        try:
            os.write(talk.process.stdin.fileno(), question)
            talk.hear(stop, said.take)
        except (Lost, BrokenPipeError) as lost:
            self._discard()
            raise _fault(stop.reason, talk, timeout_s) from lost
        said.messages = talk.messages()

    def _live(self) -> Conversation:
        if self._talk is not None and not self._talk.lives():
            self._discard()
        if self._talk is None:
            process = self.pipe
            assert process.stdout is not None
            self._talk = Conversation(process, process.stdout.fileno())
        self._talk.forget_messages()
        return self._talk

    def _create_pipe(self) -> subprocess.Popen[bytes]:
        # -config with an empty name: no settings file of the user, which is Perl code.
        args = ["-config", "", "-stay_open", "True", "-@", "-", "-common_args"]
        args += self.common_args or ()
        pipe = subprocess.PIPE
        return from_lasting_thread(
            lambda: start(self.PROGRAM, args, self._limits, stdin=pipe, stdout=pipe, stderr=pipe)
        )

    def _discard(self) -> None:
        if self._talk is not None:
            self._talk.end()
            self._talk = None
            del self._pipe


@dataclass(kw_only=True)
class _Said:
    #: what exiftool prints after the answer to this call
    ready: bytes
    whole: bool = False
    messages: str = ""
    _printed: bytearray = field(default_factory=bytearray)

    def take(self, piece: bytes) -> bool:
        self._printed += piece
        if len(self._printed) > MAX_ANSWER_BYTES:
            raise _failed("输出过多", "it printed more than allowed", "")
        self.whole = self._printed.endswith(self.ready)
        return self.whole

    @property
    def answer(self) -> bytes:
        return bytes(self._printed[: -len(self.ready)])


def _argument(arg: str | bytes | Path) -> bytes:
    # A path always starts with "/", so that a file called -ver is no option.
    line = os.fsencode(arg.absolute() if isinstance(arg, Path) else arg)
    if any(mark in line for mark in b"\n\r\0"):
        raise _failed("文件名含换行符", "an argument has a line break or NUL", repr(line))
    return line


def _output(path: Path) -> bytes:
    line = _argument(path)
    if re.search(rb"%[-+]?\d*[.:]?\d*[lu]?[dDfFeEtgso]", line):  # exiftool knows no escape for it
        raise _failed("输出文件名含格式代码", "its output name holds a format code", repr(line))
    return line


def _caption_arguments(caption: str | None) -> list[str]:
    if caption is None:
        return []
    text = " ".join(caption.replace("\0", " ").split())
    return [f"-XMP-dc:Description={text}", f"-EXIF:ImageDescription={text}"]


def _tags(said: _Said) -> dict[str, Any]:
    try:
        match json.loads(said.answer.decode("utf-8", errors="replace"), parse_float=_number):
            case [dict(tags)]:
                return tags
    except (ValueError, RecursionError) as fault:
        raise _failed("没有可用的结果", "no usable answer", said.messages) from fault
    raise _failed("没有可用的结果", "no usable answer", said.messages)


def _number(text: str) -> float | str:
    number = float(text)
    return number if math.isfinite(number) else text


def _private_tags(tags: dict[str, Any]) -> list[str]:
    return sorted(tag for tag in tags if not tag.startswith("ICC") and _PRIVATE.search(tag))


def _failed(zh: str, en: str, tail: str) -> ToolFailed:
    return ToolFailed(Words(zh=f"exiftool：{zh}。", en=f"exiftool: {en}."), stderr_tail=tail)


def _fault(reason: str, ended: Conversation, timeout_s: float) -> ToolFailed | ToolMissing:
    tail, code = ended.messages(), ended.process.returncode
    if reason == "timeout":
        words = Words(
            zh=f"exiftool 超过 {timeout_s:g} 秒仍未完成，已终止。",
            en=f"exiftool did not answer within {timeout_s:g} s and was killed.",
        )
        return ToolTimedOut(words, stderr_tail=tail, returncode=code)
    if code == launcher.REFUSED_TO_START:
        words = Words(zh="exiftool 无法在本机启动。", en="exiftool cannot be started here.")
        return ToolMissing(words, stderr_tail=tail)
    return ToolFailed(failure_words("exiftool", code), stderr_tail=tail, returncode=code)
