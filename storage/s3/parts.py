"""A large file to an S3 in parts: bounded memory, nothing to be seen before all are there."""

import hashlib
import math
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import structlog
from botocore.exceptions import ClientError

from domain.errors import StorageFailed
from domain.words import Words
from storage.s3.errors import S3_ERRORS, TAKEN, code_of

log = structlog.get_logger("weekreel")

#: Bytes of one part; a file up to this size goes in one request.
PART = 8 << 20
#: Parts on their way at once; with the one being read, 40 MB.
AT_ONCE = 4
#: S3 takes at most 10,000.
_MOST_PARTS = 10_000


@dataclass(frozen=True, kw_only=True)
class Parts:
    """One upload in parts of `source` to `key`, in the bucket that the client talks to."""

    client: Any
    bucket: str
    key: str
    source: Path
    #: What the file must be: its hash as it was read before; None when the name does not say it.
    sha256: str | None
    on_progress: Callable[[int], None]

    def send(self) -> bool:
        """True when the key was written, False when it was there; raises what boto3 raises.

        Raises StorageFailed when the file is no longer the one that was hashed. Whatever it
        raises, the parts are taken back, and nothing is under the key.
        """
        upload = self.client.create_multipart_upload(Bucket=self.bucket, Key=self.key)["UploadId"]
        done = False
        try:
            with self.source.open("rb") as file:
                tags = self._send_parts(file, upload)
            done = self._complete(upload, tags)
            return done
        finally:
            if not done:
                self._take_back(upload)

    def _send_parts(self, file: BinaryIO, upload: str) -> list[str]:
        """Their tags in order; the file is read once more, and its hash must be what it was."""
        digest = hashlib.sha256()
        read = 0
        tags: list[str] = []
        flying: deque[Future[str]] = deque()
        with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="s3-part") as pool:
            try:
                for number, part in enumerate(_parts_of(file), start=1):
                    digest.update(part)
                    read += len(part)
                    flying.append(pool.submit(self._send_part, upload, number, part))
                    if len(flying) == AT_ONCE:
                        tags.append(flying.popleft().result())
                    self.on_progress(read)
                tags += [part.result() for part in flying]
            finally:
                pool.shutdown(cancel_futures=True)
        if self.sha256 not in (None, digest.hexdigest()):
            raise _changed()
        return tags

    def _send_part(self, upload: str, number: int, part: bytes) -> str:
        sent = self.client.upload_part(
            Bucket=self.bucket, Key=self.key, UploadId=upload, PartNumber=number, Body=part
        )
        return sent["ETag"]

    def _complete(self, upload: str, tags: list[str]) -> bool:
        parts = [{"PartNumber": n, "ETag": tag} for n, tag in enumerate(tags, start=1)]
        try:
            self.client.complete_multipart_upload(
                Bucket=self.bucket,
                Key=self.key,
                UploadId=upload,
                MultipartUpload={"Parts": parts},
                IfNoneMatch="*",
            )
        except ClientError as error:
            # No such upload: a repeated request whose first answer was lost had completed it.
            if code_of(error) in TAKEN | {"NoSuchUpload"}:
                return False
            raise
        return True

    def _take_back(self, upload: str) -> None:
        try:
            self.client.abort_multipart_upload(Bucket=self.bucket, Key=self.key, UploadId=upload)
        except S3_ERRORS as error:
            if code_of(error) != "NoSuchUpload":
                # They cost space until the bucket's lifecycle rule for aborted uploads takes them.
                log.warning("parts of an upload are left in the S3 store", why=str(error))


def _parts_of(file: BinaryIO) -> Iterator[bytes]:
    size = file.seek(0, 2)
    file.seek(0)
    length = max(PART, math.ceil(size / _MOST_PARTS))
    while part := file.read(length):
        yield part


def _changed() -> StorageFailed:
    return StorageFailed(
        Words(
            zh="文件在保存过程中被改动，没有保存。请确认文件已写完，再来一次",
            en="the file changed while it was being kept; nothing was kept; try again",
        )
    )
