"""The hand-over sheet: what goes to whom until when, on one A4 page to sign."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from domain.campaign import Campaign
from domain.film import Finding, FindingKind, Outcome, Package
from domain.handing.approval import RULE as APPROVAL_RULE
from domain.handing.recipients import deadline_for, names_of
from domain.handing.versions import shown
from domain.wording import day_zh, local_day, local_time
from service.deps import Deps
from service.editor.desk import to_login
from service.editor.package import size
from service.editor.session import user_of
from service.packing.handing import seal_of_package


def router(deps: Deps) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.get("/package/{package_id}/sheet")
    def sheet(request: Request, package_id: str) -> Response:
        if user_of(deps, request) is None:
            return to_login(deps, request)
        catalog = deps.storage.catalog
        package = catalog.packages.get(package_id)
        campaign = catalog.campaigns.get(package.campaign).campaign
        values = sheet_values(deps, campaign, package)
        return deps.pages.draw(request, "editor_sheet.html", **values)

    return routes


def sheet_values(deps: Deps, campaign: Campaign, package: Package) -> Mapping[str, Any]:
    today = local_day(deps.clock(), campaign.zone)
    return {
        "campaign": campaign,
        "package": package,
        "state": shown(package),
        "recipients": names_of(campaign, package.recipient),
        "deadline": deadline_for(campaign, package.recipient, today),
        "day_zh": day_zh,
        "rows": contents(package),
        "bytes": size(sum(file.size for file in package.files)),
        "seal": seal_of_package(package),
        "required": _counted(package, FindingKind.REQUIRED),
        "advisory": _counted(package, FindingKind.ADVISORY),
        "approval": next((f for f in package.findings if f.rule == APPROVAL_RULE), None),
        "made": local_time(package.created_at, campaign.zone),
        "today": today,
    }


def contents(package: Package) -> list[tuple[str, int, str]]:
    """Name, number of files and bytes: files as they are named, folders as one line each."""
    counts: Counter[str] = Counter()
    sizes: Counter[str] = Counter()
    for file in package.files:
        path = file.path.removeprefix("data/")
        if path == file.path:
            continue
        name = f"{path.partition('/')[0]}/" if "/" in path else path
        counts[name] += 1
        sizes[name] += file.size
    return [(name, counts[name], size(sizes[name])) for name in counts]


def _counted(package: Package, kind: FindingKind) -> tuple[int, int]:
    """How many hold, of how many."""
    mine: list[Finding] = [found for found in package.findings if found.kind is kind]
    return sum(found.outcome is Outcome.PASS for found in mine), len(mine)
