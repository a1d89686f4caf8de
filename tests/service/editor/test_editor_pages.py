import io
import re
import zipfile
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from domain.board.coverage import Cell, coverage
from domain.board.figures import Asked
from domain.board.tally import Tally
from domain.campaign import Activity
from domain.film import Finding, FindingKind, LeftOut, Outcome
from domain.judging.requirements import Requirement, Subject, unmeasured
from domain.people import TERMINAL
from domain.words import Words
from service.editor import board, film, package
from service.web import i18n
from tests.service.editor_film import FINDINGS
from tests.service.editor_week import KEY, NOW, plan

ROOT = Path(__file__).parents[3]
AROUND = ("/", "/review", "/film", "/package")
PAGES = (*AROUND, "/figures", "/storyboard")
NO_FIGURES = Asked(asked=3, counted=0)


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


@pytest.mark.parametrize("path", PAGES)
def test_no_page_has_anything_inline_or_from_elsewhere(quiet_desk, path):
    seen = quiet_desk.page(path)
    assert " style=" not in seen and "<style" not in seen
    assert not re.search(r"\son\w+=", seen)
    assert re.findall(r"<script(?![^>]*(src=|application/json))", seen) == []
    assert not re.search(r"""(src|href|action)=["'](https?:)?//""", seen)


@pytest.mark.parametrize("path", PAGES)
def test_every_page_names_the_week_the_way_around_and_the_one_who_is_there(quiet_desk, path):
    seen = quiet_desk.page(path)
    assert "云岭县2025年科技活动周" in seen and "用户-editor" in seen
    assert [seen.count(f">{name}</a>") for name in ("进度", "审核", "成片", "报送")] == [1] * 4
    assert f'href="{path}" aria-current="page"' in seen or path not in AROUND


@pytest.mark.parametrize("path", PAGES)
def test_english_pages_hold_no_chinese_but_what_people_wrote(quiet_desk, path):
    seen = text_of(re.sub(r"<script.*?</script>", "", quiet_desk.page(path, "en"), flags=re.S))
    for sentence in i18n.read_translations().catalogs["editor"]:
        if len(sentence) > 2 and "%" not in sentence and sentence not in _written():
            assert sentence not in seen


def _written() -> str:
    campaign = plan()
    titles = [activity.title for activity in campaign.activities]
    return " ".join([campaign.title, *titles, *(unit.name for unit in campaign.units)])


def test_every_sentence_of_templates_and_scripts_has_its_english():
    def sentences(pattern: str, files) -> set[str]:
        found = (re.findall(pattern, file.read_text("utf-8")) for file in files)
        return {sentence for some in found for sentence in some}

    templates = ROOT / "service/templates"
    drawn = [
        *templates.glob("editor_*.html"),
        templates / "login.html",
        templates / "password.html",
    ]
    catalogs = i18n.read_translations().catalogs
    assert sentences(r"_\('([^']+)'", drawn) == set(catalogs["editor"])
    of_owners = sentences(r"_\('([^']+)'", templates.glob("system_*.html"))
    assert of_owners - set(catalogs["editor"]) == set(catalogs["system"])
    spoken = r'\bt\(\s*"([^"]+)"'
    owners = ROOT / "front/editor/system.js"
    cutting = {*(ROOT / "front/editor/storyboard").rglob("*.js")}
    scripts = sentences(spoken, {*(ROOT / "front/editor").rglob("*.js")} - {owners} - cutting)
    assert scripts == set(catalogs["editor_script"]) and len(scripts) > 100
    of_notices = sentences(spoken, (ROOT / "front/notice").rglob("*.js"))
    assert of_notices - scripts == set(catalogs["notice_script"]) and len(of_notices) > 40
    of_cutting = sentences(spoken, cutting)
    assert of_cutting - scripts == set(catalogs["storyboard_script"]) and len(of_cutting) > 100
    of_owners = sentences(spoken, [owners])
    assert of_owners - scripts == set(catalogs["system_script"])


# -- board


def test_the_board_says_first_what_to_do_next_and_leads_there(quiet_desk):
    seen = quiet_desk.page("/")
    first = re.search(r'<li class="step step-first">\s*<a href="([^"]+)"[^>]*>([^<]+)', seen)
    assert first.group(1) == "/review?show=ready" and "开始审核：3 组共 21 件" in first.group(2)
    assert "距报送截止 6月3日 还有 6 天" in text_of(seen)
    assert 'href="/review?show=doubtful"' in seen and 'href="/review?show=held"' in seen


def test_the_matrix_counts_activity_by_day_and_leads_to_the_group(quiet_desk):
    seen = quiet_desk.page("/")
    assert 'href="/review?show=all&amp;activity=a2&amp;day=2025-05-27"' in seen
    assert 'href="/review?show=all&amp;activity=a3&amp;day="' in seen
    assert 'href="/review?show=all&amp;activity=a5&amp;unit=u2"' in seen
    assert "第6项“气象科普开放日”还没有收到素材" in seen


def test_a_silent_unit_has_its_reminder_ready_to_paste(quiet_desk):
    seen = quiet_desk.page("/")
    area = re.search(r'id="reminder-u5"[^>]*>([^<]+)</textarea>', seen).group(1)
    assert "县气象局" in area and "6. 气象科普开放日" in area
    assert 'data-copy="reminder-u5"' in seen


def test_lines_of_the_matrix_add_up_to_the_whole(quiet_desk):
    campaign = plan()
    assets = quiet_desk.web.storage.catalog.assets.all(KEY)
    counted = coverage(campaign, assets, today=NOW.date())
    days = board.day_columns(campaign, counted.cells)
    for lines in (
        board.day_lines(campaign, counted, days),
        board.unit_lines(campaign, counted),
    ):
        assert sum(line.whole.total for line in lines) == counted.total.total
        for line in lines:
            assert sum(tally.total for tally in line.tallies) == line.whole.total
    assert days[-1] is None and days[:-1] == campaign.days()


def test_days_of_a_clock_that_was_never_set_follow_the_week():
    """A phone of 2010 pushed the plan's own days out of sight, and its day had no year."""
    campaign = plan()
    week = campaign.days()
    stray = (date(2010, 8, 13), week[0] - timedelta(days=200))
    eve = week[0] - timedelta(days=1)
    cells = [
        Cell(activity="a1", day=day, unit="u1", tally=Tally(doubtful=1))
        for day in (*stray, week[0], eve)
    ]
    assert board.day_columns(campaign, cells) == (eve, *week, *stray)


def test_a_long_campaign_shows_only_days_with_something_on_them():
    month = replace(plan(), starts_on=date(2025, 5, 1), ends_on=date(2025, 5, 31))
    days = board.day_columns(month, ())
    assert days == tuple(date(2025, 5, day) for day in (24, 26, 27, 30))


def test_an_activity_of_no_media_is_not_called_missing():
    campaign = replace(
        plan(),
        activities=(Activity(key="a1", number=1, title="参加省级启动", media_expected=False),),
    )
    counted = coverage(campaign, [], today=NOW.date())
    (line,) = board.unit_lines(campaign, counted)
    assert not any(line.expected)


def test_with_two_weeks_the_address_names_the_one_that_is_meant(quiet_desk):
    other = replace(plan(), key="yunling-2026", title="云岭县2026年科技活动周")
    quiet_desk.web.storage.catalog.campaigns.save(other, merges={}, at=quiet_desk.web.clock())
    seen = quiet_desk.page(f"/?campaign={KEY}")
    assert f'href="/review?campaign={KEY}"' in seen and "云岭县2026年科技活动周" in seen
    assert "还没有收到素材" in quiet_desk.page("/?campaign=yunling-2026")
    assert quiet_desk.get("/?campaign=nothing", headers={"Accept": "text/html"}).status_code == 404


# -- film


def test_the_film_page_shows_shots_with_why_and_findings_with_their_sentence(quiet_desk):
    seen = quiet_desk.page("/film")
    assert seen.count('class="strip-shot"') == 10
    assert f'src="/media/films/{quiet_desk.week.film}"' in seen
    assert "清晰，曝光好" in seen and "有孩子的近景，还没有人同意" in seen
    assert "通知第四条：“影像资料不超过3分钟”" in seen
    order = re.findall(r'class="finding" data-outcome="(\w+)"', seen)
    assert order == ["fail", "not_checked", "pass", "pass"]
    assert re.search(r'data-seek="12400">▶ 0:12.4', seen)


def test_chapters_follow_the_plan_and_keep_every_shot(quiet_desk):
    storyboard = quiet_desk.web.storage.catalog.films.storyboard(KEY)
    found = film.chapters(plan(), storyboard.shots)
    assert [c.activity.number if c.activity else None for c in found] == [None, 1, None]
    assert sum(c.frames for c in found) == storyboard.frames
    assert [s.index for c in found for s in c.shots] == list(range(len(storyboard.shots)))


def test_of_many_left_out_a_few_are_drawn_and_all_are_a_click_away():
    why = Words(zh="时长已满", en="no room")
    left = [
        LeftOut(asset=f"{n:016d}", activity="a1", code="no_room" if n else "blurred", why=why)
        for n in range(film.MOST_OUT + 10)
    ]
    few, many = film.left_out(left)
    assert (few.code, few.count, len(few.left)) == ("blurred", 1, 1)
    assert (many.count, len(many.left)) == (film.MOST_OUT + 9, film.MOST_OUT)
    assert len(film.left_out(left, "no_room")[1].left) == film.MOST_OUT + 9


def test_the_whole_of_one_reason_is_a_page_of_its_own(desk, monkeypatch):
    monkeypatch.setattr(film, "MOST_OUT", 2)
    short = desk.page("/film")
    assert short.count('class="shot-words"') < desk.page("/film?out=not_accepted").count(
        'class="shot-words"'
    )
    assert 'href="/film?out=not_accepted#out-not_accepted"' in short and "全部 6 件" in short


def test_findings_failed_first_then_required(desk):
    found = film.ordered(FINDINGS)
    assert [f.outcome for f in found[:2]] == [Outcome.FAIL, Outcome.NOT_CHECKED]
    assert found[2].kind is FindingKind.REQUIRED


@pytest.mark.parametrize(
    ("ms", "said"), [(0, "0:00.0"), (12_400, "0:12.4"), (61_960, "1:01.9"), (177_600, "2:57.6")]
)
def test_times_are_said_as_beside_a_player(ms, said):
    assert film.clock(ms) == said


def test_a_failed_film_is_told_in_words_and_can_be_cut_again(desk):
    films = desk.web.storage.catalog.films
    started = films.start(KEY, at=desk.web.clock())
    films.failed(started.id, Words(zh="磁盘已满", en="the disk is full"))
    seen = text_of(desk.page("/film"))
    assert "第 2 版没有剪成： 磁盘已满" in seen.replace("：磁", "： 磁")
    assert "重新剪辑" in seen and "下面是第 1 版" in seen


def test_while_a_film_is_cut_its_progress_stands_in_place_of_the_button(desk):
    desk.post(f"/api/campaigns/{KEY}/films")
    seen = desk.page("/film")
    assert "正在剪辑第 2 版" in seen and 'id="cut"' not in seen
    assert re.search(r'id="making" class="making">', seen)


def test_before_the_first_film_the_page_says_the_next_step(desk):
    other = replace(plan(), key="yunling-2026", title="云岭县2026年科技活动周")
    desk.web.storage.catalog.campaigns.save(other, merges={}, at=desk.web.clock())
    seen = desk.page("/film?campaign=yunling-2026")
    assert "先去审核" in seen and "disabled" in seen
    assert "先剪出成片" in desk.page("/package?campaign=yunling-2026")


# -- package


def test_the_package_is_downloaded_as_a_zip(quiet_desk):
    seen = quiet_desk.page("/package")
    path = re.search(r'href="(/media/packages/[^"]+)"', seen).group(1)
    answer = quiet_desk.get(path)
    assert answer.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as opened:
        assert opened.testzip() is None
        (name,) = opened.namelist()
    assert name.endswith("/data/清单.txt")


def test_what_stands_in_the_way_is_said_first(quiet_desk):
    films = quiet_desk.web.storage.catalog.films.all(KEY)
    assets = quiet_desk.web.storage.catalog.assets.all(KEY)
    counted = coverage(plan(), assets, today=NOW.date())
    none = package.checks([], None, counted, NO_FIGURES)
    assert none[0].mark == "bad" and "先剪辑" in none[0].words.zh
    found = package.checks(films, films[-1], counted, NO_FIGURES)
    assert {check.mark for check in found} == {"doubt", "good"}
    failing = replace(films[-1], findings=(replace(FINDINGS[0], outcome=Outcome.FAIL),))
    assert package.checks([failing], failing, counted, NO_FIGURES)[0].mark == "bad"
    asked = Requirement(id="photos-format", about=Subject.PHOTOS, says="照片格式为 JPG")
    by_hand = package.checks(films, films[-1], counted, NO_FIGURES, unmeasured([asked]))
    assert [c for c in by_hand if c not in found and "条须人工核对" in c.words.zh]


def test_words_of_a_finding_are_read_in_the_reader_s_language(desk):
    """「实测 none · 要求 none」 stood among them."""
    catalog = desk.web.storage.catalog
    silent = replace(FINDINGS[1], measured="none", wanted="none")
    film = catalog.films.all(KEY)[-1]
    again = catalog.films.start(KEY, at=NOW)
    catalog.films.planned(again.id, catalog.films.storyboard(KEY, film.storyboard))
    catalog.films.cut(again.id, blob=film.blob, sha256=film.sha256, size=film.size)
    catalog.films.verified(again.id, measures={"duration_ms": 34000}, findings=(silent,))
    assert "实测 无 · 要求 无" in desk.page("/film")


def test_a_package_that_disagrees_with_itself_is_a_draft_and_leads_to_where_that_is_mended(desk):
    films, packages = desk.web.storage.catalog.films, desk.web.storage.catalog.packages
    asset = desk.week.ids["accepted"][0]
    wrong = Finding(
        rule="agree.consent",
        kind=FindingKind.REQUIRED,
        outcome=Outcome.FAIL,
        measured="不一致",
        wanted="一致",
        words=Words(zh="成片里的一件还没有同意使用的决定", en="consent is not decided"),
        source="个人信息保护法",
        mend=f"/review?asset={asset}",
    )
    made = packages.start(KEY, film=films.latest(KEY).id, at=NOW, by=TERMINAL)
    file = packages.all(KEY)[0].files[0]
    packages.made(made.id, files=[file], assets=[asset], findings=[wrong])
    seen = desk.page("/package")
    assert f'href="/review?asset={asset}"' in seen
    assert "文件名带“草稿”，不能报送" in text_of(seen)
    assert "材料互相核对：0 条通过，1 条未通过" in text_of(seen)
    assert "· 命令行 ·" in text_of(seen)
    path = f"/media/packages/{made.id}"
    with zipfile.ZipFile(io.BytesIO(desk.get(path).content)) as opened:
        assert all(name.startswith("草稿-") for name in opened.namelist())


def test_a_package_with_something_withdrawn_is_to_be_replaced(desk):
    desk.decide(desk.week.ids["accepted"][0], "withdraw", reason="家长要求")
    seen = text_of(desk.page("/package"))
    assert "里面有素材已撤回" in seen and "下载 .zip" not in seen
    assert "成片里有素材已撤回，请重新剪辑" in seen


@pytest.mark.parametrize(
    ("count", "said"), [(5, "1 KB"), (40_000, "39 KB"), (1 << 20, "1.0 MB"), (5 << 20, "5.0 MB")]
)
def test_sizes_are_said_as_a_file_manager_does(count, said):
    assert package.size(count) == said
