"""A week as it stands before an editor: drawn pictures and their tags, made without a worker."""

import hashlib
import io
import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from sqlalchemy import text

from domain.campaign import Activity, Campaign, Unit
from domain.facts import Claim, ClaimClass, Facts, Kind, Look, Moment, Place, StreamFacts
from domain.inspecting.coordinates import MapPoint, MapSystem
from domain.inspecting.exposure import Exposure
from domain.looking.picture_text import PictureText, TextLine
from domain.reviewing.review import Action, Decision
from domain.sending import Invite, NewSending, NewUpload
from domain.tagging import Evidence, Tag
from domain.words import Words
from service.weeks.invites import hash_secret, new_secret
from storage.catalog_assets import Derivative
from storage.opening import Storage
from storage.originals import original_blob
from tests.service.editor_film import add_film, add_package, tiny_film

FONT = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc")
#: 10:30 on 28 May in Shanghai.
NOW = datetime(2025, 5, 28, 2, 30, tzinfo=UTC)
KEY = "yunling-2025"
#: How long a link to set a password can be used.
LINK_LIFE = timedelta(days=1)


def _venue(lat: float, lon: float) -> MapPoint:
    return MapPoint(lat=lat, lon=lon, system=MapSystem.GCJ02)


def plan() -> Campaign:
    return Campaign(
        key=KEY,
        title="云岭县2025年科技活动周",
        theme="矢志创新发展 建设科技强国",
        starts_on=date(2025, 5, 24),
        ends_on=date(2025, 5, 31),
        host_units=("县工科局", "县科协"),
        deadline=date(2025, 6, 3),
        deadline_text="6月3日前",
        recipients=("市科技局",),
        units=(
            Unit(key="u1", name="县科协"),
            Unit(key="u2", name="青石镇中心校"),
            Unit(key="u3", name="县医院"),
            Unit(key="u4", name="县农业农村局"),
            Unit(key="u5", name="县气象局"),
        ),
        activities=(
            Activity(
                key="a1",
                number=1,
                title="启动仪式",
                date=date(2025, 5, 24),
                venue="人民广场",
                venue_at=_venue(37.9529, 110.9938),
                units=("u1",),
                wanted=("主席台全景", "横幅特写"),
            ),
            Activity(
                key="a2",
                number=2,
                title="科普大讲堂",
                date=date(2025, 5, 27),
                venue="青石镇中心校",
                venue_at=_venue(37.9612, 111.0121),
                units=("u2",),
            ),
            Activity(
                key="a3",
                number=3,
                title="专家义诊",
                date=date(2025, 5, 26),
                venue="县医院",
                venue_at=_venue(37.9467, 110.9871),
                units=("u3",),
            ),
            Activity(key="a4", number=4, title="科技进农村", units=("u4",)),
            Activity(key="a5", number=5, title="科普大篷车巡展", units=("u1", "u2")),
            Activity(
                key="a6", number=6, title="气象科普开放日", date=date(2025, 5, 30), units=("u5",)
            ),
        ),
    )


@dataclass(frozen=True, kw_only=True)
class Sent:
    """Assets of one sending that are alike."""

    unit: str
    activity: str | None
    day: date | None
    count: int
    column: str = "ready"
    clip: bool = False
    note: str = ""
    minors: bool = False
    #: Of a clip; one that lasts longer than the usual has sound too.
    seconds: int = 3


WEEK = (
    Sent(unit="u1", activity="a1", day=date(2025, 5, 24), count=7, column="accepted"),
    Sent(unit="u1", activity="a1", day=date(2025, 5, 24), count=1, column="accepted", clip=True),
    Sent(unit="u1", activity="a1", day=date(2025, 5, 24), count=5, note="启动仪式，上午九点"),
    Sent(unit="u2", activity="a2", day=date(2025, 5, 27), count=8, note="讲座和互动提问"),
    Sent(unit="u2", activity="a2", day=date(2025, 5, 27), count=2, clip=True),
    Sent(unit="u2", activity="a5", day=date(2025, 5, 27), count=3, column="held", minors=True),
    Sent(unit="u3", activity="a3", day=date(2025, 5, 26), count=6),
    Sent(unit="u3", activity="a3", day=None, count=3, column="doubtful", note="微信转来的"),
    Sent(unit="u4", activity=None, day=date(2025, 5, 27), count=2, column="doubtful"),
    Sent(unit="u4", activity="a4", day=date(2025, 5, 25), count=2, column="rejected"),
    Sent(unit="u4", activity=None, day=None, count=2, column="received"),
)


@dataclass
class Filled:
    """What was put in, so that tests can name it."""

    #: Column -> asset ids in the order they arrived.
    ids: dict[str, list[str]] = field(default_factory=dict)
    film: str = ""


def fill(storage: Storage, folder: Path) -> Filled:
    """The whole week: assets at every step of the review, one verified film, one package."""
    catalog = storage.catalog
    catalog.campaigns.save(plan(), merges={}, at=NOW)
    clip = tiny_film(folder / "clip.mp4", seconds=3)
    filled = Filled()
    for number, sent in enumerate(WEEK):
        ids = send(storage, sent, number, clip)
        filled.ids.setdefault(sent.column, []).extend(ids)
    _make_alike(storage, filled)
    end_jobs(storage, keep=filled.ids["received"])
    filled.film = add_film(storage, plan(), filled.ids, folder=folder, at=NOW).id
    add_package(storage, filled.film, filled.ids["accepted"], at=NOW)
    end_jobs(storage, keep=filled.ids["received"])
    return filled


def _make_alike(storage: Storage, filled: Filled) -> None:
    """Of the doctors' photos two show the same, and a chat copy in doubt shows it too."""
    # As good as each other, so the lower id stands for both.
    sharp, other = sorted(filled.ids["ready"][15:17])
    copy = filled.ids["doubtful"][0]
    storage.catalog.likeness.join(sharp, {other: False, copy: True})
    storage.catalog.assets.set_near_duplicates({other: sharp, copy: sharp})


def end_jobs(storage: Storage, *, keep: list[str] = (), delayed: bool = False) -> None:
    """No worker runs in these tests: mark as done what one would have done."""
    with storage._engine.begin() as connection:
        wanted = "UPDATE workflow_status SET status = 'SUCCESS' WHERE status IN ('ENQUEUED'"
        wanted += ", 'DELAYED')" if delayed else ")"
        for place, _ in enumerate(keep):
            wanted += f" AND workflow_uuid <> :k{place}"
        names = {f"k{place}": f"asset:{asset}" for place, asset in enumerate(keep)}
        connection.execute(text(wanted), names)


def set_job(storage: Storage, job: str, status: str, progress: str = "") -> None:
    """Put a job where a worker would have brought it: DBOS's own name of the state."""
    with storage._engine.begin() as connection:
        connection.execute(
            text("UPDATE workflow_status SET status = :status WHERE workflow_uuid = :job"),
            {"status": status, "job": job},
        )
        if progress:
            connection.execute(
                text(
                    "INSERT INTO workflow_events (workflow_uuid, key, value, serialization)"
                    " VALUES (:job, 'progress', :value, 'portable_json')"
                ),
                {"job": job, "value": progress},
            )


def fail_job(storage: Storage, job: str, why: Words) -> None:
    """Leave a job as a worker leaves one that gave up."""
    set_job(storage, job, "ERROR")
    kept = {"name": "ToolFailed", "message": why.en, "data": {"zh": why.zh, "en": why.en}}
    with storage._engine.begin() as connection:
        connection.execute(
            text("INSERT INTO workflow_output (workflow_uuid, error) VALUES (:job, :error)"),
            {"job": job, "error": json.dumps(kept)},
        )


def send(storage: Storage, sent: Sent, number: int, clip: bytes) -> list[str]:
    catalog = storage.catalog
    invite = _invite(storage, sent.unit)
    sending = catalog.intake.sending(
        NewSending(
            campaign=KEY,
            unit=sent.unit,
            invite=invite.id,
            client_id=f"phone-{number}",
            via="web",
            activity=sent.activity if sent.column != "doubtful" else None,
            day=sent.day,
            note=sent.note,
            informed=True,
            minors=sent.minors,
        ),
        at=NOW - timedelta(hours=len(WEEK) - number),
    )
    return [_arrive(storage, sent, sending.id, number, place, clip) for place in range(sent.count)]


def _invite(storage: Storage, unit: str) -> Invite:
    """The unit's one link."""
    intake = storage.catalog.intake
    known = next((invite for invite in intake.invites(KEY) if invite.unit == unit), None)
    return known or intake.add_invite(
        campaign=KEY, unit=unit, activity=None, secret_hash=hash_secret(new_secret()), at=NOW
    )


def _arrive(
    storage: Storage, sent: Sent, sending: str, number: int, place: int, clip: bytes
) -> str:
    catalog = storage.catalog
    seed = number * 100 + place
    # A clip's bytes are told apart by a free box at its end, which players pass over.
    free = (8 + 4).to_bytes(4, "big") + b"free" + seed.to_bytes(4, "big")
    content = clip + free if sent.clip else drawn(sent, seed, (640, 480))
    sha256 = hashlib.sha256(content).hexdigest()
    storage.blobs.put(original_blob(sha256), content)
    upload = catalog.intake.start(
        NewUpload(
            id=sha256[:32],
            sending=sending,
            filename=_name(sent, seed),
            filetype="video/mp4" if sent.clip else "image/jpeg",
            size=len(content),
            modified_ms=None,
            created_at=NOW,
            expires_at=NOW + timedelta(days=7),
        )
    )
    kept = catalog.intake.receive(
        upload.said.id, sha256=sha256, size=len(content), at=NOW, late=False
    )
    assert kept.asset
    if sent.column != "received":
        _identify(storage, sent, kept.asset, sha256, seed, content)
    return kept.asset


def _name(sent: Sent, seed: int) -> str:
    if sent.clip:
        return f"VID_20250527_09{seed % 60:02d}00.mp4"
    if sent.column == "doubtful":
        return f"mmexport17483{seed:08d}.jpg"
    return f"IMG_20250527_10{seed % 60:02d}12.jpg"


def _identify(
    storage: Storage, sent: Sent, asset: str, sha256: str, seed: int, content: bytes
) -> None:
    catalog = storage.catalog
    known = sent.day is not None
    taken = datetime(2025, 5, sent.day.day, 1, seed % 60, tzinfo=UTC) if sent.day else NOW
    catalog.assets.inspected(
        asset,
        facts=_facts(sent),
        claims=_claims(sent, taken),
        taken_at=taken,
        taken_class="capture" if known else "save",
        taken_from="exif" if known else "modified",
    )
    pictures = {"thumb": (320, 240), "view": (960, 720)}
    if sent.clip:
        pictures = {"thumb": (320, 180), "poster": (960, 540), "strip": (1280, 90)}
    made = []
    for role, size in pictures.items():
        blob = f"derived/{sha256[:2]}/{sha256}-{role}-1.jpg"
        storage.blobs.put(blob, drawn(sent, seed, size))
        made.append(Derivative(role=role, blob=blob))
    look = Look(
        sharpness=700,
        exposure=800,
        black=0,
        phash=sha256[:16],
        moments=tuple(_moments(sent, seed)),
        speech=((0, 2800), (5200, 8900)) if sent.seconds > 3 else (),
    )
    catalog.assets.looked(asset, look=look, derivatives=made)
    catalog.assets.tagged(asset, tag=_tag(sent, seed), held=sent.column == "held")
    if sent.activity == "a2" and not sent.clip:
        catalog.texts.keep(asset, WORDS)
    actions = {"accepted": Action.ACCEPT, "rejected": Action.REJECT}
    if sent.column in actions:
        decision = Decision(asset=asset, action=actions[sent.column], actor="editor")
        catalog.assets.decide([decision], at=NOW)


def _moments(sent: Sent, seed: int) -> list[Moment]:
    """Of a longer clip: every other four seconds."""
    return [
        Moment(
            in_ms=at,
            out_ms=at + 4000,
            sharpness=700 + seed % 90,
            exposure=800,
            motion=300,
            loudness=500,
            best_ms=at + 2000,
        )
        for at in range(1000, (sent.seconds - 3) * 1000, 6000)
    ]


_EXPOSURE = Exposure(
    lens="HUAWEI P50 后置镜头", shutter="1/125 s", aperture="f/1.8", iso=50, focal="6.9 mm (27 mm)"
)
#: 140 m from 人民广场.
_PLACE = Place(lat=37.9513, lon=110.9878)


def _facts(sent: Sent) -> Facts:
    if not sent.clip:
        camera = None if sent.column == "doubtful" else "HUAWEI P50"
        return Facts(
            kind=Kind.PHOTO,
            format="jpeg",
            width=4000,
            height=3000,
            camera=camera,
            exposure=_EXPOSURE if camera else None,
            place=_PLACE if sent.activity == "a1" else None,
            chat_copy=sent.column == "doubtful",
        )
    lasts = sent.seconds * 1000
    return Facts(
        kind=Kind.CLIP,
        format="mov",
        width=1920,
        height=1080,
        duration_ms=lasts,
        fps=Fraction(25),
        video=StreamFacts(codec="h264", duration_ms=lasts),
        audio=StreamFacts(codec="aac", duration_ms=lasts) if sent.seconds > 3 else None,
    )


def _claims(sent: Sent, taken: datetime) -> tuple[Claim, ...]:
    saved = taken + timedelta(hours=5)
    exif = Claim(
        source="exif",
        klass=ClaimClass.CAPTURE,
        at=taken,
        day=taken.date(),
        zone_known=True,
        raw=taken.strftime("%Y:%m:%d %H:%M:%S"),
    )
    modified = Claim(
        source="modified",
        klass=ClaimClass.SAVE,
        at=saved,
        day=saved.date(),
        zone_known=True,
        raw=str(int(saved.timestamp() * 1000)),
    )
    factory = Claim(
        source="exif_digitized",
        klass=ClaimClass.CAPTURE,
        at=datetime(2012, 1, 1, tzinfo=UTC),
        day=date(2012, 1, 1),
        zone_known=False,
        raw="2012:01:01 00:00:00",
        doubt="factory",
    )
    return (exif, factory, modified) if sent.day else (modified,)


def _tag(sent: Sent, seed: int) -> Tag:
    campaign = plan()
    ready = sent.column != "doubtful"
    unit = campaign.unit(sent.unit).name
    reasons = [
        Evidence(
            kind="unit",
            activity=sent.activity,
            day=None,
            weight=200,
            words=Words(zh=f"{unit}负责这项活动", en=f"{unit} is responsible for it"),
        ),
    ]
    if ready and sent.activity:
        title = campaign.activity(sent.activity).title
        reasons.insert(
            0,
            Evidence(
                kind="sender",
                activity=sent.activity,
                day=sent.day,
                weight=520,
                words=Words(zh=f"发送人选了“{title}”", en=f"the sender chose {title}"),
            ),
        )
    if sent.activity == "a2" and not sent.clip:
        read = Words(zh="横幅上写着“科普大讲堂”", en="a banner reads “科普大讲堂”")
        reasons.append(Evidence(kind="text", activity="a2", day=None, weight=420, words=read))
    if not sent.day:
        reasons.append(
            Evidence(
                kind="save",
                activity=sent.activity,
                day=None,
                weight=-80,
                words=Words(zh="只有保存时间，不能确定是哪天拍的", en="only a saving time"),
            )
        )
    return Tag(
        activity=sent.activity,
        day=sent.day,
        by="machine",
        confidence=960 if ready else 540 - seed % 7 * 10,
        ready=ready,
        evidence=tuple(reasons),
    )


#: What was read of the lectures' photos: banner, and the corner of a watermark camera.
WORDS = PictureText(
    recipe=1,
    lines=(
        TextLine(text="科普大讲堂", confidence=998, box=(83, 125, 917, 292), glyph=110),
        TextLine(text="主讲：省农科院专家", confidence=955, box=(300, 330, 700, 372), glyph=30),
        TextLine(text="09:31", confidence=991, box=(30, 800, 150, 852), glyph=40),
        TextLine(text="2025.05.27 星期二", confidence=986, box=(30, 870, 330, 900), glyph=22),
        TextLine(text="云岭县·青石镇中心校", confidence=973, box=(30, 915, 350, 945), glyph=22),
    ),
    cut=True,
)

# -- pictures


def drawn(sent: Sent, seed: int, size: tuple[int, int]) -> bytes:
    """A plain scene: sky, ground, a red banner with words, a few people."""
    width, height = size
    hue = (seed * 47) % 255
    picture = Image.new("RGB", size, (200 - hue // 4, 215, 235 - hue // 5))
    draw = ImageDraw.Draw(picture)
    ground = height * (58 + seed % 9) // 100
    draw.rectangle((0, ground, width, height), fill=(120 + hue // 6, 140, 96 + seed % 40))
    words = _banner(sent)
    band = height // 6
    draw.rectangle(
        (width // 12, height // 8, width * 11 // 12, height // 8 + band), fill=(178, 30, 38)
    )
    font = _font(max(8, min(band * 6 // 10, width * 9 // 12 // max(1, len(words)))))
    draw.text(
        (width // 2, height // 8 + band // 2), words, fill=(255, 240, 200), font=font, anchor="mm"
    )
    for person in range(3 + seed % 4):
        left = width * (10 + person * 13 + seed * 3 % 7) // 100
        head, tall = width // 26, height // 4
        top = ground - tall // 2 + (seed + person * 7) % 11 * height // 200
        colour = ((seed * 31 + person * 60) % 200, 70 + person * 25, 150 - person * 20)
        draw.ellipse((left, top - head, left + head, top), fill=(225, 185, 150))
        draw.rectangle((left - head // 3, top, left + head * 4 // 3, top + tall), fill=colour)
    kept = io.BytesIO()
    picture.save(kept, "JPEG", quality=70)
    return kept.getvalue()


def _banner(sent: Sent) -> str:
    names = {a.key: a.title for a in plan().activities}
    return names.get(sent.activity or "", "云岭县科技活动周")


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.truetype(str(FONT), size) if FONT.exists() else ImageFont.load_default(size)
