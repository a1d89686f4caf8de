"""A watched folder: whatever is copied into it comes in, and is moved aside with its receipt."""

import contextlib
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from domain.errors import StorageFailed
from domain.words import Words

#: Where files go once they are taken, and those that are not: inside the watched folder.
TAKEN, REFUSED = "已接收", "未接收"
#: A file whose size and time stood still for so long, in seconds, is copied to its end.
STILL_S = 5.0
#: What programs call a file that they have not finished.
_UNFINISHED = re.compile(r"\.(part|tmp|crdownload|download|filepart)$", re.IGNORECASE)


class DropFolder:
    """Files of one folder that are whole, each told once; `clock` gives seconds."""

    def __init__(self, folder: Path, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._folder = folder
        self._clock = clock
        #: File -> (size, mtime in ns, when they were first seen so).
        self._seen: dict[Path, tuple[int, int, float]] = {}

    def whole(self) -> list[Path]:
        """Files that have not changed for `STILL_S`, in name order."""
        now = self._clock()
        seen: dict[Path, tuple[int, int, float]] = {}
        for path in self._files():
            try:
                found = path.stat()
            except OSError:
                continue
            size, changed, since = self._seen.get(path, (-1, -1, now))
            same = (size, changed) == (found.st_size, found.st_mtime_ns)
            seen[path] = (found.st_size, found.st_mtime_ns, since if same else now)
        self._seen = seen
        return sorted(path for path, (_, _, since) in seen.items() if now - since >= STILL_S)

    def put_aside(self, file: Path, *, taken: bool, receipt: str) -> Path:
        """Move a file out of the way, into a folder named by its sending; where it is now.

        Under the same folders as before: their names joined to one may be longer than a name can.

        StorageFailed when the folder cannot be written: the same files would come again for ever.
        """
        inside = file.relative_to(self._folder).parent
        target = self._folder / (TAKEN if taken else REFUSED) / receipt / inside
        try:
            target.mkdir(parents=True, exist_ok=True)
            place = _free(target, file.name)
            file.rename(place)
        except OSError as error:
            raise StorageFailed(
                Words(
                    zh=f"不能移动监视文件夹里的文件（{error.strerror}）：{file}。已收到的都在；"
                    "请让本程序对该文件夹可写，再重新运行",
                    en=f"files of the watched folder cannot be moved ({error.strerror}): {file};"
                    " what was received is kept; make the folder writable and start again",
                )
            ) from error
        self._seen.pop(file, None)
        return place

    def _files(self) -> Iterator[Path]:
        for path in self._folder.rglob("*"):
            parts = path.relative_to(self._folder).parts
            hidden = any(part.startswith((".", "~$")) for part in parts)
            if hidden or parts[0] in (TAKEN, REFUSED) or _UNFINISHED.search(path.name):
                continue
            with contextlib.suppress(OSError):
                if path.is_file() and not path.is_symlink():
                    yield path


def _free(folder: Path, name: str) -> Path:
    """A name in the folder that nothing has: a second IMG_1.jpg becomes IMG_1~2.jpg."""
    place, number = folder / name, 2
    while place.exists():
        place = folder / f"{Path(name).stem}~{number}{Path(name).suffix}"
        number += 1
    return place
