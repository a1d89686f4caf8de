"""What every implementation of the Reports port must do; bring a fixture `catalog`."""

import pytest

from domain.errors import Conflict, NotFound
from domain.packing.report_edits import TextEdit
from storage.catalog import Catalog
from storage.catalog_reports import MOST_KEPT
from tests.contracts.sample_week import AT, KEY, plan


def write(
    catalog: Catalog, text: str | None, *, seen: int = 0, paragraph: str = "problems"
) -> TextEdit:
    return catalog.reports.keep(
        campaign=KEY,
        paragraph=paragraph,
        text=text,
        proposal="（请编辑补充）",
        seen=seen,
        actor="编辑一",
        at=AT,
    )


class ReportsContract:
    def test_the_newest_edit_of_each_paragraph_counts(self, catalog: Catalog):
        catalog.campaigns.save(plan(), merges={}, at=AT)
        assert catalog.reports.edits(KEY) == {} and catalog.reports.last(KEY) is None
        first = write(catalog, "有待加强。")
        other = write(catalog, "县委高度重视。", paragraph="leadership.more")
        again = write(catalog, "宣传形式单一。", seen=first.id)
        assert (first.text, first.proposal, first.at) == ("有待加强。", "（请编辑补充）", AT)
        assert catalog.reports.edits(KEY) == {"problems": again, "leadership.more": other}
        assert catalog.reports.last(KEY) == again

    def test_who_saw_an_older_edit_is_told_and_nothing_is_kept(self, catalog: Catalog):
        catalog.campaigns.save(plan(), merges={}, at=AT)
        first = write(catalog, "甲")
        for stale in (0, first.id + 1):
            with pytest.raises(Conflict):
                write(catalog, "乙", seen=stale)
        assert catalog.reports.edits(KEY) == {"problems": first}

    def test_going_back_to_the_proposal_is_an_edit_too(self, catalog: Catalog):
        catalog.campaigns.save(plan(), merges={}, at=AT)
        first = write(catalog, "甲")
        back = write(catalog, None, seen=first.id)
        assert catalog.reports.edits(KEY)["problems"] == back
        assert back.text is None

    def test_an_edit_that_was_taken_back_leaves_the_one_before(self, catalog: Catalog):
        catalog.campaigns.save(plan(), merges={}, at=AT)
        first = write(catalog, "甲")
        second = write(catalog, "乙", seen=first.id)
        with pytest.raises(Conflict):
            catalog.reports.undo(KEY, first.id, actor="编辑一", at=AT)
        assert catalog.reports.undo(KEY, second.id, actor="编辑二", at=AT) == second
        assert catalog.reports.edits(KEY) == {"problems": first}
        with pytest.raises(Conflict):
            catalog.reports.undo(KEY, second.id, actor="编辑二", at=AT)
        catalog.reports.undo(KEY, first.id, actor="编辑二", at=AT)
        assert catalog.reports.edits(KEY) == {} and catalog.reports.last(KEY) is None
        # Who still sees the edit that was taken back may not write over what is there now.
        with pytest.raises(Conflict):
            write(catalog, "丙", seen=second.id)

    def test_the_log_names_edits_and_holds_none_of_their_words(self, catalog: Catalog):
        catalog.campaigns.save(plan(), merges={}, at=AT)
        edit = write(catalog, "保密的话")
        catalog.reports.undo(KEY, edit.id, actor="编辑二", at=AT)
        told = [(e.actor, e.event, e.subject) for e in catalog.audit.entries(KEY)]
        assert told == [
            ("编辑一", "report edited", str(edit.id)),
            ("编辑二", "report edit undone", str(edit.id)),
        ]

    def test_only_the_newest_edits_of_a_paragraph_are_kept(self, catalog: Catalog):
        catalog.campaigns.save(plan(), merges={}, at=AT)
        other = write(catalog, "别的", paragraph="leadership.more")
        first = newest = write(catalog, "0")
        for number in range(1, MOST_KEPT + 1):
            newest = write(catalog, str(number), seen=newest.id)
        assert catalog.reports.edits(KEY) == {"problems": newest, "leadership.more": other}
        with pytest.raises(NotFound):
            catalog.reports.undo(KEY, first.id, actor="编辑一", at=AT)

    def test_what_was_written_and_taken_back_often_lets_no_words_go(self, catalog: Catalog):
        catalog.campaigns.save(plan(), merges={}, at=AT)
        words = write(catalog, "有待加强。")
        for _ in range(MOST_KEPT + 1):
            tried = write(catalog, "试一试", seen=words.id)
            catalog.reports.undo(KEY, tried.id, actor="编辑一", at=AT)
        assert catalog.reports.edits(KEY) == {"problems": words}

    def test_edits_are_of_a_known_campaign_only(self, catalog: Catalog):
        with pytest.raises(NotFound):
            write(catalog, "甲")
        catalog.campaigns.save(plan(), merges={}, at=AT)
        edit = write(catalog, "甲")
        with pytest.raises(NotFound):
            catalog.reports.undo("elsewhere", edit.id, actor="编辑一", at=AT)
        assert catalog.reports.edits("elsewhere") == {}
