"""The log leaves the house with its chain and is checked there and here."""

import json

import pytest
from typer.testing import CliRunner

from domain.errors import BrokenInput
from service.audit_file import check_file, check_log, lines
from service.cli import app
from storage.catalog_people import AuditEntry
from tests.service.conftest import Web


def fill(web: Web, count: int) -> None:
    for number in range(count):
        entry = AuditEntry(at=web.clock(), actor="编辑一", event="login", subject=str(number))
        web.storage.catalog.audit.add("", entry)


@pytest.fixture
def exported(web: Web, tmp_path):
    before = web.storage.catalog.audit.chain().end.number
    fill(web, 5)
    path = tmp_path / "log.jsonl"
    path.write_text("".join(lines(web.storage.catalog.audit)), encoding="utf-8")
    return path, before + 5


def test_an_exported_log_is_whole_by_itself(exported, web):
    path, count = exported
    checked = check_file(path)
    assert (checked.entries, checked.broken) == (count, None)
    assert check_log(web.storage.catalog.audit)[1] == checked
    fill(web, 1)
    assert check_file(path) == checked, "what came later is not its matter"


@pytest.mark.parametrize("harm", ["actor", "a line", "the end"])
def test_a_file_that_was_changed_names_the_entry(exported, harm):
    path, count = exported
    rows = path.read_text("utf-8").splitlines()
    place = 3
    if harm == "actor":
        rows[place] = json.dumps({**json.loads(rows[place]), "actor": "编辑二"})
    elif harm == "a line":
        del rows[place]
    else:
        rows, place = rows[:-1], count
    path.write_text("\n".join(rows), encoding="utf-8")
    broken = check_file(path).broken
    assert broken is not None and broken.number == place


@pytest.mark.parametrize("content", [b"", b"{}", b"at,actor\n", b"\xff\xfe", b"[1]\n"])
def test_another_file_is_refused_in_words(tmp_path, content):
    path = tmp_path / "other.jsonl"
    path.write_bytes(content)
    with pytest.raises(BrokenInput):
        check_file(path)


def test_a_line_that_cannot_be_read_is_named(exported):
    path, _ = exported
    with path.open("a", encoding="utf-8") as file:
        file.write('{"number": 1}\n')
    with pytest.raises(BrokenInput, match="line 7"):
        check_file(path)


def test_the_command_exports_and_checks_and_fails_with_the_place(web, tmp_path, monkeypatch):
    monkeypatch.setenv("WEEKREEL_HOME", str(web.settings.home))
    fill(web, 3)
    path = tmp_path / "log.jsonl"
    run = CliRunner()
    assert run.invoke(app, ["audit", "export", str(path)]).exit_code == 0
    for asked in (["audit", "verify"], ["audit", "verify", str(path)]):
        told = run.invoke(app, asked)
        assert told.exit_code == 0 and "3" in told.output, told.output
    path.write_text(path.read_text("utf-8").replace('"编辑一"', '"编辑二"', 1), encoding="utf-8")
    told = run.invoke(app, ["audit", "verify", str(path)])
    assert told.exit_code != 0 and told.exception is not None and "entry 1" in str(told.exception)
