"""What every implementation of the Texts port must do; bring a fixture `catalog`."""

from dataclasses import replace

import pytest

from domain.errors import NotFound
from domain.looking.picture_text import PictureText, TextLine
from domain.moves import CampaignState
from domain.reviewing.review import Action
from storage.catalog import Catalog
from storage.catalog_texts import Unread
from tests.contracts.sample_week import AT, KEY, decide, move_week, plan, received, tagged

TEXT = PictureText(
    recipe=2,
    lines=(
        TextLine(text="科普大讲堂", confidence=987, box=(100, 80, 900, 160), glyph=60, at_ms=4200),
    ),
    cut=True,
)


class TextsContract:
    def test_words_come_back_exactly_and_a_second_time_replaces(self, catalog: Catalog):
        catalog.campaigns.save(plan(), merges={}, at=AT)
        (one,) = tagged(catalog, "one")
        assert catalog.texts.of(one) is None
        assert catalog.texts.keep(one, PictureText(recipe=1, fault="slow"))
        assert catalog.texts.keep(one, TEXT)
        assert catalog.texts.of(one) == TEXT
        assert catalog.texts.of("nobody") is None
        with pytest.raises(NotFound):
            catalog.texts.keep("nobody", TEXT)

    def test_what_a_machine_tagged_and_this_recipe_has_not_read_is_told(self, catalog: Catalog):
        catalog.campaigns.save(plan(), merges={}, at=AT)
        new, old, done, chosen, gone = sorted(tagged(catalog, "1", "2", "3", "4", "5"))
        received(catalog, "not tagged yet")
        catalog.texts.keep(old, replace(TEXT, recipe=1))
        catalog.texts.keep(done, TEXT)
        decide(catalog, chosen, Action.CHANGE, activity="a2")
        decide(catalog, gone, Action.WITHDRAW)
        unread = [Unread(asset=new, campaign=KEY), Unread(asset=old, campaign=KEY)]
        assert catalog.texts.unread(recipe=2, limit=9) == unread
        assert catalog.texts.unread(recipe=2, limit=1) == unread[:1]
        move_week(catalog, CampaignState.CLOSED)
        assert catalog.texts.unread(recipe=2, limit=9) == []

    def test_what_is_withdrawn_has_no_words_and_leaves_none_when_purged(self, catalog: Catalog):
        catalog.campaigns.save(plan(), merges={}, at=AT)
        (one,) = tagged(catalog, "one")
        catalog.texts.keep(one, TEXT)
        decide(catalog, one, Action.WITHDRAW)
        assert catalog.texts.of(one) is None
        assert catalog.assets.purge(one, lambda _blob: None)
        assert catalog.texts.keep(one, TEXT) is False
        assert catalog.texts.of(one) is None
