"""The page where a film is edited: filmstrip, player, trims, texts, versions; the API does it."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from domain.cutting.styles import DEFAULT_STYLE, STYLES, Colour, Style
from domain.cutting.transitions import DEFAULT_TRANSITION, TRANSITIONS
from domain.editing.retouching import STILL_MOST, TRIM_LEAST
from domain.film import TRANSITION_FRAMES
from domain.timebase import FILM_RATE
from service.deps import Deps
from service.editor.desk import Desk, page
from service.editor.review import plan_row
from service.presenting import words as said
from service.web.i18n import language_of


def router(deps: Deps) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.get("/storyboard")
    def storyboard(request: Request) -> Response:
        words = deps.pages.translations
        language = language_of(request)
        spoken = words.catalog(language, "editor_script") | words.catalog(
            language, "storyboard_script"
        )
        return page(deps, request, "editor_storyboard.html", lambda desk: _values(desk, spoken))

    return routes


def _values(desk: Desk, words: Mapping[str, str]) -> Mapping[str, Any]:
    return {
        "within": "/film",
        "setup": {
            "words": words,
            "plan": plan_row(desk.campaign),
            "limits": {
                "rate": FILM_RATE,
                "least": TRIM_LEAST,
                "still": STILL_MOST,
                "transition": TRANSITION_FRAMES,
            },
            "transitions": [{"key": key, "name": said(name)} for key, name in TRANSITIONS.items()],
            "transition": DEFAULT_TRANSITION,
            "styles": {style.key: _style(style) for style in STYLES.values()},
            "style": DEFAULT_STYLE,
            "pages": {"film": desk.to("/film"), "review": desk.to("/review")},
        },
    }


def _style(style: Style) -> dict[str, str | int]:
    """What the preview draws cards and captions by, as CSS says it."""
    red, green, blue = style.plate
    return {
        "from": _hex(style.ground[0]),
        "to": _hex(style.ground[1]),
        "rule": _hex(style.rule),
        "bar": _hex(style.bar),
        "title": _hex(style.title),
        "theme": _hex(style.theme),
        "rows": _hex(style.rows),
        "plate": f"rgba({red}, {green}, {blue}, {style.plate_opacity / 1000})",
        "plate_text": _hex(style.plate_text),
        "travel": style.travel,
    }


def _hex(colour: Colour) -> str:
    return "#" + "".join(f"{part:02x}" for part in colour)
