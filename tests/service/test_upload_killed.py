"""kill -9 on the web process while bytes come, and after the last one."""

import hashlib
import os
import signal
import threading
import time

import httpx

from tests.service.tus_client import (
    WORDS,
    begin,
    head,
    offset,
    patch,
    some_bytes,
    spool_file,
    until,
)
from tests.service.web_process import web_process


def test_no_acknowledged_byte_is_lost_to_kill_9(make_web, free_port):
    web = make_web()
    web.clock.now = web.clock.now.now(web.clock.now.tzinfo)
    secret = web.invite()
    content = some_bytes(6_000_000)
    base = f"http://127.0.0.1:{free_port}"
    path, acknowledged = "", 0
    kills, starts = iter([0.05, 0.15, 0.4]), 0
    while acknowledged < len(content):
        starts += 1
        with web_process(web.settings.home, free_port) as child:
            with httpx.Client(base_url=base, timeout=20) as client:
                path = path or begin(client, secret, len(content), **WORDS)
                at = offset(client, path)
                assert at >= acknowledged
                delay = next(kills, None)
                kill = threading.Timer(delay or 0, os.kill, [child.pid, signal.SIGKILL])
                if delay is not None:
                    kill.start()
                acknowledged = send_slowly(client, path, at, content)
                # On a fast machine the last byte may be first; then nobody is there to be killed.
                kill.cancel()
                if acknowledged == len(content):
                    state = until_settled(client, path)
    assert starts > 1, "no kill came before the end"
    assert state == "received"
    assert [r.sha256 for r in web.receipts()] == [hashlib.sha256(content).hexdigest()]


def send_slowly(client: httpx.Client, path: str, at: int, content: bytes) -> int:
    """PATCH after PATCH until the end or the server is gone; what was acknowledged."""
    try:
        while at < len(content):
            part = content[at : at + 500_000]
            answer = patch(client, path, at, dripping(part))
            assert answer.status_code == 204, answer.text
            at = int(answer.headers["upload-offset"])
    except httpx.TransportError:
        pass
    return at


def dripping(part: bytes):
    for start in range(0, len(part), 50_000):
        time.sleep(0.005)
        yield part[start : start + 50_000]


def until_settled(client: httpx.Client, path: str) -> str:
    def state() -> str:
        return head(client, path).headers["weekreel-state"].replace("arriving", "")

    return until(state)


def test_a_process_killed_after_the_last_byte_finishes_at_its_next_start(make_web, free_port):
    web = make_web()
    web.clock.now = web.clock.now.now(web.clock.now.tzinfo)
    secret = web.invite()
    base = f"http://127.0.0.1:{free_port}"
    with web_process(web.settings.home, free_port):
        with httpx.Client(base_url=base, timeout=20) as client:
            path = begin(client, secret, 3, **WORDS)
    # As kill -9 between the last write and the receipt leaves it.
    spool_file(web, path).write_bytes(b"abc")
    assert web.receipts()[0].state == "arriving"
    with web_process(web.settings.home, free_port):
        until(lambda: web.receipts()[0].state == "received")
    assert not spool_file(web, path).exists()
