"""Who may touch an upload, and how it is asked for and ended."""

import pytest

from tests.service.tus_client import (
    BYTES,
    TUS,
    WORDS,
    HalfOpen,
    begin,
    head,
    metadata,
    offset,
    patch,
    spool_file,
    until,
)


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


def test_termination_stops_a_patch_on_its_way(client, web, taken):
    path = begin(client, web.invite(), 100)
    line = HalfOpen(str(client.base_url), path, at=0, announced=100, sent=b"x" * 40)
    until(lambda: taken() == 40)
    assert client.delete(path, headers=TUS).status_code == 204
    assert b"409 Conflict" in line.answer()
    assert not spool_file(web, path).exists()


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
