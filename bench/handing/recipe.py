"""The film that is cut elsewhere: shots of known assets and of foreign ones, laid out by chance."""

import random
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from domain.exports.mlt import mlt
from domain.exports.timeline import Entry, Media, Timeline
from domain.timebase import FILM_RATE, ms_to_frames_floor
from domain.words import Words

_WHY = Words(zh="", en="")
#: What other programs and people do to a film on its way back: ffmpeg's filters, encoder's options.
TREATMENTS: dict[str, tuple[str, Sequence[str]]] = {
    "as melt cuts it": ("null", ("-crf", "20")),
    "720p, strongly compressed": ("scale=1280:720", ("-crf", "32")),
    "30 frames a second": ("fps=30", ("-crf", "23")),
    "lower third and logo": (
        "drawbox=x=0:y=ih*0.74:w=iw:h=ih*0.26:color=navy@0.85:t=fill,"
        "drawbox=x=iw*0.85:y=ih*0.04:w=iw*0.12:h=ih*0.1:color=red:t=fill",
        ("-crf", "23"),
    ),
    "cropped by 10 %": ("crop=iw*0.9:ih*0.9,scale=1920:1080", ("-crf", "23")),
    "brighter, more contrast": ("eq=brightness=0.08:contrast=1.25:saturation=1.3", ("-crf", "23")),
}


@dataclass(frozen=True, kw_only=True)
class Source:
    """A file that shots are cut from."""

    path: Path
    width: int
    height: int
    #: Milliseconds; None for photos.
    duration_ms: int | None
    foreign: bool


def timeline_by_chance(sources: Sequence[Source], *, shots: int, seed: int) -> Timeline:
    """So many shots of 2.5 to 6 s (photos 2.5 to 3.5), never the same source twice in a row."""
    chance = random.Random(seed)
    entries: list[Entry] = []
    at = 0
    before: Source | None = None
    for index in range(shots):
        source = chance.choice([s for s in sources if s is not before])
        before = source
        media = _media(sources, source)
        frames = chance.randint(62, 150 if media.is_clip else 88)
        if media.frames is not None:
            frames = min(frames, media.frames)
        first = chance.randint(0, media.frames - frames) if media.frames is not None else 0
        entries.append(
            Entry(index=index, starts_at=at, frames=frames, media=media, source_in=first, why=_WHY)
        )
        at += frames
    return Timeline(title="bench", campaign="bench", version=seed, entries=tuple(entries))


def _media(sources: Sequence[Source], source: Source) -> Media:
    clip = source.duration_ms is not None
    return Media(
        number=sources.index(source) + 1,
        path=str(source.path),
        kind="clip" if clip else "photo",
        width=source.width,
        height=source.height,
        frames=ms_to_frames_floor(source.duration_ms) if source.duration_ms is not None else None,
        # Melt is to show it, not to be heard.
        has_audio=False,
        asset=None if source.foreign else source.path.name,
    )


def cut_by_melt(timeline: Timeline, folder: Path) -> Path:
    """The timeline as melt renders its MLT export: 960 x 540, as good as lossless."""
    project = folder / f"{timeline.version}.mlt"
    whole = mlt(timeline)
    # Melt composes a quarter of the pixels: what is measured here are the shots and not melt.
    small = whole.replace('width="1920" height="1080"', 'width="960" height="540"', 1)
    project.write_text(small, encoding="utf-8")
    out = folder / f"{timeline.version}.mp4"
    command = ["melt", str(project), "-consumer", f"avformat:{out}"]
    options = ["vcodec=libx264", "crf=18", "preset=veryfast", "an=1", "s=960x540", "real_time=-1"]
    subprocess.run([*command, *options], check=True, capture_output=True)
    return out


def treated(film: Path, name: str, folder: Path) -> Path:
    """The film after one of the TREATMENTS."""
    picture, options = TREATMENTS[name]
    out = folder / f"{film.stem}-{list(TREATMENTS).index(name)}.mp4"
    command = ["ffmpeg", "-v", "error", "-nostdin", "-y", "-i", str(film), "-vf", picture]
    encoder = ["-c:v", "libx264", "-preset", "veryfast", *options]
    subprocess.run([*command, *encoder, str(out)], check=True)
    return out


def seconds(timeline: Timeline) -> float:
    return timeline.frames / FILM_RATE
