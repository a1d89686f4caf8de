"""The import page: the notice beside its draft, corrected field by field, then opened."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Body
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from domain.errors import Conflict
from domain.kinds import KINDS, PARTS
from domain.notice.notice import Notice
from domain.notice.reading import read_notice
from domain.notice.sources import Source, find_sources
from domain.people import Role, User
from domain.words import Words
from service.deps import Deps
from service.editor.desk import to_login
from service.editor.notice_marks import pieces
from service.editor.notice_values import NoticeValues, campaign_of, values_of
from service.editor.scan_rows import doubted_sources, pages_row, scan_row, scanned_of
from service.editor.session import WITH_FORMS, require, user_of
from service.notices.notice_file import MAX_BYTES, Draft, draft_from, too_big
from service.notices.scanning import forget_pictures, forgetting
from service.web.file_names import told_name
from service.web.i18n import language_of
from service.weeks.cards_soon import cards_soon
from service.weeks.opening_campaign import Opening, kept, open_seen, opening
from storage.catalog_drafts import KeptDraft
from storage.catalog_people import AuditEntry
from storage.catalog_scans import Scan

#: A draft that nobody touched for so long is forgotten with the people it names.
LIFE = timedelta(days=30)
_PASTED = "粘贴的通知.txt"
_OTHER_DRAFT = Words(
    zh="您还有一份没有建立的草稿。请先打开“导入通知”，建立或放弃它",
    en="a draft of yours is not opened yet; open or drop it on the import page first",
)


class Changed(BaseModel):
    #: Version that the page saw.
    version: int
    values: NoticeValues


class Asked(BaseModel):
    values: NoticeValues
    #: What the check answered; only `open` needs it.
    seen: Annotated[str, Field(max_length=64)] = ""


def router(deps: Deps) -> APIRouter:
    routes = APIRouter()
    drafts = deps.storage.catalog.drafts

    @routes.get("/notice", include_in_schema=False)
    def page(request: Request) -> Response:
        if user_of(deps, request) is None:
            return to_login(deps, request)
        user = require(deps, request, Role.EDITOR)
        return deps.pages.draw(
            request,
            "editor_notice.html",
            headers={**WITH_FORMS, "Cache-Control": "no-store"},
            user=user,
            several=bool(deps.storage.catalog.campaigns.titles()),
            here="/notice",
            **_shown(
                deps, request, drafts.get(user.name), deps.storage.catalog.scans.of(user.name)
            ),
        )

    _add_laying(routes, deps)
    _add_draft(routes, deps)
    _add_opening(routes, deps)
    return routes


def _add_laying(routes: APIRouter, deps: Deps) -> None:
    drafts = deps.storage.catalog.drafts

    @routes.post("/api/notice/file", status_code=201, tags=["notice"])
    async def lay(request: Request) -> dict[str, Any]:
        """The bytes of a .txt, .docx, .pdf or .yaml; its name, percent-encoded, in X-Notice-Name.

        Without a name it is pasted text in UTF-8. In place of the user's draft.
        """
        user = await run_in_threadpool(require, deps, request, Role.EDITOR)
        name = told_name(request, "x-notice-name")
        data = await _body(request, name)
        return await run_in_threadpool(_lay, deps, user, name, data)

    @routes.post("/api/notice/from/{key}", status_code=201, tags=["notice"])
    def lay_campaign(request: Request, key: str) -> dict[str, Any]:
        """A campaign as it stands, to be corrected; 409 while another draft lies there."""
        user = require(deps, request, Role.EDITOR)
        draft = Draft(notice=None, plan=deps.storage.catalog.campaigns.get(key).campaign)
        if drafts.get(user.name) is not None:
            raise Conflict(_OTHER_DRAFT)
        values = values_of(draft).plain()
        made = drafts.put(user.name, name=draft.plan.title, text="", values=values, at=deps.clock())
        forget_pictures(deps.storage)
        return {"version": made.version}


def _add_draft(routes: APIRouter, deps: Deps) -> None:
    drafts = deps.storage.catalog.drafts

    @routes.put("/api/notice", tags=["notice"])
    def change(request: Request, changed: Annotated[Changed, Body()]) -> dict[str, Any]:
        """Keep what was corrected; 409 when another window was first."""
        user = require(deps, request, Role.EDITOR)
        made = drafts.change(
            user.name,
            values=changed.values.plain(),
            seen_version=changed.version,
            at=deps.clock(),
        )
        return {"version": made.version}

    @routes.delete("/api/notice", tags=["notice"])
    def drop(request: Request) -> dict[str, Any]:
        """Forget the draft, the notice's text and all."""
        user = require(deps, request, Role.EDITOR)
        return {"dropped": forgetting(deps.storage, lambda: drafts.drop(user.name))}


def _add_opening(routes: APIRouter, deps: Deps) -> None:
    drafts = deps.storage.catalog.drafts

    @routes.post("/api/notice/check", tags=["notice"])
    def check(request: Request, asked: Annotated[Asked, Body()]) -> dict[str, Any]:
        """What opening would change; `blocked` says why it cannot be opened."""
        require(deps, request, Role.EDITOR)
        return _difference(_opening(deps, asked.values))

    @routes.post("/api/notice/open", tags=["notice"])
    def confirm(request: Request, asked: Annotated[Asked, Body()]) -> dict[str, Any]:
        """Open the campaign as the check showed it, and forget the draft."""
        user = require(deps, request, Role.EDITOR)
        catalog, at = deps.storage.catalog, deps.clock()
        campaign = campaign_of(asked.values, kept(catalog, asked.values.key.strip()))
        found = open_seen(catalog, campaign, seen=asked.seen, at=at)
        entry = AuditEntry(at=at, actor=user.name, event="campaign", subject=campaign.key)
        catalog.audit.add(campaign.key, entry)
        forgetting(deps.storage, lambda: drafts.drop(user.name))
        cards_soon(deps.storage, campaign.key)
        return {"campaign": campaign.key, "changes": len(found.changes)}


async def _body(request: Request, name: str) -> bytes:
    data = bytearray()
    async for chunk in request.stream():
        data += chunk
        if len(data) > MAX_BYTES:
            raise too_big(name or _PASTED)
    return bytes(data)


def _lay(deps: Deps, user: User, name: str, data: bytes) -> dict[str, Any]:
    draft, text = draft_from(name or _PASTED, data)
    made = deps.storage.catalog.drafts.put(
        user.name, name=name, text=text, values=values_of(draft).plain(), at=deps.clock()
    )
    forget_pictures(deps.storage)
    return {"version": made.version}


def _opening(deps: Deps, values: NoticeValues) -> Opening:
    catalog = deps.storage.catalog
    return opening(catalog, campaign_of(values, kept(catalog, values.key.strip())))


def _difference(found: Opening) -> dict[str, Any]:
    return {
        "new": found.old is None,
        "changes": [{"what": c.what, "words": _both(c.words)} for c in found.changes],
        "blocked": [_both(words) for words in found.blocked],
        "seen": found.seen,
    }


def _both(words: Words) -> dict[str, str]:
    return {"zh": words.zh, "en": words.en}


def _shown(
    deps: Deps, request: Request, draft: KeptDraft | None, scan: Scan | None
) -> Mapping[str, Any]:
    catalogs = deps.pages.translations
    language = language_of(request)
    words = catalogs.catalog(language, "editor_script") | catalogs.catalog(
        language, "notice_script"
    )
    setup: dict[str, Any] = {"base": deps.pages.url(""), "words": words, "draft": None}
    if draft is None:
        job = deps.storage.queue.job(scan.job) if scan else None
        setup["scan"] = scan_row(scan, job) if scan else None
        setup["ocr"] = deps.settings.ocr
        return {"draft": None, "pieces": [], "setup": setup, "scan": scan, "pictures": False}
    notice = read_notice(draft.text) if draft.text else None
    scanned = scanned_of(scan, draft.text)
    sources = doubted_sources(scanned, find_sources(draft.text, notice) if notice else ())
    setup["draft"] = {
        "facts": _facts(notice),
        "version": draft.version,
        "values": draft.values,
        "sources": {source.field: _source_row(source) for source in sources},
        "kinds": {key: _both(kind) for key, kind in KINDS.items()},
        "parts": {key: _both(part) for key, part in PARTS.items()},
        "scan": pages_row(scan, scanned, sources) if scan and scanned else None,
    }
    faint = scanned.unsure(0, len(draft.text)) if scanned else ()
    return {
        "draft": draft,
        "pieces": pieces(draft.text, sources, faint),
        "setup": setup,
        "pictures": scanned is not None,
    }


#: What the terminal says in words of campaign.yaml.
_ON_THE_PAGE = {
    "period_missing": Words(
        zh="没有读出活动时间，请填写第一天和最后一天",
        en="no period was found; fill in the first and the last day",
    )
}


def _facts(notice: Notice | None) -> dict[str, str]:
    """What the notice says beside the campaign."""
    items = notice.submission.deliverables if notice else ()
    return {
        "doc_no": (notice.doc_no if notice else None) or "",
        "deliverables": "、".join(item.name for item in items),
    }


def _source_row(source: Source) -> dict[str, Any]:
    """Names that may be of one unit are asked about one by one instead."""
    doubts = [each for each in source.doubts if not each.code.startswith("org_alias")]
    return {
        "placed": bool(source.quote),
        "doubts": [_both(_ON_THE_PAGE.get(doubt.code, doubt.words)) for doubt in doubts],
    }
