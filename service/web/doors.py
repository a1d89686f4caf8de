"""The address that the pages listen on, taken before anything else is started."""

import socket

from domain.errors import UsageError
from domain.words import Words


def door_at(host: str, port: int) -> socket.socket:
    """A socket bound there, for uvicorn to listen on; UsageError with the way out when it cannot.

    What only the event loop found out, after a worker was started and a link for the first
    password printed, was one line of JSON in the log.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    door = socket.socket(family)
    try:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.bind((host, port))
    except (OSError, OverflowError) as error:
        door.close()
        why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise UsageError(
            Words(
                zh=f"不能在 {host} 的 {port} 端口提供页面（{why}）；可能已在运行，"
                "或换一个：weekreel serve --port 8001",
                en=f"cannot listen on {host}, port {port}: {why}; it may be running already, "
                "or take another: weekreel serve --port 8001",
            )
        ) from error
    return door
