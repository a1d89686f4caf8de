"""Every door of the owner's side."""

from fastapi import APIRouter

from service.deps import Deps
from service.system import jobs_api, log, people, people_api, running, settings, watch_api


def routers(deps: Deps) -> tuple[APIRouter, ...]:
    doors = (running, people, log, settings, jobs_api, people_api, watch_api)
    return tuple(door.router(deps) for door in doors)
