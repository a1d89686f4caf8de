"""The audit log's chain: each entry's hash holds the hash of the one before it.

Whoever changes, removes or inserts an entry would have to make every later hash anew, and those
stand in every exported copy. Old entries may go from the front alone: the hash of the last one that
went is kept as the anchor, so that what is left still hangs on it.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from domain.words import Words

#: What the very first entry hangs on.
GENESIS = "0" * 64


@dataclass(frozen=True, kw_only=True)
class Logged:
    """What one entry says; verbs, ids and states, never personal text."""

    #: "" when it concerns no campaign.
    campaign: str
    at: datetime
    actor: str
    event: str
    subject: str
    #: State before and after of what was decided on, as `deciding.logged` gives it; else None.
    before: Mapping[str, object] | None = None
    after: Mapping[str, object] | None = None


@dataclass(frozen=True, kw_only=True)
class Link:
    """An entry in its place."""

    #: 1, 2, 3, … without a gap, however many went from the front.
    number: int
    logged: Logged
    #: SHA-256 in hex, see `hash_of`.
    hash: str


@dataclass(frozen=True, kw_only=True)
class Place:
    """A place in the chain: the number and the hash of the entry that stands there."""

    number: int = 0
    hash: str = GENESIS


@dataclass(frozen=True, kw_only=True)
class Break:
    """The first place where the chain does not hold."""

    number: int
    words: Words


@dataclass(frozen=True, kw_only=True)
class Checked:
    """What came of checking a chain from its anchor to its end."""

    entries: int
    end: Place
    broken: Break | None = None


def hash_of(before: str, number: int, logged: Logged) -> str:
    """SHA-256 of the hash before and the entry, as one line of JSON with sorted keys in UTF-8.

    {"actor", "after", "at", "before", "campaign", "event", "number", "previous", "subject"}; `at`
    is ISO 8601 in UTC with six digits of a second.
    """
    line = {
        "previous": before,
        "number": number,
        "campaign": logged.campaign,
        "at": moment(logged.at),
        "actor": logged.actor,
        "event": logged.event,
        "subject": logged.subject,
        "before": None if logged.before is None else dict(logged.before),
        "after": None if logged.after is None else dict(logged.after),
    }
    text = json.dumps(line, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def linked(end: Place, logged: Iterable[Logged]) -> list[Link]:
    """These entries hung one after the other on the end of a chain."""
    links: list[Link] = []
    for entry in logged:
        number = end.number + 1
        made = Link(number=number, logged=entry, hash=hash_of(end.hash, number, entry))
        links.append(made)
        end = Place(number=number, hash=made.hash)
    return links


def check(anchor: Place, links: Iterable[Link], end: Place | None = None) -> Checked:
    """Whether the entries hang together from the anchor on, up to `end` when that is known.

    Stops at the first that does not.
    """
    here, count = anchor, 0
    for link in links:
        if link.number != here.number + 1:
            return _broken(here, count, here.number + 1, _missing(here.number + 1, link.number))
        if hash_of(here.hash, link.number, link.logged) != link.hash:
            return _broken(here, count, link.number, _changed(link.number))
        here, count = Place(number=link.number, hash=link.hash), count + 1
    if end is not None and here != end:
        return _broken(here, count, here.number + 1, _cut_off(here.number, end.number))
    return Checked(entries=count, end=here)


def _broken(here: Place, count: int, number: int, words: Words) -> Checked:
    return Checked(entries=count, end=here, broken=Break(number=number, words=words))


def _missing(wanted: int, found: int) -> Words:
    return Words(
        zh=f"应当是第 {wanted} 条，却是第 {found} 条：中间的记录不见了或顺序被改",
        en=f"entry {found} follows where {wanted} should: some are missing or out of order",
    )


def _changed(number: int) -> Words:
    return Words(
        zh=f"第 {number} 条与它的校验值不符：这一条或它前面的记录被改过",
        en=f"entry {number} does not fit its hash: it, or one before it, was changed",
    )


def _cut_off(number: int, wanted: int) -> Words:
    return Words(
        zh=f"记录到第 {number} 条为止，应当到第 {wanted} 条：末尾的记录不见了或被改过",
        en=f"the log ends with entry {number}, not with {wanted}: its end was cut or changed",
    )
