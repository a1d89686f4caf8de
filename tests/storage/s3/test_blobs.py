"""What an S3 adds to the Blobs contract: it may be away, refuse, be full, or not keep its word."""

import io
import threading
import time
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from botocore.exceptions import ReadTimeoutError

from domain.errors import NotFound, StorageFailed
from storage.s3 import client as s3_client
from storage.s3.blobs import URL_LIFE_S, S3Blobs
from storage.s3.copies import BlobCache
from storage.s3.parts import PART
from storage.s3.place import read_place
from tests.required import needs
from tests.servers import seaweed
from tests.servers.seaweed import SeaweedServer


@pytest.fixture
def key(seaweed_server: SeaweedServer, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in seaweed_server.environ.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def bucket(seaweed_server: SeaweedServer, key: None) -> str:
    return seaweed_server.bucket()


@pytest.fixture
def cache(tmp_path: Path) -> BlobCache:
    return BlobCache(tmp_path / "cache", max_bytes=1 << 30)


@pytest.fixture
def blobs(seaweed_server: SeaweedServer, bucket: str, cache: BlobCache) -> S3Blobs:
    return S3Blobs(read_place(seaweed_server.url(bucket, "county")), cache)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A store that is away is given up at once instead of after three tries."""
    monkeypatch.setattr(s3_client, "TRIES", 1)


def clip(folder: Path, size: int = 3 * PART + 5) -> Path:
    path = folder / "clip.mp4"
    path.write_bytes(bytes(range(251)) * (size // 251 + 1))
    return path


def unfinished(server: SeaweedServer, bucket: str) -> list[Any]:
    return server.client().list_multipart_uploads(Bucket=bucket).get("Uploads", [])


def test_a_bucket_holds_several_houses_apart(
    seaweed_server: SeaweedServer, bucket: str, cache: BlobCache
):
    one = S3Blobs(read_place(seaweed_server.url(bucket, "one")), cache)
    other = S3Blobs(read_place(seaweed_server.url(bucket, "one-more")), cache)
    assert one.put("x", b"1") and other.put("x", b"2")
    assert (list(one.names()), list(other.names())) == (["x"], ["x"])
    one.delete("x")
    assert other.open("x").read() == b"2"


def test_what_goes_away_in_the_middle_is_said_and_the_same_call_works_when_it_is_back(
    request: pytest.FixtureRequest, tmp_path: Path, cache: BlobCache, quick: None,
    monkeypatch: pytest.MonkeyPatch,
):  # fmt: skip
    needs(request, "seaweedfs", seaweed.why_not())
    source = clip(tmp_path)
    with seaweed.running() as server:
        for name, value in server.environ.items():
            monkeypatch.setenv(name, value)
        bucket = server.bucket()
        blobs = S3Blobs(read_place(server.url(bucket)), cache)
        assert blobs.put("before", b"1")

        def stop_in_the_middle(_read: int) -> None:
            server.stop()

        with pytest.raises(StorageFailed, match="cannot be reached"):
            blobs.put_content("originals", source, on_progress=stop_in_the_middle)
        calls = (
            lambda: blobs.put("small", b"1"),
            lambda: blobs.put("large", source),
            lambda: blobs.exists("before"),
            lambda: blobs.open("before"),
            lambda: blobs.delete("before"),
            lambda: list(blobs.names()),
        )
        for call in calls:
            with pytest.raises(StorageFailed, match="cannot be reached"):
                call()
        # Whoever starts now works as soon as it is back.
        started_meanwhile = S3Blobs(read_place(server.url(bucket)), cache)
        server.start()
        assert list(blobs.names()) == ["before"]
        stored = started_meanwhile.put_content("originals", source)
        assert list(blobs.names()) == ["before", stored.blob]
        with blobs.local(stored.blob) as path:
            assert path.read_bytes() == source.read_bytes()


def test_one_that_takes_connections_and_says_nothing_is_given_up(
    request: pytest.FixtureRequest, cache: BlobCache, quick: None, monkeypatch: pytest.MonkeyPatch
):
    needs(request, "seaweedfs", seaweed.why_not())
    with seaweed.running() as server:
        for name, value in server.environ.items():
            monkeypatch.setenv(name, value)
        place = read_place(server.url(server.bucket()))
        patient = S3Blobs(place, cache)
        monkeypatch.setattr(s3_client, "SILENT_S", 1)
        server.suspend()
        blobs = S3Blobs(place, cache)
        started = time.monotonic()
        with pytest.raises(StorageFailed, match=r"cannot be reached \(ReadTimeoutError\)"):
            blobs.put("x", b"1")
        assert time.monotonic() - started < 60
        server.resume()
        assert patient.put("y", b"1")


def test_parts_are_taken_back_when_an_upload_fails(
    seaweed_server: SeaweedServer, bucket: str, blobs: S3Blobs, tmp_path: Path
):
    class Cancelled(Exception):
        pass

    def cancel(_read: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        blobs.put_content("originals", clip(tmp_path), on_progress=cancel)
    assert unfinished(seaweed_server, bucket) == []
    assert list(blobs.names()) == []


def test_a_file_that_changes_while_it_is_kept_is_not_kept_under_a_wrong_name(
    seaweed_server: SeaweedServer, bucket: str, blobs: S3Blobs, tmp_path: Path
):
    source = clip(tmp_path)

    def write_into_it(read: int) -> None:
        with source.open("r+b") as file:
            file.seek(-1, 2)
            file.write(b"!")

    with pytest.raises(StorageFailed, match="changed while it was being kept"):
        blobs.put_content("originals", source, on_progress=write_into_it)
    assert unfinished(seaweed_server, bucket) == []
    assert list(blobs.names()) == []


def test_a_wrong_key_and_no_key_are_said_at_the_start(
    seaweed_server: SeaweedServer, bucket: str, cache: BlobCache, monkeypatch: pytest.MonkeyPatch
):
    place = read_place(seaweed_server.url(bucket))
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "wrong")
    with pytest.raises(StorageFailed, match=r"refuses the key \(SignatureDoesNotMatch\)"):
        S3Blobs(place, cache)
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nowhere")
    with pytest.raises(StorageFailed, match="set AWS_ACCESS_KEY_ID"):
        S3Blobs(place, cache)


def test_an_address_for_a_browser_serves_ranges_with_our_type_and_name_for_five_minutes(
    seaweed_server: SeaweedServer, bucket: str, cache: BlobCache
):
    url = seaweed_server.url(bucket, public_endpoint=seaweed_server.endpoint)
    blobs = S3Blobs(read_place(url), cache)
    blobs.put("films/f.mp4", b"0123456789")
    address = blobs.download_url("films/f.mp4", media_type="video/mp4", filename="成片 1.mp4")
    assert address is not None
    assert address.startswith(f"{seaweed_server.endpoint}/{bucket}/films/f.mp4?")
    assert parse_qs(urlsplit(address).query)["X-Amz-Expires"] == [str(URL_LIFE_S)]
    asked = urllib.request.Request(address, headers={"Range": "bytes=2-4"})
    with urllib.request.urlopen(asked) as answer:
        assert (answer.status, answer.read()) == (206, b"234")
        assert answer.headers["Content-Type"] == "video/mp4"
        assert answer.headers["Content-Disposition"] == (
            "attachment; filename*=UTF-8''%E6%88%90%E7%89%87%201.mp4"
        )
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(address.replace("video%2Fmp4", "text%2Fhtml"))
    with pytest.raises(NotFound):
        blobs.download_url("films/none.mp4", media_type="video/mp4")


def test_without_a_public_endpoint_there_is_no_address(blobs: S3Blobs):
    blobs.put("x", b"1")
    assert blobs.download_url("x", media_type="video/mp4") is None


class Body:
    """A body whose connection breaks after some bytes."""

    def __init__(self, content: bytes, breaks_after: int) -> None:
        self._content = io.BytesIO(content)
        self._left = breaks_after

    def read(self, length: int) -> bytes:
        if self._left <= 0:
            raise ReadTimeoutError(endpoint_url="http://s3")
        data = self._content.read(min(length, self._left))
        self._left -= len(data)
        return data

    def close(self) -> None:
        self._content.close()


def test_a_reading_that_breaks_goes_on_where_it_stood_and_not_for_ever(
    blobs: S3Blobs, monkeypatch: pytest.MonkeyPatch
):
    content = bytes(range(250)) * 40_000
    blobs.put("x", content)
    real = blobs._client.get_object
    breaks: list[int] = []

    def breaking(**asked: Any) -> dict[str, Any]:
        answer = real(**asked)
        if not breaks:
            return answer
        return {"Body": Body(answer["Body"].read(), breaks.pop())}

    monkeypatch.setattr(blobs._client, "get_object", breaking)
    breaks[:] = [3_000_001, 2_000_000]
    with blobs.open("x", start=10, length=9_000_000) as file:
        assert file.read() == content[10:9_000_010]
    breaks[:] = [0, 0, 0, 1_000]
    with blobs.open("x") as file, pytest.raises(StorageFailed, match="ReadTimeoutError"):
        file.read()


class Overwriting(BaseHTTPRequestHandler):
    """An S3 that takes everything, whatever If-None-Match says."""

    said = (200, "")

    def do_PUT(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        status, code = self.said
        body = f"<Error><Code>{code}</Code></Error>".encode() if code else b""
        self.send_response(status)
        self.send_header("ETag", '"1"')
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_DELETE(self) -> None:
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def strange(monkeypatch: pytest.MonkeyPatch, quick: None) -> Iterator[Any]:
    """Answers every PUT as told; its place is `.place`."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "k")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "s")
    handler = type("Handler", (Overwriting,), {})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        handler.place = read_place(f"s3://bucket/?endpoint=http://127.0.0.1:{server.server_port}")
        yield handler
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("said", [(200, ""), (501, "NotImplemented")])
def test_a_store_that_would_overwrite_is_refused_at_the_start(
    strange: Any, cache: BlobCache, said: tuple[int, str]
):
    strange.said = said
    with pytest.raises(StorageFailed, match="does not honour If-None-Match"):
        S3Blobs(strange.place, cache)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ((507, "InsufficientStorage"), "the S3 store is full"),
        ((403, "QuotaExceeded"), "the S3 store is full"),
        ((403, "AccessDenied"), "refuses the key"),
        ((404, "NoSuchBucket"), "check the bucket"),
        ((403, "RequestTimeTooSkewed"), "clock is too far"),
    ],
)
def test_a_store_that_says_no_is_quoted(
    strange: Any, cache: BlobCache, said: tuple[int, str], words: str
):
    strange.said = said
    with pytest.raises(StorageFailed, match=words):
        S3Blobs(strange.place, cache)
