"""The day of a tag, and the reasons for it in words."""

from domain.campaign import Activity
from domain.tagging import Evidence
from domain.weighing.conflicts import conflict
from domain.weighing.day_weighing import DayFound, Witness, clock_sure, said_in, weigh_days
from domain.weighing.joint_weighing import Believed
from domain.weighing.known import Known, own_day, said_right, who_said
from domain.weighing.time_sources import ON_THE_DAY
from domain.wording import day_en, day_zh
from domain.words import Words

#: From so likely an activity its day is taken for the asset's; where days are said that differ, one
#: must be so sure that it is no question.
DAY_FROM, DAY_SURE = 600, 0.85
#: A day that is less sure than this is a question wherever anything says another.
DAY_LEAST = 0.6
#: From such a chance on that a clock is near its time it tells the day, else sender and plan do.
CLOCK_TRUSTED = 0.5


def day_found(
    seen: Known, best: Activity | None, chance: int, believed: Believed | None
) -> DayFound | None:
    """The day weighed: the camera's clock, what is said, the day of a likely activity."""
    trusted = 1.0
    if believed is not None and believed.days and seen.taken is not None:
        found = _day_by_the_clock(seen, believed)
        if found is not None and sum(believed.days.values()) >= CLOCK_TRUSTED:
            return found
        # A clock that is lost says little; then what the sender and the plan say counts.
        trusted = believed.days.get(seen.taken.date(), 0.0)
    witnesses: list[Witness] = []
    if seen.taken is not None:
        day = seen.taken.date()
        sure = min(clock_sure(seen.campaign, day, seen.sure), trusted)
        witnesses.append(Witness(day=day, sure=sure, words=_CLOCK))
    # A day in a file's name is often that of its sending, and no word against a camera.
    if seen.said_day is not None and (seen.taken is None or seen.said_by == "sender_day"):
        zh, en = who_said(seen)
        said = Words(zh=zh, en=en)
        meant = believed.meant if believed is not None else 1.0
        witnesses.append(Witness(day=seen.said_day, sure=said_right(seen, meant), words=said))
    bound = own_day(best, seen.campaign) if best and chance >= DAY_FROM else None
    if bound is not None:
        witnesses.append(Witness(day=bound, sure=ON_THE_DAY * chance / 1000, words=_PLAN))
    return weigh_days(witnesses, len(seen.campaign.days()), seen.not_after)


def _day_by_the_clock(seen: Known, believed: Believed) -> DayFound | None:
    """The day by all that the camera took; what was said of it is in that already."""
    taken = seen.taken
    assert taken is not None, "only what has a clock is asked"
    day = max(believed.days, key=lambda each: (believed.days[each], each))
    shown = Witness(day=(taken - seen.put_right).date(), sure=seen.sure, words=_CLOCK)
    heard = [Witness(day=taken.date(), sure=seen.sure, words=_PUT_RIGHT)] if seen.put_right else []
    heard.append(shown)
    if seen.said_day is not None and seen.said_by == "sender_day":
        zh, en = who_said(seen)
        heard.append(Witness(day=seen.said_day, sure=0.0, words=Words(zh=zh, en=en)))
    mine = [each for each in heard if each.day == day]
    if not mine:
        return None
    others = [each for each in heard if each.day != day]
    return DayFound(
        day=day,
        sure=believed.days[day],
        by=mine[0],
        against=others[0] if others else None,
        rival=believed.days.get(others[0].day, 0.0) if others else 0.0,
    )


def day_doubted(found: DayFound | None) -> bool:
    """True where witnesses differ about the day and none outweighs the others.

    A clock of another month is no rival, however unsure the day that is said may be.
    """
    if found is None or found.against is None:
        return False
    return found.rival > 1 - DAY_SURE or found.sure < DAY_LEAST


def day_conflicts(seen: Known, found: DayFound | None) -> list[Evidence]:
    """Two witnesses that name different days, or a day after the copy was saved."""
    said, saved = seen.said_day, seen.saved_by
    if found is not None and found.against is not None:
        ours, theirs = said_in(seen.campaign, found.by), said_in(seen.campaign, found.against)
        return [conflict(ours, theirs, not day_doubted(found))]
    if said is None or saved is None or seen.said_by != "sender_day" or seen.taken is not None:
        return []
    if saved >= said:
        return []
    day = seen.day(saved)
    ours = Words(zh=f"说明的日期是 {seen.day(said).zh}", en=f"the day said is {seen.day(said).en}")
    theirs = Words(zh=f"文件在 {day.zh} 已经保存", en=f"the file was saved by {day.en}")
    return [conflict(ours, theirs, certain=False)]


def day_words(found: DayFound | None) -> tuple[Evidence, ...]:
    """Why the day stands or stays open, where nothing else says it."""
    if found is None:
        words = Words(
            zh="没有可靠的拍摄日期，日期留空", en="no reliable day, so the day stays open"
        )
        return (Evidence(kind="day", activity=None, day=None, weight=0, words=words),)
    if found.by.words is not _PLAN:
        return ()
    zh, en = day_zh(found.day), day_en(found.day)
    words = Words(
        zh=f"没有可信的拍摄时间；该活动只在 {zh} 举行，日期按活动日期",
        en=f"no capture time to trust; the activity took place on {en} alone, so that day",
    )
    return (Evidence(kind="day", activity=None, day=found.day, weight=0, words=words),)


_CLOCK = Words(zh="拍摄时间", en="it was taken on")
_PUT_RIGHT = Words(
    zh="按这台相机其他素材改正时钟后，拍摄日期",
    en="by its camera's clock, put right by the camera's other material, it was taken on",
)
_PLAN = Words(zh="该活动日期", en="the activity's day is")
