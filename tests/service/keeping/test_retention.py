"""What may go is shown first, goes only when asked, is logged by ids, and nothing else goes."""

import os
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from domain.errors import UsageError
from domain.handing.approval import Standing, Verdict, approval_of
from domain.handing.links import Fetched
from domain.moves import CampaignState
from domain.retention import Rule
from domain.sending import NewSending, NewUpload
from domain.words import Words
from service.arriving.receiving import new_upload_id
from service.cli import app
from service.keeping.backup import back_up
from service.keeping.retention import Line, Sweeping
from service.keeping.telling import Silent
from service.upload.spool import Spool
from storage.originals import original_blob
from storage.settings import read_settings
from storage.sql.retention import SqlRetention
from tests.contracts.sample_week import AT, KEY, move_week, plan
from tests.service.conftest import environ
from tests.service.keeping.house import House, blobs_of, rows_of


@dataclass
class Clock:
    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def spool(house: House) -> Spool:
    return Spool(house.settings.home / "spool", reserve_bytes=0)


def sweeping(house: House, spool: Spool, *, days: int = 0, **settings: str) -> Sweeping:
    """As it is so many days from now."""
    # The sample's visit was long ago.
    asked = {"WEEKREEL_KEEP_FETCHES_DAYS": "99999", **settings}
    read = read_settings(environ(house.settings.home, **asked))
    clock = Clock(datetime.now(UTC) + timedelta(days=days))
    return Sweeping(read, house.storage, spool, clock=clock)


def by_rule(lines: list[Line]) -> dict[Rule, tuple[int, int]]:
    return {line.rule: (line.count, line.bytes) for line in lines if line.count}


def original(house: House, content: str) -> str:
    return original_blob(house.storage.catalog.assets.get(house.assets[content]).sha256)


def end_week(house: House, *, accepted: bool) -> None:
    house.finish_film(f"{KEY}-f2")
    move_week(house.storage.catalog, CampaignState.CLOSED, at=datetime.now(UTC))
    if accepted:
        move_week(house.storage.catalog, CampaignState.ACCEPTED, at=datetime.now(UTC))


def log_of(house: House) -> list[tuple[str, str]]:
    entries = house.storage.catalog.audit.entries(KEY) + house.storage.catalog.audit.entries("")
    return sorted((e.event, e.subject) for e in entries if e.actor == "retention")


def test_what_is_shown_is_what_goes_and_looking_deletes_nothing(house: House, spool: Spool):
    end_week(house, accepted=True)
    blobs, rows = blobs_of(house.storage), rows_of(house.settings)
    asked = {"WEEKREEL_KEEP_ORIGINALS_DAYS": "20"}
    shown = by_rule(sweeping(house, spool, days=31, **asked).look())
    # Originals of five assets (the refused one has a rule of its own), three shots.
    assert shown == {
        Rule.REFUSED: (1, 3),
        Rule.SEGMENTS: (3, 27),
        Rule.ORIGINALS: (5, 7),
    }
    assert (blobs_of(house.storage), rows_of(house.settings)) == (blobs, rows)
    gone = by_rule(sweeping(house, spool, days=31, **asked).apply())
    assert gone == shown
    left = blobs_of(house.storage)
    assert len(blobs) - len(left) == 9
    assert not any(name.startswith(("originals/", "segments/")) for name in left)
    assert ("retention refused", house.assets["bad"]) in log_of(house)
    assert ("retention originals", house.assets["a"]) in log_of(house)
    assert by_rule(sweeping(house, spool, days=31, **asked).look()) == {}


def test_a_film_from_elsewhere_that_failed_goes_and_one_that_was_matched_stays(
    house: House, spool: Spool, tmp_path: Path
):
    films, blobs = house.storage.catalog.films, house.storage.blobs
    made: dict[str, str] = {}
    for name in ("failed.mp4", "waiting.mp4"):
        (tmp_path / name).write_bytes(b"film")
        made[name] = f"films/brought-{name}"
        blobs.put(made[name], tmp_path / name)
        film = films.bring(KEY, name=name, blob=made[name], sha256="0" * 64, size=4, at=AT)
        if name == "failed.mp4":
            films.failed(film.id, Words(zh="读不出来", en="does not decode"))
    failed = next(f for f in films.all(KEY) if f.brought == "failed.mp4")
    assert by_rule(sweeping(house, spool, days=31).look())[Rule.BROUGHT] == (1, 4)
    assert by_rule(sweeping(house, spool, days=31).apply())[Rule.BROUGHT] == (1, 4)
    assert [blobs.exists(made[name]) for name in made] == [False, True]
    assert films.get(failed.id).blob is None and films.get(failed.id).failed_because is not None
    assert ("retention brought", failed.id) in log_of(house)
    assert Rule.BROUGHT not in by_rule(sweeping(house, spool, days=31).look())


def test_without_a_word_of_the_owner_no_original_ever_goes(house: House, spool: Spool):
    end_week(house, accepted=True)
    sweeping(house, spool, days=4000).apply()
    for content in ("a", "b", "c", "d", "new"):
        assert house.storage.blobs.exists(original(house, content))


@pytest.mark.parametrize("accepted", [False, True])
def test_nothing_of_a_week_that_goes_on_or_waits_for_acceptance_goes(
    house: House, spool: Spool, accepted: bool
):
    asked = {"WEEKREEL_KEEP_ORIGINALS_DAYS": "1"}
    if accepted:
        # Accepted, but not long enough ago.
        end_week(house, accepted=True)
        assert by_rule(sweeping(house, spool, **asked).look()).keys() == {Rule.REFUSED}
    else:
        shown = by_rule(sweeping(house, spool, days=31, **asked).look())
        assert shown == {Rule.REFUSED: (1, 3)}
        end_week(house, accepted=False)
        shown = by_rule(sweeping(house, spool, days=31, **asked).look())
        assert shown.keys() == {Rule.REFUSED, Rule.SEGMENTS}


def test_a_file_that_another_week_has_too_stays(house: House, spool: Spool, tmp_path: Path):
    house.storage.catalog.campaigns.save(plan("next-2026"), merges={}, at=AT)
    taken = {name: house.assets[name] for name in ("a", "bad")}
    for content in taken:
        house.take(content, tmp_path, campaign="next-2026")
        house.assets[content] = taken[content]
    end_week(house, accepted=True)
    sweeping(house, spool, days=31, WEEKREEL_KEEP_ORIGINALS_DAYS="20").apply()
    kept = [c for c in ("a", "b", "bad") if house.storage.blobs.exists(original(house, c))]
    assert kept == ["a", "bad"]


def test_what_changed_between_the_look_and_the_deletion_stays(
    house: House, spool: Spool, monkeypatch: pytest.MonkeyPatch
):
    end_week(house, accepted=True)
    real = SqlRetention.accepted

    def then_returned(self: SqlRetention, *, before: datetime):
        found = real(self, before=before)
        move_week(house.storage.catalog, CampaignState.RETURNED, at=datetime.now(UTC))
        return found

    monkeypatch.setattr(SqlRetention, "accepted", then_returned)
    sweeping(house, spool, days=31, WEEKREEL_KEEP_ORIGINALS_DAYS="20").apply()
    assert house.storage.blobs.exists(original(house, "a"))
    assert not [event for event, _ in log_of(house) if event == "retention originals"]


def test_a_backup_does_not_take_for_lost_what_was_deleted_on_purpose(
    house: House, spool: Spool, stick: Path
):
    end_week(house, accepted=True)
    sweeping(house, spool, days=31, WEEKREEL_KEEP_ORIGINALS_DAYS="20").apply()
    book = back_up(house.settings, house.storage.blobs, stick, telling=Silent())
    assert book.missing == ()


def test_the_bytes_of_a_refused_file_come_again_when_it_is_sent_again(
    house: House, spool: Spool, tmp_path: Path
):
    sweeping(house, spool, days=31).apply()
    assert not house.storage.blobs.exists(original(house, "bad"))
    assert house.storage.catalog.assets.get(house.assets["bad"]).state == "refused"
    house.take("bad", tmp_path)
    assert house.storage.blobs.exists(original(house, "bad"))


def test_files_of_no_row_go_after_a_day_and_what_is_on_its_way_stays(house: House, spool: Spool):
    blobs, sha256 = house.storage.blobs, "0" * 64
    new = house.storage.catalog.assets.get(house.assets["new"]).sha256
    left_over = {
        f"originals/00/{sha256}",
        f"derived/00/{sha256}-thumb.webp",
        f"segments/00/{sha256}/k.mp4",
        "films/gone-f9-0123456789abcdef.mp4",
    }
    on_the_way = {
        # Being looked at; of the film being cut; of a name that this version does not know.
        f"derived/{new[:2]}/{new}-thumb.webp",
        f"films/{KEY}-f2-0123456789abcdef.mp4",
        "segments/cards/k.mp4",
        "models/1",
    }
    for name in left_over | on_the_way:
        blobs.put(name, b"12")
    assert Rule.ORPHANS not in by_rule(sweeping(house, spool).look())
    for path in house.settings.blobs_path.rglob("*"):
        if path.is_file():
            os.utime(path, (1, 1))
    before = set(blobs_of(house.storage))
    left_over_and_refused = left_over | {original(house, "bad")}
    assert by_rule(sweeping(house, spool).look())[Rule.ORPHANS] == (4, 8)
    sweeping(house, spool).apply()
    assert before - set(blobs_of(house.storage)) == left_over_and_refused
    assert [s for event, s in log_of(house) if event == "retention orphans"] == sorted(left_over)


def test_half_uploads_old_jobs_and_old_entries_of_the_log_go(house: House, spool: Spool):
    sending = house.storage.catalog.intake.sending(
        NewSending(campaign=KEY, unit="u1", invite=None, client_id="p", via="web"), at=AT
    )
    new = NewUpload(
        id=new_upload_id(), sending=sending.id, filename="a.jpg", filetype="", size=9,
        modified_ms=None, created_at=AT, expires_at=AT + timedelta(days=7),
    )  # fmt: skip
    spool.create(new.id)
    spool.file(new.id).write_bytes(b"1234")
    house.storage.catalog.intake.start(new)
    house.storage.queue.cancel(f"asset:{house.assets['a']}")
    house.storage.catalog.intake.move_sending(sending.id, to_unit="u2", actor="editor", at=AT)
    asked = {"WEEKREEL_KEEP_AUDIT_DAYS": "183"}
    shown = by_rule(sweeping(house, spool, days=31, **asked).look())
    assert shown[Rule.UPLOADS] == (1, 4)
    assert shown[Rule.JOBS] == (1, 0)
    assert shown[Rule.AUDIT][0] >= 1
    assert by_rule(sweeping(house, spool, days=31, **asked).apply()) == shown
    assert not spool.file(new.id).exists()
    assert house.storage.queue.job(f"asset:{house.assets['a']}") is None
    subjects = [event for event, _ in log_of(house)]
    assert {"retention jobs", "retention audit"} <= set(subjects)
    assert by_rule(sweeping(house, spool, days=31, **asked).look()).keys() <= {Rule.REFUSED}


def test_visits_by_links_go_after_half_a_year_and_the_link_stays(house: House, spool: Spool):
    handing = house.storage.catalog.handing
    (link,) = handing.links(KEY)
    now = datetime.now(UTC)
    handing.fetched(link.id, Fetched.ZIP, visitor="192.0.2.*", agent="phone", size=9, at=now)
    asked = {"WEEKREEL_KEEP_FETCHES_DAYS": "183"}
    assert by_rule(sweeping(house, spool, **asked).look())[Rule.FETCHES] == (1, 0)
    assert len(handing.fetches(KEY)) == 2
    assert by_rule(sweeping(house, spool, **asked).apply())[Rule.FETCHES] == (1, 0)
    assert [fetch.what for fetch in handing.fetches(KEY)] == [Fetched.ZIP]
    assert [kept.id for kept in handing.links(KEY)] == [link.id]
    assert ("retention fetches", "1") in log_of(house)
    assert Rule.FETCHES not in by_rule(sweeping(house, spool, **asked).look())


def test_remarks_and_names_of_leaders_go_and_what_was_signed_off_stays_so(
    house: House, spool: Spool
):
    signing = house.storage.catalog.signing
    (link,) = house.storage.catalog.handing.links(KEY)
    film = house.storage.catalog.films.get(f"{KEY}-f1")
    word = Verdict(
        campaign=KEY,
        film=film.id,
        film_sha256=film.sha256 or "",
        report="0" * 64,
        approved=False,
        name="李主任",
        note="片头改一下",
        at=AT,
    )
    later = AT + timedelta(hours=1)
    for said in (
        word,
        replace(word, name="张局长", approved=True, note="", at=later),
        replace(word, approved=True, note="", at=later),
    ):
        signing.verdict(link.id, said)
    end_week(house, accepted=True)
    asked = {"WEEKREEL_KEEP_REMARKS_DAYS": "100"}
    assert Rule.REMARKS not in by_rule(sweeping(house, spool, days=99, **asked).look())
    shown = by_rule(sweeping(house, spool, days=101, **asked).look())
    assert shown[Rule.REMARKS] == (5, 0) and len(signing.verdicts(KEY)) == 3
    assert by_rule(sweeping(house, spool, days=101, **asked).apply()) == shown
    assert signing.comments(KEY) == []
    left = signing.verdicts(KEY)
    assert [(word.name, word.note, word.approved) for word in left] == [("", "", True)] * 2
    told = approval_of(left, film_sha256=film.sha256 or "", report="0" * 64, zone="Asia/Shanghai")
    assert told.standing is Standing.APPROVED and len(told.verdicts) == 2
    assert "姓名已按保留期限清除" in told.words.zh
    assert ("retention remarks", "5") in log_of(house)
    assert Rule.REMARKS not in by_rule(sweeping(house, spool, days=101, **asked).look())


def test_remarks_of_a_week_that_is_not_accepted_stay(house: House, spool: Spool):
    end_week(house, accepted=False)
    sweeping(house, spool, days=4000).apply()
    assert len(house.storage.catalog.signing.comments(KEY)) == 2


def test_the_audit_log_is_never_kept_for_less_than_six_months(house: House):
    with pytest.raises(UsageError, match="WEEKREEL_KEEP_AUDIT_DAYS=182"):
        read_settings(environ(house.settings.home, WEEKREEL_KEEP_AUDIT_DAYS="182"))


def test_the_command_deletes_only_when_it_is_told_to(house: House):
    env = environ(house.settings.home, WEEKREEL_KEEP_REFUSED_DAYS="1")
    told = CliRunner().invoke(app, ["retention"], env=env)
    assert told.exit_code == 0, told.output
    assert "nothing was deleted" in told.stdout and "refused" in told.stdout
    assert house.storage.blobs.exists(original(house, "bad"))
    told = CliRunner().invoke(app, ["retention", "--apply"], env=env)
    assert told.exit_code == 0, told.output
    assert not house.storage.blobs.exists(original(house, "bad"))


def test_what_a_killed_run_deleted_is_written_down_by_the_next(
    house: House, spool: Spool, stick: Path, monkeypatch: pytest.MonkeyPatch
):
    end_week(house, accepted=True)
    asked = {"WEEKREEL_KEEP_ORIGINALS_DAYS": "20"}
    # As a kill between the deletion and the commit leaves it: the bytes gone, the row as it was.
    house.storage.blobs.delete(original(house, "a"))
    back = {"settings": house.settings, "blobs": house.storage.blobs, "telling": Silent()}
    assert back_up(folder=stick, **back).missing == (original(house, "a"),)
    sweeping(house, spool, days=31, **asked).apply()
    assert back_up(folder=stick, **back).missing == ()
    # Not the same words twice.
    assert by_rule(sweeping(house, spool, days=31, **asked).look()) == {}


def test_an_original_that_is_sent_again_is_kept_and_missed_like_any_other(
    house: House, spool: Spool, stick: Path, tmp_path: Path
):
    end_week(house, accepted=True)
    asked = {"WEEKREEL_KEEP_ORIGINALS_DAYS": "20"}
    sweeping(house, spool, days=31, **asked).apply()
    house.take("a", tmp_path)
    assert house.storage.blobs.exists(original(house, "a"))
    assert by_rule(sweeping(house, spool, days=31, **asked).look())[Rule.ORIGINALS] == (1, 1)
    house.storage.blobs.delete(original(house, "a"))
    book = back_up(house.settings, house.storage.blobs, stick, telling=Silent())
    assert book.missing == (original(house, "a"),)
