"""Two writers in the middle of their transactions: the second decides by what the first wrote.

On SQLite the second waits from its first statement on; on PostgreSQL by the rows that both need.
"""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from domain.errors import Conflict, NotFound
from domain.moves import AssetState
from domain.people import Role
from domain.reviewing.review import Action
from domain.sending import UploadState
from storage.catalog import Catalog
from storage.dbos.tables import STATUS
from storage.originals import original_blob
from storage.queue import Queue
from storage.sql.campaigns import SqlCampaigns, claimed_plan
from storage.sql.decisions import decide_all
from storage.sql.engine import Database
from storage.sql.films import SqlFilms
from storage.sql.locking import claim, hold
from storage.sql.models import FiguresRow, FilmRow, PackageRow, UserRow
from storage.sql.weighing_anew import weigh_with_others_soon
from tests.contracts.films_contract import verified_film
from tests.contracts.sample_week import (
    AT,
    KEY,
    arrive,
    decide,
    decision,
    invited,
    new_upload,
    plan,
    receive,
    said,
    sha,
    storyboard,
    tagged,
)

#: Seconds in which what need not wait would be done.
A_WHILE_S = 0.4


@pytest.fixture
def database(catalog: Catalog) -> Database:
    catalog.campaigns.save(plan(), merges={}, at=AT)
    assert isinstance(catalog.films, SqlFilms)
    return catalog.films._database


@contextlib.contextmanager
def meanwhile(database: Database, act: Callable[[], object]) -> Iterator[tuple[Session, Future]]:
    """Inside a writing transaction whose block is done, `act` is begun by somebody else.

    It must wait: what it answers is known when the transaction has ended.
    """
    with ThreadPoolExecutor(1) as other:
        with database.write() as session:
            future: Future = Future()
            yield session, future
            begun = other.submit(act)
            time.sleep(A_WHILE_S)
            assert not begun.done(), "it did not wait"
        try:
            future.set_result(begun.result(timeout=30))
        except Exception as error:
            future.set_exception(error)


def withdraw(asset: str):
    return decision(asset, Action.WITHDRAW, reason="taken back")


def test_a_film_planned_while_what_it_shows_is_withdrawn_is_to_be_replaced(
    catalog: Catalog, database: Database
):
    assets = tagged(catalog, "one", "two")
    film = catalog.films.start(KEY, at=AT).id

    def act() -> object:
        return catalog.films.planned(film, storyboard(assets))

    with meanwhile(database, act) as (s, _):
        decide_all(s, [withdraw(assets[0])], AT)
    assert catalog.films.get(film).to_be_replaced


def test_a_package_begun_while_its_film_is_withdrawn_is_refused(
    catalog: Catalog, database: Database
):
    assets = tagged(catalog, "one", "two")
    film = verified_film(catalog, assets)

    def act() -> object:
        return catalog.packages.start(KEY, film=film, at=AT)

    with meanwhile(database, act) as (s, end):
        decide_all(s, [withdraw(assets[0])], AT)
    with pytest.raises(Conflict):
        end.result()


def test_a_package_made_while_a_file_in_it_is_withdrawn_is_to_be_replaced(
    catalog: Catalog, database: Database
):
    assets = tagged(catalog, "one", "two")
    film = verified_film(catalog, assets[1:])
    package = catalog.packages.start(KEY, film=film, at=AT).id

    def act() -> object:
        return catalog.packages.made(package, files=[], assets=assets)

    with meanwhile(database, act) as (s, _):
        decide_all(s, [withdraw(assets[0])], AT)
    assert catalog.packages.get(package).to_be_replaced


def test_the_second_of_two_editors_is_told_in_the_middle_too(catalog: Catalog, database: Database):
    (asset,) = tagged(catalog, "one")
    seen = catalog.assets.get(asset).version
    accept = decision(asset, Action.ACCEPT, seen_version=seen)

    def act() -> object:
        return catalog.assets.decide([accept], at=AT)

    with meanwhile(database, act) as (s, end):
        decide_all(s, [decision(asset, Action.REJECT, seen_version=seen)], AT)
    with pytest.raises(Conflict):
        end.result()
    assert catalog.assets.get(asset).state is AssetState.REJECTED


def test_groups_of_two_editors_in_opposite_order_are_both_decided(catalog: Catalog):
    catalog.campaigns.save(plan(), merges={}, at=AT)
    assets = tagged(catalog, *map(str, range(12)))
    groups = [assets, assets[::-1]] * 3

    def change(group: list[str]) -> int:
        made = [decision(asset, Action.CHANGE, activity="a1") for asset in group]
        return len(catalog.assets.decide(made, at=AT))

    with ThreadPoolExecutor(6) as editors:
        outcomes = [editors.submit(change, group) for group in groups]
    assert {outcome.result() for outcome in outcomes} == {len(assets)}


def test_of_two_who_saw_the_same_figures_the_second_is_told(catalog: Catalog, database: Database):
    def enter(seen: int) -> object:
        return catalog.figures.enter(
            campaign=KEY, activity="a1", unit="u1", values={}, actor="b", at=AT, seen=seen
        )

    with meanwhile(database, lambda: enter(0)) as (s, end):
        claimed_plan(s, KEY)
        s.add(FiguresRow(campaign=KEY, activity="a1", unit="u1", figures={}, actor="a", at=AT))
    with pytest.raises(Conflict):
        end.result()


def test_two_who_enter_figures_at_once_are_not_both_first(catalog: Catalog, database: Database):
    start = threading.Barrier(8)

    def enter(_: int) -> bool:
        start.wait(30)
        try:
            catalog.figures.enter(
                campaign=KEY, activity="a1", unit="u1", values={}, actor="b", at=AT, seen=0
            )
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(enter, range(8))) == 1


def test_an_activity_that_a_decision_names_is_not_dropped_meanwhile(
    catalog: Catalog, database: Database
):
    (asset,) = tagged(catalog, "one")
    whole = plan()
    target = whole.activities[-1].key
    assert isinstance(catalog.campaigns, SqlCampaigns)
    smaller = plan().__class__(**{**vars(whole), "activities": whole.activities[:-1]})

    def act() -> object:
        return catalog.campaigns.save(smaller, merges={}, at=AT)

    with meanwhile(database, act) as (s, end):
        decide_all(s, [decision(asset, Action.CHANGE, activity=target)], AT)
    with pytest.raises(Conflict):
        end.result()


def test_many_at_once_get_numbers_without_a_gap_or_a_double(catalog: Catalog):
    catalog.campaigns.save(plan(), merges={}, at=AT)
    invite = invited(catalog)
    with ThreadPoolExecutor(8) as pool:
        films = list(pool.map(lambda _n: catalog.films.start(KEY, at=AT).number, range(8)))
        sendings = list(
            pool.map(
                lambda n: (
                    catalog.intake.sending(said(invite, client_id=f"phone-{n}"), at=AT).number
                ),
                range(8),
            )
        )
        same = {
            pool.submit(catalog.intake.sending, said(invite, client_id="twice"), at=AT)
            for _ in range(4)
        }
    assert sorted(films) == list(range(1, 9))
    assert sorted(number[-2:] for number in sendings) == [f"{n:02d}" for n in range(1, 9)]
    assert len({future.result().id for future in same}) == 1


def test_a_sending_that_is_moved_takes_along_what_arrives_meanwhile(catalog: Catalog):
    catalog.campaigns.save(plan(), merges={}, at=AT)
    sending = catalog.intake.sending(said(invited(catalog)), at=AT)
    uploads = [catalog.intake.start(new_upload(sending, str(n))) for n in range(10)]
    start = threading.Barrier(2)

    def bring() -> None:
        start.wait()
        for n, upload in enumerate(uploads):
            receive(catalog, upload, str(n))

    with ThreadPoolExecutor(1) as phone:
        brought = phone.submit(bring)
        start.wait()
        catalog.intake.move_sending(sending.id, to_unit="u2", actor="editor", at=AT)
        brought.result()
    assert {asset.unit for asset in catalog.assets.all(KEY)} == {"u2"}


def test_bytes_that_come_elsewhere_while_they_are_purged_are_not_taken_for_kept(catalog: Catalog):
    """The purge is first: who comes second sees no bytes afterwards, and puts them again."""
    catalog.campaigns.save(plan(), merges={}, at=AT)
    catalog.campaigns.save(plan("other-2025"), merges={}, at=AT)
    (asset,) = tagged(catalog, "one")
    decide(catalog, asset, Action.WITHDRAW, reason="taken back")
    sending = catalog.intake.sending(said(invited(catalog, campaign="other-2025")), at=AT)
    events: list[str] = []
    with ThreadPoolExecutor(1) as other:

        def come() -> UploadState:
            state = arrive(catalog, sending, "one").state
            events.append("received")
            return state

        def delete(blob: str) -> None:
            if blob == original_blob(sha("one")):
                futures.append(other.submit(come))
                time.sleep(A_WHILE_S)
                events.append("deleted")

        futures: list[Future[UploadState]] = []
        assert catalog.assets.purge(asset, delete)
        assert futures[0].result(timeout=30) is UploadState.RECEIVED
    assert events == ["deleted", "received"]


def test_of_two_owners_who_remove_each_other_one_stays(catalog: Catalog):
    for name in ("a", "b"):
        catalog.people.add_user(name, Role.OWNER, at=AT)

    def remove(name: str) -> bool:
        try:
            catalog.people.remove_user(name)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(remove, ("a", "b"))) == [False, True]
    assert len(catalog.people.users()) == 1


def test_a_session_does_not_outlive_its_user(catalog: Catalog):
    catalog.people.add_user("a", Role.OWNER, at=AT)
    catalog.people.add_user("b", Role.EDITOR, at=AT)

    def log_in(n: int) -> None:
        with contextlib.suppress(NotFound):
            catalog.people.add_session(
                "b", token_hash=sha(str(n)), at=AT, expires_at=AT + timedelta(days=1)
            )

    with ThreadPoolExecutor(4) as pool:
        logins = [pool.submit(log_in, n) for n in range(20)]
        catalog.people.remove_user("b")
        for login in logins:
            login.result()
    assert [user.name for user in catalog.people.users()] == ["a"]
    assert [catalog.people.session_user(sha(str(n)), at=AT) for n in range(20)] == [None] * 20


def test_a_purge_locks_films_before_packages_as_others_do(catalog: Catalog, database: Database):
    """Whoever holds the film may still have the package: nobody waits in a ring."""
    (asset,) = tagged(catalog, "one")
    film = verified_film(catalog, [asset])
    package = catalog.packages.start(KEY, film=film, at=AT).id
    catalog.packages.made(package, files=[], assets=[asset])
    decide(catalog, asset, Action.WITHDRAW, reason="taken back")
    deleted: list[str] = []
    with ThreadPoolExecutor(1) as other:
        with database.write() as session:
            claim(session, FilmRow, film)
            purged = other.submit(catalog.assets.purge, asset, deleted.append)
            time.sleep(A_WHILE_S)
            claim(session, PackageRow, package)
        assert purged.result(timeout=30)
    assert len(deleted) == len(set(deleted)), "it was in a ring and had to begin again"


def test_of_one_users_windows_only_one_begins_a_scan_at_a_time(
    catalog: Catalog, database: Database
):
    """Or the pages of the first would lie at the table of nobody who forgets them."""
    catalog.people.add_user("a", Role.EDITOR, at=AT)
    with meanwhile(database, lambda: catalog.scans.begin("a", at=AT)) as (session, second):
        hold(session, UserRow, "a")
    assert second.result() == catalog.scans.of("a")


def test_of_two_who_ask_for_a_weighing_at_once_one_queues_it(
    catalog: Catalog, database: Database, queue: Queue
):
    tagged(catalog, "one")
    tagged(catalog, "two", unit="u2")
    with meanwhile(database, lambda: catalog.campaigns.weigh_soon(KEY, beside="u1")) as (
        session,
        second,
    ):
        assert weigh_with_others_soon(session, queue, KEY, "u1")
    assert second.result() is False


def test_a_weighing_that_waits_waits_until_the_change_it_is_to_see_is_kept(
    catalog: Catalog, database: Database, queue: Queue
):
    tagged(catalog, "one")
    tagged(catalog, "two", unit="u2")
    with database.write() as session:
        assert weigh_with_others_soon(session, queue, KEY, "u1")

    def begun() -> None:
        with database.write() as other:
            other.execute(update(STATUS).values(status="PENDING"))

    with meanwhile(database, begun) as (session, second):
        assert not weigh_with_others_soon(session, queue, KEY, "u1")
    assert second.result() is None
