"""How the people of the third recipe are; all of it is guessed."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, kw_only=True)
class Manners:
    """How a district's people are; chances unless said otherwise."""

    #: A person sends through the chat tool, and forwards what colleagues sent to a group.
    chat: float = 0.35
    gathers: float = 0.12
    #: A session has a banner, and a picture of it shows it.
    hangs: float = 0.7
    shows: float = 0.35
    #: A person chooses on the page; who does, chooses what it is, else the last or the first one.
    chooses: float = 0.6
    careful: float = 0.92
    #: A link names an activity; one is used for another.
    linked: float = 0.3
    borrowed: float = 0.06
    #: A message is typed, and tells another activity.
    typed: float = 0.35
    mistyped: float = 0.05
    #: A person's phone is a year, a zone or some days off, and says its office for its place.
    off: float = 0.06
    office: float = 0.15
    gps: float = 0.45
    #: A person keeps all for one sending at the end, or sends two sessions at once.
    hoards: float = 0.15
    two: float = 0.15
    #: A sending has something from the screen or a wall; last year's pictures.
    clutter: float = 0.12
    stale: float = 0.02
    #: A file is a clip; of a clip, that it was cut and has the time of its export alone.
    clips: float = 0.12
    cut: float = 0.24
    #: A session's hall is prepared the day before, or cleared the day after, with a picture of it.
    around: float = 0.08


MANNERS: Mapping[str, Manners] = MappingProxyType(
    {
        "tidy": Manners(chat=0.15, hangs=0.85, chooses=0.85, careful=0.98, hoards=0.05),
        "gatherers": Manners(chat=0.6, gathers=0.5, chooses=0.5, careful=0.85, typed=0.5),
        "hoarders": Manners(hoards=0.6, two=0.4, chooses=0.35, careful=0.7),
        "phones": Manners(chat=0.1, off=0.35, office=0.4, gps=0.7, chooses=0.5),
        "clutter": Manners(clutter=0.5, stale=0.06, cut=0.75, around=0.25, chooses=0.6),
        "rash": Manners(careful=0.72, linked=0.5, borrowed=0.3, mistyped=0.15, hangs=0.6),
    }
)
