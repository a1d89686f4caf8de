"""A small week with invented units, and how things arrive in it: what every suite starts from."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, date, datetime
from fractions import Fraction

from domain.campaign import Activity, Campaign, Unit
from domain.facts import Claim, ClaimClass, Facts, Kind, Look, Moment, Place, StreamFacts
from domain.film import LeftOut, Shot, ShotKind, Storyboard
from domain.moves import CampaignState
from domain.reviewing.review import Action, Decision
from domain.sending import Invite, NewSending, NewUpload, Sending, Upload
from domain.tagging import Evidence, Tag
from domain.words import Words
from storage.catalog import Catalog
from storage.catalog_assets import Derivative

#: 09:02 on 28 May in Shanghai.
AT = datetime(2025, 5, 28, 1, 2, 3, tzinfo=UTC)
KEY = "yunling-2025"


def plan(key: str = KEY) -> Campaign:
    return Campaign(
        key=key,
        title="云岭县2025年科技活动周",
        theme="矢志创新发展 建设科技强国",
        starts_on=date(2025, 5, 24),
        ends_on=date(2025, 5, 31),
        host_units=("县科协",),
        deadline=date(2025, 6, 5),
        units=(
            Unit(key="u1", name="县科协"),
            Unit(key="u2", name="县工信局", aliases=("县工科局",)),
            Unit(key="u3", name="县医院"),
        ),
        activities=(
            Activity(
                key="a1",
                number=1,
                title="启动仪式",
                kinds=("main_event",),
                units=("u1",),
                wanted=("横幅全景",),
            ),
            Activity(key="a2", number=2, title="义诊", kinds=("clinic",), units=("u3",)),
            Activity(key="a3", number=3, title="科普大讲堂", kinds=("lecture",), units=("u2",)),
        ),
    )


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def move_week(catalog: Catalog, to: CampaignState, *, key: str = KEY, at: datetime = AT) -> bool:
    """From where it stands, by an editor's word."""
    seen = catalog.campaigns.get(key).state
    return catalog.campaigns.move(key, seen=seen, to=to, by="editor", at=at)


def invited(catalog: Catalog, *, unit: str = "u1", campaign: str = KEY) -> Invite:
    secret = sha(f"{campaign} {unit} {len(catalog.intake.invites(campaign))}")
    return catalog.intake.add_invite(
        campaign=campaign, unit=unit, activity=None, secret_hash=secret, at=AT
    )


def said(invite: Invite, *, client_id: str = "phone-1", **more: object) -> NewSending:
    return NewSending(
        campaign=invite.campaign,
        unit=invite.unit,
        invite=invite.id,
        client_id=client_id,
        via="web",
        **more,  # type: ignore[arg-type]
    )


def new_upload(sending: Sending, content: str, *, nonce: str = "") -> NewUpload:
    return NewUpload(
        id=sha(f"{sending.id} {content} {nonce}")[:32],
        sending=sending.id,
        filename=f"{content}.jpg",
        filetype="image/jpeg",
        size=len(content),
        modified_ms=1_748_394_123_000,
        created_at=AT,
        expires_at=datetime(2025, 6, 4, 1, 2, 3, tzinfo=UTC),
    )


def arrive(catalog: Catalog, sending: Sending, content: str, *, nonce: str = "") -> Upload:
    """One whole file: started, and received under the hash of its content."""
    started = catalog.intake.start(new_upload(sending, content, nonce=nonce))
    return receive(catalog, started, content)


def receive(catalog: Catalog, upload: Upload, content: str) -> Upload:
    return catalog.intake.receive(
        upload.said.id, sha256=sha(content), size=len(content), at=AT, late=False
    )


def received(catalog: Catalog, *contents: str, unit: str = "u1", **more: object) -> list[str]:
    """Ids of the assets that a new sending of these contents makes."""
    invite = invited(catalog, unit=unit)
    sending = catalog.intake.sending(said(invite, **more), at=AT)
    uploads = [arrive(catalog, sending, content) for content in contents]
    return [upload.asset for upload in uploads if upload.asset is not None]


def tagged(catalog: Catalog, *contents: str, held: bool = False, **more: object) -> list[str]:
    """Ids of assets that came as far as the review."""
    ids = received(catalog, *contents, **more)  # type: ignore[arg-type]
    for asset in ids:
        inspect(catalog, asset)
        catalog.assets.looked(asset, look=LOOK, derivatives=derivatives(asset))
        catalog.assets.tagged(asset, tag=TAG, held=held)
    return ids


def inspect(catalog: Catalog, asset: str) -> bool:
    return catalog.assets.inspected(
        asset, facts=FACTS, claims=CLAIMS, taken_at=AT, taken_class="capture", taken_from="exif"
    )


def derivatives(asset: str) -> list[Derivative]:
    return [Derivative(role="thumb", blob=f"thumbs/{asset}.webp")]


def decision(asset: str, action: Action, **more: object) -> Decision:
    more.setdefault("actor", "editor")
    return Decision(asset=asset, action=action, **more)  # type: ignore[arg-type]


def decide(catalog: Catalog, asset: str, action: Action, **more: object) -> int:
    (made,) = catalog.assets.decide([decision(asset, action, **more)], at=AT)
    return made.id


def storyboard(assets: Sequence[str], campaign: str = KEY) -> Storyboard:
    why = Words(zh="入选", en="chosen")
    shots = [
        Shot(index=n, kind=ShotKind.PHOTO, frames=75, starts_at=75 * n, asset=asset, why=why)
        for n, asset in enumerate(assets)
    ]
    left = LeftOut(asset="0" * 16, activity=None, code="no_room", why=why)
    return Storyboard(campaign=campaign, version=0, shots=tuple(shots), left_out=(left,))


FACTS = Facts(
    kind=Kind.CLIP,
    format="mov",
    width=1080,
    height=1920,
    duration_ms=12_345,
    fps=Fraction(30000, 1001),
    video=StreamFacts(codec="h264", duration_ms=12_340),
    audio=StreamFacts(codec="aac", duration_ms=None),
    rotation=90,
    camera="HUAWEI",
    place=Place(lat=36.061234, lon=113.821234),
    raw_times={"DateTimeOriginal": "2025:05:28 09:02:03"},
)
CLAIMS = (
    Claim(
        source="exif",
        klass=ClaimClass.CAPTURE,
        at=AT,
        day=date(2025, 5, 28),
        zone_known=False,
        raw="2025:05:28 09:02:03",
    ),
    Claim(
        source="file_name",
        klass=ClaimClass.NONE,
        at=None,
        day=None,
        zone_known=False,
        raw="mmexport0123456789abcdef0123456789abcdef.jpg",
        doubt="a hash, no clock",
    ),
)
LOOK = Look(
    sharpness=700,
    exposure=800,
    black=0,
    phash="0123456789abcdef",
    loudness_clufs=-2300,
    moments=(
        Moment(
            in_ms=0,
            out_ms=4000,
            sharpness=700,
            exposure=800,
            motion=100,
            loudness=500,
            best_ms=1500,
        ),
    ),
    focus=(400, 300),
)
TAG = Tag(
    activity="a1",
    day=date(2025, 5, 28),
    by="machine",
    confidence=930,
    ready=True,
    evidence=(
        Evidence(
            kind="sender",
            activity="a1",
            day=date(2025, 5, 28),
            weight=350,
            words=Words(zh="发送人选择了启动仪式", en="the sender chose the opening"),
        ),
    ),
)
