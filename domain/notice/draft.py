"""A campaign drafted from a notice, and the notice as the `new` command prints it."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date

from domain.campaign import Activity, Campaign, Unit
from domain.errors import BrokenInput
from domain.judging.requirements import Requirement
from domain.notice.activity import PlannedActivity
from domain.notice.deliverables import Deliverable
from domain.notice.head import held_name
from domain.notice.key import campaign_key
from domain.notice.notice import Notice
from domain.notice.sources import Source
from domain.notice.submission import Deadline, written_deadline
from domain.notice.units import is_collective
from domain.words import Words

_DEFAULT_LIMIT_MS = 180_000


@dataclass(frozen=True, kw_only=True)
class CampaignDraft:
    """A campaign whose period may still be unknown; otherwise as `domain.campaign.Campaign`."""

    key: str
    title: str
    theme: str
    starts_on: date | None
    ends_on: date | None
    host_units: tuple[str, ...]
    deadline: date | None
    deadline_text: str
    recipients: tuple[str, ...]
    film_limit_ms: int
    submitter: str
    units: tuple[Unit, ...]
    activities: tuple[Activity, ...]
    requirements: tuple[Requirement, ...] = ()
    zone: str = "Asia/Shanghai"
    profile: str = "county-science-week"

    def campaign(self) -> Campaign:
        """The campaign; raises BrokenInput while the period is unknown."""
        if self.starts_on is None or self.ends_on is None:
            raise BrokenInput(
                Words(
                    zh="活动时间没有确定，请在 campaign.yaml 里填写 starts_on 和 ends_on",
                    en="the period is unknown; fill in starts_on and ends_on in campaign.yaml",
                )
            )
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return Campaign(**values)


def draft_campaign(notice: Notice) -> CampaignDraft:
    """The draft for a person to confirm; activities get the keys a1…, units u1…, in order."""
    units = _units(notice)
    deadline = notice.submission.deadline
    limit = notice.submission.video_max_s
    return CampaignDraft(
        key=campaign_key(notice.place, notice.year),
        title=notice.event or held_name(notice.title or notice.title_suggested) or "活动周",
        theme=notice.theme or "",
        starts_on=notice.starts_on,
        ends_on=notice.ends_on,
        host_units=notice.issuers,
        deadline=deadline.date if deadline else None,
        deadline_text=deadline.text if deadline else "",
        recipients=notice.submission.recipients,
        film_limit_ms=limit * 1000 if limit else _DEFAULT_LIMIT_MS,
        submitter=notice.submission.submitter or "",
        units=units,
        activities=tuple(
            _activity(f"a{place}", activity, units)
            for place, activity in enumerate(notice.activities, 1)
        ),
        requirements=notice.requirements,
    )


def _units(notice: Notice) -> tuple[Unit, ...]:
    """Every unit that is responsible for an activity or issues the notice, named as there."""
    planned = tuple(dict.fromkeys(u for a in notice.activities for u in a.units))
    groups = [*notice.unit_names, *((name,) for name in planned if is_collective(name))]
    wanted = [group for group in groups if {*planned, *notice.issuers} & set(group)]
    wanted.sort(key=lambda group: min(_place(planned, name) for name in group))
    units: list[Unit] = []
    for number, group in enumerate(wanted, 1):
        name = min(group, key=lambda name: (_place(planned, name), group.index(name)))
        aliases = tuple(other for other in group if other != name)
        units.append(Unit(key=f"u{number}", name=name, aliases=aliases))
    return tuple(units)


def _place(names: tuple[str, ...], name: str) -> int:
    return names.index(name) if name in names else len(names)


def _activity(key: str, planned: PlannedActivity, units: tuple[Unit, ...]) -> Activity:
    owners = (unit.key for name in planned.units for unit in units if name in unit.names)
    return Activity(
        key=key,
        number=planned.number,
        title=planned.title,
        kinds=planned.kinds,
        date=planned.date,
        part=planned.part,
        venue=planned.venue,
        units=tuple(dict.fromkeys(owners)),
        partners=planned.partners,
        media_expected=planned.media_expected,
    )


def notice_json(notice: Notice) -> dict[str, object]:
    """The keys and values of `weekreel new --json`, ready for a JSON encoder.

    Contacts are counted by unit; no person's name and no telephone number is in it.
    """
    undated = any(activity.date is None for activity in notice.activities)
    deadline = notice.submission.deadline
    return {
        "doc_no": notice.doc_no,
        "title": notice.title,
        "title_suggested": notice.title_suggested,
        "year": notice.year,
        "issuers": list(notice.issuers),
        "issued_on": _iso(notice.issued_on),
        "based_on": list(notice.based_on),
        "period": _period(notice),
        "theme": notice.theme,
        "activities": [_activity_json(activity) for activity in notice.activities],
        "date_default": "period" if undated and notice.starts_on else None,
        "deliverables": [_deliverable(item) for item in notice.submission.deliverables],
        "deadline": _deadline(deadline) if deadline else None,
        "submitter": notice.submission.submitter,
        "recipients": list(notice.submission.recipients),
        "contacts": [{"unit": contact.unit, "n": contact.count} for contact in notice.contacts],
        "warnings": [doubt.code for doubt in notice.doubts],
    }


def campaign_json(campaign: Campaign) -> dict[str, object]:
    """The same keys for a campaign that was written by hand; what only a notice has is empty."""
    names = {unit.key: unit.name for unit in campaign.units}
    undated = any(activity.date is None for activity in campaign.activities)
    deadline = written_deadline(campaign.deadline_text, campaign.deadline)
    return {
        "doc_no": None,
        "title": campaign.title,
        "title_suggested": None,
        "year": campaign.starts_on.year,
        "issuers": list(campaign.host_units),
        "issued_on": None,
        "based_on": [],
        "period": {"start": _iso(campaign.starts_on), "end": _iso(campaign.ends_on)},
        "theme": campaign.theme or None,
        "activities": [
            _activity_json(_planned(activity, names)) for activity in campaign.activities
        ],
        "date_default": "period" if undated else None,
        "deliverables": [],
        "deadline": _deadline(deadline) if deadline else None,
        "submitter": campaign.submitter or None,
        "recipients": list(campaign.recipients),
        "contacts": [],
        "warnings": [],
    }


def _planned(activity: Activity, names: dict[str, str]) -> PlannedActivity:
    return PlannedActivity(
        number=activity.number,
        title=activity.title,
        date=activity.date,
        part=activity.part,
        venue=activity.venue,
        units=tuple(names[key] for key in activity.units),
        partners=activity.partners,
        kinds=activity.kinds,
        other_venues=(),
        media_expected=activity.media_expected,
    )


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _period(notice: Notice) -> dict[str, str | None] | None:
    if notice.starts_on is None:
        return None
    return {"start": _iso(notice.starts_on), "end": _iso(notice.ends_on)}


def _activity_json(activity: PlannedActivity) -> dict[str, object]:
    """The keys every activity has, then those that only some have."""
    shown: dict[str, object] = {
        "no": activity.number,
        "title": activity.title,
        "date": _iso(activity.date),
        "venue": activity.venue,
        "units": list(activity.units),
        "types": list(activity.kinds),
    }
    if activity.part:
        shown["part"] = activity.part
    if activity.partners:
        shown["partners"] = list(activity.partners)
    if activity.other_venues:
        shown["other_venues"] = list(activity.other_venues)
    if not activity.media_expected:
        shown["media_expected"] = False
    return shown


def sources_json(sources: Iterable[Source]) -> dict[str, dict[str, object]]:
    """Field -> quote, start, end (characters of the notice's text), sure, doubts.

    Nobody's name and no telephone number is quoted.
    """
    return {
        source.field: {
            "quote": source.quote,
            "start": source.start,
            "end": source.stop,
            "sure": source.sure,
            "doubts": [doubt.code for doubt in source.doubts],
        }
        for source in sources
    }


def requirement_json(asked: Requirement) -> dict[str, object]:
    """A requirement with its clause and sentence; bounds are numbers in the measure's scale."""
    shown: dict[str, object] = {"id": asked.id, "about": asked.about.value, "says": asked.says}
    if asked.measure:
        shown["measure"] = asked.measure
    for name, bound in (("at_least", asked.at_least), ("at_most", asked.at_most)):
        if bound is not None:
            shown[name] = int(bound) if bound.denominator == 1 else float(bound)
    if asked.one_of:
        shown["one_of"] = list(asked.one_of)
    return shown | {"clause": asked.clause, "quote": asked.quote}


def _deliverable(item: Deliverable) -> dict[str, object]:
    shown: dict[str, object] = {"kind": item.kind, "name": item.name}
    if item.video_max_s:
        shown["video_max_s"] = item.video_max_s
    return shown


def _deadline(deadline: Deadline) -> dict[str, object]:
    return {
        "text": deadline.text,
        "date": _iso(deadline.date),
        "inclusive": deadline.inclusive,
        "internal_target": _iso(deadline.internal_target),
    }
