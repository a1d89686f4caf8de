"""QR sheets from the board: new links for all units in one file to print, kept nowhere."""

import re
from urllib.parse import unquote, urlsplit

import pytest

from domain.errors import UsageError
from domain.people import Role
from service.weeks.invite_sheet import write_sheet
from tests.service.editor_week import KEY

PATH = f"/api/campaigns/{KEY}/invites/sheet"


def links(html: str) -> list[str]:
    return re.findall(r'class="link">(\S+?)<br>', html)


def test_every_unit_gets_a_page_with_a_link_that_opens(desk):
    answer = desk.post(PATH, by="unit")
    campaign = desk.web.storage.catalog.campaigns.get(KEY).campaign
    found = links(answer.text)
    assert len(set(found)) == len(found) == len(campaign.units)
    assert answer.headers["cache-control"] == "no-store"
    assert "二维码.html" in unquote(answer.headers["content-disposition"])
    assert answer.text.count("<svg") == len(found)
    for unit, link in zip(campaign.units, found, strict=True):
        seen = desk.get(urlsplit(link).path)
        assert seen.status_code == 200 and unit.name in seen.text
    notes = [n for n in desk.web.storage.catalog.audit.entries(KEY) if n.event == "invite"]
    assert len(notes) == len(found)


def test_a_page_for_each_activity_fills_it_in(desk):
    answer = desk.post(PATH, by="activity")
    campaign = desk.web.storage.catalog.campaigns.get(KEY).campaign
    pairs = sum(len(activity.units) for activity in campaign.activities if activity.media_expected)
    assert len(links(answer.text)) >= pairs
    first = campaign.activities[0]
    assert f"<h3>{first.title}</h3>" in answer.text
    page = desk.get(urlsplit(links(answer.text)[0]).path).text
    assert re.search(rf'value="{first.number}" checked', page)


def test_a_viewer_makes_no_links(desk_as):
    assert desk_as(Role.VIEWER).post(PATH, by="unit").status_code == 403


def test_the_command_writes_the_same_sheet_and_refuses_another_ending(filled, tmp_path):
    catalog, campaign = filled.storage.catalog, filled.campaign
    write_sheet(catalog, filled.settings, campaign, tmp_path / "码.html", at=filled.clock())
    assert len(links((tmp_path / "码.html").read_text("utf-8"))) == len(campaign.units)
    with pytest.raises(UsageError):
        write_sheet(catalog, filled.settings, campaign, tmp_path / "码.pdf", at=filled.clock())
