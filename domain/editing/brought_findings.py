"""What is to be said of a film finished elsewhere: what is foreign, not accepted, or withdrawn."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from domain.asset import Asset
from domain.editing.bringing import CARD
from domain.film import Finding, FindingKind, Outcome, Shot, ShotKind, Storyboard
from domain.timebase import clock, frames_to_ms
from domain.words import Words

#: What stands before and after withdrawn shots, and how many frames those have.
_Gap = tuple[str | None, str | None, int]
#: Frames by which a shot may be longer or shorter than the one that stood there.
_NEARLY = 2
_SHOWS_WITHDRAWN = Words(
    zh="这一处在原分镜里是已撤回的素材，现在的画面不在本周素材里：请确认已经换掉，没有换就请重剪",
    en="where the plan showed what was withdrawn since, the film shows something foreign: make "
    "sure that it was replaced, or cut it again",
)
_MAY_SHOW_WITHDRAWN = Words(
    zh="本周有素材撤回过，撤回后不留任何画面，无法比对：请看一遍外来素材，确认里面没有",
    en="something was withdrawn, and nothing is kept that it could be known by: look at the "
    "foreign shots",
)
_NO_WITHDRAWN = Words(zh="没有撤回的素材", en="nothing that was withdrawn")


def foreign_finding(board: Storyboard) -> Finding:
    """What of the film nobody here has: the list and the figures cannot speak of it."""
    foreign = [shot for shot in board.shots if shot.kind is ShotKind.FOREIGN]
    at = 0
    first: int | None = None
    for shot in board.shots:
        if shot.kind is ShotKind.FOREIGN and first is None:
            first = at
        at += shot.frames
    lasts = frames_to_ms(sum(shot.frames for shot in foreign))
    said = Words(zh="外来素材：请确认来源和授权", en="foreign material: make sure whose it is")
    fine = Words(zh="没有外来素材", en="no foreign material")
    return Finding(
        rule="film.foreign",
        kind=FindingKind.ADVISORY,
        outcome=Outcome.FAIL if foreign else Outcome.PASS,
        measured=f"{len(foreign)} 段 {clock(lasts)}" if foreign else "0 段",
        wanted="0 段",
        words=said if foreign else fine,
        source="成片应由报送的素材剪成，素材清单才与成片一致",
        at_ms=frames_to_ms(first) if first is not None else None,
    )


def barred_finding(board: Storyboard, assets: Mapping[str, Asset]) -> Finding:
    """What the film shows although nobody took it in, or somebody said no."""
    barred = [
        shot
        for shot in board.shots
        if shot.asset is not None and not (shot.asset in assets and assets[shot.asset].in_film)
    ]
    known = [assets[s.asset] for s in barred if s.asset is not None and s.asset in assets]
    names = "、".join(dict.fromkeys(asset.original_name for asset in known))
    bad = Words(
        zh=f"用了没有采用或未获同意的素材：{names}",
        en=f"shows what was not accepted or is not allowed: {names}",
    )
    good = Words(zh="用到的素材都已采用", en="all that it shows was accepted")
    return Finding(
        rule="film.accepted",
        kind=FindingKind.ADVISORY,
        outcome=Outcome.FAIL if barred else Outcome.PASS,
        measured=f"{len(barred)} 个镜头" if barred else "0 个镜头",
        wanted="0 个镜头",
        words=bad if barred else good,
        source="进入成片的素材须经人审核",
        at_ms=frames_to_ms(barred[0].starts_at) if barred else None,
    )


def withdrawn_places(
    board: Storyboard, planned: Iterable[Storyboard], withdrawn: Collection[str]
) -> list[Shot]:
    """Foreign shots of a brought film that stand where a plan of ours showed what was withdrawn.

    Nothing of a withdrawn picture is kept that it could be known by. But the plan that was handed
    over still names it between its neighbours; so a foreign shot counts that has both of them
    beside it, or one and the length of the plan's.
    """
    gaps = {gap for plan in planned for gap in _gaps(plan, withdrawn)}
    shots = [None, *board.shots, None]
    return [
        shot
        for before, shot, after in zip(shots, shots[1:], shots[2:], strict=False)
        if shot is not None
        and shot.kind is ShotKind.FOREIGN
        and any(_fills(shot, _key(before), _key(after), gap) for gap in gaps)
    ]


def _gaps(plan: Storyboard, withdrawn: Collection[str]) -> Iterator[_Gap]:
    before: str | None = None
    frames = 0
    for shot in plan.shots:
        if shot.asset in withdrawn:
            frames += shot.frames
            continue
        if frames:
            yield before, _key(shot), frames
        before, frames = _key(shot), 0
    if frames:
        yield before, None, frames


def _key(shot: Shot | None) -> str | None:
    """What tells a shot's neighbour: its asset or its card; None at the film's ends."""
    if shot is None:
        return None
    return shot.asset or (CARD + shot.card.role if shot.card else "")


def _fills(shot: Shot, before: str | None, after: str | None, gap: _Gap) -> bool:
    same = (before == gap[0]) + (after == gap[1])
    return same == 2 or (same == 1 and abs(shot.frames - gap[2]) <= _NEARLY)


def withdrawn_finding(board: Storyboard, places: Sequence[Shot], *, any_withdrawn: bool) -> Finding:
    """Whether the film may still show who took back their yes.

    Only a person can tell where something is foreign: of what was withdrawn no picture is left.
    """
    foreign = any(shot.kind is ShotKind.FOREIGN for shot in board.shots)
    if places:
        outcome, words = Outcome.FAIL, _SHOWS_WITHDRAWN
    elif foreign and any_withdrawn:
        outcome, words = Outcome.NOT_CHECKED, _MAY_SHOW_WITHDRAWN
    else:
        outcome, words = Outcome.PASS, _NO_WITHDRAWN
    return Finding(
        rule="film.withdrawn",
        kind=FindingKind.ADVISORY,
        outcome=outcome,
        measured=f"{len(places)} 段",
        wanted="0 段",
        words=words,
        source="撤回的素材不得再出现在成片里",
        at_ms=frames_to_ms(places[0].starts_at) if places else None,
    )
