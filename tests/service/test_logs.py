import io
import json
import logging
import time
from collections.abc import Iterator

import pytest
import structlog

from service.logs import set_up_logs


@pytest.fixture
def written(monkeypatch) -> Iterator[io.StringIO]:
    """What goes into the log, with the logging of the test run put back afterwards."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    before = structlog.get_config()
    stream = io.StringIO()
    set_up_logs(stream)
    # The client of these tests writes whole addresses; it is no part of the product.
    monkeypatch.setattr(logging.getLogger("httpx"), "disabled", True)
    yield stream
    structlog.configure(**before)
    root.handlers[:], root.level = handlers, level


def line_where(stream: io.StringIO, key: str, value: str) -> dict:
    """The one line of which that is true; it is written just after the answer has gone out."""
    deadline = time.monotonic() + 10
    while not (found := [line for line in lines(stream) if line.get(key) == value]):
        assert time.monotonic() < deadline, stream.getvalue()
        time.sleep(0.01)
    (line,) = found
    return line


def lines(stream: io.StringIO) -> list[dict]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_request_is_one_json_line_with_id_status_and_blanked_path(web, client_of, written):
    client = client_of(web.app())
    secret = web.invite()
    answer = client.get(f"/u/{secret}/receipts?x=hidden")
    line = line_where(written, "path", "/u/***/receipts")
    assert line["request"] == answer.headers["x-request-id"]
    assert (line["method"], line["status"], line["event"]) == ("GET", 200, "answered")
    assert secret not in written.getvalue() and "hidden" not in written.getvalue()


def test_a_failure_is_written_with_its_place_and_without_its_values(web, client_of, written):
    app = web.app()

    def broken() -> None:
        password = "do not write me"
        raise RuntimeError(f"broke after {len(password)} characters")

    app.add_api_route("/broken", broken)
    client_of(app).get("/broken")
    line = line_where(written, "event", "failed")
    assert line["exception"][0]["exc_value"] == "broke after 15 characters"
    assert "do not write me" not in written.getvalue()


def test_what_libraries_log_is_json_too(written):
    logging.getLogger("some.library").warning("it is %s", "so")
    try:
        raise ValueError("inside")
    except ValueError:
        logging.getLogger("some.library").exception("failed")
    first, second = lines(written)
    assert (first["event"], first["level"]) == ("it is so", "warning")
    assert second["exception"][0]["exc_type"] == "ValueError"
