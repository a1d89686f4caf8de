"""Weeks by recipe: a campaign and what was accepted of it, the same for the same seed."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random

from domain.asset import Asset, Consent
from domain.campaign import Activity, Campaign, Unit
from domain.facts import ClaimClass, Facts, Kind, Look, Moment, StreamFacts
from domain.looking.excerpts import is_clean
from domain.moves import AssetState
from domain.tagging import Tag

_FIRST = date(2025, 5, 24)
_DAYS = 8
_NAMES = ("IMG", "会场全景", "活动横幅", "互动", "合影", "VID")


@dataclass(frozen=True, kw_only=True)
class Week:
    campaign: Campaign
    assets: tuple[Asset, ...]


def week(
    seed: int,
    *,
    assets: int,
    activities: int = 6,
    units: int = 12,
    clips: float = 0.4,
    limit_ms: int = 180_000,
) -> Week:
    """So many accepted assets, unevenly over activities, units and days, of all qualities."""
    chance = Random(seed)
    members = tuple(Unit(key=f"u{n}", name=f"第{n}单位") for n in range(1, units + 1))
    planned = tuple(
        Activity(key=f"a{n}", number=n, title=f"第{n}项活动", units=(f"u{n % units + 1}",))
        for n in range(1, activities + 1)
    )
    campaign = Campaign(
        key="bench-2025",
        title="2025年科技活动周",
        theme="",
        starts_on=_FIRST,
        ends_on=_FIRST + timedelta(days=_DAYS - 1),
        host_units=("县科协",),
        deadline=None,
        film_limit_ms=limit_ms,
        units=members,
        activities=planned,
    )
    popular = [chance.random() ** 2 + 0.05 for _ in planned]
    made = [
        _asset(chance, f"{n:05d}", chance.choices(planned, popular)[0].key, members, clips)
        for n in range(assets)
    ]
    return Week(campaign=campaign, assets=tuple(made))


def _asset(
    chance: Random, name: str, activity: str, units: tuple[Unit, ...], clips: float
) -> Asset:
    kind = Kind.CLIP if chance.random() < clips else Kind.PHOTO
    day = _FIRST + timedelta(days=min(int(chance.expovariate(0.4)), _DAYS - 1))
    at = datetime(day.year, day.month, day.day, 1, tzinfo=UTC) + timedelta(
        seconds=chance.randrange(30_000)
    )
    duration = chance.choice((900, 2_000, 4_000, 8_000, 15_000, 40_000, 120_000))
    known = chance.random() < 0.8
    return Asset(
        id=name,
        campaign="bench-2025",
        sha256=name.rjust(64, "0"),
        size=1_000_000,
        original_name=f"{chance.choice(_NAMES)}_{name}.{'mp4' if kind is Kind.CLIP else 'jpg'}",
        unit=chance.choice(units).key,
        sending="s1",
        state=AssetState.ACCEPTED,
        refused=None,
        sender_activity=None,
        sender_day=None,
        invite_activity=None,
        modified_ms=None,
        received_at=at,
        late=False,
        consent=Consent(informed=True),
        kind=kind,
        facts=_facts(kind, duration),
        taken_at=at if known else None,
        taken_class=ClaimClass.CAPTURE if known else "none",
        look=_look(chance, kind, duration),
        tag=Tag(activity=activity, day=day, by="person", confidence=1000, ready=True, evidence=()),
        star=chance.random() < 0.02,
    )


def _facts(kind: Kind, duration: int) -> Facts:
    if kind is Kind.PHOTO:
        return Facts(kind=kind, format="jpeg", width=4000, height=3000)
    sound = StreamFacts(codec="aac", duration_ms=duration)
    return Facts(
        kind=kind, format="mov", width=1920, height=1080, duration_ms=duration, audio=sound
    )


def _look(chance: Random, kind: Kind, duration: int) -> Look:
    speech = _speech(chance, duration) if kind is Kind.CLIP else ()
    return Look(
        sharpness=_score(chance),
        exposure=_score(chance),
        black=0 if chance.random() < 0.95 else 600,
        phash=f"{chance.getrandbits(64):016x}",
        moments=_moments(chance, duration, speech) if kind is Kind.CLIP else (),
        speech=speech,
    )


def _speech(chance: Random, duration: int) -> tuple[tuple[int, int], ...]:
    """Sentences with pauses between, in two clips of five."""
    found: list[tuple[int, int]] = []
    at = chance.randrange(0, 3_000) if chance.random() < 0.4 else duration
    while at < duration:
        end = min(at + chance.randrange(800, 7_000), duration)
        found.append((at, end))
        at = end + chance.randrange(200, 2_500)
    return tuple(found)


def _moments(
    chance: Random, duration: int, speech: tuple[tuple[int, int], ...]
) -> tuple[Moment, ...]:
    found: list[Moment] = []
    at = chance.randrange(0, 2_000)
    while at + 2_000 <= duration and len(found) < 6:
        out = min(at + chance.randrange(2_000, 9_000), duration)
        found.append(
            Moment(
                in_ms=at,
                out_ms=out,
                sharpness=_score(chance),
                exposure=_score(chance),
                motion=chance.randrange(0, 600),
                loudness=chance.randrange(0, 1000),
                best_ms=(at + out) // 2,
                steadiness=_score(chance),
                speech=_spoken(speech, at, out),
                applause=chance.choice((0, 0, 0, 600)),
                clipped=chance.choice((0, 0, 50, 300)),
                wind=chance.choice((0, 0, 100, 700)),
                cuts_words=not (is_clean(at, speech) and is_clean(out, speech)),
            )
        )
        at = out + chance.randrange(0, 15_000)
    return tuple(found)


def _spoken(speech: tuple[tuple[int, int], ...], start: int, end: int) -> int:
    """Per mille of the time in which somebody speaks."""
    inside = sum(max(min(last, end) - max(first, start), 0) for first, last in speech)
    return inside * 1000 // (end - start)


def _score(chance: Random) -> int:
    """0..1000, most of it good, some of it far below what may be shown."""
    return max(min(round(chance.gauss(650, 180)), 1000), 0)
