"""A package as the station writes it for whoever it goes to: signed off, sized, zipped in parts."""

import hashlib
import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from unittest.mock import patch

import pytest

from domain.film import Finding, FindingKind, Outcome, Package
from domain.handing.approval import RULE, Verdict
from domain.handing.reading import report_print
from domain.judging.requirements import Requirement, Subject
from domain.recipients import RecipientTerms
from service.packing.handing import film_to_pack, share_with_leader, zipped_package
from service.packing.reporting import report_as_read
from storage.opening import Storage, open_storage
from storage.scratch import scratch_folder
from storage.settings import read_settings
from tests.service import editor_week
from tests.service.conftest import environ
from tests.service.editor_week import KEY, NOW
from workers.bench import Bench, laid_out
from workers.stations import package as station

TERMS = RecipientTerms(recipient="县政府", profile="wechat-720", film_limit_ms=30_000)
ASKED = Requirement(
    id="approval", about=Subject.PACKAGE, says="经单位负责人审签", quote="材料须经负责人审签"
)


@dataclass(frozen=True, kw_only=True)
class House:
    storage: Storage
    bench: Bench
    film: str

    def packed(self, film: str | None = None, recipient: str = "") -> Package:
        packages = self.storage.catalog.packages
        new = packages.start(KEY, film=film or self.film, at=NOW, recipient=recipient)
        with patch("workers.packing.report.is_installed", lambda: False):
            station.run(self.bench, new.id)
        return packages.get(new.id)

    def sign(self) -> None:
        """As a leader does who reads the page now."""
        catalog = self.storage.catalog
        made = share_with_leader(self.storage, KEY, label="", days=7, by="编辑一", at=NOW)
        report = report_as_read(
            self.storage, catalog.campaigns.get(KEY).campaign, at=NOW + timedelta(days=1)
        )
        word = Verdict(
            campaign=KEY,
            film=self.film,
            film_sha256=catalog.films.get(self.film).sha256 or "",
            report=report_print(report),
            approved=True,
            name="分管领导",
            note="",
            at=NOW,
        )
        catalog.signing.verdict(made.link.id, word)

    def demand(self, *asked: Requirement) -> None:
        self.storage.catalog.campaigns.amend(
            KEY, lambda week: replace(week, requirements=asked), at=NOW
        )


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    home = tmp_path_factory.mktemp("signing")
    settings = read_settings(environ(home))
    with (
        scratch_folder(home / "scratch") as scratch,
        open_storage(settings) as storage,
        laid_out(storage, blobs=settings.blobs_path, scratch=scratch, slots=1) as bench,
    ):
        film = editor_week.fill(storage, home).film
        yield House(storage=storage, bench=bench, film=film)


def signed(package: Package) -> Finding:
    (found,) = (each for each in package.findings if each.rule == RULE)
    return found


def test_who_signed_what_is_packed_stands_in_the_findings_until_it_changes(house: House):
    first = signed(house.packed())
    assert (first.kind, first.outcome) == (FindingKind.ADVISORY, Outcome.NOT_CHECKED)
    house.demand(ASKED)
    unsigned = house.packed()
    assert unsigned.is_draft and signed(unsigned).source == "通知：“材料须经负责人审签”"
    house.sign()
    made = house.packed()
    found = signed(made)
    assert (found.kind, found.outcome) == (FindingKind.REQUIRED, Outcome.PASS)
    assert "分管领导（2025-05-28 10:30）" in found.words.zh
    house.storage.catalog.reports.keep(
        campaign=KEY,
        paragraph="problems",
        text="宣传形式还不够多。",
        proposal="",
        seen=0,
        actor="编辑一",
        at=NOW,
    )
    changed = house.packed()
    assert signed(changed).outcome is Outcome.FAIL
    assert "之后报告有改动" in signed(changed).words.zh
    assert "宣传形式还不够多。" in changed.texts and "宣传形式还不够多。" not in made.texts
    house.demand()


def test_the_stations_checksums_make_a_zip_that_holds_from_any_byte(house: House):
    package = house.packed()
    campaign = house.storage.catalog.campaigns.get(KEY).campaign
    for file in package.files:
        with house.storage.blobs.open(file.blob) as kept:
            assert zlib.crc32(kept.read()) == file.crc32, file.path
    zipped = zipped_package(house.storage, campaign, package)
    half = zipped.size // 2
    whole = b"".join([*zipped.read(0, half), *zipped.read(half, zipped.size)])
    assert hashlib.sha256(whole).hexdigest() == zipped.sha256()
    with zipfile.ZipFile(io.BytesIO(whole)) as opened:
        assert opened.testzip() is None
        assert len(opened.namelist()) == len(package.files)


def test_one_recipient_gets_the_film_in_its_size_and_is_told_of_its_limit(house: House):
    catalog = house.storage.catalog
    catalog.campaigns.amend(
        KEY,
        lambda week: replace(week, recipients=("市科技局", "县政府"), terms=(TERMS,)),
        at=NOW,
    )
    week = catalog.campaigns.get(KEY).campaign
    copy = catalog.films.start_copy(house.film, profile="wechat-720", at=NOW)
    whole = catalog.films.get(house.film)
    catalog.films.planned(copy.id, catalog.films.storyboard(KEY))
    catalog.films.cut(copy.id, blob=whole.blob, sha256=whole.sha256, size=whole.size)
    catalog.films.verified(copy.id, measures={}, findings=())
    assert film_to_pack(house.storage, week, "县政府", at=NOW).id == copy.id
    assert film_to_pack(house.storage, week, "", at=NOW).id == house.film
    package = house.packed(copy.id, "县政府")
    (limit,) = (each for each in package.findings if each.rule == "handing.limit")
    assert limit.outcome is Outcome.FAIL and package.is_draft
    assert [f.path for f in package.files if f.path.endswith(".mp4")][1:] == []
