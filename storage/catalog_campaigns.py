"""The part of the seam to rows that concerns weeks: the plan, its state, what hangs on its keys."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.campaign import Campaign, Unit
from domain.moves import CampaignState


@dataclass(frozen=True, kw_only=True)
class CampaignRecord:
    campaign: Campaign
    state: CampaignState
    created_at: datetime


@dataclass(frozen=True, kw_only=True)
class CampaignTitle:
    """A campaign without its plan, which takes 0.4 ms to read: of hundreds only this is shown."""

    key: str
    title: str
    state: CampaignState
    created_at: datetime


class Campaigns(Protocol):
    def save(self, campaign: Campaign, *, merges: Mapping[str, str], at: datetime) -> None:
        """Create (state open) or update; `merges` maps a dropped activity's key to its heir.

        Conflict when an activity with assets is dropped and not merged, or a unit that has sent.
        Assets, sendings and invites of a merged activity move to its heir, the evidence for it
        too; storyboards stay as they were. Without assets, invites of a dropped activity are left
        open and invites of a dropped unit are revoked.
        """
        ...

    def get(self, key: str) -> CampaignRecord:
        """NotFound when there is none."""
        ...

    def all(self) -> list[CampaignRecord]: ...

    def titles(self) -> list[CampaignTitle]:
        """Every campaign in the order they were made."""
        ...

    def add_unit(self, key: str, unit: Unit) -> None:
        """Conflict when the key, the name or an alias stands already."""
        ...

    def amend(self, key: str, change: Callable[[Campaign], Campaign], *, at: datetime) -> Campaign:
        """The plan after `change`, which sees it as it is and is the only one to change it then.

        `change` may be called again when the database asks for another try; what it raises is
        raised, and nothing is kept. It drops no activity and no unit. The machine's tags are
        weighed anew by a `weigh` job. NotFound for no campaign.
        """
        ...

    def weigh_soon(self, key: str, *, beside: str) -> bool:
        """Queue a `weigh` job of the whole week, after a sending of the unit `beside`.

        False where no other unit's material tells of the week, where no machine's tag is open, or
        where such a job waits.
        """
        ...

    def move(
        self, key: str, *, seen: CampaignState, to: CampaignState, by: str, at: datetime
    ) -> bool:
        """False when it is no longer where it was `seen`, or may not go there; else it is logged.

        Retention counts its days from `at`.
        """
        ...

    def assets_per_activity(self, key: str) -> dict[str, int]:
        """Activity key -> assets tagged so, without the refused and withdrawn; no zeros."""
        ...
