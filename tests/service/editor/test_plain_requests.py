"""Characters that nothing can keep are stopped at the door, on every database."""

import asyncio
import json
from urllib.parse import quote

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send

from domain.plain_text import UNWRITABLE, spaced, writable
from service.web.plain_requests import PlainRequests

HALF = "\ud83d"
UNKEPT = ("\x00", "\x01", "\x0b", "\x1f", "\ufffe", "\uffff")


def code(answer) -> tuple[int, str]:
    return answer.status_code, answer.json().get("code")


@pytest.mark.parametrize("letter", ["\x00", "\x1f", "\n", "\ufffe"])
def test_no_address_holds_them(desk, letter):
    told = quote(letter)
    for path in (f"/api/campaigns/a{told}b/film", f"/api/assets?campaign=a{told}", f"/u/{told}"):
        assert code(desk.get(path)) == (400, "control-characters"), path
    page = desk.get(f"/?campaign=a{told}", headers={"Accept": "text/html"})
    assert page.status_code == 400 and "看不见的控制字符" in page.text


@pytest.mark.parametrize("letter", [*UNKEPT, HALF, "\udc00"])
def test_no_json_holds_them_as_value_or_as_name(desk, letter):
    for body in ({"values": {"key": f"a{letter}"}}, {f"a{letter}": 1}, [["x", letter]]):
        told = json.dumps(body).encode()
        answer = desk.client.post(
            "/api/notice/check", content=told, headers={"Content-Type": "application/json"}
        )
        assert code(answer) == (400, "control-characters")
        assert f"U+{ord(letter):04X}" in answer.json()["words"]["zh"]


def test_whole_characters_written_as_halves_and_escaped_backslashes_pass(desk):
    for text in ("😀", "\\u0000", "活动周\t\n", "\ufffd"):
        answer = desk.client.post(
            "/api/notice/check",
            content=json.dumps({"values": {"key": text, "title": text}}).encode(),
            headers={"Content-Type": "application/json"},
        )
        assert code(answer)[1] != "control-characters", text


def test_forms_are_freed_from_them_and_files_pass_as_they_are():
    async def echo(request: Request) -> Response:
        return Response(await request.body())

    app = Starlette(routes=[Route("/", echo, methods=["POST"])])
    app.add_middleware(PlainRequests, page=lambda *_: Response(status_code=400))
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    sent = b"name=a%00b%EF%BF%BE&note=%E4%B8%80%0D%0Ax%0B%ED%A0%BD%1f+%25\x00"
    file = {"Content-Type": "application/octet-stream"}

    async def ask(content: bytes, headers: dict[str, str]) -> bytes:
        carried = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=carried, base_url="http://test") as client:
            return (await client.post("/", content=content, headers=headers)).content

    assert asyncio.run(ask(sent, form)) == b"name=ab&note=%E4%B8%80%0D%0Ax+%25"
    assert asyncio.run(ask(b"a\x00", file)) == b"a\x00"


@pytest.mark.parametrize("kind", ["application/json", "application/x-www-form-urlencoded"])
@pytest.mark.parametrize("path", ["/u/anybody/uploads", "/u/anybody/uploads/1", "/api/notice/file"])
def test_a_files_body_is_never_held_whole_whatever_its_sender_calls_it(path, kind):
    """Nobody has asked for the secret yet, and it may have no end."""
    asked: list[int] = []

    async def endless() -> Message:
        asked.append(len(asked))
        assert len(asked) < 9, "it is gathered"
        return {"type": "http.request", "body": b"x" * 9, "more_body": True}

    async def taken(scope: Scope, receive: Receive, send: Send) -> None:
        assert asked == []
        await receive()

    headers = [(b"content-type", kind.encode())]
    scope = {
        "type": "http",
        "method": "POST",
        "path": path,
        "query_string": b"",
        "headers": headers,
    }
    guard = PlainRequests(taken, page=lambda *_: Response(status_code=400))
    asyncio.run(guard(scope, endless, lambda _: asyncio.sleep(0)))
    assert asked == [0]


def test_forms_of_many_parts_hide_no_characters(desk):
    for told in ("a\x00b", "ab"):
        answer = desk.client.post("/login", files={"name": (None, told), "password": (None, "x")})
        assert code(answer) == (415, "multipart")


def test_texts_are_freed_or_spaced():
    assert writable("a\x00b\ufffec" + HALF) == "abc" and writable("甲\t乙\n") == "甲\t乙\n"
    assert spaced("甲\x01乙\f丙") == "甲 乙\n丙"
    assert not UNWRITABLE.search(spaced("".join(map(chr, range(0x3000)))))
