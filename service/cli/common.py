"""What every command shares: settings, storage, the campaign meant, words in the owner's tongue."""

import contextlib
import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated

import typer

from domain.campaign import Activity, Campaign, Unit
from domain.errors import NotFound, UsageError, WeekReelError
from domain.moves import CampaignState
from domain.words import Words
from storage.opening import Storage, open_storage
from storage.settings import Settings, read_settings
from storage.unexpected import note_unexpected

CampaignKey = Annotated[
    str | None,
    typer.Option("--campaign", envvar="WEEKREEL_CAMPAIGN", help="campaign key; the only open one"),
]

#: States in which a campaign counts as open for commands without --campaign.
LIVE = {CampaignState.OPEN, CampaignState.LATE, CampaignState.RETURNED}


def now() -> datetime:
    return datetime.now(UTC)


def chinese() -> bool:
    tongue = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG", "")
    return tongue.startswith("zh")


def said(words: Words) -> str:
    return words.zh if chinese() else words.en


def complain(error: WeekReelError) -> None:
    print(f"weekreel: {said(error.words)}", file=sys.stderr)


def complain_unexpected(error: Exception) -> None:
    """One line; the place goes into the log, and nothing of what it was about anywhere."""
    print(f"weekreel: {said(note_unexpected(error))}", file=sys.stderr)


@contextlib.contextmanager
def opened() -> Iterator[tuple[Settings, Storage]]:
    settings = read_settings()
    with open_storage(settings) as storage:
        yield settings, storage


def campaign_of(storage: Storage, key: str | None) -> Campaign:
    """The named campaign, else the only open one; UsageError when that is not one."""
    if key:
        try:
            return storage.catalog.campaigns.get(key).campaign
        except NotFound as error:
            raise UsageError(error.words) from error
    live = [record for record in storage.catalog.campaigns.all() if record.state in LIVE]
    if len(live) == 1:
        return live[0].campaign
    keys = ", ".join(record.campaign.key for record in live)
    if live:
        raise UsageError(
            Words(
                zh=f"有多个进行中的活动周（{keys}），请用 --campaign 指明是哪一个",
                en=f"several campaigns are open ({keys}); say which with --campaign",
            )
        )
    raise UsageError(
        Words(
            zh="还没有进行中的活动周，请先运行 weekreel new 和 weekreel open",
            en="no campaign is open yet; run weekreel new and weekreel open first",
        )
    )


def unit_of(campaign: Campaign, name: str) -> Unit:
    """The unit of that name, alias or key; UsageError that lists the names."""
    by_key = (unit for unit in campaign.units if unit.key == name)
    unit = campaign.unit_named(name) or next(by_key, None)
    if unit is not None:
        return unit
    names = "、".join(unit.name for unit in campaign.units)
    raise UsageError(
        Words(
            zh=f"没有叫“{name}”的单位。已有：{names}。新单位请先运行 weekreel unit add {name}",
            en=f"no unit is called {name!r}; there are {names}; add one by weekreel unit add",
        )
    )


def activity_of(campaign: Campaign, number: int) -> Activity:
    """The activity of that number; UsageError that lists the numbers."""
    for activity in campaign.activities:
        if activity.number == number:
            return activity
    numbers = ", ".join(str(activity.number) for activity in campaign.activities)
    raise UsageError(
        Words(
            zh=f"没有第 {number} 项活动，已有：{numbers}",
            en=f"there is no activity {number}; there are {numbers}",
        )
    )
