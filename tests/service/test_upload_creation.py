"""What is refused before a byte is taken, and what the address of an upload looks like."""

import pytest

from service.upload.spool import Spool
from tests.service.tus_client import (
    BYTES,
    TUS,
    WORDS,
    begin,
    create,
    offset,
    patch,
    spool_file,
)


def test_options_lists_only_what_works(client, web):
    answer = client.options(f"/u/{web.invite()}/uploads")
    assert answer.status_code == 204
    assert answer.headers["tus-version"] == "1.0.0"
    extensions = answer.headers["tus-extension"].split(",")
    assert extensions == ["creation", "creation-with-upload", "termination", "expiration"]
    assert answer.headers["tus-max-size"] == str(int(web.settings.max_file_bytes))


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
