"""The way to an S3 through boto3, and the question whether it keeps the promise of the port."""

from collections.abc import Callable
from functools import cache
from typing import Any

import botocore.session
from boto3.session import Session
from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.loaders import Loader, create_loader

from domain.errors import StorageFailed
from domain.words import Words
from storage.s3.errors import RACING, TAKEN, code_of
from storage.s3.place import S3Place

#: Seconds until a connection stands, and that a standing one may be silent.
CONNECT_S, SILENT_S = 5, 30
#: Tries of one request, botocore waits between them up to a second, then two.
TRIES = 3
#: Connections of one process: as many as FastAPI's threads.
CONNECTIONS = 40
#: Written once when a bucket is first used; "~" is in no blob's name.
PROBE = "~weekreel/written-once"


def make_client(place: S3Place, *, endpoint: str | None) -> Any:
    """A client for `place`, talking to `endpoint`; its key is found in boto3's own chain."""
    core = botocore.session.Session()
    core.register_component("data_loader", _loader())
    session: Any = Session(botocore_session=core)
    return session.client(
        "s3",
        endpoint_url=endpoint,
        region_name=place.region or session.region_name or "us-east-1",
        config=Config(
            signature_version="s3v4",
            # The newer defaults break OSS, COS and MinIO (measured).
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
            s3={"addressing_style": place.style},
            connect_timeout=CONNECT_S,
            read_timeout=SILENT_S,
            retries={"mode": "standard", "total_max_attempts": TRIES},
            max_pool_connections=CONNECTIONS,
        ),
    )


@cache
def _loader() -> Loader:
    """The descriptions of the API, read once a process: 0.4 s, and no key is in them."""
    return create_loader()


def check_writes_once(client: Any, bucket: str, prefix: str) -> None:
    """Raises StorageFailed when the store overwrites in spite of If-None-Match.

    One request, and five more in a bucket that was never used. Raises what boto3 raises when the
    store cannot be asked.
    """
    key = prefix + PROBE
    if not _put(client, bucket, key):
        return
    kept = False
    try:
        kept = not _put(client, bucket, key) and not _complete(client, bucket, key)
    finally:
        if not kept:
            client.delete_object(Bucket=bucket, Key=key)
    if not kept:
        raise _overwrites()


def _overwrites() -> StorageFailed:
    return StorageFailed(
        Words(
            zh="这个对象存储不支持条件写入（If-None-Match），会悄悄覆盖文件，不能使用。"
            "请换用支持的存储，见 docs/operation/s3.zh-CN.md",
            en="this S3 store does not honour If-None-Match and would overwrite files silently;"
            " nothing is kept in it; use one that does, see docs/operation/s3.zh-CN.md",
        )
    )


def _put(client: Any, bucket: str, key: str) -> bool:
    """True when the probe was written."""
    return _won(lambda: client.put_object(Bucket=bucket, Key=key, Body=b"1", IfNoneMatch="*"))


def _complete(client: Any, bucket: str, key: str) -> bool:
    """True when an upload in parts overwrote the probe."""
    asked = {"Bucket": bucket, "Key": key}
    upload = client.create_multipart_upload(**asked)["UploadId"]
    part = client.upload_part(**asked, UploadId=upload, PartNumber=1, Body=b"2")
    parts = {"Parts": [{"PartNumber": 1, "ETag": part["ETag"]}]}
    won = _won(
        lambda: client.complete_multipart_upload(
            **asked, UploadId=upload, MultipartUpload=parts, IfNoneMatch="*"
        )
    )
    if not won:
        client.abort_multipart_upload(**asked, UploadId=upload)
    return won


def _won(write: Callable[[], object]) -> bool:
    try:
        write()
    except ClientError as error:
        if code_of(error) in TAKEN | RACING:
            return False
        if code_of(error) == "NotImplemented":
            raise _overwrites() from None
        raise
    return True
