"""Assets and decisions as the editor's API tells them."""

from collections.abc import Sequence
from typing import Any

from domain.asset import Asset
from domain.board.tally import column_of
from domain.campaign import Campaign
from domain.reviewing.review import Decided
from domain.reviewing.strokes import Stroke, Undone
from domain.times.court_words import standing
from domain.times.verdict import verdict
from domain.wording import local_time
from service.deps import Deps
from service.editor.large_rows import alike_rows, file_row, place_row
from service.editor.text_rows import text_row
from service.editor.wanted_api import likely_rows
from service.presenting import asset_row, words


def asset_rows(deps: Deps, campaign: Campaign, found: Sequence[Asset]) -> list[dict[str, Any]]:
    roles = deps.storage.catalog.assets.derivatives_of([asset.id for asset in found])
    return [
        {
            **asset_row(asset, campaign),
            "unit_key": asset.unit,
            "column": column_of(asset),
            "pictures": pictures(deps, asset.id, roles.get(asset.id, {})),
        }
        for asset in found
    ]


def pictures(deps: Deps, asset_id: str, roles: dict[str, str]) -> dict[str, str]:
    return {role: deps.pages.url(f"/media/assets/{asset_id}/{role}") for role in sorted(roles)}


def asset_detail(deps: Deps, asset: Asset) -> dict[str, Any]:
    """One asset with its time claims and its decisions."""
    catalog = deps.storage.catalog
    campaign = catalog.campaigns.get(asset.campaign).campaign
    (row,) = asset_rows(deps, campaign, [asset])
    return {
        **row,
        "receipt": catalog.intake.sending_by_id(asset.sending).number,
        "note": catalog.assets.note(asset.id),
        "belongs_to_name": catalog.assets.names([asset.belongs_to or ""]).get(
            asset.belongs_to or ""
        ),
        "sidecars": [beside.original_name for beside in catalog.assets.sidecars(asset.id)],
        "original": deps.pages.url(f"/media/originals/{asset.id}"),
        **_times(asset, campaign),
        "text": text_row(catalog.texts.of(asset.id), reads=deps.settings.ocr),
        "file": file_row(asset),
        "place": place_row(asset, campaign),
        "alike": alike_rows(deps, asset),
        "likely": likely_rows(deps, campaign, asset),
        "decisions": [
            decided_row(kept) for kept in catalog.assets.decisions(campaign.key, asset=asset.id)
        ],
    }


def _times(asset: Asset, campaign: Campaign) -> dict[str, Any]:
    ruling = verdict(asset.claims)
    return {
        "time_confidence": ruling.confidence / 1000,
        "claims": [
            {
                "source": claim.source,
                "class": claim.klass,
                "at": local_time(claim.at, campaign.zone).isoformat() if claim.at else None,
                "day": claim.day.isoformat() if claim.day else None,
                "zone_known": claim.zone_known,
                "raw": claim.raw,
                "doubt": claim.doubt,
                "won": claim.source == asset.taken_from,
                "words": words(standing(claim, ruling)),
            }
            for claim in asset.claims
        ],
    }


def decided_answer(deps: Deps, ids: Sequence[str], decided: Sequence[Decided]) -> dict[str, Any]:
    """What a stroke decided, and the assets as they are now."""
    rows = rows_now(deps, ids)
    strokes = [each.stroke for each in decided if each.stroke is not None]
    return {
        "stroke": strokes[0] if rows and strokes else None,
        "decided": [decided_row(kept) for kept in decided] if rows else [],
        "assets": rows,
    }


def rows_now(deps: Deps, ids: Sequence[str]) -> list[dict[str, Any]]:
    catalog = deps.storage.catalog
    kept = catalog.assets.get_all(ids)
    found = [kept[asset_id] for asset_id in dict.fromkeys(ids) if asset_id in kept]
    if not found:
        return []
    return asset_rows(deps, catalog.campaigns.get(found[0].campaign).campaign, found)


def decided_row(kept: Decided) -> dict[str, Any]:
    return {
        "id": kept.id,
        "at": kept.at.isoformat(),
        "asset": kept.decision.asset,
        "action": kept.decision.action,
        "reason": kept.decision.reason,
        "actor": kept.decision.actor,
        "undone": kept.undone,
    }


def stroke_row(stroke: Stroke) -> dict[str, Any]:
    return {
        "id": stroke.id,
        "at": stroke.at.isoformat(),
        "actor": stroke.actor,
        "kind": stroke.kind,
        "count": stroke.count,
        "words": words(stroke.words),
    }


def undone_answer(deps: Deps, undone: Undone) -> dict[str, Any]:
    """What was taken back, the assets as they are now, and what somebody has changed since."""
    return {
        "stroke": stroke_row(undone.stroke),
        "decided": [decided_row(kept) for kept in undone.decided],
        "assets": rows_now(deps, undone.assets),
        "kept": len(undone.kept),
        "kept_by": list(undone.kept_by),
    }
