"""`weekreel open`: what was mistyped is told, though nothing is lost by it."""

from typer.testing import CliRunner

from service.cli import app
from service.weeks import campaign_file
from tests.service.conftest import environ


def test_a_merge_of_an_activity_that_never_was_is_told(web, tmp_path):
    file = tmp_path / "campaign.yaml"
    file.write_text(campaign_file.dump(web.campaign), encoding="utf-8")
    only = web.campaign.activities[0].key
    words = ["open", str(file), "--merge", f"zz={only}"]
    told = CliRunner().invoke(app, words, env=environ(web.settings.home))
    assert told.exit_code == 0
    assert "no activity zz to merge" in told.output
