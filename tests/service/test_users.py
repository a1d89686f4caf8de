"""Users as the command line changes them, the same way as the owner's page."""

import pytest
from typer.testing import CliRunner

from domain.errors import Conflict, UsageError
from domain.people import Role, actor_words, checked_name
from service.cli import app
from service.web.metrics_token import metrics_token
from service.weeks.invites import hash_secret
from tests.service.conftest import NOW, environ


def weekreel(web, *words: str):
    return CliRunner().invoke(app, list(words), env=environ(web.settings.home))


def test_a_link_makes_the_user_who_is_new_an_editor_and_can_be_used(web):
    told = weekreel(web, "user", " 编辑一 ")
    token = told.output.strip().rpartition("/login/")[2]
    people = web.storage.catalog.people
    assert people.user("编辑一").role is Role.EDITOR
    assert people.link_user(hash_secret(token), at=NOW).name == "编辑一"


def test_the_role_changes_when_it_is_said_and_stays_when_not(web):
    for words, role in (
        (["--role", "owner"], Role.OWNER),
        ([], Role.OWNER),
    ):
        assert weekreel(web, "user", "甲", *words).exit_code == 0
        assert web.storage.catalog.people.user("甲").role is role
    weekreel(web, "user", "乙", "--role", "owner")
    assert weekreel(web, "user", "甲", "--role", "viewer").exit_code == 0
    assert web.storage.catalog.people.user("甲").role is Role.VIEWER


def test_the_last_owner_is_neither_removed_nor_given_another_role(web):
    weekreel(web, "user", "甲", "--role", "owner")
    for words in (["--role", "editor"], ["--remove"]):
        told = weekreel(web, "user", "甲", *words)
        assert told.exit_code == 1 and isinstance(told.exception, Conflict)
    assert web.storage.catalog.people.user("甲").role is Role.OWNER


def test_what_is_done_to_users_is_in_the_log_with_who_did_it(web):
    weekreel(web, "user", "甲", "--role", "owner")
    weekreel(web, "user", "乙")
    weekreel(web, "user", "乙", "--role", "viewer")
    weekreel(web, "user", "乙", "--remove")
    kept = web.storage.catalog.audit.entries("")
    assert {entry.actor for entry in kept} == {"terminal"}
    assert [(entry.event, entry.subject) for entry in kept] == [
        ("user-add", "甲"),
        ("user-link", "甲"),
        ("user-add", "乙"),
        ("user-link", "乙"),
        ("user-role to viewer", "乙"),
        ("user-link", "乙"),
        ("user-remove", "乙"),
    ]


@pytest.mark.parametrize("name", ["", "  ", "a/b", "a\\b", "a\nb", "x" * 41])
def test_a_name_that_cannot_be_typed_or_shown_is_refused(name):
    with pytest.raises(UsageError):
        checked_name(name)


def test_a_name_keeps_its_letters_and_loses_the_blanks_around_it():
    assert checked_name(" 县科协 审核二 ") == "县科协 审核二"


def test_the_token_of_the_metrics_is_told_at_the_terminal_alone(web):
    told = weekreel(web, "settings", "--metrics-token")
    assert told.output.strip() == metrics_token(web.settings)
    assert metrics_token(web.settings) not in weekreel(web, "settings").output


@pytest.mark.parametrize("name", ["terminal", " machine ", "retention", "restore"])
def test_a_name_that_the_log_gives_to_no_person_is_no_new_user_s(web, name: str):
    told = weekreel(web, "user", name)
    assert isinstance(told.exception, UsageError) and "audit log" in str(told.exception)
    assert web.storage.catalog.people.users() == []
    assert actor_words(name.strip()).zh != name.strip()
    assert actor_words("编辑一").zh == "编辑一"


def test_who_was_called_so_before_the_name_was_given_away_gets_a_new_password_still(web):
    people = web.storage.catalog.people
    people.add_user("restore", Role.EDITOR, at=NOW)
    told = weekreel(web, "user", "restore", "--role", "viewer")
    assert told.exit_code == 0
    token = told.output.strip().rpartition("/login/")[2]
    assert people.link_user(hash_secret(token), at=NOW).name == "restore"
    assert people.user("restore").role is Role.VIEWER
