"""Who may log in, and with which rights."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.errors import UsageError
from domain.words import Words

#: Characters of a name, at most.
LONGEST_NAME = 40

#: Actors of what no person did in the pages: commands, what a command decides by rule, retention,
#: a restored backup.
TERMINAL, MACHINE, RETENTION, RESTORE = "terminal", "machine", "retention", "restore"
_ACTORS: Mapping[str, Words] = {
    TERMINAL: Words(zh="命令行", en="command line"),
    MACHINE: Words(zh="系统", en="the system"),
    RETENTION: Words(zh="自动清理", en="retention"),
    RESTORE: Words(zh="恢复备份", en="restore"),
}


class Role(StrEnum):
    VIEWER = "viewer"
    EDITOR = "editor"
    OWNER = "owner"


@dataclass(frozen=True, kw_only=True)
class User:
    name: str
    role: Role
    #: argon2 hash; None until the one-time link was used.
    password_hash: str | None
    created_at: datetime


def checked_name(name: str) -> str:
    """`name` without blanks around it; UsageError when it could not be typed or shown.

    It is typed at the login and stands in addresses and in the audit log: no slashes, nothing
    that is not printable.
    """
    plain = name.strip()
    if not plain or len(plain) > LONGEST_NAME or not plain.isprintable() or set(plain) & set("/\\"):
        raise UsageError(
            Words(
                zh=f"用户名为 1 到 {LONGEST_NAME} 个字，不能含斜杠",
                en=f"a name has 1 to {LONGEST_NAME} characters and no slash",
            )
        )
    return plain


def not_reserved(name: str) -> str:
    """`name`; UsageError when the audit log gives it to what is no person.

    For users that are made: whoever has been called so all along stays.
    """
    if name in _ACTORS:
        raise UsageError(
            Words(
                zh=f"“{name}”是系统在操作记录里用的名字，请换一个",
                en=f"{name!r} is a name that the audit log gives to the system; take another",
            )
        )
    return name


def actor_words(actor: str) -> Words:
    """What pages call who did something: a person by name."""
    return _ACTORS.get(actor) or Words(zh=actor, en=actor)
