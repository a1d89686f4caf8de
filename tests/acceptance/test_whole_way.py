"""From the notice to the package and to a withdrawal, by the real command line on real files."""

import json
import re
import zipfile
from collections import Counter
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook

from domain.moves import AssetState
from tests.acceptance.conftest import Once
from tests.acceptance.places import POSTGRESQL_FOLDER, POSTGRESQL_S3, SQLITE_FOLDER, Place
from tests.acceptance.probing import Probed, places, probe
from tests.acceptance.sample_week import Week
from tests.acceptance.the_way import NEAR, UNIT_BESIDE, WITHDRAWN, Walk, walk
from tests.required import needs
from tests.servers import postgres

# The walk takes a minute on a quiet machine; whichever test is first waits for it.
pytestmark = pytest.mark.timeout(900)

#: Keys of one line of `assets --json` that scripts rely on.
CONTRACT = {
    *("id", "sha256", "original_name", "unit", "sending", "kind", "state", "refused_because"),
    *("taken_at", "taken_class", "taken_from", "date", "activity", "tag_by", "confidence"),
    *("ready", "evidence", "width", "height", "duration_ms", "fps", "has_audio", "camera"),
    *("gps", "duplicate_of", "near_duplicate_of", "consent"),
}
LIMIT_S = Fraction(180)


@pytest.fixture(
    scope="module",
    params=[
        SQLITE_FOLDER,
        # What is grown out of it passes the same tests, unchanged: make acceptance.
        pytest.param(POSTGRESQL_FOLDER, marks=pytest.mark.slow),
        pytest.param(POSTGRESQL_S3, marks=pytest.mark.slow),
    ],
    ids=lambda place: place.name,
)
def way(request: pytest.FixtureRequest, once: Once, week: Week) -> Walk:
    place: Place = request.param
    for server, reason in place.why_not().items():
        needs(request, server, reason)
    return once(place.name, lambda folder: walk(folder, week, place))


@pytest.fixture(scope="module")
def film(once: Once, way: Walk) -> Probed:
    return once(f"film-{way.place.name}", lambda _folder: probe(way.film))


# -- the house


def test_every_web_process_is_ready_and_shots_are_spread_over_the_workers(way: Walk) -> None:
    assert way.ready == (200,) * way.place.webs
    assert len(way.worked) == way.place.workers


# -- the plan


def test_a_notice_becomes_a_campaign_and_what_is_unsure_is_said(way: Walk) -> None:
    assert way["new"].status == 0
    assert "activities_3_and_5_to_7_undated" in way["new"].err
    assert way["open"].status == 0
    assert way["open"].out.splitlines()[-1] == "yunling-2025"
    assert "科普大讲堂" in way["open"].out


def test_a_unit_that_the_notice_does_not_name_is_added(way: Walk) -> None:
    assert (way["unit add"].status, way["unit add"].out) == (0, "u8\n")
    assert UNIT_BESIDE not in way["open"].out


def test_the_plan_typed_again_changes_nothing(way: Walk) -> None:
    assert way["new again"].out == way["new"].out
    assert (way["open again"].status, way["open again"].out) == (
        0,
        "nothing changed\nyunling-2025\n",
    )
    assert way["unit add again"].status == 1
    assert UNIT_BESIDE in way["unit add again"].err


# -- what was sent


def test_every_file_is_an_asset_a_duplicate_or_a_refusal_with_its_reason(way: Walk) -> None:
    sent = [file.name for one in way.week.sendings for file in one.files]
    assets = way.assets()
    good = {name for name, row in assets.items() if row["state"] != "refused"}
    assert good == set(sent) - {"IMG_20250524_091530(1).jpg"}
    assert "1 known already" in way["ingest 2"].out
    for bad in way.week.bad.iterdir():
        if bad.stat().st_size:
            assert assets[bad.name]["state"] == "refused"
            assert set(assets[bad.name]["refused_because"]) == {"code", "zh", "en"}
        else:
            assert f"{bad.name}: The file is empty" in way["ingest bad"].err


def test_refusals_of_the_stations_are_told_at_the_terminal_that_waited(way: Walk) -> None:
    assert way["ingest bad"].status == 0
    for bad in way.week.bad.iterdir():
        assert f"{bad.name}: " in way["ingest bad"].err


def test_a_line_of_assets_has_every_key_that_scripts_rely_on(way: Walk) -> None:
    for row in way["assets"].rows:
        assert set(row) >= CONTRACT
    photo = way.assets()["IMG_20250524_090412.jpg"]
    assert (photo["kind"], photo["width"], photo["height"]) == ("photo", 640, 480)
    assert datetime.fromisoformat(photo["taken_at"]) == datetime(2025, 5, 24, 1, 4, 12, tzinfo=UTC)
    assert (photo["taken_class"], photo["date"], photo["activity"]) == ("capture", "2025-05-24", 1)
    assert photo["gps"] == pytest.approx({"lat": 27.10321, "lon": 105.61874}, abs=1e-5)
    assert photo["evidence"] and all(e["kind"] and e["text"] for e in photo["evidence"])
    clip = way.assets()["VID_20250527_145510.mp4"]
    assert (clip["kind"], clip["width"], clip["height"], clip["fps"]) == ("clip", 640, 360, 25.0)
    assert 3900 <= clip["duration_ms"] <= 4100
    assert clip["has_audio"] is True


def test_what_was_ticked_as_a_near_shot_waits_for_a_person(way: Walk) -> None:
    near = {file.name for sent in way.week.sendings if sent.near for file in sent.files}
    for step in ("assets", "assets reviewed"):
        held = {name for name, row in way.assets(step).items() if row["state"] == "held"}
        assert held == near
    assert NEAR in near


def test_the_same_files_again_are_known_and_no_asset_is_doubled(way: Walk) -> None:
    sent = sum(len(one.files) for one in way.week.sendings)
    assert way["ingest again"].out == f"0 received, {sent} known already, 0 refused\n"
    names = Counter(row["original_name"] for row in way["assets"].rows)
    assert set(names.values()) == {1}


def test_the_machine_accepts_what_is_ready_once(way: Walk) -> None:
    before, after = way.assets(), way.assets("assets reviewed")
    ready = {name for name, row in before.items() if row["ready"] and row["state"] == "tagged"}
    assert {name for name, row in after.items() if row["state"] == "accepted"} == ready
    assert way["review"].out.startswith(f"{len(ready)} accepted;")
    assert way["review again"].out.startswith("0 accepted;")


# -- the film


def test_the_film_is_found_in_order_and_says_so(way: Walk) -> None:
    assert way["cut"].status == 0, way["cut"].err
    assert way["cut"].out.startswith("yunling-2025-f1\n")
    assert "✗ [required]" not in way["cut"].out


def test_container_and_both_streams_keep_within_three_minutes_by_ffprobe(film: Probed) -> None:
    for said in (film.container, film.video, film.audio):
        assert 0 < Fraction(said["duration"]) <= LIMIT_S


def test_the_film_lasts_as_many_frames_as_were_planned(way: Walk, film: Probed) -> None:
    frames = way["storyboard"].row["frames"]
    assert len(film.shown_at) == int(film.video["nb_frames"]) == frames
    for said in (film.container, film.video, film.audio):
        assert Fraction(said["duration"]) == Fraction(frames, 25)


def test_pictures_come_at_constant_25_a_second(film: Probed) -> None:
    assert film.video["r_frame_rate"] == film.video["avg_frame_rate"] == "25/1"
    steps = {b - a for a, b in zip(film.shown_at, film.shown_at[1:], strict=False)}
    assert film.shown_at[0] == 0
    assert steps == {Fraction(1, 25)}


def test_the_film_is_h264_1080p_with_aac_at_48_khz(film: Probed) -> None:
    video, audio = film.video, film.audio
    assert (video["codec_name"], video["pix_fmt"]) == ("h264", "yuv420p")
    assert (video["width"], video["height"]) == (1920, 1080)
    assert (audio["codec_name"], audio["sample_rate"], audio["channels"]) == ("aac", "48000", 2)


def test_the_index_of_the_film_comes_before_its_pictures(film: Probed) -> None:
    assert film.boxes.index("moov") < film.boxes.index("mdat")


def test_the_film_decodes_without_a_complaint(film: Probed) -> None:
    assert film.complaints == ""


def test_every_activity_with_accepted_material_is_in_the_film(way: Walk) -> None:
    accepted = {
        row["activity_key"] for row in way["assets reviewed"].rows if row["state"] == "accepted"
    }
    shots = way["storyboard"].row["shots"]
    assert {shot["activity"] for shot in shots if shot["activity"]} == accepted
    assert len(accepted) >= 4
    assert {shot["kind"] for shot in shots} == {"card", "photo", "clip"}


def test_every_asset_is_in_the_film_or_left_out_with_a_reason(way: Walk) -> None:
    board = way["storyboard"].row
    out = {left["asset"]: left["why"] for left in board["left_out"]}
    shown = set(way.shown("storyboard"))
    assert shown | set(out) == {row["id"] for row in way["assets reviewed"].rows}
    assert not shown & set(out)
    assert all(why["zh"] and why["en"] for why in out.values())


# -- the package


def test_the_package_is_a_folder_and_a_zip_with_the_same_files(way: Walk) -> None:
    assert way["package"].status == 0, way["package"].err
    assert way["package"].out.splitlines() == [str(way.package), f"{way.package}.zip"]
    folder = {
        path.relative_to(way.package).as_posix(): path.read_bytes()
        for path in way.package.rglob("*")
        if path.is_file()
    }
    with zipfile.ZipFile(f"{way.package}.zip") as zipped:
        inside = {name.removeprefix("package/"): zipped.read(name) for name in zipped.namelist()}
    assert inside == folder


def test_a_folder_that_holds_something_is_not_written_over(way: Walk) -> None:
    assert way["package again"].status == 2
    assert "not empty" in way["package again"].err


def test_film_report_list_findings_and_page_are_there_and_open(way: Walk) -> None:
    data = way.package / "data"
    report = "\n".join(p.text for p in Document(str(data / "总结报告.docx")).paragraphs)
    assert "科普大讲堂" in report
    sheet = load_workbook(data / "素材清单.xlsx").worksheets[0]
    cells = {str(cell.value) for row in sheet.iter_rows() for cell in row}
    assert "VID_20250527_145510.mp4" in cells
    findings = json.loads((data / "检查结果.json").read_text(encoding="utf-8"))
    assert findings["film"]["path"] == f"data/{way.film.name}"
    assert findings["film"]["duration_ms"] == way["storyboard"].row["duration_ms"]
    required = [f for f in findings["findings"] if f["kind"] == "required"]
    assert required and all(f["outcome"] == "pass" for f in required)
    page = (data / "检查结果.html").read_text(encoding="utf-8")
    assert way.film.name in page
    assert not re.search(r"""(src|href)\s*=\s*["']?(https?:)?//""", page), "reads from elsewhere"


def test_packaged_photos_tell_no_place_though_their_originals_do(way: Walk) -> None:
    photos = sorted((way.package / "data" / "照片").iterdir())
    assert photos
    assert set(map(len, places(*photos).values())) == {0}
    original = way.week.file("IMG_20250524_090412.jpg")
    assert places(original)[original.name]


def test_a_near_shot_is_neither_in_the_film_nor_among_the_photos(way: Walk) -> None:
    near = {row["id"] for row in way["assets"].rows if row["consent"]["minors"]}
    assert near
    assert not near & set(way.shown("storyboard"))
    (package,) = way.before.packages
    assert not near & set(package.assets)
    assert not near & {file.asset for file in package.files}
    assert {file.asset for file in package.files if "/照片/" in file.path} <= set(package.assets)


def test_the_receiver_finds_folder_and_zip_in_order(way: Walk) -> None:
    for name in ("package", "package.zip"):
        assert (way[f"verify {name}"].status, way[f"verify {name}"].err) == (0, "")


@pytest.mark.parametrize("name", ["turned", "turned.zip"])
def test_one_turned_byte_of_the_film_is_found_and_the_file_named(way: Walk, name: str) -> None:
    assert way[f"verify {name}"].status == 1
    assert way.film.name in way[f"verify {name}"].err


# -- beside the way


def test_the_status_counts_assets_jobs_workers_and_what_is_missing(way: Walk) -> None:
    status = way["status"].row
    assert (status["campaign"], status["state"]) == ("yunling-2025", "open")
    assert status["film"] == {"id": "yunling-2025-f1", "state": "verified"}
    assert status["failed_jobs"] == []
    assert set(status["jobs"]) == {"done"}
    assert len(status["workers"]) == way.place.workers
    states = Counter(row["state"] for row in way["assets reviewed"].rows)
    assert status["assets"] == dict(states)
    assert {row["activity"]: row["accepted"] for row in status["coverage"]}[5] == 0
    assert any("activity 5" in gap for gap in status["gaps"])


def test_settings_are_told_with_their_source_and_without_the_secret(way: Walk) -> None:
    lines = [line.partition("  # ")[0] for line in way["settings"].out.splitlines()]
    assert f"WEEKREEL_HOME={way.terminal.home}\t(environment)" in lines
    assert "WEEKREEL_LEASE_TTL=6.0\t(environment)" in lines
    secret = (way.terminal.home / "secret.key").read_text().strip()
    assert secret not in way["settings"].out
    assert postgres.PASSWORD not in way["settings"].out


def test_an_invite_is_a_long_secret_link_that_can_be_ended_once(way: Walk) -> None:
    link = way["invite"].out.strip()
    assert re.fullmatch(r"http://127\.0\.0\.1:8000/u/[\w-]{43}", link)
    assert way["revoke"].status == 0
    assert way["revoke again"].status == 1
    assert link.rsplit("/", 1)[1] not in way.before.rows


# -- a person lets a near shot in


def test_a_near_shot_is_in_the_next_film_once_a_person_granted_and_accepted_it(way: Walk) -> None:
    assert way["cut with near shot"].status == 0, way["cut with near shot"].err
    near = way.assets()[NEAR]["id"]
    assert near in way.shown("storyboard with near shot")
    assert near not in way.shown("storyboard")


def test_a_second_film_renders_only_what_is_new(way: Walk) -> None:
    first, second = (film.id for film in way.before.films)
    assert (first, second) == ("yunling-2025-f1", "yunling-2025-f2")
    old, new = way["storyboard"].row["shots"], way["storyboard with near shot"].row["shots"]
    assert len(old) == len(new) - 1
    # The shot itself, at most a neighbour that has a transition now or has it no more, and those.
    assert 1 <= len(_segments(new) - _segments(old)) <= 4
    segments = [name for name in way.before.blobs if re.match(r"segments/.*\.mp4", name)]
    drawn = _segments(old) | _segments(new)
    # Cards are made ahead when the week is opened; figures that came since drew them anew.
    cards = sum(name.startswith("segments/cards/") for name in segments)
    needed = sum(len(each) == 2 and '{"kind": "card"' in str(each[0]) for each in drawn)
    assert needed <= cards <= needed + 2
    assert len(segments) - cards == len(drawn) - needed


def _segments(shots: list[dict[str, object]]) -> set[tuple[object, ...]]:
    """What is rendered: shots by the transitions at their ends, and the transitions between."""
    found: set[tuple[object, ...]] = set()
    for before, shot, after in zip([None, *shots], shots, [*shots[1:], None], strict=False):
        found.add((_drawn(shot), after["into"] if after else "cut"))
        if before is not None and shot["into"] != "cut":
            found.add((_bare(before), shot["into"], _bare(shot)))
    return found


def _bare(shot: dict[str, object]) -> str:
    return _drawn({k: v for k, v in shot.items() if k not in ("caption", "sound", "into")})


def _drawn(shot: dict[str, object]) -> str:
    """What of a shot is drawn: everything but its place in the film and the reason for it."""
    return json.dumps({k: v for k, v in shot.items() if not re.match("index|start|end|why", k)})


# -- a withdrawal


def test_a_withdrawal_leaves_films_and_package_to_be_replaced(way: Walk) -> None:
    gone = way.assets()[WITHDRAWN]["id"]
    assert gone in way.shown("storyboard") and gone in way.shown("storyboard with near shot")
    assert (way["withdraw"].status, way["withdraw again"].status) == (0, 0)
    assert not any(film.to_be_replaced for film in way.before.films)
    assert all(film.to_be_replaced for film in way.after.films)
    assert all(package.to_be_replaced for package in way.after.packages)
    assert way["package after"].status == 1
    assert not (way.package.parent / "after").exists()


def test_nothing_that_was_made_from_a_withdrawn_asset_is_kept(way: Walk) -> None:
    asset = way.assets()[WITHDRAWN]
    before, after = way.before.blobs, way.after.blobs
    own = {name for name in before if asset["sha256"] in name}
    assert {name.split("/")[0] for name in own} >= {"originals", "derived", "segments"}
    (package,) = way.before.packages
    # Silence is the same in every segment.
    made = {before[name] for name in own if not name.endswith(".pcm")}
    made |= {file.sha256 for file in package.files if file.asset == asset["id"]}
    made |= {str(film.sha256) for film in way.before.films}
    assert made <= set(before.values())
    assert not own & set(after)
    assert not made & set(after.values())
    assert len(after) > len(before) / 2, "the others' bytes stay"


def test_a_tombstone_stays_without_name_facts_or_reasons(way: Walk) -> None:
    gone = way.assets()[WITHDRAWN]
    (tomb,) = (row for row in way["assets after"].rows if row["id"] == gone["id"])
    assert (tomb["state"], tomb["sha256"]) == (AssetState.PURGED, gone["sha256"])
    assert (tomb["original_name"], tomb["evidence"], tomb["width"]) == ("", [], None)


def test_withdrawn_bytes_are_refused_when_they_come_again_from_another_unit(way: Walk) -> None:
    answer = way["ingest withdrawn"]
    assert answer.out == "收到 0 件，已有 0 件，未收 1 件\n"
    assert f"{WITHDRAWN}: " in answer.err and "撤回" in answer.err
    assert len(way["assets after"].rows) == len(way["assets"].rows)
    sha256 = way.assets()[WITHDRAWN]["sha256"]
    assert sha256 not in way.after.blobs.values()


# -- and at the end


def test_no_command_fails_unasked_and_none_with_a_stack_trace(way: Walk) -> None:
    meant = {"unit add again", "package again", "revoke again", "package after"}
    meant |= {"ingest withdrawn", "verify turned", "verify turned.zip"}
    assert {step for step, answer in way.said.items() if answer.status} == meant
    assert not [step for step, answer in way.said.items() if "Traceback" in answer.err]


def test_scratch_is_empty_and_no_half_written_blob_lies_about(way: Walk) -> None:
    assert [path.name for path in (way.terminal.home / "scratch").glob("worker-*")] == []
    incoming = Path(way.terminal.home, "blobs", "~incoming")
    assert list(incoming.glob("*")) == []
