"""What a county sends, as the product's own rules read and weigh it: the pattern of a catalog."""

import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from bench.scale.county import DAYS, FIRST_DAY, NOW, campaign_of
from domain.arriving.refusals import REFUSALS
from domain.asset import Asset, Consent
from domain.campaign import Campaign
from domain.errors import Conflict
from domain.facts import Facts, Kind, Look, Moment, Place, StreamFacts
from domain.inspecting.deciding import raw_times
from domain.moves import AssetState
from domain.reviewing.deciding import decide
from domain.reviewing.review import Action, Decision
from domain.times.claims import claims_from, verdict
from domain.weighing.asset_weighing import weigh

#: Share of a county's files by where they stand in the middle of the week, per mille: what has
#: been decided, what waits for the editor, what is on its way, what fell out.
_FATES = (
    ("accept", 380),
    ("none", 420),
    ("reject", 80),
    ("hold", 20),
    ("received", 50),
    ("refused", 35),
    ("withdrawn", 15),
)
#: Files of one sending, at least and at most.
_SENDING_FILES = (3, 25)
_NOTES = ("", "", "", "讲座和互动提问", "启动仪式，上午九点", "微信转来的，时间记不清了")
_CAMERAS = ("HUAWEI ALN-AL00", "Xiaomi 23013RK75C", "OPPO PHZ110", "Apple iPhone 13")


@dataclass(frozen=True, kw_only=True)
class Said:
    """One sending: what its phone said once for all its files."""

    number: int
    unit: str
    activity: str | None
    day: date | None
    note: str
    minors: bool


@dataclass(frozen=True, kw_only=True)
class Piece:
    """One file on its way; `asset` as it stands now, `decided` what brought it there."""

    said: Said
    #: As it was before a person decided; the last of all when nobody has.
    before: Asset
    asset: Asset
    decided: Decision | None


def pattern(count: int, *, seed: int = 6) -> list[Piece]:
    """`count` files of one county in the order they came; the same for the same seed.

    The default brings every fate among its first forty.
    """
    rolls = random.Random(seed)
    campaign = campaign_of(1)
    made: list[Piece] = []
    for said in _sendings(rolls, campaign):
        for _ in range(rolls.randint(*_SENDING_FILES)):
            made.append(_piece(rolls, campaign, said, len(made)))
            if len(made) == count:
                return made
    raise AssertionError("sendings have no end")


def _sendings(rolls: random.Random, campaign: Campaign) -> Iterator[Said]:
    number = 0
    while True:
        number += 1
        activity = rolls.choice(campaign.activities)
        day = activity.date or FIRST_DAY + timedelta(days=rolls.randrange(DAYS))
        yield Said(
            number=number,
            unit=rolls.choice(activity.units),
            activity=activity.key if rolls.random() < 0.7 else None,
            day=day if rolls.random() < 0.5 else None,
            note=rolls.choice(_NOTES),
            minors=rolls.random() < 0.06,
        )


def _piece(rolls: random.Random, campaign: Campaign, said: Said, place: int) -> Piece:
    day = said.day or FIRST_DAY + timedelta(days=rolls.randrange(DAYS))
    taken = datetime(day.year, day.month, day.day, 1, tzinfo=UTC)
    taken += timedelta(seconds=rolls.randrange(8 * 3600))
    clip, chat = rolls.random() < 0.2, rolls.random() < 0.25
    fresh = _received(rolls, said, place, taken, clip=clip, chat=chat)
    fate = rolls.choices([fate for fate, _ in _FATES], [share for _, share in _FATES])[0]
    if fate == "received":
        return Piece(said=said, before=fresh, asset=fresh, decided=None)
    if fate == "refused":
        return _refused(said, fresh)
    looked = _looked(rolls, campaign, fresh, taken, clip=clip, chat=chat)
    tag = weigh(looked, campaign, note=said.note)
    held = looked.consent.needs_decision
    state = AssetState.HELD if held else AssetState.TAGGED
    tagged = replace(looked, tag=tag, state=state, version=4)
    return _decided(said, tagged, fate)


def _received(
    rolls: random.Random, said: Said, place: int, taken: datetime, *, clip: bool, chat: bool
) -> Asset:
    moment = (taken + timedelta(hours=8)).strftime("%Y%m%d_%H%M%S")
    name = f"VID_{moment}.mp4" if clip else f"IMG_{moment}.jpg"
    if chat:
        saved = taken + timedelta(hours=6)
        name = f"mmexport{int(saved.timestamp() * 1000)}.{'mp4' if clip else 'jpg'}"
    return Asset(
        # Ids are given anew for every county.
        id=f"{place:016d}",
        campaign="",
        sha256="",
        size=rolls.randrange(20_000_000, 80_000_000) if clip else rolls.randrange(2 << 20, 6 << 20),
        original_name=name,
        unit=said.unit,
        sending="",
        state=AssetState.RECEIVED,
        refused=None,
        sender_activity=said.activity,
        sender_day=said.day,
        invite_activity=None,
        modified_ms=int(taken.timestamp() * 1000) + 3000,
        received_at=NOW - timedelta(seconds=60 * max(0, 4000 - place)),
        late=False,
        consent=Consent(informed=True, minors=said.minors),
    )


def _refused(said: Said, fresh: Asset) -> Piece:
    why = ("unreadable", REFUSALS["unreadable"])
    asset = replace(fresh, state=AssetState.REFUSED, refused=why, version=2)
    return Piece(said=said, before=asset, asset=asset, decided=None)


def _looked(
    rolls: random.Random, campaign: Campaign, fresh: Asset, taken: datetime, *, clip: bool,
    chat: bool,
) -> Asset:  # fmt: skip
    exif = {} if chat else _exif(taken, clip=clip)
    facts = _facts(rolls, exif, clip=clip, chat=chat)
    claims = claims_from(
        exif,
        fresh.original_name,
        modified_ms=fresh.modified_ms,
        sender_day=fresh.sender_day,
        received_at=max(fresh.received_at, taken + timedelta(hours=7)),
        zone=ZoneInfo(campaign.zone),
        period=(campaign.starts_on, campaign.ends_on),
        duration_ms=facts.duration_ms,
    )
    ruled = verdict(claims)
    return replace(
        fresh,
        kind=facts.kind,
        facts=facts,
        claims=tuple(claims),
        taken_at=ruled.taken_at,
        taken_class=ruled.taken_class,
        taken_from=ruled.taken_from,
        look=_look(rolls, facts),
        state=AssetState.LOOKED,
        version=3,
    )


def _exif(taken: datetime, *, clip: bool) -> dict[str, object]:
    """As exiftool prints a phone's tags."""
    if clip:
        return {"QuickTime:CreateDate": taken.strftime("%Y:%m:%d %H:%M:%S")}
    wall = (taken + timedelta(hours=8)).strftime("%Y:%m:%d %H:%M:%S")
    return {
        "ExifIFD:DateTimeOriginal": wall,
        "ExifIFD:CreateDate": wall,
        "ExifIFD:OffsetTimeOriginal": "+08:00",
        "IFD0:ModifyDate": wall,
        "GPS:GPSDateStamp": taken.strftime("%Y:%m:%d"),
        "GPS:GPSTimeStamp": taken.strftime("%H:%M:%S"),
    }


def _facts(rolls: random.Random, exif: dict[str, object], *, clip: bool, chat: bool) -> Facts:
    if clip:
        length = rolls.randrange(4_000, 90_000)
        return Facts(
            kind=Kind.CLIP,
            format="mov",
            width=960 if chat else 1920,
            height=540 if chat else 1080,
            duration_ms=length,
            fps=Fraction(30000, 1001),
            video=StreamFacts(codec="h264", duration_ms=length),
            audio=StreamFacts(codec="aac", duration_ms=length - 20),
            chat_copy=chat,
        )
    return Facts(
        kind=Kind.PHOTO,
        format="jpeg",
        width=1440 if chat else 4000,
        height=1080 if chat else 3000,
        camera=None if chat else rolls.choice(_CAMERAS),
        place=None if chat else Place(lat=27.1, lon=105.6),
        chat_copy=chat,
        raw_times=raw_times(exif),
    )


def _look(rolls: random.Random, facts: Facts) -> Look:
    length = facts.duration_ms or 0
    moments = tuple(
        Moment(
            in_ms=start,
            out_ms=min(start + 5_000, length),
            sharpness=rolls.randrange(300, 950),
            exposure=rolls.randrange(500, 1000),
            motion=rolls.randrange(0, 600),
            loudness=rolls.randrange(0, 900),
            best_ms=start + 1_500,
        )
        for start in range(0, max(0, length - 4_000), 15_000)
    )
    return Look(
        sharpness=rolls.randrange(300, 950),
        exposure=rolls.randrange(500, 1000),
        black=0,
        phash=f"{rolls.getrandbits(64):016x}",
        loudness_clufs=-2300 if facts.kind is Kind.CLIP else None,
        moments=moments,
        focus=(rolls.randrange(300, 700), rolls.randrange(300, 700)),
    )


def _decided(said: Said, tagged: Asset, fate: str) -> Piece:
    """What the editor did, where the rules allow it; else it still waits."""
    decision = _decision(tagged, fate)
    try:
        after = tagged if decision is None else decide(tagged, decision)
    except Conflict:
        decision, after = None, tagged
    return Piece(said=said, before=tagged, asset=after, decided=decision)


def _decision(tagged: Asset, fate: str) -> Decision | None:
    if fate == "none" or (fate == "accept" and not (tagged.tag and tagged.tag.activity)):
        return None
    action = {
        "accept": Action.ACCEPT,
        "reject": Action.REJECT,
        "hold": Action.HOLD,
        "withdrawn": Action.WITHDRAW,
    }[fate]
    reason = "本人要求撤回" if action is Action.WITHDRAW else ""
    return Decision(asset=tagged.id, action=action, actor="editor", reason=reason)


def sha256_of(campaign: str, place: int) -> str:
    return hashlib.sha256(f"{campaign}/{place}".encode()).hexdigest()
