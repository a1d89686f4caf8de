"""What every implementation of the Scans port must do; bring a fixture `catalog`."""

from datetime import timedelta

import pytest

from domain.errors import Conflict, NotFound
from domain.notice.scan import ReadLine, ReadPage, refusal_words
from domain.people import Role
from storage.catalog import Catalog
from storage.catalog_scans import ScanFile, ScanState
from tests.contracts.sample_week import AT

HOUR = timedelta(hours=1)
USER = "editor-1"
FILE = ScanFile(name="第1页.jpg", blob="scans/x/file-1", size=12)


def page(number: int, text: str = "活动通知") -> ReadPage:
    line = ReadLine(text=text, box=(1, 2, 30, 40), sure=(990,) * len(text))
    return ReadPage(number=number, width=100, height=140, lines=(line,), cells=((0, 0, 9, 9),))


def begun(catalog: Catalog, user: str | None = USER, at=AT):
    if user is not None:
        catalog.people.add_user(user, Role.EDITOR, at=AT)
    return catalog.scans.begin(user, at=at)


def reading(catalog: Catalog, user: str | None = USER, at=AT):
    scan = begun(catalog, user, at)
    catalog.scans.add_file(scan.id, FILE, at=at)
    return catalog.scans.read(scan.id, at=at)


def draft(catalog: Catalog, at=AT, **other):
    return catalog.drafts.put(USER, name="", text="一", values={}, at=at, **other)


class ScansContract:
    def test_files_come_one_by_one_and_pages_are_kept_in_their_order(self, catalog: Catalog):
        scan = begun(catalog)
        assert (scan.state, scan.files, scan.pages) == (ScanState.COLLECTING, (), ())
        other = ScanFile(name="第2页.jpg", blob="scans/x/file-2", size=13)
        catalog.scans.add_file(scan.id, FILE, at=AT)
        assert catalog.scans.add_file(scan.id, other, at=AT + HOUR).files == (FILE, other)
        started = catalog.scans.read(scan.id, at=AT + HOUR)
        assert started.state is ScanState.READING and started.name == "第1页.jpg"
        assert catalog.scans.keep_page(scan.id, page(2))
        assert catalog.scans.keep_page(scan.id, page(1, "旧"))
        assert catalog.scans.keep_page(scan.id, page(1))
        assert catalog.scans.get(scan.id).pages == (page(1), page(2))
        assert catalog.scans.finish(scan.id) and not catalog.scans.finish(scan.id)
        assert catalog.scans.of(USER) == catalog.scans.get(scan.id)
        assert catalog.scans.get(scan.id).state is ScanState.READ

    def test_what_cannot_be_read_says_why(self, catalog: Catalog):
        scan = reading(catalog, None)
        words = refusal_words("locked", "通知.pdf")
        assert catalog.scans.finish(scan.id, refused=words)
        kept = catalog.scans.get(scan.id)
        assert (kept.state, kept.refused) == (ScanState.REFUSED, words)

    def test_what_is_being_read_takes_no_more_files(self, catalog: Catalog):
        scan = reading(catalog)
        with pytest.raises(Conflict):
            catalog.scans.add_file(scan.id, FILE, at=AT)
        with pytest.raises(Conflict):
            catalog.scans.read(scan.id, at=AT)

    def test_a_new_one_takes_the_place_of_the_old(self, catalog: Catalog):
        old = reading(catalog)
        catalog.scans.keep_page(old.id, page(1))
        new = catalog.scans.begin(USER, at=AT)
        assert catalog.scans.of(USER) == new
        assert catalog.scans.among([old.id, new.id]) == {new.id}
        assert not catalog.scans.keep_page(old.id, page(2))
        assert not catalog.scans.finish(old.id)
        with pytest.raises(NotFound):
            catalog.scans.get(old.id)

    def test_nobody_and_who_has_a_draft_begin_none(self, catalog: Catalog):
        with pytest.raises(NotFound):
            catalog.scans.begin("nobody", at=AT)
        begun(catalog)
        draft(catalog)
        with pytest.raises(Conflict):
            catalog.scans.begin(USER, at=AT)

    def test_it_stays_with_the_draft_that_was_made_of_it_and_goes_with_it(self, catalog: Catalog):
        scan = reading(catalog)
        catalog.scans.keep_page(scan.id, page(1))
        draft(catalog, of_scan=True)
        assert catalog.scans.of(USER) is not None
        assert catalog.scans.drop_older(AT + 2 * HOUR) == 0
        catalog.drafts.drop(USER)
        assert catalog.scans.of(USER) is None and not catalog.scans.among([scan.id])

    def test_another_draft_an_old_one_and_a_user_who_goes_take_it_along(self, catalog: Catalog):
        reading(catalog)
        draft(catalog)
        assert catalog.scans.of(USER) is None
        catalog.drafts.drop(USER)
        catalog.scans.begin(USER, at=AT)
        draft(catalog, of_scan=True)
        assert catalog.drafts.drop_older(AT + HOUR) == 1
        assert catalog.scans.of(USER) is None
        catalog.scans.begin(USER, at=AT)
        catalog.people.remove_user(USER)
        assert catalog.scans.of(USER) is None

    def test_what_became_no_draft_is_forgotten_in_time(self, catalog: Catalog):
        old, new = reading(catalog, None), begun(catalog, None, AT + HOUR)
        assert catalog.scans.drop_older(AT + HOUR) == 1
        assert catalog.scans.among([old.id, new.id]) == {new.id}
        assert catalog.scans.drop(new.id) and not catalog.scans.drop(new.id)
