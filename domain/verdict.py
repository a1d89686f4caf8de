"""The verdict of the date court: when a file was taken, weighed over its claims."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from domain.facts import Claim, ClaimClass

#: Which capture claim wins, first best; each source with a known and with an assumed zone.
_RANK = {
    source: rank
    for rank, source in enumerate(
        ("exif", "quicktime", "gps", "file_name", "exif_digitized", "mvhd", "xmp")
    )
}


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What the claims come to."""

    #: Moment with offset: of capture, or of saving ("not after"); None when neither is known.
    taken_at: datetime | None
    #: capture, save, day (only the sender's day) or none.
    taken_class: ClaimClass
    #: Source of the winning claim; None for class none.
    taken_from: str | None
    #: Day in the campaign's zone: of capture, else the sender's word; never of saving.
    day: date | None


def verdict(claims: Iterable[Claim]) -> Verdict:
    """Weigh the claims; their order does not matter and doubted ones are passed over.

    Capture before save before the sender's day. A save never says the day: the event may have
    been any time before it. The upload bounds every file alike and so decides none.
    """
    sound = sorted((c for c in claims if not c.doubt), key=_order)
    day = next((c.day for c in sound if c.klass is ClaimClass.DAY), None)
    for claim in sound:
        if claim.klass is ClaimClass.CAPTURE:
            return _verdict(claim, claim.day)
    for claim in sound:
        if claim.klass is ClaimClass.SAVE and claim.source != "upload":
            return _verdict(claim, day)
    for claim in sound:
        if claim.klass is ClaimClass.DAY:
            return _verdict(claim, day)
    return Verdict(taken_at=None, taken_class=ClaimClass.NONE, taken_from=None, day=None)


def _verdict(claim: Claim, day: date | None) -> Verdict:
    return Verdict(taken_at=claim.at, taken_class=claim.klass, taken_from=claim.source, day=day)


def _order(claim: Claim) -> tuple[int, bool, float, str, str]:
    """Captures by source, a known zone first; of saves the earliest, as the tightest bound."""
    moment = claim.at.timestamp() if claim.at else 0.0
    if claim.klass is ClaimClass.CAPTURE:
        return (_RANK.get(claim.source, len(_RANK)), not claim.zone_known, moment, "", claim.raw)
    return (len(_RANK) + 1, False, moment, str(claim.day), claim.source + claim.raw)
