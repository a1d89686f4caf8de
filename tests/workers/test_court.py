"""The court sits when a sending is whole: verdicts, pairs and tags of all its files follow."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest

from domain.arriving.refusals import refusal
from domain.facts import Facts, Kind
from domain.times.claims import claims_from
from domain.times.verdict import verdict
from storage.catalog import Catalog
from storage.opening import open_storage
from storage.settings import read_settings
from tests.contracts.sample_week import AT, LOOK, TAG, derivatives, plan, received
from tests.databases import SqliteFiles, fresh
from workers.bench import Bench
from workers.court import settle
from workers.seen import MOST, Seen
from workers.stations import look

PHOTO = Facts(kind=Kind.PHOTO, format="jpeg", width=4000, height=3000, camera="Canon EOS R5")
CLIP = Facts(kind=Kind.CLIP, format="mov", width=1920, height=1080, duration_ms=2_900)
NOON = datetime(2025, 5, 28, 12, tzinfo=timezone(timedelta(hours=8)))


@pytest.fixture
def catalog(sqlite_files: SqliteFiles, tmp_path: Path) -> Iterator[Catalog]:
    with (
        fresh(sqlite_files, tmp_path / "home") as environ,
        open_storage(read_settings(environ)) as storage,
    ):
        storage.catalog.campaigns.save(plan(), merges={}, at=AT)
        yield storage.catalog


def bench_of(catalog: Catalog, **tools: Any) -> Bench:
    return cast(Bench, SimpleNamespace(catalog=catalog, **tools))


def inspected(catalog: Catalog, asset: str, facts: Facts = PHOTO, **exif: str) -> None:
    claims = claims_from(
        {tag.replace("__", ":"): text for tag, text in exif.items()},
        "photo",
        modified_ms=None,
        sender_day=None,
        received_at=NOON,
        zone=ZoneInfo("Asia/Shanghai"),
    )
    ruled = verdict(claims)
    catalog.assets.inspected(
        asset,
        facts=facts,
        claims=claims,
        taken_at=ruled.taken_at,
        taken_class=ruled.taken_class,
        taken_from=ruled.taken_from,
    )


def shot(minute: int) -> dict[str, str]:
    return {"ExifIFD__DateTimeOriginal": f"2025:05:27 09:{minute}:00"}


def sit(catalog: Catalog, asset: str) -> int:
    return settle(bench_of(catalog), catalog.assets.get(asset))


def test_the_court_waits_for_the_last_file_and_then_hears_all(catalog):
    *dated, plain = received(catalog, "one", "two", "three", "four")
    for minute, asset in enumerate(dated, 10):
        inspected(catalog, asset, **shot(minute))
        assert sit(catalog, asset) == 0
    assert catalog.assets.get(plain).taken_from is None
    inspected(catalog, plain)
    assert sit(catalog, plain) == 1
    found = catalog.assets.get(plain)
    assert (found.taken_class, found.taken_from) == ("day", "neighbours")


def test_a_refused_file_is_waited_for_no_longer(catalog):
    *dated, plain, broken = received(catalog, "one", "two", "three", "four", "five")
    for minute, asset in enumerate(dated, 10):
        inspected(catalog, asset, **shot(minute))
    inspected(catalog, plain)
    assert sit(catalog, plain) == 0
    why = refusal("truncated")
    catalog.assets.refuse(broken, code=why.code, words=why.words)
    assert sit(catalog, broken) == 1
    assert catalog.assets.get(plain).taken_from == "neighbours"


def test_a_tag_that_a_machine_gave_is_weighed_again_and_a_persons_claims_only_change(catalog):
    *dated, plain = received(catalog, "one", "two", "three", "four")
    inspected(catalog, plain)
    catalog.assets.looked(plain, look=LOOK, derivatives=derivatives(plain))
    catalog.assets.tagged(plain, tag=replace(TAG, day=None), held=False)
    for minute, asset in enumerate(dated, 10):
        inspected(catalog, asset, **shot(minute))
    sit(catalog, dated[0])
    tag = catalog.assets.get(plain).tag
    assert tag is not None
    assert tag.day == date(2025, 5, 27)


def test_photo_clip_and_sidecar_of_one_name_belong_together(catalog):
    photo, clip, beside = received(catalog, "IMG_1.jpg", "IMG_1.mp4", "IMG_1.aae")
    names = {catalog.assets.get(each).original_name for each in (photo, clip, beside)}
    assert len(names) == 3
    inspected(catalog, photo, replace(PHOTO, content_id="A"))
    inspected(catalog, clip, replace(CLIP, content_id="A"))
    why = refusal("sidecar")
    catalog.assets.refuse(beside, code=why.code, words=why.words)
    sit(catalog, beside)
    assert catalog.assets.get(photo).belongs_to == clip
    assert catalog.assets.get(clip).belongs_to == photo


class Blobs:
    """Keeps the names of what is put."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def local(self, name: str) -> "Blobs":
        del name
        return self

    def __enter__(self) -> Path:
        return Path("/scratch/original")

    def __exit__(self, *_: object) -> None:
        pass

    def put(self, name: str, content: bytes) -> None:
        assert content
        self.names.append(name)


SEEN = {"sharpness": 1, "exposure": 1, "black": 0, "phash": "0" * 16, "focus": [500, 500]}


def looked(
    catalog: Catalog, *, motion_fails: bool, inspected_here: bool = False
) -> tuple[str, Blobs]:
    """A motion photo that was looked at, with what was kept of it."""
    (asset,) = received(catalog, "one")
    inspected(catalog, asset, replace(PHOTO, motion=(1000, 2000)))
    blobs = Blobs()

    def ask(work: str, path: Path, params: dict[str, Any], *, patience_s: float) -> Any:
        assert path == Path("/scratch/original") and patience_s > 0
        if work == "photo_look":
            assert not inspected_here, "the photo was decoded twice"
            return SimpleNamespace(value=SEEN, blobs={"thumb": b"1", "view": b"2"})
        assert (work, params) == ("motion_clip", {"start": 1000, "length": 2000})
        if motion_fails:
            raise refusal("truncated")
        return SimpleNamespace(value={"duration_ms": 3000}, blobs={"motion": b"3"})

    seen = Seen()
    if inspected_here:
        seen.put(asset, SEEN, {"thumb": b"1", "view": b"2"})
    assert look.run(bench_of(catalog, blobs=blobs, ask=ask, seen=seen), asset)
    assert seen.take(asset) is None
    return asset, blobs


def test_the_clip_of_a_motion_photo_is_kept_beside_its_pictures(catalog):
    asset, blobs = looked(catalog, motion_fails=False)
    made = catalog.assets.derivatives(asset)
    assert set(made) == {"thumb", "view", "motion"}
    assert made["motion"].endswith(f"motion-{look.RECIPE}.mp4")
    assert sorted(made.values()) == sorted(blobs.names)


def test_a_photo_that_inspect_has_just_seen_is_not_decoded_again(catalog):
    asset, _ = looked(catalog, motion_fails=False, inspected_here=True)
    assert set(catalog.assets.derivatives(asset)) == {"thumb", "view", "motion"}


def test_the_shelf_between_the_stations_never_grows():
    seen = Seen()
    for n in range(MOST + 3):
        seen.put(str(n), SEEN, {})
    assert seen.take("2") is None
    assert seen.take("3") == (SEEN, {})


def test_a_damaged_clip_takes_nothing_from_the_photo(catalog):
    asset, _ = looked(catalog, motion_fails=True)
    assert set(catalog.assets.derivatives(asset)) == {"thumb", "view"}
