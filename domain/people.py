"""Who may log in, and with which rights."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.errors import UsageError
from domain.words import Words

#: Characters of a name, at most.
LONGEST_NAME = 40


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
