"""The page of settings in force."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from service.deps import Deps
from service.settings_shown import ORIGINS, shown_settings
from service.system.desk import page


def router(deps: Deps) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.get("/system/settings")
    def settings(request: Request) -> Response:
        values = {"settings": shown_settings(deps.settings), "origins": ORIGINS}
        return page(deps, request, "system_settings.html", lambda _user: values)

    return routes
