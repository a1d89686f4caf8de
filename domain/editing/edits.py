"""What an editor changes of a film, as plain values that stay when the film is planned anew.

A shot is named by its key: the asset's id for a photo, `<asset>@<in point in ms>` for a moment of a
clip as it was seen, `opening` and `closing` for the cards. A key stays the same when the shot is
trimmed or moved.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from unicodedata import category

from domain.cutting.transitions import connected, kept_transition
from domain.errors import UsageError
from domain.film import Shot, lasting
from domain.words import Words

_UNWRITTEN = frozenset({"Cc", "Cs", "Zl", "Zp"})
#: What is said to who saw an older state than the one on the table.
CHANGED = Words(
    zh="分镜刚刚被别人改过（或在另一个窗口里改过），请刷新后再改",
    en="the storyboard was changed meanwhile, by somebody else or in another window; reload it",
)


@dataclass(frozen=True, kw_only=True)
class Trim:
    """How a shot is shown whatever the planner would like."""

    #: Key of the shot.
    shot: str
    #: Film frames.
    frames: int
    #: Source in point in ms; None for photos and cards.
    in_ms: int | None = None


@dataclass(frozen=True, kw_only=True)
class ChapterOrder:
    """The order of a chapter's shots; those it does not name keep their places."""

    #: Activity key.
    activity: str
    #: Keys of shots.
    shots: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class CaptionText:
    """A chapter's caption in the editor's words; both empty for none."""

    activity: str
    title: str
    line: str


@dataclass(frozen=True, kw_only=True)
class CardText:
    """A card in the editor's words."""

    #: opening or closing.
    role: str
    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Edits:
    """All that stands of an editor's changes."""

    #: Keys of shots that must be in, of those that may not; an asset's id bans all its moments.
    pins: tuple[str, ...] = ()
    bans: tuple[str, ...] = ()
    trims: tuple[Trim, ...] = ()
    orders: tuple[ChapterOrder, ...] = ()
    #: Activity keys in the order of their chapters; those it does not name keep their places.
    chapters: tuple[str, ...] = ()
    captions: tuple[CaptionText, ...] = ()
    cards: tuple[CardText, ...] = ()
    #: Keys of clips whose own sound is not heard.
    muted: tuple[str, ...] = ()
    #: Ids of a bed of music and of a style of lettering; None for what the product would choose.
    music: str | None = None
    style: str | None = None
    #: cut, dissolve or dip between chapters; None likewise.
    transition: str | None = None
    #: Length that the film is to have at most, in ms; None for as long as is allowed.
    target_ms: int | None = None

    def trim(self, key: str) -> Trim | None:
        return next((trim for trim in self.trims if trim.shot == key), None)

    def order(self, activity: str) -> tuple[str, ...]:
        """Keys of a chapter's shots as the editor ordered them; empty when they did not."""
        return next((order.shots for order in self.orders if order.activity == activity), ())

    def caption(self, activity: str) -> CaptionText | None:
        return next((text for text in self.captions if text.activity == activity), None)

    def card(self, role: str) -> CardText | None:
        return next((text for text in self.cards if text.role == role), None)


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A film on the editor's table: what was changed, and the shots as they stand."""

    edits: Edits
    shots: tuple[Shot, ...]
    #: How good the last plan was proven to be (`Storyboard.gap`); changes since aside.
    gap: int | None = None
    #: True when the shots are not as they were planned, though perhaps no change stands: what was
    #: taken out and allowed again leaves a gap.
    by_hand: bool = False

    @property
    def changed(self) -> bool:
        """True when planning anew without any changes might give another film."""
        return self.by_hand or self.edits != Edits()

    @property
    def frames(self) -> int:
        return lasting(self.shots)

    def shot(self, key: str) -> Shot | None:
        return next((shot for shot in self.shots if shot.name == key), None)


class EditKind(StrEnum):
    PIN = "pin"
    UNPIN = "unpin"
    BAN = "ban"
    UNBAN = "unban"
    TRIM = "trim"
    UNTRIM = "untrim"
    ORDER = "order"
    CHAPTERS = "chapters"
    CAPTION = "caption"
    CARD = "card"
    MUTE = "mute"
    UNMUTE = "unmute"
    MUSIC = "music"
    STYLE = "style"
    TRANSITION = "transition"
    LENGTH = "length"


@dataclass(frozen=True, kw_only=True)
class Edit:
    """One change; which of the fields it uses depends on its kind."""

    kind: EditKind
    #: pin, unpin, ban, unban, trim, untrim, mute, unmute: key of the shot; ban: an asset's id too.
    shot: str = ""
    #: trim: film frames, and the source in point of a clip (None leaves it where it is).
    frames: int | None = None
    in_ms: int | None = None
    #: order: the chapter and all its shots; caption: the chapter.
    activity: str = ""
    shots: tuple[str, ...] = ()
    #: chapters: all activities in the film.
    activities: tuple[str, ...] = ()
    #: card: opening or closing.
    role: str = ""
    #: caption and card: None puts back what the facts say; a caption has one line.
    title: str | None = None
    lines: tuple[str, ...] = ()
    #: music, style and transition: an id, None for the product's own choice.
    value: str | None = None
    #: length: ms, None for as long as is allowed.
    ms: int | None = None


def noted(edits: Edits, edit: Edit) -> Edits:
    """The changes with one more; what it contradicts is taken back. Nothing is checked here."""
    return _NOTED[edit.kind](edits, edit)


def one_line(text: str) -> bool:
    """False for what no line of text holds: control characters, breaks, halves of characters."""
    return not any(category(letter) in _UNWRITTEN for letter in text)


def edit_words(edit: Edit) -> Words:
    """What was done, for the list of versions."""
    return _DONE[edit.kind]


def merged(draft: Draft, old: str, new: str) -> Draft:
    """The draft after one activity was merged into another: its shots follow those of its heir,
    and so do the words and the order that the editor gave, where the heir has none.
    """
    edits = draft.edits
    orders = {o.activity: o.shots for o in edits.orders}
    both = (*orders.pop(new, ()), *orders.pop(old, ()))
    orders |= {new: both} if both else {}
    captions = {text.activity: text for text in edits.captions}
    gone = captions.pop(old, None)
    if gone is not None and new not in captions:
        captions[new] = replace(gone, activity=new)
    kept = replace(
        edits,
        orders=tuple(ChapterOrder(activity=key, shots=keys) for key, keys in orders.items()),
        captions=tuple(captions.values()),
        chapters=tuple(dict.fromkeys(new if key == old else key for key in edits.chapters)),
    )
    shots = _in_one_chapter(draft.shots, old, new)
    # One border less: what followed it by a transition is in the middle of a chapter now.
    whole = connected(shots, kept_transition(kept.transition, draft.shots))
    return replace(draft, edits=kept, shots=laid(whole))


def _in_one_chapter(shots: tuple[Shot, ...], old: str, new: str) -> tuple[Shot, ...]:
    heir = [shot for shot in shots if shot.activity == new]
    moved = [replace(shot, activity=new) for shot in shots if shot.activity == old]
    if heir:
        moved = [replace(shot, caption=None) for shot in moved]
    first = next((n for n, shot in enumerate(shots) if shot.activity == (new if heir else old)), 0)
    before = [shot for shot in shots[:first] if shot.activity not in (old, new)]
    after = [shot for shot in shots[first:] if shot.activity not in (old, new)]
    return laid([*before, *heir, *moved, *after])


def laid(shots: Iterable[Shot]) -> tuple[Shot, ...]:
    """The shots one after another: numbered from 0, each starting where the one before it ends, or
    a dissolve before.
    """
    done: list[Shot] = []
    at = 0
    for index, shot in enumerate(shots):
        at -= shot.overlap
        done.append(replace(shot, index=index, starts_at=at))
        at += shot.frames
    return tuple(done)


def _pin(edits: Edits, edit: Edit) -> Edits:
    asset = edit.shot.split("@")[0]
    bans = _without(_without(edits.bans, edit.shot), asset)
    return replace(edits, pins=_with(edits.pins, edit.shot), bans=bans)


def _ban(edits: Edits, edit: Edit) -> Edits:
    gone = edit.shot
    return replace(
        edits,
        bans=_with(edits.bans, gone),
        pins=tuple(key for key in edits.pins if key != gone and key.split("@")[0] != gone),
    )


def _trim(edits: Edits, edit: Edit) -> Edits:
    if edit.frames is None:
        raise UsageError(Words(zh="没有说剪到多长", en="a trim names its frames"))
    trim = Trim(shot=edit.shot, frames=edit.frames, in_ms=edit.in_ms)
    return replace(edits, trims=(*_untrimmed(edits, edit.shot), trim))


def _untrimmed(edits: Edits, key: str) -> tuple[Trim, ...]:
    return tuple(trim for trim in edits.trims if trim.shot != key)


def _order(edits: Edits, edit: Edit) -> Edits:
    rest = tuple(order for order in edits.orders if order.activity != edit.activity)
    made = (ChapterOrder(activity=edit.activity, shots=edit.shots),) if edit.shots else ()
    return replace(edits, orders=(*rest, *made))


def _caption(edits: Edits, edit: Edit) -> Edits:
    rest = tuple(text for text in edits.captions if text.activity != edit.activity)
    if edit.title is None:
        return replace(edits, captions=rest)
    line = edit.lines[0] if edit.lines else ""
    made = CaptionText(activity=edit.activity, title=edit.title.strip(), line=line.strip())
    return replace(edits, captions=(*rest, made))


def _card(edits: Edits, edit: Edit) -> Edits:
    rest = tuple(text for text in edits.cards if text.role != edit.role)
    if edit.title is None:
        return replace(edits, cards=rest)
    lines = tuple(line.strip() for line in edit.lines if line.strip())
    made = CardText(role=edit.role, title=edit.title.strip(), lines=lines)
    return replace(edits, cards=(*rest, made))


def _with(keys: tuple[str, ...], key: str) -> tuple[str, ...]:
    return keys if key in keys else (*keys, key)


def _without(keys: tuple[str, ...], key: str) -> tuple[str, ...]:
    return tuple(each for each in keys if each != key)


_NOTED: Mapping[EditKind, Callable[[Edits, Edit], Edits]] = {
    EditKind.PIN: _pin,
    EditKind.UNPIN: lambda edits, edit: replace(edits, pins=_without(edits.pins, edit.shot)),
    EditKind.BAN: _ban,
    EditKind.UNBAN: lambda edits, edit: replace(edits, bans=_without(edits.bans, edit.shot)),
    EditKind.TRIM: _trim,
    EditKind.UNTRIM: lambda edits, edit: replace(edits, trims=_untrimmed(edits, edit.shot)),
    EditKind.ORDER: _order,
    EditKind.CHAPTERS: lambda edits, edit: replace(edits, chapters=edit.activities),
    EditKind.CAPTION: _caption,
    EditKind.CARD: _card,
    EditKind.MUTE: lambda edits, edit: replace(edits, muted=_with(edits.muted, edit.shot)),
    EditKind.UNMUTE: lambda edits, edit: replace(edits, muted=_without(edits.muted, edit.shot)),
    EditKind.MUSIC: lambda edits, edit: replace(edits, music=edit.value),
    EditKind.STYLE: lambda edits, edit: replace(edits, style=edit.value),
    EditKind.TRANSITION: lambda edits, edit: replace(edits, transition=edit.value),
    EditKind.LENGTH: lambda edits, edit: replace(edits, target_ms=edit.ms),
}
_DONE: Mapping[EditKind, Words] = {
    EditKind.PIN: Words(zh="固定镜头", en="shot pinned"),
    EditKind.UNPIN: Words(zh="取消固定", en="shot unpinned"),
    EditKind.BAN: Words(zh="去掉镜头", en="shot taken out"),
    EditKind.UNBAN: Words(zh="允许再用", en="shot allowed again"),
    EditKind.TRIM: Words(zh="修剪镜头", en="shot trimmed"),
    EditKind.UNTRIM: Words(zh="恢复原来的长度", en="trim taken back"),
    EditKind.ORDER: Words(zh="调整镜头顺序", en="shots reordered"),
    EditKind.CHAPTERS: Words(zh="调整章节顺序", en="chapters reordered"),
    EditKind.CAPTION: Words(zh="修改字幕", en="caption changed"),
    EditKind.CARD: Words(zh="修改片头片尾文字", en="card changed"),
    EditKind.MUTE: Words(zh="静音", en="shot muted"),
    EditKind.UNMUTE: Words(zh="恢复原声", en="sound put back"),
    EditKind.MUSIC: Words(zh="更换配乐", en="music chosen"),
    EditKind.STYLE: Words(zh="更换样式", en="style chosen"),
    EditKind.TRANSITION: Words(zh="更换转场", en="transition chosen"),
    EditKind.LENGTH: Words(zh="设定成片时长", en="length set"),
}
