"""The quarantine: files that were not taken in, why, until when they are kept, and a way to look.

Nothing here opens them. A download is an attachment of no known type, and stands in the log.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from domain.asset import Asset
from domain.moves import AssetState
from domain.wording import local_time, unit_name
from service.deps import Deps
from service.editor.desk import Desk, page
from service.editor.package import size
from storage.catalog_assets import AssetQuery

#: Files on one page.
MOST_SHOWN = 100


@dataclass(frozen=True, kw_only=True)
class Kept:
    """One refused file as it is listed."""

    asset: Asset
    unit: str
    #: When retention deletes its bytes, and whether that is past.
    until: datetime
    over: bool


def router(deps: Deps) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.get("/refused")
    def refused(request: Request, after: str | None = None) -> Response:
        return page(deps, request, "editor_refused.html", lambda desk: _values(deps, desk, after))

    return routes


def _values(deps: Deps, desk: Desk, after: str | None) -> Mapping[str, Any]:
    query = AssetQuery(
        campaign=desk.campaign.key,
        states=(AssetState.REFUSED,),
        after=after,
        limit=MOST_SHOWN,
    )
    found = deps.storage.catalog.assets.find(query)
    days = timedelta(days=deps.settings.keep_refused_days)
    now = deps.clock()
    return {
        "kept": [
            Kept(
                asset=asset,
                unit=unit_name(desk.campaign, asset.unit),
                until=asset.received_at + days,
                over=asset.received_at + days <= now,
            )
            for asset in found
        ],
        "days": deps.settings.keep_refused_days,
        "next": found[-1].id if len(found) == MOST_SHOWN else None,
        "size": size,
        "when": lambda moment: local_time(moment, desk.campaign.zone),
    }
