"""What reaches us and how: invites, sendings, uploads and their receipts."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from domain.words import Words


@dataclass(frozen=True, kw_only=True)
class Invite:
    """A secret link for one unit; the secret itself is kept nowhere, only its hash."""

    id: int
    campaign: str
    unit: str
    #: Activity key, None when the sender chooses.
    activity: str | None
    created_at: datetime
    revoked_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class NewSending:
    """What one phone (or one folder) says once for all its files."""

    campaign: str
    unit: str
    #: None for a folder taken in by the command line.
    invite: int | None
    #: The client's own id; the same id from the same invite is the same sending.
    client_id: str
    #: web or ingest.
    via: str
    activity: str | None = None
    day: date | None = None
    note: str = ""
    informed: bool = False
    minors: bool = False
    patients: bool = False


@dataclass(frozen=True, kw_only=True)
class Sending:
    id: str
    #: Receipt number shown to the sender: month-day and count within the unit, "0528-03".
    number: str
    created_at: datetime
    said: NewSending


class UploadState(StrEnum):
    ARRIVING = "arriving"
    RECEIVED = "received"
    DUPLICATE = "duplicate"
    #: An archive: each file inside has an upload of its own.
    UNPACKED = "unpacked"
    REFUSED = "refused"


@dataclass(frozen=True, kw_only=True)
class NewUpload:
    #: 32 hex digits, 128 random bits, known only to its creator.
    id: str
    sending: str
    #: Cleaned name: no path, no NUL.
    filename: str
    filetype: str
    #: Bytes announced.
    size: int
    #: The file's last-modified, epoch ms.
    modified_ms: int | None
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True, kw_only=True)
class Upload:
    """One file of a sending, from its first byte to its receipt."""

    said: NewUpload
    campaign: str
    unit: str
    invite: int | None
    state: UploadState
    #: "0528-03-07": the sending's number and the file's place in it.
    receipt: str
    sha256: str | None = None
    asset: str | None = None
    refused: tuple[str, Words] | None = None


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """What a sender may know of a file: never an upload id."""

    receipt: str
    filename: str
    size: int
    #: None until received.
    sha256: str | None
    #: An UploadState, then the asset's state.
    state: str
    words: Words


@dataclass(frozen=True, kw_only=True)
class UnitTotals:
    """What a unit's invite has brought so far, against its limits."""

    files: int
    bytes: int
