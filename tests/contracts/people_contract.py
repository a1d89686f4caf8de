"""What every implementation of the People, Leases and Audit ports must do; bring `catalog`."""

import time
from datetime import datetime, timedelta
from typing import Any

import pytest

from domain.errors import Conflict, NotAllowed, NotFound, UsageError
from domain.people import Role
from domain.reviewing.audit_chain import Checked, Place, check
from domain.reviewing.review import Action
from storage.catalog import Catalog
from storage.catalog_people import AuditEntry, AuditQuery
from tests.contracts.sample_week import AT, KEY, decision, plan, tagged

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

    def test_another_role_ends_the_sessions_and_the_same_role_changes_nothing(
        self, catalog: Catalog
    ):
        catalog.people.add_user("editor-1", Role.EDITOR, at=AT)
        catalog.people.add_session("editor-1", token_hash="s", at=AT, expires_at=AT + DAY)
        assert catalog.people.set_role("editor-1", Role.EDITOR).role is Role.EDITOR
        assert catalog.people.session_user("s", at=AT) is not None
        assert catalog.people.set_role("editor-1", Role.VIEWER).role is Role.VIEWER
        assert catalog.people.session_user("s", at=AT) is None
        with pytest.raises(NotFound):
            catalog.people.set_role("nobody", Role.VIEWER)

    def test_a_removed_user_has_no_session_and_no_link_any_more(self, catalog: Catalog):
        for name in ("editor-1", "editor-2"):
            catalog.people.add_user(name, Role.EDITOR, at=AT)
            catalog.people.add_session(name, token_hash=f"s-{name}", at=AT, expires_at=AT + DAY)
            catalog.people.add_link(name, token_hash=f"l-{name}", expires_at=AT + DAY)
        catalog.people.remove_user("editor-1")
        assert [user.name for user in catalog.people.users()] == ["editor-2"]
        assert catalog.people.session_user("s-editor-1", at=AT) is None
        assert catalog.people.link_user("l-editor-1", at=AT) is None
        assert catalog.people.session_user("s-editor-2", at=AT) is not None
        assert catalog.people.link_user("l-editor-2", at=AT) is not None
        with pytest.raises(NotFound):
            catalog.people.remove_user("editor-1")
        fresh = catalog.people.add_user("editor-1", Role.VIEWER, at=AT)
        assert fresh.password_hash is None

    def test_the_last_owner_stays_owner(self, catalog: Catalog):
        for name in ("first", "second"):
            catalog.people.add_user(name, Role.OWNER, at=AT)
        catalog.people.add_session("first", token_hash="s", at=AT, expires_at=AT + DAY)
        assert catalog.people.set_role("second", Role.EDITOR).role is Role.EDITOR
        with pytest.raises(Conflict):
            catalog.people.set_role("first", Role.EDITOR)
        with pytest.raises(Conflict):
            catalog.people.remove_user("first")
        assert catalog.people.set_role("first", Role.OWNER).role is Role.OWNER
        assert catalog.people.session_user("s", at=AT) is not None
        catalog.people.set_role("second", Role.OWNER)
        catalog.people.remove_user("first")
        assert [user.name for user in catalog.people.users()] == ["second"]


class LeasesContract:
    def test_a_worker_is_alive_while_it_beats(self, catalog: Catalog):
        catalog.leases.beat("w1")
        catalog.leases.beat("w2")
        assert catalog.leases.alive(60) == ["w1", "w2"]
        before = catalog.leases.beats()
        time.sleep(0.8)
        alive = self._alive_after_a_beat(catalog, "w2", within_s=0.7)
        after = catalog.leases.beats()
        assert after["w1"] == before["w1"]
        assert after["w2"] >= before["w2"] + 750
        assert alive == ["w2"]
        catalog.leases.drop("w1")
        catalog.leases.drop("w1")
        assert list(catalog.leases.beats()) == ["w2"]

    def _alive_after_a_beat(self, catalog: Catalog, who: str, *, within_s: float) -> list[str]:
        """Asked at once: what a busy machine asks later than that says nothing."""
        while True:
            began = time.monotonic()
            catalog.leases.beat(who)
            alive = catalog.leases.alive(within_s)
            if time.monotonic() - began < within_s:
                return alive

    def test_who_left_in_good_order_is_not_alive_and_is_remembered_until_dropped(
        self, catalog: Catalog
    ):
        catalog.leases.beat("w1")
        catalog.leases.leave("w1")
        assert (catalog.leases.alive(60), catalog.leases.left()) == ([], ["w1"])
        assert catalog.leases.beats() == {}
        catalog.leases.drop("w1")
        assert catalog.leases.left() == []


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

    def test_the_log_is_paged_newest_first_with_decisions_and_undoing(self, catalog: Catalog):
        catalog.campaigns.save(plan(), merges={}, at=AT)
        (asset,) = tagged(catalog, "one")
        (made,) = catalog.assets.decide([decision(asset, Action.ACCEPT)], at=AT + DAY)
        catalog.assets.undo(made.id, actor="other", at=AT + 2 * DAY)
        add(catalog, AT + DAY, "role of editor-1")
        add(catalog, AT + DAY, "login", campaign=KEY)
        whole = catalog.audit.page(AuditQuery())
        assert [(kept.entry.event, kept.entry.actor, kept.campaign) for kept in whole] == [
            ("login", "owner", KEY),
            ("role of editor-1", "owner", ""),
            ("undo", "other", KEY),
            ("accept", "editor", KEY),
        ]
        assert whole[2].entry.subject == whole[3].entry.subject == asset
        paged, mark = [], None
        while page := catalog.audit.page(AuditQuery(before=mark, limit=1)):
            paged += page
            mark = page[-1].mark
        assert paged == whole

    def test_the_log_is_narrowed_by_verb_campaign_and_time(self, catalog: Catalog):
        for day, event in ((0, "role of a"), (1, "roles"), (2, "role"), (3, "undo")):
            add(catalog, AT + day * DAY, event, campaign=KEY if day % 2 else "")

        def events(**narrowed: Any) -> list[str]:
            return [kept.entry.event for kept in catalog.audit.page(AuditQuery(**narrowed))]

        assert events(event="role") == ["role", "role of a"]
        assert events(event="undo") == ["undo"]
        assert events(campaign="") == ["role", "role of a"]
        assert events(campaign=KEY) == ["undo", "roles"]
        assert events(start=AT + DAY, end=AT + 3 * DAY) == ["role", "roles"]

    @pytest.mark.parametrize("mark", ["1", "n", "n-1", "1748-0-1", f"n{10**30}"])
    def test_a_mark_that_nobody_gave_out_is_refused(self, catalog: Catalog, mark: str):
        with pytest.raises(UsageError):
            catalog.audit.page(AuditQuery(before=mark))


class AuditChainContract:
    def test_every_entry_hangs_on_the_one_before_with_before_and_after(self, catalog: Catalog):
        catalog.campaigns.save(plan(), merges={}, at=AT)
        (asset,) = tagged(catalog, "one")
        add(catalog, AT, "login")
        (made,) = catalog.assets.decide([decision(asset, Action.ACCEPT)], at=AT)
        catalog.strokes.undo(made.stroke or 0, actor="editor", at=AT)
        links, chain = catalog.audit.links(after=0, limit=10), catalog.audit.chain()
        assert (chain.anchor, chain.anchored_at) == (Place(), None)
        assert check(Place(), links, chain.end) == Checked(entries=3, end=chain.end)
        login, accept, undo = (link.logged for link in links)
        assert (login.before, login.after) == (None, None)
        assert accept.before and accept.after and accept.after["state"] == "accepted"
        assert (undo.before, undo.after) == (accept.after, accept.before)

    def test_old_entries_go_from_the_front_and_the_rest_hangs_on_the_anchor(self, catalog: Catalog):
        for day in (0, 1, 5, 2, 6):
            add(catalog, AT + day * DAY, "login")
        before = AT + 3 * DAY
        assert catalog.retention.old_entries(before=before) == 2, "one hangs behind a younger one"
        assert catalog.retention.forget_entries(before=before) == 2
        assert catalog.retention.forget_entries(before=before) == 0
        add(catalog, AT + 7 * DAY, "login")
        chain = catalog.audit.chain()
        links = catalog.audit.links(after=0, limit=10)
        assert [link.number for link in links] == [3, 4, 5, 6]
        assert (chain.anchor.number, chain.anchored_at) == (2, AT + DAY)
        assert check(chain.anchor, links, chain.end).broken is None
        broken = check(Place(), links).broken
        assert broken is not None and broken.number == 1

    def test_a_log_of_which_all_is_old_goes_whole_and_goes_on_counting(self, catalog: Catalog):
        add(catalog, AT, "login")
        assert catalog.retention.forget_entries(before=AT + DAY) == 1
        chain = catalog.audit.chain()
        assert chain.anchor == chain.end and catalog.audit.links(after=0, limit=10) == []
        add(catalog, AT + 2 * DAY, "login")
        assert [link.number for link in catalog.audit.links(after=0, limit=10)] == [2]

    def test_nothing_logged_is_a_chain_too(self, catalog: Catalog):
        chain = catalog.audit.chain()
        assert check(chain.anchor, catalog.audit.links(after=0, limit=1), chain.end).entries == 0


def add(catalog: Catalog, at: datetime, event: str, *, campaign: str = "") -> None:
    entry = AuditEntry(at=at, actor="owner", event=event, subject="x")
    catalog.audit.add(campaign, entry)
