"""What each source says of one activity: sender, invite, unit, time, day, place, words.

Weights are natural-log odds in hundredths against any other activity of the plan: 460 is a
hundred times likelier, -300 a twentieth. They state how often such a sign was judged to be
right (its comment says which share), and wait to be measured on labelled weeks.
"""

from collections.abc import Callable

from domain.campaign import Activity, Campaign, plain_name
from domain.inspecting.coordinates import metres_between
from domain.tagging import Evidence
from domain.weighing.known import Known, evidence_for
from domain.weighing.likelihood import weight
from domain.weighing.said_activity import INVITE_LEFT, named_for, voices_in
from domain.weighing.time_sources import from_said_day, from_save, from_time
from domain.weighing.week_rates import rates_after
from domain.weighing.word_sources import (
    from_file_name,
    from_learnt_words,
    from_lessons,
    from_note,
    from_picture,
)
from domain.wording import numbers_zh, unit_name

#: Of what a unit sends so much is of its own activities, so much of the main event, where everybody
#: takes part; as a partner half as much.
OWN_SHARE, MAIN_SHARE = 0.6, 0.15
#: Taken at the venue's coordinates, near them, or in another place: a phone's fix is good to 50 m
#: outdoors and to some hundred indoors, and a venue is a point in a park.
AT_THE_VENUE, NEAR_THE_VENUE, FAR_FROM_THE_VENUE = 350, 120, -120
AT_M, NEAR_M, FAR_M = 300, 1_000, 5_000


def from_sender(known: Known, activity: Activity) -> Evidence | None:
    if known.asset.sender_activity != activity.key:
        return None
    several = known.company.occasions
    zh, en = f"发送人选择了“{activity.title}”", f"the sender chose “{activity.title}”"
    if several > 1:
        zh = f"{zh}，但这次发送拍了 {several} 个场合，未必都是它"
        en = f"{en}, but the sending shows {several} occasions, and it may not be all of them"
    lessons = known.lessons
    if lessons.choices:
        zh = f"{zh}（已核对 {lessons.choices} 次发送，{lessons.choices_right} 次选对）"
        en = f"{en} ({lessons.choices_right} of {lessons.choices} choices checked were right)"
    return evidence_for(activity, "sender", _said_of(known)["sender"], zh, en)


def from_invite(known: Known, activity: Activity) -> Evidence | None:
    if known.asset.invite_activity != activity.key:
        return None
    weight_ = _said_of(known).get("invite", INVITE_LEFT)
    zh = f"邀请链接是为“{activity.title}”发出的"
    return evidence_for(
        activity, "invite", weight_, zh, f"the invite was made for “{activity.title}”"
    )


def _said_of(known: Known) -> dict[str, int]:
    """What sender and link say of the activity that they name, by what any week is expected to."""
    named = named_for(known.asset, known.campaign)
    if named is None:
        return {}
    return voices_in(named, rates_after(known.lessons).named[named.way].share)


def from_unit(known: Known, activity: Activity) -> Evidence | None:
    campaign, key = known.campaign, known.asset.unit
    name = unit_name(campaign, key)
    many = len(campaign.activities)
    rest = (1 - OWN_SHARE - MAIN_SHARE) / many
    mine = [each for each in campaign.activities if key in each.units]
    if activity in mine:
        zh = f"{name}负责第{numbers_zh(mine)}项活动"
        en = f"{name} is responsible for activity {numbers_zh(mine)}"
        return evidence_for(activity, "unit", weight(OWN_SHARE / len(mine) + rest, rest), zh, en)
    if _is_partner(campaign, key, activity):
        zh = f"{name}是第{activity.number}项活动的协作单位"
        en = f"{name} is a partner of {activity.number}"
        return evidence_for(activity, "unit", weight(OWN_SHARE / 2 + rest, rest), zh, en)
    if "main_event" in activity.kinds:
        zh = f"第{activity.number}项是主场活动，各单位都会参加"
        en = f"activity {activity.number} is the main event, which every unit attends"
        rest = rest if mine else (1 - MAIN_SHARE) / many
        return evidence_for(activity, "unit", weight(MAIN_SHARE + rest, rest), zh, en)
    return None


def from_place(known: Known, activity: Activity) -> Evidence | None:
    """How far from the venue it was taken, where the file and the plan both say where."""
    facts = known.asset.facts
    if facts is None or facts.place is None or activity.venue_at is None:
        return None
    far = metres_between(facts.place, activity.venue_at.place)
    if far > FAR_M:
        zh, en = (
            f"拍摄地点离活动地点 {far / 1000:.0f} 公里",
            f"taken {far / 1000:.0f} km from the venue",
        )
        return evidence_for(activity, "place", FAR_FROM_THE_VENUE, zh, en)
    if far > NEAR_M:
        return None
    weight_ = AT_THE_VENUE if far <= AT_M else NEAR_THE_VENUE
    # To the nearest 50 m: a fix says no more.
    shown = max(50, round(far / 50) * 50)
    zh, en = f"拍摄地点离活动地点约 {shown} 米", f"taken about {shown} m from the venue"
    return evidence_for(activity, "place", weight_, zh, en)


Source = Callable[[Known, Activity], Evidence | None]
#: In the order in which the evidence is shown.
SOURCES: tuple[Source, ...] = (
    from_sender,
    from_invite,
    from_unit,
    from_time,
    from_said_day,
    from_save,
    from_place,
    from_picture,
    from_note,
    from_file_name,
    from_lessons,
    from_learnt_words,
)


def _is_partner(campaign: Campaign, key: str, activity: Activity) -> bool:
    unit = next((unit for unit in campaign.units if unit.key == key), None)
    names = {plain_name(name) for name in unit.names} if unit else set[str]()
    return any(plain_name(partner) in names for partner in activity.partners)
