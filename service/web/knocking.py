"""Whoever knocks too often waits: the same address and the same answer at every door."""

import math

from starlette.requests import Request

from domain.words import Words
from service.web.problems import Problem


def address_of(request: Request) -> str:
    """The client's address as the server sees it behind trusted proxies; empty when unknown."""
    return request.client.host if request.client else ""


def slow_down(wait_s: float, words: Words) -> None:
    """Problem 429 with how long to wait, in whole seconds; nothing where there is no wait."""
    if wait_s > 0:
        raise Problem(429, "too-fast", words, headers={"Retry-After": str(math.ceil(wait_s))})
