"""Others cut the same shots: one graph of FFmpeg, melt, a script as MoviePy's docs have it.

All encode with libx264 veryfast, crf 21, subme 1, two threads. They are let off what we do beside:
no lower thirds, no levels of loudness, no music; cards are stills. bench/reel/same_film.py has them
make the whole film.
"""

import contextlib
import os
import resource
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from xml.etree import ElementTree as Xml

from bench.reel.recipe import CARD, FILM_RATE, Taken
from bench.reel.watching import Seen, watched

THREADS = "2"
_PATIENCE_S = 7200
#: How the photos grow while they are shown: 4 % in all, as ours do.
_GROWTH = 0.04

#: How all encode, in FFmpeg's words and in melt's.
X264 = ("-c:v", "libx264", "-preset", "veryfast", "-crf", "21", "-x264-params", "subme=1",
        "-threads:v", THREADS, "-pix_fmt", "yuv420p")  # fmt: skip
MELT_CODING = ("vcodec=libx264", "preset=veryfast", "crf=21", "x264-params=subme=1",
               f"threads={THREADS}", "acodec=aac", "ab=192k", "pix_fmt=yuv420p",
               "rescale=bicubic", f"real_time=-{THREADS}")  # fmt: skip

#: What they are let off here.
LET_OFF = "no captions, no music, no loudness; photos grow by less, melt's stand still"

Cut = Callable[[Sequence[Taken], Sequence[Path], Path], Seen]


def giant_graph(taken: Sequence[Taken], cards: Sequence[Path], out: Path) -> Seen:
    """One filter_complex with an input a shot."""
    inputs: list[str] = []
    graph: list[str] = []
    for place, (path, each) in enumerate(end_to_end(taken, cards)):
        seconds = f"{frames_in(each) / FILM_RATE:.2f}"
        if each is None or each.kind == "photo":
            inputs += ["-i", str(path)]
            graph.append(_grown(place, frames_in(each), moving=each is not None))
            graph.append(f"anullsrc=r=48000:cl=stereo,atrim=duration={seconds}[a{place}]")
        else:
            inputs += ["-ss", f"{each.in_ms / 1000:.3f}", "-t", seconds, "-i", str(path)]
            graph.append(
                f"[{place}:v]fps={FILM_RATE},scale=1920:1080:flags=bicubic,setsar=1,format=yuv420p,"
                f"tpad=stop_mode=clone:stop={each.frames},trim=end_frame={each.frames}[v{place}]"
            )
            graph.append(
                f"[{place}:a]aresample=48000,aformat=channel_layouts=stereo,apad,"
                f"atrim=duration={seconds}[a{place}]"
            )
    count = len(taken) + len(cards)
    row = "".join(f"[v{n}][a{n}]" for n in range(count))
    graph.append(f"{row}concat=n={count}:v=1:a=1[v][a]")
    command = [
        *("ffmpeg", "-v", "error", "-nostdin", "-y", *inputs),
        *("-filter_complex", ";".join(graph), "-map", "[v]", "-map", "[a]"),
        *(*X264, "-c:a", "aac", "-b:a", "192k", str(out)),
    ]
    return run(command)


def _grown(place: int, frames: int, *, moving: bool) -> str:
    zoom = f"1+{_GROWTH}*on/{frames}" if moving else "1"
    return (
        f"[{place}:v]scale=2208:-2,crop=2208:1242,zoompan=z='{zoom}':x='(iw-iw/zoom)/2':"
        f"y='(ih-ih/zoom)/2':d={frames}:s=1920x1080:fps={FILM_RATE},setsar=1,format=yuv420p,"
        f"trim=end_frame={frames}[v{place}]"
    )


def melt(taken: Sequence[Taken], cards: Sequence[Path], out: Path) -> Seen:
    """A playlist of MLT; photos stand still."""
    root = Xml.Element("mlt", profile="atsc_1080p_25")
    playlist = Xml.Element("playlist", id="film")
    for place, (path, each) in enumerate(end_to_end(taken, cards)):
        producer = Xml.SubElement(root, "producer", id=f"p{place}")
        still = each is None or each.kind == "photo"
        service = "pixbuf" if still else "avformat"
        for name, value in (("resource", str(path)), ("mlt_service", service)):
            Xml.SubElement(producer, "property", name=name).text = value
        first = 0 if each is None else each.in_ms * FILM_RATE // 1000
        Xml.SubElement(
            playlist,
            "entry",
            {"producer": f"p{place}", "in": str(first), "out": str(first + frames_in(each) - 1)},
        )
        if still:
            Xml.SubElement(producer, "property", name="length").text = "10000"
    root.append(playlist)
    project = out.with_suffix(".mlt")
    project.write_bytes(Xml.tostring(root))
    command = [
        *("melt", str(project), "-silent", "-consumer", f"avformat:{out}", *MELT_CODING),
    ]
    return run(command)


def moviepy(taken: Sequence[Taken], cards: Sequence[Path], out: Path) -> Seen:
    """`bench.reel.moviepy_script` in a process of its own."""
    rows = [
        "\t".join((each.kind if each else "card", str(path), str(each.in_ms if each else 0),
                   str(frames_in(each))))
        for path, each in end_to_end(taken, cards)
    ]  # fmt: skip
    listed = out.with_suffix(".tsv")
    listed.write_text("\n".join(rows), encoding="utf-8")
    return run([sys.executable, "-m", "bench.reel.moviepy_script", str(listed), str(out), THREADS])


def frames_of(film: Path) -> int:
    """Coded pictures in a film, counted by packets."""
    command = [
        *("ffprobe", "-v", "error", "-select_streams", "v:0", "-count_packets"),
        *("-show_entries", "stream=nb_read_packets", "-of", "csv=p=0", str(film)),
    ]
    return int(subprocess.run(command, check=True, capture_output=True).stdout.strip(b",\n "))


def end_to_end(taken: Sequence[Taken], cards: Sequence[Path]) -> list[tuple[Path, Taken | None]]:
    """The film's shots in their order; None stands for a card."""
    opening, closing = cards
    return [(opening, None), *((each.source, each) for each in taken), (closing, None)]


def frames_in(each: Taken | None) -> int:
    """Frames of a shot, or of a card."""
    return CARD if each is None else each.frames


def run(
    command: Sequence[str],
    *,
    says: Path | None = None,
    environ: Mapping[str, str] = MappingProxyType({}),
) -> Seen:
    """Run a peer to its end, with `environ` beside ours; what it says on standard error goes to
    `says`. Raises RuntimeError when it fails."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with contextlib.ExitStack() as stack:
        file = stack.enter_context(says.open("wb")) if says else None
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=file,
            env={**os.environ, **environ},
        )
        with watched(process.pid) as seen:
            code = process.wait(timeout=_PATIENCE_S)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seen.cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    if code:
        raise RuntimeError(f"{command[0]} ended with {code}")
    return seen
