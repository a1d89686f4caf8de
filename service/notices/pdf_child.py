"""The child that reads a PDF: bytes on its input, JSON on its output, little memory and time.

Started by `notice_pdf` alone, as a file of its own with the most pages as its argument:
it imports nothing of ours.
"""

import io
import json
import logging
import resource
import sys

from pypdf import PdfReader

MEMORY_BYTES = 768 * 1024 * 1024
CPU_S = 15
MAX_CHARACTERS = 200_000
#: Fewer characters in the whole file are a stamp or a page number on scanned pages.
FEWEST_CHARACTERS = 40
#: Share of characters without meaning, above which a text layer is no text.
MOST_UNREADABLE = 0.2


def confine() -> None:
    """Take from this process what reading a PDF does not need."""
    for limit, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_S),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_NOFILE, 16),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (most, most))


def read(data: bytes, most_pages: int) -> dict[str, str]:
    """The text, or why there is none: locked, pages, long, scan, garbled or broken."""
    try:
        reader = PdfReader(io.BytesIO(data), root_object_recovery_limit=2_000)
        if reader.is_encrypted and not reader.decrypt(""):
            return {"refused": "locked"}
        if len(reader.pages) > most_pages:
            return {"refused": "pages"}
        pages: list[str] = []
        for page in reader.pages:
            pages.append(page.extract_text())
            if sum(map(len, pages)) > MAX_CHARACTERS:
                return {"refused": "long"}
    except Exception:  # a library's surprise over a stranger's file is an answer, not a crash
        return {"refused": "broken"}
    return judged("\n".join(pages).replace("\x00", "\ufffd"))


def judged(text: str) -> dict[str, str]:
    """The text when it is one that people could read."""
    letters = [character for character in text if not character.isspace()]
    if len(letters) < FEWEST_CHARACTERS:
        return {"refused": "scan"}
    unreadable = sum(not c.isprintable() or c == "\ufffd" for c in letters)
    if unreadable > MOST_UNREADABLE * len(letters):
        return {"refused": "garbled"}
    return {"text": text}


def main() -> None:
    logging.disable(logging.CRITICAL)  # what it complains about quotes the file
    data = sys.stdin.buffer.read()
    confine()
    sys.stdout.write(json.dumps(read(data, int(sys.argv[1]))))


if __name__ == "__main__":
    main()
