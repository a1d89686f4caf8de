"""The page of users and of all campaigns' links."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from domain.campaign import Activity
from domain.people import User
from domain.wording import activity_of, local_time, unit_name
from service.deps import Deps
from service.system.desk import ROLES, page
from service.system.zone import zone_of
from storage.catalog_campaigns import CampaignRecord
from storage.catalog_watch import InviteUse

#: Links listed at once.
MOST_INVITES = 50


@dataclass(frozen=True, kw_only=True)
class InviteLine:
    """One link of any campaign; its secret is known to nobody any more."""

    id: int
    campaign: str
    title: str
    unit: str
    #: None leaves the activity to the sender.
    activity: Activity | None
    created_at: datetime
    last_used: datetime | None
    files: int
    revoked: bool


def router(deps: Deps) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.get("/system/people")
    def people(
        request: Request, before: Annotated[int | None, Query(ge=1, lt=1 << 62)] = None
    ) -> Response:
        return page(deps, request, "system_people.html", lambda user: _values(deps, user, before))

    return routes


def _values(deps: Deps, user: User, before: int | None) -> Mapping[str, Any]:
    campaigns = deps.watching.whole.get().campaigns
    zone = zone_of(campaigns)
    uses = deps.storage.catalog.watch.invites(before=before, limit=MOST_INVITES)
    return {
        "users": deps.storage.catalog.people.users(),
        "me": user.name,
        "roles": ROLES,
        "invites": invite_lines(uses, campaigns),
        "next": uses[-1].invite.id if len(uses) == MOST_INVITES else None,
        "first": before is None,
        "when": lambda at: local_time(at, zone),
    }


def invite_lines(
    uses: Sequence[InviteUse], campaigns: Sequence[CampaignRecord]
) -> list[InviteLine]:
    plans = {record.campaign.key: record.campaign for record in campaigns}
    return [
        InviteLine(
            id=use.invite.id,
            campaign=use.invite.campaign,
            title=plan.title if plan else use.invite.campaign,
            unit=unit_name(plan, use.invite.unit) if plan else use.invite.unit,
            activity=activity_of(plan, use.invite.activity) if plan else None,
            created_at=use.invite.created_at,
            last_used=use.last_used,
            files=use.files,
            revoked=use.invite.revoked_at is not None,
        )
        for use in uses
        for plan in [plans.get(use.invite.campaign)]
    ]
