"""A file's name as a browser tells it in a header."""

from urllib.parse import unquote

from starlette.requests import Request

LONGEST_NAME = 120
#: Of a percent-encoded name: 255 characters, as long as a file's name may be, have up to 3,060.
_LONGEST_TOLD = 4000


def told_name(request: Request, header: str) -> str:
    """The percent-encoded name without folders and what a line cannot hold; "" for none."""
    told = unquote(request.headers.get(header, "")[:_LONGEST_TOLD]).replace("\\", "/")
    name = "".join(c for c in told.rpartition("/")[2] if c.isprintable())
    return name[-LONGEST_NAME:]
