"""Who may log in, and with which rights."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


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
