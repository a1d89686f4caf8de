"""Names of the files in a package: readable, safe on every system, never cut inside a character."""

import datetime
import re
import unicodedata

from domain.wording import day_zh

#: Bytes of UTF-8 a name may have: zip tools and eCryptfs stop at about 143.
LONGEST_BYTES = 120
#: What Windows, macOS or a shell would stumble over.
_FORBIDDEN = re.compile(r'[\\/:*?"<>|]+')
_DROPPED = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
#: A manifest may not hold it as it is (RFC 8493), so its full-width sign stands for it.
_PERCENT = ("%", "\uff05")
_JOINER = "\u200d"


def photo_name(
    number: int, activity: str, day: datetime.date | None, unit: str, *, digits: int = 2
) -> str:
    """`03-科普大讲堂-5月28日-县科协.jpg`: number, activity, day and unit, at most 120 bytes.

    A long activity or unit loses its end; number, day and ending never do.
    """
    head, when = f"{number:0{digits}d}", day_zh(day) if day else "日期不详"
    room = LONGEST_BYTES - len(f"{head}--{when}-.jpg".encode())
    title, who = safe_part(activity), safe_part(unit)
    who = cut_bytes(who, max(room - len(title.encode()), room // 3))
    title = cut_bytes(title, room - len(who.encode()))
    return f"{head}-{title}-{when}-{who}.jpg"


def film_name(submitter: str, title: str) -> str:
    """`单位+活动名称.mp4` as notices ask for it; the title alone where no unit hands in."""
    name = "+".join(part for part in (safe_part(submitter, ""), safe_part(title)) if part)
    return f"{cut_bytes(name, LONGEST_BYTES - len('.mp4'))}.mp4"


def safe_part(text: str, empty: str = "未命名") -> str:
    """Text as a part of a file name: NFC, one line, no separators, no blank or dot at the ends."""
    plain = unicodedata.normalize("NFC", text)
    kept = "".join(c for c in plain if c.isspace() or unicodedata.category(c) not in _DROPPED)
    spaced = re.sub(r"\s+", " ", _FORBIDDEN.sub("_", kept.replace(*_PERCENT)))
    return spaced.strip(" .") or empty


def cut_bytes(text: str, most: int) -> str:
    """The longest beginning of at most `most` bytes that ends between two whole characters.

    Marks stay with their letter and the parts of a joined emoji together.
    """
    if len(text.encode()) <= most:
        return text
    cut = len(text.encode()[: max(most, 0)].decode(errors="ignore"))
    while cut > 0 and (_clings(text[cut]) or text[cut - 1] == _JOINER):
        cut -= 1
    return text[:cut].rstrip(" .")


def _clings(char: str) -> bool:
    return char == _JOINER or unicodedata.category(char) in ("Mn", "Me", "Mc", "Sk")
