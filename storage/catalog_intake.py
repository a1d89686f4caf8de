"""The part of the seam to rows that concerns how files come in, and their receipts."""

from datetime import datetime
from typing import Protocol

from domain.reviewing.strokes import Stroke
from domain.sending import Invite, NewSending, NewUpload, Receipt, Sending, UnitTotals, Upload
from domain.words import Words


class Intake(Protocol):
    def add_invite(
        self, *, campaign: str, unit: str, activity: str | None, secret_hash: str, at: datetime
    ) -> Invite:
        """NotFound when the plan has no such unit or activity."""
        ...

    def invite(self, secret_hash: str) -> Invite:
        """NotFound when unknown; a revoked one is returned with its time."""
        ...

    def invites(self, campaign: str) -> list[Invite]: ...

    def invite_files(self, campaign: str) -> dict[int, int]:
        """Invite -> its files that are arriving or received; no zeros."""
        ...

    def revoke(self, invite: int, *, at: datetime) -> str | None:
        """End a link: its campaign; None for an unknown one, or one that was ended before."""
        ...

    def reopen(self, invite: int) -> str | None:
        """Take the end of a link back: its campaign; None when none ended, or its unit is gone."""
        ...

    def sending(self, said: NewSending, *, at: datetime) -> Sending:
        """The sending of this invite and client id, made when it is new.

        Later files of the same sending may bring another choice of activity, day, note or ticks
        (the sender changed the form): each file keeps what was said when it started, so a changed
        choice makes a further sending with the same client id. A sending that was moved is found
        again by what was said, so that late files follow it. NotFound when the plan has no such
        unit or activity.
        """
        ...

    def sending_by_id(self, sending_id: str) -> Sending:
        """NotFound when there is none."""
        ...

    def sendings(self, campaign: str) -> list[Sending]: ...

    def start(self, new: NewUpload) -> Upload:
        """Conflict when the id is taken, NotFound when the sending is unknown."""
        ...

    def upload(self, upload_id: str) -> Upload:
        """NotFound when unknown or dropped."""
        ...

    def receive(
        self, upload_id: str, *, sha256: str, size: int, at: datetime, late: bool
    ) -> Upload:
        """The bytes are in blobs: asset row and job in one transaction, or a duplicate's receipt.

        Idempotent: the second call changes nothing and answers the same. A sha256 with a
        tombstone in this campaign is refused with code `withdrawn`. A duplicate's tick for minors
        or patients is added to the asset, which is held again when nobody had decided of it.
        """
        ...

    def refuse(self, upload_id: str, *, code: str, words: Words) -> Upload:
        """arriving -> refused; idempotent. Conflict when the file was received already."""
        ...

    def unpacked(self, upload_id: str) -> Upload:
        """arriving -> unpacked: an archive whose files have uploads of their own; idempotent.

        Conflict when it was received or refused already.
        """
        ...

    def drop(self, upload_id: str) -> bool:
        """Forget an upload that is still arriving; False when it is complete already."""
        ...

    def arriving(self) -> list[Upload]:
        """All uploads that are not complete, for the sweep at start and the expiry."""
        ...

    def receipts(self, *, campaign: str, unit: str) -> list[Receipt]:
        """What a unit has sent, newest sending first, its files in their order.

        A received file shows its asset's state; a duplicate stays one unless the asset is gone.
        """
        ...

    def totals(self, invite: int) -> UnitTotals:
        """Files and announced bytes of an invite that are arriving or received."""
        ...

    def has_sha256(self, *, campaign: str, unit: str, sha256: str) -> bool:
        """True when this unit has sent these bytes already."""
        ...

    def move_sending(
        self, sending_id: str, *, to_unit: str, actor: str, at: datetime
    ) -> Stroke | None:
        """Move a sending and its assets to another unit; None when it is there already.

        Its receipt number stays what the sender was shown. Written to the audit log. NotFound when
        the plan has no such unit. The assets' machine tags are weighed again by a `retag` job,
        written in the same transaction.
        """
        ...
