"""One change made to a draft: the shots as they stand then, or why it cannot be done.

What concerns one shot changes that shot alone; the film is planned anew only where room must be
found, and then keeps what it had where it can.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from domain.asset import Asset
from domain.campaign import Campaign
from domain.cutting.music import OwnMusic
from domain.cutting.transitions import kept_transition
from domain.editing.edits import Draft, Edit, EditKind, Edits, noted
from domain.errors import Conflict, NotFound
from domain.film import Shot, lasting
from domain.planning.candidates import Candidate
from domain.planning.dressing import dressed, film_room, in_order
from domain.planning.leaving_out import FAULTS
from domain.planning.offering import Offer, bans_of, check_twins, offer
from domain.planning.plan_recipe import PlanRecipe
from domain.planning.question import Chooser, Pick, clash
from domain.planning.selecting import greedily, ranking
from domain.planning.storyboarding import first_shown, planned, shot_of
from domain.timebase import seconds
from domain.words import Words

_RECIPE = PlanRecipe()
#: Faults that are seen at once: nobody asks for such a picture by asking for another.
_ILL = ("too_dark", "badly_lit", "blurred", "shaky")
#: Candidates that are told apart by unit, day and kind; the rest follow by score.
_RANKED = 40


@dataclass(frozen=True, kw_only=True)
class Table:
    """What a change is made on."""

    campaign: Campaign
    #: By id: every asset of the campaign where `needs_all` says so, else at least those shown.
    assets: Mapping[str, Asset]
    recipe: PlanRecipe = _RECIPE
    choose: Chooser = greedily
    #: What was brought, whose beats count where the edits choose it.
    own_music: tuple[OwnMusic, ...] = ()

    def offer(self, edits: Edits) -> Offer:
        everything = sorted(self.assets.values(), key=lambda asset: asset.id)
        return offer(self.campaign, everything, edits, self.recipe)

    def room(self, edits: Edits) -> int:
        """Frames that the film may have, cards counted."""
        return film_room(self.campaign, edits, self.recipe)


def needs_all(draft: Draft, edit: Edit) -> bool:
    """True when the change is decided by every asset of the campaign, which take long to read."""
    if edit.kind is EditKind.PIN:
        return draft.shot(edit.shot) is None
    replans = edit.kind in (EditKind.LENGTH, EditKind.TRANSITION)
    return replans or (edit.kind is EditKind.CARD and edit.title is None)


def replanned(edits: Edits, table: Table, *, keep: Sequence[Shot] = ()) -> Draft:
    """The film planned anew by these changes; needs all assets. Raises NoPlan."""
    everything = sorted(table.assets.values(), key=lambda asset: asset.id)
    offered = offer(table.campaign, everything, edits, table.recipe)
    made = planned(
        table.campaign,
        everything,
        offered,
        edits,
        table.recipe,
        choose=table.choose,
        keep=keep,
        own_music=table.own_music,
    )
    return Draft(edits=edits, shots=made.shots, gap=made.gap, by_hand=bool(keep))


def with_shots(draft: Draft, edits: Edits, shots: Sequence[Shot], table: Table) -> Draft:
    """The draft with other shots, dressed. Conflict when it would grow over what is allowed."""
    transition = kept_transition(edits.transition, draft.shots)
    whole = dressed(table.campaign, shots, table.assets, edits, transition)
    made = Draft(edits=edits, shots=whole, gap=draft.gap, by_hand=True)
    most = table.room(edits)
    if made.frames > most and made.frames > draft.frames:
        over = made.frames - most
        raise Conflict(
            Words(
                zh=f"成片将长 {seconds(made.frames)} 秒，超过 {seconds(most)} 秒："
                f"请少加 {seconds(over)} 秒，或先剪短、去掉别的镜头",
                en=f"the film would last {seconds(made.frames)} s, more than {seconds(most)} s: "
                f"add {seconds(over)} s less, or shorten or take out others first",
            )
        )
    return made


def shot_in(draft: Draft, key: str) -> Shot:
    """The shot of that key; raises NotFound."""
    found = draft.shot(key)
    if found is None:
        raise NotFound(
            Words(zh="分镜里已没有这个镜头，请刷新后再看", en=f"no shot {key!r} in the draft")
        )
    return found


def pinned(draft: Draft, edit: Edit, table: Table) -> Draft:
    """A shot that must stay in; one that was out comes in, in its place of its chapter.

    Shots that show the same give way to it. When no room is left, the film is planned anew.
    """
    if draft.shot(edit.shot) is not None:
        return replace(draft, edits=noted(draft.edits, edit))
    offered = table.offer(noted(draft.edits, edit))
    check_twins(offered, noted(draft.edits, edit))
    candidate = _offered(offered, edit.shot)
    edits = noted(draft.edits, replace(edit, shot=candidate.name))
    # Whoever wants this picture no longer minds its look-alikes; else it went with the next unpin.
    minded = set(bans_of(candidate, offered, edits))
    edits = replace(edits, bans=tuple(key for key in edits.bans if key not in minded))
    alike = offered.alike(candidate.asset.id)
    kept = [shot for shot in draft.shots if not _gives_way(shot, candidate, alike, offered, table)]
    frames = min(candidate.preferred, table.room(edits) - lasting(kept))
    if frames < candidate.shortest:
        return replanned(edits, table, keep=[shot for shot in kept if shot.card is None])
    frames = candidate.unbroken(frames)
    pick = Pick(candidate=candidate, frames=frames, choice=1, pinned=True)
    return with_shots(draft, edits, _placed(kept, shot_of(pick), edits, table), table)


def banned(draft: Draft, edit: Edit, table: Table) -> Draft:
    """A shot, or all of an asset, that may not be in; what it leaves stays free."""
    if any(shot.card is not None and shot.name == edit.shot for shot in draft.shots):
        raise Conflict(Words(zh="片头和片尾不能去掉", en="the cards cannot be taken out"))
    left = [shot for shot in draft.shots if edit.shot not in (shot.name, shot.asset)]
    if all(shot.card is not None for shot in left):
        raise Conflict(Words(zh="成片里至少要留一个镜头", en="one shot at least must stay"))
    return with_shots(draft, noted(draft.edits, edit), left, table)


def alternatives(draft: Draft, key: str, table: Table) -> list[Candidate]:
    """What could stand in a shot's place, best first; needs all assets. Raises NotFound.

    All of its activity that is neither in the film nor banned nor the same as something in it
    beside this shot; faulty ones come last.
    """
    shot = shot_in(draft, key)
    rest = replace(draft, shots=tuple(each for each in draft.shots if each is not shot))
    return unused(rest, shot.activity or "", table, but=key)


def unused(draft: Draft, activity: str, table: Table, *, but: str = "") -> list[Candidate]:
    """What could be added to a chapter, best first, `but` aside; needs all assets."""
    offered = table.offer(draft.edits)
    inside = [each for shot in draft.shots if (each := offered.named(shot.name)) is not None]
    shown = {but, *(shot.name for shot in draft.shots)}
    assets = {shot.asset for shot in draft.shots if shot.asset is not None}
    # An original that came after its copy is offered in that one's place alone.
    alike = {other for asset in assets for other in offered.alike(asset)} - assets
    free = [
        each
        for each in offered.free()
        if each.activity == activity
        and each.name not in shown
        and each.asset.id not in alike
        and not any(clash(each, other, table.recipe) for other in inside)
    ]
    sound = [each for each in free if each.fault is None]
    faulty = [each for each in free if each.fault is not None]
    best = ranking(sound, _RANKED, table.recipe) if sound else []
    ranked = {each.name for each in best}
    # Two moments of one clip exclude each other in a ranking, but each may be asked for.
    rest = sorted((e for e in sound if e.name not in ranked), key=lambda e: (-e.score, e.key))
    return [*best, *rest, *sorted(faulty, key=lambda e: (-e.score, e.key))]


def another(draft: Draft, key: str, table: Table) -> Draft:
    """The next best in a shot's place, which is banned; needs all assets.

    Raises Conflict when its activity has nothing else that fits, or only what is faulty: a blurred
    picture comes in by name, or for another as bad.
    """
    shot = shot_in(draft, key)
    if shot.card is not None:
        raise Conflict(Words(zh="片头和片尾没有别的可选", en="a card has no other"))
    edits = noted(draft.edits, Edit(kind=EditKind.BAN, shot=key))
    room = max(table.room(edits) - draft.frames, 0) + shot.frames
    # By these edits, so that no look-alike of what is taken out comes in.
    others = alternatives(replace(draft, edits=edits), key, table)
    found = next((each for each in others if each.shortest <= room), None)
    if found is None:
        raise Conflict(
            Words(zh="这项活动没有别的可用素材了", en="its activity has nothing else to show")
        )
    if found.fault is not None and found.fault in _ILL and not _is_ill(key, draft, table):
        fault = FAULTS[found.fault]
        raise Conflict(
            Words(
                zh=f"这项活动只剩有缺陷的素材（{fault.zh}）；要用，请在候选里自己选",
                en=f"its activity has only faulty ones left ({fault.en}); choose one by name",
            )
        )
    frames = found.unbroken(min(max(shot.frames, found.shortest), found.longest, room))
    made = shot_of(Pick(candidate=found, frames=frames, choice=1))
    why = Words(zh=f"编辑换的：{found.because.zh}", en=f"the editor's other: {found.because.en}")
    shots = [replace(made, why=why) if each is shot else each for each in draft.shots]
    order = edits.order(shot.activity or "")
    if key in order:
        moved = tuple(made.name if each == key else each for each in order)
        edits = noted(edits, Edit(kind=EditKind.ORDER, activity=shot.activity or "", shots=moved))
    return with_shots(draft, edits, shots, table)


def _is_ill(key: str, draft: Draft, table: Table) -> bool:
    candidate = table.offer(draft.edits).named(key)
    return candidate is not None and candidate.fault in _ILL


def _offered(offered: Offer, key: str) -> Candidate:
    found = offered.named(key)
    if found is not None:
        return found
    asset = key.split("@")[0]
    why = next((out.why for out in offered.able.left_out if out.asset == asset), None)
    if why is None:
        raise NotFound(Words(zh="没有这件素材", en=f"nothing offers the shot {key!r}"))
    raise Conflict(Words(zh=f"不能放进成片：{why.zh}", en=f"it cannot be shown: {why.en}"))


def _gives_way(
    shot: Shot, pin: Candidate, alike: frozenset[str], offered: Offer, table: Table
) -> bool:
    """True for a shot of a look-alike, or of the same clip too near."""
    if shot.asset is None:
        return False
    if shot.asset == pin.asset.id:
        other = offered.named(shot.name)
        return other is not None and clash(other, pin, table.recipe)
    return shot.asset in alike


def _placed(shots: Sequence[Shot], new: Shot, edits: Edits, table: Table) -> list[Shot]:
    """The shots with a new one where its time puts it in its chapter, and that in its place."""
    chapters = {
        key: list(chapter)
        for key, chapter in groupby(
            (shot for shot in shots if shot.card is None), key=lambda shot: shot.activity or ""
        )
    }
    mine = chapters.setdefault(new.activity or "", [])
    at = next((n for n, shot in enumerate(mine) if _before(new, shot, table)), len(mine))
    mine.insert(at, new)
    planned_order = [each.key for each in table.campaign.activities if each.key in chapters]
    present = list(chapters)
    if len(present) == len(planned_order):
        # Those that were there keep the order they stand in; the new chapter takes the plan's.
        there = [key for key in present if key != new.activity]
        present = in_order(planned_order, planned_order, there)
        present = in_order(present, present, edits.chapters)
    inside = [shot for key in present for shot in chapters[key]]
    return [*shots[:1], *inside, *shots[-1:]]


def _before(new: Shot, shot: Shot, table: Table) -> bool:
    ours, theirs = table.assets.get(new.asset or ""), table.assets.get(shot.asset or "")
    if ours is None or theirs is None:
        return False
    return first_shown(ours, new.in_ms or 0) < first_shown(theirs, shot.in_ms or 0)


#: What a kind of change does (domain/editing/retouching.py has the table).
Applied = Callable[[Draft, Edit, Table], Draft]
