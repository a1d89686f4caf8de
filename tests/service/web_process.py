"""A web process of its own, for tests that kill it."""

import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import httpx
import uvicorn

from service.app import create_app
from storage.opening import open_storage
from storage.settings import read_settings
from tests.forks import FORKS


def run(home: str, port: int, variables: Mapping[str, str]) -> None:
    # The key of an S3 is read from the environment, by boto3.
    os.environ.update(variables)
    settings = read_settings({"WEEKREEL_HOME": home, "WEEKREEL_RATE_LIMIT": "off", **variables})
    with open_storage(settings) as storage:
        app = create_app(settings, storage)
        uvicorn.run(app, port=port, access_log=False, log_config=None, proxy_headers=False)


@contextmanager
def web_process(home: Path, port: int, **variables: str) -> Iterator[ForkServerProcess]:
    """Runs until the end of the `with`, then ends by SIGKILL."""
    child = FORKS.Process(target=run, args=(str(home), port, variables), daemon=True)
    child.start()
    try:
        deadline = time.monotonic() + 90
        while not _answers(port):
            assert child.is_alive() and time.monotonic() < deadline, "the server did not start"
            time.sleep(0.05)
        yield child
    finally:
        child.kill()
        child.join()
        child.close()


def _answers(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/healthz", timeout=1).status_code == 200
    except httpx.TransportError:
        return False
