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
#: What the encoder is ever asked for, kbit/s.
MOST_KBPS = 60_000
#: Steps in which bit rates are chosen: a film that is a little longer keeps its segments.
_STEP_DOWN, _STEP_UP = 50, 250
#: Seconds of the encoder's buffer where nothing bounds the file from above, under a cap, and with
#: a constant rate.
_USUAL_BUFFER, _CAPPED_BUFFER, _CONSTANT_BUFFER = Fraction(2), Fraction(1, 2), Fraction(1)
#: Bits a pixel, per thousand, below which a constant rate is too little for a busy shot: 6 Mbit/s
#: at 1080p and 25 frames a second.
_BEARABLE = 116
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
    #: True where that was asked for: then the film as a whole keeps it, not each shot after its
    #: first burst alone.
    keeps_most_kbps: bool = False
    audio_kbps: int = 192
    #: Bounds of the file, bytes; 0 is none.
    least_bytes: int = 0
    most_bytes: int = 0
    #: Bounds of the file's bytes over its length, kbit/s; 0 is none.
    least_file_kbps: int = 0
    most_file_kbps: int = 0

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
    if not _LEAST_KBPS <= output.most_kbps <= MOST_KBPS:
        return Words(
            zh=f"video_kbps 的上限须在 {_LEAST_KBPS} 到 {MOST_KBPS} 之间",
            en=f"video_kbps: at_most is from {_LEAST_KBPS} to {MOST_KBPS}",
        )
    if not 0 <= output.least_kbps <= output.most_kbps:
        return Words(
            zh=f"video_kbps 的下限 {output.least_kbps} 大于上限 {output.most_kbps}，无法满足",
            en=f"video_kbps: at_least {output.least_kbps} is above at_most {output.most_kbps}",
        )
    if output.most_bytes and output.least_bytes > output.most_bytes:
        return Words(zh="size_mb 的下限大于上限，无法满足", en="size_mb: at_least is above at_most")
    if output.most_file_kbps and output.least_file_kbps > output.most_file_kbps:
        return Words(
            zh="文件码率的下限大于上限，无法满足", en="bit rate: at_least is above at_most"
        )
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
    length = _Length(seconds=Fraction(frames, output.rate), segments=segments)
    floor, ceiling = _least_bits(output, length), _most_bits(output, length)
    least = output.least_kbps
    if floor:
        least = max(least, _over(floor, length, _CAPPED_BUFFER if ceiling else _CONSTANT_BUFFER))
    most, buffer = output.most_kbps, _USUAL_BUFFER
    if ceiling and (least or length.bits(most, buffer) > ceiling):
        most, buffer = min(most, _under(ceiling, length)), _CAPPED_BUFFER
    if most < _LEAST_KBPS or least > most:
        raise NoPlan(_impossible(output, length.seconds))
    if not least:
        asked = _asked_bits(output, length)
        if asked and length.bits(most, buffer) > asked:
            most, buffer = max(min(most, _under(asked, length)), _LEAST_KBPS), _CAPPED_BUFFER
        return Coding(crf=output.crf, kbps=most, buffer=int(most * buffer))
    kbps = max(least, min(most, _bearable(output))) if floor else least
    held = _CAPPED_BUFFER if ceiling else _CONSTANT_BUFFER
    return Coding(crf=output.crf, kbps=kbps, buffer=int(kbps * held), constant=1)


@dataclass(frozen=True, kw_only=True)
class _Length:
    """Of the pictures of a film."""

    seconds: Fraction
    segments: int

    def bits(self, kbps: int, buffer: Fraction) -> Fraction:
        """The most that they can have under a cap, each segment's first burst counted."""
        return kbps * 1000 * (self.seconds + self.segments * buffer * _FULL)


def _most_bits(output: Output, length: _Length) -> Fraction | None:
    """What the bounds of the file leave to the pictures; None where there is no upper bound."""
    bounds = [
        Fraction(each)
        for each in (output.most_bytes * 8, output.most_file_kbps * 1000 * length.seconds)
        if each
    ]
    if not bounds:
        return None
    return min(bounds) * (1000 - _CLEAR) / 1000 - _beside(output, length.seconds)


def _asked_bits(output: Output, length: _Length) -> Fraction:
    """What a bit rate of the pictures that was asked for leaves to them; 0 where none was."""
    return output.keeps_most_kbps * output.most_kbps * 1000 * length.seconds


def _least_bits(output: Output, length: _Length) -> Fraction:
    """What the pictures alone must have: silence takes next to nothing. 0 for no lower bound."""
    bound = max(Fraction(output.least_bytes * 8), output.least_file_kbps * 1000 * length.seconds)
    return bound * (1000 + _CLEAR) / 1000


def _under(bits: Fraction, length: _Length) -> int:
    """kbit/s that keep the pictures under so many bits, each segment's first burst counted."""
    return int(bits // (length.bits(1, _CAPPED_BUFFER) * _STEP_DOWN)) * _STEP_DOWN


def _over(bits: Fraction, length: _Length, buffer: Fraction) -> int:
    """kbit/s that bring them over so many, what each segment's buffer may keep back counted."""
    filled = max(length.seconds - length.segments * buffer * (1 - _FULL), Fraction(1))
    return int(-(-bits / 1000 / filled // _STEP_UP)) * _STEP_UP


def _bearable(output: Output) -> int:
    """A constant rate for busy shots: a film that must not be tiny is no reason for a bad one."""
    pixels = output.frame.width * output.frame.height * output.rate
    return pixels * _BEARABLE // (1_000_000 * _STEP_DOWN) * _STEP_DOWN


def _beside(output: Output, seconds: Fraction) -> Fraction:
    """Bits of sound and container."""
    return output.audio_kbps * 1000 * seconds + _CONTAINER_BYTES * 8


def _impossible(output: Output, seconds: Fraction) -> Words:
    def megabytes(size: int) -> str:
        return f"{size / 1e6:g} MB" if size else "—"

    def megabits(kbps: int) -> str:
        return f"{kbps / 1000:g} Mbps" if kbps else "—"

    size = f"{megabytes(output.least_bytes)} … {megabytes(output.most_bytes)}"
    whole = f"{megabits(output.least_file_kbps)} … {megabits(output.most_file_kbps)}"
    rate = f"{output.least_kbps} … {output.most_kbps} kbit/s"
    return Words(
        zh=f"{float(seconds):.0f} 秒的成片无法同时满足：文件 {size}，文件码率 {whole}，"
        f"画面码率 {rate}",
        en=f"a film of {float(seconds):.0f} s cannot have a file of {size}, {whole} over all, and "
        f"pictures of {rate}",
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
