"""Wanted shots: which of a plan's are there, by a person's word, and which may be by what was read.

A person marks an asset with a shot of its activity. What the machine can tell is little and is
only offered: a banner by the words that were read in the picture, a speaker by the speech that was
heard in a clip. A crowd or a hand on an instrument it cannot tell.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from domain.asset import Asset
from domain.campaign import Activity, Campaign
from domain.looking.picture_text import TextLine
from domain.moves import AssetState
from domain.weighing.keywords import plain_text
from domain.words import Words

#: Words of a wanted shot that a banner, backdrop or board answers, and those that a voice does.
_WRITTEN = re.compile(r"横幅|会标|条幅|背景板|海报|展板|标语|队旗|牌匾")
_SPOKEN = re.compile(r"讲话|致辞|主讲|讲解|授课|发言|宣讲|示范|报告人|提问")
#: What hangs at every such event without the activity's own name.
_OCCASION = re.compile(r"科技(?:活动)?周|科普(?:活动)?[周月日]|科技工作者日")
#: Milliseconds of speech; a call across the square is shorter.
_SPEAKS = 5_000
#: Characters of a line that names an activity or the theme, in common with it.
_NAMES = 5
#: States in which an asset may yet be in the film.
HERE = (AssetState.TAGGED, AssetState.HELD, AssetState.ACCEPTED)


@dataclass(frozen=True, kw_only=True)
class Likely:
    """A wanted shot that an asset may show, and why."""

    shot: str
    words: Words


@dataclass(frozen=True, kw_only=True)
class WantedShot:
    """One wanted shot of an activity, as it stands."""

    shot: str
    #: Assets that a person says show it; assets that may, and of which nobody has said so.
    shown: int
    likely: int


@dataclass(frozen=True, kw_only=True)
class Marked:
    """An asset's part in it: its activity and the shots that a person says it shows."""

    activity: str | None
    shows: tuple[str, ...]
    likely: tuple[str, ...] = ()


def likely_shots(asset: Asset, lines: Sequence[TextLine], campaign: Campaign) -> tuple[Likely, ...]:
    """What of its activity's wanted shots an asset may show, by its words and its sound."""
    activity = _activity(campaign, asset)
    if activity is None:
        return ()
    # A line is compared with three names letter by letter: only where a written one is wanted.
    written = any(_WRITTEN.search(shot) for shot in activity.wanted)
    read = _banner(lines, activity, campaign) if written else ""
    spoken = sum(end - start for start, end in asset.look.speech) if asset.look else 0
    found: list[Likely] = []
    for shot in activity.wanted:
        if read and _WRITTEN.search(shot):
            found.append(Likely(shot=shot, words=_read_words(read)))
        elif spoken >= _SPEAKS and _SPOKEN.search(shot):
            found.append(Likely(shot=shot, words=_spoken_words(spoken)))
    return tuple(found)


def wanted_shots(
    campaign: Campaign, marked: Iterable[Marked]
) -> Mapping[str, tuple[WantedShot, ...]]:
    """Activity key -> its wanted shots in the plan's order, of activities that want any."""
    shown: Counter[tuple[str, str]] = Counter()
    likely: Counter[tuple[str, str]] = Counter()
    for each in marked:
        if each.activity is None:
            continue
        shown.update((each.activity, shot) for shot in each.shows)
        likely.update((each.activity, shot) for shot in each.likely if shot not in each.shows)
    return {
        activity.key: tuple(
            WantedShot(
                shot=shot,
                shown=shown[activity.key, shot],
                likely=likely[activity.key, shot],
            )
            for shot in activity.wanted
        )
        for activity in campaign.activities
        if activity.wanted
    }


def still_wanted(activities: Iterable[Activity], marked: Iterable[Marked]) -> tuple[Activity, ...]:
    """Activities with those of their wanted shots alone that nobody has marked yet."""
    there = {(each.activity, shot) for each in marked for shot in each.shows}
    left = (
        replace(a, wanted=tuple(shot for shot in a.wanted if (a.key, shot) not in there))
        for a in activities
    )
    return tuple(activity for activity in left if activity.wanted)


def _activity(campaign: Campaign, asset: Asset) -> Activity | None:
    key = asset.tag.activity if asset.tag else None
    return next((a for a in campaign.activities if a.key == key), None)


def _banner(lines: Sequence[TextLine], activity: Activity, campaign: Campaign) -> str:
    """The line that names the activity, the theme or the occasion; empty when none does."""
    names = [plain_text(words) for words in (activity.title, campaign.theme, campaign.title)]
    for line in lines:
        text = plain_text(line.text)
        if _OCCASION.search(text) or any(_in_common(text, name) >= _NAMES for name in names):
            return line.text
    return ""


def _in_common(one: str, other: str) -> int:
    """Characters of the longest stretch that both hold."""
    return SequenceMatcher(None, one, other, autojunk=False).find_longest_match().size


def _read_words(line: str) -> Words:
    return Words(zh=f"画面中读出“{line}”", en=f"the picture reads “{line}”")


def _spoken_words(spoken: int) -> Words:
    seconds = spoken // 1000
    return Words(zh=f"有人讲话 {seconds} 秒", en=f"somebody speaks for {seconds} s")
