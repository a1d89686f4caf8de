"""The PostgreSQL of the tests: what it holds outlives a crash, and its absence is red on demand."""

import os
import signal

import psycopg
import pytest

from tests.servers import postgres
from tests.servers.postgres import PostgresServer


def test_a_copy_of_a_database_holds_its_rows_and_is_apart(postgres_server: PostgresServer):
    with psycopg.connect(postgres_server.url(postgres_server.create("whole"))) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS one")
    copy = postgres_server.url(postgres_server.create(template="whole"))
    with psycopg.connect(copy) as connection:
        assert connection.execute("TABLE kept").fetchall() == [(1,)]
        connection.execute("DELETE FROM kept")
    with psycopg.connect(postgres_server.url("whole")) as connection:
        assert connection.execute("TABLE kept").fetchall() == [(1,)]
    postgres_server.drop("whole")


def test_what_was_committed_outlives_a_crash_and_nothing_is_left_at_the_end():
    with postgres.running(durable=True) as server:
        url = server.url(server.create())
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 1 AS one")
        before = server.pid
        server.restart(signal.SIGKILL)
        with psycopg.connect(url) as connection:
            assert connection.execute("TABLE kept").fetchall() == [(1,)]
        after, folder = server.pid, server.folder
        assert before != after
    assert not folder.exists()
    with pytest.raises(ProcessLookupError):
        os.kill(after, 0)
