"""Pages as people get them: Jinja templates in the reader's language, small on the wire."""

import gzip
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from domain.people import actor_words
from domain.words import Words
from service.web.built_files import BuiltFiles
from service.web.i18n import COOKIE, Language, Translations, in_language, language_of

FOLDER = Path(__file__).parents[1] / "templates"
_YEAR_S = 365 * 86400


@cache
def _templates() -> jinja2.Environment:
    """Of the process: a template is compiled once, however many applications it has."""
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


#: What was measured or wanted where it is no number, as people read it; scripts read the key.
FINDING_WORDS = {
    "yes": Words(zh="是", en="yes"),
    "no": Words(zh="否", en="no"),
    "none": Words(zh="无", en="none"),
}


class Pages:
    """Draws templates. Every template knows `_`, `lang`, `url`, `static` and `said`."""

    def __init__(self, *, built: BuiltFiles, translations: Translations, prefix: str) -> None:
        self._built = built
        self._prefix = prefix
        self.translations = translations
        self._templates = _templates()

    def url(self, path: str) -> str:
        """`path` as a browser asks for it: with the prefix of WEEKREEL_PUBLIC_URL."""
        return self._prefix + path

    def draw(
        self,
        request: Request,
        template: str,
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        **values: Any,
    ) -> Response:
        """The page in the reader's language, as an answer; `?lang=` is remembered."""
        language = language_of(request)
        html = self._templates.get_template(template).render(self._words(language) | values)
        response = _answer(request, html, status)
        response.headers.update(headers or {})
        if request.query_params.get("lang") == language:
            secure = request.url.scheme == "https"
            response.set_cookie(
                COOKIE, language, _YEAR_S, samesite="lax", httponly=True, secure=secure
            )
        return response

    def fragment(self, request: Request, template: str, **values: Any) -> str:
        """A part of a page as HTML, for answers that are put into a page."""
        words = self._words(language_of(request))
        return self._templates.get_template(template).render(words | values)

    def problem(self, request: Request, status: int, words: Words) -> Response:
        """A refusal as a page: what happened, what to do."""
        return self.draw(request, "problem.html", status=status, words=words)

    def _words(self, language: Language) -> dict[str, Any]:
        def text(message: str, **values: object) -> str:
            return self.translations.text(language, message, **values)

        def static(plain: str) -> str:
            return self.url(self._built.path(plain))

        def said(words: Words) -> str:
            return in_language(words, language)

        def who(actor: str) -> str:
            return in_language(actor_words(actor), language)

        def plainly(value: str) -> str:
            """A word of a finding in the reader's language; a number as it is."""
            return said(FINDING_WORDS[value]) if value in FINDING_WORDS else value

        common = {"_": text, "lang": language, "url": self.url, "static": static}
        return common | {"said": said, "who": who, "plainly": plainly}


def _answer(request: Request, html: str, status: int) -> Response:
    """Zipped where the reader can unzip: over a weak network the page itself counts."""
    headers = {"Vary": "Accept-Encoding, Accept-Language, Cookie"}
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return HTMLResponse(html, status, headers)
    headers["Content-Encoding"] = "gzip"
    return HTMLResponse(gzip.compress(html.encode(), 6, mtime=0), status, headers)
