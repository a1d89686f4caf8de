"""WeChat rescue: what was decided of a chat copy holds for its original when that arrives."""

from dataclasses import replace

from domain.asset import Asset
from domain.looking.likeness import best_first, picture
from domain.moves import REVIEWED, AssetState
from domain.reviewing.deciding import COPY
from domain.reviewing.review import Action, Decision
from domain.tagging import Evidence, Tag
from domain.words import Words

_S = AssetState
#: Log odds in hundredths that two files of one picture belong together: as good as certain.
_WEIGHT = 1000
#: States in which a copy still stands for itself, and its original is worth asking for.
WORTH_ASKING = (_S.TAGGED, _S.HELD, _S.ACCEPTED)


def original_wanted(asset: Asset) -> bool:
    """True for a chat tool's copy without a better one: its sender is asked for the original."""
    if asset.facts is None or not asset.facts.chat_copy or asset.state not in WORTH_ASKING:
        return False
    return asset.near_duplicate_of is None and asset.consent.decision != "denied"


def may_inherit(original: Asset, copy: Asset) -> bool:
    """True when what was decided of `copy`, of the same picture, may be said of `original`.

    The original must be the better file and untouched at the review, the copy decided on there.
    Whether a person touched the original by a decision that left no trace is the caller's to know.
    """
    better, worse = picture(original), picture(copy)
    if better is None or worse is None or best_first(better) >= best_first(worse):
        return False
    if original.state not in (_S.TAGGED, _S.HELD) or copy.state not in REVIEWED:
        return False
    untouched = original.tag is not None and original.tag.by == "machine" and not original.star
    return worse.chat_copy and untouched and original.consent.decision is None


def inherited(original: Asset, copy: Asset) -> Asset:
    """The original with the copy's tag, star, shots, consent and state, one version on.

    Its own day stands where the copy has none. Ticks of near shots add up; while nobody has
    decided on one, the original is held, whatever the copy is.
    """
    ticks = replace(
        original.consent,
        minors=original.consent.minors or copy.consent.minors,
        patients=original.consent.patients or copy.consent.patients,
        decision=copy.consent.decision,
    )
    state = _S.HELD if ticks.needs_decision and copy.state is not _S.REJECTED else copy.state
    return replace(
        original,
        state=state,
        tag=_tag(original.tag, copy),
        star=original.star or copy.star,
        shows=tuple(dict.fromkeys((*original.shows, *copy.shows))),
        consent=ticks,
        version=original.version + 1,
    )


def as_decision(original: str, copy: str, *, actor: str) -> Decision:
    """As it stands in the log: by whoever decided of the copy, which is the reason."""
    return Decision(asset=original, action=Action.INHERIT, actor=actor, reason=f"copy {copy}")


def _tag(own: Tag | None, copy: Asset) -> Tag | None:
    given = copy.tag
    if given is None or own is None or given.activity is None:
        return own
    day = given.day or own.day
    said = Evidence(
        kind=COPY,
        activity=given.activity,
        day=day,
        weight=_WEIGHT,
        words=Words(
            zh=f"同一画面的微信副本“{copy.original_name}”已审核，沿用其结果",
            en=f"its chat copy {copy.original_name!r} was reviewed; the decision is carried over",
        ),
    )
    return replace(given, day=day, evidence=(*(e for e in own.evidence if e.kind != COPY), said))
