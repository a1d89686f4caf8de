"""`weekreel settings` tells all that is in force and no secret."""

from pathlib import Path

from typer.testing import CliRunner

from service.cli import app
from service.settings_shown import MEANINGS
from storage.settings import Settings
from tests.service.conftest import SECRET_KEY, environ


def test_every_setting_is_told_with_its_meaning_and_where_it_came_from(tmp_path: Path):
    env = environ(tmp_path, WEEKREEL_KEEP_ORIGINALS_DAYS="365", LANG="C", LC_ALL="")
    told = CliRunner().invoke(app, ["settings"], env=env)
    assert told.exit_code == 0
    lines = told.stdout.splitlines()
    assert len(lines) == len(Settings.model_fields)
    assert all("#" in line for line in lines)
    (originals,) = [line for line in lines if "KEEP_ORIGINALS" in line]
    assert originals.startswith("WEEKREEL_KEEP_ORIGINALS_DAYS=365\t(environment)")
    assert SECRET_KEY not in told.stdout


def test_no_setting_is_without_words():
    assert set(MEANINGS) == set(Settings.model_fields)
