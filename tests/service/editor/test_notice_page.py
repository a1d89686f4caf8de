"""The import page: a notice is laid, corrected, held against what is kept, and opened."""

import json
from dataclasses import replace
from datetime import timedelta
from urllib.parse import quote

import pytest

from domain.people import Role
from domain.plain_text import UNWRITABLE
from service.editor.notice import LIFE
from service.editor.notice_marks import pieces
from service.notices.notice_file import MAX_BYTES, draft_from
from storage.catalog_people import AuditQuery
from tests.domain.notice_recipe import CONTACT, RECIPES
from tests.service.editor_week import KEY
from tests.service.pdf_recipe import pdf_of, scan_of

RECIPE = next(recipe for recipe in RECIPES if recipe.name == "square-brackets")
#: Gathers names of one unit that nobody wrote as one.
ALIASED = RECIPE.text.replace("县科技局", "工信局").replace(
    "枫桥区科学技术局\n", "枫桥区工业和信息化局\n"
)
PERSONS = ("周某某", "13911112222")
USER = "用户-editor"


def lay(desk, data: bytes | str = RECIPE.text, name: str = ""):
    body = data.encode() if isinstance(data, str) else data
    headers = {"X-Notice-Name": quote(name)} if name else {}
    return desk.client.post("/api/notice/file", content=body, headers=headers)


def draft(desk):
    return desk.web.storage.catalog.drafts.get(USER)


def values(desk, **other):
    return {**draft(desk).values, **other}


def opened(desk, fields):
    seen = desk.post("/api/notice/check", values=fields).json()["seen"]
    return desk.post("/api/notice/open", values=fields, seen=seen)


def words(answer) -> str:
    return answer.json()["words"]["zh"]


def test_pasted_text_becomes_a_draft_beside_its_notice(desk):
    assert lay(desk).status_code == 201
    seen = desk.page("/notice")
    assert "粘贴的通知" in seen and CONTACT in seen
    assert 'data-fields="theme" data-read="theme">科技让生活更美好</mark>' in seen
    fields = draft(desk).values
    assert (fields["starts_on"], fields["theme"]) == ("2025-05-24", "科技让生活更美好")
    assert fields["activities"][0]["units"] == ["县科技局", "县委宣传部"]
    setup = json.loads(seen.split('id="setup">')[1].split("</script>")[0])
    assert setup["draft"]["sources"]["activities.3.date"]["doubts"]
    assert setup["draft"]["sources"]["deadline"] == {"placed": True, "doubts": []}


@pytest.mark.parametrize(
    ("data", "name", "status", "told"),
    [
        (scan_of(2), "通知.pdf", 400, "扫描件"),
        (b"\xd0\xcf\x11\xe0", "通知.doc", 400, "另存为 .docx"),
        (b"x", "通知.xlsx", 400, ".txt、.docx、.pdf 或 .yaml"),
        ("请大家按时参加会议。", "", 400, "没有从这份文件里读出"),
        (b"x" * (MAX_BYTES + 1), "通知.txt", 413, "5 MB"),
        ("key: a\ntitel: x\n", "campaign.yaml", 422, "第 2 行"),
    ],
)
def test_what_cannot_be_read_says_the_way_out_and_leaves_no_draft(desk, data, name, status, told):
    answer = lay(desk, data, name)
    assert answer.status_code == status and told in words(answer)
    assert draft(desk) is None and 'id="notice-form"' in desk.page("/notice")


def test_a_pdf_and_a_plan_by_hand_are_laid_too(desk):
    lay(desk, pdf_of([RECIPE.text[:600], RECIPE.text[600:]]), "枫桥 通知.pdf")
    assert draft(desk).name == "枫桥 通知.pdf" and draft(desk).values["starts_on"] == "2025-05-24"
    plan = (
        "key: w-2025\ntitle: 周\nstarts_on: 2025-05-01\nends_on: 2025-05-02\n"
        "activities:\n  - {key: a7, title: 义诊, venue: 广场,"
        " venue_at: {lat: 37.9, lon: 110.9, system: gcj02}}\n"
    )
    lay(desk, plan, "C:\\plans\\campaign.yaml")
    assert draft(desk).name == "campaign.yaml" and draft(desk).text == ""
    opened(desk, draft(desk).values)
    campaign = desk.web.storage.catalog.campaigns.get("w-2025").campaign
    assert campaign.activities[0].key == "a7" and campaign.activities[0].venue_at.lat == 37.9


def test_corrections_are_kept_and_come_back_when_the_page_is_opened_again(desk):
    version = lay(desk).json()["version"]
    changed = values(desk, theme="改过的主题", looked=["theme"])
    kept = desk.client.put("/api/notice", json={"version": version, "values": changed})
    assert kept.status_code == 200 and draft(desk).values == changed
    assert json.dumps("改过的主题") in desk.page("/notice")
    late = desk.client.put("/api/notice", json={"version": version, "values": changed})
    assert late.status_code == 409 and "另一个窗口" in words(late)
    assert desk.client.delete("/api/notice").json() == {"dropped": True}
    assert draft(desk) is None


def test_the_difference_is_shown_before_a_new_campaign_is_opened(desk):
    lay(desk)
    told = desk.post("/api/notice/check", values=values(desk)).json()
    assert told["new"] and not told["blocked"]
    assert any("新增活动“1. 科技活动周启动仪式”" in c["words"]["zh"] for c in told["changes"])
    answer = opened(desk, values(desk))
    assert answer.status_code == 200
    key = answer.json()["campaign"]
    campaign = desk.web.storage.catalog.campaigns.get(key).campaign
    assert [a.title for a in campaign.activities] == [a.title for a in RECIPE.facts.activities]
    assert {r.id for r in campaign.requirements} == set(RECIPE.asked)
    assert draft(desk) is None
    (kept,) = desk.web.storage.catalog.audit.page(AuditQuery(event="campaign"))
    assert (kept.campaign, kept.entry.subject, kept.entry.actor) == (key, key, USER)


def test_a_name_that_may_be_of_one_unit_has_to_be_decided(desk):
    lay(desk, ALIASED)
    (unit,) = [u for u in draft(desk).values["units"] if u["proposed"]]
    undecided = desk.post("/api/notice/check", values=values(desk))
    assert undecided.status_code == 422 and unit["proposed"][0] in words(undecided)
    yes = [
        u | {"aliases": u["aliases"] + u["proposed"], "proposed": []}
        for u in draft(desk).values["units"]
    ]
    key = opened(desk, values(desk, units=yes)).json()["campaign"]
    campaign = desk.web.storage.catalog.campaigns.get(key).campaign
    assert campaign.unit_named(unit["proposed"][0]) == campaign.unit_named(unit["name"])


def test_a_unit_that_only_an_activity_names_is_added(desk):
    lay(desk)
    activities = draft(desk).values["activities"]
    activities[2] |= {"units": ["青石镇中心校"]}
    key = opened(desk, values(desk, activities=activities)).json()["campaign"]
    campaign = desk.web.storage.catalog.campaigns.get(key).campaign
    assert campaign.activities[2].units == (campaign.unit_named("青石镇中心校").key,)


def test_what_is_missing_or_wrong_is_told_by_its_field(desk):
    lay(desk)
    for wrong, told in (
        ({"starts_on": ""}, "开始日和结束日"),
        ({"deadline": "六月"}, "报送截止日“六月”不是日期"),
        ({"film_limit": "很长"}, "“很长”不是秒数"),
        ({"key": "枫桥"}, "键“枫桥”无效"),
    ):
        answer = desk.post("/api/notice/check", values=values(desk, **wrong))
        assert answer.status_code == 422 and told in words(answer)


def test_a_notice_for_a_campaign_that_is_open_keeps_the_keys_its_assets_hang_on(desk):
    desk.post(f"/api/notice/from/{KEY}")
    fields = values(desk, fixed_keys=False)
    for number, one in enumerate(reversed(fields["activities"]), 1):
        one |= {"key": f"a{number}", "number": 7 - number}
    told = desk.post("/api/notice/check", values=fields).json()
    assert not told["new"] and not told["blocked"]
    assert not [c for c in told["changes"] if c["what"] != "activity-changed"]


def test_an_activity_with_assets_is_not_dropped(desk):
    desk.post(f"/api/notice/from/{KEY}")
    fields = values(desk)
    fields["activities"] = [a for a in fields["activities"] if a["key"] != "a1"]
    told = desk.post("/api/notice/check", values=fields).json()
    assert "活动“启动仪式”下已有" in told["blocked"][0]["zh"]
    answer = desk.post("/api/notice/open", values=fields, seen=told["seen"])
    assert answer.status_code == 409 and "不能删除" in words(answer)
    assert desk.web.storage.catalog.campaigns.get(KEY).campaign.activity("a1")


def test_what_changed_meanwhile_is_shown_again_before_it_is_opened(desk):
    desk.post(f"/api/notice/from/{KEY}")
    fields = values(desk, theme="新主题")
    seen = desk.post("/api/notice/check", values=fields).json()["seen"]
    campaigns = desk.web.storage.catalog.campaigns
    other = replace(campaigns.get(KEY).campaign, submitter="县工科局")
    campaigns.save(other, merges={}, at=desk.web.clock())
    late = desk.post("/api/notice/open", values=fields, seen=seen)
    assert late.status_code == 409 and "再看一遍" in words(late)
    assert campaigns.get(KEY).campaign == other


def test_a_campaign_is_corrected_as_it_stands_and_no_other_draft_is_lost(desk):
    before = desk.web.storage.catalog.campaigns.get(KEY).campaign
    assert desk.post(f"/api/notice/from/{KEY}").status_code == 201
    assert desk.post("/api/notice/check", values=values(desk)).json()["changes"] == []
    again = desk.post(f"/api/notice/from/{KEY}")
    assert again.status_code == 409 and "没有建立的草稿" in words(again)
    opened(desk, values(desk, theme="新主题"))
    after = desk.web.storage.catalog.campaigns.get(KEY).campaign
    assert after == replace(before, theme="新主题")


def test_people_and_their_numbers_stay_on_the_page(desk, capsys):
    lay(desk)
    checked = desk.post("/api/notice/check", values=values(desk)).text
    key = opened(desk, values(desk)).json()["campaign"]
    catalog = desk.web.storage.catalog
    told = [
        checked,
        repr(catalog.campaigns.get(key)),
        repr(catalog.audit.page(AuditQuery())),
        *(desk.get(path).text for path in ("/api/campaigns", f"/?campaign={key}")),
        desk.page(f"/package?campaign={key}"),
        capsys.readouterr().out,
    ]
    assert not [person for person in PERSONS for text in told if person in text]


def test_only_editors_come_in_and_each_sees_the_own_draft_alone(desk_as, door):
    lay(desk_as(Role.EDITOR))
    assert CONTACT not in desk_as(Role.OWNER).page("/notice")
    viewer = desk_as(Role.VIEWER)
    for answer in (
        viewer.get("/notice", headers={"Accept": "text/html"}),
        viewer.post(f"/api/notice/from/{KEY}"),
        lay(viewer),
        viewer.client.delete("/api/notice"),
    ):
        assert answer.status_code == 403
    door.cookies.clear()
    assert lay(viewer).status_code == 401
    assert viewer.get("/notice").status_code == 303


def test_a_draft_is_forgotten_after_thirty_days(desk):
    lay(desk)
    drafts, at = desk.web.storage.catalog.drafts, desk.web.clock()
    assert drafts.drop_older(at + timedelta(days=29) - LIFE) == 0
    assert drafts.drop_older(at + timedelta(days=31) - LIFE) == 1


def test_pieces_put_together_are_the_text_without_its_empty_lines():
    wide = RECIPE.text.replace("\n", "\n \n\n")
    for text in (RECIPE.text, wide, "\r\n".join(RECIPE.text.splitlines())):
        shown = "".join(
            piece.text for piece in pieces(text, draft_from("a.txt", text.encode())[0].sources)
        )
        assert shown.split() == RECIPE.text.split()
        assert "\n\n" not in shown


def test_what_is_pasted_into_a_line_is_one_line_of_what_can_be_seen(desk):
    lay(desk)
    fields = values(desk, theme="科技\n让生活\x7f更\u2028美好", deadline_text="6月\t6日前")
    answer = desk.client.put("/api/notice", json={"version": 1, "values": fields})
    assert answer.status_code == 200
    kept = draft(desk).values
    assert (kept["theme"], kept["deadline_text"]) == ("科技 让生活 更 美好", "6月 6日前")


def test_a_notice_with_characters_that_nothing_can_keep_is_read_without_them(desk):
    strange = RECIPE.text.replace("科技让生活更美好", "科技让\x01生活\ufffe更美好\x0c")
    assert lay(desk, strange).status_code == 201
    assert not UNWRITABLE.search(draft(desk).text)
    fields = {**draft(desk).values, "key": "plain-2025"}
    assert desk.post("/api/notice/check", values=fields).status_code == 200
