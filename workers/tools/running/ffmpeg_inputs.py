"""The options that stand before every `-i`: what ffmpeg may open, and as what, is said each time.

Pure lists of arguments. Senders' files get the short lists of demuxers and decoders below, and no
protocol but `file`: without them a playlist renamed .mp4 made ffmpeg read another local file.
ffprobe 5.1 takes the same input options but not `-nostdin`, so that one stands alone.
"""

from pathlib import Path

#: Before everything else, ffmpeg only: it must never wait for a key.
NO_KEYS = ("-nostdin", "-hide_banner")

#: Containers that phones, cameras and WeChat make; for `-format_whitelist`, also PyAV's.
DEMUXERS = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts"

_VIDEO = (
    "h264,hevc,mpeg4,msmpeg4v2,msmpeg4,h263,mjpeg,mpeg1video,mpeg2video,dvvideo,prores,"
    "vp8,libvpx,vp9,libvpx-vp9,av1,libdav1d,libaom-av1"
)
_AUDIO = (
    "aac,aac_latm,mp3,mp3float,mp2,mp2float,ac3,eac3,amrnb,amrwb,opus,libopus,vorbis,flac,alac,"
    "pcm_s8,pcm_u8,pcm_s16le,pcm_s16be,pcm_s24le,pcm_s24be,pcm_s32le,pcm_s32be,pcm_f32le,pcm_f32be,"
    "pcm_alaw,pcm_mulaw,adpcm_ima_wav,adpcm_ima_qt,adpcm_ms"
)
#: Cover pictures and subtitles: nobody wants them, but ffprobe gives up on a file when it may not
#: open every stream's decoder (measured with a mov_text track).
_BESIDE = "png,mov_text,subrip,srt,ass,ssa,webvtt,text"
#: Decoders that may see a sender's bytes; for `-codec_whitelist`, also PyAV's.
DECODERS = f"{_VIDEO},{_AUDIO},{_BESIDE}"


def sender_file(path: Path, *before: str) -> list[str]:
    """Input options for a sender's clip, ffmpeg or ffprobe; `before` are its own (`-ss`, `-t`)."""
    return [
        *("-protocol_whitelist", "file"),
        *("-format_whitelist", DEMUXERS),
        *("-codec_whitelist", DECODERS),
        *before,
        *("-i", file_url(path)),
    ]


#: Containers of music, beside those of clips; the decoders are the same.
MUSIC_DEMUXERS = f"{DEMUXERS},mp3,wav,w64,flac,ogg,aac,aiff"


def music_file(path: Path, *before: str) -> list[str]:
    """Input options for music that somebody brought, ffmpeg or ffprobe."""
    return [
        *("-protocol_whitelist", "file"),
        *("-format_whitelist", MUSIC_DEMUXERS),
        *("-codec_whitelist", f"{DECODERS},pcm_f64le"),
        *before,
        *("-i", file_url(path)),
    ]


def own_file(path: Path, *before: str) -> list[str]:
    """Input options for a file that we made ourselves: a segment, a card, the joined sound."""
    return ["-protocol_whitelist", "file", *before, "-i", file_url(path)]


def own_list(path: Path, *before: str) -> list[str]:
    """Input options for our own ffconcat list, whose entries are absolute paths of our segments."""
    return [
        *("-protocol_whitelist", "file,concat"),
        *("-f", "concat", "-safe", "0"),
        *before,
        *("-i", file_url(path)),
    ]


def own_frames(width: int, height: int, rate: int, *, pixels: str = "yuv420p") -> list[str]:
    """Input options for raw frames that we write into ffmpeg's standard input, `rate` a second."""
    return [
        *("-protocol_whitelist", "pipe", "-f", "rawvideo", "-pix_fmt", pixels),
        *("-video_size", f"{width}x{height}", "-framerate", str(rate), "-i", "pipe:0"),
    ]


def own_samples(
    path: Path | None = None, *, kind: str = "s16le", rate: int = 48000, channels: int = 2
) -> list[str]:
    """Input options for raw interleaved sound of ours: a file, or ffmpeg's standard input."""
    return [
        *("-protocol_whitelist", "file" if path else "pipe", "-f", kind),
        *("-ar", str(rate), "-ac", str(channels), "-i", file_url(path) if path else "pipe:0"),
    ]


def file_url(path: Path) -> str:
    """`file:/absolute/name`, which ffmpeg takes as it is: no option, protocol or pattern in it."""
    return f"file:{path.absolute()}"
