"""Packages and links at the terminal: the keys that scripts rely on, refusals with their code."""

import json

import pytest
from typer.testing import CliRunner

from domain.errors import Conflict, NotFound, UsageError
from domain.handing.links import LinkState
from service.cli import app
from tests.service.conftest import environ
from tests.service.editor_desk import filled_home
from tests.service.editor_week import KEY
from tests.service.handing_week import lay


@pytest.fixture
def run(filled, tmp_path_factory):
    lay(filled, filled_home(tmp_path_factory)[1])

    def run(*words: str):
        return CliRunner().invoke(app, list(words), env=environ(filled.settings.home))

    return run


def rows(told) -> list[dict]:
    assert told.exit_code == 0, told.output
    return [json.loads(line) for line in told.stdout.splitlines()]


def test_packages_are_told_newest_first_with_the_keys_that_scripts_read(run):
    told = rows(run("packages", "--json"))
    assert [(row["number"], row["state"]) for row in told] == [
        (3, "made"),
        (2, "returned"),
        (1, "made"),
    ]
    assert {
        *("id", "number", "film", "created_at", "by", "recipient", "state", "state_words"),
        *("draft", "to_be_replaced", "bytes", "files", "findings", "moves", "changed"),
    } == set(told[0])
    assert told[1]["moves"][-1]["reason"].startswith("照片没有文字说明")
    assert any("03-讲座.jpg" in line["zh"] for line in told[0]["changed"])
    assert "03-讲座.jpg" in run("packages").stdout


def test_a_package_is_marked_by_its_number(run):
    run("packages", "--mark", "3", "--to", "sent")
    run("packages", "--mark", f"{KEY}-p3", "--to", "returned", "--reason", "片长超了")
    assert rows(run("packages", "--json"))[0]["state"] == "returned"
    assert isinstance(run("packages", "--mark", "3").exception, UsageError)
    wrong = run("packages", "--mark", "3", "--to", "accepted")
    assert isinstance(wrong.exception, Conflict)
    assert isinstance(run("packages", "--mark", "9", "--to", "sent").exception, NotFound)


def test_links_are_made_listed_and_ended(run):
    (made,) = rows(run("share", "--package", "3", "--for", "市科技局", "--days", "7", "--json"))
    assert made["kind"] == "receiver" and "/s/" in made["link"] and len(made["sha256"]) == 64
    (leader,) = rows(run("share", "--leader", "--for", "分管领导", "--json"))
    assert leader["kind"] == "leader" and leader["package"] is None
    listed = {row["id"]: row for row in rows(run("share", "list", "--json"))}
    assert "link" not in listed[made["id"]] and listed[made["id"]]["label"] == "市科技局"
    assert sorted(row["visits"] for row in listed.values()) == [0, 0, 0, 2]
    assert run("share", "revoke", str(made["id"])).exit_code == 0
    listed = {row["id"]: row for row in rows(run("share", "list", "--json"))}
    assert listed[made["id"]]["state"] == LinkState.REVOKED
    for wrong, error in (
        (("share", "revoke"), UsageError),
        (("share", "revoke", "99"), NotFound),
        (("share", "--days", "400"), UsageError),
        (("share", "--package", "9"), NotFound),
        (("share", "what"), UsageError),
    ):
        assert isinstance(run(*wrong).exception, error), wrong


def test_a_recipient_is_one_of_the_campaign(run, tmp_path):
    told = run("package", "-o", str(tmp_path / "out"), "--recipient", "省科技厅")
    assert isinstance(told.exception, NotFound) and "市科技局" in told.exception.words.zh


def test_a_zip_of_others_beside_the_folder_is_left_as_it_is(run, tmp_path):
    for name in ("out.zip", "草稿-out.zip"):
        (tmp_path / name).write_bytes(b"a letter")
        told = run("package", "-o", str(tmp_path / "out"))
        assert isinstance(told.exception, UsageError) and "--force" in str(told.exception)
        assert (tmp_path / name).read_bytes() == b"a letter"
        (tmp_path / name).unlink()
