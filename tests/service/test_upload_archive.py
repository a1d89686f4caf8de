"""A ZIP that is uploaded: opened once it is whole, each file inside with a receipt of its own."""

import hashlib
import io
import zipfile

from domain.errors import StorageFailed
from domain.words import Words
from service.arriving import archive
from tests.service.tus_client import create, head, patch

FILES = {"照片/IMG_1.jpg": b"one", "照片/IMG_2.jpg": b"two", "视频/VID_1.mp4": b"three" * 1000}


def packed(files: dict[str, bytes], compression: int = zipfile.ZIP_STORED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", compression) as target:
        for name, content in files.items():
            target.writestr(name, content)
    return made.getvalue()


def send(client, secret: str, content: bytes, name: str = "照片.zip"):
    return create(client, secret, len(content), content=content, filename=name, sending="one")


def told(web) -> dict[str, str]:
    return {receipt.filename: str(receipt.state) for receipt in web.receipts()}


def test_its_files_are_received_in_the_same_sending_and_it_is_kept_nowhere(client, web):
    answer = send(client, web.invite(), packed(FILES))
    assert (answer.status_code, answer.headers["weekreel-state"]) == (201, "unpacked")
    assert told(web) == {
        "照片.zip": "unpacked",
        "IMG_1.jpg": "received",
        "IMG_2.jpg": "received",
        "VID_1.mp4": "received",
    }
    assert sorted(r.receipt for r in web.receipts()) == [f"0528-01-0{n}" for n in (1, 2, 3, 4)]
    kept = {name.rpartition("/")[2] for name in web.storage.blobs.names("originals/")}
    assert kept == {hashlib.sha256(content).hexdigest() for content in FILES.values()}
    for folder in ("spool", "unpacking"):
        assert list((web.settings.home / folder).iterdir()) == []
    assert len(web.storage.queue.jobs()) == 3


def test_what_failed_in_the_middle_goes_on_and_nothing_comes_twice(
    make_web, client_of, monkeypatch
):
    # Just as many as may come: what was taken in before does not count twice.
    web = make_web(WEEKREEL_INVITE_MAX_FILES="3")
    client = client_of(web.app())
    secret, keep, calls = web.invite(), web.storage.blobs.put_content, []

    def fails_at_the_second(*said, **other):
        calls.append(said)
        if len(calls) == 2:
            raise StorageFailed(Words(zh="存储不可用", en="the store is away"))
        return keep(*said, **other)

    monkeypatch.setattr(web.storage.blobs, "put_content", fails_at_the_second)
    content = packed(FILES)
    begun = create(client, secret, len(content), filename="a.zip", sending="one")
    path = begun.headers["location"]
    assert patch(client, path, 0, content).status_code == 503
    assert told(web)["a.zip"] == "arriving"
    assert head(client, path).headers["weekreel-state"] == "unpacked"
    assert sorted(told(web).values()) == ["received", "received", "received", "unpacked"]
    assert len(web.receipts()) == 4 and len(calls) == 4


def test_it_brings_no_more_than_its_invite_may(make_web, client_of):
    web = make_web(WEEKREEL_INVITE_MAX_FILES="2")
    client = client_of(web.app())
    answer = send(client, web.invite(), packed(FILES))
    assert answer.headers["weekreel-state"] == "refused"
    assert told(web) == {"照片.zip": "refused"}
    assert "超过了这个链接" in web.receipts()[0].words.zh
    two = dict(list(FILES.items())[:2])
    assert send(client, web.invite(), packed(two)).headers["weekreel-state"] == "unpacked"


def test_a_bomb_is_refused_and_said_to_be_one(client, web, monkeypatch):
    monkeypatch.setattr(archive, "ALWAYS_FINE", 1 << 20)
    bomb = packed({"a.jpg": bytes(4 << 20)}, zipfile.ZIP_DEFLATED)
    assert send(client, web.invite(), bomb).headers["weekreel-state"] == "refused"
    (receipt,) = web.receipts()
    assert "解开后过大" in receipt.words.zh
    assert list(web.storage.blobs.names()) == []


def test_a_photo_that_is_called_zip_is_taken_for_what_it_is(client, web):
    answer = send(client, web.invite(), b"\xff\xd8\xff\xe0 a photo")
    assert answer.headers["weekreel-state"] == "received"
