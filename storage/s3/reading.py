"""Bytes of one key as a file: a connection that breaks is opened again where it stood."""

import io
from typing import Any

from storage.s3.errors import S3_ERRORS, code_of, failed

#: Breaks of one reading that are mended; botocore's own tries end where the body begins.
MENDS = 2


class KeyReader(io.RawIOBase):
    """Bytes `start <= n < end` of a key, `end` None for all; wrap it in a BufferedReader.

    Reading raises StorageFailed. Opening raises what boto3 raises, so that the caller can tell an
    absent key.
    """

    def __init__(self, client: Any, bucket: str, key: str, *, start: int, end: int | None) -> None:
        self._client = client
        self._asked = {"Bucket": bucket, "Key": key}
        self._at = start
        self._end = end
        self._mends = 0
        self._body: Any = self._open()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        view = memoryview(buffer).cast("B")
        data = self._read(len(view))
        view[: len(data)] = data
        self._at += len(data)
        return len(data)

    def close(self) -> None:
        if not self.closed and self._body is not None:
            self._body.close()
        super().close()

    def _read(self, length: int) -> bytes:
        while self._body is not None:
            try:
                return self._body.read(length)
            except S3_ERRORS as error:
                self._mends += 1
                if self._mends > MENDS:
                    raise failed(error) from error
                self._reopen()
        return b""

    def _reopen(self) -> None:
        self._body.close()
        self._body = None
        try:
            self._body = self._open()
        except S3_ERRORS as error:
            raise failed(error) from error

    def _open(self) -> Any:
        """The body from where we stand; None when nothing is left there."""
        last = "" if self._end is None else self._end - 1
        whole = self._at == 0 and self._end is None
        asked = self._asked if whole else {**self._asked, "Range": f"bytes={self._at}-{last}"}
        try:
            return self._client.get_object(**asked)["Body"]
        except S3_ERRORS as error:
            if code_of(error) in ("InvalidRange", "416"):
                return None
            raise
