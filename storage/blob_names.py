"""Which names blobs may have, the same for every store."""

import re

_SEGMENT = re.compile(r"[A-Za-z0-9._-]+")
_PREFIX = re.compile(r"(?!/)[A-Za-z0-9._/-]*")


def checked_name(name: str) -> str:
    """The name itself; raises ValueError unless it is ASCII path segments joined by "/"."""
    for segment in name.split("/"):
        if not _SEGMENT.fullmatch(segment) or segment in (".", ".."):
            raise ValueError(f"not a blob name: {name!r}")
    return name


def checked_prefix(prefix: str) -> str:
    """The prefix itself; raises ValueError when no name could start with it."""
    if not _PREFIX.fullmatch(prefix) or ".." in prefix.split("/"):
        raise ValueError(f"not the start of a blob name: {prefix!r}")
    return prefix


def is_name(text: str) -> bool:
    """True for what a blob may be called: a store may hold things of its own beside them."""
    try:
        checked_name(text)
    except ValueError:
        return False
    return True
