"""What became of a package: the state that is shown, and what a person may say of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.campaign import Campaign
from domain.errors import Conflict, UsageError
from domain.film import Package
from domain.handing.recipients import reach_everybody
from domain.moves import PACKAGE_MOVES, CampaignState, PackageState
from domain.packing.package_contents import DRAFT
from domain.packing.package_names import LONGEST_BYTES, cut_bytes, safe_part
from domain.words import Words

_C, _P = CampaignState, PackageState
#: A reason for sending back is a remark, not a letter.
LONGEST_REASON = 500


@dataclass(frozen=True, kw_only=True)
class PackageMove:
    """One word of a person about what became of a package."""

    package: str
    to: PackageState
    at: datetime
    #: Who said so.
    by: str
    #: Why it was sent back; empty for the others.
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where a week stands when one of its packages is moved."""

    plan: Campaign
    state: CampaignState
    #: It came there by following a package, and not by a person's word on the week itself.
    followed: bool


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A package's state as pages and commands tell it."""

    #: draft, made, sent, returned, accepted or replace; stable for programs.
    code: str
    words: Words
    #: good, doubt, bad or plain.
    mark: str


_SHOWN: Mapping[PackageState, Shown] = {
    _P.MADE: Shown(code="made", words=Words(zh="待报送", en="not sent yet"), mark="plain"),
    _P.SENT: Shown(code="sent", words=Words(zh="已报送", en="sent"), mark="good"),
    _P.RETURNED: Shown(code="returned", words=Words(zh="被退回", en="sent back"), mark="bad"),
    _P.ACCEPTED: Shown(code="accepted", words=Words(zh="已通过", en="accepted"), mark="good"),
}
#: Where a week comes by following a package, until a person moves it or the word is taken back.
FOLLOWED = frozenset({_C.ACCEPTED, _C.RETURNED})
#: Moves that take back what may have moved the week.
_TAKEN_BACK = frozenset({(_P.ACCEPTED, _P.SENT), (_P.RETURNED, _P.SENT)})
_DRAFT = Shown(code="draft", words=Words(zh="草稿", en="draft"), mark="doubt")
_REPLACE = Shown(code="replace", words=Words(zh="需替换", en="to be replaced"), mark="bad")


def shown(package: Package) -> Shown:
    """What counts most of it: withdrawn material, then what people said, then findings."""
    if package.to_be_replaced:
        return _REPLACE
    if package.state is _P.MADE and package.is_draft:
        return _DRAFT
    return _SHOWN[package.state]


def shown_words(state: PackageState) -> Words:
    """The state by itself, as a line of its history."""
    return _SHOWN[state].words


_NAMES: Mapping[tuple[PackageState, PackageState], Words] = {
    (_P.MADE, _P.SENT): Words(zh="已经报送", en="It was sent"),
    (_P.SENT, _P.ACCEPTED): Words(zh="对方已通过", en="It was accepted"),
    (_P.SENT, _P.RETURNED): Words(zh="被退回…", en="It was sent back…"),
    (_P.ACCEPTED, _P.RETURNED): Words(zh="又被退回…", en="Sent back after all…"),
    (_P.SENT, _P.MADE): Words(zh="撤销“已报送”", en="Undo “sent”"),
    (_P.RETURNED, _P.SENT): Words(zh="撤销“被退回”", en="Undo “sent back”"),
    (_P.ACCEPTED, _P.SENT): Words(zh="撤销“已通过”", en="Undo “accepted”"),
}


def moves_of(package: Package) -> list[tuple[PackageState, Words]]:
    """What a person may say of it now, the usual first; nothing of one that is not made."""
    if not package.files:
        return []
    found = [(to, name) for (here, to), name in _NAMES.items() if here is package.state]
    return [(to, name) for to, name in found if to is not _P.SENT or _why_not(package) is None]


def check_move(package: Package, to: PackageState, reason: str) -> None:
    """Conflict when it may not come to be `to`, UsageError when the reason is missing or long."""
    if not package.files or to not in PACKAGE_MOVES[package.state]:
        raise Conflict(_not_from_here(package))
    if to is _P.SENT and package.state is _P.MADE and (why := _why_not(package)):
        raise Conflict(why)
    if to is _P.RETURNED and not reason.strip():
        raise UsageError(
            Words(zh="请写明退回的原因，下一版要据此修改", en="say why it was sent back")
        )
    if len(reason) > LONGEST_REASON:
        words = Words(zh=f"原因最多 {LONGEST_REASON} 字", en="the reason is too long")
        raise UsageError(words)


def _not_from_here(package: Package) -> Words:
    now = shown(package).words
    return Words(
        zh=f"没有改动：第 {package.number} 包现在是“{now.zh}”。请刷新页面再看",
        en=f"nothing was changed: package {package.number} is {now.en!r} now; look again",
    )


def _why_not(package: Package) -> Words | None:
    if package.to_be_replaced:
        return Words(
            zh="这一包里有素材已撤回，不能报送。请重新生成",
            en="something in this package was withdrawn; make a new one",
        )
    if package.is_draft and package.state is _P.MADE:
        return Words(
            zh="这一包是草稿：有必须条款未通过，不能报送",
            en="this package is a draft: something required does not hold",
        )
    return None


def campaign_follows(
    week: Standing, *, seen: PackageState, to: PackageState, newest: Sequence[Package]
) -> CampaignState | None:
    """Where the week goes with a package that went from `seen` `to`; None: it stays.

    `newest` are those of each recipient after the move. While material is still collected a
    returned package changes nothing: the work goes on anyway. Nor is the week accepted while
    somebody has no package yet: retention counts from then. What was said by mistake takes the
    week back when a package had moved it and no other holds it there.
    """
    accepted = all(each.state is _P.ACCEPTED for each in newest)
    everywhere = accepted and reach_everybody(week.plan, newest)
    if to is _P.RETURNED and week.state in (_C.CLOSED, _C.ACCEPTED):
        return _C.RETURNED
    if to is _P.ACCEPTED and week.state is _C.CLOSED and everywhere:
        return _C.ACCEPTED
    if (seen, to) not in _TAKEN_BACK or not (week.followed and week.state in FOLLOWED):
        return None
    returned = any(each.state is _P.RETURNED for each in newest)
    held = everywhere if week.state is _C.ACCEPTED else returned
    return None if held else _C.CLOSED


def zip_name(title: str, package: Package) -> str:
    """Name without ending of a package's zip, and of the folder in it."""
    mark = DRAFT if package.is_draft else ""
    number = f"报送包-{package.number}"
    who = f"-{safe_part(package.recipient)}" if package.recipient else ""
    room = LONGEST_BYTES - len(f"{mark}-{number}{who}".encode())
    return f"{mark}{cut_bytes(safe_part(title), room)}-{number}{who}"


def newest_of_each(packages: Iterable[Package]) -> list[Package]:
    """The newest finished package of every recipient, in the order they were first made for."""
    found: dict[str, Package] = {}
    for package in sorted(packages, key=lambda each: each.number):
        if package.files:
            found[package.recipient] = package
    return list(found.values())


def before(package: Package, packages: Iterable[Package]) -> Package | None:
    """The finished package for the same recipient that came before it; None for the first."""
    earlier = [
        each
        for each in packages
        if each.files and each.recipient == package.recipient and each.number < package.number
    ]
    return max(earlier, key=lambda each: each.number, default=None)
