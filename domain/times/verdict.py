"""The verdict of the date court: when a file was taken, weighed over its claims."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from domain.facts import Claim, ClaimClass

#: Which capture claim wins, first best. `camera_clock` is only made where the camera's own clock
#: is shown to be wrong; `watermark` is the time that a watermark camera printed into the picture.
CAPTURES = (
    "camera_clock",
    "exif",
    "quicktime",
    "gps",
    "watermark",
    "file_name",
    "exif_digitized",
    "mvhd",
    "xmp",
    "iptc",
)
#: Which claim of a day alone wins.
DAYS = ("sender_day", "watermark", "file_name", "xmp", "iptc", "neighbours")

#: Per mille that a source's day is right: judged, and to be measured on labelled weeks. Of saves it
#: is the bound that is right.
_SURE = {
    ClaimClass.CAPTURE: {
        "quicktime": 960,
        "exif": 930,
        "gps": 930,
        "watermark": 920,
        "camera_clock": 880,
        "file_name": 900,
        "exif_digitized": 800,
        "mvhd": 850,
        "xmp": 650,
        "iptc": 650,
    },
    ClaimClass.SAVE: {"modified": 800, "exif_modified": 800},
    ClaimClass.DAY: {"sender_day": 800, "watermark": 850, "file_name": 750, "neighbours": 600},
}
_OF_OTHERS = {ClaimClass.CAPTURE: 600, ClaimClass.SAVE: 900, ClaimClass.DAY: 600}
#: An assumed zone may put an evening on the next day; a witness of another kind confirms; another
#: clock that shows another day takes most of the trust.
_ZONE_ASSUMED, _CONFIRMED, _CONTRADICTED = -30, 40, -300
_MOST_SURE = 990


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What the claims come to."""

    #: Moment with offset: of capture, or of saving ("not after"); None when neither is known.
    taken_at: datetime | None
    #: capture, save, day (only a day is said) or none.
    taken_class: ClaimClass
    #: Source of the winning claim; None for class none.
    taken_from: str | None
    #: Day in the campaign's zone: of capture, else as it was said; never of saving.
    day: date | None
    #: Per mille that the day, or of class save the bound, is right; 0 for class none.
    confidence: int


def verdict(claims: Iterable[Claim]) -> Verdict:
    """Weigh the claims; their order does not matter and doubted ones are passed over.

    Capture before save before a day that is only said. A save never says the day: the event may
    have been any time before it. The upload bounds every file alike and so decides none.
    """
    sound = sorted((c for c in claims if not c.doubt), key=_order)
    said = said_day(sound)
    day = said.day if said else None
    for claim in sound:
        if claim.klass is ClaimClass.CAPTURE:
            return _verdict(claim, claim.day, sound)
    for claim in sound:
        if claim.klass is ClaimClass.SAVE and claim.source != "upload":
            return _verdict(claim, day, sound)
    if said is not None:
        return _verdict(said, day, sound)
    return Verdict(
        taken_at=None, taken_class=ClaimClass.NONE, taken_from=None, day=None, confidence=0
    )


def said_day(claims: Iterable[Claim]) -> Claim | None:
    """The best claim that says a day alone and is not doubted; None when there is none."""
    days = [claim for claim in claims if claim.klass is ClaimClass.DAY and not claim.doubt]
    return min(days, key=_order, default=None)


def _verdict(claim: Claim, day: date | None, sound: Sequence[Claim]) -> Verdict:
    return Verdict(
        taken_at=claim.at,
        taken_class=claim.klass,
        taken_from=claim.source,
        day=day,
        confidence=_confidence(claim, sound),
    )


def _confidence(won: Claim, sound: Sequence[Claim]) -> int:
    sure = _SURE[won.klass].get(won.source, _OF_OTHERS[won.klass])
    if won.klass is ClaimClass.SAVE:
        return sure
    if not won.zone_known:
        sure += _ZONE_ASSUMED
    others = [c for c in sound if c is not won and c.klass in (ClaimClass.CAPTURE, ClaimClass.DAY)]
    if any(other.day == won.day for other in others):
        sure += _CONFIRMED
    clocks = [other for other in others if other.klass is ClaimClass.CAPTURE]
    if won.source != "camera_clock" and any(other.day != won.day for other in clocks):
        sure += _CONTRADICTED
    return min(sure, _MOST_SURE)


def _order(claim: Claim) -> tuple[int, bool, float, str, str]:
    """Captures by source, a known zone first; of saves the earliest, as the tightest bound."""
    moment = claim.at.timestamp() if claim.at else 0.0
    if claim.klass is ClaimClass.CAPTURE:
        words = claim.source + claim.raw
        return (_rank(CAPTURES, claim.source), not claim.zone_known, moment, str(claim.day), words)
    if claim.klass is ClaimClass.DAY:
        return (_rank(DAYS, claim.source), False, moment, str(claim.day), claim.source + claim.raw)
    return (len(CAPTURES) + 1, False, moment, str(claim.day), claim.source + claim.raw)


def _rank(sources: Sequence[str], source: str) -> int:
    return sources.index(source) if source in sources else len(sources)
