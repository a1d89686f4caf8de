"""Every door of the editor's side, in the order they are tried."""

from fastapi import APIRouter

from service.deps import Deps
from service.editor import (
    api,
    board,
    film,
    invites_api,
    login,
    making_api,
    media,
    package,
    review,
)


def routers(deps: Deps) -> tuple[APIRouter, ...]:
    doors = (login, board, review, film, package, media, api, making_api, invites_api)
    return tuple(door.router(deps) for door in doors)
