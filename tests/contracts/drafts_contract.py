"""What every implementation of the Drafts port must do; bring a fixture `catalog`."""

from datetime import timedelta

import pytest

from domain.errors import Conflict, NotFound
from domain.people import Role
from storage.catalog import Catalog
from tests.contracts.sample_week import AT

HOUR = timedelta(hours=1)
FIELDS = {"title": "科技活动周", "units": [{"key": "u1", "aliases": ["县科协"]}], "limit": None}


def laid(catalog: Catalog, user: str = "editor-1", **other):
    catalog.people.add_user(user, Role.EDITOR, at=AT)
    values = {"name": "通知.docx", "text": "一、活动时间\n", "values": FIELDS, "at": AT}
    return catalog.drafts.put(user, **{**values, **other})


class DraftsContract:
    def test_a_draft_comes_back_as_it_was_laid_and_to_its_user_alone(self, catalog: Catalog):
        made = laid(catalog)
        assert (made.user, made.name, made.text) == ("editor-1", "通知.docx", "一、活动时间\n")
        assert (made.values, made.version, made.updated_at) == (FIELDS, 1, AT)
        assert catalog.drafts.get("editor-1") == made
        assert catalog.drafts.get("editor-2") is None

    def test_a_new_one_takes_the_place_of_the_old_and_old_windows_cannot_change_it(
        self, catalog: Catalog
    ):
        old = laid(catalog)
        new = laid(catalog, name="", text="二", at=AT + HOUR)
        assert catalog.drafts.get("editor-1") == new and new.version > old.version
        with pytest.raises(Conflict):
            catalog.drafts.change("editor-1", values={}, seen_version=old.version, at=AT)

    def test_a_change_is_kept_and_one_that_did_not_see_it_is_refused(self, catalog: Catalog):
        made = laid(catalog)
        changed = catalog.drafts.change(
            "editor-1", values={"title": "新"}, seen_version=made.version, at=AT + HOUR
        )
        assert (changed.values, changed.text) == ({"title": "新"}, made.text)
        assert (changed.version, changed.updated_at) == (made.version + 1, AT + HOUR)
        assert catalog.drafts.get("editor-1") == changed
        with pytest.raises(Conflict):
            catalog.drafts.change("editor-1", values={}, seen_version=made.version, at=AT)
        assert catalog.drafts.get("editor-1") == changed

    def test_nobodys_draft_cannot_be_laid_or_changed(self, catalog: Catalog):
        with pytest.raises(NotFound):
            catalog.drafts.put("nobody", name="", text="", values={}, at=AT)
        catalog.people.add_user("editor-1", Role.EDITOR, at=AT)
        with pytest.raises(NotFound):
            catalog.drafts.change("editor-1", values={}, seen_version=1, at=AT)

    def test_a_draft_is_forgotten_when_it_is_dropped_or_its_user_goes(self, catalog: Catalog):
        laid(catalog)
        assert catalog.drafts.drop("editor-1") and not catalog.drafts.drop("editor-1")
        assert catalog.drafts.get("editor-1") is None
        laid(catalog)
        catalog.people.remove_user("editor-1")
        assert catalog.drafts.get("editor-1") is None

    def test_what_nobody_touched_for_long_is_forgotten(self, catalog: Catalog):
        laid(catalog)
        kept = laid(catalog, "editor-2", at=AT + HOUR)
        assert catalog.drafts.drop_older(AT + HOUR) == 1
        assert catalog.drafts.get("editor-1") is None
        assert catalog.drafts.get("editor-2") == kept
        assert catalog.drafts.drop_older(AT + HOUR) == 0
