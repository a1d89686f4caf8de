"""Links from the command line: a wrong word makes none; each that is made or ended is logged."""

import pytest
from typer.testing import CliRunner

from domain.errors import NotFound, UsageError
from service.cli import app
from tests.service.conftest import environ


@pytest.fixture
def weekreel(web):
    def run(*words: str):
        return CliRunner().invoke(app, list(words), env=environ(web.settings.home))

    return run


def invites(web) -> list[int]:
    return [each.id for each in web.storage.catalog.intake.invites(web.campaign.key)]


def logged(web) -> list[tuple[str, str, str]]:
    entries = web.storage.catalog.audit.entries(web.campaign.key)
    return [(each.actor, each.event, each.subject) for each in entries]


def test_a_code_of_an_unknown_kind_makes_no_link(web, weekreel, tmp_path):
    told = weekreel("invite", "--unit", "u1", "--qr", str(tmp_path / "码.gif"))
    assert isinstance(told.exception, UsageError) and "码.gif" in str(told.exception)
    assert invites(web) == []


def test_an_unknown_word_is_told_what_there_is(weekreel):
    told = weekreel("invite", "lst")
    assert isinstance(told.exception, UsageError)
    assert "lst" in str(told.exception) and "revoke" in str(told.exception)
    assert "[" not in str(told.exception)


def test_links_made_and_ended_at_the_terminal_stand_in_the_log(web, weekreel, tmp_path):
    assert weekreel("invite", "--unit", "u1").exit_code == 0
    (only,) = invites(web)
    assert "kept" in weekreel("invite", "revoke", str(only)).output
    assert isinstance(weekreel("invite", "revoke", str(only)).exception, NotFound)
    assert weekreel("invite", "reopen", str(only)).exit_code == 0
    ours = [("terminal", event, str(only)) for event in ("invite", "revoke", "reopen")]
    assert logged(web) == ours
    assert weekreel("invite", "--sheet", str(tmp_path / "码.html")).exit_code == 0
    assert len(logged(web)) == len(ours) + len(web.campaign.units)
