"""The doors of a hand-over: who may, what is prepared first, parts of the zip, the log."""

import errno
import io
import zipfile
from collections.abc import Iterator

import pytest
from typer.testing import CliRunner

from domain.errors import UsageError
from domain.exports.formats import Format
from domain.people import Role
from domain.reviewing.review import Action, Decision
from service.cli import app
from service.packing.zipped import ZippedFiles
from storage.handing_over import checksum, hand_over
from storage.originals import original_blob
from tests.service.conftest import environ
from tests.service.editor_week import KEY, NOW

API = f"/api/campaigns/{KEY}/exports?version=1"
ZIP = f"/media/exports/{KEY}/1/mlt"


def prepare(web) -> None:
    """What the worker's station leaves, without a worker."""
    over = hand_over(web.storage.catalog, KEY)
    blobs = web.storage.blobs
    for media in over.timeline.media:
        blobs.put(over.blob(media), media.path.encode())
        if not blobs.exists(over.checksum_blob(media)):
            blobs.put(over.checksum_blob(media), checksum(blobs, over.blob(media)))


def exports_in_log(desk) -> list:
    entries = desk.web.storage.catalog.audit.entries(KEY)
    return [entry for entry in entries if entry.event == "export"]


@pytest.mark.parametrize("path", [API, ZIP])
def test_strangers_and_viewers_get_nothing(door, desk_as, path) -> None:
    assert door.get(path).status_code == 401
    assert desk_as(Role.VIEWER).get(path).status_code == 403


def test_what_is_missing_is_drawn_by_a_job_first(desk) -> None:
    assert desk.get(ZIP).status_code == 404
    told = desk.post(API).json()
    assert not told["ready"] and told["job"]["state"] == "waiting"
    jobs = desk.get(f"/api/campaigns/{KEY}/jobs").json()
    assert told["job"]["id"] in [job["id"] for job in jobs["making"]]
    prepare(desk.web)
    told = desk.post(API).json()
    assert told["ready"] and told["job"] is None
    assert [each["format"] for each in told["formats"]] == [form.value for form in Format]


def test_a_download_is_whole_and_stands_in_the_log(desk) -> None:
    prepare(desk.web)
    answer = desk.get(ZIP)
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["content-length"] == str(len(answer.content))
    with zipfile.ZipFile(io.BytesIO(answer.content)) as zipped:
        assert zipped.testzip() is None
    kept = exports_in_log(desk)
    assert [entry.subject for entry in kept] == [f"{KEY}-v1-mlt"]


def test_what_broke_off_goes_on_and_is_logged_once(desk) -> None:
    prepare(desk.web)
    whole = desk.get(ZIP)
    etag = {"If-Range": whole.headers["etag"]}
    rest = desk.get(ZIP, headers={"Range": "bytes=1000-", **etag})
    assert rest.status_code == 206 and rest.content == whole.content[1000:]
    assert (
        rest.headers["content-range"] == f"bytes 1000-{len(whole.content) - 1}/{len(whole.content)}"
    )
    other = desk.get(ZIP, headers={"Range": "bytes=1000-", "If-Range": '"of another"'})
    assert other.status_code == 200 and other.content == whole.content
    kept = exports_in_log(desk)
    assert len(kept) == 2


def test_parts_stand_in_the_log_wherever_the_download_begins(desk) -> None:
    prepare(desk.web)
    for begin in ("5", "1000", "2000"):
        answer = desk.get(ZIP, headers={"Range": f"bytes={begin}-"})
        assert answer.status_code == 206
    assert len(exports_in_log(desk)) == 1


def test_with_something_denied_nothing_is_handed_over_and_the_page_says_why(desk) -> None:
    prepare(desk.web)
    shown = desk.week.ids["accepted"][0]
    deny = Decision(asset=shown, action=Action.CONSENT_DENY, actor="editor")
    desk.web.storage.catalog.assets.decide([deny], at=NOW)
    assert desk.get(ZIP).status_code == desk.post(API).status_code == 409


def test_unknown_formats_and_versions_are_said(desk) -> None:
    prepare(desk.web)
    assert desk.get(f"/media/exports/{KEY}/1/avid").status_code == 404
    assert desk.get(f"/media/exports/{KEY}/77/mlt").status_code == 404


def test_the_film_page_offers_every_format_to_editors(quiet_desk) -> None:
    page = quiet_desk.get("/film").text
    for form in Format:
        assert f'data-export="{form.value}"' in page


def test_originals_come_as_they_were_sent(desk) -> None:
    over = hand_over(desk.web.storage.catalog, KEY)
    clips = [media for media in over.timeline.media if media.is_clip]
    assert clips and all(over.blob(m) == original_blob(over.assets[m.asset].sha256) for m in clips)


def test_a_zip_at_the_terminal_is_whole_or_not_there_and_over_nothing_of_others(
    desk, tmp_path, monkeypatch
) -> None:
    prepare(desk.web)

    def run(*more: str):
        asked = ["export", "--format", "edl", "-o", str(tmp_path / "out"), "--zip", *more]
        env = environ(desk.web.settings.home)
        return CliRunner().invoke(app, asked, env=env)

    def until_the_disk_is_full(_self, _start: int, _end: int) -> Iterator[bytes]:
        yield b"half"
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr(ZippedFiles, "read", until_the_disk_is_full)
        assert "No space left" in str(run().exception)
    assert list((tmp_path / "out").iterdir()) == []
    assert run().exit_code == 0
    (made,) = (tmp_path / "out").iterdir()
    assert zipfile.ZipFile(made).testzip() is None
    assert run().exit_code == 0
    made.write_bytes(b"a letter")
    assert isinstance(run().exception, UsageError) and made.read_bytes() == b"a letter"
    assert run("--force").exit_code == 0
    assert zipfile.ZipFile(made).testzip() is None
