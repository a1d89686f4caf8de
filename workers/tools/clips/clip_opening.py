"""Inside the confined child: opens a sender's clip by its content and chooses its streams."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from fractions import Fraction
from typing import BinaryIO

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.error import FFmpegError
from av.packet import Packet
from av.stream import Disposition, Stream
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from domain.arriving.refusals import refusal
from domain.arriving.sniff import Sniffed
from domain.facts import Kind
from workers.tools.photos.photo_opening import sniffed_file
from workers.tools.running.declared_length import is_cut_short

#: Codecs taken in, by FFmpeg's own names: what phones, cameras, chat tools and browsers write.
VIDEO_CODECS = frozenset({"h264", "hevc", "vp8", "vp9", "av1", "mpeg4", "mjpeg", "h263", "prores"})
#: Codecs of sound that are listened to; sound in others is left aside, the picture is taken.
AUDIO_CODECS = frozenset(
    {"aac", "aac_latm", "mp3", "mp2", "ac3", "eac3", "opus", "vorbis", "flac", "alac"}
    | {"amr_nb", "amr_wb", "pcm_u8", "pcm_s16le", "pcm_s16be", "pcm_s24le", "pcm_s24be"}
    | {"pcm_s32le", "pcm_s32be", "pcm_f32le", "pcm_f32be", "pcm_alaw", "pcm_mulaw"}
    | {"adpcm_ima_wav", "adpcm_ima_qt", "adpcm_ms"}
)
#: The only decoders FFmpeg may start by itself while it looks for streams.
_DECODERS = sorted(
    VIDEO_CODECS
    | AUDIO_CODECS
    | {"libvpx", "libvpx-vp9", "libdav1d", "mp3float", "mp2float", "libopus", "amrnb", "amrwb"}
)
_OPTIONS = {
    "codec_whitelist": ",".join(_DECODERS),
    # Nothing else is opened: no playlists, no external tracks of a QuickTime file.
    "protocol_whitelist": "none",
}
#: FFmpeg's own default asks Python for 32 kB at a time; larger reads halve the time of demuxing.
_BUFFER_BYTES = 1 << 18
#: Frames larger than 8K are no phone's: refused before a decoder sees them.
_MOST_FRAME_PIXELS = 8192 * 8192
_TRANSFERS = {16: "pq", 18: "hlg"}  # ITU-T H.273: SMPTE ST 2084, ARIB STD-B67
_UNNAMED_MATRICES = (0, 2, 3)  # ITU-T H.273: R'G'B', which no 4:2:0 is, unspecified, reserved
#: Lines from which a stream that does not say its matrix is BT.709, below BT.601.
_HD_LINES = 720


@dataclass(frozen=True, kw_only=True)
class Clip:
    """An opened clip with the streams that count; `container` is read once from its start."""

    container: InputContainer
    video: VideoStream
    audio: AudioStream | None
    sniffed: Sniffed
    file: BinaryIO
    #: Seconds at which the container starts; times of the clip count from here, as ffmpeg's -ss.
    start: Fraction

    @property
    def transfer(self) -> str:
        """hlg, pq or sdr, as the stream says."""
        return _TRANSFERS.get(int(self.video.codec_context.color_trc), "sdr")

    @property
    def matrix(self) -> str:
        """auto, as the stream's tags say, or bt709 where one that is HD names no matrix."""
        named = int(self.video.codec_context.colorspace) not in _UNNAMED_MATRICES
        return "bt709" if is_hd(self.video) and not named else "auto"


@contextmanager
def opened_clip(file: BinaryIO) -> Iterator[Clip]:
    """Open the clip in `file` with the demuxer of its content; no frame is decoded for the body.

    Raises Refused: the codes of sniff; no-picture without a moving picture; unsupported-codec;
    too-large-picture; truncated and unreadable, here and from `reading`.
    """
    sniffed = sniffed_file(file)
    if sniffed.kind is not Kind.CLIP:
        raise refusal("not-media")
    with reading(file, sniffed):
        container = av.open(
            file,
            "r",
            format=sniffed.format,
            container_options=_OPTIONS,
            buffer_size=_BUFFER_BYTES,
            # Titles in GB 18030 or worse would otherwise make a good clip unreadable.
            metadata_errors="replace",
        )
    with container:
        video = _video(container)
        start = Fraction(container.start_time or 0, 1_000_000)
        yield Clip(
            container=container,
            video=video,
            audio=_audio(container),
            sniffed=sniffed,
            file=file,
            start=start,
        )


@contextmanager
def reading(file: BinaryIO, sniffed: Sniffed) -> Iterator[None]:
    """Say FFmpeg's fault over a clip as Refused: truncated or unreadable."""
    try:
        yield
    except FFmpegError as fault:
        raise refusal(damage_code(file, sniffed)) from fault


def packets(clip: Clip, *streams: Stream) -> Iterator[Packet]:
    """Packets of some streams in the file's order, as far as the container can be read.

    A fault in the middle ends them; so does a stream that nobody announced, which PyAV cannot name.
    """
    with suppress(FFmpegError, IndexError):
        yield from clip.container.demux(*streams)


def damage_code(file: BinaryIO, sniffed: Sniffed) -> str:
    """truncated when bytes are missing that the file announces, else unreadable.

    Moves the file's position: not while its container is still being read.
    """
    return "truncated" if is_cut_short(file, sniffed.format) else "unreadable"


def _video(container: InputContainer) -> VideoStream:
    """The default stream, of several the largest picture, as ffmpeg chooses without -map."""
    pictures = [s for s in container.streams.video if not _is(s, Disposition.attached_pic)]
    if not pictures:
        raise refusal("no-picture")
    known = [s for s in pictures if codec_of(s) in VIDEO_CODECS]
    if not known:
        raise refusal("unsupported-codec")
    chosen = max(known, key=lambda s: (_is(s, Disposition.default), s.width * s.height, -s.index))
    if not 0 < chosen.width * chosen.height <= _MOST_FRAME_PIXELS:
        raise refusal("too-large-picture" if chosen.width else "unreadable")
    return chosen


def _audio(container: InputContainer) -> AudioStream | None:
    """The default stream that can be decoded; iPhones put a second one that cannot beside it."""
    known = [s for s in container.streams.audio if codec_of(s) in AUDIO_CODECS]
    return max(known, key=lambda s: (_is(s, Disposition.default), -s.index), default=None)


def codec_of(stream: Stream) -> str:
    """FFmpeg's name of a stream's codec ("av1" whatever decodes it), empty without a decoder."""
    context = stream.codec_context
    return context.codec.canonical_name if context is not None else ""


def is_hd(video: VideoStream) -> bool:
    """True where a stream that names no matrix is BT.709 by custom, else it is BT.601."""
    return min(video.width, video.height) >= _HD_LINES


def clockwise(frame: VideoFrame) -> int:
    """Degrees clockwise by which a decoded frame is turned for display: 0, 90, 180 or 270."""
    return -round(frame.rotation / 90) * 90 % 360


def displayed_size(video: VideoStream, rotation: int) -> tuple[int, int]:
    """Width and height with sample aspect and rotation applied, never more pixels than stored.

    Oblong samples shrink the longer way (1280x1080 of 3:2 samples are shown as 1280x720).
    """
    width, height = video.width, video.height
    aspect = video.sample_aspect_ratio or Fraction(1)
    if not Fraction(1, 4) <= aspect <= 4:
        aspect = Fraction(1)
    if aspect > 1:
        height = round(height / aspect)
    else:
        width = round(width * aspect)
    return (height, width) if rotation in (90, 270) else (width, height)


def _is(stream: Stream, disposition: Disposition) -> bool:
    return bool(stream.disposition & disposition)
