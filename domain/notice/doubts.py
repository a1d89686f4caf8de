"""What a reader of a notice could not be sure of, as stable codes with sentences for people."""

from collections.abc import Iterable
from dataclasses import dataclass

from domain.words import Words


@dataclass(frozen=True, kw_only=True)
class Doubt:
    """Something that a person has to look at before the draft is used."""

    #: Stable code, such as "activities_2_to_7_undated"; after a colon the notice's own words.
    code: str
    words: Words
    #: Fields of the draft that it is about, named as `domain.notice.sources` does.
    about: tuple[str, ...] = ()
    #: The notice's own words that are unsure; empty where it says nothing.
    quoted: str = ""

    def __str__(self) -> str:
        return f"{self.words.zh} {self.words.en} [{self.code}]"


_PLAIN: dict[str, Words] = {
    "title_missing_in_text": Words(
        zh="通知里没有标题，已按内容拟了一个", en="the notice has no title; one is suggested"
    ),
    "year_missing": Words(
        zh="通知里没有年份，所有日期都无法确定", en="the notice names no year, so no date is known"
    ),
    "period_missing": Words(
        zh="没有读出活动时间，请填写 starts_on 和 ends_on",
        en="no period was found; fill in starts_on and ends_on",
    ),
    "theme_missing": Words(zh="没有读出活动主题", en="no theme was found"),
    "activities_missing": Words(
        zh="没有读出活动安排，请自行填写", en="no list of activities was found; fill it in"
    ),
    "activities_renumbered": Words(
        zh="活动序号有重复，已按顺序重新编号",
        en="numbers came twice, so activities were renumbered",
    ),
    "issuers_missing": Words(zh="没有读出发文单位", en="no issuer was found"),
    "deadline_missing": Words(zh="没有读出报送截止时间", en="no deadline was found"),
    "recipients_missing": Words(zh="没有读出报送对象", en="no recipient was found"),
}
#: Sentences around the notice's own words.
_QUOTING: dict[str, Words] = {
    "lost_characters": Words(
        zh="“{}”像是丢了字（年、月或数字），请对照原件填写",
        en="“{}” seems to have lost characters; fill in the date from the original",
    ),
    "period_vague": Words(
        zh="活动时间只写了“{}”，没有具体日期", en="the period says only “{}”, without days"
    ),
    "period_of_days": Words(
        zh="活动时间是由几个日期推出的（{}），请核对",
        en="the period, {}, is from the first to the last of several days",
    ),
    "period_elsewhere": Words(
        zh="文中另有一段日期 {}，没有采用，请核对",
        en="another range, {}, stands in the text; not used",
    ),
    "year_conflict": Words(zh="文中年份不一致：{}", en="the years in the notice differ: {}"),
    "deadline_unsure": Words(
        zh="报送时间“{}”不是明确的日期", en="the deadline “{}” is not a definite day"
    ),
    "other_deadline": Words(
        zh="另有一个报送时间“{}”，没有采用", en="there is another deadline, “{}”, not used"
    ),
    "org_alias": Words(
        zh="这些名称可能是同一单位，请核对：{}", en="these may be names of one unit: {}"
    ),
    "unit_collective": Words(
        zh="“{}”不是一家单位，请逐家添加", en="“{}” is not one unit; add each of them"
    ),
}
#: Sentences about one or several activities: numbers, then the notice's words if there are any.
_OF_ACTIVITY: dict[str, Words] = {
    "undated": Words(zh="活动 {} 没有单独的日期", en="no date of its own: activity {}"),
    "no_unit": Words(zh="活动 {} 没有责任单位", en="no responsible unit: activity {}"),
    "title_unsure": Words(
        zh="活动 {} 的名称是从正文截取的", en="title taken from the text: activity {}"
    ),
    "unit_unsure": Words(
        zh="活动 {} 的责任单位没有读全", en="units not all understood: activity {}"
    ),
    "venue_unsure": Words(
        zh="活动 {} 的“{}”不一定是地点，地点留空",
        en="in activity {}, “{}” may be no place; the venue is left open",
    ),
    "vague_date": Words(
        zh="活动 {} 的日期“{}”不具体", en="the date of activity {}, “{}”, is not definite"
    ),
    "several_days": Words(
        zh="活动 {} 不止一天（{}），日期留空", en="activity {} has several days ({}); left open"
    ),
    "lost_characters": Words(
        zh="活动 {} 的“{}”像是丢了字，日期留空",
        en="in activity {}, “{}” seems to have lost characters; left open",
    ),
}


#: The field of the draft, or of each activity, that a doubt is about.
_ABOUT = {
    "title_missing_in_text": "title",
    "year_missing": "period",
    "period_missing": "period",
    "theme_missing": "theme",
    "activities_missing": "activities",
    "activities_renumbered": "activities",
    "issuers_missing": "issuers",
    "deadline_missing": "deadline",
    "recipients_missing": "recipients",
    "lost_characters": "period",
    "period_vague": "period",
    "period_of_days": "period",
    "period_elsewhere": "period",
    "year_conflict": "period",
    "deadline_unsure": "deadline",
    "other_deadline": "deadline",
    "org_alias": "units",
    "unit_collective": "units",
}
_ABOUT_OF_ACTIVITY = {
    "undated": "date",
    "no_unit": "units",
    "title_unsure": "title",
    "unit_unsure": "units",
    "venue_unsure": "venue",
    "vague_date": "date",
    "several_days": "date",
    "lost_characters": "date",
}


def doubt(code: str, quoted: str = "") -> Doubt:
    """A doubt about the notice as a whole, with the notice's own words if they say more."""
    if not quoted:
        return Doubt(code=code, words=_PLAIN[code], about=(_ABOUT[code],))
    words = _QUOTING[code]
    return Doubt(
        code=f"{code}:{quoted}",
        words=Words(zh=words.zh.format(quoted), en=words.en.format(quoted)),
        about=(_ABOUT[code],),
        quoted=quoted,
    )


def activity_doubt(code: str, numbers: Iterable[int], quoted: str = "") -> Doubt:
    """A doubt about activities: activity_7_no_unit, activities_2_to_7_undated."""
    numbers = sorted(numbers)
    runs = _runs(numbers)
    who = "activity" if len(runs) == 1 and runs[0][0] == runs[0][1] else "activities"
    told = "_and_".join(str(a) if a == b else f"{a}_to_{b}" for a, b in runs)
    shown = "、".join(str(a) if a == b else f"{a}–{b}" for a, b in runs)
    words = _OF_ACTIVITY[code]
    return Doubt(
        code=f"{who}_{told}_{code}" + (f":{quoted}" if quoted else ""),
        words=Words(zh=words.zh.format(shown, quoted), en=words.en.format(shown, quoted)),
        about=tuple(f"activities.{n}.{_ABOUT_OF_ACTIVITY[code]}" for n in numbers),
        quoted=quoted,
    )


def _runs(numbers: list[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs
