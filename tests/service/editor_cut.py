"""A week's film on the editors' table: three chapters, and clips that can be stepped and heard."""

import io
import subprocess
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from PIL import Image

from service.storyboards import Hand, plan_anew
from storage.catalog_assets import PEAKS, PROXY, Derivative
from storage.catalog_edits import EditState
from storage.opening import Storage
from tests.service.editor_week import NOW, Sent, drawn, end_jobs, plan, send
from workers.tools.clips.clip_proxy import ProxySource, make_proxy, peaks_json

#: Seconds of the clips that can be trimmed.
SECONDS = 12
_TAUGHT, _HEALED, _GREW = date(2025, 5, 27), date(2025, 5, 26), date(2025, 5, 25)


def _accepted(unit: str, activity: str, day: date, count: int, *, clip: bool = False) -> Sent:
    return Sent(
        unit=unit,
        activity=activity,
        day=day,
        count=count,
        column="accepted",
        clip=clip,
        seconds=SECONDS if clip else 3,
    )


MORE = (
    _accepted("u2", "a2", _TAUGHT, 9),
    _accepted("u2", "a2", _TAUGHT, 2, clip=True),
    _accepted("u3", "a3", _HEALED, 8),
    _accepted("u3", "a3", _HEALED, 1, clip=True),
    _accepted("u4", "a4", _GREW, 9),
    _accepted("u4", "a4", _GREW, 2, clip=True),
    _accepted("u1", "a5", _TAUGHT, 8),
)

#: So many that some find no room.
MORE_THAN_FIT = (*MORE, _accepted("u4", "a4", _GREW, 14), _accepted("u1", "a5", _TAUGHT, 6))


def lay_cut(storage: Storage, folder: Path, more: Sequence[Sent] = MORE) -> EditState:
    """Accept more, make the previews, and plan the film as the editor would."""
    talk = talking_clip(folder / "talk.mp4")
    clips: list[str] = []
    for number, sent in enumerate(more):
        ids = send(storage, sent, 40 + number, talk.read_bytes())
        clips += ids if sent.clip else []
    _preview(storage, clips, talk, folder)
    end_jobs(storage, delayed=True)
    hand = Hand(campaign=plan(), seen=0, actor="编辑一", at=NOW)
    return plan_anew(storage.catalog, hand, keep=False)


def _preview(storage: Storage, clips: list[str], talk: Path, folder: Path) -> None:
    """What the preview station makes, by its own tool."""
    source = ProxySource(
        path=talk, width=1280, height=720, duration_ms=SECONDS * 1000, transfer="sdr", sound=True
    )
    made = make_proxy(source, folder)
    storage.blobs.put("derived/test/proxy.mp4", made.video)
    storage.blobs.put("derived/test/peaks.json", peaks_json(made.peaks))
    for clip in clips:
        storage.catalog.assets.add_derivatives(
            clip,
            [
                Derivative(role=PROXY, blob="derived/test/proxy.mp4"),
                Derivative(role=PEAKS, blob="derived/test/peaks.json"),
            ],
        )


def talking_clip(path: Path) -> Path:
    """A slow pan over a drawn hall, with sound that comes and goes like speech."""
    wide = Image.open(io.BytesIO(drawn(MORE[1], 4101, (1600, 720))))
    still = path.with_suffix(".png")
    wide.save(still)
    speech = r"0.6*sin(2*PI*170*t)*abs(sin(2*PI*2.3*t))*max(0\,sin(2*PI*0.21*t+0.6)+0.3)"
    command = [
        *("ffmpeg", "-nostdin", "-v", "error", "-y"),
        *("-framerate", "25", "-i", str(still)),
        *("-f", "lavfi", "-i", f"aevalsrc={speech}:s=48000:d={SECONDS}"),
        # Read once: as an input that loops it is read for each frame.
        *("-vf", "loop=-1:1,crop=1280:720:x='26*t':y=0", "-t", str(SECONDS)),
        *("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac"),
        *("-movflags", "+faststart", str(path)),
    ]
    subprocess.run(command, check=True, timeout=60)
    return path
