"""How a film comes out: size, rate, level of sound and bit rate, as a profile says it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from domain.cutting.frame import FULL_HD, Frame
from domain.errors import NoPlan
from domain.film import Shot
from domain.timebase import FILM_RATE, SAMPLE_RATE
from domain.words import Words

#: Frames a second that players know and of which each has a whole number of samples.
RATES = (24, 25, 30, 50, 60)
_SMALLEST, _LARGEST = 320, 4096
#: Below this a picture of any size falls to pieces, kbit/s.
_LEAST_KBPS = 250
#: Steps in which bit rates are chosen: a film that is a little longer keeps its segments.
_STEP_DOWN, _STEP_UP = 50, 250
#: Seconds of the encoder's buffer under a cap, and with a constant rate.
_CAPPED_BUFFER, _CONSTANT_BUFFER = Fraction(1, 2), Fraction(1)
#: Share of its buffer that x264 has to give at a segment's start.
_FULL = Fraction(9, 10)
#: Index and headers, bytes, and what bit rates are kept clear of a bound, per mille.
_CONTAINER_BYTES, _CLEAR = 150_000, 5


@dataclass(frozen=True, kw_only=True)
class Output:
    """Raises ValueError for what no film can be."""

    frame: Frame = FULL_HD
    #: Frames a second.
    rate: int = FILM_RATE
    #: Hundredths of LUFS and of dBTP.
    loudness: int = -1600
    true_peak: int = -150
    #: x264's quality, kept where no bound forbids.
    crf: int = 21
    #: Bounds of the pictures' bit rate, kbit/s; a lower bound of 0 is none.
    least_kbps: int = 0
    most_kbps: int = 10_000
    audio_kbps: int = 192
    #: Bounds of the file, bytes; 0 is none.
    least_bytes: int = 0
    most_bytes: int = 0

    def __post_init__(self) -> None:
        problem = output_problem(self)
        if problem is not None:
            raise ValueError(problem.en)


def output_problem(output: Output) -> Words | None:
    """Why no film can come out like this; None when one can."""
    for name, value in (("width", output.frame.width), ("height", output.frame.height)):
        if value % 2 or not _SMALLEST <= value <= _LARGEST:
            return Words(
                zh=f"{name} 须是 {_SMALLEST} 到 {_LARGEST} 之间的偶数，不能是 {value}",
                en=f"{name} is an even number from {_SMALLEST} to {_LARGEST}, not {value}",
            )
    if output.rate not in RATES:
        return Words(
            zh=f"rate 只能是 {'、'.join(map(str, RATES))}，不能是 {output.rate}："
            "每帧要有整数个声音采样",
            en=f"rate is one of {', '.join(map(str, RATES))}, not {output.rate}: "
            "every frame needs a whole number of samples",
        )
    return _sound_problem(output) or _bits_problem(output)


def _sound_problem(output: Output) -> Words | None:
    if not -3100 <= output.loudness <= -900:
        return Words(zh="loudness 须在 -31 到 -9 LUFS 之间", en="loudness is from -31 to -9 LUFS")
    if not -900 <= output.true_peak <= 0:
        return Words(zh="true_peak 须在 -9 到 0 dBTP 之间", en="true_peak is from -9 to 0 dBTP")
    if not 64 <= output.audio_kbps <= 320:
        return Words(zh="audio_kbps 须在 64 到 320 之间", en="audio_kbps is from 64 to 320")
    return None


def _bits_problem(output: Output) -> Words | None:
    if not 15 <= output.crf <= 35:
        return Words(zh="crf 须在 15 到 35 之间", en="crf is from 15 to 35")
    if not _LEAST_KBPS <= output.most_kbps <= 60_000:
        return Words(
            zh=f"video_kbps 的上限须在 {_LEAST_KBPS} 到 60000 之间",
            en=f"video_kbps: at_most is from {_LEAST_KBPS} to 60000",
        )
    if not 0 <= output.least_kbps <= output.most_kbps:
        return Words(
            zh=f"video_kbps 的下限 {output.least_kbps} 大于上限 {output.most_kbps}，无法满足",
            en=f"video_kbps: at_least {output.least_kbps} is above at_most {output.most_kbps}",
        )
    if output.most_bytes and output.least_bytes > output.most_bytes:
        return Words(zh="size_mb 的下限大于上限，无法满足", en="size_mb: at_least is above at_most")
    return None


@dataclass(frozen=True, kw_only=True)
class Coding:
    """What every segment of a film is encoded with: they must be alike to be joined."""

    crf: int = 21
    #: Highest bit rate, kbit/s, and the buffer it is measured over, kbit.
    kbps: int = 10_000
    buffer: int = 20_000
    #: 1 for a constant rate, with filler where the pictures need less.
    constant: int = 0


def coding(output: Output, frames: int, segments: int) -> Coding:
    """The coding with which a film of so many frames and segments meets every bound.

    Raises NoPlan when bounds of size and bit rate cannot both be met at this length.
    """
    seconds = Fraction(frames, output.rate)
    most, least = output.most_kbps, output.least_kbps
    if output.most_bytes:
        most = min(most, _under(output, seconds, segments))
    if output.least_bytes:
        least = max(least, _over(output, seconds, segments))
    if most < _LEAST_KBPS or least > most:
        raise NoPlan(_impossible(output, seconds))
    if least:
        return Coding(crf=output.crf, kbps=least, buffer=int(least * _CONSTANT_BUFFER), constant=1)
    capped = bool(output.most_bytes) and most < output.most_kbps
    return Coding(
        crf=output.crf, kbps=most, buffer=int(most * _CAPPED_BUFFER) if capped else 2 * most
    )


def _under(output: Output, seconds: Fraction, segments: int) -> int:
    """kbit/s that keep a film under its size, each segment's first burst counted."""
    bits = Fraction(output.most_bytes * 8 * (1000 - _CLEAR), 1000) - _beside(output, seconds)
    kbps = bits / 1000 / (seconds + segments * _CAPPED_BUFFER * _FULL)
    return int(kbps // _STEP_DOWN) * _STEP_DOWN


def _over(output: Output, seconds: Fraction, segments: int) -> int:
    """kbit/s that bring a film over its size, what each segment's buffer may keep back counted.

    The sound is not: silence takes next to nothing.
    """
    bits = Fraction(output.least_bytes * 8 * (1000 + _CLEAR), 1000)
    filled = max(seconds - segments * _CONSTANT_BUFFER * (1 - _FULL), Fraction(1))
    return int(-(-bits / 1000 / filled // _STEP_UP)) * _STEP_UP


def _beside(output: Output, seconds: Fraction) -> Fraction:
    """Bits of sound and container."""
    return output.audio_kbps * 1000 * seconds + _CONTAINER_BYTES * 8


def _impossible(output: Output, seconds: Fraction) -> Words:
    def megabytes(size: int) -> str:
        return f"{size / 1e6:g} MB" if size else "—"

    size = f"{megabytes(output.least_bytes)} … {megabytes(output.most_bytes)}"
    rate = f"{output.least_kbps} … {output.most_kbps} kbit/s"
    return Words(
        zh=f"{float(seconds):.0f} 秒的成片无法同时满足：文件 {size}，画面码率 {rate}",
        en=f"a film of {float(seconds):.0f} s cannot have a file of {size} and pictures of {rate}",
    )


def level(frame: Frame, rate: int, kbps: int) -> str:
    """The lowest level of H.264 (table A-1, High) that old players know and that holds this."""
    blocks = -(-frame.width // 16) * -(-frame.height // 16)
    for name, most_blocks, most_speed, most_kbps in (
        ("3.1", 3600, 108_000, 17_500),
        ("4.0", 8192, 245_760, 25_000),
        ("4.1", 8192, 245_760, 62_500),
        ("4.2", 8704, 522_240, 62_500),
        ("5.1", 36_864, 983_040, 300_000),
    ):
        if blocks <= most_blocks and blocks * rate <= most_speed and kbps <= most_kbps:
            return name
    return "5.2"


def at_rate(shots: Sequence[Shot], rate: int) -> tuple[Shot, ...]:
    """The shots counted in frames of another rate; their starts never come late, nor does the end.

    Every cut lies within one frame of where it was; a shot keeps at least one frame.
    """
    if rate == FILM_RATE:
        return tuple(shots)
    found: list[Shot] = []
    for shot in shots:
        start = shot.starts_at * rate // FILM_RATE
        end = (shot.starts_at + shot.frames) * rate // FILM_RATE
        found.append(replace(shot, starts_at=start, frames=max(1, end - start)))
    return tuple(found)


def samples_per_frame(rate: int) -> int:
    """Samples at 48 kHz of one film frame."""
    return SAMPLE_RATE // rate


#: What a film is where no profile says otherwise.
STANDARD, USUAL = Output(), Coding()
