"""The small sample week as sendings, with two clips that are long enough to be shown."""

import json
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tests.acceptance.terminal import PYTHON, ROOT

#: Seconds of picture and sound of an added clip; the small sample's own last two.
CLIP_S = 4


@dataclass(frozen=True, kw_only=True)
class Sent:
    """One sending as the command line is told of it."""

    files: tuple[Path, ...]
    #: --unit, --activity, --day, --consent, --note, as far as the sender said them.
    options: tuple[str, ...]
    #: Ticked as near shots of minors or patients.
    near: bool

    def command(self) -> list[str]:
        return ["ingest", *map(str, self.files), *self.options]


@dataclass(frozen=True, kw_only=True)
class Week:
    root: Path
    sendings: tuple[Sent, ...]

    @property
    def notice(self) -> Path:
        return self.root / "notice.docx"

    @property
    def bad(self) -> Path:
        return self.root / "bad"

    def file(self, name: str) -> Path:
        (found,) = (file for sent in self.sendings for file in sent.files if file.name == name)
        return found


def make_week(folder: Path) -> Week:
    """The sample by its own command, and a clip for each of two of its sendings."""
    command = [PYTHON, "-m", "workers", "sample", str(folder), "--scale", "small"]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    film(folder / "县科协" / "VID_20250527_145510.mp4", "2025-05-27T14:55:10+08:00", pitch=330)
    film(folder / "县农业农村局" / "VID20250526095010.mp4", "2025-05-26T09:50:10+08:00", pitch=440)
    return read_week(folder)


def film(path: Path, when: str, *, pitch: int) -> None:
    """A clip that moves and sounds, dated by its name and its container."""
    moving = f"testsrc2=size=640x360:rate=25:duration={CLIP_S},hue=h={pitch}"
    sound = f"sine=frequency={pitch}:sample_rate=48000:duration={CLIP_S}"
    made = f"-f lavfi -i {moving} -f lavfi -i {sound}"
    coded = "-c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a aac -shortest"
    command = f"ffmpeg -nostdin -v error -y {made} {coded} -metadata creation_time={when}"
    subprocess.run([*command.split(), str(path)], check=True)
    taken = datetime.fromisoformat(when).timestamp() + CLIP_S
    os.utime(path, (taken, taken))


def read_week(folder: Path) -> Week:
    """The sendings of senders.json; clips that it does not name go with the unit's first."""
    rows = json.loads((folder / "senders.json").read_text(encoding="utf-8"))
    named = {name for row in rows for name in row["files"]}
    unnamed = [p for p in sorted(folder.glob("*/VID*.mp4")) if _name(folder, p) not in named]
    sendings: list[Sent] = []
    for row in rows:
        more = [path for path in unnamed if path.parent.name == row["unit"] and row["activity"]]
        unnamed = [path for path in unnamed if path not in more]
        files = [folder / name for name in row["files"]] + more
        consent = [tick for tick, said in row["consent"].items() if said]
        sendings.append(
            Sent(
                files=tuple(files),
                options=tuple(_options(row, consent)),
                near=bool({"minors", "patients"} & set(consent)),
            )
        )
    return Week(root=folder, sendings=tuple(sendings))


def _name(folder: Path, path: Path) -> str:
    return path.relative_to(folder).as_posix()


def _options(row: dict[str, object], consent: list[str]) -> Iterator[str]:
    yield from ("--unit", str(row["unit"]), "--consent", ",".join(consent))
    for name in ("activity", "day", "note"):
        if row[name]:
            yield from (f"--{name}", str(row[name]))
