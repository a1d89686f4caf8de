"""The words of tus 1.0: what headers say, and the refusals that the protocol names."""

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from email.utils import format_datetime

from domain.arriving.file_names import clean_name
from domain.words import Words
from service.web.problems import Problem

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,termination,expiration"
BODY_TYPE = "application/offset+octet-stream"
#: Upload-Metadata longer than this is refused, in characters.
LONGEST_METADATA = 8192
LONGEST_NOTE = 500
#: The latest time that a file may claim: the end of the year 9999, epoch ms.
LATEST_MS = 253_402_300_799_999
TICKS = frozenset({"informed", "minors", "patients"})

_NUMBER = re.compile(r"\d{1,18}", re.ASCII)
_CLIENT_ID = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_MEDIA_TYPE = re.compile(r"[\w.+-]{1,60}/[\w.+-]{1,60}", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class Said:
    """What Upload-Metadata says of one file and of the sending it belongs to."""

    filename: str
    #: Media type as the browser guessed it, "" when it did not.
    filetype: str
    #: Number of the chosen activity.
    activity: int | None
    day: date | None
    note: str
    #: A subset of `TICKS`.
    consent: frozenset[str]
    #: The file's last-modified, epoch ms.
    modified_ms: int | None
    #: The client's own id of this sending, "" when it has none.
    sending: str


def bad_request(code: str, zh: str, en: str) -> Problem:
    return Problem(400, code, Words(zh=zh, en=en))


def check_version(headers: Mapping[str, str]) -> None:
    """Problem 412 unless the client speaks tus 1.0.0."""
    if headers.get("tus-resumable") != VERSION:
        words = Words(
            zh="上传协议的版本不符，请刷新页面后再试",
            en="this server speaks tus 1.0.0: send the header Tus-Resumable: 1.0.0",
        )
        raise Problem(412, "tus-version", words, headers={"Tus-Version": VERSION})


def check_body_type(headers: Mapping[str, str]) -> None:
    """Problem 415 unless the body is declared as tus bytes."""
    if headers.get("content-type", "").split(";")[0].strip().lower() != BODY_TYPE:
        words = Words(
            zh="上传内容的类型不符，请刷新页面后再试",
            en=f"the content type of upload bytes is {BODY_TYPE}",
        )
        raise Problem(415, "content-type", words)


def number_in(headers: Mapping[str, str], name: str) -> int:
    """A header that is a whole number from 0; Problem 400 when it is missing or something else."""
    value = headers.get(name.lower(), "")
    if not _NUMBER.fullmatch(value):
        raise bad_request(
            "bad-header",
            f"请求头 {name} 缺失或不是整数，请刷新页面后再试",
            f"the header {name} is missing or not a whole number",
        )
    return int(value)


def content_length(headers: Mapping[str, str]) -> int | None:
    """Bytes of the body where the client says so; None for a chunked body."""
    return number_in(headers, "Content-Length") if "content-length" in headers else None


def http_date(at: datetime) -> str:
    return format_datetime(at, usegmt=True)


def read_metadata(header: str) -> Said:
    """Upload-Metadata as words of ours; Problem 400 when it is not what the contract says.

    Keys that are not ours are ignored, as other tus clients send some.
    """
    pairs = _pairs(header)
    return Said(
        filename=clean_name(pairs.get("filename", "")),
        filetype=_media_type(pairs.get("filetype", "")),
        activity=_whole(pairs, "activity"),
        day=_day(pairs.get("day", "")),
        note=_CONTROL.sub(" ", pairs.get("note", "")).strip()[:LONGEST_NOTE],
        consent=_ticks(pairs.get("consent", "")),
        modified_ms=_modified(pairs),
        sending=_client_id(pairs.get("sending", "")),
    )


def metadata_of(*, filename: str, filetype: str) -> str:
    """Upload-Metadata as HEAD tells it: the name and type that are kept."""
    pairs = {"filename": filename, "filetype": filetype}
    told = (
        f"{key} {base64.b64encode(value.encode()).decode()}"
        for key, value in pairs.items()
        if value
    )
    return ",".join(told)


def _pairs(header: str) -> dict[str, str]:
    if len(header) > LONGEST_METADATA:
        raise _bad_metadata("Upload-Metadata")
    pairs: dict[str, str] = {}
    for part in filter(None, map(str.strip, header.split(","))):
        key, _, value = part.partition(" ")
        try:
            pairs[key] = base64.b64decode(value.strip(), validate=True).decode("utf-8", "replace")
        except (binascii.Error, ValueError) as error:
            raise _bad_metadata(key[:40]) from error
    return pairs


def _whole(pairs: Mapping[str, str], key: str) -> int | None:
    value = pairs.get(key, "")
    if value and not _NUMBER.fullmatch(value):
        raise _bad_metadata(key)
    return int(value) if value else None


def _modified(pairs: Mapping[str, str]) -> int | None:
    """Only a claim: a phone whose clock makes no sense loses the claim, not the file."""
    value = pairs.get("modified", "")
    known = _NUMBER.fullmatch(value) and int(value) <= LATEST_MS
    return int(value) if known else None


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError as error:
        raise _bad_metadata("day") from error


def _ticks(value: str) -> frozenset[str]:
    ticks = frozenset(filter(None, map(str.strip, value.split(","))))
    if ticks - TICKS:
        raise _bad_metadata("consent")
    return ticks


def _client_id(value: str) -> str:
    if value and not _CLIENT_ID.fullmatch(value):
        raise _bad_metadata("sending")
    return value


def _media_type(value: str) -> str:
    return value.lower() if _MEDIA_TYPE.fullmatch(value) else ""


def _bad_metadata(key: str) -> Problem:
    return bad_request(
        "bad-metadata",
        "文件说明里有看不懂的内容，请刷新页面后再试",
        f"Upload-Metadata: {key!r} cannot be read",
    )
