"""Why each asset that might have been shown is not."""

from collections.abc import Iterable, Mapping, Sequence

from domain.asset import Asset
from domain.film import LeftOut, Shot
from domain.planning.candidates import Candidate
from domain.planning.eligibility import Eligible
from domain.words import Words

FAULTS: Mapping[str, Words] = {
    "screen": Words(zh="像是截屏或录屏", en="looks like a screenshot or a screen recording"),
    "too_dark": Words(zh="画面太暗", en="too dark"),
    "badly_lit": Words(zh="画面过暗或过亮", en="too dark or too bright"),
    "blurred": Words(zh="画面模糊", en="blurred"),
    "shaky": Words(zh="画面晃动太大", en="the camera shakes too much"),
    "too_short": Words(
        zh="没有至少 2.5 秒的可用片段", en="no usable moment of at least 2.5 seconds"
    ),
}
_BANNED = Words(zh="编辑去掉了它", en="the editor took it out")
_TWIN_BANNED = Words(
    zh="编辑去掉了同一画面的另一份", en="the editor took out another copy of the same picture"
)


def left_out(
    able: Eligible,
    offered: Sequence[Candidate],
    shots: Iterable[Shot],
    barred: Mapping[str, Sequence[str]],
) -> tuple[LeftOut, ...]:
    """What may not be shown, and what might have been: banned, with fault, or others were better.

    Every asset that is in no shot is named once, by id. `barred` are the editor's bans by the name
    of each candidate that they hold out.
    """
    placed = [shot for shot in shots if shot.asset is not None]
    used = {shot.asset for shot in placed}
    named = {each.name: each for each in offered}
    chosen: dict[str, list[int]] = {}
    for shot in placed:
        score = named[shot.name].score if shot.name in named else 0
        chosen.setdefault(shot.activity or "", []).append(score)
    by_asset: dict[str, list[Candidate]] = {}
    for each in offered:
        by_asset.setdefault(each.asset.id, []).append(each)
    unused = [
        _unused(asset, by_asset[asset.id], chosen, barred)
        for asset in able.chosen
        if asset.id not in used
    ]
    others = [out for out in able.left_out if out.asset not in used]
    return tuple(sorted([*others, *unused], key=lambda out: out.asset))


def _unused(
    asset: Asset,
    offered: Sequence[Candidate],
    chosen: Mapping[str, list[int]],
    barred: Mapping[str, Sequence[str]],
) -> LeftOut:
    activity = asset.tag.activity if asset.tag else None
    free = [each for each in offered if each.name not in barred]
    if not free:
        own = any(key.split("@")[0] == asset.id for each in offered for key in barred[each.name])
        words = _BANNED if own else _TWIN_BANNED
        return LeftOut(asset=asset.id, activity=activity, code="banned", why=words)
    fault = min(free, key=lambda each: each.fault or "").fault
    if fault is not None:
        return LeftOut(asset=asset.id, activity=activity, code=fault, why=FAULTS[fault])
    scores = chosen.get(activity or "", [])
    own = max(each.score for each in free if each.fault is None)
    words = _outdone(own, scores)
    return LeftOut(asset=asset.id, activity=activity, code="no_room", why=words)


def _outdone(own: int, scores: Sequence[int]) -> Words:
    """Others are better; or it is as good as some of them, which show what it would repeat."""
    if all(own <= score for score in scores):
        return Words(
            zh=f"时长已满：同一活动里更好的 {len(scores)} 个镜头已入选",
            en=f"no room: {len(scores)} better shots of its activity are in",
        )
    better = sum(score > own for score in scores)
    return Words(
        zh=f"时长已满：同一活动已选 {len(scores)} 个镜头，其中 {better} 个更好，"
        "其余照顾到别的单位、日期或画面",
        en=f"no room: {len(scores)} shots of its activity are in, {better} of them better, "
        "the others of other units, days or kinds",
    )
