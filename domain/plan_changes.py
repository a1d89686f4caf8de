"""Changes to a plan while its week goes on: an activity beside the plan, another title or number.

Keys stay, so that everything that hangs on an activity stays with it.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.campaign import Activity, Campaign
from domain.errors import Conflict
from domain.notice.kinds import kinds_of
from domain.words import Words

#: Weeks within the week that notices name beside their numbered activities (domain.md).
SUB_WEEKS = ("气象科技周", "林草科技周", "农业科技周", "交通运输科技周", "科技工作者日")
#: Shots that show what kind of activity it was, in the order in which they are taken.
WANTED: dict[str, tuple[str, ...]] = {
    "main_event": ("横幅全景", "领导讲话", "展台与群众", "发放资料特写"),
    "clinic": ("横幅全景", "排队的群众", "医生问诊（已征得同意）", "测血压特写"),
    "lecture": ("会标全景", "主讲人", "听讲的人", "提问互动"),
    "agri_training": ("田间全景", "专家示范", "农户操作特写"),
    "volunteer": ("队旗合影", "志愿者服务", "群众咨询"),
    "science_van": ("大篷车全景", "学生动手实验", "讲解员与展品"),
    "open_venue": ("场馆大门", "参观的人", "展品互动特写"),
    "app_signup": ("扫码台", "扫码特写"),
    "disaster": ("演练全景", "讲解示范", "群众参与"),
    "weather": ("场馆或观测场", "讲解员", "群众参与"),
    "forest": ("林区全景", "讲解示范", "群众参与"),
    "other_week": ("横幅全景", "讲解示范", "群众参与"),
}
#: What fits every activity, where its kind says nothing.
_ANY = ("横幅全景", "现场群众", "互动特写")


@dataclass(frozen=True, kw_only=True)
class ActivityLine:
    """What an editor may change of an activity, as it stands or as it is to stand."""

    number: int
    title: str
    date: datetime.date | None
    units: tuple[str, ...]
    wanted: tuple[str, ...]


def line_of(activity: Activity) -> ActivityLine:
    return ActivityLine(
        number=activity.number,
        title=activity.title,
        date=activity.date,
        units=activity.units,
        wanted=activity.wanted,
    )


def proposed_shots(kinds: Sequence[str]) -> tuple[str, ...]:
    """Shots that are usually wanted of activities of these kinds, those of the first kind first."""
    found = [shot for kind in kinds for shot in WANTED.get(kind, ())]
    return tuple(dict.fromkeys(found or _ANY))[:4]


def with_activity(
    campaign: Campaign, *, title: str, unit: str | None, date: datetime.date | None
) -> tuple[Campaign, Activity]:
    """The plan with one more activity beside it (计划外), last in number.

    Raises BrokenInput for a title that cannot stand, NotFound for an unknown unit, Conflict when
    an activity is called so already.
    """
    title = title.strip()
    if any(each.title == title for each in campaign.activities):
        raise Conflict(
            Words(zh=f"已经有“{title}”这项活动", en=f"an activity is called {title!r} already")
        )
    units = (campaign.unit(unit).key,) if unit else ()
    kinds = kinds_of(title, "", campaign.theme)
    added = Activity(
        key=_free_key(campaign),
        number=max((each.number for each in campaign.activities), default=0) + 1,
        title=title,
        kinds=kinds,
        date=date,
        units=units,
        wanted=proposed_shots(kinds),
        off_plan=True,
    )
    return replace(campaign, activities=(*campaign.activities, added)), added


def changed(campaign: Campaign, key: str, *, seen: ActivityLine, to: ActivityLine) -> Campaign:
    """The plan with that activity as `to`; those between its old and its new number move by one.

    Raises NotFound, BrokenInput as `Activity` does, and Conflict when the activity is not as it
    was seen any more.
    """
    old = campaign.activity(key)
    if line_of(old) != seen:
        raise Conflict(
            Words(
                zh=f"没有保存：“{old.title}”刚刚被别人改过，请刷新后再看",
                en=f"nothing was changed: {old.title!r} was changed meanwhile; load the page again",
            )
        )
    for unit in to.units:
        campaign.unit(unit)
    new = replace(
        old,
        number=to.number,
        title=to.title.strip(),
        date=to.date,
        units=to.units,
        wanted=tuple(filter(None, (shot.strip() for shot in to.wanted))),
    )
    others = [each for each in campaign.activities if each.key != key]
    moved = _out_of_the_way(others, old.number, new.number)
    return replace(campaign, activities=tuple(sorted([*moved, new], key=lambda a: a.number)))


def _out_of_the_way(others: Sequence[Activity], old: int, new: int) -> list[Activity]:
    """`new` is free afterwards: those between the two move one place towards `old`.

    A number that nobody has is taken as it is, and nobody moves.
    """
    if new not in {each.number for each in others}:
        return list(others)
    numbers = sorted([old, *(each.number for each in others)])
    step = -1 if new > old else 1
    low, high = min(old, new), max(old, new)
    return [
        replace(each, number=numbers[numbers.index(each.number) + step])
        if low <= each.number <= high
        else each
        for each in others
    ]


def _free_key(campaign: Campaign) -> str:
    """Above every key of its kind: one that was dropped in the middle is not used again."""
    numbers = [int(a.key[1:]) for a in campaign.activities if a.key[1:].isdecimal()]
    return f"a{max(numbers, default=0) + 1}"
