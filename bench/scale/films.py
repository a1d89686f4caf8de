"""The films and the package of a filled county, through the catalog's own ports."""

from collections.abc import Sequence
from datetime import timedelta
from functools import cache

from bench.scale.county import NOW
from domain.asset import Asset
from domain.campaign import Campaign
from domain.film import (
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

SHOTS = 45
FRAMES = 98
FILES = 37

_IN = Words(zh="清晰，曝光好，本项活动得分第二", en="sharp and well lit, second of its activity")
_NO_ROOM = Words(zh="时长已满，本项活动已有得分更高的镜头", en="no room: better shots were taken")
_NOT_YET = Words(zh="还没有审核通过", en="not accepted yet")


def add_films(storage: Storage, campaign: Campaign, assets: Sequence[Asset]) -> None:
    """Two films of what is accepted, the newer one verified, and a package of it."""
    accepted = [asset for asset in assets if asset.in_film]
    if not accepted:
        return
    films, packages = storage.catalog.films, storage.catalog.packages
    for _ in range(2):
        at = NOW - timedelta(hours=1)
        film = films.start(campaign.key, at=at)
        films.planned(film.id, _storyboard(campaign.key, assets, accepted))
        films.cut(film.id, blob=f"films/{film.id}.mp4", sha256="0" * 64, size=65_000_000)
        films.verified(film.id, measures={"duration_ms": 176_000}, findings=_findings())
    shown = [asset.id for asset in accepted[:SHOTS]]
    package = packages.start(campaign.key, film=film.id, at=NOW)
    files = [
        PackageFile(
            path=f"data/照片/{n:02d}.jpg", blob=f"packages/{film.id}-{n}", size=2_500_000,
            sha256="0" * 64, asset=shown[n % len(shown)],
        )
        for n in range(FILES)
    ]  # fmt: skip
    packages.made(package.id, files=files, assets=shown)


def _storyboard(campaign: str, assets: Sequence[Asset], accepted: Sequence[Asset]) -> Storyboard:
    shots = tuple(_shot(place, asset) for place, asset in enumerate(accepted[:SHOTS]))
    shown = {shot.asset for shot in shots}
    left = tuple(_left(asset) for asset in assets if asset.id not in shown)
    return Storyboard(campaign=campaign, version=0, shots=shots, left_out=left)


def _shot(place: int, asset: Asset) -> Shot:
    tag = asset.tag
    return Shot(
        index=place,
        kind=ShotKind.PHOTO,
        frames=FRAMES,
        starts_at=place * FRAMES,
        asset=asset.id,
        activity=tag.activity if tag else None,
        why=_IN,
    )


def _left(asset: Asset) -> LeftOut:
    tag = asset.tag
    code, why = ("no_room", _NO_ROOM) if asset.in_film else ("not_accepted", _NOT_YET)
    return LeftOut(asset=asset.id, activity=tag.activity if tag else None, code=code, why=why)


@cache
def _findings() -> tuple[Finding, ...]:
    return tuple(
        Finding(
            rule=f"film.rule-{n}",
            kind=FindingKind.REQUIRED if n % 2 else FindingKind.ADVISORY,
            outcome=Outcome.PASS,
            measured="176.000 s",
            wanted="≤ 180.000 s",
            words=Words(zh="成片时长符合通知要求", en="the film is within its limit"),
            source="成片时长不超过3分钟",
        )
        for n in range(20)
    )
