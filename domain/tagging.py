"""Evidence and tags: why an asset belongs to an activity and a day."""

from dataclasses import dataclass
from datetime import date

from domain.words import Words


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """One reason for a tag."""

    #: sender, invite, unit, time, day, save, period, place, text, file_name, note, learnt,
    #: learnt_words, decided; near_ and one of these, of its company; near, others and sending for
    #: company that no sentence tells; rest, plan (where all begin), conflict.
    kind: str
    #: Activity key the reason speaks for; None when it speaks for a day alone.
    activity: str | None
    day: date | None
    #: Natural-log odds in hundredths; positive speaks for the tag, negative against it. Those of a
    #: machine's tag add up to the log odds of its confidence.
    weight: int
    words: Words


@dataclass(frozen=True, kw_only=True)
class Tag:
    activity: str | None
    day: date | None
    #: machine or person; a person's tag is never overwritten.
    by: str
    #: Per mille, of the activity being right; a person's is 1000.
    confidence: int
    #: Machine acceptance: good enough to be shown in a group for one key.
    ready: bool
    evidence: tuple[Evidence, ...]
