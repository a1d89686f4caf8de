"""The tag station's decision: evidence of an asset, weighed into activity, day and readiness."""

import math
from collections.abc import Iterable, Mapping, Sequence

from domain.asset import Asset
from domain.campaign import Activity, Campaign
from domain.looking.picture_text import TextLine
from domain.tagging import Evidence, Tag
from domain.weighing.apportioning import VOICE_OF, apportioned
from domain.weighing.beliefs import Vector, flat, likeliest
from domain.weighing.conflicts import against_it, conflicts, equally
from domain.weighing.contributions import START, contributions
from domain.weighing.day_reasons import day_conflicts, day_doubted, day_found, day_words
from domain.weighing.joint_weighing import Believed
from domain.weighing.known import Known, known, own_day
from domain.weighing.long_ago import long_ago
from domain.weighing.nearby import Member, Opinions, with_company
from domain.weighing.occasions import ALONE, Company
from domain.weighing.weighing_sources import SOURCES
from domain.weighing.witnesses import (
    UNNAMED,
    WITNESS,
    is_witnessed,
    says_itself,
    unwitnessed,
)
from domain.words import Words

#: Per mille from which a suggestion is shown as ready, where it is witnessed. On weeks 100 to 107
#: of the first recipe, by which it was chosen, what reached it promised 993 of 1,000 and was right
#: so often (docs/decisions/2026-11-who-is-a-second-witness.md). On weeks that nobody had seen what
#: is ready was right 996, 997 and 978 times of 1,000, by recipe (the same folder,
#: 2026-11-what-is-said-in-a-hurry.md).
READY_FROM = 960
#: Where evidence contradicts the rest, as what contradicts a tag has its say in its chance already:
#: from here on the same weeks promised 994 and were right as often.
DESPITE_CONFLICT = 970
#: Where the picture itself says it, in the title's words, and nothing contradicts: how the row
#: around it is divided is no question then. Chosen on weeks of which one of 803 such pictures was
#: wrong; on weeks that nobody had seen all 287 were right (2026-11-what-is-said-in-a-hurry.md).
SAYS_ITSELF = 900
#: A machine is never certain: 1000 is a person's.
MACHINE_MOST = 999
#: Prior log odds in hundredths: of an activity that nobody is expected to send from, of one
#: beside the plan, and of none of them all.
NOT_EXPECTED, OFF_PLAN, OUTSIDE_THE_PLAN = -300, -100, -150
#: From such a ratio a place that other pictures share is said to speak for an activity.
PLACE_SAYS = 3.0


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
    return _prior(activity) + sum(each.weight for each in evidence)


def _prior(activity: Activity) -> int:
    prior = 0 if activity.media_expected else NOT_EXPECTED
    return prior + (OFF_PLAN if activity.off_plan else 0)


def _shares_alone(campaign: Campaign, opinions: Opinions, best: Activity) -> dict[str, int]:
    """What each voice moves where an asset is weighed without its company."""
    activities = campaign.activities
    start = [math.exp(_prior(a) / 100) for a in activities] + [math.exp(OUTSIDE_THE_PLAN / 100)]
    voices: dict[str, Vector] = {}
    for at, activity in enumerate(activities):
        for each in opinions[activity.key]:
            voice = VOICE_OF.get(each.kind, each.kind)
            vector = voices.setdefault(voice, flat(len(start)))
            vector[at] *= math.exp(each.weight / 100)
    return contributions(start, voices, {}, flat(len(start)), activities.index(best))


def _best(campaign: Campaign, opinions: Opinions) -> Activity | None:
    """The likeliest activity; None on a tie or when nothing speaks for it."""
    odds = {each.key: log_odds(each, opinions[each.key]) for each in campaign.activities}
    top = [each for each in campaign.activities if odds[each.key] == max(odds.values())]
    return top[0] if len(top) == 1 and _speaks_for(opinions[top[0].key]) else None


def _likeliest(campaign: Campaign, opinions: Opinions, believed: Believed) -> Activity | None:
    """The same by what is believed of it in its company, which may be all that speaks for it.

    Of several that are alike the first, where something speaks for each: a unit that answers for
    two activities shows one of them, and half of the time that one.
    """
    top = likeliest(believed.activities)
    told = any(each >= WITNESS for voice, each in believed.shares.items() if voice != START)
    if not (told and len(top) == 1) and not all(_speaks_for(opinions[key]) for key in top):
        return None
    return campaign.activity(top[0]) if top else None


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
    found = day_found(seen, best, chance, believed)
    against = against_it(mine, others)
    shares = believed.shares if believed else _shares_alone(seen.campaign, opinions, best)
    shown = apportioned((*mine, *others), shares, best.key, len(seen.campaign.activities))
    witnessed = is_witnessed(seen, best, mine, shares)
    named = any(each.activity == best.key and each.weight > 0 for each in shown)
    alone = says_itself(opinions, best)
    limit = DESPITE_CONFLICT if against else SAYS_ITSELF if alone else READY_FROM
    certain = witnessed and named and chance >= limit
    speaking = [each for each in mine if each.activity is not None] or [
        each for each in shown if each.activity is None and each.kind != START
    ]
    missing = [] if witnessed and named else [UNNAMED if witnessed else unwitnessed(seen, best)]
    stale = long_ago(seen, best, found)
    doubts = [
        *(missing if chance >= READY_FROM else []),
        *stale,
        *_as_likely(seen.campaign, best, believed),
        *conflicts(speaking, against, certain),
        *day_conflicts(seen, found),
    ]
    day = found.day if found else None
    dated = day is not None or own_day(best, seen.campaign) is None
    return Tag(
        activity=best.key,
        day=day,
        by="machine",
        confidence=chance,
        ready=certain and dated and not stale and not day_doubted(found),
        evidence=(*shown, *doubts, *day_words(found)),
    )


def _as_likely(campaign: Campaign, best: Activity, believed: Believed | None) -> list[Evidence]:
    """That others are as likely, where nothing parts them."""
    top = likeliest(believed.activities) if believed else []
    others = [campaign.activity(key) for key in top if key != best.key]
    return [equally(others)] if others else []


def _undecided(
    seen: Known, opinions: Opinions, chances: Mapping[str, int], believed: Believed | None
) -> Tag:
    """No activity: what speaks for the likeliest ones is shown once each, and the day is kept."""
    top = max(chances.values(), default=0)
    shown = [each for key, chance in chances.items() if chance == top for each in opinions[key]]
    once = {each.words.zh: each for each in shown if each.weight >= 0}
    found = day_found(seen, None, 0, believed)
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
            *day_conflicts(seen, found),
            doubt,
            *day_words(found),
        ),
    )


def _for_others(campaign: Campaign, opinions: Opinions, best: Activity) -> list[Evidence]:
    """Of each kind the strongest for another activity, where it speaks less for the best."""
    spoken: dict[str, int] = {}
    for each in opinions[best.key]:
        if each.activity:
            spoken[each.kind] = max(each.weight, spoken.get(each.kind, 0))
    strongest: dict[str, Evidence] = {}
    for other in campaign.activities:
        for each in opinions[other.key]:
            if other.key == best.key or each.activity is None:
                continue
            known_ = strongest[each.kind].weight if each.kind in strongest else 0
            if each.weight > max(known_, spoken.get(each.kind, 0)):
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
