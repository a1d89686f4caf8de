"""The sender's page, its receipts, and what this unit has sent already."""

from typing import Annotated

from fastapi import APIRouter, Body
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from domain.sending import Invite, Receipt
from service.access import invite_of
from service.deps import Deps
from service.i18n import language_of
from service.sender.page import ACCEPT, NOT_SENT, sender_page

#: Files asked about at once.
MOST_ASKED = 500
#: States whose mark in the list is not a tick, with the mark's kind.
MARKS = {"refused": "bad", "withdrawn": "gone", "purged": "gone", "arriving": "wait"}

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Size = Annotated[int, Field(ge=0, lt=2**53)]


class Question(BaseModel):
    """What a phone is about to send: sizes first, hashes only of sizes that are known."""

    sizes: Annotated[list[Size], Field(max_length=MOST_ASKED)] = []
    sha256: Annotated[list[Sha256], Field(max_length=MOST_ASKED)] = []


def router(deps: Deps) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.get("/u/{secret}")
    def page(request: Request, secret: str) -> Response:
        invite = invite_of(deps, secret, request)
        campaign = deps.storage.catalog.campaigns.get(invite.campaign).campaign
        shown = sender_page(campaign, invite, _receipts(deps, invite), now=deps.clock())
        base = f"{deps.prefix}/u/{secret}"
        setup = {
            "uploads": f"{base}/uploads",
            "receipts": f"{base}/receipts",
            "known": f"{base}/known",
            "invite": invite.id,
            "sent": shown.sent,
            "maxBytes": int(deps.settings.max_file_bytes),
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

    @routes.get("/u/{secret}/receipts")
    def receipts(request: Request, secret: str) -> Response:
        invite = invite_of(deps, secret, request)
        return JSONResponse([_row(receipt) for receipt in _receipts(deps, invite)])

    @routes.post("/u/{secret}/known")
    def known(request: Request, secret: str, question: Annotated[Question, Body()]) -> Response:
        """Which of these this unit has sent: sizes that are known, hash -> receipt number."""
        invite = invite_of(deps, secret, request)
        sent = [r for r in _receipts(deps, invite) if r.state not in NOT_SENT]
        sizes = {receipt.size for receipt in sent}
        numbers = {receipt.sha256: receipt.receipt for receipt in reversed(sent)}
        return JSONResponse(
            {
                "sizes": sorted(sizes.intersection(question.sizes)),
                "sha256": {sha: numbers[sha] for sha in question.sha256 if sha in numbers},
            }
        )

    return routes


def _receipts(deps: Deps, invite: Invite) -> list[Receipt]:
    return deps.storage.catalog.intake.receipts(campaign=invite.campaign, unit=invite.unit)


def _row(receipt: Receipt) -> dict[str, object]:
    return {
        "receipt": receipt.receipt,
        "filename": receipt.filename,
        "size": receipt.size,
        "sha256": receipt.sha256,
        "state": receipt.state,
        "words": {"zh": receipt.words.zh, "en": receipt.words.en},
    }
