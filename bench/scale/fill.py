"""Fills a catalog in bulk with rows of the form that the product itself writes.

Assets, uploads, sendings, invites, pictures' names, decisions, tombstones and jobs go in by many
at a time; campaigns, films and packages through the catalog's own ports. No bytes lie in blobs.
tests/bench/test_fill.py writes the same values through the ports and compares the rows.
"""

import secrets
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine, column, insert, inspect, select, table

from bench.scale.county import NOW, campaign_of
from bench.scale.films import add_films
from bench.scale.pieces import Piece, Said, pattern, sha256_of
from domain.asset import Asset
from domain.facts import Kind
from domain.moves import AssetState
from domain.reviewing.deciding import trace
from domain.reviewing.review import Action
from domain.sending import UploadState
from storage.opening import Storage
from storage.originals import asset_id, derived_prefix
from storage.queue import NewJob
from storage.sql.engine import writing
from storage.sql.models import (
    AssetRow,
    Base,
    DecisionRow,
    DerivativeRow,
    InviteRow,
    JobRow,
    SendingRow,
    StrokeRow,
    TombstoneRow,
    UploadRow,
)
from storage.sql.purging import ERASED

#: Pictures that `look` keeps of a photo and of a clip.
ROLES = {Kind.PHOTO: ("thumb", "view"), Kind.CLIP: ("poster", "strip", "thumb")}
#: Files of a county between this and `pattern`'s length; drawn by the county's number.
SMALLEST, USUAL, LARGEST = 1500, 1900, 3000
_EXPIRES = timedelta(days=7)

Rows = list[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Filled:
    """What stands in the catalog."""

    campaigns: tuple[str, ...]
    assets: int
    seconds: float


def fill(storage: Storage, engine: Engine, *, counties: int, sizes: Sequence[int] = ()) -> Filled:
    """Counties 1 to `counties`; `sizes` gives files per county, else `size_of` does."""
    started = time.monotonic()
    wanted = list(sizes) or [size_of(number) for number in range(1, counties + 1)]
    pieces = pattern(max(wanted))
    job = _job_as_sent(storage, engine)
    total = 0
    for number, size in enumerate(wanted, 1):
        total += _fill_county(storage, engine, number, pieces[:size], job)
    _forget_job(engine, job)
    return Filled(
        campaigns=tuple(campaign_of(number).key for number in range(1, len(wanted) + 1)),
        assets=total,
        seconds=time.monotonic() - started,
    )


def size_of(number: int) -> int:
    """Files of a county: 1,700 on average; the first is a large one of 3,000."""
    if number == 1:
        return LARGEST
    return SMALLEST + number * 37 % (USUAL - SMALLEST)


def _fill_county(
    storage: Storage, engine: Engine, number: int, pieces: Sequence[Piece], job: "JobAsSent"
) -> int:
    campaign = campaign_of(number)
    storage.catalog.campaigns.save(campaign, merges={}, at=NOW - timedelta(days=20))
    placed = [_placed(campaign.key, piece, place) for place, piece in enumerate(pieces)]
    with writing(engine).begin() as connection:
        invites = _invites(connection, campaign.key)
        stroke = _stroke(connection, campaign.key, placed)
        for row, rows in _tables(campaign.key, campaign.zone, placed, invites, stroke).items():
            if rows:
                connection.execute(insert(row), rows)
        _write_jobs(connection, job, campaign.key, placed)
    add_films(storage, campaign, [piece.asset for piece in placed])
    return len(placed)


def _placed(campaign: str, piece: Piece, place: int) -> Piece:
    """The same file in another county: other bytes, hence other ids."""
    sha256 = sha256_of(campaign, place)
    own = {
        "id": asset_id(campaign, sha256),
        "campaign": campaign,
        "sha256": sha256,
        "sending": sending_id(campaign, piece.said),
    }
    return replace(piece, before=replace(piece.before, **own), asset=replace(piece.asset, **own))


def sending_id(campaign: str, said: Said) -> str:
    return sha256_of(campaign, -said.number)[:32]


def _invites(connection: Connection, campaign: str) -> dict[str, int]:
    """One living link a unit: unit -> id, as the database numbers them."""
    rows = [
        {
            "campaign": campaign,
            "unit": unit.key,
            "activity": None,
            "secret_hash": secrets.token_hex(32),
            "created_at": NOW - timedelta(days=10),
            "revoked_at": None,
        }
        for unit in campaign_of(1).units
    ]
    connection.execute(insert(InviteRow), rows)
    kept = select(InviteRow.unit, InviteRow.id).where(InviteRow.campaign == campaign)
    return {row.unit: row.id for row in connection.execute(kept)}


def _stroke(connection: Connection, campaign: str, pieces: Sequence[Piece]) -> int:
    """The stroke that all decisions of a campaign hang on; editors accept by the group."""
    row = {
        "campaign": campaign,
        "at": NOW,
        "actor": "editor",
        "kind": Action.ACCEPT.value,
        "count": sum(piece.decided is not None for piece in pieces),
        "subject": "",
        "data": None,
        "undone_at": None,
        "undone_by": None,
    }
    return connection.execute(insert(StrokeRow).values(row).returning(StrokeRow.id)).scalar_one()


def _tables(
    campaign: str,
    zone: str,
    pieces: Sequence[Piece],
    invites: Mapping[str, int],
    stroke: int,
) -> dict[type[Base], Rows]:
    """Rows by table, in an order in which they may be written."""
    gone = [p for p in pieces if p.asset.state is AssetState.WITHDRAWN]
    return {
        SendingRow: _sendings(campaign, zone, pieces, invites),
        AssetRow: [asset_row(piece.asset) for piece in pieces],
        UploadRow: _uploads(pieces, invites),
        DerivativeRow: [row for piece in pieces for row in _derivatives(piece.asset)],
        DecisionRow: [_decision(piece, stroke) for piece in pieces if piece.decided],
        TombstoneRow: [_tombstone(piece) for piece in gone],
    }


def _sendings(
    campaign: str, zone: str, pieces: Iterable[Piece], invites: Mapping[str, int]
) -> Rows:
    files: dict[int, list[Piece]] = {}
    for piece in pieces:
        files.setdefault(piece.said.number, []).append(piece)
    counts: dict[tuple[str, date], int] = {}
    made: Rows = []
    for sent in files.values():
        said, at = sent[0].said, sent[0].asset.received_at
        day = at.astimezone(ZoneInfo(zone)).date()
        counts[said.unit, day] = counts.get((said.unit, day), 0) + 1
        made.append(
            {
                "id": sending_id(campaign, said),
                "campaign": campaign,
                "unit": said.unit,
                "invite": invites[said.unit],
                "client_id": f"phone-{said.number}",
                "via": "web",
                "activity": said.activity,
                "day": said.day,
                "note": said.note,
                "informed": True,
                "minors": said.minors,
                "patients": False,
                "created_at": at,
                "number_unit": said.unit,
                "number_day": day,
                "number_count": counts[said.unit, day],
                "files": len(sent),
            }
        )
    return made


def asset_row(asset: Asset) -> dict[str, Any]:
    """The columns of an asset; the other way of `storage.sql.rows.asset`.

    What is withdrawn is written as purged, as it is a moment later.
    """
    if asset.state is AssetState.WITHDRAWN:
        gone = replace(asset, state=AssetState.PURGED, version=asset.version + 1)
        return _columns_of(gone) | dict(ERASED)
    return _columns_of(asset)


def _columns_of(asset: Asset) -> dict[str, Any]:
    tag, refused, consent = asset.tag, asset.refused, asset.consent
    same = (
        "id", "campaign", "sha256", "size", "original_name", "unit", "sending", "state",
        "sender_activity", "sender_day", "invite_activity", "modified_ms", "received_at", "late",
        "kind", "facts", "claims", "taken_at", "taken_class", "taken_from", "look", "star",
        "duplicate_of", "near_duplicate_of", "version",
    )  # fmt: skip
    return {name: getattr(asset, name) for name in same} | {
        "refused_code": refused[0] if refused else None,
        "refused_words": refused[1] if refused else None,
        "informed": consent.informed,
        "minors": consent.minors,
        "patients": consent.patients,
        "consent": consent.decision,
        "phash": (asset.look.phash or None) if asset.look else None,
        "tag_activity": tag.activity if tag else None,
        "tag_day": tag.day if tag else None,
        "tag_by": tag.by if tag else None,
        "tag_confidence": tag.confidence if tag else None,
        "tag_ready": tag.ready if tag else False,
        "evidence": tag.evidence if tag else (),
    }


def _uploads(pieces: Iterable[Piece], invites: Mapping[str, int]) -> Rows:
    places: dict[str, int] = {}
    made: Rows = []
    for piece in pieces:
        asset = piece.asset
        places[asset.sending] = places.get(asset.sending, 0) + 1
        clip = asset.original_name.endswith(".mp4")
        made.append(
            {
                "id": upload_id(asset),
                "sending": asset.sending,
                "campaign": asset.campaign,
                "invite": invites[asset.unit],
                "position": places[asset.sending],
                "filename": "" if asset.state is AssetState.WITHDRAWN else asset.original_name,
                "filetype": "video/mp4" if clip else "image/jpeg",
                "size": asset.size,
                "modified_ms": asset.modified_ms,
                "created_at": asset.received_at,
                "expires_at": asset.received_at + _EXPIRES,
                "state": UploadState.RECEIVED,
                "received_at": asset.received_at,
                "sha256": asset.sha256,
                "asset": asset.id,
                "refused_code": None,
                "refused_words": None,
            }
        )
    return made


def upload_id(asset: Asset) -> str:
    return asset.sha256[:32]


def _derivatives(asset: Asset) -> Rows:
    if asset.look is None or asset.kind is None or asset.state is AssetState.WITHDRAWN:
        return []
    prefix = derived_prefix(asset.sha256)
    return [
        {"asset": asset.id, "role": role, "blob": f"{prefix}{role}-1.jpg"}
        for role in ROLES[asset.kind]
    ]


def _decision(piece: Piece, stroke: int) -> dict[str, Any]:
    decided = piece.decided
    assert decided is not None
    return {
        "campaign": piece.asset.campaign,
        "asset": piece.asset.id,
        "at": NOW,
        "actor": decided.actor,
        "action": decided.action,
        "seen_version": decided.seen_version,
        "activity": decided.activity,
        "day": decided.day,
        "reason": decided.reason,
        "before": trace(piece.before),
        "after": trace(piece.asset),
        "undone_at": None,
        "undone_by": None,
        "stroke": stroke,
    }


def _tombstone(piece: Piece) -> dict[str, Any]:
    decided = piece.decided
    assert decided is not None and decided.action is Action.WITHDRAW
    return {
        "campaign": piece.asset.campaign,
        "sha256": piece.asset.sha256,
        "asset": piece.asset.id,
        "reason": decided.reason,
        "actor": decided.actor,
        "at": NOW,
    }


@dataclass(frozen=True, kw_only=True)
class JobAsSent:
    """The rows of DBOS that sending one job leaves, to be copied for the others."""

    id: str
    subject: str
    rows: Mapping[str, Mapping[str, Any]]


_DBOS = ("workflow_status", "workflow_input")


def _job_as_sent(storage: Storage, engine: Engine) -> JobAsSent:
    job = NewJob(kind="asset", subject=secrets.token_hex(8), campaign="none")
    storage.queue.send(job)
    rows: dict[str, Mapping[str, Any]] = {}
    with engine.begin() as connection:
        for name in _DBOS:
            kept = _columns(connection, name)
            found = select(kept).where(kept.c.workflow_uuid == job.id)
            rows[name] = dict(connection.execute(found).mappings().one())
    return JobAsSent(id=job.id, subject=job.subject, rows=rows)


def _columns(connection: Connection, name: str) -> Any:
    """DBOS's table as it stands; on PostgreSQL it has a schema of its own."""
    schema = "dbos" if connection.dialect.name == "postgresql" else None
    kept = inspect(connection).get_columns(name, schema=schema)
    return table(name, *(column(each["name"], each["type"]) for each in kept), schema=schema)


def _forget_job(engine: Engine, job: JobAsSent) -> None:
    with writing(engine).begin() as connection:
        for name in reversed(_DBOS):
            kept = _columns(connection, name)
            connection.execute(kept.delete().where(kept.c.workflow_uuid == job.id))
        connection.execute(JobRow.__table__.delete().where(JobRow.id == job.id))


def _write_jobs(
    connection: Connection, job: JobAsSent, campaign: str, pieces: Sequence[Piece]
) -> None:
    """One job an asset: waiting for what has just come, done for the others."""
    sent_ms = int(NOW.timestamp() * 1000)
    jobs = [
        {
            "id": f"asset:{piece.asset.id}",
            "campaign": campaign,
            "kind": "asset",
            "subject": piece.asset.id,
            "created_ms": sent_ms + place,
        }
        for place, piece in enumerate(pieces)
    ]
    connection.execute(insert(JobRow), jobs)
    for name, as_sent in job.rows.items():
        rows = [
            {
                key: value.replace(job.subject, piece.asset.id) if isinstance(value, str) else value
                for key, value in as_sent.items()
            }
            for piece in pieces
        ]
        if name == "workflow_status":
            for turn, (row, piece) in enumerate(zip(rows, pieces, strict=True), 1):
                waits = piece.asset.state is AssetState.RECEIVED
                row["status"] = "ENQUEUED" if waits else "SUCCESS"
                row["queue_partition_key"], row["priority"] = campaign, turn
        connection.execute(insert(_columns(connection, name)), rows)
