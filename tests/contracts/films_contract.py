"""What every implementation of the Films port must do; bring fixtures `catalog` and `queue`."""

from dataclasses import replace

import pytest

from domain.cutting.spoken import Spoken
from domain.editing.edits import Draft, Edits
from domain.errors import Conflict, NotFound
from domain.film import (
    STALE_BROUGHT,
    FilmState,
    Finding,
    FindingKind,
    LeftOut,
    Outcome,
    PackageFile,
)
from domain.reviewing.review import Action
from domain.words import Words
from storage.catalog import Catalog
from storage.queue import Queue
from tests.contracts.sample_week import (
    AT,
    KEY,
    arrive,
    decide,
    invited,
    plan,
    said,
    sha,
    storyboard,
    tagged,
)

FINDING = Finding(
    rule="film.duration",
    kind=FindingKind.REQUIRED,
    outcome=Outcome.PASS,
    measured="178.000 s",
    wanted="≤ 180.000 s",
    words=Words(zh="时长符合要求", en="the length holds"),
    source="时长不超过3分钟",
)
MEASURES: dict[str, object] = {"duration_ms": 178_000, "streams": [{"codec": "h264"}], "ok": True}
WHY = Words(zh="没有可用素材", en="nothing is accepted")


def opened(catalog: Catalog) -> Catalog:
    catalog.campaigns.save(plan(), merges={}, at=AT)
    return catalog


def verified_film(catalog: Catalog, assets: list[str], campaign: str = KEY) -> str:
    film = catalog.films.start(campaign, at=AT).id
    catalog.films.planned(film, storyboard(assets, campaign))
    catalog.films.cut(film, blob=f"films/{film}.mp4", sha256=sha(film), size=9)
    catalog.films.verified(film, measures=MEASURES, findings=(FINDING,))
    return film


class FilmsContract:
    def test_a_copy_shows_its_films_storyboard_and_counts_as_no_film(
        self, catalog: Catalog, queue: Queue
    ):
        assets = tagged(opened(catalog), "one")
        film = verified_film(catalog, assets)
        copy = catalog.films.start_copy(film, profile="wechat-720", at=AT)
        assert (copy.id, copy.of, copy.profile) == (f"{film}-wechat-720", film, "wechat-720")
        assert catalog.films.start_copy(film, profile="wechat-720", at=AT).id == copy.id
        assert f"film:{copy.id}" in {job.id for job in queue.jobs(campaign=KEY)}
        board = catalog.films.storyboard(KEY, catalog.films.get(film).storyboard)
        assert catalog.films.planned(copy.id, storyboard([])) == board
        assert catalog.films.planned(copy.id, storyboard([])) == board
        planned = catalog.films.get(copy.id)
        assert (planned.state, planned.storyboard) == (FilmState.CUTTING, board.version)
        assert [one.id for one in catalog.films.all(KEY)] == [film]
        assert [one.id for one in catalog.films.copies(film)] == [copy.id]
        assert catalog.films.start(KEY, at=AT).number == 2

    def test_a_withdrawal_reaches_copies_too(self, catalog: Catalog):
        (asset,) = tagged(opened(catalog), "one")
        film = verified_film(catalog, [asset])
        copy = catalog.films.start_copy(film, profile="wechat-720", at=AT).id
        catalog.films.planned(copy, storyboard([]))
        decide(catalog, asset, Action.WITHDRAW)
        assert catalog.films.get(copy).to_be_replaced
        assert not catalog.films.cut(copy, blob="films/x", sha256=sha("x"), size=1)
        with pytest.raises(Conflict):
            catalog.films.start_copy(film, profile="vertical-1080", at=AT)

    def test_what_stands_in_for_a_broken_source_is_kept_while_the_film_is_cut(
        self, catalog: Catalog
    ):
        one, two = tagged(opened(catalog), "one", "two")
        film = catalog.films.start(KEY, at=AT).id
        before = catalog.films.planned(film, storyboard([one]))
        shot = replace(before.shots[0], asset=two)
        after = replace(before, shots=(shot,))
        assert catalog.films.stood_in(film, before=before, after=after)
        assert catalog.films.storyboard(KEY, before.version) == after
        assert not catalog.films.stood_in(film, before=before, after=before)
        decide(catalog, two, Action.WITHDRAW)
        assert catalog.films.get(film).to_be_replaced
        done = verified_film(catalog, [one])
        board = catalog.films.storyboard(KEY)
        assert not catalog.films.stood_in(done, before=board, after=after)
        with pytest.raises(NotFound):
            catalog.films.stood_in("x", before=before, after=after)

    def test_copies_are_made_of_finished_films_and_never_sent(self, catalog: Catalog):
        film = opened(catalog).films.start(KEY, at=AT).id
        with pytest.raises(Conflict):
            catalog.films.start_copy(film, profile="wechat-720", at=AT)
        done = verified_film(catalog, [])
        copy = catalog.films.start_copy(done, profile="wechat-720", at=AT).id
        with pytest.raises(NotFound):
            catalog.packages.start(KEY, film=copy, at=AT)
        for nothing in ("x", copy):
            with pytest.raises(NotFound):
                catalog.films.start_copy(nothing, profile="wechat-720", at=AT)

    def test_a_film_finished_elsewhere_waits_to_be_matched_and_is_then_as_any_other(
        self, catalog: Catalog, queue: Queue
    ):
        assets = tagged(opened(catalog), "one")
        blob = "films/brought-1.mp4"
        film = catalog.films.bring(
            KEY, name="定稿.mp4", blob=blob, sha256=sha("film"), size=7, at=AT
        )
        assert (film.number, film.state, film.blob) == (1, FilmState.PLANNED, blob)
        assert (film.brought, film.size, film.storyboard) == ("定稿.mp4", 7, None)
        assert [(job.id, job.kind) for job in queue.jobs()][:1] == [(f"match:{film.id}", "match")]
        catalog.films.planned(film.id, storyboard(assets, KEY))
        assert catalog.films.cut(film.id, blob=blob, sha256=sha("film"), size=7)
        assert catalog.films.verified(film.id, measures=MEASURES, findings=(FINDING,))
        assert catalog.films.latest(KEY) == catalog.films.get(film.id)
        decide(catalog, assets[0], Action.WITHDRAW)
        assert catalog.films.get(film.id).to_be_replaced

    def test_what_is_said_of_a_film_from_elsewhere_goes_with_what_it_showed(self, catalog: Catalog):
        """Findings and reasons of such a film name files, and a file's name may be a person's."""
        one, two = tagged(opened(catalog), "one", "two")
        films: list[str] = []
        for name, asset in (("verified", one), ("failed", one), ("cut", one), ("other", two)):
            blob = f"films/brought-{name}.mp4"
            said = {"blob": blob, "sha256": sha(name), "size": 7}
            film = catalog.films.bring(KEY, name="定稿.mp4", at=AT, **said).id
            catalog.films.planned(film, storyboard([asset], KEY))
            assert catalog.films.cut(film, **said)
            films.append(film)
        verified, failed, cut, other = films
        for film in (verified, other):
            assert catalog.films.verified(film, measures=MEASURES, findings=(FINDING,))
        assert catalog.films.failed(failed, Words(zh="用了 张三.jpg", en="shows 张三.jpg"))
        decide(catalog, one, Action.WITHDRAW)
        catalog.assets.purge(one, lambda _: None)
        assert catalog.films.get(verified).findings == ()
        assert catalog.films.get(failed).failed_because == STALE_BROUGHT
        assert catalog.films.get(other).findings == (FINDING,)
        # Nor is anything told later by who was measuring it meanwhile.
        assert not catalog.films.verified(cut, measures=MEASURES, findings=(FINDING,))
        assert catalog.films.get(cut).findings == ()

    def test_no_storyboard_names_a_file_that_was_withdrawn(self, catalog: Catalog):
        one, two = tagged(opened(catalog), "one", "two")
        name = catalog.assets.get(one).original_name
        why = Words(zh=f"与“{name}”几乎相同", en=f"almost the same as “{name}”")
        board = storyboard([two], KEY)
        left = LeftOut(asset=one, activity="a1", code="near_duplicate", why=why)
        shots = tuple(replace(shot, why=why) for shot in board.shots)
        film = catalog.films.start(KEY, at=AT).id
        catalog.films.planned(film, replace(board, left_out=(left,), shots=shots))
        draft = Draft(edits=Edits(), shots=shots)
        catalog.edits.keep(KEY, draft, did=why, seen=0, actor="e", at=AT)
        decide(catalog, one, Action.WITHDRAW)
        assert name in repr(catalog.films.storyboard(KEY))
        catalog.assets.purge(one, lambda _: None)
        kept = catalog.films.storyboard(KEY)
        assert name not in repr(kept)
        assert kept.left_out[0].why.zh == "与“—”几乎相同"
        lies = catalog.edits.current(KEY)
        assert lies is not None and name not in repr(lies.draft)

    def test_a_new_film_has_a_number_and_a_job(self, catalog: Catalog, queue: Queue):
        first, second = (opened(catalog).films.start(KEY, at=AT) for _ in range(2))
        assert (first.id, second.id) == (f"{KEY}-f1", f"{KEY}-f2")
        assert (first.state, first.storyboard, first.created_at) == (FilmState.PLANNED, None, AT)
        assert {job.id for job in queue.jobs(campaign=KEY)} == {f"film:{KEY}-f1", f"film:{KEY}-f2"}
        assert catalog.films.get(first.id) == first
        assert catalog.films.latest(KEY) == second
        assert catalog.films.all(KEY) == [first, second]
        with pytest.raises(NotFound):
            catalog.films.start("nowhere", at=AT)

    def test_what_is_not_there_is_not_found(self, catalog: Catalog):
        assert opened(catalog).films.latest(KEY) is None
        for ask in (
            lambda: catalog.films.get("x"),
            lambda: catalog.films.storyboard(KEY),
            lambda: catalog.packages.get("x"),
            lambda: catalog.films.planned("x", storyboard([])),
            lambda: catalog.packages.start(KEY, film="x", at=AT),
        ):
            with pytest.raises(NotFound):
                ask()

    def test_a_film_goes_its_way_once(self, catalog: Catalog):
        (asset,) = tagged(opened(catalog), "one")
        film = catalog.films.start(KEY, at=AT).id
        assert not catalog.films.cut(film, blob="b", sha256=sha("b"), size=1)
        board = catalog.films.planned(film, storyboard([asset]))
        assert board == replace(storyboard([asset]), version=1)
        assert not catalog.films.verified(film, measures={}, findings=())
        assert catalog.films.cut(film, blob="films/b", sha256=sha("b"), size=5_000_000_000)
        assert not catalog.films.cut(film, blob="films/c", sha256=sha("c"), size=1)
        assert catalog.films.verified(film, measures=MEASURES, findings=(FINDING,))
        assert not catalog.films.verified(film, measures={}, findings=())
        found = catalog.films.get(film)
        assert (found.state, found.storyboard) == (FilmState.VERIFIED, 1)
        assert (found.blob, found.sha256, found.size) == ("films/b", sha("b"), 5_000_000_000)
        assert (found.findings, found.measures) == ((FINDING,), MEASURES)
        assert not catalog.films.failed(film, WHY)

    def test_a_film_planned_twice_keeps_its_first_storyboard(self, catalog: Catalog):
        one, two = tagged(opened(catalog), "one", "two")
        first, second = (catalog.films.start(KEY, at=AT).id for _ in range(2))
        board = catalog.films.planned(first, storyboard([one]))
        assert catalog.films.planned(first, storyboard([two])) == board
        assert catalog.films.planned(second, storyboard([two])).version == 2
        assert catalog.films.storyboard(KEY).version == 2
        assert catalog.films.storyboard(KEY, 1) == board
        with pytest.raises(NotFound):
            catalog.films.storyboard(KEY, 3)

    def test_a_failed_film_says_why_and_may_be_tried_again(self, catalog: Catalog):
        (asset,) = tagged(opened(catalog), "one")
        film = catalog.films.start(KEY, at=AT).id
        board = catalog.films.planned(film, storyboard([asset]))
        assert catalog.films.failed(film, WHY) is True
        assert catalog.films.failed(film, WHY) is False
        found = catalog.films.get(film)
        assert (found.state, found.failed_because) == (FilmState.FAILED, WHY)
        assert catalog.films.planned(film, storyboard([])) == board
        found = catalog.films.get(film)
        assert (found.state, found.failed_because) == (FilmState.CUTTING, None)

    def test_a_film_planned_with_what_was_just_withdrawn_is_marked(self, catalog: Catalog):
        (asset,) = tagged(opened(catalog), "one")
        film = catalog.films.start(KEY, at=AT).id
        decide(catalog, asset, Action.WITHDRAW)
        catalog.films.planned(film, storyboard([asset]))
        assert catalog.films.get(film).to_be_replaced

    def test_a_package_is_made_of_a_verified_film_once(self, catalog: Catalog, queue: Queue):
        (asset,) = tagged(opened(catalog), "one")
        film = verified_film(catalog, [asset])
        package = catalog.packages.start(KEY, film=film, at=AT)
        assert (package.id, package.film, package.files) == (f"{KEY}-p1", film, ())
        assert queue.job(f"package:{KEY}-p1") is not None
        file = PackageFile(
            path="data/photos/01.jpg", blob="p/1", size=3, sha256=sha("p"), asset=asset
        )
        said = {"files": [file], "assets": [asset, asset], "findings": (FINDING,)}
        assert catalog.packages.made(package.id, **said) is True
        assert catalog.packages.made(package.id, files=[], assets=[]) is False
        kept = catalog.packages.get(package.id)
        assert (kept.files, kept.assets, kept.created_at) == ((file,), (asset,), AT)
        assert kept.findings == (FINDING,)
        assert not kept.to_be_replaced
        second = catalog.packages.start(KEY, film=film, at=AT)
        assert catalog.packages.all(KEY) == [kept, second]

    def test_checksums_that_a_package_lacks_are_kept_by_its_paths(self, catalog: Catalog):
        (asset,) = tagged(opened(catalog), "one")
        film = verified_film(catalog, [asset])
        package = catalog.packages.start(KEY, film=film, at=AT)
        files = [
            PackageFile(path=f"data/{n}", blob=f"p/{n}", size=1, sha256=sha(n), crc32=crc32)
            for n, crc32 in (("a", None), ("b", 7))
        ]
        catalog.packages.made(package.id, files=files, assets=[])
        catalog.packages.keep_checksums(package.id, {"data/a": 5, "data/b": 6, "data/c": 1})
        kept = catalog.packages.get(package.id)
        assert [(file.path, file.crc32) for file in kept.files] == [("data/a", 5), ("data/b", 7)]
        catalog.packages.keep_checksums("nobody", {"data/a": 5})

    def test_the_copies_of_a_withdrawn_asset_inside_a_package_are_to_be_purged(
        self, catalog: Catalog
    ):
        one, two = tagged(opened(catalog), "one", "two")
        film = verified_film(catalog, [two])
        package = catalog.packages.start(KEY, film=film, at=AT)
        files = [
            PackageFile(path=f"data/{a}.jpg", blob=f"copies/{a}", size=1, sha256=sha(a), asset=a)
            for a in (one, two)
        ]
        told = {"data/report.docx": "p/r", "data/film.mp4": "films/f", "bagit.txt": "p/b"}
        files += [
            PackageFile(path=path, blob=blob, size=1, sha256=sha(blob))
            for path, blob in told.items()
        ]
        other = catalog.packages.start(KEY, film=film, at=AT)
        catalog.packages.made(package.id, files=files, assets=[one, two], findings=(FINDING,))
        catalog.packages.made(other.id, files=[files[-2]], assets=[two], findings=(FINDING,))
        decide(catalog, one, Action.WITHDRAW)
        gone: list[str] = []
        catalog.assets.purge(one, gone.append)
        assert {name for name in gone if name.split("/")[0] in ("copies", "p", "films")} == {
            f"copies/{one}",
            "p/r",
        }
        # A finding may name its file, and a file's name a person.
        assert catalog.packages.get(package.id).findings == ()
        assert catalog.packages.get(other.id).findings == (FINDING,)

    def test_what_a_counting_package_of_another_campaign_has_too_is_not_purged(
        self, catalog: Catalog
    ):
        one, two = tagged(opened(catalog), "one", "two")
        film = verified_film(catalog, [two])
        told = [
            PackageFile(path=f"data/{name}", blob=blob, size=1, sha256=sha(blob))
            for name, blob in (("a.docx", "p/counting"), ("b.docx", "p/replaced"), ("c", "p/alone"))
        ]
        catalog.campaigns.save(plan("yunling-2026"), merges={}, at=AT)
        elsewhere = verified_film(catalog, [], "yunling-2026")
        for campaign, of, files, assets in (
            (KEY, film, told, [one]),
            ("yunling-2026", elsewhere, told[:1], []),
            (KEY, film, told[1:2], [one]),
        ):
            package = catalog.packages.start(campaign, film=of, at=AT)
            catalog.packages.made(package.id, files=files, assets=assets)
        decide(catalog, one, Action.WITHDRAW)
        gone: list[str] = []
        catalog.assets.purge(one, gone.append)
        assert {name for name in gone if name.startswith("p/")} == {"p/replaced", "p/alone"}

    def test_films_that_are_being_made_are_told_of_all_campaigns(self, catalog: Catalog):
        (asset,) = tagged(opened(catalog), "one")
        verified_film(catalog, [asset])
        catalog.campaigns.save(plan("yunling-2026"), merges={}, at=AT)
        begun = [catalog.films.start(key, at=AT).id for key in (KEY, "yunling-2026")]
        assert [film.id for film in catalog.films.making()] == sorted(begun)

    def test_a_photo_that_another_campaign_packaged_too_stays_in_that_package(
        self, catalog: Catalog
    ):
        (mine,) = tagged(opened(catalog), "one")
        catalog.campaigns.save(plan("yunling-2026"), merges={}, at=AT)
        invite = invited(catalog, campaign="yunling-2026")
        sending = catalog.intake.sending(said(invite), at=AT)
        theirs = arrive(catalog, sending, "one", nonce="again").asset
        film = verified_film(catalog, [mine])
        # Both are drawn from the same bytes, so both are the same blob.
        for asset in (mine, theirs):
            package = catalog.packages.start(KEY, film=film, at=AT)
            photo = PackageFile(
                path="data/01.jpg", blob="copies/1", size=1, sha256=sha("1"), asset=asset
            )
            catalog.packages.made(package.id, files=[photo], assets=[asset])
        gone: list[str] = []
        decide(catalog, mine, Action.WITHDRAW)
        catalog.assets.purge(mine, gone.append)
        assert "copies/1" not in gone
        decide(catalog, theirs, Action.WITHDRAW)
        catalog.assets.purge(theirs, gone.append)
        assert "copies/1" in gone

    def test_no_package_is_made_of_a_film_that_cannot_be_sent(self, catalog: Catalog):
        (asset,) = tagged(opened(catalog), "one")
        unfinished = catalog.films.start(KEY, at=AT).id
        film = verified_film(catalog, [asset])
        decide(catalog, asset, Action.WITHDRAW)
        for unsendable in (unfinished, film):
            with pytest.raises(Conflict):
                catalog.packages.start(KEY, film=unsendable, at=AT)
        assert catalog.packages.all(KEY) == []

    def test_a_plan_kept_after_a_withdrawal_tells_no_name_of_it(self, catalog: Catalog):
        one, two, gone = tagged(opened(catalog), "one", "two", "gone")
        board = storyboard([one])
        like = Words(zh="与“李某.jpg”几乎相同，已选用那一份", en="almost the same as “李某.jpg”")
        left = tuple(
            LeftOut(asset=asset, activity=None, code="near_duplicate", why=like, names=names)
            for asset, names in ((two, gone), (gone, one))
        )
        decide(catalog, gone, Action.WITHDRAW, reason="taken back")
        catalog.assets.purge(gone, lambda _: None)
        film = catalog.films.start(KEY, at=AT).id
        kept = catalog.films.planned(film, replace(board, left_out=left))
        unnamed = Words(zh="与“—”几乎相同，已选用那一份", en="almost the same as “—”")
        assert [(out.why, out.names) for out in kept.left_out] == [(unnamed, None), (like, one)]
        shot = replace(kept.shots[0], why=like, names=gone)
        after = replace(kept, shots=(shot,))
        assert catalog.films.stood_in(film, before=kept, after=after)
        assert catalog.films.storyboard(KEY).shots[0].why == unnamed

    def test_what_was_heard_in_a_film_goes_with_it(self, catalog: Catalog):
        (asset,) = tagged(opened(catalog), "one")
        said = (Spoken(start_ms=1000, end_ms=2500, text="大家好"),)
        unmade = catalog.films.start(KEY, at=AT).id
        assert not catalog.films.keep_spoken(unmade, said)
        film = verified_film(catalog, [asset])
        assert catalog.films.spoken(film) is None
        assert catalog.films.keep_spoken(film, said)
        assert catalog.films.spoken(film) == said
        decide(catalog, asset, Action.WITHDRAW, reason="taken back")
        assert not catalog.films.keep_spoken(film, said)
        catalog.assets.purge(asset, lambda _: None)
        assert catalog.films.spoken(film) is None and not catalog.films.keep_spoken(film, said)
