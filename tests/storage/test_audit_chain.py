"""The log's chain under writers side by side, under tampering, and as it joins what was before."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import command

from domain.moves import AssetState
from domain.reviewing.audit_chain import check
from domain.reviewing.review import Action
from storage.catalog import Catalog
from storage.catalog_people import AuditEntry, AuditQuery
from storage.opening import Storage, open_storage
from storage.preparing import alembic_config
from storage.settings import Settings
from tests.contracts.sample_week import AT, decision, plan, tagged

WRITERS, EACH = 4, 10


def whole(catalog: Catalog) -> int:
    """How many entries hang together; fails where they do not."""
    chain = catalog.audit.chain()
    links = catalog.audit.links(after=chain.anchor.number, limit=10_000)
    checked = check(chain.anchor, links, chain.end)
    assert checked.broken is None, checked.broken
    return checked.entries


def test_writers_side_by_side_make_one_chain(catalog: Catalog):
    catalog.campaigns.save(plan(), merges={}, at=AT)
    assets = tagged(catalog, *(f"file {n}" for n in range(WRITERS)))

    def write(number: int) -> None:
        for turn in range(EACH):
            action = Action.STAR if turn % 2 else Action.UNSTAR
            catalog.assets.decide([decision(assets[number], action)], at=AT)
            entry = AuditEntry(at=AT, actor=f"w{number}", event="login", subject=str(turn))
            catalog.audit.add("", entry)

    with ThreadPoolExecutor(WRITERS) as pool:
        assert list(pool.map(write, range(WRITERS))) == [None] * WRITERS
    assert whole(catalog) == WRITERS * EACH * 2


def test_a_decision_that_fails_leaves_no_entry_and_no_hole(catalog: Catalog):
    catalog.campaigns.save(plan(), merges={}, at=AT)
    one, two = tagged(catalog, "one", "two")
    catalog.assets.decide([decision(one, Action.ACCEPT)], at=AT)
    before = catalog.audit.chain().end
    try:
        catalog.assets.decide(
            [decision(two, Action.ACCEPT), decision(one, Action.ACCEPT, seen_version=1)], at=AT
        )
    except Exception as refused:
        assert "changed" in str(refused)
    assert catalog.audit.chain().end == before
    catalog.assets.decide([decision(two, Action.ACCEPT)], at=AT)
    assert whole(catalog) == 2 and catalog.assets.get(two).state is AssetState.ACCEPTED


def test_an_entry_changed_in_the_database_shows(storage: Storage):
    catalog = storage.catalog
    for number in range(3):
        catalog.audit.add("", AuditEntry(at=AT, actor="a", event="login", subject=str(number)))
    with storage._engine.begin() as connection:
        connection.execute(sa.text("UPDATE wr_audit SET actor = 'b' WHERE number = 2"))
    chain = catalog.audit.chain()
    broken = check(chain.anchor, catalog.audit.links(after=0, limit=10), chain.end).broken
    assert broken is not None and broken.number == 2


def test_what_was_logged_before_there_was_a_chain_joins_it_in_the_order_of_time(
    settings: Settings,
):
    with open_storage(settings) as storage:
        storage.catalog.campaigns.save(plan(), merges={}, at=AT)
        (asset,) = tagged(storage.catalog, "one")
        (made,) = storage.catalog.assets.decide([decision(asset, Action.ACCEPT)], at=_at(10))
        storage.catalog.assets.undo(made.id, actor="other", at=_at(12))
        entry = AuditEntry(at=_at(11), actor="owner", event="login", subject="owner")
        storage.catalog.audit.add("", entry)
        with storage._engine.begin() as connection:
            command.downgrade(alembic_config(connection), "0012")
        with storage._engine.begin() as connection:
            command.upgrade(alembic_config(connection), "0013")
        entries = storage.catalog.audit.page(AuditQuery())
        assert [(each.entry.event, each.entry.at) for each in entries] == [
            ("undo", _at(12)),
            ("login", _at(11)),
            ("accept", _at(10)),
        ]
        assert whole(storage.catalog) == 3
        with storage._engine.begin() as connection:
            command.upgrade(alembic_config(connection), "head")
        storage.catalog.assets.decide([decision(asset, Action.STAR)], at=AT)
        assert whole(storage.catalog) == 4
        link = storage.catalog.audit.links(after=0, limit=1)[0]
        assert link.logged.after is not None and link.logged.after["state"] == "accepted"


def _at(hour: int) -> datetime:
    return datetime(2025, 5, 28, hour, tzinfo=UTC)
