"""The import page for notices whose pages are pictures: files in, a draft out, nothing left."""

import json
from datetime import timedelta
from urllib.parse import quote

import pytest

from domain.errors import NotFound, StorageFailed, TooMuch
from domain.notice.scan import MAX_BYTES as MAX_SCAN_BYTES
from domain.notice.scan import MAX_FILE_BYTES, ReadLine, ReadPage, refusal_words
from domain.words import Words
from service.notices.notice_file import MAX_BYTES
from service.notices.scanning import add_file, forget_lost
from storage.catalog_scans import BLOBS, ScanFile, page_blob
from storage.queue import Job
from tests.domain.notice_recipe import RECIPES
from tests.service.pdf_recipe import scan_of

RECIPE = next(recipe for recipe in RECIPES if recipe.name == "square-brackets")
USER = "用户-editor"
JPEG = b"\xff\xd8\xff\xe0" + b"x" * 60


def words(answer) -> str:
    return answer.json()["words"]["zh"]


def scans(desk):
    return desk.web.storage.catalog.scans


def blobs(desk) -> list[str]:
    return list(desk.web.storage.blobs.names(BLOBS))


def send(desk, data: bytes = JPEG, name: str = "第1页.jpg"):
    headers = {"X-Notice-Name": quote(name)}
    return desk.client.post("/api/notice/scan/files", content=data, headers=headers)


def started(desk, files: int = 1):
    assert desk.post("/api/notice/scan").status_code == 201
    for number in range(1, files + 1):
        assert send(desk, name=f"第{number}页.jpg").status_code == 201
    assert desk.post("/api/notice/scan/read").status_code == 202
    return scans(desk).of(USER)


def lines_of(text: str) -> tuple[ReadLine, ...]:
    return tuple(
        ReadLine(text=line, box=(100, 40 * n, 100 + 16 * len(line), 40 * n + 30), sure=_sure(line))
        for n, line in enumerate(text.splitlines(), 4)
        if line
    )


def _sure(line: str) -> tuple[int, ...]:
    """The first digit of each line is unsure."""
    first = next((at for at, letter in enumerate(line) if letter.isdigit()), -1)
    return tuple(700 if at == first else 990 for at in range(len(line)))


def read_by_worker(desk, scan, text: str = RECIPE.text) -> None:
    """What the worker would keep."""
    page = ReadPage(number=1, width=1700, height=2400, lines=lines_of(text))
    desk.web.storage.blobs.put(page_blob(scan.id, 1), JPEG)
    scans(desk).keep_page(scan.id, page)
    scans(desk).finish(scan.id)


def setup_of(page: str) -> dict:
    return json.loads(page.split('id="setup">')[1].split("</script>")[0])


def test_a_scanned_pdf_is_offered_to_be_recognised(desk):
    for data in (scan_of(2), b"%PDF-1.7" + b"x" * MAX_BYTES):
        headers = {"X-Notice-Name": quote("通知.pdf")}
        answer = desk.client.post("/api/notice/file", content=data, headers=headers)
        assert answer.status_code == 400 and answer.json()["code"] == "scan"
    assert setup_of(desk.page("/notice"))["ocr"] is True


def test_its_way_from_files_to_a_draft_beside_the_pages_picture(desk):
    scan = started(desk, files=2)
    state = desk.get("/api/notice/scan").json()
    assert state["state"] == "waiting" and state["files"] == ["第1页.jpg", "第2页.jpg"]
    assert desk.post("/api/notice/scan/draft").status_code == 409
    read_by_worker(desk, scan)
    assert desk.get("/api/notice/scan").json()["state"] == "read"
    assert desk.post("/api/notice/scan/draft").status_code == 201
    page = desk.page("/notice")
    assert 'id="notice-pictures"' in page and "周某某" in page
    assert '<span class="faint">2</span>' in page
    draft = setup_of(page)["draft"]
    assert draft["scan"]["pages"] == [{"number": 1, "width": 1700, "height": 2400, "cut": False}]
    ((number, left, top, right, bottom),) = draft["scan"]["lit"]["theme"]
    assert number == 1 and 0 < left < right <= 1000 and 0 < top < bottom <= 1000
    said = " ".join(each["zh"] for each in draft["sources"]["period"]["doubts"])
    assert "识别得不准" in said
    answer = desk.get("/api/notice/scan/pages/1")
    assert (answer.status_code, answer.content) == (200, JPEG)
    assert answer.headers["cache-control"] == "no-store"
    assert desk.get("/api/notice/scan/pages/2").status_code == 404


def test_pictures_go_with_the_draft_whether_it_is_opened_or_dropped(desk):
    for way in ("open", "drop"):
        scan = started(desk)
        read_by_worker(desk, scan)
        desk.post("/api/notice/scan/draft")
        assert blobs(desk)
        if way == "drop":
            assert desk.client.delete("/api/notice").json() == {"dropped": True}
        else:
            fields = {**desk.web.storage.catalog.drafts.get(USER).values, "key": "scanned-2025"}
            for unit in fields["units"]:
                unit["proposed"] = []
            seen = desk.post("/api/notice/check", values=fields).json()["seen"]
            assert desk.post("/api/notice/open", values=fields, seen=seen).status_code == 200
        assert scans(desk).of(USER) is None and blobs(desk) == []
        assert desk.get("/api/notice/scan/pages/1").status_code == 404


def test_a_stopped_one_leaves_neither_job_nor_files(desk):
    scan = started(desk)
    assert desk.client.delete("/api/notice/scan").json() == {"dropped": True}
    assert desk.web.storage.queue.job(scan.job).state == "cancelled"
    assert blobs(desk) == [] and desk.get("/api/notice/scan").json() == {"state": "none"}


def test_one_whose_job_nobody_knows_can_be_dropped_too(desk, monkeypatch):
    started(desk)

    def unknown(job: str) -> None:
        raise NotFound(Words(zh=f"没有任务 {job}", en=f"no job {job}"))

    monkeypatch.setattr(desk.web.storage.queue, "cancel", unknown)
    assert desk.client.delete("/api/notice/scan").json() == {"dropped": True}


def test_what_a_killed_process_left_is_swept_and_what_is_read_stays(desk):
    scan = started(desk)
    desk.web.storage.blobs.put(f"{BLOBS}{'0' * 32}/page-1.jpg", b"x")
    assert forget_lost(desk.web.storage) == 1
    assert all(scan.id in name for name in blobs(desk)) and blobs(desk)
    scans(desk).drop_older(desk.web.clock() + timedelta(days=2))
    assert forget_lost(desk.web.storage) == 1 and blobs(desk) == []


def test_what_the_worker_refused_is_said_and_begins_anew(desk):
    scan = started(desk)
    scans(desk).finish(scan.id, refused=refusal_words("locked", "通知.pdf"))
    told = desk.get("/api/notice/scan").json()
    assert told["state"] == "refused" and "密码" in told["words"]["zh"]
    assert desk.post("/api/notice/scan/draft").status_code == 400
    assert desk.post("/api/notice/scan").status_code == 201


def test_a_text_without_days_and_activities_is_given_to_be_put_right(desk):
    scan = started(desk)
    read_by_worker(desk, scan, "请大家按时参加会议。")
    assert "没有从这份文件里读出" in words(desk.post("/api/notice/scan/draft"))
    assert desk.get("/api/notice/scan/text").json() == {"text": "请大家按时参加会议。"}


@pytest.mark.parametrize(
    ("name", "data", "status", "told"),
    [
        ("表.xlsx", JPEG, 400, "不是图片或 PDF"),
        ("页.jpg", b"", 400, "已损坏"),
        ("页.jpg", b"x" * (MAX_FILE_BYTES + 1), 413, "太大"),
    ],
)
def test_a_file_that_is_no_page_is_refused_at_once(desk, name, data, status, told):
    desk.post("/api/notice/scan")
    answer = send(desk, data, name)
    assert answer.status_code == status and told in words(answer)
    assert desk.get("/api/notice/scan").json()["files"] == [] and blobs(desk) == []


def test_nobody_elses_pages_are_shown_and_a_draft_is_not_overwritten(desk):
    assert desk.get("/api/notice/scan/pages/1").status_code == 404
    assert desk.post("/api/notice/scan/read").status_code == 404
    desk.client.post("/api/notice/file", content=RECIPE.text.encode())
    answer = desk.post("/api/notice/scan")
    assert answer.status_code == 409 and "没有建立的草稿" in words(answer)


def test_a_second_window_that_was_waiting_too_overwrites_no_correction(desk):
    read_by_worker(desk, started(desk))
    first = desk.post("/api/notice/scan/draft").json()["version"]
    drafts = desk.web.storage.catalog.drafts
    corrected = {**drafts.get(USER).values, "theme": "改正过的主题"}
    kept = drafts.change(USER, values=corrected, seen_version=first, at=desk.web.clock())
    answer = desk.post("/api/notice/scan/draft")
    assert (answer.status_code, answer.json()["version"]) == (201, kept.version)
    assert drafts.get(USER).values["theme"] == "改正过的主题"


def test_files_that_come_at_once_get_round_no_limit(desk):
    desk.post("/api/notice/scan")
    seen = scans(desk).of(USER)
    for size in (MAX_FILE_BYTES, MAX_FILE_BYTES, MAX_SCAN_BYTES - 2 * MAX_FILE_BYTES - 1):
        big = ScanFile(name="大.pdf", blob="scans/x/file-1", size=size)
        scans(desk).add_file(seen.id, big, at=desk.web.clock())
    page = desk.web.settings.home / "page"
    page.write_bytes(JPEG)
    with pytest.raises(TooMuch):
        add_file(desk.web.storage, seen, name="页.jpg", path=page, at=desk.web.clock())
    assert blobs(desk) == []


def test_a_store_that_is_away_makes_no_draft_fail(desk, monkeypatch):
    def away(*_):
        raise StorageFailed(Words(zh="存储连不上", en="the store is away"))

    desk.post("/api/notice/scan")
    monkeypatch.setattr(type(desk.web.storage.blobs), "names", away)
    answer = desk.client.post("/api/notice/file", content=RECIPE.text.encode())
    assert answer.status_code == 201 and desk.web.storage.catalog.drafts.get(USER) is not None


def test_a_scan_that_ends_while_it_is_looked_at_has_not_failed(desk, monkeypatch):
    scan = started(desk)

    def ended(job: str) -> Job:
        read_by_worker(desk, scan)
        return Job(id=job, kind="scan", subject=scan.id, state="done")

    monkeypatch.setattr(desk.web.storage.queue, "job", ended)
    assert desk.get("/api/notice/scan").json()["state"] == "read"


@pytest.mark.parametrize(
    ("venue", "count"), [("文化广场", 90), ("文化广场" * 90, 2)], ids=["many names", "a long one"]
)
def test_lines_that_ran_together_are_said_and_come_into_no_log(desk, capsys, venue, count):
    units = "、".join(f"市{number}局" for number in range(count))
    days = "科技活动周的通知\n2025年5月10日至5月16日\n一、活动内容\n"
    text = f"{days}1.讲座。时间：5月11日上午，地点：{venue}。责任单位：{units}\n"
    answer = desk.client.post("/api/notice/file", content=text.encode())
    assert answer.status_code == 400 and "几行连在了一起" in words(answer)
    logged = capsys.readouterr()
    assert "文化广场" not in logged.out + logged.err and "市1局" not in logged.out + logged.err


def test_a_long_name_keeps_what_says_of_what_kind_it_is(desk):
    desk.post("/api/notice/scan")
    assert send(desk, name="关于举办活动周的通知" * 20 + ".jpg").status_code == 201
