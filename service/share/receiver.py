"""The receiver's page: what a package is, whether it holds, its film, its zip in any part."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from domain.campaign import Campaign
from domain.errors import NotFound
from domain.film import Package, PackageFile
from domain.handing.links import Fetched, LinkKind, ShareLink
from domain.handing.recipients import names_of
from domain.handing.versions import newest_of_each
from domain.packing.package_contents import DRAFT
from domain.wording import local_time
from domain.words import Words
from service.deps import Deps
from service.editor.film import ordered
from service.editor.media import attachment, ranged_pieces, sent_or_streamed
from service.editor.package import size
from service.packing.handing import seal_of_package, zipped_package
from service.share.door import UNLISTED, link_of, took
from service.web.problems import Problem

_REPLACED = Words(
    zh="这一包里有素材已撤回，已停止下载。请等对方发来新的一包，旧包请删除",
    en="something in this package was withdrawn; it is not given out any more: wait for the new "
    "one and delete the old",
)
_NONE = Words(zh="这一包里没有这个文件", en="the package has no such file")


def add_to(routes: APIRouter, deps: Deps) -> None:
    storage = deps.storage

    @routes.api_route("/s/{secret}/zip", methods=["GET", "HEAD"])
    def zipped(request: Request, secret: str) -> Response:
        """The package whole or from where a download broke off (RFC 9110, one range)."""
        link, campaign, package = _opened(deps, secret, request)
        made = zipped_package(storage, campaign, package, link.name)
        headers = attachment(f"{made.name}.zip") | {"ETag": made.etag} | UNLISTED
        answer = ranged_pieces(request, made.size, made.read, "application/zip", headers)
        if request.method == "GET":
            took(deps, request, link, Fetched.ZIP, int(answer.headers["content-length"]))
        return answer

    @routes.get("/s/{secret}/package-film")
    def film(request: Request, secret: str) -> Response:
        link, _, package = _opened(deps, secret, request)
        kept = film_file(package)
        if kept is None:
            raise NotFound(_NONE)
        answer = sent_or_streamed(request, storage.blobs, kept.blob, "video/mp4", None)
        promised = int(answer.headers.get("content-length", 0))
        took(deps, request, link, Fetched.FILM, promised)
        return answer


def page(deps: Deps, request: Request, link: ShareLink, base: str) -> Response:
    campaign, package = _package(deps, link)
    took(deps, request, link, Fetched.PAGE)
    values = _values(deps, link, campaign, package)
    return deps.pages.draw(request, "share_receiver.html", headers=UNLISTED, base=base, **values)


def _values(deps: Deps, link: ShareLink, campaign: Campaign, package: Package) -> Mapping[str, Any]:
    film = film_file(package)
    packages = deps.storage.catalog.packages.all(campaign.key)
    newest = {each.recipient: each for each in newest_of_each(packages)}[package.recipient]
    return {
        "campaign": campaign,
        "package": package,
        "link": link,
        "recipients": names_of(campaign, package.recipient),
        "findings": ordered(package.findings),
        "film": film,
        "payload": [(f, f.path.removeprefix("data/")) for f in package.files if _is_payload(f)],
        "seal": seal_of_package(package),
        "newer": newest.number if newest.number > package.number else None,
        "size": size,
        "when": lambda moment: local_time(moment, campaign.zone),
        "draft_mark": DRAFT,
        "fetch_days": deps.settings.keep_fetches_days,
    }


def _opened(deps: Deps, secret: str, request: Request) -> tuple[ShareLink, Campaign, Package]:
    link = link_of(deps, secret, request)
    if link.kind is not LinkKind.RECEIVER:
        raise NotFound(_NONE)
    campaign, package = _package(deps, link)
    if package.to_be_replaced:
        raise Problem(410, "package-replaced", _REPLACED)
    return link, campaign, package


def _package(deps: Deps, link: ShareLink) -> tuple[Campaign, Package]:
    catalog = deps.storage.catalog
    package = catalog.packages.get(link.package or "")
    return catalog.campaigns.get(link.campaign).campaign, package


def film_file(package: Package) -> PackageFile | None:
    """The film is the first film of the payload; smaller copies follow it."""
    films = (f for f in package.files if _is_payload(f) and f.path.endswith(".mp4"))
    return next(films, None)


def _is_payload(file: PackageFile) -> bool:
    return file.path.startswith("data/")
