"""QR sheets from the board: new links for all units in one file to print, kept nowhere."""

import re
import subprocess
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote, urlsplit

import cv2
import numpy as np
import pytest
from PIL import Image, ImageOps

from domain.errors import UsageError
from domain.people import Role
from service.weeks.invite_sheet import write_sheet
from service.weeks.invites import hash_secret
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
        write_sheet(catalog, filled.settings, campaign, tmp_path / "码.docx", at=filled.clock())


def test_a_pdf_has_a_page_for_each_unit_whose_code_a_phone_reads(filled, tmp_path):
    catalog, campaign = filled.storage.catalog, filled.campaign
    made = write_sheet(catalog, filled.settings, campaign, tmp_path / "码.pdf", at=filled.clock())
    assert len(made) == len(campaign.units)
    pages = printed(tmp_path / "码.pdf", tmp_path)
    assert len(pages) == len(campaign.units)
    assert {page.size for page in pages} == {(1240, 1754)}
    found = [cv2.QRCodeDetector().detectAndDecode(np.asarray(page))[0] for page in pages]
    assert len(set(found)) == len(found)
    for invite, link in zip(made, found, strict=True):
        secret = urlsplit(link).path.removeprefix("/u/")
        assert catalog.intake.invite(hash_secret(secret)).id == invite.id


def test_a_week_without_units_has_no_sheet_and_nothing_is_written(filled, tmp_path):
    nobody = replace(filled.campaign, units=(), activities=())
    for name in ("码.pdf", "码.html"):
        with pytest.raises(UsageError, match="unit add"):
            write_sheet(
                filled.storage.catalog, filled.settings, nobody, tmp_path / name, at=filled.clock()
            )
    assert list(tmp_path.glob("码.*")) == []


def test_a_long_name_is_broken_and_nothing_leaves_the_page(filled, tmp_path):
    long = replace(
        filled.campaign,
        title="云岭彝族回族自治县人民政府办公室、科学技术协会联合主办的2025年全国科技活动周暨科普大篷车巡回展示活动",
    )
    write_sheet(
        filled.storage.catalog, filled.settings, long, tmp_path / "码.pdf", at=filled.clock()
    )
    page = printed(tmp_path / "码.pdf", tmp_path)[0]
    left, top, right, bottom = ImageOps.invert(page).getbbox()
    assert left >= 100 and right <= 1240 - 100 and top >= 100 and bottom <= 1754 - 100
    assert cv2.QRCodeDetector().detectAndDecode(np.asarray(page))[0]


def printed(pdf: Path, folder: Path) -> list[Image.Image]:
    """Its pages at 150 dots an inch, as another program draws them."""
    command = ["pdftoppm", "-r", "150", "-gray", str(pdf), str(folder / "page")]
    subprocess.run(command, check=True)
    return [Image.open(path).convert("L") for path in sorted(folder.glob("page*.pgm"))]
