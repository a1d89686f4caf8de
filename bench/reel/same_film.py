"""The same film by others: the shots, and around them what our film has too.

The same lower thirds for the same time, photos that move as far, the same bed that steps back under
clips, one loudness. Each as somebody would do it who knows the tool; what a tool does not have is
said of it. Levels of single shots none has in one go; nothing of the reel needs a fill.
"""

import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree as Xml

from bench.reel.dressing import (
    ALONE_DB,
    COMES,
    FADES,
    GROWTH,
    LOUDNESS,
    RANGE,
    TRUE_PEAK,
    Dressing,
    Plate,
    duck_keys,
)
from bench.reel.peers import (
    MELT_CODING,
    THREADS,
    X264,
    end_to_end,
    frames_in,
    run,
)
from bench.reel.recipe import FILM_RATE, Taken
from bench.reel.watching import Seen

#: What of the film a tool has no way to, or only one that nobody would take.
LACKS = {
    "giant graph": "photos tremble (zoompan); shots are not levelled",
    "melt": "one pass of dynamic_loudness, which follows the sound; shots are not levelled",
    "MoviePy": "peaks normalised, no loudness; photos move by whole pixels; shots are not levelled",
}


# --- one graph of FFmpeg ------------------------------------------------------------------------


def giant_graph(
    taken: Sequence[Taken], cards: Sequence[Path], dressing: Dressing, out: Path
) -> Seen:
    """The sound once alone, to be measured by loudnorm; then everything in one filter_complex."""
    inputs, pictures, sounds = _graph(taken, cards, dressing)
    says = out.with_suffix(".loudnorm")
    once = ";".join([*sounds, f"[mixed]{_loudnorm()}:print_format=json[a]"])
    listening = run(
        [
            *("ffmpeg", "-hide_banner", "-nostdin", "-nostats", *inputs),
            *("-filter_complex", once, "-map", "[a]", "-f", "null", "-"),
        ],
        says=says,
    )
    again = f"[mixed]{_loudnorm()}:linear=true:{_measures(says)},aresample=48000[a]"
    cutting = run(
        [
            *("ffmpeg", "-v", "error", "-nostdin", "-y", *inputs),
            *("-filter_complex", ";".join([*pictures, *sounds, again])),
            *("-map", "[v]", "-map", "[a]", *X264),
            *("-c:a", "aac", "-b:a", "192k", "-movflags", "+faststart", str(out)),
        ]
    )
    cutting.wall_s += listening.wall_s
    cutting.cpu_s += listening.cpu_s
    cutting.peak_mb = max(cutting.peak_mb, listening.peak_mb)
    return cutting


def _measures(says: Path) -> str:
    """What the first pass found, as the second one takes it."""
    told = json.loads(re.findall(r"\{[^{}]*\}", says.read_text())[-1])
    names = {
        "measured_I": "input_i",
        "measured_TP": "input_tp",
        "measured_LRA": "input_lra",
        "measured_thresh": "input_thresh",
        "offset": "target_offset",
    }
    return ":".join(f"{name}={told[of]}" for name, of in names.items())


def _loudnorm() -> str:
    return f"loudnorm=I={LOUDNESS}:TP={TRUE_PEAK}:LRA={RANGE}"


def _graph(
    taken: Sequence[Taken], cards: Sequence[Path], dressing: Dressing
) -> tuple[list[str], list[str], list[str]]:
    """Inputs, and the filters of the pictures up to [v] and of the sound up to [mixed]."""
    inputs: list[str] = []
    pictures: list[str] = []
    sounds: list[str] = []
    shown = end_to_end(taken, cards)
    for place, (path, each) in enumerate(shown):
        frames = frames_in(each)
        seconds = f"{frames / FILM_RATE:.2f}"
        if each is None or each.kind == "photo":
            inputs += ["-i", str(path)]
            pictures.append(f"[{place}:v]{_grown(frames, moving=each is not None)}[s{place}]")
            sounds.append(f"anullsrc=r=48000:cl=stereo,atrim=duration={seconds}[a{place}]")
        else:
            inputs += ["-ss", f"{each.in_ms / 1000:.3f}", "-t", seconds, "-i", str(path)]
            pictures.append(
                f"[{place}:v]fps={FILM_RATE},scale=1920:1080:flags=bicubic,setsar=1,format=yuv420p,"
                f"tpad=stop_mode=clone:stop={frames},trim=end_frame={frames}[s{place}]"
            )
            sounds.append(
                f"[{place}:a]aresample=48000,aformat=channel_layouts=stereo,apad,"
                f"atrim=duration={seconds}[a{place}]"
            )
    for number, (place, plate) in enumerate(dressing.plates.items(), len(shown)):
        inputs += ["-framerate", str(FILM_RATE), "-i", str(plate.path)]
        pictures += _overlaid(number, place, plate, frames_in(shown[place][1]))
    bed = len(shown) + len(dressing.plates)
    inputs += ["-i", str(dressing.bed)]
    names = [f"[{'v' if place in dressing.plates else 's'}{place}]" for place in range(len(shown))]
    pictures.append(f"{''.join(names)}concat=n={len(shown)}:v=1:a=0[v]")
    row = "".join(f"[a{place}]" for place in range(len(shown)))
    sounds += [
        f"{row}concat=n={len(shown)}:v=0:a=1,asplit[own][key]",
        f"[{bed}:a]volume={ALONE_DB}dB[bed]",
        "[bed][key]sidechaincompress=threshold=0.015:ratio=8:attack=200:release=1600[under]",
        "[own][under]amix=inputs=2:normalize=0:duration=first[mixed]",
    ]
    return inputs, pictures, sounds


def _grown(frames: int, *, moving: bool) -> str:
    zoom = f"1+{GROWTH}*on/{frames}" if moving else "1"
    return (
        f"scale=2208:-2,crop=2208:1242,zoompan=z='{zoom}':x='(iw-iw/zoom)/2':"
        f"y='(ih-ih/zoom)/2':d={frames}:s=1920x1080:fps={FILM_RATE},setsar=1,format=yuv420p,"
        f"trim=end_frame={frames}"
    )


def _overlaid(number: int, place: int, plate: Plate, frames: int) -> list[str]:
    return [
        f"[{number}:v]format=yuva420p,loop=loop={frames}:size=1,"
        f"fade=t=in:start_frame={COMES}:nb_frames={FADES}:alpha=1[p{place}]",
        f"[s{place}][p{place}]overlay=x={plate.x}:y={plate.y}:shortest=0:eof_action=pass,"
        f"trim=end_frame={frames}[v{place}]",
    ]


# --- melt ---------------------------------------------------------------------------------------


def melt(taken: Sequence[Taken], cards: Sequence[Path], dressing: Dressing, out: Path) -> Seen:
    """Three tracks of MLT: shots, captions composited over them, the bed mixed in."""
    project, says = out.with_suffix(".mlt"), out.with_suffix(".said")
    project.write_bytes(Xml.tostring(_project(end_to_end(taken, cards), dressing)))
    command = ["melt", str(project), "-silent", "-consumer", f"avformat:{out}", *MELT_CODING]
    seen = run(command, says=says, environ=_NO_SCREEN)
    if "X11" in says.read_text(errors="replace"):
        raise RuntimeError("melt did without qtblend: its photos would stand still")
    return seen


#: qtblend, which moves pictures four times as fast as affine, asks for a screen and draws on none.
_NO_SCREEN = {"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"}


def _project(shown: Sequence[tuple[Path, Taken | None]], dressing: Dressing) -> Xml.Element:
    root = Xml.Element("mlt", profile="atsc_1080p_25", producer="film")
    playlists = {name: Xml.Element("playlist", id=name) for name in ("shots", "captions", "music")}
    ends, composites = 0, []
    captioned = 0
    for place, (path, each) in enumerate(shown):
        frames = frames_in(each)
        root.append(_producer(f"p{place}", path, each))
        first = 0 if each is None else each.in_ms * FILM_RATE // 1000
        _entry(playlists["shots"], f"p{place}", first, frames)
        plate = dressing.plates.get(place)
        if plate is not None:
            root.append(_still(f"c{place}", plate.path))
            if ends > captioned:
                Xml.SubElement(playlists["captions"], "blank", length=str(ends - captioned))
            _entry(playlists["captions"], f"c{place}", 0, frames)
            captioned = ends + frames
            composites.append(_composite(plate, ends, frames))
        ends += frames
    root.append(_music(dressing))
    _entry(playlists["music"], "bed", 0, ends)
    root.extend(playlists.values())
    tractor = Xml.SubElement(root, "tractor", id="film")
    for name in playlists:
        hidden = {"hide": "video"} if name == "music" else {}
        Xml.SubElement(tractor, "track", {"producer": name, **hidden})
    tractor.extend(composites)
    mix = {"in": "0", "out": str(ends - 1)}
    tractor.append(_service("transition", "mix", {"a_track": "0", "b_track": "2", "sum": "1"}, mix))
    tractor.append(_service("filter", "dynamic_loudness", {"target_loudness": str(LOUDNESS)}, mix))
    return root


def _entry(playlist: Xml.Element, producer: str, first: int, frames: int) -> None:
    span = {"in": str(first), "out": str(first + frames - 1)}
    Xml.SubElement(playlist, "entry", {"producer": producer, **span})


def _service(
    kind: str, service: str, properties: dict[str, str], span: dict[str, str]
) -> Xml.Element:
    element = Xml.Element(kind, span)
    for name, value in {"mlt_service": service, **properties}.items():
        Xml.SubElement(element, "property", name=name).text = value
    return element


def _still(name: str, path: Path) -> Xml.Element:
    properties = {"resource": str(path), "length": "10000"}
    return _service("producer", "pixbuf", properties, {"id": name})


def _producer(name: str, path: Path, each: Taken | None) -> Xml.Element:
    if each is not None and each.kind != "photo":
        return _service("producer", "avformat", {"resource": str(path)}, {"id": name})
    still = _still(name, path)
    if each is not None:
        # A picture of 4:3 covers the frame in a rectangle of its own shape, which grows.
        grown = 1 + GROWTH
        wide, tall = 1920 * grown, 1440 * grown
        rect = (
            f"0=0 -180 1920 1440 1; {each.frames - 1}="
            f"{(1920 - wide) / 2:.2f} {(1080 - tall) / 2:.2f} {wide:.2f} {tall:.2f} 1"
        )
        still.append(_service("filter", "qtblend", {"rect": rect}, {}))
    return still


def _composite(plate: Plate, starts: int, frames: int) -> Xml.Element:
    place = f"{plate.x}/{plate.y}:{plate.width}x{plate.height}"
    steps = f"{COMES}={place}:0; {COMES + FADES}={place}:100"
    properties = {"a_track": "0", "b_track": "1", "geometry": f"0={place}:0; {steps}"}
    span = {"in": str(starts), "out": str(starts + frames - 1)}
    return _service("transition", "composite", properties, span)


def _music(dressing: Dressing) -> Xml.Element:
    bed = _service("producer", "avformat", {"resource": str(dressing.bed)}, {"id": "bed"})
    levels = "; ".join(f"{at}={level}" for at, level in duck_keys(dressing.heard))
    bed.append(_service("filter", "volume", {"level": levels}, {}))
    return bed


# --- MoviePy ------------------------------------------------------------------------------------


def moviepy(taken: Sequence[Taken], cards: Sequence[Path], dressing: Dressing, out: Path) -> Seen:
    """`bench.reel.moviepy_same` in a process of its own."""
    plates = dressing.plates
    shots = [
        {
            "kind": each.kind if each else "card",
            "path": str(path),
            "in_ms": each.in_ms if each else 0,
            "frames": frames_in(each),
            "plate": [str(plates[n].path), plates[n].x, plates[n].y] if n in plates else None,
        }
        for n, (path, each) in enumerate(end_to_end(taken, cards))
    ]
    told = out.with_suffix(".json")
    film = {"shots": shots, "bed": str(dressing.bed), "heard": dressing.heard}
    told.write_text(json.dumps(film), encoding="utf-8")
    command = [sys.executable, "-m", "bench.reel.moviepy_same", str(told), str(out), THREADS]
    return run(command)
