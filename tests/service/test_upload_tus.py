import fcntl
import hashlib
import os
import random
import signal
import threading
import time
from pathlib import Path

import httpx
import pytest

from domain.errors import StorageFailed
from domain.words import Words
from service.upload.protocol import read_metadata
from service.upload.spool import Spool
from tests.service.tus_client import (
    BYTES,
    TUS,
    HalfOpen,
    begin,
    create,
    head,
    metadata,
    offset,
    patch,
)
from tests.service.web_process import web_process

WORDS = {"filename": "IMG_2043.jpg", "filetype": "image/jpeg"}


def some_bytes(size: int, seed: int = 1) -> bytes:
    return random.Random(seed).randbytes(size)


def spool_file(web, path: str) -> Path:
    return web.settings.home / "spool" / path.rsplit("/", 1)[1]


def until(check, seconds: float = 10):
    deadline = time.monotonic() + seconds
    while not (value := check()):
        assert time.monotonic() < deadline, "it never came to that"
        time.sleep(0.02)
    return value


def kept(web, sha256: str) -> bytes:
    with web.storage.blobs.local(f"originals/{sha256[:2]}/{sha256}") as file:
        return file.read_bytes()


# -- the whole way


def test_a_file_in_three_parts_arrives_whole_and_is_said_to_be_received(client, web):
    content = some_bytes(300_000)
    path = begin(client, web.invite(), len(content), **WORDS)
    for at in (0, 100_000, 200_000):
        answer = patch(client, path, at, content[at : at + 100_000])
        assert answer.status_code == 204
        assert answer.headers["upload-offset"] == str(at + 100_000)
    assert answer.headers["weekreel-state"] == "received"
    receipt = web.receipts()[0]
    assert receipt.receipt == answer.headers["weekreel-receipt"]
    assert receipt.sha256 == hashlib.sha256(content).hexdigest()
    assert kept(web, receipt.sha256) == content


def test_what_the_sender_said_travels_with_the_file(client, web):
    said = WORDS | {
        "activity": "2",
        "day": "2025-05-27",
        "note": "开幕\n现场",
        "consent": "informed,minors",
        "modified": "1748300000123",
        "sending": "abc-1",
    }
    create(client, web.invite(), 3, content=b"abc", **said)
    (asset,) = web.storage.catalog.assets.all(web.campaign.key)
    assert asset.original_name == "IMG_2043.jpg"
    assert (asset.sender_activity, str(asset.sender_day)) == ("a2", "2025-05-27")
    assert (asset.consent.informed, asset.consent.minors) == (True, True)
    assert asset.consent.patients is False
    assert asset.modified_ms == 1_748_300_000_123
    (sending,) = web.storage.catalog.intake.sendings(web.campaign.key)
    assert (sending.said.client_id, sending.said.note) == ("abc-1", "开幕 现场")


def test_files_of_one_sending_share_its_number(client, web):
    secret = web.invite()
    for number in range(3):
        create(client, secret, 1, content=bytes([number]), sending="one", **WORDS)
    assert sorted(r.receipt for r in web.receipts()) == ["0528-01-01", "0528-01-02", "0528-01-03"]


def test_the_same_bytes_again_are_a_duplicate_with_a_receipt_of_its_own(client, web):
    secret = web.invite()
    create(client, secret, 3, content=b"abc", **WORDS)
    again = create(client, secret, 3, content=b"abc", filename="copy.jpg")
    assert again.headers["weekreel-state"] == "duplicate"
    assert len({r.receipt for r in web.receipts()}) == 2
    assert len(web.storage.catalog.assets.all(web.campaign.key)) == 1


def test_the_spool_is_empty_when_all_arrived(client, web):
    create(client, web.invite(), 3, content=b"abc")
    assert list((web.settings.home / "spool").iterdir()) == []


# -- OPTIONS


def test_options_lists_only_what_works(client, web):
    answer = client.options(f"/u/{web.invite()}/uploads")
    assert answer.status_code == 204
    assert answer.headers["tus-version"] == "1.0.0"
    extensions = answer.headers["tus-extension"].split(",")
    assert extensions == ["creation", "creation-with-upload", "termination", "expiration"]
    assert answer.headers["tus-max-size"] == str(int(web.settings.max_file_bytes))


# -- POST


def test_creation_answers_with_a_relative_address_of_128_random_bits(client, web):
    secret = web.invite()
    answer = create(client, secret, 10, **WORDS)
    assert answer.status_code == 201
    base, _, upload_id = answer.headers["location"].rpartition("/")
    assert base == f"/u/{secret}/uploads"
    assert len(upload_id) == 32 and int(upload_id, 16) >= 0
    assert answer.headers["upload-expires"] == "Wed, 04 Jun 2025 02:30:00 GMT"


def test_the_address_keeps_the_prefix_of_the_public_url(make_web, client_of):
    web = make_web(WEEKREEL_PUBLIC_URL="http://week.example.cn/reel")
    client, secret = client_of(web.app()), web.invite()
    path = begin(client, secret, 3)
    assert path.startswith(f"/reel/u/{secret}/uploads/")
    # Whether the proxy in front takes the prefix off or passes it on.
    assert offset(client, path) == offset(client, path.removeprefix("/reel")) == 0


def test_creation_with_upload_may_bring_a_part_or_all(client, web):
    secret = web.invite()
    part = create(client, secret, 5, content=b"abc")
    assert (part.status_code, part.headers["upload-offset"]) == (201, "3")
    assert part.headers["weekreel-state"] == "arriving"
    whole = create(client, secret, 3, content=b"xyz")
    assert whole.headers["weekreel-state"] == "received"


def test_creation_with_upload_refuses_more_than_was_announced(client, web):
    secret = web.invite()
    answer = create(client, secret, 2, content=b"abc")
    assert (answer.status_code, answer.json()["code"]) == (413, "too-long")
    chunked = client.post(
        f"/u/{secret}/uploads", headers=TUS | BYTES | {"Upload-Length": "2"}, content=iter([b"abc"])
    )
    assert chunked.status_code == 413
    files = list((web.settings.home / "spool").iterdir())
    assert [file.stat().st_size for file in files] == [0]


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({"Upload-Length": "5"}, 412, "tus-version"),
        (TUS, 400, "bad-header"),
        (TUS | {"Upload-Length": "-1"}, 400, "bad-header"),
        (TUS | {"Upload-Length": "five"}, 400, "bad-header"),
        (TUS | {"Upload-Length": "٥"}, 400, "bad-header"),
        (TUS | {"Upload-Defer-Length": "1"}, 400, "bad-header"),
        (TUS | {"Upload-Length": "5", "Upload-Metadata": "filename ***"}, 400, "bad-metadata"),
        (TUS | {"Upload-Length": "0"}, 422, "empty"),
        (TUS | {"Upload-Length": str(1 << 40)}, 413, "too-large"),
        (TUS | {"Upload-Length": "9" * 40}, 400, "bad-header"),
    ],
)
def test_creation_says_what_is_wrong_before_it_takes_anything(client, web, headers, status, code):
    sent = {name: value.encode() for name, value in headers.items()}
    answer = client.post(f"/u/{web.invite()}/uploads", headers=sent)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["tus-resumable"] == "1.0.0"
    assert answer.headers["content-type"] == "application/problem+json"
    assert list((web.settings.home / "spool").iterdir()) == []


def test_a_wrong_version_is_told_the_right_one(client, web):
    answer = client.post(f"/u/{web.invite()}/uploads", headers={"Tus-Resumable": "0.2.2"})
    assert (answer.status_code, answer.headers["tus-version"]) == (412, "1.0.0")


def test_a_body_of_another_type_is_refused_at_creation(client, web):
    headers = TUS | {"Upload-Length": "3", "Content-Type": "image/jpeg"}
    answer = client.post(f"/u/{web.invite()}/uploads", headers=headers, content=b"abc")
    assert answer.status_code == 415


def test_an_invite_brings_no_more_files_than_it_may(make_web, client_of):
    web = make_web(WEEKREEL_INVITE_MAX_FILES="2")
    client, secret = client_of(web.app()), web.invite()
    codes = [create(client, secret, 3).status_code for _ in range(3)]
    assert codes == [201, 201, 413]
    assert create(client, web.invite(), 3).status_code == 201


def test_an_invite_brings_no_more_bytes_than_it_may(make_web, client_of):
    web = make_web(WEEKREEL_INVITE_MAX_BYTES="1000")
    client, secret = client_of(web.app()), web.invite()
    assert create(client, secret, 900).status_code == 201
    refused = create(client, secret, 101)
    assert (refused.status_code, refused.json()["code"]) == (413, "invite-full")
    assert create(client, secret, 100).status_code == 201


def test_a_disk_without_room_is_said_at_creation(client, web, monkeypatch):
    secret = web.invite()
    monkeypatch.setattr(Spool, "free_bytes", lambda _self: 999)
    refused = create(client, secret, 1000)
    assert (refused.status_code, refused.json()["code"]) == (507, "no-space")
    assert create(client, secret, 999).status_code == 201


def test_a_disk_that_filled_meanwhile_is_said_before_a_byte_is_taken(client, web, monkeypatch):
    path = begin(client, web.invite(), 1000)
    with monkeypatch.context() as full:
        full.setattr(Spool, "free_bytes", lambda _self: 999)
        refused = patch(client, path, 0, b"x" * 1000)
        assert (refused.status_code, refused.json()["code"]) == (507, "no-space")
        # A body that does not say how long it is.
        assert patch(client, path, 0, iter([b"x" * 1000])).status_code == 507
        assert spool_file(web, path).stat().st_size == 0
    assert patch(client, path, 0, b"x" * 1000).headers["weekreel-state"] == "received"


@pytest.mark.parametrize(
    ("name", "kind", "code"),
    [
        ("总结.docx", "", "document"),
        ("照片.rar", "application/vnd.rar", "archive"),
        ("app.APK", "", "not-media"),
        ("logo.svg", "image/svg+xml", "svg"),
    ],
)
def test_what_is_no_photo_by_its_name_is_refused_before_it_is_sent(client, web, name, kind, code):
    said = {"filename": name} | ({"filetype": kind} if kind else {})
    refused = create(client, web.invite(), 10, **said)
    assert (refused.status_code, refused.json()["code"]) == (415, code)
    # A chat may have renamed a photo: what the browser takes for one may come.
    renamed = create(client, web.invite(), 10, filename=name, filetype="image/jpeg")
    assert renamed.status_code == 201
    assert create(client, web.invite(), 10, filename="unknown.bin").status_code == 201


def test_an_activity_that_left_the_plan_does_not_cost_the_file(client, web):
    create(client, web.invite(), 3, content=b"abc", activity="77")
    (asset,) = web.storage.catalog.assets.all(web.campaign.key)
    assert asset.sender_activity is None


# -- HEAD


def test_head_tells_offset_length_and_name_and_is_never_cached(client, web):
    path = begin(client, web.invite(), 10, **WORDS)
    patch(client, path, 0, b"abc")
    answer = head(client, path)
    assert answer.status_code == 200
    assert answer.headers["upload-offset"] == "3"
    assert answer.headers["upload-length"] == "10"
    assert answer.headers["upload-metadata"] == metadata(**WORDS)
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["weekreel-state"] == "arriving"


def test_head_goes_on_answering_after_completion_until_the_upload_expires(client, web):
    path = begin(client, web.invite(), 3)
    patch(client, path, 0, b"abc")
    web.clock.move(days=6, hours=23)
    assert offset(client, path) == 3
    assert head(client, path).headers["weekreel-state"] == "received"
    web.clock.move(hours=2)
    assert head(client, path).status_code == 410


@pytest.mark.parametrize("upload_id", ["0" * 32, "../catalog.sqlite3", "A" * 32, "x"])
def test_an_upload_that_is_not_there_is_not_found(client, web, upload_id):
    answer = head(client, f"/u/{web.invite()}/uploads/{upload_id}")
    assert answer.status_code == 404


# -- who may


@pytest.mark.parametrize("verb", ["OPTIONS", "POST", "HEAD", "PATCH", "DELETE"])
@pytest.mark.parametrize(("state", "status"), [("unknown", 404), ("revoked", 410)])
def test_no_verb_works_without_a_living_invite(client, web, verb, state, status):
    secret = web.invite()
    path = begin(client, secret, 3)
    if state == "revoked":
        web.revoke(secret)
    else:
        path = path.replace(secret, "x" * 43)
    target = path.rsplit("/", 1)[0] if verb in ("OPTIONS", "POST") else path
    answer = client.request(verb, target, headers=TUS | BYTES, content=b"abc")
    assert answer.status_code == status
    assert spool_file(web, path).stat().st_size == 0


@pytest.mark.parametrize("verb", ["HEAD", "PATCH", "DELETE"])
@pytest.mark.parametrize("unit", ["u1", "u2"])
def test_an_upload_opens_only_to_the_invite_that_began_it(client, web, verb, unit):
    path = begin(client, web.invite("u1"), 3)
    other = web.invite(unit)
    foreign = f"/u/{other}/uploads/{path.rsplit('/', 1)[1]}"
    answer = client.request(
        verb, foreign, headers=TUS | BYTES | {"Upload-Offset": "0"}, content=b"abc"
    )
    assert answer.status_code == 404
    assert offset(client, path) == 0


def test_a_stranger_is_turned_away_before_the_body_is_read(client, web):
    path = begin(client, web.invite(), 1 << 30).replace("/u/", "/u/x")
    stranger = HalfOpen(str(client.base_url), path, at=0, announced=1 << 30, sent=b"")
    assert b"404 Not Found" in stranger.socket.recv(4096)
    stranger.close()


# -- PATCH


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({"Tus-Resumable": "0.9"}, 412, "tus-version"),
        ({"Content-Type": "application/octet-stream"}, 415, "content-type"),
        ({"Upload-Offset": ""}, 400, "bad-header"),
        ({"Upload-Offset": "1e3"}, 400, "bad-header"),
        ({"Upload-Offset": "2"}, 409, "wrong-offset"),
    ],
)
def test_a_faulty_patch_says_why_and_leaves_no_byte(client, web, headers, status, code):
    path = begin(client, web.invite(), 10)
    answer = patch(client, path, 0, b"abc", headers)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert spool_file(web, path).stat().st_size == 0


def test_an_over_long_patch_is_refused_whole(client, web):
    path = begin(client, web.invite(), 10)
    patch(client, path, 0, b"abc")
    announced = patch(client, path, 3, b"x" * 8)
    assert announced.status_code == 413
    chunked = patch(client, path, 3, iter([b"x" * 5, b"x" * 3]))
    assert (chunked.status_code, chunked.json()["code"]) == (413, "too-long")
    big = patch(client, path, 3, (b"x" * 65536 for _ in range(80)))
    assert big.status_code == 413
    assert spool_file(web, path).read_bytes() == b"abc"
    assert patch(client, path, 3, b"defghij").headers["weekreel-state"] == "received"


def test_a_patch_to_a_complete_upload_changes_nothing(client, web):
    path = begin(client, web.invite(), 3)
    patch(client, path, 0, b"abc")
    assert patch(client, path, 3, b"").status_code == 204
    assert patch(client, path, 0, b"abc").status_code == 409
    assert patch(client, path, 3, b"x").status_code == 413
    assert len(web.receipts()) == 1


def test_what_came_before_the_line_broke_is_kept(client, web):
    content = some_bytes(200_000)
    path = begin(client, web.invite(), len(content))
    line = HalfOpen(
        str(client.base_url), path, at=0, announced=len(content), sent=content[:150_000]
    )
    until(lambda: spool_file(web, path).exists())
    time.sleep(0.3)
    line.close()
    at = until(lambda: offset(client, path))
    assert at == 150_000
    answer = patch(client, path, at, content[at:])
    assert answer.headers["weekreel-state"] == "received"
    assert web.receipts()[0].sha256 == hashlib.sha256(content).hexdigest()


def test_the_newest_patch_takes_over_from_one_that_hangs(client, web):
    content = some_bytes(100_000)
    path = begin(client, web.invite(), len(content))
    old = HalfOpen(str(client.base_url), path, at=0, announced=len(content), sent=content[:60_000])
    time.sleep(0.3)
    # The client does not know what the old line brought: it asks, after being told it is wrong.
    started = time.monotonic()
    assert patch(client, path, 0, content).status_code == 409
    at = offset(client, path)
    assert at == 60_000
    assert patch(client, path, at, content[at:]).status_code == 204
    assert time.monotonic() - started < 5
    assert b"409 Conflict" in old.answer()
    assert web.receipts()[0].sha256 == hashlib.sha256(content).hexdigest()


def test_many_patches_at_once_leave_one_true_file(client, web):
    content = some_bytes(2_000_000)
    path = begin(client, web.invite(), len(content))

    def send() -> None:
        with httpx.Client(base_url=client.base_url, timeout=20) as own:
            for _ in range(30):
                answer = head(own, path)
                at = int(answer.headers["upload-offset"])
                if at == len(content):
                    return
                patch(own, path, at, content[at : at + 300_000])

    threads = [threading.Thread(target=send) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert head(client, path).headers["weekreel-state"] == "received"
    (receipt,) = web.receipts()
    assert receipt.sha256 == hashlib.sha256(content).hexdigest()
    assert len(web.storage.queue.jobs()) == 1


def test_a_silent_connection_is_let_go_and_what_it_brought_is_kept(web, client_of):
    client = client_of(web.app(quiet_s=0.5))
    path = begin(client, web.invite(), 100)
    line = HalfOpen(str(client.base_url), path, at=0, announced=100, sent=b"x" * 40)
    answer = line.answer()
    assert b"408 Request Timeout" in answer and b"went-quiet" in answer
    assert offset(client, path) == 40


def test_an_upload_locked_by_another_process_is_busy_and_says_when_to_come_again(client, web):
    path = begin(client, web.invite(), 3)
    with spool_file(web, path).open("rb") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        answer = patch(client, path, 0, b"abc")
        assert (answer.status_code, answer.json()["code"]) == (423, "upload-busy")
        assert answer.headers["retry-after"] == "2"
        assert offset(client, path) == 0
    assert patch(client, path, 0, b"abc").status_code == 204


def test_a_disk_that_fills_up_keeps_what_fits_and_says_so(client, web, monkeypatch):
    path = begin(client, web.invite(), 10)
    whole = os.pwritev

    def full(descriptor, views, at):
        if at >= 4:
            raise OSError(28, "No space left on device")
        return whole(descriptor, [views[0][: 4 - at]], at)

    monkeypatch.setattr(os, "pwritev", full)
    answer = patch(client, path, 0, b"abcdefghij")
    assert (answer.status_code, answer.json()["code"]) == (507, "no-space")
    monkeypatch.undo()
    assert offset(client, path) == 4
    assert patch(client, path, 4, b"efghij").headers["weekreel-state"] == "received"


def test_bytes_are_on_the_disk_before_they_are_acknowledged(client, web, monkeypatch):
    order = []
    whole, sync = os.pwritev, os.fdatasync
    monkeypatch.setattr(os, "pwritev", lambda *a: (order.append("write"), whole(*a))[1])
    monkeypatch.setattr(os, "fdatasync", lambda *a: (order.append("sync"), sync(*a))[1])
    path = begin(client, web.invite(), 10)
    patch(client, path, 0, b"abc")
    assert order == ["write", "sync"]


def test_a_store_that_fails_at_the_end_is_tried_again_by_head(client, web, monkeypatch):
    path = begin(client, web.invite(), 3)

    def fails(*_args, **_kwargs):
        raise StorageFailed(Words(zh="存储不可用", en="the store is away"))

    monkeypatch.setattr("service.upload.finishing.finish_upload", fails)
    assert patch(client, path, 0, b"abc").status_code == 503
    answer = head(client, path)
    assert (answer.headers["upload-offset"], answer.headers["weekreel-state"]) == ("3", "arriving")
    monkeypatch.undo()
    assert head(client, path).headers["weekreel-state"] == "received"


def test_the_last_byte_is_answered_before_the_file_is_hashed(web, client_of, monkeypatch):
    client = client_of(web.app(answer_s=0.05))
    path = begin(client, web.invite(), 3)
    may_hash = threading.Event()
    keep = web.storage.blobs.put_content
    calls = []

    def slowly(*said, **other):
        calls.append(said)
        assert may_hash.wait(20)
        return keep(*said, **other)

    monkeypatch.setattr(web.storage.blobs, "put_content", slowly)
    answer = patch(client, path, 0, b"abc")
    assert (answer.status_code, answer.headers["weekreel-state"]) == (204, "arriving")
    for _ in range(3):
        asked = head(client, path)
        assert (asked.headers["upload-offset"], asked.headers["weekreel-state"]) == (
            "3",
            "arriving",
        )
    assert web.receipts()[0].state == "arriving"
    may_hash.set()
    until(lambda: head(client, path).headers["weekreel-state"] == "received")
    assert len(calls) == 1, "asking again begins nothing anew"
    counted = client.get("/metrics").text
    assert 'weekreel_uploads_total{state="received"} 1.0' in counted


def test_bytes_of_a_received_file_are_the_spool_s_own_and_not_a_copy(client, web):
    path = begin(client, web.invite(), 3)
    node = spool_file(web, path).stat().st_ino
    patch(client, path, 0, b"abc")
    sha256 = web.receipts()[0].sha256
    with web.storage.blobs.local(f"originals/{sha256[:2]}/{sha256}") as file:
        assert file.stat().st_ino == node


# -- DELETE


def test_an_upload_can_be_terminated_before_it_is_complete(client, web):
    path = begin(client, web.invite(), 10)
    patch(client, path, 0, b"abc")
    assert client.delete(path, headers=TUS).status_code == 204
    assert head(client, path).status_code == 404
    assert client.delete(path, headers=TUS).status_code == 404
    assert not spool_file(web, path).exists()


def test_an_upload_cannot_be_terminated_after_it_is_complete(client, web):
    path = begin(client, web.invite(), 3)
    patch(client, path, 0, b"abc")
    answer = client.delete(path, headers=TUS)
    assert (answer.status_code, answer.json()["code"]) == (409, "upload-complete")
    assert head(client, path).status_code == 200


def test_termination_stops_a_patch_on_its_way(client, web):
    path = begin(client, web.invite(), 100)
    line = HalfOpen(str(client.base_url), path, at=0, announced=100, sent=b"x" * 40)
    time.sleep(0.3)
    assert client.delete(path, headers=TUS).status_code == 204
    assert b"409 Conflict" in line.answer()
    assert not spool_file(web, path).exists()


# -- other ways to say it


def test_a_method_may_be_told_by_header(client, web):
    path = begin(client, web.invite(), 3)
    said = TUS | BYTES | {"X-HTTP-Method-Override": "PATCH", "Upload-Offset": "0"}
    assert client.post(path, headers=said, content=b"ab").status_code == 204
    looked = client.post(path, headers=TUS | {"X-HTTP-Method-Override": "HEAD"})
    assert looked.headers["upload-offset"] == "2"
    gone = client.post(path, headers=TUS | {"X-HTTP-Method-Override": "delete"})
    assert gone.status_code == 204
    assert client.post(path, headers=TUS).status_code == 404


def test_a_post_without_override_says_what_is_allowed(client, web):
    path = begin(client, web.invite(), 3)
    answer = client.post(path, headers=TUS)
    assert answer.status_code == 405 and "PATCH" in answer.headers["allow"]


# -- metadata, purely


@pytest.mark.parametrize(
    "pairs",
    [
        {"activity": "two"},
        {"day": "28.5.2025"},
        {"consent": "everything"},
        {"sending": "a b"},
        {"sending": "x" * 65},
    ],
)
def test_metadata_that_no_page_of_ours_sends_is_refused(pairs):
    with pytest.raises(Exception, match="cannot be read"):
        read_metadata(metadata(**pairs))


def test_metadata_of_other_clients_is_taken_for_what_it_is():
    said = read_metadata(metadata(filename="C:\\a\\b\x00.jpg", relativePath="x", filetype="<b>"))
    assert (said.filename, said.filetype, said.sending) == ("b.jpg", "", "")
    assert read_metadata("is_confidential").filename == "unnamed"
    assert read_metadata("").consent == frozenset()


@pytest.mark.parametrize("told", ["-5", "abc", "9" * 18, "1e9"])
def test_a_phone_without_a_sensible_clock_loses_the_claim_not_the_file(told):
    assert read_metadata(metadata(modified=told)).modified_ms is None


# -- kill -9


def test_no_acknowledged_byte_is_lost_to_kill_9(make_web, free_port):
    web = make_web()
    web.clock.now = web.clock.now.now(web.clock.now.tzinfo)
    secret = web.invite()
    content = some_bytes(6_000_000)
    base = f"http://127.0.0.1:{free_port}"
    path, acknowledged = "", 0
    kills, starts = iter([0.05, 0.15, 0.4]), 0
    while acknowledged < len(content):
        starts += 1
        with web_process(web.settings.home, free_port) as child:
            with httpx.Client(base_url=base, timeout=20) as client:
                path = path or begin(client, secret, len(content), **WORDS)
                at = offset(client, path)
                assert at >= acknowledged
                delay = next(kills, None)
                if delay is not None:
                    threading.Timer(delay, os.kill, [child.pid, signal.SIGKILL]).start()
                acknowledged = send_slowly(client, path, at, content)
                if acknowledged == len(content):
                    state = until_settled(client, path)
    assert starts > 1, "no kill came before the end"
    assert state == "received"
    assert [r.sha256 for r in web.receipts()] == [hashlib.sha256(content).hexdigest()]


def send_slowly(client: httpx.Client, path: str, at: int, content: bytes) -> int:
    """PATCH after PATCH until the end or the server is gone; what was acknowledged."""
    try:
        while at < len(content):
            part = content[at : at + 500_000]
            answer = patch(client, path, at, dripping(part))
            assert answer.status_code == 204, answer.text
            at = int(answer.headers["upload-offset"])
    except httpx.TransportError:
        pass
    return at


def dripping(part: bytes):
    for start in range(0, len(part), 50_000):
        time.sleep(0.005)
        yield part[start : start + 50_000]


def until_settled(client: httpx.Client, path: str) -> str:
    def state() -> str:
        return head(client, path).headers["weekreel-state"].replace("arriving", "")

    return until(state)


def test_a_process_killed_after_the_last_byte_finishes_at_its_next_start(make_web, free_port):
    web = make_web()
    web.clock.now = web.clock.now.now(web.clock.now.tzinfo)
    secret = web.invite()
    base = f"http://127.0.0.1:{free_port}"
    with web_process(web.settings.home, free_port):
        with httpx.Client(base_url=base, timeout=20) as client:
            path = begin(client, secret, 3, **WORDS)
    # As kill -9 between the last write and the receipt leaves it.
    spool_file(web, path).write_bytes(b"abc")
    assert web.receipts()[0].state == "arriving"
    with web_process(web.settings.home, free_port):
        until(lambda: web.receipts()[0].state == "received")
    assert not spool_file(web, path).exists()
