"""Asks for a week's opening and closing card to be made ahead, whenever they may have changed."""

from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from domain.cutting.captions import NOT_RECEIVED
from domain.errors import WeekReelError
from domain.planning.cards_ahead import cards_told
from storage.manning import at_work
from storage.opening import Storage
from storage.queue import cards_job
from storage.queues import PREVIEWS, take_of

log = structlog.get_logger()


def cards_soon(storage: Storage, campaign: str, *, again: str = "") -> None:
    """Once for each text, style, transition and number of files received; `again` where something
    else changed.

    Raises nothing: whatever was changed is kept already, and a film makes the cards that it lacks.
    """
    with _harmlessly(campaign):
        storage.queue.send(cards_job(campaign, f"{_told(storage, campaign)}{again}"))


def cards_soon_if_manned(storage: Storage, campaign: str, lease_ttl_s: float) -> None:
    """The same for a command that ends at once: without a worker the job would wait for nobody."""
    with _harmlessly(campaign):
        takes = {take for seen in at_work(storage.catalog, lease_ttl_s) for take in seen.takes}
        if take_of(PREVIEWS) in takes:
            cards_soon(storage, campaign)


@contextmanager
def _harmlessly(campaign: str) -> Iterator[None]:
    try:
        yield
    except WeekReelError as why:
        log.warning("no cards ahead", campaign=campaign, code=why.code, error=why.words.en)
    except Exception:
        log.exception("no cards ahead", campaign=campaign)


def _told(storage: Storage, campaign: str) -> str:
    week = storage.catalog.campaigns.get(campaign).campaign
    lying = storage.catalog.edits.current(campaign)
    told = cards_told(week, lying.draft if lying is not None else None)
    # Not what the closing card says of them: that is for the job to read, which makes nothing anew
    # that says the same.
    counts = storage.catalog.assets.counts(campaign)
    received = sum(count for state, count in counts.items() if state not in NOT_RECEIVED)
    return f"{told}-{received}"
