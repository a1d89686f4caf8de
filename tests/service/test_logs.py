import io
import json
import logging
import time
from collections.abc import Iterator

import pytest
import structlog

from storage.logs import set_up_logs
from storage.queue import NewJob
from storage.settings import read_settings
from storage.sql.engine import make_engine


@pytest.fixture
def own_logging(monkeypatch) -> Iterator[None]:
    """The logging of the test run is put back afterwards."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    before = structlog.get_config()
    # The client of these tests writes whole addresses; it is no part of the product.
    monkeypatch.setattr(logging.getLogger("httpx"), "disabled", True)
    yield
    structlog.configure(**before)
    root.handlers[:], root.level = handlers, level


@pytest.fixture
def written(own_logging, tmp_path) -> io.StringIO:
    """What goes into the log."""
    stream = io.StringIO()
    set_up_logs(read_settings({"WEEKREEL_HOME": str(tmp_path / "logs")}), stream=stream)
    return stream


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


def test_console_lines_are_for_eyes_and_hold_no_values_either(own_logging, tmp_path):
    stream = io.StringIO()
    home = {"WEEKREEL_HOME": str(tmp_path), "WEEKREEL_LOG_FORMAT": "console"}
    set_up_logs(read_settings(home), stream=stream)
    try:
        password = "do not write me"
        raise ValueError(len(password))
    except ValueError:
        structlog.get_logger().exception("failed", path="/u/***")
    head, *trace = stream.getvalue().splitlines()
    assert "failed" in head and "path=/u/***" in head and "\x1b" not in head
    assert trace[-1] == "ValueError: 15" and "do not write me" not in "".join(trace[-1:])


def test_a_job_carries_the_id_of_the_request_that_asked_for_it(web, client_of, written):
    app = web.app()

    def asks() -> None:
        web.storage.queue.send(NewJob(kind="package", subject="p1", campaign="yunling-2025"))

    app.add_api_route("/asks", asks)
    answer = client_of(app).get("/asks")
    engine = make_engine(web.settings.database_url)
    with engine.begin() as connection:
        row = connection.exec_driver_sql("SELECT authenticated_user FROM workflow_status").one()
    engine.dispose()
    assert row == (answer.headers["x-request-id"],)
