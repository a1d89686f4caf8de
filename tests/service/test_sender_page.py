import gzip
import hashlib
import json
import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from domain.campaign import Activity
from domain.moves import CampaignState
from service.web import i18n
from service.web.built_files import FOLDER
from service.weeks.invites import hash_secret, invite_link, new_secret, qr_svg, write_qr
from tests.contracts.sample_week import move_week, tagged
from tests.service.conftest import plan
from tests.service.tus_client import create

ROOT = Path(__file__).parents[2]
HTML = {"Accept": "text/html", "Accept-Language": "zh-CN,zh;q=0.9"}


def page(client, secret: str, **headers: str) -> str:
    answer = client.get(f"/u/{secret}", headers=HTML | headers)
    assert answer.status_code == 200
    return answer.text


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def send(client, secret: str, content: bytes, **said: str) -> None:
    assert create(client, secret, len(content), content=content, **said).status_code == 201


def test_the_page_names_campaign_unit_deadline_activities_and_days(client, web):
    seen = text_of(page(client, web.invite()))
    assert "云岭县2025年科技活动周" in seen
    assert "青石镇中心校" in seen
    assert "距报送还有 6 天" in seen
    own, others = seen.split("其他单位的活动")
    assert "科普大讲堂" in own and "专家义诊" not in own and "专家义诊" in others
    assert "5/24" in seen and "5/31" in seen and "5/28 今天" in seen


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (datetime(2025, 6, 3, 10, tzinfo=UTC), "今天报送截止"),
        (datetime(2025, 6, 4, 10, tzinfo=UTC), "报送截止已过"),
    ],
)
def test_after_the_deadline_the_page_still_takes_files_and_says_so(client, web, now, words):
    web.clock.now = now
    seen = page(client, web.invite())
    assert words in seen and 'type="file"' in seen
    assert ("现在仍可发送" in seen) is (now.day == 4)


def test_after_the_collection_ended_the_page_still_takes_files_and_says_so(client, web):
    secret = web.invite()
    move_week(web.storage.catalog, CampaignState.CLOSED, key="yunling-2025")
    seen = page(client, secret)
    assert "收集已经结束" in seen and "现在仍可发送" in seen and 'type="file"' in seen
    assert "距报送还有" not in seen


def test_an_invite_for_one_activity_has_it_chosen(client, web):
    seen = page(client, web.invite(activity="a3"))
    assert re.findall(r'name="activity" value="(\d*)" checked', seen) == ["3"]
    assert "专家义诊" in seen.split("其他单位的活动")[0]


def test_a_unit_without_an_activity_of_its_own_sees_them_all(make_web, client_of):
    web = make_web(plan(activities=(Activity(key="a1", number=1, title="科普大讲堂"),)))
    seen = page(client_of(web.app()), web.invite())
    assert "科普大讲堂" in seen and "其他单位的活动" not in seen


def test_the_shots_that_the_units_own_activities_want_are_named(make_web, client_of):
    shots = ("活动横幅全景", "互动特写")
    own = Activity(key="a1", number=1, title="科普大讲堂", units=("u1",), wanted=shots)
    other = Activity(key="a2", number=2, title="专家义诊", units=("u2",), wanted=("量血压",))
    client = client_of((web := make_web(plan(activities=(own, other)))).app())
    seen = text_of(page(client, web.invite()))
    assert "希望拍到 科普大讲堂：活动横幅全景、互动特写" in seen and "量血压" not in seen


def test_a_unit_that_has_sent_sees_which_of_its_activities_still_lack_material(make_web, client_of):
    lecture = Activity(key="a1", number=1, title="科普大讲堂", units=("u1",))
    village = Activity(
        key="a2", number=2, title="科技进农村", units=("u1",), wanted=("田间全景", "农户操作")
    )
    web = make_web(plan(activities=(lecture, village)))
    client = client_of(web.app())
    secret = web.invite()
    before = text_of(page(client, secret))
    assert "还缺" not in before and "希望拍到 科技进农村：田间全景、农户操作" in before
    # The sample's tag is for a1.
    tagged(web.storage.catalog, "讲座")
    seen = text_of(page(client, secret))
    assert "本单位还缺 科技进农村：田间全景、农户操作" in seen
    assert "希望拍到" not in seen


def test_a_campaign_without_a_deadline_says_nothing_of_one(make_web, client_of):
    web = make_web(plan(deadline=None))
    assert "截止" not in text_of(page(client_of(web.app()), web.invite())).split("哪项活动")[0]


def test_the_picker_names_specific_types_for_wechat(client, web):
    accept = re.search(r'accept="([^"]+)"', page(client, web.invite())).group(1)
    assert "*" not in accept
    assert {"image/heic", "video/quicktime", ".heic", ".mov"} <= set(accept.split(","))


def test_names_from_the_plan_cannot_become_markup(make_web, client_of):
    title = "</script><b>科普</b>"
    web = make_web(plan(title=title, activities=(Activity(key="a1", number=1, title=title),)))
    seen = page(client_of(web.app()), web.invite())
    assert "<b>科普</b>" not in seen and "&lt;b&gt;" in seen


def test_the_page_has_no_inline_style_script_or_handler_and_asks_no_other_host(client, web):
    seen = page(client, web.invite())
    assert " style=" not in seen and "<style" not in seen
    assert not re.search(r"\son\w+=", seen)
    assert re.findall(r"<script(?![^>]*(src=|application/json))", seen) == []
    assert "//" not in re.sub(r"[\"']/[\w/]", "", seen.split("<body")[0])


def test_the_whole_page_is_under_60_kb_on_the_wire(client, web):
    web_page = client.get(f"/u/{web.invite()}", headers=HTML | {"Accept-Encoding": "gzip"})
    parts = re.findall(r'(?:src|href)="(/static/[^"]+)"', web_page.text)
    assert len(parts) == 3
    sizes = [int(client.get(part).headers["content-length"]) for part in parts]
    total = int(web_page.headers["content-length"]) + sum(sizes)
    assert total < 60_000
    script = (FOLDER / next(p for p in parts if ".js" in p).removeprefix("/static/")).read_bytes()
    assert len(gzip.compress(script)) < 40_000
    # Names that are syntax to no checker and yet end the script in a WebView of 2016.
    assert not re.search(rb"globalThis|BigInt|\bfetch\(|AbortController|crypto\.subtle", script)


def test_each_sending_has_its_receipt_with_its_files_below(client, web):
    secret = web.invite()
    for number in range(3):
        send(client, secret, bytes([number]), filename=f"IMG_{number}.jpg", sending="one")
    send(client, secret, b"x", filename="IMG_9.jpg", sending="two")
    seen = text_of(page(client, secret))
    assert "回执 0528-01 已收到 3 件 IMG_0.jpg" in seen
    assert "回执 0528-02 已收到 1 件 IMG_9.jpg" in seen
    assert len(client.get(f"/u/{secret}/receipts").json()) == 4


def test_edges_of_a_clip_are_a_hint_inside_the_unit_only(client, web):
    content = bytes(3_000_000)
    clip = content[:-1] + b"1"
    secret, other = web.invite(), web.invite("u2")
    send(client, secret, clip, filename="VID_1.mp4")

    def known(secret: str, told: bytes) -> list[str]:
        sha256 = hashlib.sha256(told[: 1 << 20] + told[-(1 << 20) :]).hexdigest()
        asked = {"edges": [{"size": len(told), "sha256": sha256}]}
        return [sha256] == client.post(f"/u/{secret}/known", json=asked).json()["edges"]

    assert known(secret, clip)
    assert known(secret, clip), "also from what is remembered"
    assert not known(secret, content)
    assert not known(other, clip)
    # The middle may differ: edges never skip a file, only its whole hash does.
    middle = clip[:1_500_000] + b"2" + clip[1_500_001:]
    assert known(secret, middle)
    sha256 = hashlib.sha256(middle).hexdigest()
    assert client.post(f"/u/{secret}/known", json={"sha256": [sha256]}).json()["sha256"] == {}


def test_the_page_speaks_english_to_those_who_ask_for_it(client, web):
    secret = web.invite()
    seen = text_of(page(client, secret, **{"Accept-Language": "en-GB,en;q=0.8,zh;q=0.2"}))
    assert "6 days left to send" in seen and "Which activity" in seen
    asked = client.get(f"/u/{secret}?lang=en", headers=HTML)
    assert "Choose photos and clips" in asked.text
    assert client.get(f"/u/{secret}", headers=HTML).text.count("Choose photos and clips") == 1


def test_every_sentence_of_template_and_script_has_its_english():
    def sentences(pattern: str, files) -> set[str]:
        found = (re.findall(pattern, file.read_text("utf-8")) for file in files)
        return {sentence for some in found for sentence in some}

    catalogs = i18n.read_translations().catalogs
    drawn = sentences(r"_\('([^']+)'", (ROOT / "service/templates").glob("sender*.html"))
    spoken = sentences(r'\bt\(\s*"([^"]+)"', (ROOT / "front/sender").glob("*.js"))
    assert len(drawn) > 15 and len(spoken) > 20
    assert drawn == set(catalogs["sender"])
    assert spoken == set(catalogs["sender_script"])


def test_english_fills_the_same_places_as_chinese():
    for catalog in i18n.read_translations().catalogs.values():
        for chinese, english in catalog.items():
            places = re.findall(r"%\(\w+\)s", chinese)
            assert sorted(places) == sorted(re.findall(r"%\(\w+\)s", english)), chinese


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "zh"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en-US,en;q=0.9,zh-CN;q=0.8", "en"),
        ("fr-FR", "zh"),
        ("zh;q=0.3, en;q=0.7", "en"),
        ("en;q=nonsense", "en"),
    ],
)
def test_the_browsers_wish_decides_the_language_and_chinese_is_the_rest(header, language):
    assert i18n._accepted(header) == language


# -- doors that do not open


@pytest.mark.parametrize(
    ("secret", "status"),
    [("x", 404), ("x" * 43, 404), ("x" * 5000, 404), ("..%2f..", 404), ("%00", 400)],
)
def test_an_unknown_link_gets_a_friendly_page_that_tells_nothing(client, web, secret, status):
    answer = client.get(f"/u/{secret}", headers=HTML)
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/html")
    assert "云岭县" not in answer.text and "青石镇" not in answer.text


def test_an_unknown_link_says_what_to_do(client, web):
    assert "这个链接无效" in client.get(f"/u/{'x' * 43}", headers=HTML).text


def test_a_revoked_link_says_so_and_shows_nothing_of_the_unit(client, web):
    secret = web.invite()
    web.revoke(secret)
    answer = client.get(f"/u/{secret}", headers=HTML)
    assert answer.status_code == 410
    assert "这个链接已停用" in answer.text and "青石镇" not in answer.text
    assert client.get(f"/u/{secret}/receipts").status_code == 410
    assert client.post(f"/u/{secret}/known", json={"sizes": [1]}).status_code == 410


# -- receipts


def test_receipts_tell_what_the_unit_sent_and_no_upload_id(client, web):
    mine, forwarded, other = web.invite("u1"), web.invite("u1"), web.invite("u2")
    send(client, mine, b"abc", filename="a.jpg")
    send(client, forwarded, b"abcd", filename="b.jpg")
    send(client, other, b"abcde", filename="hospital.jpg")
    begun = create(client, mine, 9, filename="c.mp4").headers["location"].rsplit("/", 1)[1]
    answer = client.get(f"/u/{mine}/receipts")
    rows = answer.json()
    assert {row["filename"] for row in rows} == {"a.jpg", "b.jpg", "c.mp4"}
    assert {frozenset(row) for row in rows} == {
        frozenset({"receipt", "filename", "size", "sha256", "state", "words"})
    }
    assert begun not in answer.text
    arriving = next(row for row in rows if row["filename"] == "c.mp4")
    assert (arriving["state"], arriving["sha256"]) == ("arriving", None)
    assert answer.headers["cache-control"] == "no-store"


def test_the_page_shows_what_the_unit_has_sent(client, web):
    secret = web.invite()
    assert "本单位还没有发送" in page(client, secret)
    send(client, secret, b"abc", filename="横幅<1>.jpg")
    seen = page(client, secret)
    assert "本单位已发送 1 件" in seen and "最近回执 0528-01" in seen
    assert "横幅&lt;1&gt;.jpg" in seen and "0528-01-01" in seen


def test_what_is_known_is_asked_by_size_first_and_by_hash_then(client, web):
    secret, other = web.invite("u1"), web.invite("u2")
    send(client, secret, b"abc", filename="a.jpg")
    ask = {"sizes": [1, 3, 3]}
    assert client.post(f"/u/{secret}/known", json=ask).json()["sizes"] == [3]
    assert client.post(f"/u/{other}/known", json=ask).json()["sizes"] == []
    (receipt,) = client.get(f"/u/{secret}/receipts").json()
    ask = {"sha256": [receipt["sha256"], "0" * 64]}
    known = client.post(f"/u/{secret}/known", json=ask).json()["sha256"]
    assert known == {receipt["sha256"]: "0528-01-01"}
    assert client.post(f"/u/{other}/known", json=ask).json()["sha256"] == {}


@pytest.mark.parametrize(
    "question",
    [{"sizes": [-1]}, {"sha256": ["x"]}, {"sizes": [0] * 501}, {"sha256": "abc"}, [], "x"],
)
def test_a_question_out_of_bounds_is_refused(client, web, question):
    answer = client.post(f"/u/{web.invite()}/known", json=question)
    assert (answer.status_code, answer.json()["code"]) == (422, "unreadable")


# -- links


def test_a_secret_has_256_random_bits_and_only_its_hash_is_kept(web):
    secret = new_secret()
    assert len(secret) == 43 and secret != new_secret()
    assert re.fullmatch(r"[0-9a-f]{64}", hash_secret(secret))
    made = web.invite()
    database = web.settings.database_path.read_bytes()
    wal = web.settings.database_path.with_name(web.settings.database_path.name + "-wal")
    assert made.encode() not in database + (wal.read_bytes() if wal.exists() else b"")


def test_the_link_stands_on_the_public_address(make_web):
    web = make_web(WEEKREEL_PUBLIC_URL="https://week.example.cn/reel/")
    assert invite_link(web.settings, "abc") == "https://week.example.cn/reel/u/abc"


def test_a_qr_code_is_drawn_as_svg_or_png_and_needs_no_style(tmp_path):
    link = "https://week.example.cn/u/" + new_secret()
    write_qr(link, tmp_path / "a.svg")
    write_qr(link, tmp_path / "a.png")
    assert (tmp_path / "a.svg").read_text().startswith("<?xml")
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")
    assert "style" not in qr_svg(link) and qr_svg(link).startswith("<svg")
    with pytest.raises(Exception, match=r"\.svg or \.png"):
        write_qr(link, tmp_path / "a.pdf")


def test_the_setup_of_the_script_is_data(client, web):
    secret = web.invite()
    setup = re.search(r'id="setup">(.*?)</script>', page(client, secret)).group(1)
    told = json.loads(setup)
    assert told["uploads"] == f"/u/{secret}/uploads" and told["words"] == {}


def test_today_is_marked_only_while_the_week_is_on(client, web):
    web.clock.now = datetime.combine(date(2025, 5, 20), datetime.min.time(), UTC)
    assert "今天" not in page(client, web.invite())
