"""The pages of a scanned notice become lines of text; nothing of it goes into a log.

Files are opened in a confined child of their own, which ends with the notice; what it makes of a
page is our own picture, and that is read by the warm child that reads all pictures.
"""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from domain.errors import NotFound, Refused, ToolFailed, ToolTimedOut
from domain.notice.scan import MAX_PAGES, ReadLine, ReadPage, refusal_words
from domain.words import Words
from storage.catalog_scans import Scan, ScanFile, ScanState, page_blob
from workers.bench import Bench
from workers.tools.running.confined import CallResult, ConfinedChild

WORK = "workers.tools.words.sheets"
#: Seconds by the clock to open a file, and to make one page's picture.
OPEN_S, SHEET_S = 30.0, 30.0
#: Of the processor, seconds for one page, after which no further line of it is begun; by the clock.
PROCESSOR_S, PATIENCE_S = 40.0, 240.0
_MEMORY_BYTES = 2 << 30
_MOST_PICTURE = 24 << 20
#: Of a hostile answer, what is believed: lines, characters of one, cells.
_MOST_LINES, _LONGEST, _MOST_CELLS = 400, 400, 600
#: Codes of a photo that does not open -> ours.
_CODES = {"too-large-picture": "too-large", "not-media": "kind", "document": "kind"}
_OURS = ("locked", "broken", "too-large")

Tell = Callable[[int, int], None]


class _Unreadable(Exception):
    """The notice is not read; `words` say to its editor what to do."""

    def __init__(self, code: str, name: str) -> None:
        super().__init__(code)
        self.words = refusal_words(code, name)


def read_scan(bench: Bench, scan_id: str, tell: Tell) -> bool:
    """False where it is forgotten, or cannot be read, which it then says.

    Pages that were read before are kept: a worker that takes over goes on.
    """
    try:
        scan = bench.catalog.scans.get(scan_id)
    except NotFound:
        return False
    if scan.state is not ScanState.READING:
        return scan.state is ScanState.READ
    try:
        found = _read(bench, scan, tell)
    except _Unreadable as fault:
        bench.catalog.scans.finish(scan_id, refused=fault.words)
        return False
    except NotFound:  # forgotten meanwhile, its files with it
        return False
    words = None if found else refusal_words("empty", scan.name)
    return bench.catalog.scans.finish(scan_id, refused=words) and bool(found)


def _read(bench: Bench, scan: Scan, tell: Tell) -> int:
    """Number of lines on all pages."""
    known = {page.number: page for page in scan.pages}
    lines = 0
    with (
        ConfinedChild(WORK, memory_bytes=_MEMORY_BYTES, max_blob_bytes=_MOST_PICTURE) as child,
        TemporaryDirectory(dir=bench.scratch, prefix="scan-") as folder,
    ):
        opener = _Opener(bench, child)
        sheets = list(opener.sheets(scan))
        for number, (file, index) in enumerate(sheets, 1):
            tell(number - 1, len(sheets))
            page = known.get(number)
            if page is None:
                picture = Path(folder) / "page.jpg"
                picture.write_bytes(opener.picture(file, index))
                page = _page(bench, scan, number, picture)
                if not bench.catalog.scans.keep_page(scan.id, page):
                    bench.blobs.delete(page_blob(scan.id, number))
                    raise NotFound(_FORGOTTEN)
            lines += len(page.lines)
        tell(len(sheets), len(sheets))
    return lines


class _Opener:
    """Opens files that came from outside."""

    def __init__(self, bench: Bench, child: ConfinedChild) -> None:
        self._bench = bench
        self._child = child

    def sheets(self, scan: Scan) -> Iterator[tuple[ScanFile, int]]:
        """Every page: its file, and its place in it from 0."""
        count = 0
        for file in scan.files:
            told = self._ask("sheets", file, {}, OPEN_S)
            here = int(told.value["sheets"])
            count += here
            if count > MAX_PAGES or here < 1:
                raise _Unreadable("pages" if here >= 1 else "broken", file.name)
            yield from ((file, index) for index in range(here))

    def picture(self, file: ScanFile, index: int) -> bytes:
        return self._ask("sheet", file, {"index": index}, SHEET_S).blobs["sheet"]

    def _ask(self, work: str, file: ScanFile, params: dict[str, Any], patience_s: float) -> Any:
        """Once more where the child died: it may have been worn out, or killed from outside."""
        try:
            try:
                return self._once(work, file, params, patience_s)
            except ToolTimedOut:
                raise
            except ToolFailed:
                return self._once(work, file, params, patience_s)
        except ToolTimedOut as late:
            raise _Unreadable("slow", file.name) from late
        except Refused as refused:
            code = _CODES.get(refused.code, refused.code)
            raise _Unreadable(code if code in (*_OURS, "kind") else "broken", file.name) from None
        except (ToolFailed, LookupError, TypeError, ValueError) as fault:
            raise _Unreadable("broken", file.name) from fault

    def _once(
        self, work: str, file: ScanFile, params: dict[str, Any], patience_s: float
    ) -> CallResult:
        with self._bench.blobs.local(file.blob) as path:
            return self._child.call(
                work,
                path,
                params=params,
                timeout_s=patience_s,
                cancelled=self._bench.cancelled,
            )


def _page(bench: Bench, scan: Scan, number: int, picture: Path) -> ReadPage:
    """What stands on the page; its picture is kept to be shown beside."""
    began = time.monotonic()
    try:
        told = bench.read.page(picture, seconds=PROCESSOR_S, patience_s=PATIENCE_S)
    except ToolTimedOut as late:
        raise _Unreadable("slow", scan.name) from late
    except Refused as refused:
        raise _Unreadable("broken", scan.name) from refused
    blob = page_blob(scan.id, number)
    # A worker that died may have put it: what it read is gone, its picture is another one's.
    bench.blobs.delete(blob)
    bench.blobs.put(blob, told.blobs["page"])
    took_ms = round(1000 * (time.monotonic() - began))
    return read_page_of(told.value, number=number, took_ms=took_ms)


def read_page_of(value: dict[str, Any], *, number: int, took_ms: int) -> ReadPage:
    """The child's answer as far as it is believed."""
    width, height = max(1, int(value["width"])), max(1, int(value["height"]))
    lines = [_line(row) for row in value["lines"][:_MOST_LINES]]
    return ReadPage(
        number=number,
        width=width,
        height=height,
        lines=tuple(line for line in lines if line.text),
        cells=tuple(_box(cell) for cell in value["cells"][:_MOST_CELLS]),
        turned=int(value["turned"]) % 4,
        skew=int(value["skew"]),
        cut=bool(value["cut"]),
        took_ms=took_ms,
    )


def _line(row: dict[str, Any]) -> ReadLine:
    text = "".join(c for c in str(row["text"])[:_LONGEST] if c.isprintable())
    sure = [min(1000, max(0, int(value))) for value in row["sure"][: len(text)]]
    sure += [0] * (len(text) - len(sure))
    return ReadLine(text=text, box=_box(row["box"]), sure=tuple(sure))


def _box(values: Any) -> tuple[int, int, int, int]:
    left, top, right, bottom = (max(0, int(value)) for value in values)
    return left, top, max(left + 1, right), max(top + 1, bottom)


_FORGOTTEN = Words(zh="这份扫描件已经删除", en="this scan is forgotten")
