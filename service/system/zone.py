"""In which zone the owner's pages tell the time: the newest campaign's, else China's."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from storage.catalog_campaigns import CampaignRecord

#: Where the product is at home; used before there is a campaign.
HOME_ZONE = "Asia/Shanghai"


def zone_of(campaigns: Sequence[CampaignRecord]) -> str:
    newest = max(campaigns, key=lambda record: record.created_at, default=None)
    return newest.campaign.zone if newest else HOME_ZONE


def day_begins(day: date, zone: str, *, days_on: int = 0) -> datetime:
    """The moment at which that day, or one `days_on` later, begins in the zone."""
    begun = datetime.combine(day + timedelta(days=days_on), time(), ZoneInfo(zone))
    return begun.astimezone(UTC)
