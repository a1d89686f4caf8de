"""An asset as every station and page sees it: one received photo or clip of a campaign."""

from dataclasses import dataclass
from datetime import date, datetime

from domain.facts import Claim, Facts, Kind, Look
from domain.moves import AssetState
from domain.tagging import Tag
from domain.words import Words


@dataclass(frozen=True, kw_only=True)
class Consent:
    #: The sender ticked 已告知被拍摄人.
    informed: bool = False
    #: Near shot of under-14s, near shot of patients: need a person before a film.
    minors: bool = False
    patients: bool = False
    #: granted, denied or None while nobody decided; never set by a machine.
    decision: str | None = None

    @property
    def needs_decision(self) -> bool:
        return (self.minors or self.patients) and self.decision is None

    @property
    def allows_film(self) -> bool:
        if self.decision is not None:
            return self.decision == "granted"
        return not (self.minors or self.patients)


@dataclass(frozen=True, kw_only=True)
class Asset:
    id: str
    campaign: str
    sha256: str
    size: int
    #: Cleaned file name as sent: no path, no NUL, at most 255 bytes.
    original_name: str
    #: Unit key and sending id of the first arrival.
    unit: str
    sending: str
    state: AssetState
    refused: tuple[str, Words] | None
    #: Activity key and day as the sender chose them; None left open.
    sender_activity: str | None
    sender_day: date | None
    #: Invite's own activity, None when the invite leaves it open.
    invite_activity: str | None
    #: The file's last-modified as the phone said it, epoch ms.
    modified_ms: int | None
    received_at: datetime
    late: bool
    consent: Consent
    kind: Kind | None = None
    facts: Facts | None = None
    claims: tuple[Claim, ...] = ()
    #: The verdict over the claims: moment (None if only a day or nothing), its class and source.
    taken_at: datetime | None = None
    taken_class: str = "none"
    taken_from: str | None = None
    look: Look | None = None
    tag: Tag | None = None
    star: bool = False
    #: Wanted shots of its activity that a person says it shows, in the plan's words.
    shows: tuple[str, ...] = ()
    #: Asset ids: same picture with other bytes; alike picture with a better copy.
    duplicate_of: str | None = None
    near_duplicate_of: str | None = None
    #: Asset id of the clip or photo that it makes one motion photo with; of a sidecar, whose it is.
    belongs_to: str | None = None
    #: Grows with each write; a decision names the one it saw (optimistic lock).
    version: int = 1

    @property
    def in_film(self) -> bool:
        """True when a person's decision lets the asset into a film."""
        return self.state is AssetState.ACCEPTED and self.consent.allows_film
