"""A package by recipe: a small film, photos, lists, the findings page, and what can befall them."""

import io
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from hashlib import sha256
from pathlib import Path

from PIL import Image

from domain.crosschecks import RULES
from domain.film import Finding, FindingKind, Outcome, PackageFile
from domain.judging.deciding import judge
from domain.judging.profiles import Profile
from domain.judging.requirements import Requirement, Subject, with_requirements
from domain.words import Words
from storage.bag import tag_files
from tests.domain.judging.test_deciding import FILM as MEASURES
from tests.workers.film_media import ffmpeg
from workers.bench import BROWSER_PARTS, PROFILES
from workers.tools.film.contact_sheet import write_poster, write_sheet
from workers.tools.film.profile_file import load_profile
from workers.tools.packing.findings_page import (
    CoverageRow,
    FileRow,
    FindingsPage,
    checking_script,
    render,
)

FILM = "data/县科协+云岭县2025年科技活动周.mp4"
PAGE = "data/检查结果.html"
FINDINGS = "data/检查结果.json"
MANIFEST, TAG_MANIFEST = "manifest-sha256.txt", "tagmanifest-sha256.txt"
PHOTO = "data/照片/01-科普大讲堂-5月28日-县科协.jpg"
COVERAGE = (
    CoverageRow(
        number=1, title="科技活动周启动仪式暨主场宣传活动", days="5月24日",
        units="县科协、县工信局、县教育局", shots=9, photos=5, accepted=41, remark="",
    ),
    CoverageRow(
        number=2, title="科普大讲堂", days="5月28日", units="县科协",
        shots=6, photos=5, accepted=18, remark="",
    ),
    CoverageRow(
        number=3, title="专家义诊", days="5月26日、5月27日", units="县医院",
        shots=5, photos=4, accepted=22, remark="",
    ),
    CoverageRow(
        number=4, title="科普大篷车进校园", days="", units="",
        shots=0, photos=0, accepted=0, remark="没有收到素材",
    ),
)  # fmt: skip
ASKED = (
    Requirement(
        id="film-length", about=Subject.FILM, says="成片不超过 3 分钟", measure="duration",
        at_most=Fraction(180), clause="五、（四）",
        quote="形成总结报告、影像资料（视频不超过3分钟），于6月5日前报送至县科协。",
    ),
    Requirement(
        id="film-format", about=Subject.FILM, says="视频格式为 MP4", measure="container",
        one_of=("mp4",), clause="五、（四）", quote="视频采用MP4格式，分辨率不低于1920×1080。",
    ),
    Requirement(
        id="film-marks", about=Subject.FILM, says="画面不得有台标、水印", clause="五、（四）",
        quote="画面中不得出现台标、水印等标识。",
    ),
)  # fmt: skip


#: Measured in many words, which no table may grow wider by than a screen.
FONTS = Finding(
    rule="report.fonts",
    kind=FindingKind.ADVISORY,
    outcome=Outcome.FAIL,
    measured="方正小标宋简体→Noto Serif CJK SC、仿宋_GB2312→Noto Serif CJK SC、"
    "楷体_GB2312→Noto Serif CJK SC、黑体→Noto Sans CJK SC",
    wanted="方正小标宋、黑体、楷体、仿宋、宋体",
    words=Words(zh="本机没有标准规定的字体，版面以 Word 文件为准", en="fonts are lacking here"),
    source="GB/T 9704-2012《党政机关公文格式》",
)


def small_film(path: Path) -> Path:
    """Four seconds in four colours, a key frame each second, playable while it loads."""
    colours = ("0x14508c", "0x1b6e3c", "0x8a5a00", "0x5c2d91")
    inputs = [
        part
        for colour in colours
        for part in ("-f", "lavfi", "-i", f"color={colour}:size=640x360:rate=25:duration=1")
    ]
    joined = f"[0][1][2][3]concat=n={len(colours)},noise=alls=8"
    coding = ("-c:v", "libx264", "-preset", "ultrafast", "-g", "25", "-pix_fmt", "yuv420p")
    ffmpeg(*inputs, "-filter_complex", joined, *coding, "-movflags", "+faststart", str(path))
    return path


def findings(profile: Profile | None = None) -> tuple[Finding, ...]:
    """Of a good film by the shipped profile and a notice, with a few things to look at."""
    asked = with_requirements(profile or load_profile(PROFILES / "county-science-week.yaml"), ASKED)
    film = replace(MEASURES, integrated_lufs=-1810)
    mine = judge(asked, film, limit_ms=180_000)
    between = [
        Finding(
            rule=rule.id, kind=rule.kind, outcome=Outcome.PASS, measured="一致", wanted="一致",
            words=rule.words, source=rule.source,
        )
        for rule in RULES
    ]  # fmt: skip
    at = next(n for n, each in enumerate(between) if each.rule == "agree.caption-days")
    between[at] = replace(
        between[at],
        outcome=Outcome.FAIL,
        measured="不一致",
        at_ms=72_400,
        words=Words(
            zh="字幕写的日期是5月30日，其中的素材是5月26日、5月27日",
            en="the caption says 30 May, its assets are of 26 and 27 May",
        ),
    )
    return (*mine, *between, FONTS)


@dataclass(frozen=True, kw_only=True)
class Bag:
    folder: Path

    def path(self, name: str) -> Path:
        return self.folder / name


def make_bag(folder: Path, *, poster: bytes | None = None, sheet: bytes | None = None) -> Bag:
    """A whole package with every kind of file; the page by the real template and script.

    `poster` and `sheet` stand for the small film's own pictures.
    """
    scratch = folder.parent / f"{folder.name}-made"
    scratch.mkdir(parents=True)
    film = small_film(scratch / "film.mp4")
    write_poster(film, 12, scratch / "poster.jpg")
    write_sheet(film, [12, 37, 62, 87], scratch / "sheet.jpg")
    parts = {
        FILM: film.read_bytes(),
        FILM.replace(".mp4", ".srt"): b"1\n00:00:00,000 --> 00:00:02,000\nx\n",
        PHOTO: _photo((200, 120, 40)),
        PHOTO.replace("01-", "02-"): _photo((40, 120, 200)),
        "data/总结报告.docx": b"docx" * 400,
        "data/素材清单.xlsx": b"xlsx" * 300,
        FINDINGS: _said(film_path=FILM),
    }
    page = FindingsPage(
        title="云岭县2025年科技活动周",
        period="2025年5月24日至31日",
        theme="矢志创新发展 建设科技强国",
        made="2025-06-04 09:00",
        page_path=PAGE,
        film_path=FILM,
        film_length="2:57.600",
        film_size="176.2 MB",
        poster=poster or (scratch / "poster.jpg").read_bytes(),
        contact_sheet=sheet or (scratch / "sheet.jpg").read_bytes(),
        findings=findings(),
        coverage=COVERAGE,
        files=[
            FileRow(path=path, size=len(content), sha256=sha256(content).hexdigest())
            for path, content in parts.items()
        ],
    )
    parts[PAGE] = render(page, checking_script(BROWSER_PARTS)).encode()
    payload = [
        PackageFile(path=p, blob="", size=len(c), sha256=sha256(c).hexdigest())
        for p, c in parts.items()
    ]
    tags = tag_files(payload, {"Source-Organization": "县科协", "Bagging-Date": "2025-06-04"})
    for path, content in {**parts, **tags}.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    shutil.rmtree(scratch)
    return Bag(folder=folder)


def _photo(colour: tuple[int, int, int]) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (640, 480), colour).save(out, "JPEG")
    return out.getvalue()


def _said(*, film_path: str) -> bytes:
    return f'{{"film": {{"path": "{film_path}"}}, "findings": []}}'.encode()


def flip_a_byte(bag: Path) -> None:
    film = bag / FILM
    content = bytearray(film.read_bytes())
    content[len(content) // 2] ^= 1
    film.write_bytes(content)


def lose_a_file(bag: Path) -> None:
    (bag / PHOTO).unlink()


def add_a_file(bag: Path) -> None:
    (bag / "data/照片/补充.jpg").write_bytes(b"more")


def change_the_manifest(bag: Path) -> None:
    """One digit of one sum."""
    listed = bag / MANIFEST
    text = listed.read_text("utf-8")
    listed.write_text(("1" if text[0] != "1" else "2") + text[1:], "utf-8")


def change_file_and_lists(bag: Path) -> None:
    """A forger: another report of the same size, with manifest and tag manifest made to fit."""
    report = bag / "data/总结报告.docx"
    old = sha256(report.read_bytes()).hexdigest()
    report.write_bytes(b"lies" * 400)
    listed, tags = bag / MANIFEST, bag / TAG_MANIFEST
    before = sha256(listed.read_bytes()).hexdigest()
    listed.write_text(
        listed.read_text("utf-8").replace(old, sha256(b"lies" * 400).hexdigest()), "utf-8"
    )
    after = sha256(listed.read_bytes()).hexdigest()
    tags.write_text(tags.read_text("utf-8").replace(before, after), "utf-8")


def overrule_in_the_tag_manifest(bag: Path) -> None:
    """A forger: another report, whose sum stands in the tag manifest beside the lists' own."""
    (bag / "data/总结报告.docx").write_bytes(b"lies" * 400)
    with (bag / TAG_MANIFEST).open("a", encoding="utf-8") as tags:
        tags.write(f"{sha256(b'lies' * 400).hexdigest()}  data/总结报告.docx\n")


def leave_as_it_is(_bag: Path) -> None:
    """Nothing befalls it."""


Fate = Callable[[Path], None]
#: What befalls a package -> what the page calls it; "" where nothing is wrong.
FATES: dict[Fate, str] = {
    leave_as_it_is: "",
    flip_a_byte: "changed",
    lose_a_file: "missing",
    add_a_file: "extra",
    change_the_manifest: "changed list",
    overrule_in_the_tag_manifest: "changed",
}


def zipped(bag: Path, out: Path) -> Path:
    with zipfile.ZipFile(out, "w") as archive:
        for file in sorted(bag.rglob("*")):
            if file.is_file():
                archive.write(file, f"{bag.name}/{file.relative_to(bag)}")
    return out
