"""The only day of an activity comes along when a person says the activity."""

import datetime
from dataclasses import replace

from domain.asset import Asset
from domain.campaign import Campaign
from domain.facts import ClaimClass
from domain.reviewing.review import Decision
from domain.weighing.known import own_day
from domain.wording import activity_of, local_day


def on_its_day(asset: Asset, decision: Decision, campaign: Campaign) -> Asset:
    """The asset as the decision should find it: on the day that the named activity brings.

    The day stays where the decision names one, where it names no other activity than stands, and
    where the file or its sender tell a day of their own.
    """
    tag = asset.tag
    if tag is None or decision.day is not None or decision.activity in (None, tag.activity):
        return asset
    day = _day_for(asset, str(decision.activity), campaign)
    return asset if day == tag.day else replace(asset, tag=replace(tag, day=day))


def _day_for(asset: Asset, activity: str, campaign: Campaign) -> datetime.date | None:
    tag, named = asset.tag, activity_of(campaign, activity)
    assert tag is not None, "only what is tagged is asked about"
    if named is None:
        return tag.day
    said = _said_of(asset)
    if tag.day in said:
        return tag.day
    bound = own_day(named, campaign)
    if bound is not None and bound <= local_day(asset.received_at, campaign.zone):
        return bound
    # The plan's day of the activity that it was taken for falls with it; what a clock that was
    # put right says does not.
    was = activity_of(campaign, tag.activity) if tag.activity else None
    fell = was is not None and tag.day is not None and tag.day == own_day(was, campaign)
    return None if fell and not said else tag.day


def _said_of(asset: Asset) -> set[datetime.date]:
    """Days that the file or its sender say, without those that the date court doubts."""
    said = {
        claim.day
        for claim in asset.claims
        if claim.day is not None
        and not claim.doubt
        and claim.klass in (ClaimClass.CAPTURE, ClaimClass.DAY)
    }
    if asset.sender_day is not None:
        said.add(asset.sender_day)
    return said
