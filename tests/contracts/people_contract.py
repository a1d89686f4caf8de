"""What every implementation of the People, Leases and Audit ports must do; bring `catalog`."""

import time
from datetime import timedelta

import pytest

from domain.errors import NotAllowed, NotFound
from domain.people import Role
from storage.catalog import Catalog
from storage.catalog_people import AuditEntry
from tests.contracts.sample_week import AT

DAY = timedelta(days=1)


class PeopleContract:
    def test_a_user_is_made_once(self, catalog: Catalog):
        made = catalog.people.add_user("editor-1", Role.EDITOR, at=AT)
        assert (made.name, made.role, made.password_hash) == ("editor-1", Role.EDITOR, None)
        assert catalog.people.add_user("editor-1", Role.OWNER, at=AT + DAY) == made
        assert catalog.people.user("editor-1") == made
        viewer = catalog.people.add_user("a-viewer", Role.VIEWER, at=AT)
        assert catalog.people.users() == [viewer, made]
        with pytest.raises(NotFound):
            catalog.people.user("nobody")

    def test_a_link_sets_a_password_once_while_it_is_fresh(self, catalog: Catalog):
        catalog.people.add_user("editor-1", Role.EDITOR, at=AT)
        catalog.people.add_link("editor-1", token_hash="t", expires_at=AT + DAY)
        owner = catalog.people.link_user("t", at=AT)
        assert owner is not None and owner.name == "editor-1"
        assert catalog.people.link_user("t", at=AT + DAY) is None
        with pytest.raises(NotAllowed):
            catalog.people.use_link("t", password_hash="late", at=AT + DAY)
        assert catalog.people.use_link("t", password_hash="h", at=AT).password_hash == "h"
        assert catalog.people.link_user("t", at=AT) is None
        for token in ("t", "unknown"):
            with pytest.raises(NotAllowed):
                catalog.people.use_link(token, password_hash="other", at=AT)
        assert catalog.people.user("editor-1").password_hash == "h"

    def test_a_new_link_ends_the_earlier_ones(self, catalog: Catalog):
        catalog.people.add_user("editor-1", Role.EDITOR, at=AT)
        for token in ("old", "new"):
            catalog.people.add_link("editor-1", token_hash=token, expires_at=AT + DAY)
        assert catalog.people.link_user("old", at=AT) is None
        assert catalog.people.link_user("new", at=AT) is not None
        with pytest.raises(NotFound):
            catalog.people.add_link("nobody", token_hash="x", expires_at=AT + DAY)

    def test_a_session_lasts_until_it_ends(self, catalog: Catalog):
        user = catalog.people.add_user("editor-1", Role.EDITOR, at=AT)
        for token in ("s1", "s2"):
            catalog.people.add_session("editor-1", token_hash=token, at=AT, expires_at=AT + DAY)
        assert catalog.people.session_user("s1", at=AT) == user
        assert catalog.people.session_user("s1", at=AT + DAY) is None
        assert catalog.people.session_user("other", at=AT) is None
        catalog.people.end_session("s1")
        catalog.people.end_session("s1")
        assert catalog.people.session_user("s1", at=AT) is None
        assert catalog.people.session_user("s2", at=AT) == user
        with pytest.raises(NotFound):
            catalog.people.add_session("nobody", token_hash="x", at=AT, expires_at=AT + DAY)

    def test_a_new_password_ends_the_sessions(self, catalog: Catalog):
        catalog.people.add_user("editor-1", Role.EDITOR, at=AT)
        catalog.people.add_session("editor-1", token_hash="s", at=AT, expires_at=AT + DAY)
        catalog.people.add_link("editor-1", token_hash="t", expires_at=AT + DAY)
        catalog.people.use_link("t", password_hash="h", at=AT)
        assert catalog.people.session_user("s", at=AT) is None


class LeasesContract:
    def test_a_worker_is_alive_while_it_beats(self, catalog: Catalog):
        catalog.leases.beat("w1")
        catalog.leases.beat("w2")
        assert catalog.leases.alive(60) == ["w1", "w2"]
        assert catalog.leases.stale(60) == []
        time.sleep(0.3)
        catalog.leases.beat("w2")
        assert catalog.leases.stale(0.2) == ["w1"]
        assert catalog.leases.alive(0.2) == ["w2"]
        catalog.leases.drop("w1")
        catalog.leases.drop("w1")
        assert catalog.leases.stale(0) == ["w2"] or catalog.leases.alive(0) == ["w2"]


class AuditContract:
    def test_entries_are_kept_in_their_order(self, catalog: Catalog):
        entries = [
            AuditEntry(at=AT + n * DAY, actor="editor-1", event="accept", subject=f"{n:016x}")
            for n in (2, 0, 1)
        ]
        for entry in entries:
            catalog.audit.add("yunling-2025", entry)
        assert catalog.audit.entries("yunling-2025") == entries
        assert catalog.audit.entries("other") == []
