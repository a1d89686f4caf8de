"""The tag station's decision: evidence of an asset, weighed into activity, day and readiness."""

import math
from collections.abc import Iterable, Mapping, Sequence

from domain.asset import Asset
from domain.campaign import Activity, Campaign
from domain.looking.picture_text import TextLine
from domain.tagging import Evidence, Tag
from domain.weighing.day_weighing import DayFound, Witness, clock_sure, said_in, weigh_days
from domain.weighing.joint_weighing import Believed
from domain.weighing.nearby import Member, Opinions, with_company
from domain.weighing.occasions import ALONE, Company
from domain.weighing.weighing_sources import (
    ON_THE_DAY,
    SOURCES,
    Known,
    known,
    own_day,
    said_right,
    who_said,
)
from domain.wording import day_en, day_zh
from domain.words import Words

#: Per mille from which a suggestion is shown as ready.
READY_FROM = 960
#: Where evidence contradicts the rest, so much is needed: the rest must outweigh it by far.
DESPITE_CONFLICT = 990
#: From so likely an activity its day is taken for the asset's; where days are said that differ, one
#: must be so sure that it is no question.
DAY_FROM, DAY_SURE = 600, 0.85
#: From such a chance on that a clock is near its time it tells the day, else sender and plan do.
CLOCK_TRUSTED = 0.5
#: A machine is never certain: 1000 is a person's.
MACHINE_MOST = 999
#: Prior log odds in hundredths: of an activity that nobody is expected to send from, of one
#: beside the plan, and of none of them all.
NOT_EXPECTED, OFF_PLAN, OUTSIDE_THE_PLAN = -300, -100, -150
#: From such a ratio a place that other pictures share is said to speak for an activity.
PLACE_SAYS = 3.0
#: Chances that differ by less are the same.
_SAME = 1e-6
#: Evidence so strong against the tag, or for another activity alone, makes it a question.
AGAINST, FOR_ANOTHER = -150, 250


def weigh(
    asset: Asset,
    campaign: Campaign,
    *,
    note: str = "",
    read: Sequence[TextLine] = (),
    company: Company = ALONE,
) -> Tag:
    """The tag that the evidence of this asset alone makes likeliest.

    A person's tag is returned untouched. `note` is the sender's text for the sending, `read` the
    lines in the picture. The activity is None when nothing speaks for one activity more than for
    another; the day is None when nothing but saved copies speaks of time.
    """
    if asset.tag is not None and asset.tag.by == "person":
        return asset.tag
    seen = known(asset, campaign, note, read, company)
    own = Member(id=asset.id, sending=asset.sending, opinions=opinions_of(seen))
    return tag_of(seen, with_company(own, company, {}, campaign))


def opinions_of(seen: Known) -> dict[str, tuple[Evidence, ...]]:
    """What every source says of every activity, of one asset without its company."""
    return {
        activity.key: tuple(e for source in SOURCES if (e := source(seen, activity)) is not None)
        for activity in seen.campaign.activities
    }


def tag_of(seen: Known, opinions: Opinions, believed: Believed | None = None) -> Tag:
    """The machine's tag from all opinions; in company by what is `believed` of it there."""
    if believed is None:
        chances = posterior(seen.campaign, opinions)
        best = _best(seen.campaign, opinions)
    else:
        opinions = _with_places(seen, opinions, believed)
        chances = {
            key: min(round(1000 * chance), MACHINE_MOST)
            for key, chance in believed.activities.items()
        }
        best = _likeliest(seen.campaign, opinions, believed)
    if best is None:
        return _undecided(seen, opinions, chances, believed)
    return _tagged(seen, opinions, best, chances[best.key], believed)


def posterior(campaign: Campaign, opinions: Opinions) -> dict[str, int]:
    """Per mille for each activity: softmax of prior and weights, beside "none of the plan"."""
    odds = {a.key: log_odds(a, opinions[a.key]) for a in campaign.activities}
    top = max([*odds.values(), OUTSIDE_THE_PLAN])
    shares = {key: math.exp((value - top) / 100) for key, value in odds.items()}
    # fsum: the same total whatever the order of the plan.
    total = math.fsum([*shares.values(), math.exp((OUTSIDE_THE_PLAN - top) / 100)])
    return {key: min(round(1000 * share / total), MACHINE_MOST) for key, share in shares.items()}


def log_odds(activity: Activity, evidence: Iterable[Evidence]) -> int:
    """Prior of an activity plus what speaks for and against it, natural log in hundredths."""
    prior = 0 if activity.media_expected else NOT_EXPECTED
    prior += OFF_PLAN if activity.off_plan else 0
    return prior + sum(each.weight for each in evidence)


def _best(campaign: Campaign, opinions: Opinions) -> Activity | None:
    """The likeliest activity; None on a tie or when nothing speaks for it."""
    odds = {each.key: log_odds(each, opinions[each.key]) for each in campaign.activities}
    top = [each for each in campaign.activities if odds[each.key] == max(odds.values())]
    return top[0] if len(top) == 1 and _speaks_for(opinions[top[0].key]) else None


def _likeliest(campaign: Campaign, opinions: Opinions, believed: Believed) -> Activity | None:
    """The same by what is believed of it in its company."""
    chances = believed.activities
    top = [a for a in campaign.activities if chances[a.key] >= max(chances.values()) - _SAME]
    return top[0] if len(top) == 1 and _speaks_for(opinions[top[0].key]) else None


def _with_places(seen: Known, opinions: Opinions, believed: Believed) -> Opinions:
    """The opinions and what other pictures of the same spot say, where the plan says nothing."""
    found = dict(opinions)
    for activity in seen.campaign.activities:
        ratio, said = believed.places.get(activity.key, 1.0), opinions[activity.key]
        if ratio < PLACE_SAYS or any(each.kind == "place" and each.weight > 0 for each in said):
            continue
        words = Words(
            zh=f"同一地点附近的其他素材多属于“{activity.title}”",
            en=f"other material of the same spot is mostly of “{activity.title}”",
        )
        weight = round(100 * math.log(ratio))
        near = Evidence(kind="place", activity=activity.key, day=None, weight=weight, words=words)
        found[activity.key] = (*said, near)
    return found


def _speaks_for(evidence: Iterable[Evidence]) -> bool:
    return any(each.weight > 0 and each.activity is not None for each in evidence)


def _tagged(
    seen: Known, opinions: Opinions, best: Activity, chance: int, believed: Believed | None
) -> Tag:
    mine = opinions[best.key]
    others = _for_others(seen.campaign, opinions, best)
    found = _day(seen, best, chance, believed)
    against = _against(mine, others)
    certain = chance >= (DESPITE_CONFLICT if against else READY_FROM)
    conflicts = [*_conflicts(mine, against, certain), *_day_conflicts(seen, found)]
    day = found.day if found else None
    dated = day is not None or own_day(best, seen.campaign) is None
    return Tag(
        activity=best.key,
        day=day,
        by="machine",
        confidence=chance,
        ready=certain and dated and not _day_doubted(found),
        evidence=(*mine, *others, *conflicts, *_day_words(found)),
    )


def _undecided(
    seen: Known, opinions: Opinions, chances: Mapping[str, int], believed: Believed | None
) -> Tag:
    """No activity: what speaks for the likeliest ones is shown once each, and the day is kept."""
    top = max(chances.values(), default=0)
    shown = [each for key, chance in chances.items() if chance == top for each in opinions[key]]
    once = {each.words.zh: each for each in shown if each.weight >= 0}
    found = _day(seen, None, 0, believed)
    words = Words(
        zh="没有依据能把它归到某一项活动，请人工选择",
        en="nothing speaks for one activity more than for another; a person chooses",
    )
    doubt = Evidence(kind="conflict", activity=None, day=None, weight=0, words=words)
    return Tag(
        activity=None,
        day=found.day if found else None,
        by="machine",
        confidence=0,
        ready=False,
        evidence=(
            *once.values(),
            *_day_conflicts(seen, found),
            doubt,
            *_day_words(found),
        ),
    )


def _for_others(campaign: Campaign, opinions: Opinions, best: Activity) -> list[Evidence]:
    """Of each kind that does not speak for the best, the strongest for another activity."""
    spoken = {each.kind for each in opinions[best.key] if each.weight > 0 and each.activity}
    strongest: dict[str, Evidence] = {}
    for other in campaign.activities:
        for each in opinions[other.key]:
            if other.key == best.key or each.activity is None or each.kind in spoken:
                continue
            if each.weight > max(strongest[each.kind].weight if each.kind in strongest else 0, 0):
                strongest[each.kind] = _said_of(other, each)
    return list(strongest.values())


def _said_of(activity: Activity, evidence: Evidence) -> Evidence:
    words = Words(
        zh=f"也可能是“{activity.title}”：{evidence.words.zh}",
        en=f"it may also be “{activity.title}”: {evidence.words.en}",
    )
    return Evidence(
        kind=evidence.kind,
        activity=evidence.activity,
        day=evidence.day,
        weight=evidence.weight,
        words=words,
    )


def _against(mine: Sequence[Evidence], others: Sequence[Evidence]) -> list[Evidence]:
    """What speaks so strongly against the tag, or for another activity, that it must be seen."""
    return [
        *(each for each in mine if each.weight <= AGAINST),
        *(each for each in others if each.weight >= FOR_ANOTHER),
    ]


def _conflicts(
    mine: Sequence[Evidence], against: Sequence[Evidence], certain: bool
) -> list[Evidence]:
    """One sentence that sets the strongest reason for the tag against the strongest other."""
    if not against:
        return []
    pro = max((e for e in mine if e.activity is not None), key=lambda e: e.weight)
    contra = max(against, key=lambda e: abs(e.weight))
    return [_conflict(pro.words, contra.words, certain)]


def _conflict(one: Words, other: Words, certain: bool) -> Evidence:
    words = Words(
        zh=f"依据互相矛盾，请人工确定：{one.zh}；但{other.zh}",
        en=f"the evidence contradicts itself, a person decides: {one.en}; but {other.en}",
    )
    if certain:
        words = Words(
            zh=f"有依据不一致，其余依据有力得多：{one.zh}；但{other.zh}",
            en=f"the evidence differs, the rest is far stronger: {one.en}; but {other.en}",
        )
    return Evidence(kind="conflict", activity=None, day=None, weight=0, words=words)


def _day(
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
        witnesses.append(Witness(day=seen.said_day, sure=said_right(seen), words=said))
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
    )


def _day_doubted(found: DayFound | None) -> bool:
    """True where witnesses differ about the day and none outweighs the others."""
    return found is not None and found.against is not None and found.sure < DAY_SURE


def _day_conflicts(seen: Known, found: DayFound | None) -> list[Evidence]:
    """Two witnesses that name different days, or a day after the copy was saved."""
    said, saved = seen.said_day, seen.saved_by
    if found is not None and found.against is not None:
        ours, theirs = said_in(seen.campaign, found.by), said_in(seen.campaign, found.against)
        return [_conflict(ours, theirs, not _day_doubted(found))]
    if said is None or saved is None or seen.said_by != "sender_day" or seen.taken is not None:
        return []
    if saved >= said:
        return []
    day = seen.day(saved)
    ours = Words(zh=f"说明的日期是 {seen.day(said).zh}", en=f"the day said is {seen.day(said).en}")
    theirs = Words(zh=f"文件在 {day.zh} 已经保存", en=f"the file was saved by {day.en}")
    return [_conflict(ours, theirs, certain=False)]


def _day_words(found: DayFound | None) -> tuple[Evidence, ...]:
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
