"""What a week's decisions teach about the rest of it: counts, and the words that they are told in.

Nothing is kept but the decisions: the counts are made anew of them whenever assets are weighed.
What was sent together is one lesson, since a person puts a sending right as a whole.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from domain.asset import Asset
from domain.campaign import Campaign
from domain.reviewing.review import Action, Decided
from domain.weighing.keywords import SLOGANS, plain_text, without_slogan
from domain.weighing.said_activity import Way

#: Actor of `review --accept-suggested`, whose word teaches nothing: it is the machine's own.
_MACHINE = "machine"
_TEACHES = frozenset({Action.ACCEPT, Action.CHANGE})
#: Words of names that phones and chat tools give, and that say nothing of an activity.
_NAMELESS = re.compile(r"微信(图片|视频|截图)|企业微信|截图|截屏|录屏|图片|照片|视频|副本|原图")
_RUN = re.compile(r"[一-鿿]{2,12}")


#: Activity key -> ids of the sendings that teach it.
Told = Mapping[str, frozenset[str]]


@dataclass(frozen=True, kw_only=True)
class Lessons:
    """Counts of sendings, from the decisions of people."""

    #: Decided sending -> whether its sender's choice was right, where there was one.
    chosen: Mapping[str, bool] = field(default_factory=dict[str, bool])
    #: The same of links made for an activity.
    invited: Mapping[str, bool] = field(default_factory=dict[str, bool])
    #: Decided sendings whose choice the link had made for them.
    kept: frozenset[str] = frozenset()
    #: Unit key -> activity key -> sendings.
    units: Mapping[str, Told] = field(default_factory=dict[str, Told])
    #: Word -> activity key -> sendings whose names or note hold it.
    words: Mapping[str, Told] = field(default_factory=dict[str, Told])

    def named(self, way: Way) -> list[bool]:
        """Whether what was named in this way was right, of each decided sending."""
        if way is Way.INVITE:
            return [right for key, right in self.invited.items() if key not in self.chosen]
        kept = way is Way.KEPT
        return [right for key, right in self.chosen.items() if (key in self.kept) is kept]

    @property
    def choices(self) -> int:
        return len(self.chosen)

    @property
    def choices_right(self) -> int:
        return sum(self.chosen.values())

    def elsewhere(self, sendings: Collection[str]) -> "Lessons":
        """The same without what these sendings teach of choices and links.

        Whoever weighs them knows what was decided of them, and would count it twice.
        """
        return replace(
            self,
            chosen={key: right for key, right in self.chosen.items() if key not in sendings},
            invited={key: right for key, right in self.invited.items() if key not in sendings},
        )


NO_LESSONS = Lessons()


def counts_beside(told: Told, sending: str) -> dict[str, int]:
    """Activity key -> other sendings that teach it: what is said of its own is no lesson for it."""
    counts = {key: len(sendings - {sending}) for key, sendings in told.items()}
    return {key: count for key, count in counts.items() if count}


def confirmed(decisions: Iterable[Decided]) -> dict[str, str]:
    """Asset id -> the activity that a person's last word on it leaves, by accepting or changing.

    `decisions` in the order they were made. What was undone, and what the machine accepted, counts
    for nothing; a decision that leaves no activity neither.
    """
    found: dict[str, str] = {}
    for each in decisions:
        activity = each.after.get("activity")
        if not each.undone and teaches(each) and isinstance(activity, str):
            found[each.decision.asset] = activity
    return found


def teaches(each: Decided) -> bool:
    """True for a person's word on the activity: accepted, changed, or else made a person's."""
    made_a_persons = each.after.get("by") == "person" and each.before.get("by") != "person"
    said = each.decision.action in _TEACHES or made_a_persons
    return said and each.decision.actor != _MACHINE


def lessons_of(
    assets: Iterable[Asset],
    campaign: Campaign,
    *,
    notes: Mapping[str, str],
    decided: Mapping[str, str],
) -> Lessons:
    """What the decided among these assets teach; no order matters."""
    sendings: dict[str, list[Asset]] = {}
    for asset in assets:
        if asset.id in decided:
            sendings.setdefault(asset.sending, []).append(asset)
    chosen, invited, kept = dict[str, bool](), dict[str, bool](), set[str]()
    units: dict[str, dict[str, set[str]]] = {}
    words: dict[str, dict[str, set[str]]] = {}
    for sending, sent in sendings.items():
        shown = Counter(decided[asset.id] for asset in sent)
        main = max(shown, key=lambda key: (shown[key], key))
        first = sent[0]
        if first.sender_activity is not None:
            chosen[sending] = first.sender_activity in shown
            if first.sender_activity == first.invite_activity:
                kept.add(sending)
        if first.invite_activity is not None:
            invited[sending] = first.invite_activity in shown
        for key in shown:
            units.setdefault(first.unit, {}).setdefault(key, set()).add(sending)
        for word, key in _words(sent, notes.get(sending, ""), main, campaign, decided):
            words.setdefault(word, {}).setdefault(key, set()).add(sending)
    return Lessons(
        chosen=chosen,
        invited=invited,
        kept=frozenset(kept),
        units=_frozen(units),
        words=_frozen(words),
    )


def _frozen(told: Mapping[str, Mapping[str, set[str]]]) -> dict[str, Told]:
    return {
        name: {key: frozenset(sendings) for key, sendings in by_activity.items()}
        for name, by_activity in told.items()
    }


def _words(
    sent: Iterable[Asset],
    note: str,
    main: str,
    campaign: Campaign,
    decided: Mapping[str, str],
) -> set[tuple[str, str]]:
    """Each word of a sending once, with the activity that it stood for."""
    found = {(word, main) for word in words_in(note, campaign)}
    for asset in sent:
        said = words_in(asset.original_name, campaign)
        found |= {(word, decided[asset.id]) for word in said}
    return found


def words_in(text: str, campaign: Campaign) -> frozenset[str]:
    """The runs of Chinese characters that a person wrote, without what stands on everything."""
    plain = without_slogan(plain_text(_NAMELESS.sub(" ", text)), campaign.theme)
    for common in (campaign.title, *SLOGANS):
        plain = plain.replace(plain_text(common), " ")
    return frozenset(_RUN.findall(plain))
