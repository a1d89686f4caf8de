"""What two versions of a storyboard differ in, as sentences."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from domain.campaign import Campaign
from domain.cutting.music import BEDS, DEFAULT_MUSIC, NO_MUSIC
from domain.cutting.styles import DEFAULT_STYLE, STYLES
from domain.cutting.transitions import TRANSITIONS, chosen_transition
from domain.editing.edits import Draft, Edits
from domain.film import Shot
from domain.timebase import seconds
from domain.wording import activity_of
from domain.words import Words

#: Frames of half a second. A new plan changes nearly every length by less; more than so many of
#: those are told as one.
_SLIGHT, _FOLDED = 13, 3
#: What kind of difference, the key it is about (shot, activity, role or ""), the sentence.
Difference = tuple[str, str, Words]


def differences(
    before: Draft, after: Draft, campaign: Campaign, names: Mapping[str, str]
) -> list[Difference]:
    """Shots that came, went, changed or moved, then words, sound and length.

    `names` are original names by asset id; what has none is told by its id.
    """
    told = _Told(campaign, names)
    return [
        *_shots(before, after, told),
        *_order(before, after, told),
        *_texts(before, after, told),
        *_choices(before.edits, after.edits),
        *_length(before, after),
    ]


class _Told:
    """Shots and chapters by the names that people know."""

    def __init__(self, campaign: Campaign, names: Mapping[str, str]) -> None:
        self._campaign = campaign
        self._names = names

    def shot(self, shot: Shot) -> str:
        if shot.card is not None:
            return "片头" if shot.card.role == "opening" else "片尾"
        return self._names.get(shot.asset or "", shot.asset or "")

    def chapter(self, key: str | None) -> str:
        activity = activity_of(self._campaign, key)
        return f"{activity.number}. {activity.title}" if activity else key or ""


def _shots(before: Draft, after: Draft, told: _Told) -> Iterator[Difference]:
    old = {shot.name: shot for shot in before.shots}
    new = {shot.name: shot for shot in after.shots}
    for key in (key for key in new if key not in old):
        yield _said("added", key, f"加入“{told.shot(new[key])}”", f"{key} came in")
    for key in (key for key in old if key not in new):
        yield _said("removed", key, f"去掉“{told.shot(old[key])}”", f"{key} went out")
    both = [shot.name for shot in after.shots if shot.name in old]
    slight = [key for key in both if 0 < abs(old[key].frames - new[key].frames) < _SLIGHT]
    folded = set(slight) if len(slight) > _FOLDED else set[str]()
    for key in both:
        yield from _changed(old[key], new[key], told, lengths=key not in folded)
    if folded:
        yield _said(
            "lengths",
            "",
            f"另有 {len(folded)} 个镜头长短略变，每个不到半秒",
            f"{len(folded)} more shots are longer or shorter by less than half a second",
        )


def _changed(old: Shot, new: Shot, told: _Told, *, lengths: bool) -> Iterator[Difference]:
    name = told.shot(new)
    if lengths and old.frames != new.frames:
        was, now = seconds(old.frames), seconds(new.frames)
        yield _said("length", new.name, f"“{name}”{was} → {now} 秒", f"{new.name}: {was} → {now} s")
    if lengths and old.in_ms != new.in_ms:
        yield _said(
            "in_point",
            new.name,
            f"“{name}”入点 {(old.in_ms or 0) / 1000:.2f} → {(new.in_ms or 0) / 1000:.2f} 秒",
            f"{new.name}: in point {old.in_ms} → {new.in_ms} ms",
        )
    if old.sound != new.sound:
        zh = "恢复原声" if new.sound else "静音"
        yield _said("sound", new.name, f"“{name}”{zh}", f"{new.name}: sound {new.sound}")


def _order(before: Draft, after: Draft, told: _Told) -> Iterator[Difference]:
    old, new = _chapters(before.shots), _chapters(after.shots)
    if _common(old, new) != _common(new, old):
        titles = "、".join(told.chapter(key) for key in new)
        yield _said("chapters", "", f"章节顺序：{titles}", f"chapters: {', '.join(new)}")
    for key in new:
        was, now = old.get(key, []), new[key]
        if _common(was, now) != _common(now, was):
            title = told.chapter(key)
            yield _said("order", key, f"“{title}”的镜头顺序变了", f"{key}: other order")


def _chapters(shots: Sequence[Shot]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for shot in shots:
        if shot.activity is not None:
            found.setdefault(shot.activity, []).append(shot.name)
    return found


def _common(these: Collection[str], those: Collection[str]) -> list[str]:
    return [key for key in these if key in those]


def _texts(before: Draft, after: Draft, told: _Told) -> Iterator[Difference]:
    old = {s.activity: s.caption for s in before.shots if s.activity and s.caption}
    for shot in after.shots:
        was = old.get(shot.activity) if shot.activity else None
        if shot.caption and was and shot.caption != was:
            now = f"{shot.caption.title} {shot.caption.line}".strip()
            title = told.chapter(shot.activity)
            yield _said("caption", shot.activity or "", f"“{title}”字幕：{now}", f"caption: {now}")
    cards = {shot.card.role: shot.card for shot in before.shots if shot.card}
    for shot in after.shots:
        if shot.card and shot.card != cards.get(shot.card.role, shot.card):
            zh = f"{told.shot(shot)}文字：{shot.card.title}"
            yield _said("card", shot.card.role, zh, f"{shot.card.role} card: {shot.card.title}")


def _choices(before: Edits, after: Edits) -> Iterator[Difference]:
    for kind, zh, name in (
        ("music", "配乐", _music),
        ("style", "样式", _style),
        ("transition", "转场", _transition),
    ):
        was, now = getattr(before, kind), getattr(after, kind)
        if was != now:
            said = f"{zh}：{name(was)} → {name(now)}"
            yield _said(kind, "", said, f"{kind}: {was} → {now}")
    for key in after.pins:
        if key not in before.pins:
            yield _said("pinned", key, "固定了一个镜头", f"{key} pinned")
    for key in before.pins:
        if key not in after.pins:
            yield _said("unpinned", key, "取消固定一个镜头", f"{key} unpinned")


def _music(choice: str | None) -> str:
    if choice == NO_MUSIC:
        return "不配乐"
    bed = BEDS.get(choice or DEFAULT_MUSIC)
    return bed.name.zh if bed else "自己的音乐"


def _style(choice: str | None) -> str:
    style = STYLES.get(choice or DEFAULT_STYLE)
    return style.name.zh if style else choice or ""


def _transition(choice: str | None) -> str:
    return TRANSITIONS[chosen_transition(choice)].zh


def _length(before: Draft, after: Draft) -> Iterator[Difference]:
    if before.frames != after.frames:
        was, now = seconds(before.frames), seconds(after.frames)
        yield _said("total", "", f"总长 {was} → {now} 秒", f"total {was} → {now} s")


def _said(kind: str, key: str, zh: str, en: str) -> Difference:
    return kind, key, Words(zh=zh, en=en)
