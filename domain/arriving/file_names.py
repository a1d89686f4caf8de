"""File names as senders bring them, made harmless: data to show, never a path to open."""

import re
import unicodedata

#: What common file systems take as one name, in bytes of UTF-8.
LONGEST_BYTES = 255
#: An ending longer than this, dot included, is taken for part of the name.
LONGEST_ENDING_BYTES = 20
UNNAMED = "unnamed"

#: Joins the parts of one emoji; it turns no writing around, so it may stay.
_JOINER = "\u200d"
#: Control, format (bidi marks among them), lone surrogate, line and paragraph separator.
_DROPPED = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
#: Neither is a character, and no list or hand-over in XML can hold it.
_NOT_XML = "\ufffe\uffff"


def clean_name(raw: str) -> str:
    """One name without path, control and bidi characters, 1 to 255 bytes of UTF-8, NFC.

    The last part of a path is kept (Windows separators count too), runs of blanks become one,
    blanks and dots at the ends go: a name can be neither hidden nor "..". A long name loses the
    end of its stem and keeps its ending. Cleaning a clean name changes nothing.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", raw))[-1]
    spaced = re.sub(r"\s+", " ", last)
    seen = "".join(char for char in spaced if _may_stay(char))
    shown = unicodedata.normalize("NFC", re.sub(r" +", " ", seen))
    return _shorten(shown.strip(" .") or UNNAMED)


def ending(name: str) -> str:
    """The ending of a name in lower case with its dot (".jpg"); "" when it has none."""
    stem, dot, last = name.rpartition(".")
    return f".{last.lower()}" if stem and dot and last else ""


def _may_stay(char: str) -> bool:
    if char in _NOT_XML:
        return False
    return char == _JOINER or unicodedata.category(char) not in _DROPPED


def _shorten(name: str) -> str:
    if _bytes(name) <= LONGEST_BYTES:
        return name
    tail = name[len(name) - len(ending(name)) :]
    if not tail or _bytes(tail) > LONGEST_ENDING_BYTES:
        tail = ""
    stem = name[: len(name) - len(tail)]
    room = LONGEST_BYTES - _bytes(tail)
    cut = stem.encode()[:room].decode(errors="ignore")
    return cut.rstrip(" .") + tail


def _bytes(text: str) -> int:
    return len(text.encode())
