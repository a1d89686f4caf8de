"""The SeaweedFS of the tests: conditional puts hold, what it keeps outlives a crash."""

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from botocore.exceptions import ClientError

from tests.required import needs
from tests.servers import seaweed
from tests.servers.seaweed import SeaweedServer


def test_a_name_is_written_once(seaweed_server: SeaweedServer):
    client, bucket = seaweed_server.client(), seaweed_server.bucket()
    client.put_object(Bucket=bucket, Key="x", Body=b"first", IfNoneMatch="*")
    with pytest.raises(ClientError, match="PreconditionFailed"):
        client.put_object(Bucket=bucket, Key="x", Body=b"second", IfNoneMatch="*")
    assert client.get_object(Bucket=bucket, Key="x")["Body"].read() == b"first"


def test_a_wrong_key_is_refused(seaweed_server: SeaweedServer, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(seaweed_server, "secret", "f" * 40)
    with pytest.raises(ClientError, match="SignatureDoesNotMatch"):
        seaweed_server.client().list_buckets()


def test_several_start_at_once_and_what_they_hold_outlives_a_crash(
    request: pytest.FixtureRequest,
):
    needs(request, "seaweedfs", seaweed.why_not())
    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(outlives_a_crash, "ab")) == [b"a", b"b"]


def outlives_a_crash(letter: str) -> bytes:
    with seaweed.running() as server:
        server.client().create_bucket(Bucket="kept")
        server.client().put_object(Bucket="kept", Key="x", Body=letter.encode())
        before, endpoint = server.pid, server.endpoint
        server.restart(signal.SIGKILL)
        after, folder = server.pid, server.folder
        assert (before != after, endpoint) == (True, server.endpoint)
        body = read_again(server)
    assert not folder.exists()
    with pytest.raises(ProcessLookupError):
        os.kill(after, 0)
    return body


def read_again(server: SeaweedServer) -> bytes:
    """It answers before its volumes are found again, and says "please try again" until then."""
    deadline = time.monotonic() + 20
    while True:
        try:
            return server.client().get_object(Bucket="kept", Key="x")["Body"].read()
        except ClientError as error:
            if error.response["Error"]["Code"] != "InternalError" or time.monotonic() > deadline:
                raise
            time.sleep(0.2)
