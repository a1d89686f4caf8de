"""What each reason that is shown weighs: its part of what its voice moves the chance by.

Weights as they are shown add up to the log odds of the tag's chance, those against it included.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from domain.tagging import Evidence
from domain.weighing.contributions import REST_OF_SENDING, START
from domain.words import Words

#: Kind of evidence -> the voice that it belongs to; what is missing here is a voice of its own.
VOICE_OF = {
    "period": "time",
    "day": REST_OF_SENDING,
    "save": REST_OF_SENDING,
    "near_place": "place",
    "near_text": "near",
    "near_file_name": "near",
    "near_learnt_words": "near",
    "decided": "near",
    "near_sender": "others",
    "near_invite": "others",
    "near_note": "others",
}
#: Voices that moved the log odds by less are told together, hundredths.
LITTLE = 10
#: What a voice is called where none of its sentences says what it says.
_CALLED = {
    "unit": Words(zh="发送单位", en="who sent it"),
    "sender": Words(zh="发送人的选择", en="its sender's choice"),
    "invite": Words(zh="邀请链接", en="its invite"),
    "note": Words(zh="发送人的说明", en="its sender's note"),
    "learnt": Words(zh="已审核的其他发送", en="other sendings that were decided"),
    "text": Words(zh="画面里的文字", en="the words in the picture"),
    "file_name": Words(zh="文件名", en="its file name"),
    "learnt_words": Words(zh="已审核素材的文字", en="the words of what was decided"),
    "near": Words(zh="同一场合的其他素材", en="other material of its occasion"),
    "others": Words(zh="同一场合的其他发送", en="other sendings of its occasion"),
    "time": Words(zh="拍摄时间", en="when it was taken"),
    "parts": Words(zh="它在同一场合里的先后位置", en="its place in the row of its occasion"),
    "place": Words(zh="拍摄地点", en="where it was taken"),
    REST_OF_SENDING: Words(
        zh="同一次发送的其他素材、日期和先后", en="the rest of its sending, its day and order"
    ),
}


def apportioned(
    evidence: Sequence[Evidence], shares: Mapping[str, int], best: str, activities: int
) -> tuple[Evidence, ...]:
    """The same sentences with the weights that they have for the activity `best`.

    `shares` is what each voice moves (domain/weighing/contributions.py). A voice with several
    sentences is parted by what each of them says; one that no sentence tells gets one of its own.
    """
    parts: dict[str, list[int]] = {}
    for n, each in enumerate(evidence):
        parts.setdefault(_voice(each, shares), []).append(n)
    weights, found, little = dict[int, int](), list[Evidence](), 0
    for voice, share in shares.items():
        if voice == START:
            continue
        telling = _telling(evidence, parts.get(voice, ()), share, best)
        if telling:
            weights |= _parted(evidence, telling, share)
        elif abs(share) >= LITTLE:
            found.append(_called(voice, share))
        else:
            little += share
    told = [
        replace(each, weight=weights.get(n, 0)) if _weighs(each) else each
        for n, each in enumerate(evidence)
    ]
    return (*told, *found, *_ends(little, shares.get(START, 0), activities))


def _weighs(each: Evidence) -> bool:
    return each.kind != "conflict"


def _voice(each: Evidence, shares: Mapping[str, int]) -> str:
    voice = VOICE_OF.get(each.kind, each.kind)
    # Without a clock the company is the rest of a row, which speaks through the sending.
    if voice in ("near", "others") and not shares.get(voice, 0):
        return REST_OF_SENDING
    return voice


def _telling(
    evidence: Sequence[Evidence], mine: Sequence[int], share: int, best: str
) -> Sequence[int]:
    """The sentences of a voice that say what it says."""
    return [n for n in mine if _signed(evidence[n], best) * share > 0]


def _signed(each: Evidence, best: str) -> int:
    """What a sentence says of the best activity: what speaks for another speaks against it."""
    other = each.activity is not None and each.activity != best
    return -each.weight if other else each.weight


def _parted(evidence: Sequence[Evidence], telling: Sequence[int], share: int) -> dict[int, int]:
    whole = sum(abs(evidence[n].weight) for n in telling)
    found = {n: round(share * abs(evidence[n].weight) / whole) for n in telling}
    found[telling[0]] += share - sum(found.values())
    return found


def _called(voice: str, share: int) -> Evidence:
    called = _CALLED.get(voice, Words(zh=voice, en=voice))
    words = Words(
        zh=f"综合来看，{called.zh}{'更支持它' if share > 0 else '更支持其他活动'}",
        en=f"all in all, {called.en} speaks {'for it' if share > 0 else 'for other activities'}",
    )
    return Evidence(kind=voice, activity=None, day=None, weight=share, words=words)


def _ends(little: int, start: int, activities: int) -> list[Evidence]:
    """What is left of many voices, and where they all begin."""
    found: list[Evidence] = []
    if little:
        words = Words(zh="其余依据合计", en="all other reasons together")
        found.append(Evidence(kind="rest", activity=None, day=None, weight=little, words=words))
    words = Words(
        zh=f"起点：计划里有 {activities} 项活动，还没有任何依据时的可能",
        en=f"to begin with: one of {activities} activities of the plan, before any reason",
    )
    found.append(Evidence(kind=START, activity=None, day=None, weight=start, words=words))
    return found
