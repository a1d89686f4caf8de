"""The owner's pages: who is let in, what they show, nothing inline, both tongues."""

import re
from datetime import timedelta

import pytest

from domain.people import Role
from service.keeping.last_backup import BackupState, LastBackup, note_backup
from service.settings_shown import shown
from service.system.sizes import size, span
from service.system.storing import room
from service.system.working import KINDS
from service.web.watching import Disk
from storage.queues import QUEUE_OF
from tests.service.conftest import NOW
from tests.service.editor_desk import link_of

PAGES = ["/system", "/system/people", "/system/log", "/system/settings"]
#: What is Chinese in English pages too: names, and what people typed.
NAMES = re.compile(r"云岭县2025年科技活动周|用户-owner|中文|周影|县\w+|青石镇中心校")
MARKED = re.compile(r"<script.*?</script>|<option[^>]*>.*?</option>", re.DOTALL)
HTML = {"Accept": "text/html", "Accept-Language": "zh"}


@pytest.mark.parametrize("role", [Role.VIEWER, Role.EDITOR])
def test_others_than_owners_read_why_they_are_not_let_in(desk_as, role):
    desk = desk_as(role)
    for path in PAGES:
        answer = desk.get(path, headers=HTML)
        assert answer.status_code == 403
        assert "这一页只给管理员" in answer.text and f"用户-{role}" in answer.text
    assert "系统" not in desk.page("/").split("</header>")[0]


def test_who_is_not_logged_in_logs_in_and_comes_back(door):
    for path in PAGES:
        answer = door.get(path, headers=HTML)
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/login?next=%2Fsystem")


def test_an_owner_finds_the_pages_from_the_board(looking):
    assert '<a href="/system" class="bar-system">系统</a>' in looking.page("/")


def test_every_page_is_whole_in_both_tongues_and_has_nothing_inline(looking):
    for path in PAGES:
        for language in ("zh", "en"):
            seen = looking.page(path, language)
            assert " style=" not in seen and "<style" not in seen
            assert not re.search(r"\son\w+=", seen)
            assert not re.search(r"None|undefined|Traceback", seen)
        assert not re.findall(r"[一-鿿]+", NAMES.sub("", MARKED.sub("", seen))), path


def test_a_house_without_a_worker_says_so_and_what_to_do(looking):
    seen = looking.page("/system")
    assert "没有工作进程在运行，2 个任务在等" in seen and "weekreel worker" in seen
    assert "还没有备份过" in seen


def test_jobs_are_listed_by_their_state_with_the_file_s_own_name(looking):
    seen = looking.page("/system?state=waiting")
    assert "识别素材 · IMG_20250527" in seen and "/cancel" in seen
    assert "没有失败的任务" in looking.page("/system?state=nonsense")


def test_a_place_that_was_never_given_out_shows_the_first_page(looking):
    for after in ("x", "1~", "~a", "9" * 40 + "~a"):
        assert looking.get(f"/system?state=waiting&after={after}", headers=HTML).status_code == 200


def test_links_of_all_campaigns_are_shown_with_their_use(looking):
    seen = looking.page("/system/people")
    assert seen.count("最后使用") == 4 and "青石镇中心校" in seen


def test_the_log_is_narrowed_by_kind_and_day(looking):
    assert "采用" in looking.page("/system/log")
    assert looking.page("/system/log?kind=reject").count("<tr><td") == 2
    assert "没有符合的记录" in looking.page("/system/log?start=2030-01-01")
    assert looking.page("/system/log?start=2025-05-28&end=2025-05-28").count("<tr><td") == 10
    for wrong in ("start=yesterday", "end=0001-01-01", "before=nowhere"):
        assert looking.get(f"/system/log?{wrong}", headers=HTML).status_code == 400


def test_settings_are_shown_without_the_secret(looking):
    seen = looking.page("/system/settings")
    assert "WEEKREEL_SECRET_KEY" in seen and "k" * 48 not in seen
    assert "4.0GiB" in seen


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (
            "postgresql+psycopg://reel:geheim@db:5432/reel",
            "postgresql+psycopg://reel:***@db:5432/reel",
        ),
        ("postgresql://reel:ge/heim?a=1@db/reel", "postgresql://reel:***@db/reel"),
        ("postgresql://reel:ge@heim@db/reel", "postgresql://***"),
        ("postgresql://reel:ge@hei/m@db/reel", "postgresql://***"),
        ("postgresql://ge/heim:a@db/reel", "postgresql://***"),
        ("postgresql://reel:geheim@db/reel?application_name=a@b", "postgresql://***"),
        ("postgresql://reel:geheim", "postgresql://***"),
        (
            "postgresql://db/reel?user=a&password=ge@heim",
            "postgresql://db/reel?user=a&password=***",
        ),
        ("postgresql://:ge%40heim@[::1]/reel", "postgresql://:***@[::1]/reel"),
        ("s3://b/p?endpoint=h&secret_key=geheim", "s3://b/p?endpoint=h&secret_key=***"),
        ("http://:geheim@h/", "http://:***@h/"),
        ("sqlite:////a/b", "sqlite:////a/b"),
        (True, "on"),
        (None, ""),
        (("a", "b"), "a, b"),
    ],
)
def test_a_password_inside_an_address_is_not_repeated(value, told):
    assert shown(value) == told


def test_a_used_link_points_to_the_page_where_a_new_one_is_made(door, filled):
    link = link_of(filled, "编辑一")
    filled.clock.move(days=2)
    assert "系统" in door.get(link, headers=HTML).text


@pytest.mark.parametrize(
    ("count", "told"),
    [
        (0, "0"),
        (1, "1 KB"),
        (1500, "1 KB"),
        (1 << 20, "1.0 MB"),
        (1023 << 20, "1.0 GB"),
        (150 << 30, "150 GB"),
        (3 << 40, "3.0 TB"),
    ],
)
def test_bytes_are_told_in_three_digits(count, told):
    assert size(count) == told


@pytest.mark.parametrize(
    ("ms", "zh"),
    [
        (-5, "0 秒"),
        (3_400, "3 秒"),
        (61_000, "1 分钟"),
        (3_600_000, "1 小时"),
        (200_000_000, "2 天"),
    ],
)
def test_a_span_is_told_in_its_largest_whole_unit(ms, zh):
    assert span(ms).zh == zh


def test_every_kind_of_job_has_its_words():
    """Of those that have a queue of their own; a film's shots are no jobs of the page."""
    assert set(QUEUE_OF) - {"shot"} <= set(KINDS)


@pytest.mark.parametrize(
    ("free_gb", "whole_gb", "low"),
    [(4, 1000, True), (6, 1000, False), (1, 20, True), (3, 20, False)],
)
def test_a_disk_is_nearly_full_below_five_gb_or_a_tenth_of_a_small_one(free_gb, whole_gb, low):
    disk = Disk(places=("home", "blobs"), free=free_gb << 30, bytes=whole_gb << 30)
    told = room(disk)
    assert (told.low, told.words.zh) == (low, "数据目录、素材存储")


def test_a_backup_that_was_made_is_told(desk_as):
    owner = desk_as(Role.OWNER)
    made = LastBackup(state=BackupState.COMPLETE, at=NOW - timedelta(days=2), folder="/media/usb")
    note_backup(owner.web.settings.home, made)
    seen = owner.page("/system")
    assert "最近一次完整备份：2 天前" in seen and "/media/usb" in seen
