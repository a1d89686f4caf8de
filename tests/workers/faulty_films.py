"""Films by recipe, each good but for one known fault, small so that all are quick to make."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.workers.film_media import ffmpeg

#: A tone in two channels at about -16 LUFS: ffmpeg's sine peaks at -18 dBFS and stands alone.
_TONE = "sine=1000:r=48000:d={seconds},volume=5.1dB,aformat=channel_layouts=stereo"
_BT709 = "setparams=range=tv:colorspace=bt709:color_primaries=bt709:color_trc=bt709"


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """How a film is made and which rules it breaks that a good one keeps."""

    breaks: frozenset[str] = frozenset()
    seconds: str = "6"
    #: Filters over the moving picture, then its size.
    picture: str = "null"
    size: str = "320x180"
    sound: str = _TONE
    sound_seconds: str = ""
    tags: str = _BT709
    pix_fmt: str = "yuv420p"
    index: str = "+faststart"
    options: Sequence[str] = field(default=())

    def make(self, path: Path) -> Path:
        moving = f"testsrc2=s={self.size}:r=25:d={self.seconds}"
        tone = self.sound.format(seconds=self.sound_seconds or self.seconds)
        inputs = ["-f", "lavfi", "-i", moving, "-f", "lavfi", "-i", tone]
        coding = ["-c:v", "libx264", "-preset", "veryfast", "-profile:v", "high", "-g", "50"]
        if self.pix_fmt != "yuv420p":
            coding = ["-c:v", "libx264", "-preset", "veryfast", "-g", "50"]
        ffmpeg(
            *inputs, "-vf", f"{self.picture},{self.tags}", *coding, "-pix_fmt", self.pix_fmt,
            "-video_track_timescale", "12800", "-c:a", "aac", "-ar", "48000", "-ac", "2",
            "-movflags", self.index, *self.options, str(path),
        )  # fmt: skip
        return path


def _broken(*rules: str) -> frozenset[str]:
    return frozenset(f"film.{rule}" for rule in rules)


GOOD = Recipe()
FAULTS: Mapping[str, Recipe] = {
    "181 s": Recipe(breaks=_broken("duration"), seconds="181", size="64x36"),
    "180.02 s": Recipe(
        breaks=_broken("duration"), seconds="180", sound_seconds="180.02", size="64x36"
    ),
    "variable rate": Recipe(
        breaks=_broken("constant-rate", "frame-rate", "frames"),
        picture="select='lt(n,60)+not(mod(n,3))'",
        options=("-fps_mode", "vfr"),
    ),
    "wrong matrix": Recipe(
        breaks=_broken("colour"), tags=_BT709.replace("colorspace=bt709", "colorspace=smpte170m")
    ),
    "loud": Recipe(breaks=_broken("loudness", "true-peak"), sound=_TONE.replace("5.1dB", "20dB")),
    "silent": Recipe(
        breaks=_broken("silence", "loudness"),
        seconds="36",
        size="64x36",
        sound="anullsrc=r=48000:cl=stereo:d={seconds}",
    ),
    "black tail": Recipe(
        breaks=_broken("black"), picture="drawbox=c=black:t=fill:enable='gte(t,4)'"
    ),
    "frozen span": Recipe(
        breaks=_broken("freeze"),
        seconds="12",
        picture="select='not(between(n,50,224))',tpad=stop=0,setpts='(N+if(gte(N,50),175))/25/TB',"
        "fps=25",
    ),
    "index last": Recipe(breaks=_broken("index-first"), index="0"),
    "10-bit": Recipe(breaks=_broken("pixel-format", "profile"), pix_fmt="yuv420p10le"),
    "GPS tag": Recipe(
        breaks=_broken("private-tags"),
        index="+faststart+use_metadata_tags",
        options=("-metadata", "com.apple.quicktime.location.ISO6709=+37.9500+110.9900/"),
    ),
    "odd size": Recipe(
        breaks=_broken("square-pixels"), size="322x182", options=("-aspect", "16:9")
    ),
}
