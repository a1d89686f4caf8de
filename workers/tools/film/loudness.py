"""How loud sound is by EBU R128, read from FFmpeg's filter block by block.

PyAV is loaded when it is first needed: 23 MB for a worker that joins no film.
"""

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from domain.cutting.soundplan import STEP_MS
from domain.errors import ToolCancelled
from domain.timebase import SAMPLE_RATE
from domain.words import Words

if TYPE_CHECKING:
    from av.filter import Graph

#: Adds the measurements of every block to its samples; true peaks are looked for at 192 kHz,
#: which takes most of the time.
_LEVELS = "metadata=1"
LEVELS_AND_PEAKS = "ebur128=metadata=1:peak=true"
#: Below this FFmpeg says -70: nothing passed the absolute gate.
_SILENT = -7000

_LINE = re.compile(r"lavfi\.r128\.(M|I|true_peak)=(\S+)")


@dataclass(kw_only=True)
class LoudnessReader:
    """Takes the lines that the filter's metadata is printed in, as they come."""

    #: Momentary loudness of each block: its end in ms, hundredths of LUFS.
    blocks: list[tuple[int, int]] = field(default_factory=list)
    _integrated: float = -70.0
    _peak: float = 0.0

    def line(self, text: str) -> None:
        """One printed line; others than the filter's are passed over."""
        match = _LINE.match(text)
        if match is not None:
            self._value(match[1], match[2])

    def told(self, metadata: Mapping[str, str]) -> None:
        """What the filter says with one block, as the library hands it over."""
        for name in ("M", "I", "true_peak"):
            if (text := metadata.get(f"lavfi.r128.{name}")) is not None:
                self._value(name, text)

    def _value(self, name: str, text: str) -> None:
        value = float(text)
        if name == "M":
            level = round(value * 100) if math.isfinite(value) else -20_000
            self.blocks.append(((len(self.blocks) + 1) * STEP_MS, level))
        elif name == "I":
            self._integrated = value
        else:
            self._peak = max(self._peak, value)

    @property
    def integrated(self) -> int | None:
        """Hundredths of LUFS over all; None when nothing is louder than -70 LUFS."""
        whole = round(self._integrated * 100)
        return whole if whole > _SILENT else None

    @property
    def true_peak(self) -> int | None:
        """Hundredths of dBTP; None for digital silence."""
        return round(2000 * math.log10(self._peak)) if self._peak > 0 else None


#: Samples x 2, s16 or float32 within -1..1.
Sound = NDArray[Any]


def loudness(
    pieces: Iterable[Sound], *, peaks: bool = False, cancelled: Callable[[], bool] | None = None
) -> LoudnessReader:
    """Measure stereo sound of our own at 48 kHz, given in pieces that follow each other.

    In this process, as nobody's file is opened: FFmpeg's program takes twice as long, and a tenth
    of a second to start. Without `peaks` the reader's true peak stays None. Raises ToolCancelled.
    """
    from av.audio.frame import AudioFrame  # noqa: PLC0415

    reader, graph, at = LoudnessReader(), None, 0
    for piece in pieces:
        if cancelled is not None and cancelled():
            raise ToolCancelled(Words(zh="已取消", en="cancelled"))
        kind = "s16" if piece.dtype == np.int16 else "flt"
        graph = graph or _meter(kind, peaks)
        row = np.ascontiguousarray(piece).reshape(1, -1)
        frame = AudioFrame.from_ndarray(row, format=kind, layout="stereo")
        frame.sample_rate, frame.pts = SAMPLE_RATE, at
        at += len(piece)
        graph.push(frame)
        _pull(graph, reader)
    if graph is not None:
        graph.push(None)
        _pull(graph, reader)
    return reader


def _meter(kind: str, peaks: bool) -> "Graph":
    from av.filter import Graph  # noqa: PLC0415

    graph = Graph()
    source = graph.add_abuffer(
        sample_rate=SAMPLE_RATE, format=kind, layout="stereo", time_base=Fraction(1, SAMPLE_RATE)
    )
    name, _, options = LEVELS_AND_PEAKS.partition("=")
    meter, sink = graph.add(name, options if peaks else _LEVELS), graph.add("abuffersink")
    source.link_to(meter)
    meter.link_to(sink)
    graph.configure()
    return graph


def _pull(graph: "Graph", reader: LoudnessReader) -> None:
    from av import error  # noqa: PLC0415

    while True:
        try:
            block = graph.pull()
        except (error.BlockingIOError, error.EOFError):
            return
        reader.told(block.metadata)


def raw_pieces(raw: Path) -> Iterator[NDArray[np.int16]]:
    """Raw s16 stereo in pieces of a second."""
    with raw.open("rb") as file:
        while data := file.read(SAMPLE_RATE * 4):
            yield np.frombuffer(data, "<i2").reshape(-1, 2)
