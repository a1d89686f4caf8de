"""The tag station's decision: evidence of an asset, weighed into activity, day and readiness."""

import datetime
import math
from collections.abc import Iterable, Mapping, Sequence

from domain.asset import Asset
from domain.campaign import Activity, Campaign
from domain.tagging import Evidence, Tag
from domain.weighing_sources import SOURCES, Known, known, own_day
from domain.wording import day_en, day_zh
from domain.words import Words

#: Per mille from which a suggestion is shown as ready.
READY_FROM = 900
#: A machine is never certain: 1000 is a person's.
MACHINE_MOST = 999
#: Prior log odds in hundredths: of an activity that nobody is expected to send from, of one
#: beside the plan, and of none of them all.
NOT_EXPECTED, OFF_PLAN, OUTSIDE_THE_PLAN = -300, -100, -150
#: Evidence so strong against the tag, or for another activity alone, makes it a question.
AGAINST, FOR_ANOTHER = -150, 250

Opinions = Mapping[str, tuple[Evidence, ...]]


def weigh(asset: Asset, campaign: Campaign, *, note: str = "") -> Tag:
    """The tag that the evidence makes likeliest; a person's tag is returned untouched.

    `note` is the sender's text for the sending. The activity is None when nothing speaks for one
    activity more than for another; the day is None when nothing but saved copies speaks of time.
    """
    if asset.tag is not None and asset.tag.by == "person":
        return asset.tag
    seen = known(asset, campaign, note)
    opinions = {
        activity.key: tuple(e for source in SOURCES if (e := source(seen, activity)) is not None)
        for activity in campaign.activities
    }
    chances = posterior(campaign, opinions)
    best = _best(campaign, opinions)
    if best is None:
        return _undecided(seen, opinions, chances)
    return _tagged(seen, opinions, best, chances[best.key])


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


def _speaks_for(evidence: Iterable[Evidence]) -> bool:
    return any(each.weight > 0 and each.activity is not None for each in evidence)


def _tagged(seen: Known, opinions: Opinions, best: Activity, chance: int) -> Tag:
    mine = opinions[best.key]
    others = _for_others(seen.campaign, opinions, best)
    conflicts = [*_conflicts(mine, others), *_day_conflicts(seen)]
    certain = chance >= READY_FROM and not conflicts
    day, because = _day(seen, best if certain else None)
    return Tag(
        activity=best.key,
        day=day,
        by="machine",
        confidence=chance,
        ready=certain and (day is not None or own_day(best, seen.campaign) is None),
        evidence=(*mine, *others, *conflicts, *because),
    )


def _undecided(seen: Known, opinions: Opinions, chances: Mapping[str, int]) -> Tag:
    """No activity: what speaks for the likeliest ones is shown once each, and the day is kept."""
    top = max(chances.values(), default=0)
    shown = [each for key, chance in chances.items() if chance == top for each in opinions[key]]
    once = {each.words.zh: each for each in shown if each.weight >= 0}
    day, because = _day(seen, None)
    words = Words(
        zh="没有依据能把它归到某一项活动，请人工选择",
        en="nothing speaks for one activity more than for another; a person chooses",
    )
    doubt = Evidence(kind="conflict", activity=None, day=None, weight=0, words=words)
    return Tag(
        activity=None,
        day=day,
        by="machine",
        confidence=0,
        ready=False,
        evidence=(*once.values(), *_day_conflicts(seen), doubt, *because),
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


def _conflicts(mine: Sequence[Evidence], others: Sequence[Evidence]) -> list[Evidence]:
    """One sentence that sets the strongest reason for the tag against the strongest other."""
    against = [each for each in mine if each.weight <= AGAINST]
    against += [each for each in others if each.weight >= FOR_ANOTHER]
    if not against:
        return []
    pro = max((e for e in mine if e.activity is not None), key=lambda e: e.weight)
    contra = max(against, key=lambda e: abs(e.weight))
    return [_conflict(pro.words, contra.words)]


def _day_conflicts(seen: Known) -> list[Evidence]:
    """The sender's day against the camera's, or against a copy that was saved earlier."""
    said, taken, saved = seen.said_day, seen.taken, seen.saved_by
    if said is None:
        return []
    ours = Words(zh=f"说明的日期是 {seen.day(said).zh}", en=f"the day said is {seen.day(said).en}")
    if taken is not None and taken.date() != said:
        day = seen.day(taken.date())
        theirs = Words(zh=f"拍摄时间是 {day.zh}", en=f"it was taken on {day.en}")
        return [_conflict(ours, theirs)]
    if taken is None and saved is not None and saved < said:
        day = seen.day(saved)
        theirs = Words(zh=f"文件在 {day.zh} 已经保存", en=f"the file was saved by {day.en}")
        return [_conflict(ours, theirs)]
    return []


def _conflict(one: Words, other: Words) -> Evidence:
    words = Words(
        zh=f"依据互相矛盾，请人工确定：{one.zh}；但{other.zh}",
        en=f"the evidence contradicts itself, a person decides: {one.en}; but {other.en}",
    )
    return Evidence(kind="conflict", activity=None, day=None, weight=0, words=words)


def _day(
    seen: Known, certain: Activity | None
) -> tuple[datetime.date | None, tuple[Evidence, ...]]:
    """Capture day, else the day said, else the day of an activity that is certain, else none."""
    if seen.taken is not None:
        return seen.taken.date(), ()
    if seen.said_day is not None:
        return seen.said_day, ()
    bound = own_day(certain, seen.campaign) if certain else None
    if bound is not None and (seen.saved_by is None or seen.saved_by >= bound):
        zh = f"没有拍摄时间；该活动只在 {day_zh(bound)} 举行，日期按活动日期"
        en = f"no capture time; the activity took place on {day_en(bound)} alone, so that day"
        return bound, (_of_day(bound, zh, en),)
    return None, (
        _of_day(None, "没有可靠的拍摄日期，日期留空", "no reliable day, so the day stays open"),
    )


def _of_day(day: datetime.date | None, zh: str, en: str) -> Evidence:
    return Evidence(kind="day", activity=None, day=day, weight=0, words=Words(zh=zh, en=en))
