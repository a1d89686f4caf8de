"""The notice as it was read: every field that the rules found, and what they are unsure of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from domain.judging.requirements import Requirement
from domain.notice.activity import PlannedActivity
from domain.notice.contacts import Contacts
from domain.notice.doubts import Doubt
from domain.notice.submission import Submission

_NOTHING_ASKED = Submission()


@dataclass(frozen=True, kw_only=True)
class Notice:
    """What was read from a notice; None and () where it does not say."""

    doc_no: str | None
    #: Title as printed.
    title: str | None
    #: One of our own making for a notice without a title; the plan's under a covering letter.
    title_suggested: str | None
    #: Name of what is held, such as 2025年…科技活动周.
    event: str | None
    year: int | None
    issuers: tuple[str, ...]
    issued_on: date | None
    #: Document numbers, else titles in 《》.
    based_on: tuple[str, ...]
    #: County, city or district of the issuers; empty when unknown.
    place: str
    #: First and last day.
    starts_on: date | None = None
    ends_on: date | None = None
    theme: str | None = None
    activities: tuple[PlannedActivity, ...] = ()
    #: What is to be handed in, by when, by whom and to whom.
    submission: Submission = _NOTHING_ASKED
    contacts: tuple[Contacts, ...] = ()
    #: Every name by which units of the place are called, gathered by unit.
    unit_names: tuple[tuple[str, ...], ...] = ()
    doubts: tuple[Doubt, ...] = ()
    #: What is asked of film, photos, report and package, clause by clause.
    requirements: tuple[Requirement, ...] = ()
    #: Slices of the source that were read as a whole: "period", "theme", "submission",
    #: "video_limit", "signature".
    places: Mapping[str, tuple[int, int]] = field(
        default_factory=dict[str, tuple[int, int]], compare=False
    )
