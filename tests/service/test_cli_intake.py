"""The command line's intake: nothing half taken in by a typing error, no failure passed over."""

import subprocess
import sys
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from domain.errors import WeekReelError
from domain.words import Words
from service.cli import app, intake
from service.cli.common import unit_of
from tests.service.conftest import environ


def test_a_name_that_is_not_there_is_said_before_anything_is_taken_in(web, tmp_path):
    (tmp_path / "a.jpg").write_bytes(b"abc")
    files = [str(tmp_path / name) for name in ("a.jpg", "nowhere.jpg")]
    told = CliRunner().invoke(
        app, ["ingest", *files, "--unit", "u1"], env=environ(web.settings.home)
    )
    assert told.exit_code != 0
    assert "nowhere.jpg" in str(told.exception)
    assert web.storage.catalog.assets.all(web.campaign.key) == []


def test_files_of_which_none_was_taken_in_are_a_failure_and_an_empty_folder_is_said(web, tmp_path):
    (tmp_path / "a.jpg").write_bytes(b"")
    (tmp_path / "folder").mkdir()

    def ingest(*names: str):
        files = [str(tmp_path / name) for name in names]
        return CliRunner().invoke(
            app, ["ingest", *files, "--unit", "u1"], env=environ(web.settings.home)
        )

    told = ingest("a.jpg")
    assert isinstance(told.exception, WeekReelError) and "empty" in told.output
    told = ingest("folder")
    assert told.exit_code == 0 and "no file was found" in told.output
    (tmp_path / "b.jpg").write_bytes(b"abc")
    assert ingest("a.jpg", "b.jpg").exit_code == 0


@pytest.mark.parametrize("state", ["failed", "cancelled"])
def test_waiting_for_an_asset_whose_job_gave_up_fails_and_says_why(web, monkeypatch, capsys, state):
    why = Words(zh="没有解码器", en="no decoder") if state == "failed" else None
    job = SimpleNamespace(subject="0123456789abcdef", state=state, why=why)
    monkeypatch.setattr(intake, "wait_for", lambda *_told, **_said: [job])
    upload = SimpleNamespace(asset=job.subject)
    with pytest.raises(WeekReelError, match="1 assets"):
        intake.wait_for_assets(web.settings, web.storage, web.campaign.key, [upload])
    told = capsys.readouterr().err
    assert "0123456789abcdef" in told
    assert ("no decoder" in told) == (state == "failed")


@pytest.mark.parametrize("name", ["青石镇中心校", "u1"])
def test_a_unit_is_known_by_name_and_by_key(web, name):
    assert unit_of(web.campaign, name).key == "u1"


@pytest.mark.parametrize("command", [[], ["unit"], ["unit", "add"], ["ingest"], ["invite"]])
def test_every_help_has_an_example(command):
    told = CliRunner().invoke(app, [*command, "--help"])
    assert told.exit_code == 0
    assert "Example: weekreel" in told.output


def test_what_happens_beside_the_answer_is_told_on_stderr():
    program = (
        "import contextlib, sys, structlog; from service import cli\n"
        "sys.argv = ['weekreel', '--help']\n"
        "with contextlib.suppress(SystemExit): cli.main()\n"
        "structlog.get_logger().warning('worker ended, starting another')\n"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert "worker ended" in told.stderr
    assert "worker ended" not in told.stdout
    assert "Usage" in told.stdout
