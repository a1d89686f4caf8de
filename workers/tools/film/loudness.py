"""How loud sound is by EBU R128, read from FFmpeg's filter block by block."""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from domain.cutting.soundplan import STEP_MS
from workers.tools.running.ffmpeg_inputs import NO_KEYS
from workers.tools.running.runner import run

#: Adds the measurements of every block to its samples; true peaks are looked for at 192 kHz,
#: which takes most of the time.
_LEVELS = "ebur128=metadata=1"
LEVELS_AND_PEAKS = "ebur128=metadata=1:peak=true"
#: Prints them on standard output.
_PRINT = "ametadata=mode=print:file=-"
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
        if match is None:
            return
        value = float(match[2])
        if match[1] == "M":
            level = round(value * 100) if math.isfinite(value) else -20_000
            self.blocks.append(((len(self.blocks) + 1) * STEP_MS, level))
        elif match[1] == "I":
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


def loudness(
    options: Sequence[str],
    *,
    peaks: bool = True,
    reads: Sequence[Path] = (),
    stdin: IO[bytes] | None = None,
    timeout_s: float,
    cancelled: Callable[[], bool] | None = None,
) -> LoudnessReader:
    """Measure the sound of one input, `options` ending in `-i URL`; errors as of `run`.

    Without `peaks` the reader's true peak stays None.
    """
    reader = LoudnessReader()
    measuring = f"{LEVELS_AND_PEAKS if peaks else _LEVELS},{_PRINT}"
    run(
        "ffmpeg",
        [*NO_KEYS, "-v", "error", *options, "-map", "0:a:0", "-af", measuring, "-f", "null", "-"],
        reads=reads,
        stdin=stdin,
        timeout_s=timeout_s,
        on_stdout_line=reader.line,
        cancelled=cancelled,
    )
    return reader
