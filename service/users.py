"""Who may come in, as the owner's page and the command line change it; each step is logged."""

from datetime import datetime, timedelta

from domain.errors import NotFound
from domain.people import Role, User, checked_name, not_reserved
from service.weeks.invites import hash_secret, new_secret
from storage.catalog import Catalog
from storage.catalog_people import AuditEntry

#: How long a link to set a password can be used.
LINK_LIFE = timedelta(hours=24)


def new_link(catalog: Catalog, name: str, role: Role | None, *, actor: str, at: datetime) -> str:
    """The secret of a fresh one-time link; earlier unused links of the user end.

    A user that is new is made, as an editor unless `role` says otherwise; one that is known gets
    `role` when it is given. UsageError for a name that cannot be, Conflict for the last owner.
    """
    user = _made(catalog, checked_name(name), role or Role.EDITOR, actor=actor, at=at)
    if role is not None:
        user = change_role(catalog, user.name, role, actor=actor, at=at)
    token = new_secret()
    catalog.people.add_link(user.name, token_hash=hash_secret(token), expires_at=at + LINK_LIFE)
    _note(catalog, "user-link", user.name, actor=actor, at=at)
    return token


def change_role(catalog: Catalog, name: str, role: Role, *, actor: str, at: datetime) -> User:
    """The user with that role; NotFound, Conflict for the last owner."""
    before = catalog.people.user(name)
    after = catalog.people.set_role(name, role)
    if after.role is not before.role:
        _note(catalog, f"user-role to {role}", name, actor=actor, at=at)
    return after


def remove(catalog: Catalog, name: str, *, actor: str, at: datetime) -> None:
    """NotFound, Conflict for the last owner."""
    catalog.people.remove_user(name)
    _note(catalog, "user-remove", name, actor=actor, at=at)


def _made(catalog: Catalog, name: str, role: Role, *, actor: str, at: datetime) -> User:
    try:
        return catalog.people.user(name)
    except NotFound:
        made = catalog.people.add_user(not_reserved(name), role, at=at)
        _note(catalog, "user-add", name, actor=actor, at=at)
        return made


def _note(catalog: Catalog, event: str, name: str, *, actor: str, at: datetime) -> None:
    catalog.audit.add("", AuditEntry(at=at, actor=actor, event=event, subject=name))
