"""Which characters a text may hold that is kept, shown, and written into documents."""

import re

#: What XML 1.0 has no way to write, not even by number (production 2, Char): control characters but
#: tab and line breaks, halves of characters, U+FFFE and U+FFFF. PostgreSQL takes no NUL either.
UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LINE_BREAKS = str.maketrans({"\v": "\n", "\f": "\n"})


def writable(text: str) -> str:
    """The text without what no document may hold."""
    return UNWRITABLE.sub("", text)


def spaced(text: str) -> str:
    """The text as long as it was: a space for each such character, a break for a page's end."""
    return UNWRITABLE.sub(" ", text.translate(_LINE_BREAKS))
