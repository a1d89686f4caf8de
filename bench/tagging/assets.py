"""A week's files as the stations would have read them: claims, facts and the court's verdicts.

No pixels are drawn: what exiftool would have answered is made up, all that follows is the
product's own code.
"""

import datetime
import hashlib
import itertools
from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from bench.tagging.week import File, Sent, Week
from domain.asset import Asset, Consent
from domain.facts import Facts, Kind, Look
from domain.inspecting.deciding import camera_from
from domain.inspecting.places import place_from
from domain.moves import AssetState
from domain.times.claims import claims_from
from domain.times.doubting import Bench as Court
from domain.times.neighbours import Member, judged_together
from domain.times.verdict import verdict

ZONE = ZoneInfo("Asia/Shanghai")
_CLIP_MS = 12_000
_LOOK = Look(sharpness=600, exposure=600, black=0, phash="0" * 16)


def assets_of(week: Week) -> list[Asset]:
    """Every file as it stands before the tag station, in the order of the sendings."""
    return [asset for sent in week.sendings for asset in _settled(week, sent)]


def notes_of(week: Week) -> dict[str, str]:
    """Sending -> the sender's note."""
    return {sent.id: sent.note_words for sent in week.sendings}


def pairs_of(week: Week) -> list[tuple[str, str, bool]]:
    """Pairs of files that show the same; True for copies, False for pictures of one burst."""
    copies = [(file.copy_of, file.id, True) for file in week.files if file.copy_of]
    bursts: dict[int, list[str]] = {}
    for sent in week.sendings:
        # Without times of their taking two pictures are no burst, however alike.
        for file in () if sent.chat else sent.files:
            bursts.setdefault(file.burst, []).append(file.id)
    rows = [(a, b, False) for ids in bursts.values() for a, b in itertools.pairwise(ids)]
    return [*copies, *rows]


def _settled(week: Week, sent: Sent) -> list[Asset]:
    """A sending's files, each judged alone and then together."""
    assets = [_asset(week, sent, file, n) for n, file in enumerate(sent.files)]
    campaign = week.plan.campaign
    court = Court(
        zone=ZONE,
        received_at=_aware(sent.received),
        period=(campaign.starts_on, campaign.ends_on),
    )
    found = judged_together([_member(asset) for asset in assets], court)
    return [_ruled(replace(a, claims=found.get(a.id, a.claims))) for a in assets]


def _ruled(asset: Asset) -> Asset:
    ruling = verdict(asset.claims)
    return replace(
        asset,
        taken_at=ruling.taken_at,
        taken_class=ruling.taken_class,
        taken_from=ruling.taken_from,
    )


def _asset(week: Week, sent: Sent, file: File, n: int) -> Asset:
    campaign = week.plan.campaign
    bare = sent.chat or file.bare
    exif = {} if bare else _header(file) if file.clip else _exif(sent, file)
    name = file.name or _name(sent, file, n)
    modified = sent.saved if bare else file.written
    kind = Kind.CLIP if file.clip else Kind.PHOTO
    modified_ms = int(_aware(modified).timestamp() * 1000)
    claims = claims_from(
        exif,
        name,
        modified_ms=modified_ms,
        sender_day=sent.day,
        received_at=_aware(sent.received),
        zone=ZONE,
        period=(campaign.starts_on, campaign.ends_on),
        duration_ms=_CLIP_MS if file.clip else None,
    )
    return Asset(
        id=file.id,
        campaign=campaign.key,
        sha256=hashlib.sha256(file.id.encode()).hexdigest(),
        size=2_000_000,
        original_name=name,
        unit=sent.phone.unit,
        sending=sent.id,
        state=AssetState.LOOKED,
        refused=None,
        sender_activity=sent.choice,
        sender_day=sent.day,
        invite_activity=sent.invite,
        modified_ms=modified_ms,
        # The page sends one after the other.
        received_at=_aware(sent.received) + datetime.timedelta(seconds=n),
        late=False,
        consent=Consent(informed=True),
        kind=kind,
        facts=Facts(
            kind=kind,
            format="mov" if file.clip else "jpeg",
            width=1080 if bare else 4000,
            height=1440 if bare else 3000,
            duration_ms=_CLIP_MS if file.clip else None,
            camera=camera_from(exif),
            place=place_from(exif),
            chat_copy=sent.chat,
        ),
        claims=claims,
        look=_LOOK,
    )


def _exif(sent: Sent, file: File) -> dict[str, object]:
    maker, _, model = sent.phone.camera.partition(" ")
    said: dict[str, object] = {
        "IFD0:Make": maker,
        "IFD0:Model": f"{model} {sent.phone.id}",
        "ExifIFD:DateTimeOriginal": f"{file.written:%Y:%m:%d %H:%M:%S}",
        "ExifIFD:CreateDate": f"{file.written:%Y:%m:%d %H:%M:%S}",
    }
    if file.place is not None:
        said |= {"Composite:GPSLatitude": file.place.lat, "Composite:GPSLongitude": file.place.lon}
    if file.place_time:
        utc = _aware(file.taken).astimezone(datetime.UTC)
        said |= {"GPS:GPSDateStamp": f"{utc:%Y:%m:%d}", "GPS:GPSTimeStamp": f"{utc:%H:%M:%S}"}
    return said


def _header(file: File) -> dict[str, object]:
    """A clip's own date, in UTC."""
    return {
        "QuickTime:CreateDate": f"{_aware(file.written).astimezone(datetime.UTC):%Y:%m:%d %H:%M:%S}"
    }


def _name(sent: Sent, file: File, n: int) -> str:
    number = int(file.id[1:])
    if file.words:
        return f"{file.words}{n + 1}.jpg"
    if sent.chat:
        moment = _aware(sent.saved) + datetime.timedelta(seconds=n)
        return (
            f"mmexport{int(moment.timestamp() * 1000)}.jpg"
            if sent.phone.id[-1] == "a"
            else f"微信图片_{moment:%Y%m%d%H%M%S}_{n}.jpg"
        )
    if sent.phone.camera.startswith("iPhone"):
        return f"IMG_{1000 + number}.JPG"
    return f"IMG_{file.written:%Y%m%d_%H%M%S}.jpg"


def _member(asset: Asset) -> Member:
    return Member(
        id=asset.id,
        name=asset.original_name,
        camera=asset.facts.camera if asset.facts else None,
        received_at=asset.received_at,
        claims=asset.claims,
    )


def _aware(moment: datetime.datetime) -> datetime.datetime:
    return moment.replace(tzinfo=ZONE)


def read_of(week: Week) -> dict[str, Sequence[str]]:
    """File -> the lines that OCR would have read in it."""
    return {file.id: file.read for file in week.files if file.read}
