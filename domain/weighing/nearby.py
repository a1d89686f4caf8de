"""What an asset's company says of it: the rest of its occasion, the rest of its sending.

A sign counts once for an occasion, however many of its pictures show it: pictures of one banner
are no witnesses of one another. Each sending of an occasion has one voice for its sender's choice.
What is said of a whole sending shares one doubt: that this asset is not of what was meant.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from domain.campaign import Campaign
from domain.tagging import Evidence
from domain.weighing.likelihood import if_meant, shares_of, together
from domain.weighing.occasions import SAME_AGAIN, SURELY_ONE, Company
from domain.wording import activity_of
from domain.words import Words

#: Of a sending without times: between two files that name the same, beside one that names it,
#: and where the nearest two name different activities.
BETWEEN, BESIDE, DIVIDED = 0.93, 0.85, 0.6
#: Each further voice of a person for the same takes so much of the doubt.
_DOUBT_LEFT = 0.6
#: What a person's word on the company weighs, before the doubt whether it is company.
_DECIDED = 800
#: Words of this weight name an activity.
_NAMES = 140
#: Said by the sender for all that was sent; weighed by each asset for itself alone.
OF_SENDING = frozenset({"sender", "invite", "note"})
_SAID = OF_SENDING | {"day"}
_OF_ITSELF = frozenset(
    {"unit", "time", "day", "save", "period", "conflict", "learnt", "learnt_words"}
)
_KINDS = {
    "sender": Words(zh="发送人选择了它", en="its sender chose it"),
    "invite": Words(zh="邀请链接是为它发出的", en="its invite was made for it"),
    "note": Words(zh="发送人的说明提到它", en="its sender's note names it"),
}
_OCCASION = Words(zh="同一场合拍的", en="of the same occasion")
_SENDING = Words(zh="同一次发送的", en="of the same sending")

#: Activity key -> what each source says of it, as domain/weighing/asset_weighing.py keeps it.
Opinions = Mapping[str, tuple[Evidence, ...]]


@dataclass(frozen=True, kw_only=True)
class Member:
    """One asset as its company sees it."""

    id: str
    sending: str
    opinions: Opinions
    #: Activity that a person gave or accepted; None while nobody did.
    decided: str | None = None
    #: Activity that its picture or name names; None when none or several.
    named: str | None = None


def named_by(opinions: Opinions) -> str | None:
    """The activity that an asset's own words name above all others."""
    said = [
        (each.weight, key)
        for key, opinions_ in opinions.items()
        for each in opinions_
        if each.kind not in OF_SENDING | _OF_ITSELF and each.weight >= _NAMES
    ]
    best = max(said, default=(0, None))
    rivals = [weight for weight, key in said if key != best[1]]
    return best[1] if best[0] > max(rivals, default=0) else None


def with_company(
    asset: Member, company: Company, members: Mapping[str, Member], campaign: Campaign
) -> dict[str, tuple[Evidence, ...]]:
    """Activity key -> all opinions: the asset's own, and what its company adds to them."""
    near = [members[id_] for id_ in company.occasion if id_ in members]
    row = [members[id_] for id_ in company.sending if id_ in members]
    mates, sure = _mates(asset, near, row, company)
    near_said = _said(asset, near, _OCCASION, campaign)
    sent_said = _said(asset, [m for m in mates if m not in near], _SENDING, campaign)
    voices = sum(m.decided is not None for m in near)
    surely = 1 - (1 - SURELY_ONE) * _DOUBT_LEFT ** max(0, voices - 1)
    usual = shares_of({key: _usual(own) for key, own in asset.opinions.items()})
    found: dict[str, tuple[Evidence, ...]] = {}
    for key, own in asset.opinions.items():
        alone, of_sending = _parted(own)
        beside = _beyond(near_said.get(key, ()), own)
        sent = _beyond(sent_said.get(key, ()), (*own, *beside))
        found[key] = (
            *_weighed([*of_sending, *sent], sure, usual[key]),
            *alone,
            *_weighed(beside, surely, usual[key]),
        )
    return found


def _usual(own: Iterable[Evidence]) -> int:
    """What the unit's other pictures show too, as far as is known."""
    return sum(each.weight for each in own if each.kind == "unit")


def _parted(own: Iterable[Evidence]) -> tuple[list[Evidence], list[Evidence]]:
    """What an asset says itself, and what is said for all of its sending."""
    alone: list[Evidence] = []
    of_sending: list[Evidence] = []
    for each in own:
        shared = each.kind in _SAID and each.weight > 0 and each.activity is not None
        (of_sending if shared else alone).append(each)
    return alone, of_sending


def _weighed(said: Sequence[Evidence], sure: float, otherwise: float) -> list[Evidence]:
    ordered = sorted(said, key=lambda each: -each.weight)
    shares = together([each.weight for each in ordered], sure, otherwise)
    return [replace(e, weight=w) for e, w in zip(ordered, shares, strict=True) if w > 0]


def _mates(
    asset: Member, near: Sequence[Member], row: Sequence[Member], company: Company
) -> tuple[Sequence[Member], float]:
    """Those of its sending that tell of it, where no clock shows who was taken together.

    And the chance that what is said of the sending is meant of it.
    """
    if company.timed:
        return (), _meant(asset, near, row, company)
    place = next((n for n, each in enumerate(row) if each.id == asset.id), 0)
    tells = [n for n, m in enumerate(row) if n != place and _told(m)]
    before = max((n for n in tells if n < place), default=None)
    after = min((n for n in tells if n > place), default=None)
    beside = [row[n] for n in (before, after) if n is not None]
    mates = beside + [row[n] for n in tells if row[n].decided and row[n] not in beside]
    said = {_told(mate) for mate in beside}
    sure = company.meant
    if len(said) == 2:
        sure = DIVIDED
    elif said:
        sure = BETWEEN if len(beside) == 2 else BESIDE
    everywhere = {_told(member) for member in row} - {None}
    return mates, min(sure, DIVIDED) if len(everywhere) > 2 else sure


def _told(member: Member) -> str | None:
    return member.decided or member.named


def _meant(asset: Member, near: Sequence[Member], row: Sequence[Member], company: Company) -> float:
    """Of several occasions the one that names what was chosen is the one that was meant."""
    if company.occasions == 1:
        return company.meant
    chosen = {key for key, own in asset.opinions.items() if any(e.kind == "sender" for e in own)}
    mine = {_told(member) for member in (asset, *near)} & chosen
    near_ids = {member.id for member in near}
    others = {_told(m) for m in row if m.id not in near_ids and m.id != asset.id} & chosen
    if others and not mine:
        return SAME_AGAIN
    return company.meant


def _said(
    asset: Member, others: Sequence[Member], where: Words, campaign: Campaign
) -> dict[str, list[Evidence]]:
    """Activity key -> what the others say, each kind once, before any doubt is taken off."""
    found = _decided(asset, others, where, campaign)
    otherwise = 1 / max(1, len(campaign.activities))
    for kind, by_activity in _voices(asset, others).items():
        everybody = {who for voices in by_activity.values() for who in voices}
        for key, voices in by_activity.items():
            best = max(voices.values(), key=lambda each: each.weight)
            weight = if_meant(best.weight, len(voices) / len(everybody), otherwise)
            near = _near(kind, key, weight, best, len(voices), where)
            found.setdefault(key, []).append(near)
    return found


#: Kind -> activity key -> source (asset, or sending) -> what it says.
_Voices = dict[str, dict[str, dict[str, Evidence]]]


def _voices(asset: Member, others: Iterable[Member]) -> _Voices:
    found: _Voices = {}
    for other in others:
        for key, opinions in other.opinions.items():
            for each in opinions:
                if each.weight <= 0 or each.activity is None or each.kind in _OF_ITSELF:
                    continue
                one_voice = each.kind in OF_SENDING
                if one_voice and other.sending == asset.sending:
                    continue
                who = other.sending if one_voice else other.id
                found.setdefault(each.kind, {}).setdefault(key, {})[who] = each
    return found


def _beyond(near: Iterable[Evidence], known: Sequence[Evidence]) -> list[Evidence]:
    """What the company says beyond what is known of the same kind already.

    Another sending's choice is a voice of its own and not the same kind.
    """
    found: list[Evidence] = []
    for each in near:
        kind = each.kind.removeprefix("near_")
        names = {each.kind} if kind in OF_SENDING else {kind, each.kind}
        same = [k.weight for k in known if k.kind in names]
        more = each.weight - max(same, default=0)
        # Whoever was taken far from the venue is no company of those who were there.
        if more > 0 and min(same, default=0) >= 0:
            found.append(replace(each, weight=more))
    return found


def _near(kind: str, key: str, weight: int, best: Evidence, count: int, where: Words) -> Evidence:
    if kind in OF_SENDING:
        said = _KINDS[kind]
        words = Words(
            zh=f"{where.zh}另一次发送中，{said.zh}", en=f"in another sending {where.en}, {said.en}"
        )
    else:
        words = Words(
            zh=f"{where.zh} {count} 件有同样的依据：{best.words.zh}",
            en=f"{count} {where.en}: {best.words.en}",
        )
    return Evidence(kind=f"near_{kind}", activity=key, day=None, weight=weight, words=words)


def _decided(
    asset: Member, others: Sequence[Member], where: Words, campaign: Campaign
) -> dict[str, list[Evidence]]:
    """What a person said of the others."""
    said: dict[str, int] = {}
    for other in others:
        if other.decided is not None and other.id != asset.id:
            said[other.decided] = said.get(other.decided, 0) + 1
    found: dict[str, list[Evidence]] = {}
    for key, count in said.items():
        activity = activity_of(campaign, key)
        if activity is not None:
            share = count / sum(said.values())
            words = Words(
                zh=f"{where.zh} {count} 件已由人归入“{activity.title}”",
                en=f"a person put {count} {where.en} into “{activity.title}”",
            )
            weight = if_meant(_DECIDED, share, 1 / len(campaign.activities))
            evidence = Evidence(kind="decided", activity=key, day=None, weight=weight, words=words)
            found[key] = [evidence]
    return found
