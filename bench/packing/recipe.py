"""A county's week by recipe: 600 assets of 15 units, 60 photos of 12 megapixels to be selected."""

import hashlib
import io
import subprocess
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from domain.board.figures import Figure
from domain.campaign import Activity, Campaign, Unit
from domain.facts import Facts, Kind, Look
from domain.film import Card, Shot, ShotKind, Storyboard
from domain.reviewing.review import Action, Decision
from domain.sending import NewSending, NewUpload
from domain.tagging import Evidence, Tag
from domain.words import Words
from storage.catalog_assets import Derivative
from storage.opening import Storage
from storage.originals import original_blob

KEY = "bench-packing"
NOW = datetime(2025, 6, 2, 2, tzinfo=UTC)
UNITS, ACTIVITIES, ASSETS, PHOTOS_OF_ACTIVITY = 15, 12, 600, 5
SIZE, PICTURES, FILM_S = (4000, 3000), 12, 177


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """One picture in the sizes that are kept."""

    original: bytes
    view: bytes
    thumb: bytes


def plan() -> Campaign:
    return Campaign(
        key=KEY,
        title="云岭县2025年科技活动周",
        theme="矢志创新发展 建设科技强国",
        starts_on=date(2025, 5, 24),
        ends_on=date(2025, 5, 31),
        host_units=("县工科局", "县科协"),
        submitter="县工科局",
        deadline=date(2025, 6, 3),
        deadline_text="6月3日前",
        units=tuple(Unit(key=f"u{n}", name=f"第{n}中心校") for n in range(1, UNITS + 1)),
        activities=tuple(
            Activity(key=f"a{n}", number=n, title=f"科普活动第{n}场", units=(f"u{n}",))
            for n in range(1, ACTIVITIES + 1)
        ),
    )


def drawn(seed: int) -> Drawn:
    """A picture with the grain of a phone's: 4 to 5 MB as JPEG."""
    random = np.random.default_rng(seed)
    coarse = random.integers(0, 255, (60, 80, 3), dtype=np.uint8)
    smooth = cv2.resize(coarse, SIZE, interpolation=cv2.INTER_CUBIC).astype(np.int16)
    grain = random.normal(0, 9, (SIZE[1], SIZE[0], 1)).astype(np.int16)
    picture = Image.fromarray(np.clip(smooth + grain, 0, 255).astype(np.uint8))
    return Drawn(
        original=_jpeg(picture, SIZE[0], 90),
        view=_jpeg(picture, 1600, 85),
        thumb=_jpeg(picture, 320, 80),
    )


def _jpeg(picture: Image.Image, longest: int, quality: int) -> bytes:
    out = io.BytesIO()
    copy = picture.copy()
    copy.thumbnail((longest, longest))
    copy.save(out, "JPEG", quality=quality)
    return out.getvalue()


def fill(storage: Storage, folder: Path) -> str:
    """The week in a home, its film verified; the film's id."""
    catalog = storage.catalog
    catalog.campaigns.save(plan(), merges={}, at=NOW)
    pictures = [drawn(seed) for seed in range(PICTURES)]
    sendings = {unit.key: _sending(storage, unit.key) for unit in plan().units}
    accepted = [_arrive(storage, number, pictures, sendings) for number in range(ASSETS)]
    catalog.assets.decide(
        [Decision(asset=asset, action=Action.ACCEPT, actor="editor") for asset in accepted], at=NOW
    )
    for number, activity in enumerate(plan().activities, start=1):
        catalog.figures.enter(
            campaign=KEY,
            activity=activity.key,
            unit=activity.units[0],
            values={Figure.SESSIONS: 1, Figure.PARTICIPANTS: 100 * number},
            actor="editor",
            at=NOW,
        )
    return _film(storage, folder / "film.mp4", accepted)


def _sending(storage: Storage, unit: str) -> str:
    said = NewSending(campaign=KEY, unit=unit, invite=None, client_id=unit, via="ingest")
    return storage.catalog.intake.sending(said, at=NOW).id


def _arrive(storage: Storage, number: int, pictures: list[Drawn], sendings: dict[str, str]) -> str:
    """One photo; of each activity as many are sharp as are selected."""
    catalog, activity = storage.catalog, number % ACTIVITIES + 1
    unit, day = f"u{number % UNITS + 1}", date(2025, 5, 24) + timedelta(days=number % 8)
    chosen = number < ACTIVITIES * PHOTOS_OF_ACTIVITY
    picture = pictures[number % PICTURES]
    # Behind the picture's end no decoder looks: the same pixels, another file.
    content = picture.original + number.to_bytes(4, "big") if chosen else number.to_bytes(8, "big")
    sha256 = hashlib.sha256(content).hexdigest()
    storage.blobs.put(original_blob(sha256), content)
    upload = catalog.intake.start(
        NewUpload(
            id=sha256[:32],
            sending=sendings[unit],
            filename=f"IMG_20250524_{number:06d}.jpg",
            filetype="image/jpeg",
            size=len(content),
            modified_ms=None,
            created_at=NOW,
            expires_at=NOW,
        )
    )
    asset = catalog.intake.receive(
        upload.said.id, sha256=sha256, size=len(content), at=NOW, late=False
    ).asset
    assert asset is not None
    catalog.assets.inspected(
        asset,
        facts=Facts(kind=Kind.PHOTO, width=SIZE[0], height=SIZE[1], format="jpeg"),
        claims=(),
        taken_at=NOW,
        taken_class="capture",
        taken_from="exif",
    )
    made = []
    for role, jpeg in (("view", picture.view), ("thumb", picture.thumb)):
        blob = f"derived/{sha256[:2]}/{sha256}-{role}-1.jpg"
        storage.blobs.put(blob, jpeg)
        made.append(Derivative(role=role, blob=blob))
    # Prints far apart, so that none is another's look-alike.
    look = Look(sharpness=900 if chosen else 500, exposure=800, black=0, phash=sha256[:16])
    catalog.assets.looked(asset, look=look, derivatives=made)
    reason = Evidence(
        kind="time", activity=None, day=day, weight=300, words=Words(zh="拍摄时间", en="its time")
    )
    tag = Tag(
        activity=f"a{activity}", day=day, by="machine", confidence=950, ready=True,
        evidence=(reason,),
    )  # fmt: skip
    catalog.assets.tagged(asset, tag=tag, held=False)
    return asset


def _film(storage: Storage, path: Path, accepted: list[str]) -> str:
    """A film as long as it may be, at the bit rate of ours, with a key frame every second."""
    pattern = f"testsrc2=size=1920x1080:rate=25:duration={FILM_S}"
    rate = ("-b:v", "8M", "-minrate", "8M", "-maxrate", "8M", "-bufsize", "8M")
    encoder = ("-c:v", "libx264", "-preset", "ultrafast", "-g", "25", *rate)
    command = ["ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", pattern, *encoder, str(path)]
    subprocess.run(command, check=True)
    films = storage.catalog.films
    film = films.start(KEY, at=NOW)
    films.planned(film.id, _board(accepted))
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    blob = f"films/{digest}.mp4"
    storage.blobs.put(blob, path)
    films.cut(film.id, blob=blob, sha256=digest, size=path.stat().st_size)
    films.verified(film.id, measures={}, findings=())
    return film.id


def _board(accepted: list[str]) -> Storyboard:
    why = Words(zh="清晰", en="sharp")
    opening = Card(role="opening", title=plan().title, lines=(plan().theme,))
    shots = [Shot(index=0, kind=ShotKind.CARD, frames=100, starts_at=0, card=opening, why=why)]
    order = sorted(range(55), key=lambda number: number % ACTIVITIES)
    for number in order:
        before = shots[-1]
        shots.append(
            Shot(
                index=before.index + 1,
                kind=ShotKind.PHOTO,
                frames=75,
                starts_at=before.starts_at + before.frames,
                asset=accepted[number],
                activity=f"a{number % ACTIVITIES + 1}",
                why=why,
            )
        )
    return Storyboard(campaign=KEY, version=0, shots=tuple(shots), left_out=())
