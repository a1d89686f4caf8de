"""`weekreel new -o`: what was edited in the file that is written again is kept."""

from pathlib import Path

import pytest

from service.cli import campaigns
from tests.domain.notice_recipe import RECIPES


@pytest.fixture
def notice(tmp_path: Path) -> Path:
    file = tmp_path / "通知.txt"
    file.write_text(RECIPES[0].text)
    return file


def test_a_draft_that_was_edited_is_kept_beside_the_new_one(notice: Path, capsys):
    out = notice.parent / "campaign.yaml"
    campaigns.new([notice], out)
    drafted = out.read_text()
    campaigns.new([notice], out)
    assert [each.name for each in notice.parent.glob("campaign*")] == ["campaign.yaml"]
    assert "~" not in capsys.readouterr().err
    for edited, kept in (("# 一\n", "campaign.yaml~"), ("# 二\n", "campaign.yaml~2")):
        out.write_text(edited)
        campaigns.new([notice], out)
        assert kept in capsys.readouterr().err
        assert out.with_name(kept).read_text() == edited
        assert out.read_text() == drafted
    assert out.with_name("campaign.yaml~").read_text() == "# 一\n"
