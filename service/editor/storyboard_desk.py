"""What all doors of the storyboard share: the film on the table, who changes it, how it is told."""

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from domain.campaign import Campaign
from domain.editing.changing import Table
from domain.editing.edits import Draft, Edits
from domain.people import Role
from service.deps import Deps
from service.editor.session import require
from service.editor.storyboard_rows import draft_row
from service.storyboards import Hand, lying, table
from service.weeks.cards_soon import cards_soon
from storage.catalog import Catalog
from storage.catalog_edits import EditState

#: Where the doors are.
PREFIX = "/api/campaigns/{key}/storyboard"
_EMPTY = Draft(edits=Edits(), shots=())


@dataclass(frozen=True, kw_only=True)
class StoryboardDesk:
    deps: Deps

    @property
    def catalog(self) -> Catalog:
        return self.deps.storage.catalog

    def campaign(self, key: str) -> Campaign:
        return self.catalog.campaigns.get(key).campaign

    def hand(self, request: Request, key: str, seen: int) -> Hand:
        """The editor who changes what they saw; refused for anybody else."""
        user = require(self.deps, request, Role.EDITOR)
        return Hand(campaign=self.campaign(key), seen=seen, actor=user.name, at=self.deps.clock())

    def told(self, campaign: Campaign, state: EditState) -> dict[str, Any]:
        return self._row(campaign, state, state.draft)

    def kept(self, campaign: Campaign, state: EditState) -> dict[str, Any]:
        """A new state, told; its cards are made while the editor goes on."""
        cards_soon(self.deps.storage, campaign.key)
        return self.told(campaign, state)

    def lying(self, key: str) -> dict[str, Any]:
        """What lies on the table, or what the newest film shows."""
        campaign, state = self.campaign(key), self.catalog.edits.current(key)
        draft = state.draft if state else lying(self.catalog, key) or _EMPTY
        return self._row(campaign, state, draft)

    def whole(self, key: str) -> tuple[Draft, Table]:
        """The draft with every asset of the campaign beside it."""
        campaign, draft = self.campaign(key), lying(self.catalog, key) or _EMPTY
        return draft, table(self.catalog, campaign, draft, whole=True)

    def _row(self, campaign: Campaign, state: EditState | None, draft: Draft) -> dict[str, Any]:
        desk = table(self.catalog, campaign, draft, whole=False)
        return draft_row(self.deps, state, draft, desk)
