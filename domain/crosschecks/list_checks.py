"""The list of all assets against film, photos and originals."""

from collections.abc import Iterator

from domain.crosschecks.parts import Contradiction, Parts, said
from domain.packing.asset_list import LIST_HEADER
from domain.timebase import clock, frames_to_ms

_LIST = "/package"
_SHA, _PLACE, _PHOTO, _NAME = (
    LIST_HEADER.index(name) for name in ("SHA-256", "成片中的位置", "报送照片", "文件名")
)


def film_not_listed(parts: Parts) -> Iterator[Contradiction]:
    listed = {row[_SHA] for row in parts.rows}
    for shot, asset in parts.shown:
        if asset.sha256 not in listed:
            yield said(
                f"成片里的“{asset.original_name}”不在素材清单中",
                f"{asset.original_name!r} of the film is not in the list",
                _LIST,
                frames_to_ms(shot.starts_at),
            )


def places_differ(parts: Parts) -> Iterator[Contradiction]:
    """Time codes in the list, which also names nothing that the film does not show."""
    places: dict[str, list[str]] = {}
    for shot, asset in parts.shown:
        places.setdefault(asset.sha256, []).append(clock(frames_to_ms(shot.starts_at)))
    for row in parts.rows:
        wanted = "、".join(places.get(str(row[_SHA]), []))
        if row[_PLACE] != wanted:
            told = row[_PLACE] or "没有出现"
            yield said(
                f"清单写“{row[_NAME]}”在成片 {told}，实际是 {wanted or '没有出现'}",
                f"the list puts {row[_NAME]!r} at {row[_PLACE]!r}, the film at {wanted!r}",
                _LIST,
            )


def photo_not_listed(parts: Parts) -> Iterator[Contradiction]:
    listed = {row[_PHOTO] for row in parts.rows if row[_PHOTO]}
    named = {photo.name for photo in parts.photos}
    for name in sorted(named - listed):
        yield said(f"照片“{name}”不在素材清单中", f"{name!r} is not in the list", _LIST)
    for name in sorted(map(str, listed - named)):
        yield said(
            f"清单里的照片“{name}”不在包里", f"the list names {name!r}, which is not inside", _LIST
        )


def originals_differ(parts: Parts) -> Iterator[Contradiction]:
    known = {asset.sha256 for asset in parts.assets.values()}
    for row in parts.rows:
        if row[_SHA] not in known:
            yield said(
                f"清单里“{row[_NAME]}”的校验值不属于任何素材",
                f"the checksum of {row[_NAME]!r} in the list is no asset's",
                _LIST,
            )
