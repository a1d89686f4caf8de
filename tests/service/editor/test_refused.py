"""The quarantine: what was not taken in is listed with its reason and leaves as a download only."""

import pytest

from domain.arriving.refusals import REFUSALS
from domain.moves import AssetState
from domain.people import Role
from storage.catalog_people import AuditQuery
from storage.originals import original_blob
from tests.service.editor_desk import log_in
from tests.service.tus_client import create

NAME = '"><img src=x onerror=alert(1)>=cmd()_报名表.jpg'
HARM = b"<svg onload=alert(1)>"


@pytest.fixture
def refused(filled, door) -> str:
    """A drawing that was sent as a photo."""
    secret = filled.invite()
    assert create(door, secret, len(HARM), content=HARM, filename=NAME).status_code == 201
    assets = filled.storage.catalog.assets
    (asset,) = [
        one.id
        for one in assets.all(filled.campaign.key)
        if one.state is AssetState.RECEIVED and one.original_name == NAME
    ]
    assert assets.refuse(asset, code="svg", words=REFUSALS["svg"])
    return asset


def test_the_board_leads_to_the_list_and_the_list_says_why_and_until_when(desk, refused):
    assert "未接收" in desk.page("/") and 'href="/refused"' in desk.page("/")
    seen = desk.page("/refused")
    assert REFUSALS["svg"].zh in seen and "保存到" in seen
    assert "<img src=x" not in seen, "a name is text"
    assert REFUSALS["svg"].en in desk.page("/refused", language="en")


def test_it_leaves_only_as_an_attachment_of_no_type_and_the_log_says_who(desk, refused):
    answer = desk.get(f"/media/originals/{refused}?save=1")
    assert answer.content == HARM
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert answer.headers["x-content-type-options"] == "nosniff"
    (entry,) = desk.web.storage.catalog.audit.page(AuditQuery(event="original", limit=10))
    assert entry.entry.subject == refused


def test_without_asking_to_save_it_is_an_attachment_all_the_same(desk, refused):
    answer = desk.get(f"/media/originals/{refused}")
    assert answer.headers["content-type"] == "application/octet-stream"
    assert "attachment" in answer.headers["content-disposition"]


def test_deleting_takes_the_bytes_and_the_line(desk, refused):
    sha256 = desk.asset(refused).sha256
    assert desk.decide(refused, "withdraw", reason="refused").status_code == 200
    assert desk.asset(refused).state is AssetState.PURGED
    assert original_blob(sha256) not in set(desk.web.storage.blobs.names())
    assert "没有被拒的文件" in desk.page("/refused")


def test_after_its_days_the_list_offers_no_download(desk, refused):
    days = desk.web.settings.keep_refused_days
    desk.web.clock.move(days=days)
    log_in(desk.client, desk.web)
    seen = desk.page("/refused")
    assert "原件已到期删除" in seen and "下载原件" not in seen


def test_who_may_only_look_neither_downloads_nor_deletes(desk_as, refused):
    viewer = desk_as(Role.VIEWER)
    seen = viewer.page("/refused")
    assert REFUSALS["svg"].zh in seen and "data-remove" not in seen and "下载原件" not in seen
    assert viewer.get(f"/media/originals/{refused}").status_code == 403
