"""From the first byte to the receipt: what arrives, what it is called, and how the end is told."""

import hashlib
import threading

from domain.errors import StorageFailed
from domain.words import Words
from tests.service.tus_client import (
    WORDS,
    begin,
    create,
    head,
    kept,
    patch,
    some_bytes,
    spool_file,
    until,
)


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


def test_a_patch_to_a_complete_upload_changes_nothing(client, web):
    path = begin(client, web.invite(), 3)
    patch(client, path, 0, b"abc")
    assert patch(client, path, 3, b"").status_code == 204
    assert patch(client, path, 0, b"abc").status_code == 409
    assert patch(client, path, 3, b"x").status_code == 413
    assert len(web.receipts()) == 1


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
