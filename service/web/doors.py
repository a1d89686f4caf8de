"""The address that the pages listen on, taken before anything else is started."""

import socket

from domain.errors import UsageError
from domain.words import Words

#: Connections that wait to be taken; uvicorn's own number, which it sets again.
BACKLOG = 2048


def door_at(host: str, port: int) -> socket.socket:
    """A socket that listens there, for uvicorn; UsageError with the way out when it cannot.

    What only the event loop found out, after a worker was started and a link for the first
    password printed, was one line of JSON in the log.
    """
    try:
        return _listening(host, port)
    except (OSError, OverflowError, UnicodeError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise UsageError(
            Words(
                zh=f"不能在 {host} 的 {port} 端口提供页面（{why}）；可能已在运行，"
                "或换一个：weekreel serve --port 8001",
                en=f"cannot listen on {host}, port {port}: {why}; it may be running already, "
                "or take another: weekreel serve --port 8001",
            )
        ) from error


def _listening(host: str, port: int) -> socket.socket:
    found = socket.getaddrinfo(host or None, 0, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    # A name with both is IPv4, as "localhost" always was.
    found.sort(key=lambda each: each[0] != socket.AF_INET)
    family, kind, protocol, _, (address, _, *scope) = found[0]
    door = socket.socket(family, kind, protocol)
    try:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            # As asyncio binds: otherwise IPv4 comes as ::ffff:10.0.0.1, which is in none of the
            # IPv4 networks that are trusted.
            door.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        door.bind((address, port, *scope))
        # Two processes may bind the same port with SO_REUSEADDR; only one of them may listen.
        door.listen(BACKLOG)
    except BaseException:
        door.close()
        raise
    return door
