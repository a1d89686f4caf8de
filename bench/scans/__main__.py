"""Reads notices by recipe as scans of many kinds and counts the fields that come out as of text.

Run: python -m bench.scans [--quick] [FOLDER of further .txt notices]
"""

import io
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PIL import Image

from domain.errors import BrokenInput
from domain.notice.draft import notice_json
from domain.notice.misread import doubted
from domain.notice.reading import read_notice
from domain.notice.scan import ReadPage
from domain.notice.scanned import ScannedText, scanned_text
from domain.notice.sources import find_sources
from tests.domain.notice_recipe import RECIPES
from tests.scan_recipe import Spoilt, printed, scanned_pdf
from workers.scanning import read_page_of
from workers.tools.words.page_reader import read_page
from workers.tools.words.sheets import sheet

NOTICES = Path(__file__).parents[2] / "tests" / "domain" / "notices"
KINDS = {
    "200 dpi, clean": Spoilt(),
    "300 dpi, tilted 1.5": Spoilt(dpi=300, tilt=1.5, noise=4),
    "150 dpi, grey, noise, JPEG 50": Spoilt(dpi=150, tilt=-0.7, noise=12, grey=True, jpeg=50),
    "200 dpi, photo: shade, tilted 4": Spoilt(tilt=4, noise=8, jpeg=60, shade=110, serif=False),
    "100 dpi, noise": Spoilt(dpi=100, noise=6, jpeg=60),
}


def notices(folder: Path | None) -> Iterator[tuple[str, str]]:
    """Every notice with its name; those in which nothing is to be found are left out."""
    files = [*sorted(NOTICES.glob("*.txt")), *(sorted(folder.glob("*.txt")) if folder else [])]
    texts = {path.stem: path.read_text(encoding="utf-8") for path in files}
    texts |= {f"recipe {each.name}": each.text for each in RECIPES}
    for name, text in texts.items():
        try:
            read_notice(text)
        except BrokenInput:
            continue
        yield name, text


def read_scan(text: str, spoilt: Spoilt) -> tuple[ScannedText, list[float]]:
    """The text of its scan, and seconds of the processor for each page."""
    data = scanned_pdf(printed(text, spoilt), spoilt)
    pages: list[ReadPage] = []
    seconds: list[float] = []
    for index in range(len(printed(text, spoilt))):
        began = time.process_time()
        _, blobs = sheet(io.BytesIO(data), {"index": index})
        value, _ = read_page(io.BytesIO(blobs["sheet"]), {"seconds": 60})
        seconds.append(time.process_time() - began)
        pages.append(read_page_of(value, number=index + 1, took_ms=0))
    return scanned_text(pages), seconds


def fields(text: str) -> dict[str, str]:
    """Field -> value, of the parse of a text; its activities one by one."""
    found = notice_json(read_notice(text))
    flat: dict[str, str] = {}
    _flatten("", {k: v for k, v in found.items() if k not in ("warnings", "contacts")}, flat)
    return flat


def _flatten(name: str, value: Any, flat: dict[str, str]) -> None:
    if isinstance(value, dict):
        for key, inner in value.items():
            _flatten(f"{name}.{key}".lstrip("."), inner, flat)
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for place, inner in enumerate(value):
            _flatten(f"{name}.{place + 1}", inner, flat)
    elif value not in (None, [], ""):
        flat[name] = json.dumps(value, ensure_ascii=False)


def compare(text: str, scanned: ScannedText) -> tuple[int, int, int, list[str]]:
    """Fields of the text, those that the scan gives the same, those of the others that are doubted,
    and what differs."""
    meant = fields(text)
    try:
        got = fields(scanned.text)
        sources = doubted(scanned, find_sources(scanned.text, read_notice(scanned.text)))
    except BrokenInput:
        return len(meant), 0, len(meant), ["nothing was found"]
    unsure = {source.field for source in sources if source.doubts}
    wrong = {name for name in {*meant, *got} if meant.get(name) != got.get(name)}
    doubts = sum(any(_same(name, field) for field in unsure) for name in wrong)
    told = [f"{name}: {meant.get(name)} -> {got.get(name)}" for name in sorted(wrong)]
    return len(meant), sum(meant[n] == got.get(n) for n in meant), doubts, told


def _same(name: str, field: str) -> bool:
    return name.startswith(field) or field.startswith(name.split(".")[0])


def main(arguments: list[str]) -> None:
    quick = "--quick" in arguments
    folders = [Path(each) for each in arguments if not each.startswith("--")]
    texts = list(notices(folders[0] if folders else None))
    kinds = dict(list(KINDS.items())[2:3]) if quick else KINDS
    read_page(io.BytesIO(_blank()), {"seconds": 1})
    for kind, spoilt in kinds.items():
        meant = same = doubts = wrong = 0
        seconds: list[float] = []
        for name, text in texts:
            scanned, took = read_scan(text, spoilt)
            seconds += took
            here, right, doubted_here, told = compare(text, scanned)
            meant, same = meant + here, same + right
            doubts, wrong = doubts + doubted_here, wrong + len(told)
            for line in told:
                print(f"    {name}: {line}")
        print(
            f"{kind}: {same} of {meant} fields as of text ({same / meant:.1%}); "
            f"of {wrong} differences {doubts} doubted; {len(seconds)} pages, "
            f"{sum(seconds) / len(seconds):.1f} s of the processor a page, "
            f"the slowest {max(seconds):.1f}",
            flush=True,
        )


def _blank() -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (200, 280), "white").save(data, "JPEG")
    return data.getvalue()


if __name__ == "__main__":
    main(sys.argv[1:])
