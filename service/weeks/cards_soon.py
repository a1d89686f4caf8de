"""Asks for a week's opening and closing card to be made ahead, whenever they may have changed."""

from domain.planning.cards_ahead import cards_told
from storage.opening import Storage
from storage.queue import cards_job


def cards_soon(storage: Storage, campaign: str, *, again: str = "") -> None:
    """Once for each text, style and transition; `again` where something else changed, as with the
    figures when a week is closed.
    """
    week = storage.catalog.campaigns.get(campaign).campaign
    lying = storage.catalog.edits.current(campaign)
    told = cards_told(week, lying.draft if lying is not None else None)
    storage.queue.send(cards_job(campaign, f"{told}{again}"))
