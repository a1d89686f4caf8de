"""Where a campaign stands, and what each lawful move of it means for links and for what is kept."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from domain.moves import CAMPAIGN_MOVES, CampaignState
from domain.wording import day_en, day_zh
from domain.words import Words

_C = CampaignState

STATE_WORDS: Mapping[CampaignState, Words] = {
    _C.DRAFT: Words(zh="还没有开始收集", en="not collecting yet"),
    _C.OPEN: Words(zh="正在收集", en="collecting"),
    _C.LATE: Words(zh="已过截止，仍在收集", en="past the deadline, still collecting"),
    _C.CLOSED: Words(zh="已结束收集", en="collection ended"),
    _C.RETURNED: Words(zh="被退回，正在修改", en="sent back, being mended"),
    _C.ACCEPTED: Words(zh="市里已收到", en="accepted by the city"),
}
_NAMES: Mapping[CampaignState, Words] = {
    _C.OPEN: Words(zh="重新打开", en="Open again"),
    _C.CLOSED: Words(zh="结束收集", en="End the collection"),
    _C.RETURNED: Words(zh="被退回了", en="It was sent back"),
    _C.ACCEPTED: Words(zh="市里已收到", en="The city accepted it"),
}
_UNDO: Mapping[tuple[CampaignState, CampaignState], Words] = {
    (_C.ACCEPTED, _C.CLOSED): Words(zh="撤销“市里已收到”", en="Undo “accepted by the city”"),
}
#: States in which retention may take something.
OVER = frozenset({_C.CLOSED, _C.ACCEPTED})


@dataclass(frozen=True, kw_only=True)
class KeptDays:
    """How long an owner's settings keep what retention may take, in days."""

    #: Rendered shots, after the campaign is over.
    segments: int
    #: Originals, after its acceptance; None keeps them for ever.
    originals: int | None
    #: Leaders' remarks and names, after its acceptance.
    remarks: int


@dataclass(frozen=True, kw_only=True)
class Move:
    """One move that a person may make, with what is told before it is made."""

    to: CampaignState
    name: Words
    #: Sentences, links first.
    means: tuple[Words, ...]


_Meaning = Callable[[date, KeptDays], tuple[Words, ...]]


def moves_from(state: CampaignState, *, today: date, kept: KeptDays) -> list[Move]:
    """Moves for a person, in the order they are usually made; `late` is not one of them."""
    return [
        Move(to=to, name=_UNDO.get((state, to), _NAMES[to]), means=_means(state, to)(today, kept))
        for to in (_C.ACCEPTED, _C.RETURNED, _C.CLOSED, _C.OPEN)
        if to in CAMPAIGN_MOVES[state]
    ]


def _means(state: CampaignState, to: CampaignState) -> _Meaning:
    return _not_accepted if (state, to) in _UNDO else _MEANINGS[to]


def _closed(today: date, kept: KeptDays) -> tuple[Words, ...]:
    return (_LINKS_LATE, _segments(today, kept), _ORIGINALS_STAY, _BACK)


def _accepted(today: date, kept: KeptDays) -> tuple[Words, ...]:
    return (
        _LINKS_LATE,
        _segments(today, kept),
        _originals(today, kept),
        _remarks(today, kept),
        _RETURNS,
    )


def _not_accepted(today: date, kept: KeptDays) -> tuple[Words, ...]:
    return (_LINKS_LATE, _segments(today, kept), _ORIGINALS_STAY_FROM_NOW)


def _returned(_today: date, _kept: KeptDays) -> tuple[Words, ...]:
    return (_LINKS_OPEN, _NOTHING_GOES, _REASON)


def _going_on(_today: date, _kept: KeptDays) -> tuple[Words, ...]:
    return (_LINKS_OPEN, _NOTHING_GOES)


_MEANINGS: Mapping[CampaignState, _Meaning] = {
    _C.OPEN: _going_on,
    _C.CLOSED: _closed,
    _C.RETURNED: _returned,
    _C.ACCEPTED: _accepted,
}
_LINKS_LATE = Words(
    zh="发送链接还能打开，之后发来的照收，标为“迟交”。不想再收，请在“发送链接”里停用。",
    en="Links go on working; what still comes is kept and marked late. End them to stop that.",
)
_LINKS_OPEN = Words(zh="发送链接照常接收。", en="Links go on receiving.")
_ORIGINALS_STAY = Words(
    zh="原件、成片和报送包都保留。", en="Originals, films and packages are kept."
)
_ORIGINALS_STAY_FROM_NOW = Words(
    zh="原件从现在起不再清理；已经清理掉的不会回来。",
    en="From now on no original is deleted; what was deleted already does not come back.",
)
_NOTHING_GOES = Words(
    zh="从现在起不再清理这个活动周的任何东西；已经清理掉的不会回来。",
    en="From now on nothing of it is deleted; what was deleted already does not come back.",
)
_REASON = Words(
    zh="退回的原因请在“报送”页写在那一包上，下一包会写明改了什么。",
    en="Write why on the package itself, on the page of packages; the next tells what changed.",
)
_BACK = Words(zh="随时可以重新打开。", en="It can be opened again at any time.")
_RETURNS = Words(
    zh="市里又退回时，点“被退回了”继续修改。",
    en="If the city sends it back after all, say so here and go on.",
)


def _segments(today: date, kept: KeptDays) -> Words:
    day = today + timedelta(days=kept.segments)
    return Words(
        zh=f"{_long(day)}起，管理员可以清理剪好的镜头片段；要用时会重新生成。",
        en=f"From {_long_en(day)} on the owner may delete rendered shots; they can be made again.",
    )


def _originals(today: date, kept: KeptDays) -> Words:
    if kept.originals is None:
        return Words(
            zh="原件一直保留：没有设置保留天数。",
            en="Originals are kept for ever: no number of days is set.",
        )
    day = today + timedelta(days=kept.originals)
    return Words(
        zh=f"{_long(day)}起，管理员可以清理原件，清理后不能恢复；成片、报送包和缩略图保留。",
        en=f"From {_long_en(day)} on the owner may delete originals, for good; "
        "films, packages and small pictures stay.",
    )


def _remarks(today: date, kept: KeptDays) -> Words:
    day = today + timedelta(days=kept.remarks)
    return Words(
        zh=f"{_long(day)}起，管理员可以清理审签的意见和姓名；“已审签”仍记着。",
        en=f"From {_long_en(day)} on the owner may delete leaders' remarks and names; that it was "
        "signed off stays known.",
    )


def _long(day: date) -> str:
    return f"{day.year}年{day_zh(day)}"


def _long_en(day: date) -> str:
    return f"{day_en(day)} {day.year}"
