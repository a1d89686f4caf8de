"""What verify measured of a finished film: plain values that a profile is judged against."""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, kw_only=True)
class Span:
    """Part of a film, in <= t < out."""

    #: Milliseconds from the film's start.
    in_ms: int
    out_ms: int

    @property
    def length_ms(self) -> int:
        """Milliseconds it lasts."""
        return self.out_ms - self.in_ms


@dataclass(frozen=True, kw_only=True)
class FilmMeasures:
    """One film, decoded to its last frame. Durations are exact seconds, never rounded."""

    #: Seconds as the container states them.
    container_s: Fraction
    #: Seconds as the video stream states them.
    video_s: Fraction
    #: Seconds as the audio stream states them; None without one.
    audio_s: Fraction | None
    #: Seconds at which video and audio start.
    video_start_s: Fraction
    audio_start_s: Fraction | None
    #: Frames that came out of the decoder.
    frames: int
    #: Seconds at which the last frame ends: its time stamp and one frame.
    last_frame_end_s: Fraction
    #: What the decoder complained of, in its own words; empty when it decoded cleanly.
    decode_errors: tuple[str, ...]

    #: Container by content: mp4 when its brand says so, else the first name FFmpeg gives.
    container: str
    width: int
    height: int
    #: Sample aspect ratio.
    sar: Fraction
    #: Names as FFmpeg gives them: h264, High, yuv420p.
    video_codec: str
    video_profile: str
    #: Tenths: 40 is level 4.0.
    level: int
    pix_fmt: str
    #: tv or pc.
    colour_range: str
    #: bt709, …; unknown when not tagged.
    colour_space: str
    colour_primaries: str
    colour_transfer: str
    #: Frames a second on average.
    fps: Fraction
    #: True when every frame is as long as the next.
    constant_rate: bool

    #: Names as FFmpeg gives them, such as aac; empty without sound.
    audio_codec: str
    #: Hz and channels; 0 without sound.
    sample_rate: int
    channels: int

    size_bytes: int
    #: Bits a second over the whole file.
    bit_rate: int
    #: True when the index stands before the pictures, so that it plays while it loads.
    moov_first: bool

    #: Hundredths of LUFS; None when there is no sound above -70 LUFS.
    integrated_lufs: int | None
    #: Hundredths of dBTP; None when there is no sound.
    true_peak: int | None

    #: Seconds from one key frame to the next, or to the end, where it takes longest.
    longest_gop_s: Fraction | None = None
    #: Seconds at which the last block of sound ends; None without sound.
    sound_end_s: Fraction | None = None
    #: Names of tags and boxes beyond the usual ones: places, devices, people.
    private_tags: tuple[str, ...] = ()
    #: Per mille of the frame that our own captions keep from its nearest edge; None where no
    #: caption is ours.
    caption_margin: int | None = None

    #: Parts that are black, stand still or are silent.
    black: tuple[Span, ...] = ()
    frozen: tuple[Span, ...] = ()
    silent: tuple[Span, ...] = ()

    @property
    def longest_s(self) -> Fraction:
        """The longest of all durations: what a limit is held against."""
        stated = (self.container_s, self.video_s, self.last_frame_end_s)
        return max(*stated, self.audio_s or Fraction(0), self.sound_end_s or Fraction(0))
