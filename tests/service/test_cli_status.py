"""`weekreel status`: one object for scripts, lines for people."""

import json

from typer.testing import CliRunner

from service.cli import app
from tests.service.conftest import environ


def test_people_read_lines_and_scripts_one_object_of_the_same(web):
    def told(*options: str) -> str:
        said = CliRunner().invoke(app, ["status", *options], env=environ(web.settings.home))
        assert said.exit_code == 0
        return said.output

    row = json.loads(told("--json"))
    seen = told()
    assert "{" not in seen and "[" not in seen
    assert seen.splitlines()[0] == f"{row['campaign']}  {row['state']}"
    assert all(each["title"] in seen for each in row["coverage"])
    assert all(f"!  {gap}" in seen for gap in row["gaps"])
    assert "workers: -" in seen
