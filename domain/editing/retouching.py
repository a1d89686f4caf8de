"""Changes that touch no other shot: lengths, order, words, sound; and which change does what."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from domain.cutting.captions import LINE_MOST, TITLE_MOST, closing_card, opening_card, received
from domain.cutting.music import MusicState, OwnMusic, chosen, own_id
from domain.cutting.styles import chosen_style
from domain.cutting.transitions import chosen_transition
from domain.editing.changing import (
    Applied,
    Table,
    banned,
    pinned,
    replanned,
    shot_in,
    with_shots,
)
from domain.editing.edits import Draft, Edit, EditKind, noted, one_line
from domain.errors import BrokenInput, Conflict, NotFound
from domain.film import Shot, ShotKind
from domain.looking.scoring import scales
from domain.planning.candidates import candidates
from domain.planning.dressing import card_frames, in_order, written
from domain.timebase import clock, frames_to_ms, ms_to_frames_floor, seconds
from domain.words import Words

#: Frames of a trimmed shot: 1 s, photos and cards up to 10 s.
TRIM_LEAST = 25
STILL_MOST = 250
#: Lines of a card under its title.
CARD_LINES = 6
_CARDS = ("opening", "closing")


def apply(draft: Draft, edit: Edit, table: Table) -> Draft:
    """The draft after one change. Raises Conflict or NoPlan for what does not fit the film,
    NotFound for a shot or an activity that is not in it, BrokenInput for a value that cannot be.
    """
    return _APPLIED[edit.kind](draft, edit, table)


def _noted(draft: Draft, edit: Edit, _table: Table) -> Draft:
    return replace(draft, edits=noted(draft.edits, edit))


def _trim(draft: Draft, edit: Edit, table: Table) -> Draft:
    shot, frames = shot_in(draft, edit.shot), edit.frames or 0
    if frames < TRIM_LEAST:
        raise _broken(
            f"一个镜头至少要 {seconds(TRIM_LEAST)} 秒",
            f"a shot lasts {seconds(TRIM_LEAST)} s at least",
        )
    if shot.kind is ShotKind.CLIP:
        moved = _recut(draft, shot, frames, edit.in_ms, table)
        edit = replace(edit, in_ms=moved.in_ms)
    else:
        if frames > STILL_MOST:
            raise _broken(
                f"照片和片头片尾最长 {seconds(STILL_MOST)} 秒",
                f"photos and cards last {seconds(STILL_MOST)} s at most",
            )
        moved, edit = replace(shot, frames=frames), replace(edit, in_ms=None)
    return _swapped(draft, edit, shot, moved, table)


def _recut(draft: Draft, shot: Shot, frames: int, in_ms: int | None, table: Table) -> Shot:
    """The clip's shot from another in point; raises what says that it cannot be."""
    start = (shot.in_ms or 0) if in_ms is None else in_ms
    end = start + frames_to_ms(frames)
    asset = table.assets.get(shot.asset or "")
    duration = (asset.facts.duration_ms or 0) if asset and asset.facts else 0
    if start < 0 or end > duration:
        raise _broken(
            f"超出了素材：它从 0:00.000 到 {clock(duration)}，要的是 {clock(max(start, 0))} "
            f"到 {clock(end)}",
            f"outside the clip, which lasts {clock(duration)}",
        )
    return _apart(draft, shot, replace(shot, frames=frames, in_ms=start, out_ms=end))


def _apart(draft: Draft, shot: Shot, moved: Shot) -> Shot:
    """The moved shot; Conflict when another of the same clip shows some of its pictures."""
    for other in draft.shots:
        if other is shot or other.asset != shot.asset:
            continue
        if (moved.in_ms or 0) < (other.out_ms or 0) and (moved.out_ms or 0) > (other.in_ms or 0):
            raise Conflict(
                Words(
                    zh="与同一段视频的另一个镜头重叠了，同样的画面会出现两次",
                    en="it overlaps another shot of the same clip",
                )
            )
    return moved


def _untrim(draft: Draft, edit: Edit, table: Table) -> Draft:
    shot = shot_in(draft, edit.shot)
    edits = noted(draft.edits, edit)
    if shot.card is not None:
        plain = replace(shot, frames=card_frames(shot.card.role, edits, table.recipe))
        return _swapped(draft, edit, shot, plain, table)
    asset = table.assets.get(shot.asset or "")
    own = candidates([asset], scales([asset]), table.recipe) if asset else []
    natural = min(own, key=lambda each: abs(each.from_ms - _from(edit.shot)), default=None)
    if natural is None:
        raise NotFound(Words(zh="没有这件素材", en=f"no asset of the shot {edit.shot!r}"))
    room = max(table.room(edits) - draft.frames, 0) + shot.frames
    frames = natural.unbroken(max(min(natural.preferred, room), natural.shortest))
    plain = replace(shot, frames=frames)
    if shot.kind is ShotKind.CLIP:
        start, end = natural.span(frames)
        plain = _apart(draft, shot, replace(plain, in_ms=start, out_ms=end))
    return _swapped(draft, edit, shot, plain, table)


def _from(key: str) -> int:
    at = key.partition("@")[2]
    return int(at) if at.isdecimal() else 0


def _swapped(draft: Draft, edit: Edit, shot: Shot, new: Shot, table: Table) -> Draft:
    shots = [new if each is shot else each for each in draft.shots]
    return with_shots(draft, noted(draft.edits, edit), shots, table)


def _order(draft: Draft, edit: Edit, table: Table) -> Draft:
    mine = [shot for shot in draft.shots if shot.activity == edit.activity]
    names = [shot.name for shot in mine]
    _check_same(names, edit.shots)
    moved = iter(in_order(mine, names, edit.shots))
    shots = [next(moved) if shot.activity == edit.activity else shot for shot in draft.shots]
    return with_shots(draft, noted(draft.edits, edit), shots, table)


def _chapters(draft: Draft, edit: Edit, table: Table) -> Draft:
    inside = [shot for shot in draft.shots if shot.card is None]
    chapters = {key: list(each) for key, each in groupby(inside, lambda shot: shot.activity or "")}
    _check_same(list(chapters), edit.activities)
    moved = [shot for key in edit.activities for shot in chapters[key]]
    cards = [shot for shot in draft.shots if shot.card is not None]
    return with_shots(draft, noted(draft.edits, edit), [*cards[:1], *moved, *cards[1:]], table)


def _check_same(here: Sequence[str], wanted: Sequence[str]) -> None:
    if sorted(here) != sorted(wanted) or not here:
        raise Conflict(
            Words(
                zh="要排的镜头和现在的对不上，请刷新后再排",
                en="what is to be ordered is not what stands there; load the page again",
            )
        )


def _caption(draft: Draft, edit: Edit, table: Table) -> Draft:
    if not any(shot.activity == edit.activity for shot in draft.shots):
        raise NotFound(Words(zh="成片里没有这一章", en=f"no chapter {edit.activity!r}"))
    if edit.title is not None:
        _check_line(edit.title, TITLE_MOST)
        for line in edit.lines:
            _check_line(line, LINE_MOST)
        if len(edit.lines) > 1:
            raise _broken("字幕最多两行", "a caption has two lines at most")
    return with_shots(draft, noted(draft.edits, edit), draft.shots, table)


def _card(draft: Draft, edit: Edit, table: Table) -> Draft:
    if edit.role not in _CARDS:
        raise NotFound(Words(zh="没有这张字幕卡", en=f"no card {edit.role!r}"))
    if edit.title is not None:
        _check_line(edit.title, TITLE_MOST)
        if not edit.title.strip():
            raise _broken("片头和片尾要有标题", "a card needs a title")
        for line in edit.lines:
            _check_line(line, LINE_MOST)
        if len(edit.lines) > CARD_LINES:
            raise _broken(f"标题下面最多 {CARD_LINES} 行", f"{CARD_LINES} lines at most")
    edits = noted(draft.edits, edit)
    if edit.role == "opening":
        plain = opening_card(table.campaign)
    elif edit.title is not None:
        plain = closing_card(table.campaign, received(table.campaign, ()))
    else:
        plain = closing_card(table.campaign, received(table.campaign, table.assets.values()))
    card = written(plain, edits)
    shots = [
        replace(shot, card=card) if shot.card and shot.card.role == edit.role else shot
        for shot in draft.shots
    ]
    return with_shots(draft, edits, shots, table)


def _check_line(text: str, most: int) -> None:
    if not one_line(text):
        raise _broken("文字里不能有换行", "no line breaks inside a line")
    if len(text.strip()) > most:
        raise _broken(
            f"这一行最多 {most} 个字，现在有 {len(text.strip())} 个",
            f"{most} characters at most, these are {len(text.strip())}",
        )


def _mute(draft: Draft, edit: Edit, table: Table) -> Draft:
    shot = shot_in(draft, edit.shot)
    if edit.kind is EditKind.MUTE and not shot.sound:
        raise Conflict(Words(zh="这个镜头没有声音", en="this shot has no sound"))
    return with_shots(draft, noted(draft.edits, edit), draft.shots, table)


def _music(draft: Draft, edit: Edit, table: Table) -> Draft:
    check_music(edit.value, table.own_music)
    return _noted(draft, edit, table)


def check_music(choice: str | None, brought: Iterable[OwnMusic]) -> None:
    """BrokenInput for a bed that there is not, Conflict for music that is gone or cannot play."""
    if own_id(chosen(choice)) is None:
        return
    found = next((music for music in brought if music.key == choice), None)
    if found is None:
        raise Conflict(
            Words(zh="这段音乐已不在，请另选配乐", en="this music is gone; choose other")
        )
    if found.state is MusicState.RECEIVED:
        raise Conflict(
            Words(zh="这段音乐还在读取，请稍后再选", en="this music is still being read; try later")
        )
    if found.state is MusicState.REFUSED:
        raise Conflict(Words(zh="这段音乐不能用，请另选配乐", en="this music cannot be used"))


def _style(draft: Draft, edit: Edit, table: Table) -> Draft:
    chosen_style(edit.value)
    return _noted(draft, edit, table)


def _transition(draft: Draft, edit: Edit, table: Table) -> Draft:
    """Hard cuts take more of the film than dissolves: where they do not fit, it is planned anew."""
    chosen_transition(edit.value)
    edits = noted(draft.edits, edit)
    try:
        return with_shots(draft, edits, draft.shots, table)
    except Conflict:
        return replanned(edits, table, keep=[shot for shot in draft.shots if shot.card is None])


def _length(draft: Draft, edit: Edit, table: Table) -> Draft:
    edits = noted(draft.edits, edit)
    most = table.recipe.film_frames(table.campaign.film_limit_ms)
    if edit.ms is not None and (wanted := ms_to_frames_floor(edit.ms)) > most:
        raise _broken(
            f"想要 {seconds(wanted)} 秒，超过本次成片的上限 {seconds(most)} 秒",
            f"{clock(edit.ms)} is more than the limit of {seconds(most)} s",
        )
    if draft.frames <= table.room(edits) <= table.room(draft.edits):
        return replace(draft, edits=edits)
    return replanned(edits, table, keep=[shot for shot in draft.shots if shot.card is None])


def _broken(zh: str, en: str) -> BrokenInput:
    return BrokenInput(Words(zh=zh, en=en))


_APPLIED: Mapping[EditKind, Applied] = {
    EditKind.PIN: pinned,
    EditKind.UNPIN: _noted,
    EditKind.BAN: banned,
    EditKind.UNBAN: _noted,
    EditKind.TRIM: _trim,
    EditKind.UNTRIM: _untrim,
    EditKind.ORDER: _order,
    EditKind.CHAPTERS: _chapters,
    EditKind.CAPTION: _caption,
    EditKind.CARD: _card,
    EditKind.MUTE: _mute,
    EditKind.UNMUTE: _mute,
    EditKind.MUSIC: _music,
    EditKind.STYLE: _style,
    EditKind.TRANSITION: _transition,
    EditKind.LENGTH: _length,
}
