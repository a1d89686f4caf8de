"""What leaves the house, over HTTP: versions and their way, the receiver's door, the leader's."""

import hashlib
import io
import json
import re
import time
import zipfile
import zlib
from dataclasses import replace

import pytest
import structlog

from domain.handing.links import Fetched
from domain.people import Role
from domain.reviewing.review import Action, Decision
from service.packing.handing import share_with_leader
from service.packing.zipped import ZippedFiles
from service.web import i18n
from tests.service.editor.test_editor_pages import ROOT, text_of
from tests.service.editor_week import KEY
from tests.service.handing_week import EDITOR, LATER, lay, pack, share

HTML = {"Accept": "text/html"}


@pytest.fixture
def laid(desk):
    return lay(desk.web, desk.week)


@pytest.fixture
def guest(desk, client_of):
    """A browser that never logged in."""
    client = client_of(desk.web.app())
    client.headers["User-Agent"] = "Mozilla/5.0 (Linux; Android 12) Mobile MicroMessenger/8.0"
    return client


def wait_until(holds) -> None:
    deadline = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.01)


# -- versions


def test_versions_stand_newest_first_with_what_changed_and_why_one_came_back(desk, laid):
    seen = text_of(desk.page("/package"))
    assert seen.index("第 3 包") < seen.index("第 2 包") < seen.index("第 1 包")
    assert "退回原因：照片没有文字说明" in seen
    assert "新增 1 个文件：03-讲座.jpg" in seen and "更换 1 个文件：02-启动仪式.jpg" in seen
    assert "“参与群众1200人次。”改为“参与群众1350人次。 发放资料3000份。”" in seen
    assert "被退回" in seen and "待报送" in seen


def test_a_package_is_said_to_be_sent_and_sent_back_with_its_reason(desk, laid):
    _, second, *_ = laid
    path = f"/api/packages/{second.id}/state"
    assert desk.post(path, seen="made", to="sent").json()["state"] == "sent"
    again = desk.post(path, seen="made", to="sent")
    assert again.status_code == 409 and "已报送" in again.json()["words"]["zh"]
    assert desk.post(path, seen="sent", to="returned").status_code == 400
    back = desk.post(path, seen="sent", to="returned", reason="缺签字").json()
    assert [(m["to"], m["reason"]) for m in back["moves"]] == [("sent", ""), ("returned", "缺签字")]


def test_one_package_tells_programs_all_that_it_keeps(desk, laid):
    _, second, *_ = laid
    row = desk.get(f"/api/packages/{second.id}").json()
    assert row["by"] == EDITOR and row["state"] == "made" and row["recipient"] is None
    assert row["files"][0]["sha256"] == second.files[0].sha256
    assert any("03-讲座.jpg" in line["zh"] for line in row["changed"])


def test_who_only_looks_neither_says_nor_shares(desk_as, client_of):
    viewer = desk_as(Role.VIEWER)
    first, *_ = lay(viewer.web, viewer.week)
    moved = viewer.post(f"/api/packages/{first.id}/state", seen="returned", to="sent")
    assert moved.status_code == 403
    assert viewer.post(f"/api/packages/{first.id}/links").status_code == 403
    assert viewer.get(f"/api/campaigns/{KEY}/links").status_code == 403
    assert "data-share" not in viewer.page("/package")


def test_an_editors_download_goes_on_where_it_broke_off(desk, laid):
    _, second, *_ = laid
    whole = desk.get(f"/media/packages/{second.id}")
    part = desk.get(
        f"/media/packages/{second.id}",
        headers={"Range": "bytes=1000-", "If-Range": whole.headers["etag"]},
    )
    assert part.status_code == 206 and whole.content[1000:] == part.content
    other = {"Range": "bytes=1000-", "If-Range": '"another"'}
    assert desk.get(f"/media/packages/{second.id}", headers=other).status_code == 200


def test_the_sheet_says_what_goes_to_whom_until_when(desk, laid):
    _, second, *_ = laid
    seen = text_of(desk.page(f"/package/{second.id}/sheet"))
    for words in (
        "报送材料交接单",
        "市科技局",
        "2025-06-03 前（宜 06-02 送达）",
        "照片/ 3",
        "移交人",
    ):
        assert words in seen
    assert re.search(r"[0-9A-F]{4} [0-9A-F]{4} [0-9A-F]{4} [0-9A-F]{4}", seen)


# -- the receiver


def test_a_receiver_sees_the_package_and_gets_the_bytes_that_were_promised(desk, guest, laid):
    _, second, receiver, _ = laid
    page = guest.get(receiver.path, headers=HTML)
    assert page.headers["x-robots-tag"].startswith("noindex")
    assert page.headers["referrer-policy"] == "no-referrer"
    assert receiver.link.sha256 in page.text and "市科技局" in text_of(page.text)
    whole = guest.get(f"{receiver.path}/zip")
    assert hashlib.sha256(whole.content).hexdigest() == receiver.link.sha256
    assert len(whole.content) == receiver.link.size
    with zipfile.ZipFile(io.BytesIO(whole.content)) as zipped:
        assert zipped.testzip() is None
        (top,) = {name.partition("/")[0] for name in zipped.namelist()}
        assert top == receiver.link.name == "云岭县2025年科技活动周-报送包-3"
        film = zipped.read(f"{top}/{second.files[0].path}")
    assert hashlib.sha256(film).hexdigest() == second.files[0].sha256
    assert guest.get(f"{receiver.path}/package-film").content == film


def test_a_download_in_parts_is_the_same_bytes_and_one_line_of_the_log(desk, guest, laid):
    *_, receiver, _ = laid
    etag = guest.head(f"{receiver.path}/zip").headers["etag"]
    whole, step = b"", receiver.link.size // 3 + 1
    while len(whole) < receiver.link.size:
        asked = {"Range": f"bytes={len(whole)}-{len(whole) + step - 1}", "If-Range": etag}
        part = guest.get(f"{receiver.path}/zip", headers=asked)
        assert part.status_code == 206
        whole += part.content
    assert hashlib.sha256(whole).hexdigest() == receiver.link.sha256
    (row,) = [row for row in desk.get(f"/api/campaigns/{KEY}/links").json() if row["package"]]
    mine = [f for f in row["fetches"] if f["agent"] == "wechat"]
    assert [(f["what"], f["requests"], f["bytes"]) for f in mine] == [
        (Fetched.ZIP, 3, receiver.link.size)
    ]
    assert mine[0]["visitor"] == "127.0.0.*"
    assert "微信 127.0.0.*" in text_of(desk.page("/package"))


def test_the_same_zip_comes_after_the_title_was_changed(desk, guest, laid):
    *_, receiver, _ = laid
    catalog = desk.web.storage.catalog
    catalog.campaigns.amend(KEY, lambda week: replace(week, title="别的名称"), at=desk.web.clock())
    whole = guest.get(f"{receiver.path}/zip").content
    assert hashlib.sha256(whole).hexdigest() == receiver.link.sha256


def test_the_same_zip_comes_after_the_zone_was_changed(desk, guest, laid):
    _, _, receiver, _ = laid
    campaigns = desk.web.storage.catalog.campaigns
    campaigns.amend(KEY, lambda week: replace(week, zone="Asia/Urumqi"), at=desk.web.clock())
    whole = guest.get(f"{receiver.path}/zip").content
    assert hashlib.sha256(whole).hexdigest() == receiver.link.sha256


def test_checksums_that_a_package_of_old_lacks_are_counted_once(desk, guest, laid, monkeypatch):
    _, second, receiver, _ = laid
    blobs, catalog = desk.web.storage.blobs, desk.web.storage.catalog
    kept = catalog.packages.get(second.id).files
    for file in kept:
        with blobs.open(file.blob) as content:
            assert file.crc32 == zlib.crc32(content.read()), file.path
    # The last byte is of the zip's own directory: no file is opened for it.
    monkeypatch.setattr(type(blobs), "open", lambda *_args, **_more: pytest.fail("was read"))
    part = guest.get(f"{receiver.path}/zip", headers={"Range": "bytes=-1"})
    assert part.status_code == 206 and len(part.content) == 1


def test_an_ended_an_old_and_an_unknown_link_say_so_in_words(desk, guest, laid):
    *_, receiver, leader = laid
    assert desk.post(f"/api/links/{receiver.link.id}/revoke").json() == {"ended": True}
    for path in ("", "/zip", "/package-film"):
        gone = guest.get(receiver.path + path)
        assert gone.status_code == 410 and gone.json()["code"] == "link-revoked"
    assert "已停用" in guest.get(receiver.path, headers=HTML).text
    desk.web.clock.now += LATER
    assert guest.get(leader.path).json()["code"] == "link-expired"
    assert guest.get("/s/" + "x" * 43).json()["code"] == "link-unknown"
    assert guest.get("/s/" + "x" * 500).status_code == 404


def test_what_was_withdrawn_is_not_given_out_any_more(desk, guest):
    film = desk.week.film
    made = pack(desk.web, film, {"data/a.txt": b"a"})
    link = share(desk.web, made)
    gone = Decision(
        asset=desk.week.ids["accepted"][0],
        action=Action.WITHDRAW,
        actor=EDITOR,
        seen_version=None,
        reason="本人要求",
    )
    desk.web.storage.catalog.assets.decide([gone], at=desk.web.clock())
    assert "需替换" in text_of(guest.get(link.path, headers=HTML).text)
    for path in ("/zip", "/package-film"):
        assert guest.get(link.path + path).json()["code"] == "package-replaced"
    again = desk.post(f"/api/packages/{made.id}/links", label="再给", days=3)
    assert again.status_code == 409


def test_a_receiver_is_told_of_a_newer_package(desk, guest, laid):
    first, *_ = laid
    assert "第 3 包" in text_of(guest.get(share(desk.web, first).path, headers=HTML).text)


def test_the_secret_stands_in_no_line_of_the_log(desk, guest, laid):
    *_, receiver, _ = laid
    with structlog.testing.capture_logs() as lines:
        guest.get(receiver.path)
        guest.get(f"{receiver.path}/zip")
        # A line is written after its answer has left.
        wait_until(lambda: sum(line["event"] == "answered" for line in lines) == 2)
    paths = [line["path"] for line in lines if line["event"] == "answered"]
    assert paths == ["/s/***", "/s/***/zip"]
    assert receiver.secret not in str(lines)
    # As the page promises; the whole address is nobody's business here.
    assert {line["client"] for line in lines if line["event"] == "answered"} == {"127.0.0.*"}


def test_asking_how_long_the_zip_is_reads_nothing_of_it(desk, guest, laid, monkeypatch):
    *_, receiver, _ = laid
    read: list[int] = []
    monkeypatch.setattr(ZippedFiles, "read", lambda _self, start, _end: read.append(start) or [])
    told = guest.head(f"{receiver.path}/zip")
    assert (told.status_code, int(told.headers["content-length"])) == (200, receiver.link.size)
    part = guest.head(f"{receiver.path}/zip", headers={"Range": "bytes=10-19"})
    assert (part.status_code, part.headers["content-length"]) == (206, "10")
    assert read == []


def test_a_link_lasts_as_long_as_was_asked_and_no_longer_than_allowed(desk, laid):
    _, second, *_ = laid
    path = f"/api/packages/{second.id}/links"
    made = desk.post(path, label="  市科技局\n张 ", days=3).json()
    assert made["label"] == "市科技局 张" and made["expires_at"].startswith("2025-06-0")
    assert "/s/" in made["link"] and made["qr"].startswith("data:image/svg+xml")
    for days in (0, 91):
        assert desk.post(path, days=days).status_code == 422


def test_whoever_tries_secrets_is_slowed_down(make_web, client_of):
    client = client_of(make_web(WEEKREEL_RATE_LIMIT="on").app())
    tried = [client.get(f"/s/{number:043}").status_code for number in range(40)]
    assert tried[0] == 404 and tried[-1] == 429


# -- the leader


def remark(guest, leader, film, **other):
    body = {"film": film, "at_ms": 6_500, "text": "换一个镜头", "name": "分管领导", **other}
    return guest.post(f"{leader.path}/comments", json=body)


def shown_to(guest, leader) -> dict:
    seen = guest.get(leader.path, headers=HTML).text
    return json.loads(re.search(r'id="setup">(.*?)</script>', seen, re.S).group(1))


def word(guest, leader, *, approved: bool, **other):
    setup = shown_to(guest, leader)
    body = {
        "film": setup["filmPrint"],
        "report": setup["reportPrint"],
        "approved": approved,
        "name": "分管领导",
        **other,
    }
    return guest.post(f"{leader.path}/verdict", json=body)


def test_a_leader_reads_the_report_and_leaves_remarks_by_time(desk, guest, laid):
    *_, leader = laid
    seen = text_of(guest.get(leader.path, headers=HTML).text)
    assert "安排主要活动6项" in seen and "还没有领导审签" in seen
    rows = remark(guest, leader, desk.week.film, at_ms=4_100).json()
    assert [row["at_ms"] for row in rows] == [4_100, 6_500, 21_000]
    assert (rows[0]["clock"], rows[0]["shot"], rows[0]["activity"]) == ("0:04", 2, "启动仪式")
    on_the_film = text_of(desk.page("/film"))
    assert "换一个镜头" in on_the_film and "3 条没有处理" in on_the_film


def test_a_page_never_plays_parts_of_a_film_that_took_the_place_of_its_own(desk, guest, laid):
    *_, leader = laid
    seen = guest.get(leader.path, headers=HTML).text
    (played,) = re.findall(r'<video[^>]* src="([^"]+)"', seen)
    assert guest.get(played, headers={"Range": "bytes=0-9"}).status_code == 206
    older = played.replace(desk.week.film, "yunling-2025-f99")
    assert older != played
    assert guest.get(older, headers={"Range": "bytes=10-19"}).status_code == 409


def test_a_remark_needs_words_a_name_and_the_film_that_was_shown(desk, guest, laid):
    *_, leader = laid
    assert remark(guest, leader, desk.week.film, text="  ").status_code == 400
    assert remark(guest, leader, desk.week.film, name="").status_code == 400
    assert remark(guest, leader, "another-f1").status_code == 409
    assert remark(guest, leader, desk.week.film, text="长" * 501).status_code == 422


def test_what_no_person_types_is_kept_of_neither_remark_nor_name(desk, guest, laid):
    *_, leader = laid
    for strange in ({"name": "分管\x00领导"}, {"text": "换\x00一个镜头"}, {"text": "镜头\x1b"}):
        refused = remark(guest, leader, desk.week.film, at_ms=1, **strange)
        assert (refused.status_code, refused.json()["code"]) == (400, "control-characters")
    strange = {"name": "分管领导\n张", "text": "换一个\n镜头"}
    rows = remark(guest, leader, desk.week.film, at_ms=1, **strange).json()
    assert (rows[0]["name"], rows[0]["text"]) == ("分管领导 张", "换一个\n镜头")
    assert remark(guest, leader, desk.week.film, name="\x00").status_code == 400
    word(guest, leader, approved=False, name="甲\n", note="\t改")
    (kept,) = desk.web.storage.catalog.signing.verdicts(KEY)
    assert (kept.name, kept.note) == ("甲", "改")


def test_an_editor_marks_a_remark_as_done(desk, guest, laid):
    (first, _) = desk.get(f"/api/films/{desk.week.film}/comments").json()
    path = f"/api/campaigns/{KEY}/comments/{first['id']}/done"
    assert desk.post(path, done=True).json() == {"id": first["id"], "done": True}
    assert "1 条没有处理" in text_of(desk.page("/film"))
    assert "有 1 条意见没有处理" in text_of(desk.page("/package"))


def test_an_approval_is_told_and_void_when_the_report_changes(desk, guest, laid):
    *_, leader = laid
    assert word(guest, leader, approved=True).status_code == 201
    assert "审签同意：分管领导（2025-05-29 11:30）" in text_of(desk.page("/package"))
    desk.decide(desk.week.ids["ready"][5], "accept")
    seen = text_of(desk.page("/package"))
    assert "分管领导 2025-05-29 11:30 的审签已失效：之后报告有改动" in seen
    assert "已失效" in text_of(guest.get(leader.path, headers=HTML).text)


def test_a_word_about_what_was_not_shown_is_not_kept(desk, guest, laid):
    *_, leader = laid
    answer = word(guest, leader, approved=True, report="0" * 64)
    assert answer.status_code == 409 and "刷新" in answer.json()["words"]["zh"]
    assert desk.web.storage.catalog.signing.verdicts(KEY) == []


def test_changes_asked_for_stand_until_the_leader_says_otherwise(desk, guest, laid):
    *_, leader = laid
    word(guest, leader, approved=False, note="片尾单位不全")
    seen = text_of(desk.page("/package"))
    assert "审签要求修改：分管领导" in seen and "片尾单位不全" in seen
    word(guest, leader, approved=True)
    assert "审签同意：分管领导" in text_of(desk.page("/package"))


def test_each_guest_stays_behind_its_own_door(desk, guest, laid):
    *_, receiver, leader = laid
    assert guest.get(f"{leader.path}/zip").status_code == 404
    assert guest.get(f"{receiver.path}/film").status_code == 404
    assert remark(guest, receiver, desk.week.film).status_code == 404
    assert guest.get("/package").status_code in (303, 401)


def test_a_leader_before_there_is_a_film_reads_the_report_alone(web, client_of):
    made = share_with_leader(
        web.storage, web.campaign.key, label="", days=7, by=EDITOR, at=web.clock()
    )
    client = client_of(web.app())
    seen = client.get(made.path, headers=HTML)
    assert seen.status_code == 200 and "还没有可以审签的成片" in seen.text
    assert client.get(f"{made.path}/film").status_code == 404


def test_pages_of_guests_hold_nothing_inline_and_have_their_english(guest, laid):
    *_, receiver, leader = laid
    for link in (receiver, leader):
        seen = guest.get(f"{link.path}?lang=en", headers=HTML).text
        assert " style=" not in seen and "<style" not in seen
        assert re.findall(r"<script(?![^>]*(src=|application/json))", seen) == []
        drawn = text_of(re.sub(r"<script.*?</script>", "", seen, flags=re.S))
        for sentence in i18n.read_translations().catalogs["share"]:
            assert len(sentence) < 3 or "%" in sentence or sentence not in drawn


def test_every_sentence_of_guests_pages_has_its_english():
    catalogs = i18n.read_translations().catalogs
    drawn = "".join(f.read_text("utf-8") for f in (ROOT / "service/templates").glob("share_*.html"))
    sentences = set(re.findall(r"_\('([^']+)'", drawn))
    assert sentences - set(catalogs["editor"]) == set(catalogs["share"])
    spoken = (ROOT / "front/share/main.js").read_text("utf-8")
    assert set(re.findall(r'\bt\(\s*"([^"]+)"', spoken)) == set(catalogs["share_script"])


@pytest.mark.parametrize("number", [2**31, 2**63, 10**30])
def test_a_number_that_no_row_can_have_is_refused_and_breaks_nothing(desk, number) -> None:
    for path, body in (
        (f"/api/links/{number}/revoke", {}),
        (f"/api/campaigns/{KEY}/comments/{number}/done", {"done": True}),
        (f"/api/campaigns/{KEY}/report/undo", {"edit": number}),
    ):
        assert desk.post(path, **body).status_code == 422, path
