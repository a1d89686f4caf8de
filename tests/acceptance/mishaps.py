"""What people bring by mistake, made by recipe and brought in one go beside good files."""

import shutil
import struct
import zlib
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image

from tests.acceptance.sample_week import Week
from tests.acceptance.terminal import CHINESE, Answer, Terminal

#: WEEKREEL_MAX_FILE_BYTES of this house.
MOST_BYTES = 300_000
HUGE_PX = 60_000
ENGLISH = "C.UTF-8"
TONGUES = {CHINESE: "zh", ENGLISH: "en"}

NOTICE_WITHOUT_DATES = """关于开展科普活动的通知

一、活动主题

走进科技 你我同行

二、主要活动安排

1.举办科普大讲堂活动。邀请专家作科普报告。（县科协）

2.组织科技进农村活动。开展农业技术培训。（县农业农村局）
"""
LETTER = "各单位：\n\n请于近日报送照片。\n"


@dataclass(frozen=True, kw_only=True)
class Bad:
    #: Stable code of the refusal.
    code: str
    make: Callable[[Path, Week], object]


def _from_sample(pattern: str) -> Callable[[Path, Week], object]:
    def copy(path: Path, week: Week) -> object:
        (source,) = week.bad.glob(pattern)
        return shutil.copy(source, path)

    return copy


def _half_a_clip(path: Path, week: Week) -> object:
    whole = week.file("VID20250529091910.mp4").read_bytes()
    return path.write_bytes(whole[: len(whole) // 2])


def _huge_png(path: Path, _week: Week) -> object:
    """Says 60,000 x 60,000 in its header; its few bytes would unpack to 10 GB."""
    rows = zlib.compress(bytes(HUGE_PX * 3 + 1))
    header = struct.pack(">IIBBBBB", HUGE_PX, HUGE_PX, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", rows), (b"IEND", b""))
    packed = (
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in chunks
    )
    return path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(packed))


def _huge_jpeg(path: Path, _week: Week) -> object:
    """A small JPEG whose frame header (SOF0: length, depth, height, width) lies."""
    Image.new("RGB", (64, 64), "teal").save(path, "JPEG")
    content = bytearray(path.read_bytes())
    at = content.index(b"\xff\xc0") + 5
    content[at : at + 4] = struct.pack(">HH", HUGE_PX, HUGE_PX)
    return path.write_bytes(content)


def _over_the_limit(path: Path, week: Week) -> object:
    photo = week.file("IMG_20250524_090412.jpg").read_bytes()
    return path.write_bytes(photo + bytes(MOST_BYTES))


#: File name -> what must become of it.
BAD: Mapping[str, Bad] = {
    "a-text.jpg": Bad(code="not-media", make=_from_sample("IMG_20250524_120000.jpg")),
    "b-half.jpg": Bad(code="truncated", make=_from_sample("IMG_20250525_081502.jpg")),
    "c-half.mp4": Bad(code="truncated", make=_half_a_clip),
    "d-empty.jpg": Bad(code="empty", make=_from_sample("IMG_20250526_101010.jpg")),
    "e-playlist.mp4": Bad(code="playlist", make=_from_sample("VID_*.mp4")),
    "f-drawing.svg": Bad(code="svg", make=_from_sample("*.svg")),
    "g-huge.png": Bad(code="too-large-picture", make=_huge_png),
    "h-huge.jpg": Bad(code="too-large-picture", make=_huge_jpeg),
    "i-sound.mp4": Bad(code="no-picture", make=_from_sample("录音*.mp4")),
    "j-over.jpg": Bad(code="too-large", make=_over_the_limit),
}
#: Refused at the door: there is no asset of them.
AT_THE_DOOR = {"d-empty.jpg", "j-over.jpg"}
#: Good files, named so that they are opened before, between and after; one name is an option of
#: exiftool.
GOOD = {
    "-ver.jpg": "IMG_20250524_090412.jpg",
    "d-good.HEIC": "IMG_2041.HEIC",
    "z-good.jpg": "IMG_20250527_143105.jpg",
}


@dataclass(frozen=True, kw_only=True)
class Mishaps:
    said: Mapping[str, Answer]
    #: Rows of `assets --json` by original name.
    assets: Mapping[str, dict[str, Any]]
    #: Job state -> how many.
    jobs: Mapping[str, int]

    def __getitem__(self, step: str) -> Answer:
        return self.said[step]


def bring(folder: Path, week: Week) -> Mishaps:
    """Every mistake once in each tongue; one worker for all of it."""
    folder.mkdir()
    extra = {"WEEKREEL_MAX_FILE_BYTES": str(MOST_BYTES)}
    terminal = Terminal(home=folder / "home", extra=extra, loaded=True)
    said = {**_plans(terminal, folder), **_calls(terminal, folder, week)}
    batch = _batch(folder / "batch", week)
    command = ["ingest", batch, "--unit", "县科协", "--campaign", "yunling-2025"]
    said["batch zh"] = terminal.run(*command, "--wait", tongue=CHINESE)
    said["batch en"] = terminal.run(*command, "--wait", tongue=ENGLISH)
    rows = terminal.run("assets", "--json", "--campaign", "yunling-2025").rows
    status = terminal.run("status", "--json", "--campaign", "yunling-2025").row
    assets = {row["original_name"]: row for row in rows}
    return Mishaps(said=said, assets=assets, jobs=status["jobs"])


def _batch(folder: Path, week: Week) -> Path:
    folder.mkdir()
    for name, bad in BAD.items():
        bad.make(folder / name, week)
    for name, original in GOOD.items():
        shutil.copy(week.file(original), folder / name)
    return folder


def _plans(terminal: Terminal, folder: Path) -> dict[str, Answer]:
    (folder / "undated.txt").write_text(NOTICE_WITHOUT_DATES, encoding="utf-8")
    (folder / "letter.txt").write_text(LETTER, encoding="utf-8")
    (folder / "notice.pdf").write_bytes(b"%PDF-1.7\n")
    return _in_both(
        terminal,
        {
            "undated": ["new", "undated.txt", "-o", "undated-{tongue}.yaml"],
            "letter": ["new", "letter.txt"],
            "pdf": ["new", "notice.pdf"],
            "open undated": ["open", "undated-{tongue}.yaml"],
        },
    )


def _calls(terminal: Terminal, folder: Path, week: Week) -> dict[str, Answer]:
    """No campaign, then two of them, then a unit and an activity that neither has."""
    photo = str(week.file("IMG_20250524_090412.jpg"))
    none = _in_both(terminal, {"no campaign": ["assets"]})
    terminal.run("new", week.notice, "-o", "first.yaml")
    plan = (folder / "first.yaml").read_text(encoding="utf-8")
    (folder / "second.yaml").write_text(plan.replace("yunling-2025", "yunling-2026"), "utf-8")
    for name in ("first.yaml", "second.yaml"):
        assert terminal.run("open", name).status == 0
    ingest = ["ingest", photo, "--campaign", "yunling-2025", "--unit"]
    wrong = {
        "two campaigns": ["assets"],
        "unknown campaign": ["assets", "--campaign", "yunling-1999"],
        "unknown unit": [*ingest, "县气象局"],
        "unknown activity": [*ingest, "县科协", "--activity", "99"],
        "no such file": ["ingest", "nowhere", *ingest[2:], "县科协"],
    }
    return none | _in_both(terminal, wrong)


def _in_both(terminal: Terminal, commands: Mapping[str, list[str]]) -> dict[str, Answer]:
    """Each in Chinese and in English, side by side; `{tongue}` is the one."""
    asked = [(name, tongue) for name in commands for tongue in TONGUES]

    def ask(name: str, tongue: str) -> Answer:
        words = (word.replace("{tongue}", TONGUES[tongue]) for word in commands[name])
        return terminal.run(*words, tongue=tongue)

    with ThreadPoolExecutor(2) as people:
        answers = people.map(lambda each: ask(*each), asked)
        return {
            f"{name} {TONGUES[tongue]}": answer
            for (name, tongue), answer in zip(asked, answers, strict=True)
        }
