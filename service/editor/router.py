"""Every door of the editor's side, in the order they are tried."""

from fastapi import APIRouter

from service.deps import Deps
from service.editor import (
    alike_api,
    api,
    assets_api,
    board,
    bringing_api,
    closing,
    copies_api,
    exports_api,
    figures,
    figures_api,
    film,
    handing_api,
    handing_sheet,
    invites_api,
    login,
    making_api,
    media,
    music_api,
    notice,
    package,
    plan_api,
    refused,
    report,
    report_api,
    review,
    scan_api,
    storyboard,
    storyboard_api,
    storyboard_changes_api,
    storyboard_versions_api,
    strokes_api,
    wanted_api,
)


def routers(deps: Deps) -> tuple[APIRouter, ...]:
    desk = (
        login,
        board,
        review,
        figures,
        refused,
        film,
        storyboard,
        package,
        notice,
        scan_api,
        media,
    )
    storyboards = (storyboard_api, storyboard_changes_api, storyboard_versions_api)
    counting = (invites_api, figures_api)
    reporting = (report, report_api)
    doors = (
        *desk,
        assets_api,
        api,
        strokes_api,
        alike_api,
        wanted_api,
        making_api,
        *storyboards,
        exports_api,
        bringing_api,
        music_api,
        copies_api,
        *counting,
        *reporting,
        plan_api,
        closing,
        handing_api,
        handing_sheet,
    )
    return tuple(door.router(deps) for door in doors)
