"""Ways to tell where shots change, each with the processor time that it takes."""

import os
import re
import resource
import subprocess
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
from scenedetect import AdaptiveDetector, ContentDetector, detect

from workers.tools.clips.clip_changes import Watching, between_looks
from workers.tools.clips.clip_frames import Reel
from workers.tools.clips.clip_look import clip_look
from workers.tools.clips.clip_opening import opened_clip
from workers.tools.clips.clip_planes import signature

#: Milliseconds of every change found.
Teller = Callable[[Path, int], list[int]]


def weekreel(path: Path, duration_ms: int) -> list[int]:
    """All that look sees: pictures, scores, camera motion and changes."""
    with path.open("rb") as file:
        value, _ = clip_look(file, {"duration_ms": duration_ms})
    return [(first + last) // 2 for first, last in value["changes"]]


def changes_alone(path: Path, duration_ms: int) -> list[int]:
    """The part of a look that the peers do too: key frames, then what lies between some of them."""
    with path.open("rb") as file:
        with opened_clip(file) as clip:
            size = clip.video.width * clip.video.height
            each = size * (clip.video.average_rate or Fraction(30)) / 1000
            watching = Watching()
            reel = Reel(clip=clip, step_ms=500, whole=False, burst=0)
            looks = [(looked.ms, signature(looked.frame)) for looked in reel.frames()]
        if reel.keys * 2500 < duration_ms:
            with opened_clip(file) as clip:
                reel = Reel(clip=clip, step_ms=500, whole=True, each=watching.add)
                list(reel.frames())
            found = watching.end()
        else:
            found = between_looks(file, looks, each).changes
    return [(first + last) // 2 for first, last in found]


def adaptive(path: Path, _: int) -> list[int]:
    return _starts(detect(str(path), AdaptiveDetector()))


def content(path: Path, _: int) -> list[int]:
    return _starts(detect(str(path), ContentDetector()))


def scdet(path: Path, _: int) -> list[int]:
    """FFmpeg's filter with its own threshold."""
    command = ["ffmpeg", "-nostdin", "-hide_banner", "-threads", "1", "-i", str(path)]
    done = subprocess.run(
        [*command, "-map", "0:v:0", "-vf", "scdet", "-f", "null", "-"], capture_output=True
    )
    found = re.findall(rb"lavfi\.scd\.time: ([\d.]+)", done.stderr)
    return [round(1000 * float(each)) for each in found]


def decoding(path: Path, _: int) -> list[int]:
    """Every frame decoded and nothing else: the floor of what looks at every frame."""
    return _decoded(path, None)


def key_frames(path: Path, _: int) -> list[int]:
    """Key frames decoded and nothing else: the floor of what looks at key frames."""
    return _decoded(path, "NONKEY")


TELLERS: dict[str, Teller] = {
    "WeekReel look": weekreel,
    "WeekReel changes alone": changes_alone,
    "PySceneDetect adaptive": adaptive,
    "PySceneDetect content": content,
    "ffmpeg scdet": scdet,
    "decoding alone": decoding,
    "key frames alone": key_frames,
}
#: They find nothing and are there for their time.
FLOORS = ("decoding alone", "key frames alone")


def timed(teller: Teller, path: Path, duration_ms: int) -> tuple[list[int], float]:
    """What it found and the processor seconds that it took, those of its programs too."""
    began = _processor_s()
    found = teller(path, duration_ms)
    return found, _processor_s() - began


def _processor_s() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def _starts(scenes: list) -> list[int]:
    return [round(1000 * start.get_seconds()) for start, _ in scenes[1:]]


def _decoded(path: Path, skip: str | None) -> list[int]:
    with av.open(os.fspath(path)) as container:
        stream = container.streams.video[0]
        stream.codec_context.thread_count = 1
        if skip:
            stream.codec_context.skip_frame = skip
        for _ in container.decode(stream):
            pass
    return []
