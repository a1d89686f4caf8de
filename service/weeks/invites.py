"""Secrets of invites and one-time links: made here, kept nowhere, looked up by their hash."""

import hashlib
import secrets
from pathlib import Path

import segno

from domain.errors import UsageError
from domain.words import Words
from service.writing import whole_file
from storage.settings import Settings

#: Where pages are found while WEEKREEL_PUBLIC_URL is not set.
LOCAL_URL = "http://127.0.0.1:8000"
#: Keeps these hashes apart from every other sha256 of the product.
_DOMAIN = b"weekreel secret v1\x00"


def new_secret() -> str:
    """A fresh secret of 256 random bits, 43 URL-safe characters."""
    return secrets.token_urlsafe(32)


def hash_secret(secret: str) -> str:
    """The sha256 (hex) under which a secret is kept.

    Plain sha256 suffices: 256 random bits cannot be guessed, so no slow hash is needed.
    """
    return hashlib.sha256(_DOMAIN + secret.encode("utf-8", "surrogatepass")).hexdigest()


def page_link(settings: Settings, path: str) -> str:
    """The full address of a page; `path` starts with a slash."""
    return (settings.public_url or LOCAL_URL).rstrip("/") + path


def invite_link(settings: Settings, secret: str) -> str:
    """The address of the sender's page."""
    return page_link(settings, f"/u/{secret}")


def check_qr(file: Path) -> None:
    """UsageError when `write_qr` does not know its ending: before a link is made for it."""
    if file.suffix.lower() not in (".svg", ".png"):
        raise UsageError(
            Words(
                zh=f"二维码文件须以 .svg 或 .png 结尾，收到“{file.name}”",
                en=f"a QR code's file ends in .svg or .png, not {file.name!r}",
            )
        )


def write_qr(link: str, file: Path) -> None:
    """Draw the link as a QR code into an .svg or .png; raises UsageError for another ending."""
    check_qr(file)
    code = segno.make_qr(link, error="m")
    with whole_file(file) as out:
        code.save(out, scale=8, border=4, kind=file.suffix.lower()[1:])


def qr_svg(link: str) -> str:
    """The link as an inline <svg> without width, height or style, for pages and print sheets."""
    code = segno.make_qr(link, error="m")
    return code.svg_inline(border=4, omitsize=True, svgclass="qr", lineclass=None)
