"""A film as the editor finds it: storyboard, findings, a tiny MP4, a package; no worker needed."""

import hashlib
import subprocess
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from domain.campaign import Campaign
from domain.film import (
    Caption,
    Card,
    Film,
    Finding,
    FindingKind,
    LeftOut,
    Outcome,
    PackageFile,
    Shot,
    ShotKind,
    Storyboard,
)
from domain.words import Words
from storage.opening import Storage


def add_film(
    storage: Storage,
    campaign: Campaign,
    ids: Mapping[str, list[str]],
    *,
    folder: Path,
    at: datetime,
) -> Film:
    """A verified film of what was accepted; the others are left out with their reasons."""
    catalog = storage.catalog
    film = catalog.films.start(campaign.key, at=at)
    catalog.films.planned(film.id, _storyboard(campaign, ids))
    content = tiny_film(folder / "film.mp4", seconds=34)
    sha256 = hashlib.sha256(content).hexdigest()
    storage.blobs.put(f"films/{sha256}.mp4", content)
    catalog.films.cut(film.id, blob=f"films/{sha256}.mp4", sha256=sha256, size=len(content))
    catalog.films.verified(film.id, measures={"duration_ms": 34000}, findings=FINDINGS)
    return catalog.films.get(film.id)


def add_package(storage: Storage, film: str, assets: list[str], *, at: datetime) -> str:
    """A finished package of one file; its id."""
    catalog = storage.catalog
    package = catalog.packages.start(catalog.films.get(film).campaign, film=film, at=at)
    content = "云岭县 报送清单".encode()
    sha256 = hashlib.sha256(content).hexdigest()
    storage.blobs.put(f"packages/{sha256}", content)
    file = PackageFile(
        path="data/清单.txt", blob=f"packages/{sha256}", size=len(content), sha256=sha256
    )
    catalog.packages.made(package.id, files=[file], assets=assets)
    return package.id


def _storyboard(campaign: Campaign, ids: Mapping[str, list[str]]) -> Storyboard:
    photos = ids["accepted"]
    opening = Card(role="opening", title=campaign.title, lines=(campaign.theme, "县工科局"))
    closing = Card(role="closing", title="谢谢观看", lines=("县工科局 县科协",))
    shots = [_card(0, 0, opening)]
    for asset in photos:
        shots.append(_shot(len(shots), shots[-1].starts_at + shots[-1].frames, asset, photos))
    shots.append(_card(len(shots), shots[-1].starts_at + shots[-1].frames, closing))
    left = [
        LeftOut(
            asset=asset,
            activity="a2",
            code="not_accepted",
            why=Words(zh="还没有审核", en="not reviewed yet"),
        )
        for asset in ids["ready"][5:11]
    ]
    left += [
        LeftOut(
            asset=asset,
            activity="a5",
            code="consent",
            why=Words(zh="有孩子的近景，还没有人同意", en="near shot of children, undecided"),
        )
        for asset in ids["held"]
    ]
    return Storyboard(
        campaign=campaign.key,
        version=0,
        shots=tuple(shots),
        left_out=tuple(left),
        music=None,
    )


def _card(index: int, starts_at: int, card: Card) -> Shot:
    why = Words(zh="片头片尾字幕卡", en="opening and closing cards")
    return Shot(
        index=index, kind=ShotKind.CARD, frames=100, starts_at=starts_at, card=card, why=why
    )


def _shot(index: int, starts_at: int, asset: str, photos: list[str]) -> Shot:
    first = asset == photos[0]
    clip = asset == photos[-1]
    caption = Caption(title="一、启动仪式", line="5月24日 县科协") if first else None
    return Shot(
        index=index,
        kind=ShotKind.CLIP if clip else ShotKind.PHOTO,
        frames=125 if clip else 75,
        starts_at=starts_at,
        asset=asset,
        activity="a1",
        in_ms=0 if clip else None,
        out_ms=3000 if clip else None,
        sound=clip,
        caption=caption,
        why=Words(
            zh="清晰，曝光好，本项活动得分第二", en="sharp and well lit, second of its activity"
        ),
    )


FINDINGS = (
    Finding(
        rule="film.duration",
        kind=FindingKind.REQUIRED,
        outcome=Outcome.PASS,
        measured="34.000 s",
        wanted="≤ 180.000 s",
        words=Words(zh="成片时长不超过通知规定", en="the film keeps within the limit"),
        source="通知第四条：“影像资料不超过3分钟”",
    ),
    Finding(
        rule="film.loudness",
        kind=FindingKind.ADVISORY,
        outcome=Outcome.PASS,
        measured="-16.1 LUFS",
        wanted="-16 ± 1 LUFS",
        words=Words(zh="响度适中", en="the loudness is right"),
        source="EBU R 128",
    ),
    Finding(
        rule="film.black",
        kind=FindingKind.ADVISORY,
        outcome=Outcome.FAIL,
        measured="1.2 s",
        wanted="≤ 0.5 s",
        words=Words(zh="中间有黑场，请换掉这个镜头", en="a black span: change this shot"),
        source="自检：黑场超过半秒像是故障",
        at_ms=12_400,
    ),
    Finding(
        rule="film.names",
        kind=FindingKind.REQUIRED,
        outcome=Outcome.NOT_CHECKED,
        measured="—",
        wanted="",
        words=Words(zh="字幕中的单位名称须与通知一致，请人工核对", en="unit names: compare by eye"),
        source="通知第五条：“单位名称使用规范全称”",
    ),
)


def tiny_film(path: Path, *, seconds: int) -> bytes:
    """A small H.264 film with a running counter, made by ffmpeg."""
    command = [
        "ffmpeg",
        "-nostdin",
        "-v",
        "error",
        "-y",
        "-f",
        "lavfi",
        "-i",
        f"testsrc2=size=320x180:rate=25:duration={seconds}",
        "-c:v",
        "libx264",
        "-preset",
        "ultrafast",
        "-pix_fmt",
        "yuv420p",
        "-movflags",
        "+faststart",
        str(path),
    ]
    subprocess.run(command, check=True, timeout=60)
    return path.read_bytes()
