"""What the bench writes in bulk is what the product writes, row by row and on the pages."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from bench.scale import fill, pieces, views
from bench.scale.county import NOW, campaign_of
from domain.board.coverage import coverage, coverage_of
from domain.moves import AssetState
from domain.sending import NewSending, NewUpload
from domain.wording import local_day
from service.editor.session import COOKIE
from service.weeks.invites import hash_secret
from storage.catalog_assets import Derivative
from storage.opening import Storage, open_storage
from storage.originals import asset_id, derived_prefix
from storage.settings import Settings, read_settings
from tests.service.conftest import Clock, Web, environ, serving
from tests.service.editor_desk import log_in

FILES = 40
#: What differs between two writings of the same: ids, numbers given by the database, clocks.
OWN = {
    "id", "asset", "sending", "campaign", "sha256", "invite", "blob", "at", "created_ms",
    "subject", "workflow_uuid", "created_at", "updated_at", "creator_xid", "inputs",
    "retention_timestamp", "position", "received_at", "expires_at", "status", "seen_version",
    "authenticated_user", "priority", "queue_partition_key", "stroke",
}  # fmt: skip


@pytest.fixture(scope="module")
def settings(tmp_path_factory) -> Settings:
    return read_settings(environ(tmp_path_factory.mktemp("fill") / "home"))


@pytest.fixture(scope="module")
def storage(settings) -> Iterator[Storage]:
    with open_storage(settings) as opened:
        yield opened


@pytest.fixture(scope="module")
def filled(storage) -> fill.Filled:
    return fill.fill(storage, storage._engine, counties=2, sizes=(FILES, 25))


@pytest.fixture(scope="module")
def by_ports(storage, filled) -> dict[int, str]:
    """County 3 holds the same files as county 1, written by the ports: place -> asset."""
    campaign = campaign_of(3)
    storage.catalog.campaigns.save(campaign, merges={}, at=NOW)
    planned = pieces.pattern(FILES)
    return {
        place: written(storage, campaign.key, piece, place) for place, piece in enumerate(planned)
    }


def written(storage: Storage, campaign: str, piece: pieces.Piece, place: int) -> str:
    """One file on its whole way, by what the stations and the editor call."""
    intake, assets, now = storage.catalog.intake, storage.catalog.assets, piece.asset
    known = [i for i in intake.invites(campaign) if i.unit == now.unit]
    invite = known[0] if known else intake.add_invite(
        campaign=campaign, unit=now.unit, activity=None,
        secret_hash=hash_secret(f"{campaign} {now.unit}"), at=NOW,
    )  # fmt: skip
    said = piece.said
    sending = intake.sending(
        NewSending(
            campaign=campaign, unit=said.unit, invite=invite.id, client_id=f"phone-{said.number}",
            via="web", activity=said.activity, day=said.day, note=said.note, informed=True,
            minors=said.minors,
        ),
        at=now.received_at,
    )  # fmt: skip
    sha256 = pieces.sha256_of(campaign, place)
    clip = now.original_name.endswith(".mp4")
    intake.start(
        NewUpload(
            id=sha256[:32], sending=sending.id, filename=now.original_name,
            filetype="video/mp4" if clip else "image/jpeg", size=now.size,
            modified_ms=now.modified_ms, created_at=now.received_at, expires_at=NOW,
        )
    )  # fmt: skip
    intake.receive(sha256[:32], sha256=sha256, size=now.size, at=now.received_at, late=False)
    asset = asset_id(campaign, sha256)
    if now.refused is not None:
        assets.refuse(asset, code=now.refused[0], words=now.refused[1])
    if now.look is not None and now.facts is not None and now.tag is not None:
        before = piece.before
        assets.inspected(
            asset, facts=now.facts, claims=now.claims, taken_at=now.taken_at,
            taken_class=now.taken_class, taken_from=now.taken_from,
        )  # fmt: skip
        made = [
            Derivative(role=role, blob=f"{derived_prefix(sha256)}{role}-1.jpg")
            for role in fill.ROLES[now.facts.kind]
        ]
        assets.looked(asset, look=now.look, derivatives=made)
        assert before.tag is not None
        assets.tagged(asset, tag=before.tag, held=before.state is AssetState.HELD)
    if piece.decided is not None:
        decision = replace(piece.decided, asset=asset)
        assets.decide([decision], at=NOW)
        assets.purge(asset, lambda blob: None)
    return asset


def rows_of(storage: Storage, table: str, column: str, value: str) -> list[Mapping[str, Any]]:
    """Raw rows as they lie in the database, without what two writings cannot share."""
    with storage._engine.begin() as connection:
        found = connection.execute(
            text(f"SELECT * FROM {table} WHERE {column} = :value"), {"value": value}
        ).mappings()
        rows = [{k: v for k, v in row.items() if k not in OWN} for row in found]
    return sorted(rows, key=str)


@pytest.mark.parametrize(
    ("table", "column", "prefix"),
    [
        ("wr_asset", "id", ""),
        ("wr_upload", "asset", ""),
        ("wr_derivative", "asset", ""),
        ("wr_decision", "asset", ""),
        ("wr_tombstone", "asset", ""),
        ("wr_job", "id", "asset:"),
        ("workflow_status", "workflow_uuid", "asset:"),
        ("workflow_input", "workflow_uuid", "asset:"),
    ],
)
def test_rows_written_in_bulk_are_those_that_the_ports_write(
    storage, filled, by_ports, table, column, prefix
):
    compared = 0
    for place, theirs in by_ports.items():
        ours = asset_id(filled.campaigns[0], pieces.sha256_of(filled.campaigns[0], place))
        real = rows_of(storage, table, column, prefix + theirs)
        assert rows_of(storage, table, column, prefix + ours) == real
        compared += len(real)
    assert compared > 0


def test_sendings_written_in_bulk_are_numbered_as_the_port_numbers_them(storage, filled, by_ports):
    def told(campaign: str) -> set[tuple[object, ...]]:
        return {
            (s.number, s.said.unit, s.said.activity, s.said.day, s.said.note, s.said.minors)
            for s in storage.catalog.intake.sendings(campaign)
        }

    assert told(filled.campaigns[0]) == told(campaign_of(3).key)


def test_a_filled_county_is_read_through_the_catalog(storage, filled):
    key = filled.campaigns[0]
    assets = storage.catalog.assets.all(key)
    assert len(assets) == FILES and filled.assets == FILES + 25
    today = local_day(NOW, campaign_of(1).zone)
    board = coverage_of(campaign_of(1), storage.catalog.assets.board(key), today=today)
    assert board == coverage(campaign_of(1), assets, today=today)
    assert board.total.accepted and board.total.waiting and board.total.processing
    jobs = storage.queue.jobs(campaign=key, unfinished=True)
    waiting = {job.subject for job in jobs if job.kind == "asset"}
    assert waiting == {a.id for a in assets if a.state is AssetState.RECEIVED}


def test_every_view_of_a_filled_county_is_drawn(settings, storage, filled):
    web = Web(settings, storage, Clock(NOW), campaign_of(1))
    with serving(web.app()) as address, httpx.Client(base_url=address, timeout=30) as client:
        log_in(client, web)
        assert COOKIE in client.cookies
        for name, (path, _) in views.VIEWS.items():
            answer = client.get(path(filled.campaigns[0]))
            assert answer.status_code == 200, name
        page = client.get(views.VIEWS["assets API"][0](filled.campaigns[0])).json()
        assert len(page["assets"]) == FILES
