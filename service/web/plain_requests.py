"""The one guard at the door against characters that nothing of ours can keep.

Paths, queries and JSON with them are refused: the pages' scripts send none. Forms, which a browser
sends as they were pasted, are freed from them. Forms of many parts, whose characters may hide
behind any encoding, come from no page of ours and are refused.
"""

import json
import re
from typing import Any
from urllib.parse import unquote

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from domain.plain_text import UNWRITABLE
from domain.words import Words
from service.web.problems import Page, problem_response, wants_page
from service.web.security import is_streamed

#: What in a body's bytes may be such a character: escaped in JSON, as UTF-8, or percent-encoded.
_SUSPECT = re.compile(
    rb"\\u(?:00[01]|[dD][89abAB]|[dD][c-fC-F]|[fF]{3}[eEfF])|\xef\xbf[\xbe\xbf]|\xed[\xa0-\xbf]"
    rb"|[\x00-\x08\x0b\x0c\x0e-\x1f]"
)
_FORM = "application/x-www-form-urlencoded"
#: The same in a form's bytes.
_IN_FORM = re.compile(
    rb"%(?:0[0-8BCEFbcef]|1[0-9A-Fa-f])|%[Ee][Ff]%[Bb][Ff]%[Bb][EeFf]|%[Ee][Dd]%[AaBb][0-9A-Fa-f]"
    rb"%[89AaBb][0-9A-Fa-f]|[\x00-\x08\x0b\x0c\x0e-\x1f]"
)
#: What a path or a query never needs: line breaks as well.
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_MULTIPART = Words(
    zh="不接受这种格式的表单，请从本系统的页面再试一次",
    en="forms of many parts are not taken; try again from a page of this system",
)


def _words(character: str) -> Words:
    code = f"U+{ord(character):04X}"
    return Words(
        zh=f"内容里有看不见的控制字符（{code}），不能保存。请删去后再试；"
        "从别处粘贴来的，可先粘贴到记事本，再复制过来",
        en=f"it holds a character that cannot be kept ({code}); take it out and try again",
    )


class PlainRequests:
    """Keeps NUL, control characters and halves of characters out of paths, queries and bodies.

    Bodies are JSON and forms that ShortBodies has counted; files pass as they come.
    """

    def __init__(self, app: ASGIApp, *, page: Page) -> None:
        self._app = app
        self._page = page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if _is_multipart(scope):
            response = self._refusal(scope, 415, "multipart", _MULTIPART)
            await response(scope, receive, send)
            return
        found = _in_address(scope)
        if found is None and (form := _form_of(scope)):
            last, body = await _whole(receive)
            if form == "json":
                found = _in_json(body)
            else:
                body = _IN_FORM.sub(b"", body)
            receive = _again(last, body, receive)
        if found is None:
            await self._app(scope, receive, send)
            return
        response = self._refusal(scope, 400, "control-characters", _words(found))
        await response(scope, receive, send)

    def _refusal(self, scope: Scope, status: int, code: str, words: Words) -> Response:
        request = Request(scope)
        if wants_page(request):
            return self._page(request, status, words)
        return problem_response(request, status=status, code=code, words=words)


def _in_address(scope: Scope) -> str | None:
    """The first such character of the path or the query."""
    query = unquote(scope.get("query_string", b"").decode("latin-1"))
    text = scope["path"] + query
    found = _CONTROL.search(text) or UNWRITABLE.search(text)
    return found[0] if found else None


def _is_multipart(scope: Scope) -> bool:
    kind = Headers(scope=scope).get("content-type", "").strip().lower()
    return kind.startswith("multipart/") and not is_streamed(scope["path"])


def _form_of(scope: Scope) -> str:
    """What the body is, when it holds text: "json" or "form".

    A file's body, which may have no end, is none, whatever its sender calls it.
    """
    if is_streamed(scope["path"]):
        return ""
    kind = Headers(scope=scope).get("content-type", "").partition(";")[0].strip().lower()
    if kind == _FORM:
        return "form"
    return "json" if kind == "application/json" or kind.endswith("+json") else ""


async def _whole(receive: Receive) -> tuple[Message, bytes]:
    """The last message, and all bytes."""
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if message["type"] != "http.request" or not message.get("more_body"):
            return message, bytes(body)


def _again(last: Message, body: bytes, receive: Receive) -> Receive:
    """The bytes at once, then what follows; whoever went away stays away."""
    whole = {"type": "http.request", "body": body, "more_body": False}
    waiting = [whole if last["type"] == "http.request" else last]

    async def again() -> Message:
        return waiting.pop() if waiting else await receive()

    return again


def _in_json(body: bytes) -> str | None:
    # Most bodies hold none and are not parsed twice.
    if not _SUSPECT.search(body):
        return None
    try:
        return _in_value(json.loads(body))
    except (ValueError, RecursionError):
        return None  # whoever reads it says so


def _in_value(value: Any) -> str | None:
    """The first such character of any text in it, names of members too."""
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, str):
            found = UNWRITABLE.search(each)
            if found:
                return found[0]
        elif isinstance(each, dict):
            waiting += [*each.keys(), *each.values()]
        elif isinstance(each, list):
            waiting += each
    return None
