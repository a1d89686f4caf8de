"""`python -m service`: the web process behind `weekreel serve`.

Apart from the command line, since the web framework costs every other command a second to load.
"""

import argparse
import contextlib
import gc
import os
import sys

import uvicorn

from domain.errors import UsageError, WeekReelError
from service.app import create_app
from service.cli.common import complain, complain_unexpected
from service.supervise import WorkerSupervisor
from service.web.doors import door_at
from service.web.http_heads import ShortHeads
from storage.logs import set_up_logs
from storage.opening import open_storage
from storage.settings import read_settings


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m service", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--no-worker", action="store_true")
    asked = parser.parse_args(argv)
    try:
        _serve(asked.host, asked.port, supervised=not asked.no_worker)
    except WeekReelError as error:
        complain(error)
        return 2 if isinstance(error, UsageError) else 1
    except Exception as error:
        complain_unexpected(error)
        return 1
    return 0


def _serve(host: str, port: int, *, supervised: bool) -> None:
    """Until SIGTERM or SIGINT; the worker ends with it."""
    settings = read_settings()
    set_up_logs(settings)
    with door_at(host, port) as door, open_storage(settings) as storage:
        app = create_app(settings, storage)
        _leave_alone_what_stays()
        supervisor = WorkerSupervisor(os.environ) if supervised else None
        if supervisor is not None:
            supervisor.start()
        try:
            config = uvicorn.Config(
                app,
                host=host,
                port=port,
                http=ShortHeads,
                access_log=False,
                log_config=None,
                server_header=False,
                proxy_headers=False,
                timeout_graceful_shutdown=5,
                ssl_certfile=settings.tls_cert,
                ssl_keyfile=settings.tls_key,
            )
            server = uvicorn.Server(config)
            with contextlib.suppress(KeyboardInterrupt):
                server.run(sockets=[door])
            if not server.started:
                raise SystemExit(1)
        finally:
            if supervisor is not None:
                supervisor.stop()


def _leave_alone_what_stays() -> None:
    """Keep the garbage collector from walking what lives as long as the process.

    That is 170,000 objects after the start: 110 to 150 ms whenever a page of thousands of values
    brings a full collection about, 8 ms without them.
    """
    gc.collect()
    gc.freeze()


if __name__ == "__main__":
    sys.exit(main())
