"""What a decision makes of an asset, and how it is undone: the rules of the review."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import cast

from domain.asset import Asset
from domain.errors import Conflict, NotAllowed
from domain.moves import ASSET_MOVES, REVIEWED, AssetState
from domain.people import MACHINE
from domain.reviewing.review import Action, Decision, Seen
from domain.tagging import Evidence, Tag
from domain.words import Words

#: Kind of the evidence that a person's own choice is.
PERSON = "person"
#: Kind of the evidence that the reviewed copy of the same picture is.
COPY = "near_duplicate"
#: What of a trace is the tag.
_TAG = ("activity", "day", "by", "confidence", "ready")
#: Log odds in hundredths that a person's word is given: as good as certain.
_PERSON_WEIGHT = 1000
_S = AssetState


def decide(asset: Asset, decision: Decision) -> Asset:
    """The asset after the decision, one version on.

    Raises Conflict when the move is not lawful from where the asset is or its consent is not
    settled, NotAllowed when the machine asks for more than to accept what is ready.
    """
    if decision.actor == MACHINE:
        _check_machine(asset, decision)
    after = _RULES[decision.action](asset, decision)
    return replace(after, version=asset.version + 1)


def is_as_seen(asset: Asset, seen: Seen) -> bool:
    """True for what is as an editor saw it, though the machine has weighed its tag anew.

    Surer than it was is no change, in doubt since then is one.
    """
    tag = asset.tag
    if tag is None or tag.by == PERSON or (seen.ready and not tag.ready):
        return False
    now = (str(asset.state), tag.activity, tag.day, asset.consent.decision)
    return now == (seen.state, seen.activity, seen.day, seen.consent)


def trace(asset: Asset) -> dict[str, object]:
    """What a decision may change, as ids and states: enough to undo it."""
    tag = asset.tag
    return {
        "state": str(asset.state),
        "activity": tag.activity if tag else None,
        "day": tag.day.isoformat() if tag and tag.day else None,
        "by": tag.by if tag else None,
        "confidence": tag.confidence if tag else None,
        "ready": tag.ready if tag else None,
        "star": asset.star,
        "shows": list(asset.shows),
        "consent": asset.consent.decision,
    }


def logged(traced: Mapping[str, object]) -> dict[str, object]:
    """A trace as the audit log keeps it, from which nothing can be taken out again.

    Wanted shots are the plan's own words, in which a name may stand: of those only how many.
    """
    shows = traced.get("shows")
    counted = {"shows": len(cast("list[object]", shows))} if isinstance(shows, list) else {}
    return {**traced, **counted}


def undo(asset: Asset, *, before: Mapping[str, object], after: Mapping[str, object]) -> Asset:
    """The asset as it was before a decision; Conflict when it is not as the decision left it.

    A tag that the decision left to the machine may have been weighed anew since, and stays so.
    """
    weighed_anew = _is_machines(asset, before, after)
    # Traces of earlier versions know less.
    now = {name: value for name, value in trace(asset).items() if name in after}
    if _compared(now, weighed_anew) != _compared(after, weighed_anew):
        raise _conflict(
            "素材之后又有改动，不能撤销", "the asset has moved since; nothing is undone"
        )
    state = _S(str(before["state"]))
    if asset.state not in REVIEWED or state not in REVIEWED:
        raise _conflict("撤回素材不能恢复", "a withdrawal cannot be undone")
    return replace(
        asset,
        state=state,
        tag=asset.tag if weighed_anew else _tag_before(asset.tag, before),
        star=bool(before["star"]),
        shows=_shots(before.get("shows", asset.shows)),
        consent=replace(asset.consent, decision=_text(before["consent"])),
        version=asset.version + 1,
    )


def _is_machines(asset: Asset, before: Mapping[str, object], after: Mapping[str, object]) -> bool:
    """True for a tag that the decision did not touch and that the machine has had to itself."""
    untouched = all(before[name] == after[name] for name in _TAG)
    return (
        untouched
        and after["by"] == "machine"
        and asset.tag is not None
        and (asset.tag.by == "machine")
    )


def _compared(traced: Mapping[str, object], without_tag: bool) -> dict[str, object]:
    return {name: value for name, value in traced.items() if not (without_tag and name in _TAG)}


def _tag_before(tag: Tag | None, before: Mapping[str, object]) -> Tag | None:
    if tag is None or before["by"] is None:
        return tag
    day, by = _text(before["day"]), str(before["by"])
    earlier = replace(
        tag,
        activity=_text(before["activity"]),
        day=None if day is None else date.fromisoformat(day),
        by=by,
        confidence=int(str(before["confidence"])),
        ready=bool(before["ready"]),
    )
    own = (_own_word(earlier.activity, earlier.day),) if by == PERSON else ()
    reasons = (reason for reason in _of_machine(tag) if reason.kind != COPY)
    return replace(earlier, evidence=(*reasons, *own))


def _shots(kept: object) -> tuple[str, ...]:
    return tuple(map(str, cast("Iterable[object]", kept)))


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _check_machine(asset: Asset, decision: Decision) -> None:
    if decision.action is not Action.ACCEPT:
        raise NotAllowed(
            Words(
                zh=f"自动审核只能选用已就绪的素材，不能执行“{decision.action}”",
                en=f"the machine may only accept what is ready, not {decision.action}",
            )
        )
    if asset.state is not _S.TAGGED or not asset.consent.allows_film:
        raise NotAllowed(
            Words(
                zh="需要人工决定或已有人工决定的素材不能自动选用",
                en="what a person must decide or has decided is not accepted by the machine",
            )
        )
    if asset.tag is None or not asset.tag.ready or (decision.activity or decision.day):
        raise NotAllowed(
            Words(
                zh="只有已就绪的建议可以自动选用", en="only a suggestion that is ready is accepted"
            )
        )


def _accept(asset: Asset, decision: Decision) -> Asset:
    if asset.consent.needs_decision:
        raise _conflict(
            "含近景的素材须先确认授权，再选用",
            "a near shot needs its consent decided before it is accepted",
        )
    if asset.consent.decision == "denied":
        raise _conflict("未获授权的素材不能选用", "consent was denied; it cannot be accepted")
    return _moved(_retagged(asset, decision), _S.ACCEPTED)


def _change(asset: Asset, decision: Decision) -> Asset:
    """Also what the tag says already, said by a person, is a person's from then on."""
    named = decision.activity is not None or decision.day is not None
    return _retagged(_reviewed(asset), decision, confirms=named)


def _carry(asset: Asset, decision: Decision) -> Asset:
    """A day alone leaves the doubt about the activity as it is."""
    if asset.state not in (_S.TAGGED, _S.HELD):
        raise _conflict(
            "已审核的素材不会被一并改动", "what was decided on is not changed along with others"
        )
    if asset.tag is None or asset.tag.by == PERSON:
        raise _conflict(
            "人选定的标签不会被一并改动", "a person's tag is not changed along with others"
        )
    carried = _retagged(asset, decision, confirms=True)
    assert carried.tag is not None, "it was given one"
    named = decision.activity is not None
    tag = replace(
        carried.tag,
        confidence=1000 if named else asset.tag.confidence,
        ready=named or asset.tag.ready,
        evidence=(*_of_machine(asset.tag), _along(carried.tag.activity, carried.tag.day)),
    )
    return replace(carried, tag=tag)


def _retagged(asset: Asset, decision: Decision, *, confirms: bool = False) -> Asset:
    """With the activity and day that the decision names; a changed tag is a person's."""
    tag = asset.tag
    activity = decision.activity or (tag.activity if tag else None)
    day = decision.day or (tag.day if tag else None)
    same = tag is not None and (activity, day) == (tag.activity, tag.day)
    if tag is not None and same and not (confirms and tag.by != PERSON):
        return asset
    evidence = (*_of_machine(tag), _own_word(activity, day))
    own = Tag(activity=activity, day=day, by=PERSON, confidence=1000, ready=True, evidence=evidence)
    return replace(asset, tag=own)


def _of_machine(tag: Tag | None) -> tuple[Evidence, ...]:
    return tuple(reason for reason in tag.evidence if reason.kind != PERSON) if tag else ()


def _own_word(activity: str | None, day: date | None) -> Evidence:
    return Evidence(
        kind=PERSON,
        activity=activity,
        day=day,
        weight=_PERSON_WEIGHT,
        words=Words(zh="由审核人选定", en="chosen by a reviewer"),
    )


def _along(activity: str | None, day: date | None) -> Evidence:
    words = Words(
        zh="审核人更正了同组的另一件，一并选定",
        en="chosen by a reviewer along with one of its like",
    )
    return replace(_own_word(activity, day), words=words)


def _reject(asset: Asset, decision: Decision) -> Asset:
    """Once more is lawful where it says why."""
    if asset.state is _S.REJECTED and decision.reason:
        return asset
    return _moved(asset, _S.REJECTED)


def _hold(asset: Asset, _decision: Decision) -> Asset:
    return _moved(_reviewed(asset), _S.HELD)


def _star(asset: Asset, _decision: Decision) -> Asset:
    return replace(_reviewed(asset), star=True)


def _unstar(asset: Asset, _decision: Decision) -> Asset:
    return replace(_reviewed(asset), star=False)


def _show(asset: Asset, decision: Decision) -> Asset:
    if not decision.shot:
        raise _conflict("没有说明是哪一种镜头", "it is not said which shot that is")
    return replace(_reviewed(asset), shows=tuple(dict.fromkeys((*asset.shows, decision.shot))))


def _unshow(asset: Asset, decision: Decision) -> Asset:
    return replace(_reviewed(asset), shows=tuple(s for s in asset.shows if s != decision.shot))


def _grant(asset: Asset, _decision: Decision) -> Asset:
    """What was held, or turned down for want of consent, comes back to the review."""
    waits = asset.state is _S.HELD
    denied = asset.state is _S.REJECTED and asset.consent.decision == "denied"
    granted = _with_consent(asset, "granted")
    return _moved(granted, _S.TAGGED) if waits or denied else granted


def _deny(asset: Asset, _decision: Decision) -> Asset:
    denied = _with_consent(asset, "denied")
    return denied if asset.state is _S.REJECTED else _moved(denied, _S.REJECTED)


def _with_consent(asset: Asset, decision: str) -> Asset:
    return replace(_reviewed(asset), consent=replace(asset.consent, decision=decision))


def _withdraw(asset: Asset, _decision: Decision) -> Asset:
    return _moved(asset, _S.WITHDRAWN)


def _inherit(_asset: Asset, _decision: Decision) -> Asset:
    raise _conflict(
        "沿用副本的审核结果只在原件到达时进行",
        "decisions are carried over when an original arrives, and not by hand",
    )


def _moved(asset: Asset, state: AssetState) -> Asset:
    if state not in ASSET_MOVES[asset.state]:
        raise _conflict(
            f"素材当前为“{asset.state}”，不能改为“{state}”",
            f"the asset is {asset.state}; it cannot become {state}",
        )
    return replace(asset, state=state)


def _reviewed(asset: Asset) -> Asset:
    if asset.state not in REVIEWED:
        raise _conflict(
            f"素材当前为“{asset.state}”，还不能审核",
            f"the asset is {asset.state} and not at the review",
        )
    return asset


def _conflict(zh: str, en: str) -> Conflict:
    return Conflict(Words(zh=zh, en=en))


_RULES: Mapping[Action, Callable[[Asset, Decision], Asset]] = {
    Action.ACCEPT: _accept,
    Action.CHANGE: _change,
    Action.CARRY: _carry,
    Action.REJECT: _reject,
    Action.HOLD: _hold,
    Action.STAR: _star,
    Action.UNSTAR: _unstar,
    Action.SHOW: _show,
    Action.UNSHOW: _unshow,
    Action.CONSENT_GRANT: _grant,
    Action.CONSENT_DENY: _deny,
    Action.WITHDRAW: _withdraw,
    Action.INHERIT: _inherit,
}
