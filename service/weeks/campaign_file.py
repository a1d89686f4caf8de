"""campaign.yaml becomes a campaign, or a list of its faults with their lines."""

import zoneinfo
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from domain.campaign import Activity, Campaign, Unit
from domain.campaign_checks import check_key, plain_name
from domain.cutting.copies import COPIES
from domain.errors import BrokenInput, UsageError
from domain.inspecting.coordinates import MapPoint, MapSystem
from domain.judging.requirements import Requirement, Subject
from domain.kinds import KINDS, PARTS
from domain.recipients import RecipientTerms
from domain.words import Words
from service.weeks.campaign_text import dump
from service.weeks.yaml_nodes import Fields, parse

__all__ = ["dump", "load", "parse_campaign"]

_T = TypeVar("_T")

MAX_BYTES = 256 * 1024
DEFAULT_LIMIT_MS = 180_000

#: Keys of the file, of a unit and of an activity; docs/schemas/campaign.schema.json has the same.
CAMPAIGN_KEYS = (
    *("key", "title", "theme", "starts_on", "ends_on", "zone", "host_units", "submitter"),
    *("recipients", "deadline", "deadline_text", "film_limit_s", "profile"),
    *("terms", "requirements", "units", "activities"),
)
MAP_POINT_KEYS = ("lat", "lon", "system")
TERMS_KEYS = ("recipient", "profile", "film_limit_s", "deadline", "deadline_text")
UNIT_KEYS = ("key", "name", "aliases")
REQUIREMENT_KEYS = (
    *("id", "about", "says", "measure", "at_least", "at_most", "one_of", "clause", "quote"),
)
ACTIVITY_KEYS = (
    *("key", "number", "title", "kinds", "date", "part", "venue", "venue_at"),
    *("units", "partners", "wanted", "media_expected", "off_plan"),
)


def load(path: Path) -> Campaign:
    """The campaign of a file.

    Raises UsageError when the file cannot be read, BrokenInput with the line of every unknown
    key and wrong value.
    """
    return parse_campaign(_read(path), name=path.name)


def _read(path: Path) -> str:
    try:
        too_big = path.stat().st_size > MAX_BYTES
        data = b"" if too_big else path.read_bytes()
    except OSError as error:
        raise UsageError(
            Words(zh=f"读不了文件 {path}", en=f"cannot read the file {path}")
        ) from error
    if too_big:
        raise UsageError(
            Words(zh=f"{path.name} 超过 256 KB，不是活动周文件", en=f"{path.name} is over 256 KB")
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BrokenInput(
            Words(
                zh=f"{path.name} 不是 UTF-8 编码，请另存为 UTF-8",
                en=f"{path.name} is not UTF-8; save it as UTF-8",
            )
        ) from error


def parse_campaign(text: str, *, name: str = "campaign.yaml", drafting: bool = False) -> Campaign:
    """The campaign of a file's text; `drafting` gives units and activities without key a new one.

    Raises BrokenInput with the line of every unknown key and wrong value.
    """
    fields, faults = parse(text, name)
    fields.only(CAMPAIGN_KEYS)
    fields.needed("key", "title", "starts_on", "ends_on")
    starts_on, ends_on = fields.day("starts_on"), fields.day("ends_on")
    units = _units(fields, drafting)
    activities = _activities(fields, units, drafting)
    deadline, limit = fields.day("deadline"), fields.milliseconds("film_limit_s", DEFAULT_LIMIT_MS)
    requirements, terms = _requirements(fields), _terms(fields)
    _check_head(fields)
    if starts_on and ends_on and ends_on < starts_on:
        fields.fault("ends_on", "早于 starts_on", "is before starts_on")
    faults.raise_any(name)
    if starts_on is None or ends_on is None:
        raise TypeError("unreachable: a missing day is a fault")
    return Campaign(
        key=fields.text("key"),
        title=fields.text("title"),
        theme=fields.text("theme"),
        starts_on=starts_on,
        ends_on=ends_on,
        zone=fields.text("zone", "Asia/Shanghai"),
        host_units=fields.texts("host_units"),
        deadline=deadline,
        deadline_text=fields.text("deadline_text"),
        recipients=fields.texts("recipients"),
        film_limit_ms=limit,
        profile=fields.text("profile", "county-science-week"),
        submitter=fields.text("submitter"),
        units=units,
        activities=activities,
        requirements=requirements,
        terms=terms,
    )


def _check_head(fields: Fields) -> None:
    for key in ("key", "profile"):
        if fields.has(key):
            _try(fields, key, lambda key=key: check_key(fields.text(key)))
    for key in ("theme", "deadline_text", "submitter"):
        fields.text(key)
    for key in ("host_units", "recipients"):
        fields.texts(key)
    zone = fields.text("zone", "Asia/Shanghai")
    try:
        zoneinfo.ZoneInfo(zone)
    except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError):
        fields.fault("zone", f"“{zone}”不是时区名", f"{zone!r} is no time zone")


def _try(fields: Fields, key: str, action: Callable[[], _T]) -> _T | None:
    """The action's result; a fault it finds is noted at the line of `key`."""
    try:
        return action()
    except BrokenInput as error:
        fields.note(key, error.words)
        return None


def _keys(items: list[Fields], letter: str, drafting: bool) -> list[str]:
    """The permanent key of each item, each a fault when missing or used twice."""
    given = {item.text("key") for item in items if item.has("key")}
    free = (f"{letter}{n}" for n in range(1, len(items) + len(given) + 1))
    unused = (key for key in free if key not in given)
    keys: list[str] = []
    for item in items:
        if item.has("key"):
            key = item.text("key")
            if key in keys:
                item.fault("key", f"“{key}”已经用过", f"{key!r} is used already")
        else:
            key = next(unused)
            if not drafting:
                item.fault("key", f"没有填写，可以用 {key}", f"is missing; {key} is free")
        keys.append(key)
    return keys


def _units(fields: Fields, drafting: bool) -> tuple[Unit, ...]:
    items = fields.mappings("units")
    units: list[Unit] = []
    taken: set[str] = set()
    for item, key in zip(items, _keys(items, "u", drafting), strict=True):
        item.only(UNIT_KEYS)
        name, aliases = item.text("name"), item.texts("aliases")
        unit = _try(item, "name", lambda k=key, n=name, a=aliases: Unit(key=k, name=n, aliases=a))
        for other in map(plain_name, (name, *aliases)):
            if other in taken:
                item.fault("name", f"“{other}”已是别的单位", f"{other!r} is another unit already")
            taken.add(other)
        units.extend([unit] if unit else [])
    return tuple(units)


def _activities(fields: Fields, units: tuple[Unit, ...], drafting: bool) -> tuple[Activity, ...]:
    known = {plain_name(name): unit.key for unit in units for name in (unit.key, *unit.names)}
    items = fields.mappings("activities")
    activities: list[Activity] = []
    numbers: set[int] = set()
    for place, (item, key) in enumerate(zip(items, _keys(items, "a", drafting), strict=True), 1):
        activity = _activity(item, key, place, known)
        if activity and activity.number in numbers:
            item.fault("number", f"{activity.number} 重复", f"{activity.number} is used twice")
        if activity:
            numbers.add(activity.number)
            activities.append(activity)
    return tuple(activities)


def _activity(item: Fields, key: str, place: int, known: dict[str, str]) -> Activity | None:
    item.only(ACTIVITY_KEYS)
    part = item.text("part") or None
    if part and part not in PARTS:
        item.fault("part", f"“{part}”应为 {'、'.join(PARTS)}", f"must be one of {', '.join(PARTS)}")
    venue_at = _map_point(item)
    return _try(
        item,
        "title" if item.has("title") else "key",
        lambda: Activity(
            key=key,
            number=item.integer("number", place),
            title=item.text("title"),
            kinds=_known_kinds(item),
            date=item.day("date"),
            part=part if part in PARTS else None,
            venue=item.text("venue") or None,
            venue_at=venue_at,
            units=_known_units(item, known),
            partners=item.texts("partners"),
            wanted=item.texts("wanted"),
            media_expected=item.flag("media_expected", True),
            off_plan=item.flag("off_plan", False),
        ),
    )


def _terms(fields: Fields) -> tuple[RecipientTerms, ...]:
    recipients, found = fields.texts("recipients"), dict[str, RecipientTerms]()
    for item in fields.mappings("terms"):
        item.only(TERMS_KEYS)
        item.needed("recipient")
        name, profile = item.text("recipient"), item.text("profile") or None
        if name and name not in recipients:
            item.fault("recipient", f"“{name}”不在 recipients 里", f"{name!r} is no recipient")
        if profile is not None and profile not in COPIES:
            known = "、".join(COPIES)
            item.fault("profile", f"“{profile}”应为 {known}", f"must be one of {known}")
        if name in found:
            item.fault("recipient", f"“{name}”写了两次", f"{name!r} stands twice")
        terms = _try(item, "recipient", lambda item=item: _terms_of(item))
        if terms is not None:
            found[name] = terms
    return tuple(found.values())


def _terms_of(item: Fields) -> RecipientTerms:
    limited = item.has("film_limit_s")
    return RecipientTerms(
        recipient=item.text("recipient"),
        profile=item.text("profile") or None,
        film_limit_ms=item.milliseconds("film_limit_s", DEFAULT_LIMIT_MS) if limited else None,
        deadline=item.day("deadline"),
        deadline_text=item.text("deadline_text"),
    )


def _requirements(fields: Fields) -> tuple[Requirement, ...]:
    found: dict[str, Requirement] = {}
    known = "、".join(Subject)
    for item in fields.mappings("requirements"):
        item.only(REQUIREMENT_KEYS)
        item.needed("id", "about", "says")
        about, key = item.text("about"), item.text("id")
        if about not in {each.value for each in Subject}:
            item.fault("about", f"“{about}”应为 {known}", f"must be one of {known}")
            continue
        asked = _try(item, "id", lambda item=item, about=about: _requirement(item, Subject(about)))
        if key in found:
            item.fault("id", f"“{key}”已经用过", f"{key!r} is used already")
        elif asked:
            found[key] = asked
    return tuple(found.values())


def _requirement(item: Fields, about: Subject) -> Requirement:
    return Requirement(
        id=item.text("id"),
        about=about,
        says=item.text("says"),
        measure=item.text("measure"),
        at_least=item.number("at_least"),
        at_most=item.number("at_most"),
        one_of=item.texts("one_of"),
        clause=item.text("clause"),
        quote=item.text("quote"),
    )


def _map_point(item: Fields) -> MapPoint | None:
    point = item.mapping("venue_at")
    if point is None:
        return None
    point.only(MAP_POINT_KEYS)
    point.needed(*MAP_POINT_KEYS)
    lat, lon, system = point.degrees("lat"), point.degrees("lon"), point.text("system")
    known = "、".join(MapSystem)
    if system and system not in {each.value for each in MapSystem}:
        zh, en = f"“{system}”应为 {known}（高德、腾讯 gcj02，百度 bd09）", f"must be one of {known}"
        point.fault("system", zh, en)
        return None
    if lat is None or lon is None or not system:
        return None
    return _try(point, "lat", lambda: MapPoint(lat=lat, lon=lon, system=MapSystem(system)))


def _known_kinds(item: Fields) -> tuple[str, ...]:
    kinds = item.texts("kinds")
    for kind in kinds:
        if kind not in KINDS:
            item.fault("kinds", f"“{kind}”未知", f"{kind!r} is unknown; one of {', '.join(KINDS)}")
    return tuple(kind for kind in kinds if kind in KINDS)


def _known_units(item: Fields, known: dict[str, str]) -> tuple[str, ...]:
    names = item.texts("units")
    for name in names:
        if plain_name(name) not in known:
            item.fault("units", f"“{name}”不在单位列表里", f"{name!r} is not among the units")
    keys = (known.get(plain_name(name)) for name in names)
    return tuple(dict.fromkeys(key for key in keys if key))
