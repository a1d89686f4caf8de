"""PATCH: faulty, over-long, broken off, several at once, and on a disk that fills up."""

import fcntl
import hashlib
import os
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.service.tus_client import (
    HalfOpen,
    begin,
    head,
    offset,
    patch,
    some_bytes,
    spool_file,
    until,
)


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


def test_what_came_before_the_line_broke_is_kept(client, web, taken):
    content = some_bytes(200_000)
    path = begin(client, web.invite(), len(content))
    line = HalfOpen(
        str(client.base_url), path, at=0, announced=len(content), sent=content[:150_000]
    )
    until(lambda: taken() == 150_000)
    line.close()
    at = until(lambda: offset(client, path))
    assert at == 150_000
    answer = patch(client, path, at, content[at:])
    assert answer.headers["weekreel-state"] == "received"
    assert web.receipts()[0].sha256 == hashlib.sha256(content).hexdigest()


def test_the_newest_patch_takes_over_from_one_that_hangs(client, web, taken):
    content = some_bytes(100_000)
    path = begin(client, web.invite(), len(content))
    old = HalfOpen(str(client.base_url), path, at=0, announced=len(content), sent=content[:60_000])
    until(lambda: taken() == 60_000)
    # The client does not know what the old line brought: it asks, after being told it is wrong.
    assert patch(client, path, 0, content).status_code == 409
    at = offset(client, path)
    assert at == 60_000
    assert patch(client, path, at, content[at:]).status_code == 204
    assert b"409 Conflict" in old.answer()
    assert web.receipts()[0].sha256 == hashlib.sha256(content).hexdigest()


def test_many_patches_at_once_leave_one_true_file(client, web):
    content = some_bytes(2_000_000)
    path = begin(client, web.invite(), len(content))

    def bring(own: httpx.Client, at: int) -> None:
        try:
            patch(own, path, at, content[at : at + 300_000])
        except (httpx.NetworkError, httpx.RemoteProtocolError):
            # Whoever is overtaken while he sends may find his line cut, as on the way: then
            # somebody else brings what he meant to.
            until(lambda: offset(own, path) > at)

    def send() -> None:
        # Longer than an answer waits for the receipt here (20 s).
        with httpx.Client(base_url=client.base_url, timeout=60) as own:
            for _ in range(30):
                answer = head(own, path)
                at = int(answer.headers["upload-offset"])
                if at == len(content):
                    return
                bring(own, at)

    with ThreadPoolExecutor(5) as pool:
        sending = [pool.submit(send) for _ in range(5)]
    for each in sending:
        each.result()
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
