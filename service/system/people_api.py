"""The owner's JSON API of users and links."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Query
from pydantic import BaseModel, Field
from starlette.requests import Request

from domain.people import LONGEST_NAME, Role, User
from domain.words import Words
from service import users
from service.deps import Deps
from service.editor.asked import Number
from service.editor.invites_api import address_of
from service.system.desk import note, owner_of
from service.system.people import InviteLine, invite_lines
from service.web.problems import Problem

Name = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]

_KNOWN = Words(
    zh="已有这个用户名。要重设密码，请点“新的链接”；要换角色，请改“角色”",
    en="there is a user of that name; make a new link or change the role instead",
)


class NewUser(BaseModel):
    name: Name
    role: Role = Role.EDITOR


class NewRole(BaseModel):
    role: Role


def router(deps: Deps) -> APIRouter:
    routes = APIRouter(prefix="/api/system", tags=["system"])
    catalog = deps.storage.catalog

    @routes.get("/users")
    def listed(request: Request) -> list[dict[str, Any]]:
        owner_of(deps, request)
        return [user_row(user) for user in catalog.people.users()]

    @routes.post("/users", status_code=201)
    def add(request: Request, wish: Annotated[NewUser, Body()]) -> dict[str, Any]:
        """A new user and the one-time link to set a password; 409 when the name is taken."""
        me = owner_of(deps, request)
        if wish.name.strip() in {user.name for user in catalog.people.users()}:
            raise Problem(409, "user-known", _KNOWN)
        return _linked(deps, request, me, wish.name, wish.role)

    @routes.post("/users/{name}/link", status_code=201)
    def link(request: Request, name: str) -> dict[str, Any]:
        """A fresh one-time link for a user who is there; earlier unused ones end."""
        me = owner_of(deps, request)
        return _linked(deps, request, me, catalog.people.user(name).name, None)

    _add_changes(routes, deps)
    _add_links(routes, deps)
    return routes


def _add_changes(routes: APIRouter, deps: Deps) -> None:
    catalog = deps.storage.catalog

    @routes.put("/users/{name}/role")
    def change_role(
        request: Request, name: str, wish: Annotated[NewRole, Body()]
    ) -> dict[str, Any]:
        """Another role, which ends the user's sessions; 409 for the last owner."""
        me = owner_of(deps, request)
        changed = users.change_role(catalog, name, wish.role, actor=me.name, at=deps.clock())
        return user_row(changed)

    @routes.delete("/users/{name}")
    def remove(request: Request, name: str) -> dict[str, Any]:
        """Forget a user and end the sessions; 409 for the last owner."""
        me = owner_of(deps, request)
        users.remove(catalog, name, actor=me.name, at=deps.clock())
        return {"removed": name}


def _add_links(routes: APIRouter, deps: Deps) -> None:
    catalog = deps.storage.catalog

    @routes.get("/invites")
    def invites(
        request: Request,
        before: Annotated[int | None, Query(ge=1, lt=1 << 62)] = None,
        limit: Annotated[int, Query(ge=1, le=500)] = 100,
    ) -> dict[str, Any]:
        """Links of all campaigns, newest first; `next` is what to send as `before`."""
        owner_of(deps, request)
        uses = catalog.watch.invites(before=before, limit=limit)
        lines = invite_lines(uses, deps.watching.whole.get().campaigns)
        return {
            "invites": [_invite_row(line) for line in lines],
            "next": lines[-1].id if len(lines) == limit else None,
        }

    @routes.post("/invites/{invite_id}/revoke")
    def revoke(request: Request, invite_id: Number) -> dict[str, Any]:
        """End a link; what was sent with it is kept."""
        me = owner_of(deps, request)
        revoked = catalog.intake.revoke(invite_id, at=deps.clock()) is not None
        if revoked:
            note(deps, me, "revoke", str(invite_id))
        return {"revoked": revoked}


def user_row(user: User) -> dict[str, Any]:
    return {
        "name": user.name,
        "role": user.role,
        "has_password": user.password_hash is not None,
        "created_at": user.created_at.isoformat(),
    }


def _linked(deps: Deps, request: Request, me: User, name: str, role: Role | None) -> dict[str, Any]:
    """The user and the only answer that ever holds the link."""
    catalog = deps.storage.catalog
    token = users.new_link(catalog, name, role, actor=me.name, at=deps.clock())
    return {
        **user_row(catalog.people.user(name.strip())),
        "link": f"{address_of(deps, request)}/login/{token}",
        "hours": int(users.LINK_LIFE.total_seconds() // 3600),
    }


def _invite_row(line: InviteLine) -> dict[str, Any]:
    return {
        "id": line.id,
        "campaign": line.campaign,
        "unit": line.unit,
        "activity": line.activity.title if line.activity else None,
        "created_at": line.created_at.isoformat(),
        "last_used": line.last_used.isoformat() if line.last_used else None,
        "files": line.files,
        "revoked": line.revoked,
    }
