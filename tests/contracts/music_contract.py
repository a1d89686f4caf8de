"""What every implementation of the Musics port must do; bring a fixture `catalog`."""

import pytest

from domain.cutting.music import MusicState, OwnMusic
from domain.errors import NotFound
from domain.words import Words
from storage.catalog import Catalog
from tests.contracts.sample_week import AT, KEY, plan


def bring(catalog: Catalog, sha256: str = "ab" * 32, title: str = "县歌") -> OwnMusic:
    return catalog.music.add(
        campaign=KEY,
        title=title,
        rights="本单位原创，授权使用",
        sha256=sha256,
        size=1000,
        by="编辑一",
        at=AT,
    )


class MusicContract:
    def test_music_is_kept_with_its_rights_and_told_newest_first(self, catalog: Catalog):
        catalog.campaigns.save(plan(), merges={}, at=AT)
        first, second = bring(catalog), bring(catalog, "cd" * 32)
        assert (first.state, first.rights, first.beats) == (MusicState.RECEIVED, first.rights, ())
        assert catalog.music.get(first.id) == first
        assert {one.id for one in catalog.music.all(KEY)} == {first.id, second.id}

    def test_the_same_bytes_are_one_piece_under_their_newest_name(self, catalog: Catalog):
        catalog.campaigns.save(plan(), merges={}, at=AT)
        bring(catalog)
        assert bring(catalog, title="县歌（合唱）").title == "县歌（合唱）"
        assert len(catalog.music.all(KEY)) == 1

    def test_what_was_heard_stands_once(self, catalog: Catalog):
        catalog.campaigns.save(plan(), merges={}, at=AT)
        music = bring(catalog)
        assert catalog.music.heard(music.id, duration_ms=90_000, beats=(500, 1100))
        assert not catalog.music.refuse(music.id, Words(zh="不是", en="no"))
        heard = catalog.music.get(music.id)
        assert (heard.state, heard.duration_ms, heard.beats) == (
            MusicState.READY,
            90_000,
            (500, 1100),
        )

    def test_refused_music_says_why(self, catalog: Catalog):
        catalog.campaigns.save(plan(), merges={}, at=AT)
        music = bring(catalog)
        assert catalog.music.refuse(music.id, Words(zh="没有声音", en="no sound"))
        assert catalog.music.get(music.id).refused == Words(zh="没有声音", en="no sound")

    def test_removed_music_gives_its_bytes_free(self, catalog: Catalog):
        catalog.campaigns.save(plan(), merges={}, at=AT)
        music = bring(catalog)
        assert catalog.music.remove(music.id) == f"music/ab/{'ab' * 32}"
        assert catalog.music.remove(music.id) is None
        assert catalog.music.all(KEY) == []
        assert not catalog.music.is_kept(music.sha256)

    def test_what_allowed_the_use_of_removed_music_is_still_told(self, catalog: Catalog):
        catalog.campaigns.save(plan(), merges={}, at=AT)
        music = bring(catalog)
        catalog.music.remove(music.id)
        gone = catalog.music.get(music.id)
        assert (gone.state, gone.title, gone.rights) == (
            MusicState.REMOVED,
            music.title,
            music.rights,
        )

    @pytest.mark.parametrize("end", ["refused", "removed"])
    def test_music_that_is_brought_again_is_listened_to_again(self, catalog: Catalog, end: str):
        catalog.campaigns.save(plan(), merges={}, at=AT)
        music = bring(catalog)
        if end == "refused":
            catalog.music.refuse(music.id, Words(zh="没有声音", en="no sound"))
        else:
            catalog.music.remove(music.id)
        again = bring(catalog)
        assert (again.id, again.state, again.refused) == (music.id, MusicState.RECEIVED, None)
        assert catalog.music.is_kept(music.sha256)
        assert catalog.music.heard(music.id, duration_ms=90_000, beats=())

    def test_music_belongs_to_a_campaign(self, catalog: Catalog):
        with pytest.raises(NotFound):
            bring(catalog)
