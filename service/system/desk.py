"""The frame of the owner's pages: who is let in, and what every one of them shows."""

from collections.abc import Callable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from domain.people import Role, User
from domain.words import Words
from service.deps import Deps
from service.editor.desk import to_login
from service.editor.session import WITH_FORMS, require, user_of
from service.web.i18n import language_of
from storage.catalog_people import AuditEntry

#: Role -> its name.
ROLES: Mapping[Role, Words] = {
    Role.VIEWER: Words(zh="查看", en="viewer"),
    Role.EDITOR: Words(zh="编辑", en="editor"),
    Role.OWNER: Words(zh="管理员", en="owner"),
}

#: The values of one page.
Values = Callable[[User], Mapping[str, Any]]


def page(deps: Deps, request: Request, template: str, values: Values) -> Response:
    """The page for an owner; who is not logged in logs in first, others read why not."""
    user = user_of(deps, request)
    if user is None:
        return to_login(deps, request)
    if user.role is not Role.OWNER:
        return deps.pages.draw(
            request, "system_refused.html", status=403, headers=WITH_FORMS, user=user, roles=ROLES
        )
    language = language_of(request)
    shown = dict(values(user))
    words = deps.pages.translations.catalog(language, "editor_script")
    words |= deps.pages.translations.catalog(language, "system_script")
    setup = {"base": deps.pages.url(""), "words": words} | shown.pop("setup", {})
    here = request.url.path.removeprefix(deps.prefix)
    return deps.pages.draw(
        request, template, headers=WITH_FORMS, user=user, setup=setup, here=here, **shown
    )


def owner_of(deps: Deps, request: Request) -> User:
    """The owner who asks the API. Problem 401 not logged in, 403 another role."""
    return require(deps, request, Role.OWNER)


def note(deps: Deps, user: User, event: str, subject: str, *, campaign: str = "") -> None:
    """Into the audit log: verb and ids only."""
    entry = AuditEntry(at=deps.clock(), actor=user.name, event=event, subject=subject)
    deps.storage.catalog.audit.add(campaign, entry)
