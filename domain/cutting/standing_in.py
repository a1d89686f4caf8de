"""What is shown in place of a shot whose source turned out to be broken while it was cut."""

from dataclasses import replace

from domain.editing.changing import Table, alternatives
from domain.editing.edits import Draft, Edits
from domain.errors import NotFound
from domain.film import LeftOut, Shot, Storyboard
from domain.planning.question import Pick
from domain.planning.storyboarding import shot_of
from domain.words import Words


def stood_in(
    board: Storyboard, index: int, table: Table, fault: Words, *, edits: Edits
) -> Storyboard | None:
    """The storyboard with the next best of the same activity in that place, for as many frames.

    What the editor took out (`edits`) and what was found broken before does not come in.

    `table` holds all assets of the campaign. The broken asset is left out with its reason, and the
    shot says what it stands for. None when its activity has nothing else that lasts as long.
    """
    broken = board.shots[index]
    if broken.asset is None:
        return None
    lost = table.assets.get(broken.asset)
    known_broken = {out.asset for out in board.left_out if out.code == "broken"} | {broken.asset}
    sound = {key: each for key, each in table.assets.items() if key not in known_broken}
    draft = Draft(edits=edits, shots=board.shots)
    try:
        found = alternatives(draft, broken.name, replace(table, assets=sound))
    except NotFound:
        return None
    fitting = (each for each in found if each.shortest <= broken.frames <= each.longest)
    best = next(fitting, None)
    if best is None:
        return None
    name = lost.original_name if lost is not None else broken.asset
    made = shot_of(Pick(candidate=best, frames=broken.frames, choice=1))
    heard = best.asset.facts is not None and best.asset.facts.audio is not None
    shot = replace(
        made,
        index=index,
        starts_at=broken.starts_at,
        caption=broken.caption,
        into=broken.into,
        sound=heard and made.in_ms is not None and made.name not in edits.muted,
        why=Words(
            zh=f"原定的“{name}”剪辑时读不出来，换成次选：{best.because.zh}",
            en=f"stands for “{name}”, which could not be read: {best.because.en}",
        ),
        names=broken.asset,
    )
    return _with(board, index, shot, broken, fault)


def _with(board: Storyboard, index: int, shot: Shot, broken: Shot, fault: Words) -> Storyboard:
    shots = (*board.shots[:index], shot, *board.shots[index + 1 :])
    shown = {each.asset for each in shots}
    out = [each for each in board.left_out if each.asset not in shown]
    if broken.asset is not None and broken.asset not in shown:
        why = Words(
            zh=f"剪辑时读不出来：{fault.zh}", en=f"could not be read when it was cut: {fault.en}"
        )
        gone = LeftOut(asset=broken.asset, activity=broken.activity, code="broken", why=why)
        out = [gone, *(each for each in out if each.asset != broken.asset)]
    return replace(board, shots=shots, left_out=tuple(sorted(out, key=lambda each: each.asset)))
