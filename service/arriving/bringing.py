"""A film finished elsewhere comes in: whole on this machine's disk first, then into blobs."""

import hashlib
import secrets
from datetime import datetime
from pathlib import Path

from domain.arriving.file_names import clean_name
from domain.arriving.sniff import HEAD_BYTES, sniff
from domain.errors import Refused, UsageError
from domain.facts import Kind
from domain.film import Film
from domain.words import Words
from storage.catalog_people import AuditEntry
from storage.opening import Storage

_NO_FILM = Words(
    zh="这不是视频文件，请上传剪辑软件导出的 .mp4 或 .mov",
    en="this is no video file; bring the .mp4 or .mov that the editing program wrote",
)


def bring_film(
    storage: Storage, file: Path, *, campaign: str, name: str, actor: str, at: datetime
) -> Film:
    """Keep the film and queue the search for its shots; UsageError when it is no clip.

    The file is read as anybody's: by its first bytes here, by confined tools later.
    """
    with file.open("rb") as opened:
        head = opened.read(HEAD_BYTES)
        try:
            kind = sniff(head, file.stat().st_size).kind
        except Refused as refused:
            raise UsageError(_NO_FILM) from refused
        if kind is not Kind.CLIP:
            raise UsageError(_NO_FILM)
        opened.seek(0)
        sha256 = hashlib.file_digest(opened, "sha256").hexdigest()
    # A name of its own each time: a withdrawal in one week deletes no film of another.
    blob = f"films/brought-{secrets.token_hex(8)}.mp4"
    storage.blobs.put(blob, file)
    film = storage.catalog.films.bring(
        campaign,
        name=clean_name(name),
        blob=blob,
        sha256=sha256,
        size=file.stat().st_size,
        at=at,
    )
    entry = AuditEntry(at=at, actor=actor, event="bring", subject=film.id)
    storage.catalog.audit.add(campaign, entry)
    return film
