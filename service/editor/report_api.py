"""The JSON API of the report: its paragraphs with their sources, one more edit, the last undone."""

from typing import Annotated, Any

from fastapi import APIRouter, Body
from pydantic import BaseModel, Field
from starlette.requests import Request

from domain.packing.report_blocks import Block, BlockKind
from domain.packing.report_edits import Paragraph, TextEdit
from domain.people import Role
from service.deps import Deps
from service.editor.asked import MOST, Count
from service.editor.session import require
from service.packing.reporting import ReportNow, edit, report_now

#: Longer than any text that is kept, so that what is too long is told in words.
Text = Annotated[str, Field(max_length=20_000)]


class Worded(BaseModel):
    """One paragraph as an editor left it."""

    #: Its key as GET gives it: `activity.a2`.
    paragraph: Annotated[str, Field(max_length=96)]
    #: Its words, a line for each paragraph of the report; "" leaves it out, null goes back to what
    #: is proposed.
    text: Text | None
    #: What was proposed when it was written: when another is proposed later, the page says so.
    proposal: Text
    #: Id of the edit that was seen there, 0 when there was none.
    seen: Count


class Undone(BaseModel):
    #: Id of the edit to take back, as GET gives it in `undo`.
    edit: Annotated[int, Field(ge=1, le=MOST)]


def router(deps: Deps) -> APIRouter:
    routes = APIRouter(prefix="/api", tags=["report"])
    catalog = deps.storage.catalog

    @routes.get("/campaigns/{key}/report")
    def report(request: Request, key: str) -> dict[str, Any]:
        """The report that a package made now would hold.

        Of each paragraph its words, what is proposed now out of the facts, each fact with the page
        where it was entered, and whether an edit no longer agrees with them.
        """
        require(deps, request)
        return _told(deps, key)

    @routes.post("/campaigns/{key}/report/paragraphs")
    def word(request: Request, key: str, worded: Annotated[Worded, Body()]) -> dict[str, Any]:
        """Keep one edit and answer the report; 409 when somebody changed the paragraph first."""
        user = require(deps, request, Role.EDITOR)
        edit(
            deps.storage,
            catalog.campaigns.get(key).campaign,
            paragraph=worded.paragraph,
            text=worded.text,
            proposal=worded.proposal,
            seen=worded.seen,
            actor=user.name,
            at=deps.clock(),
        )
        return _told(deps, key)

    @routes.post("/campaigns/{key}/report/undo")
    def undo(request: Request, key: str, undone: Annotated[Undone, Body()]) -> dict[str, Any]:
        """Take back an edit, the newest of its paragraph; 409 when it is not any more."""
        user = require(deps, request, Role.EDITOR)
        catalog.reports.undo(key, undone.edit, actor=user.name, at=deps.clock())
        return _told(deps, key)

    return routes


def _told(deps: Deps, key: str) -> dict[str, Any]:
    campaign = deps.storage.catalog.campaigns.get(key).campaign
    return report_row(report_now(deps.storage, campaign, at=deps.clock()))


def report_row(now: ReportNow) -> dict[str, Any]:
    return {
        "title": now.proposed.title,
        "blocks": [_paragraph(each) for each in now.paragraphs],
        "signature": list(now.proposed.signature),
        "dated": now.proposed.dated,
        "open": now.open,
        "disagreeing": now.disagreeing,
        "astray": [_edit(each) for each in now.astray],
        "undo": _edit(now.last) if now.last else None,
    }


def _paragraph(each: Paragraph) -> dict[str, Any]:
    block = each.block
    return {
        "kind": block.kind.value,
        "paragraph": block.key if block.editable else None,
        "text": each.text,
        "proposal": block.text,
        "facts": _facts(block),
        "rows": [list(row) for row in block.rows] if block.kind is BlockKind.TABLE else None,
        "asset": block.asset,
        "seen": each.edit.id if each.edit else 0,
        "edited": _edit(each.edit) if each.edit and each.edited else None,
        "disagrees": each.disagrees,
        "open": each.open,
    }


def _facts(block: Block) -> list[dict[str, Any]]:
    return [
        {
            "text": cite.text,
            "path": cite.path,
            "entries": list(cite.entries),
            "cell": list(cite.cell) if cite.cell else None,
        }
        for cite in block.cites
    ]


def _edit(edit: TextEdit) -> dict[str, Any]:
    return {
        "id": edit.id,
        "paragraph": edit.paragraph,
        "text": edit.text,
        "written_against": edit.proposal,
        "by": edit.actor,
        "at": edit.at.isoformat(timespec="seconds"),
    }
