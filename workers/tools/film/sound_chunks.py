"""The film's sound limited, encoded and heard again in chunks, on both cores, each by itself.

Chunks lie at the same places in every film, on whole packets of AAC and whole blocks of R128. Each
is encoded from half a second before it, whose packets are dropped: by then the encoder chooses its
windows as it does where it encodes the whole, so that packets of neighbours overlap as they must.
What a chunk becomes hangs on its own samples and those beside it: an edit encodes what it changed.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from domain.errors import ToolCancelled
from domain.timebase import SAMPLE_RATE
from domain.words import Words
from workers.tools.film.kept_sound import KeptSound
from workers.tools.film.limiter import REACH, limited
from workers.tools.film.loudness import loudness

if TYPE_CHECKING:
    from av.audio.codeccontext import AudioCodecContext

#: Samples of a packet of AAC, and packets of a chunk: 16 s, which are 160 blocks of R128.
PACKET = 1024
CHUNK = 750 * PACKET
#: Samples encoded before a chunk, of 2 packets that would do, and after it, for its last windows.
_BEFORE, _AFTER = 24 * PACKET, 4 * PACKET
#: Samples before a chunk from which it is heard: what its first block, of 400 ms, begins with.
_HEARD_BEFORE, _BLOCKS_BEFORE = 19_200, 4
#: Packets encoded between two looks at whether the job was cancelled.
_LOOK = 50
#: Counts changes of what a chunk becomes.
_VERSION = 1
_CORES = 2

Samples = NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class Coding:
    """What is done to every chunk of a film."""

    #: Hundredths of dB, and of dBTP that the limiter lets through.
    gain: int
    ceiling: int
    kbps: int
    #: AAC's search: fast or twoloop.
    search: str


@dataclass(frozen=True, kw_only=True)
class Coded:
    """One chunk as packets of AAC, and how they sound."""

    packets: tuple[bytes, ...]
    #: Loudness of its 400 ms blocks, one every 100 ms, hundredths of LUFS.
    blocks: tuple[int, ...]
    #: Hundredths of dBTP; None for digital silence.
    true_peak: int | None


@dataclass(frozen=True, kw_only=True)
class _Place:
    """Samples of the film: a chunk, and what around it is encoded with it."""

    start: int
    end: int
    first: int
    stop: int
    is_last: bool


def coded_chunks(
    sound: Path,
    coding: Coding,
    kept: KeptSound[Coded],
    *,
    cancelled: Callable[[], bool] | None = None,
) -> list[Coded]:
    """Raw s16 stereo as chunks that follow each other; the packet before all is the first's.

    Raises ToolCancelled.
    """
    import av  # noqa: PLC0415

    samples = np.memmap(sound, "<i2", "r").reshape(-1, 2)

    def coded(place: _Place) -> Coded:
        low = max(0, place.first - REACH)
        around = samples[low : place.stop + REACH]
        where = f"{place.first - low} {place.start - place.first} {place.is_last}"
        told = f"{_VERSION} {av.library_versions} {coding} {where} {place.stop - place.first}"
        key = hashlib.sha256(told.encode())
        key.update(around.tobytes())
        made = lambda: _coded(around, place, coding, place.first - low, cancelled)  # noqa: E731
        return kept.get(key.hexdigest(), made)

    with ThreadPoolExecutor(_CORES, thread_name_prefix="sound") as cores:
        return list(cores.map(coded, _places(len(samples))))


def _places(count: int) -> Iterator[_Place]:
    for start in range(0, count, CHUNK):
        end = min(start + CHUNK, count)
        yield _Place(
            start=start,
            end=end,
            first=max(0, start - _BEFORE),
            stop=min(count, end + _AFTER),
            is_last=end == count,
        )


def _coded(
    around: NDArray[np.int16],
    place: _Place,
    coding: Coding,
    skipped: int,
    cancelled: Callable[[], bool] | None,
) -> Coded:
    level = np.float32(10 ** (coding.gain / 2000) / 32768)
    loud = limited(around * level, 10 ** (coding.ceiling / 2000))
    packets, setup = _encoded(loud[skipped : skipped + place.stop - place.first], coding, cancelled)
    before = (place.start - place.first) // PACKET
    own = packets[before : None if place.is_last else before + CHUNK // PACKET]
    # One more than its own: a packet is heard whole with the next one only.
    decoded = _decoded(packets[: before + len(own) + 1], setup)
    heard_from = max(0, place.start - place.first - _HEARD_BEFORE)
    heard = decoded[heard_from : place.end - place.first]
    pieces = (heard[at : at + SAMPLE_RATE] for at in range(0, len(heard), SAMPLE_RATE))
    reader = loudness(pieces, peaks=True, cancelled=cancelled)
    blocks = [level for _, level in reader.blocks]
    return Coded(
        packets=tuple(own),
        blocks=tuple(blocks[_BLOCKS_BEFORE if place.first else 0 :]),
        true_peak=reader.true_peak,
    )


def _codec(coding: Coding) -> "AudioCodecContext":
    from av.audio.codeccontext import AudioCodecContext  # noqa: PLC0415

    codec = AudioCodecContext.create("aac", "w")
    codec.sample_rate, codec.layout, codec.format = SAMPLE_RATE, "stereo", "fltp"
    codec.bit_rate = coding.kbps * 1000
    codec.options = {"aac_coder": coding.search, "flags": "+bitexact"}
    codec.open()
    return codec


def _encoded(
    sound: Samples, coding: Coding, cancelled: Callable[[], bool] | None
) -> tuple[list[bytes], bytes]:
    """Packets of which the first comes before the sound, and the decoder's setup."""
    from av.audio.frame import AudioFrame  # noqa: PLC0415

    codec, found = _codec(coding), []
    for number, at in enumerate(range(0, len(sound), PACKET)):
        if number % _LOOK == 0 and cancelled is not None and cancelled():
            raise ToolCancelled(Words(zh="已取消", en="cancelled"))
        rows = np.ascontiguousarray(sound[at : at + PACKET].T)
        frame = AudioFrame.from_ndarray(rows, format="fltp", layout="stereo")
        frame.sample_rate, frame.pts = SAMPLE_RATE, at
        found += map(bytes, codec.encode(frame))
    found += map(bytes, codec.encode(None))
    return found, codec.extradata or b""


def _decoded(packets: Sequence[bytes], setup: bytes) -> Samples:
    """Samples x 2 from the sound's first one on."""
    import av  # noqa: PLC0415
    from av.audio.codeccontext import AudioCodecContext  # noqa: PLC0415

    codec = AudioCodecContext.create("aac", "r")
    codec.extradata, codec.sample_rate, codec.layout = setup, SAMPLE_RATE, "stereo"
    codec.open()
    rows = [frame.to_ndarray() for packet in packets for frame in codec.decode(av.Packet(packet))]
    rows += [frame.to_ndarray() for frame in codec.decode(None)]
    return np.concatenate(rows, axis=1, dtype=np.float32).T[PACKET:]


def write_m4a(chunks: Sequence[Coded], samples: int, kbps: int, out: Path) -> None:
    """The chunks end to end in m4a of exactly `samples` samples.

    m4a carries the encoder's delay in its edit list; ADTS would start late and end at 180.032 s.
    """
    import av  # noqa: PLC0415

    options = {"fflags": "+bitexact"}
    if samples % 48:
        # Its edit list counts milliseconds otherwise, and the film may end between two of them.
        options["movie_timescale"] = str(SAMPLE_RATE)
    with av.open(str(out), "w", format="ipod", options=options) as file:
        stream = file.add_stream("aac", rate=SAMPLE_RATE, layout="stereo")
        stream.bit_rate = kbps * 1000
        at = -PACKET
        for data in (data for chunk in chunks for data in chunk.packets):
            packet = av.Packet(data)
            packet.stream, packet.time_base = stream, Fraction(1, SAMPLE_RATE)
            packet.pts = packet.dts = at
            packet.duration = min(PACKET, samples - at)
            packet.is_keyframe = True
            file.mux(packet)
            at += PACKET
