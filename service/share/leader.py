"""审签: a leader sees the film, reads the report, leaves remarks by time, approves or not yet."""

import re
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Body
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from domain.campaign import Campaign
from domain.errors import Conflict, NotFound, UsageError
from domain.film import Film
from domain.handing.approval import (
    LONGEST_COMMENT,
    LONGEST_NAME,
    Verdict,
    approval_of,
)
from domain.handing.links import Fetched, LinkKind, ShareLink
from domain.handing.reading import report_print
from domain.packing.report import Report
from domain.timebase import clock, frames_to_ms
from domain.wording import local_time
from domain.words import Words
from service.deps import Deps
from service.editor.film import ordered
from service.editor.media import ranged, sent_or_streamed
from service.packing.packages import sendable
from service.packing.remarks import remarks_on
from service.packing.reporting import report_as_read
from service.share.door import UNLISTED, link_of, took
from service.web.i18n import language_of

_NO_FILM = Words(zh="还没有可以审签的成片", en="there is no film to sign off yet")
_NAME = Words(zh="请先写上您的姓名", en="write your name first")
_EMPTY = Words(zh="请写下意见", en="write your remark")
_CHANGED = Words(
    zh="您看的这一版之后又改过，没有记录。请刷新页面，看过新的一版再审签",
    en="it changed since you opened it and nothing was recorded; load the page again",
)

#: All but the tab and the line's end.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class NewComment(BaseModel):
    film: Annotated[str, Field(max_length=96)]
    at_ms: Annotated[int, Field(ge=0, le=24 * 3_600_000)]
    text: Annotated[str, Field(max_length=LONGEST_COMMENT)]
    name: Annotated[str, Field(max_length=LONGEST_NAME)]


class NewVerdict(BaseModel):
    #: What was shown: the film's checksum and the report's print.
    film: Annotated[str, Field(max_length=64)]
    report: Annotated[str, Field(max_length=64)]
    approved: bool
    name: Annotated[str, Field(max_length=LONGEST_NAME)]
    note: Annotated[str, Field(max_length=LONGEST_COMMENT)] = ""


def add_to(routes: APIRouter, deps: Deps) -> None:
    catalog = deps.storage.catalog

    @routes.get("/s/{secret}/film")
    def film(request: Request, secret: str, shown: str = "") -> Response:
        """The film, in parts as a player asks; 409 when the page that plays shows another."""
        link, film = _opened(deps, secret, request)
        if shown and shown != film.id:
            raise Conflict(_CHANGED)
        answer = sent_or_streamed(request, deps.storage.blobs, film.blob or "", "video/mp4", None)
        took(deps, request, link, Fetched.FILM, int(answer.headers.get("content-length", 0)))
        return answer

    @routes.get("/s/{secret}/photo/{asset_id}")
    def photo(request: Request, secret: str, asset_id: str) -> Response:
        """A small picture for the report: only of what may be shown anyway."""
        link = link_of(deps, secret, request)
        asset = catalog.assets.get(asset_id)
        if link.kind is not LinkKind.LEADER or asset.campaign != link.campaign:
            raise NotFound(_NO_FILM)
        thumb = catalog.assets.derivatives(asset_id).get("thumb")
        if thumb is None or not asset.in_film:
            raise NotFound(_NO_FILM)
        return ranged(request, deps.storage.blobs, thumb, "image/jpeg", {})

    _add_comments(routes, deps)
    _add_verdict(routes, deps)


def _add_comments(routes: APIRouter, deps: Deps) -> None:
    catalog = deps.storage.catalog

    @routes.get("/s/{secret}/comments")
    def comments(request: Request, secret: str) -> list[dict[str, Any]]:
        _link, film = _opened(deps, secret, request)
        return remarks_on(catalog, film)

    @routes.post("/s/{secret}/comments", status_code=201)
    def comment(
        request: Request, secret: str, new: Annotated[NewComment, Body()]
    ) -> list[dict[str, Any]]:
        """Keep a remark; all remarks on this film are answered."""
        link, film = _opened(deps, secret, request)
        if new.film != film.id:
            raise Conflict(_CHANGED)
        catalog.signing.comment(
            link.id,
            film=film.id,
            at_ms=new.at_ms,
            text=_said(new.text, _EMPTY),
            name=_name(new.name),
            at=deps.clock(),
        )
        return remarks_on(catalog, film)


def _add_verdict(routes: APIRouter, deps: Deps) -> None:
    catalog = deps.storage.catalog

    @routes.post("/s/{secret}/verdict", status_code=201)
    def verdict(request: Request, secret: str, new: Annotated[NewVerdict, Body()]) -> Any:
        """Keep a leader's word about what was shown; 409 when it is another version now."""
        link, film = _opened(deps, secret, request)
        campaign = catalog.campaigns.get(link.campaign).campaign
        report = report_print(report_as_read(deps.storage, campaign, at=deps.clock()))
        if (new.film, new.report) != (film.sha256, report):
            raise Conflict(_CHANGED)
        word = Verdict(
            campaign=link.campaign,
            film=film.id,
            film_sha256=new.film,
            report=report,
            approved=new.approved,
            name=_name(new.name),
            note=_plain(new.note),
            at=deps.clock(),
        )
        catalog.signing.verdict(link.id, word)
        return {"approved": new.approved}


def page(deps: Deps, request: Request, link: ShareLink, base: str) -> Response:
    catalog = deps.storage.catalog
    campaign = catalog.campaigns.get(link.campaign).campaign
    took(deps, request, link, Fetched.PAGE)
    film = sendable(catalog.films.all(campaign.key))
    report = report_as_read(deps.storage, campaign, at=deps.clock())
    values = _values(deps, campaign, film, report)
    values["setup"] = _setup(deps, request, base, film, report)
    return deps.pages.draw(
        request, "share_leader.html", headers=UNLISTED, base=base, link=link, **values
    )


def _values(deps: Deps, campaign: Campaign, film: Film | None, report: Report) -> dict[str, Any]:
    verdicts = deps.storage.catalog.signing.verdicts(campaign.key)
    approval = approval_of(
        verdicts,
        film_sha256=(film.sha256 or "") if film else "",
        report=report_print(report),
        zone=campaign.zone,
    )
    return {
        "campaign": campaign,
        "film": film,
        "report": report,
        "approval": approval,
        "verdicts": list(reversed(verdicts)),
        "findings": ordered(film.findings) if film else [],
        "comments": remarks_on(deps.storage.catalog, film) if film else [],
        "length": clock(_length(deps, film)) if film else "",
        "fetch_days": deps.settings.keep_fetches_days,
        "remark_days": deps.settings.keep_remarks_days,
        "longest_name": LONGEST_NAME,
        "longest_comment": LONGEST_COMMENT,
        "when": lambda moment: local_time(moment, campaign.zone),
    }


def _setup(
    deps: Deps, request: Request, base: str, film: Film | None, report: Report
) -> Mapping[str, Any]:
    return {
        "base": base,
        "film": film.id if film else None,
        "filmPrint": film.sha256 if film else None,
        "reportPrint": report_print(report),
        "words": deps.pages.translations.catalog(language_of(request), "share_script"),
    }


def _length(deps: Deps, film: Film) -> int:
    board = deps.storage.catalog.films.storyboard(film.campaign, film.storyboard)
    return frames_to_ms(board.frames)


def _opened(deps: Deps, secret: str, request: Request) -> tuple[ShareLink, Film]:
    link = link_of(deps, secret, request)
    film = sendable(deps.storage.catalog.films.all(link.campaign))
    if link.kind is not LinkKind.LEADER or film is None or film.blob is None:
        raise NotFound(_NO_FILM)
    return link, film


def _said(text: str, missing: Words) -> str:
    text = _plain(text)
    if not text:
        raise UsageError(missing)
    return text


def _name(name: str) -> str:
    """One line: it stands in the findings of the package."""
    return _said(" ".join(name.split()), _NAME)


def _plain(text: str) -> str:
    """Without control characters: PostgreSQL takes no NUL, and nobody typed the others."""
    return _CONTROL.sub("", text).strip()
