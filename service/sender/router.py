"""The sender's page, its receipts, and what this unit has sent already."""

from typing import Annotated

from fastapi import APIRouter, Body
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from domain.sending import Invite, Receipt
from service.access import invite_of
from service.deps import Deps
from service.sender.edges import EDGE, Edges
from service.sender.originals import originals_wanted
from service.sender.page import ACCEPT, sender_page
from service.sender.receipts import MARKS, NOT_SENT, USED, Receipts
from service.web.i18n import language_of

#: Files asked about at once.
MOST_ASKED = 500
#: Of these, pairs of size and edges; each may cost two readings of an original.
MOST_EDGES = 4

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Size = Annotated[int, Field(ge=0, lt=2**53)]


class EdgesAsked(BaseModel):
    """A file of a known size, by the sha256 of its first and last MiB, one after the other."""

    size: Size
    sha256: Sha256


class Question(BaseModel):
    """What a phone is about to send: sizes first, then edges, and hashes only of what fits."""

    sizes: Annotated[list[Size], Field(max_length=MOST_ASKED)] = []
    edges: Annotated[list[EdgesAsked], Field(max_length=MOST_EDGES)] = []
    sha256: Annotated[list[Sha256], Field(max_length=MOST_ASKED)] = []


def router(deps: Deps) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    receipts_of = Receipts(deps.storage)
    _add_page(routes, deps, receipts_of)
    _add_answers(routes, deps, receipts_of)
    _add_known(routes, deps, receipts_of)
    return routes


def _sent(receipts_of: Receipts, invite: Invite) -> list[Receipt]:
    return receipts_of.of(campaign=invite.campaign, unit=invite.unit)


def _add_page(routes: APIRouter, deps: Deps, receipts_of: Receipts) -> None:
    @routes.get("/u/{secret}")
    def page(request: Request, secret: str) -> Response:
        invite = invite_of(deps, secret, request)
        record = deps.storage.catalog.campaigns.get(invite.campaign)
        counts = deps.storage.catalog.assets.board(invite.campaign)
        marked = deps.storage.catalog.assets.shown(invite.campaign)
        shown = sender_page(
            record,
            invite,
            _sent(receipts_of, invite),
            counts,
            marked,
            now=deps.clock(),
        )
        base = f"{deps.prefix}/u/{secret}"
        setup = {
            "uploads": f"{base}/uploads",
            "receipts": f"{base}/receipts",
            "known": f"{base}/known",
            "originals": f"{base}/originals",
            "invite": invite.id,
            "sent": shown.sent,
            "maxBytes": int(deps.settings.max_file_bytes),
            "edge": EDGE,
            "used": USED.zh,
            "words": deps.pages.translations.catalog(language_of(request), "sender_script"),
        }
        return deps.pages.draw(
            request,
            "sender.html",
            page=shown,
            setup=setup,
            accept=ACCEPT,
            here=base,
            marks=MARKS,
        )


def _add_answers(routes: APIRouter, deps: Deps, receipts_of: Receipts) -> None:
    @routes.get("/u/{secret}/receipts")
    def receipts(request: Request, secret: str) -> Response:
        invite = invite_of(deps, secret, request)
        return JSONResponse([_row(receipt) for receipt in _sent(receipts_of, invite)])

    @routes.get("/u/{secret}/originals")
    def originals(request: Request, secret: str) -> Response:
        """Names of this unit's files that came compressed by a chat tool."""
        invite = invite_of(deps, secret, request)
        return JSONResponse({"names": originals_wanted(deps.storage.catalog, invite)})


def _add_known(routes: APIRouter, deps: Deps, receipts_of: Receipts) -> None:
    edges = Edges(deps.storage.blobs)

    @routes.post("/u/{secret}/known")
    def known(request: Request, secret: str, question: Annotated[Question, Body()]) -> Response:
        """Which of these this unit has sent: sizes and edges that are known, hash -> receipt."""
        invite = invite_of(deps, secret, request)
        sent = [r for r in _sent(receipts_of, invite) if r.state not in NOT_SENT]
        sizes = {receipt.size for receipt in sent}
        numbers = {receipt.sha256: receipt.receipt for receipt in reversed(sent)}
        return JSONResponse(
            {
                "sizes": sorted(sizes.intersection(question.sizes)),
                "edges": [
                    asked.sha256
                    for asked in question.edges
                    if edges.are_of_one((r for r in sent if r.size == asked.size), asked.sha256)
                ],
                "sha256": {sha: numbers[sha] for sha in question.sha256 if sha in numbers},
            }
        )


def _row(receipt: Receipt) -> dict[str, object]:
    return {
        "receipt": receipt.receipt,
        "filename": receipt.filename,
        "size": receipt.size,
        "sha256": receipt.sha256,
        "state": receipt.state,
        "words": {"zh": receipt.words.zh, "en": receipt.words.en},
    }
