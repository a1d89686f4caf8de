"""More wordings of counties, schools and bureaus, each beside what looks like it and is not."""

from datetime import date
from time import process_time

import pytest

from domain.errors import BrokenInput
from domain.notice.draft import draft_campaign
from domain.notice.reading import Notice, read_notice
from domain.notice.sources import find_sources
from domain.notice.units import is_unit

PERIOD = "一、活动时间\n2031年5月20日至26日。\n"


def titles_of(notice: Notice) -> list[str]:
    return [activity.title for activity in notice.activities]


def codes_of(notice: Notice) -> set[str]:
    return {each.code.partition(":")[0] for each in notice.doubts}


PASSED_DOWN = """{over}关于举办2031年科技活动周的通知
{number}各乡镇、县直有关单位：
近日，省科技厅、省委宣传部联合印发了通知。现将有关事项通知如下：
一、活动时间
2031年5月20日至26日。
"""


def test_who_stands_over_a_title_issues_it_and_not_who_wrote_before():
    over = "白河县科学技术局\n中共白河县委宣传部\n"
    assert read_notice(PASSED_DOWN.format(over=over, number="")).issuers == (
        "白河县科学技术局",
        "中共白河县委宣传部",
    )
    assert read_notice(PASSED_DOWN.format(over="", number="")).issuers == ()
    held = PASSED_DOWN.format(over="", number="").replace("联合印发了通知", "联合举办科技活动周")
    assert read_notice(held).issuers == ("省科技厅", "省委宣传部")


def test_a_number_alone_in_brackets_is_the_notices_own_and_one_in_a_sentence_is_not():
    own = PASSED_DOWN.format(over="", number="（白科〔2031〕7号）\n")
    assert read_notice(own).doc_no == "白科〔2031〕7号"
    quoted = PASSED_DOWN.replace("联合印发了通知", "印发了通知\n（晋科〔2031〕9号），要求落实")
    assert read_notice(quoted.format(over="", number="")).doc_no is None


def test_a_title_longer_than_a_line_of_text_is_a_title_when_it_ends_as_one():
    what = "参加2031年全省科技活动周青溪活动暨举办2031年青溪市科技活动周系列科普惠民活动"
    title = f"青溪市人民政府办公室关于{what}的通知"
    assert read_notice(f"{title}\n各单位：\n{PERIOD}").title == title
    sentence = f"青溪市人民政府办公室关于{what}的有关情况向各单位说明一下"
    assert read_notice(f"{sentence}\n各单位：\n{PERIOD}").title is None


def test_a_year_typed_with_the_letter_o_signs():
    notice = read_notice(f"关于举办科技活动周的通知\n{PERIOD}青溪县科协\n二O三一年五月四日\n")
    assert (notice.issuers, notice.issued_on) == (("青溪县科协",), date(2031, 5, 4))


@pytest.mark.parametrize(
    "name",
    [
        "县科协办公室",
        "于都县科技局",
        "进贤县教育局",
        "县为民服务中心",
        "科研促进部",
        "省科技厅政策法规处",
        "县教育局基教股",
        "市气象台",
        "县全民科学素质工作领导小组",
    ],
)
def test_a_verbs_character_inside_a_name_makes_it_no_sentence(name: str):
    assert is_unit(name)


@pytest.mark.parametrize("words", ["将县科协", "为县科协", "进校园的学校", "群众的好处", "到处"])
def test_a_verb_before_a_name_is_no_part_of_it(words: str):
    assert not is_unit(words)


@pytest.mark.parametrize(
    ("sentence", "theme"),
    [
        ("请围绕“科技惠民，同向未来”主题开展活动。", "科技惠民，同向未来"),
        ("镇科协决定围绕“科技惠民，同向未来”的主题开展。", "科技惠民，同向未来"),
        ("围绕《天气与我们同行》这一主题开展。", "天气与我们同行"),
        ("围绕“科技惠民，同向未来”深入开展主题教育活动。", "科技惠民，同向未来"),
        ("围绕“双碳战略行动”开展宣传。", None),
        ("深入实施“千乡万村行动”，突出主题。", None),
    ],
)
def test_what_an_activity_turns_round_is_its_theme_where_it_is_called_so(
    sentence: str, theme: str | None
):
    assert read_notice(f"关于举办科普日活动的通知\n{sentence}\n{PERIOD}").theme == theme


def test_of_the_themes_of_several_levels_the_own_one_counts():
    levels = "全国科技活动周主题：科技强国\n全省科技活动周主题：科技强省\n"
    own = "青溪县科技活动周主题：科技富民兴县\n"
    text = f"关于举办科技活动周的通知\n{PERIOD}二、活动主题\n"
    assert read_notice(text + levels + own).theme == "科技富民兴县"
    assert read_notice(text + "科技富民兴县\n").theme == "科技富民兴县"


def test_a_theme_that_quotes_the_weeks_name_first_is_the_one_called_so():
    theme = "深入学习、弘扬科学家精神，争做创新先锋，为科技强国建设再立新功"
    text = f"二、活动主题\n2031年“科技工作者日”活动以“{theme}”为主题。\n"
    assert read_notice(f"关于举办活动的通知\n{PERIOD}{text}").theme == theme


def test_a_heading_of_the_theme_without_one_takes_no_other_heading():
    text = f"青石镇2031年科普日活动方案\n一、活动主题\n二{PERIOD[1:]}"
    assert read_notice(text).theme is None


def test_a_part_about_time_and_theme_has_its_days_in_the_part_below():
    text = "一、时间与主题\n（一）2031年5月20日-26日\n（二）主题\n科技惠民\n"
    notice = read_notice(f"关于举办科技活动周的通知\n{text}")
    assert (notice.starts_on, notice.ends_on) == (date(2031, 5, 20), date(2031, 5, 26))
    assert notice.theme == "科技惠民"


SCHEDULE = """关于开展科技进校园活动的通知
各有关学校：
一、时间安排
2031年11月17日（周一）东街小学
2031年11月18日（周二）北关小学
2031年12月1日（周一）矿区小学
"""


def test_a_schedule_of_days_is_a_period_to_be_confirmed():
    notice = read_notice(SCHEDULE)
    assert (notice.starts_on, notice.ends_on) == (date(2031, 11, 17), date(2031, 12, 1))
    assert "period_of_days" in codes_of(notice)
    signing_up = read_notice(SCHEDULE.replace("东街小学", "报名截止"))
    assert "period_of_days" not in codes_of(signing_up)


def test_the_hours_of_one_day_are_no_schedule_of_days():
    hours = "2031年5月20日上午报到，2031年5月20日下午开幕，5月20日晚上演出。\n"
    notice = read_notice(f"关于举办科技活动周的通知\n一、活动时间\n{hours}")
    assert (notice.starts_on, notice.ends_on) == (date(2031, 5, 20), date(2031, 5, 20))
    assert "period_of_days" not in codes_of(notice)


def test_what_a_week_says_of_itself_is_its_period_in_any_part():
    text = "一、活动主题\n科技惠民\n二、日程安排\n本届科技活动周从2031年5月17日开始至22日结束。\n"
    notice = read_notice(f"科技活动周实施方案\n{text}（一）举行开幕式\n5月16日上午在县广场举行。\n")
    assert (notice.starts_on, notice.ends_on) == (date(2031, 5, 17), date(2031, 5, 22))
    wider = text.replace("本届", "全国")
    with_none = read_notice(f"科技活动周实施方案\n{wider}（一）举行开幕式\n5月16日举行。\n")
    assert with_none.starts_on is None


def test_a_vague_time_with_a_theme_is_a_draft_with_doubts_and_no_refusal():
    notice = read_notice("各单位：\n请在5月上旬以“点亮科学火炬”为主题开展活动。\n")
    assert notice.theme == "点亮科学火炬"
    assert {"period_missing", "activities_missing"} <= codes_of(notice)


TASKS = """关于做好2031年科技活动周的通知
一、活动时间
2031年5月20日至26日。
二、工作任务
（一）{first}。县科协负责联络。
（二）{second}。县教育局负责落实，5月18日前完成。
（三）{third}。各乡镇参照执行。
"""


def test_tasks_that_are_demands_are_no_activities_and_tasks_that_are_activities_are():
    demands = ("提高政治站位", "强化部门协同", "做好信息报送")
    asked = TASKS.format(first=demands[0], second=demands[1], third=demands[2])
    assert read_notice(asked).activities == ()
    planned = TASKS.format(first="举办科普展览", second="组织科技下乡", third="开展健康义诊")
    assert titles_of(read_notice(planned)) == ["举办科普展览", "组织科技下乡", "开展健康义诊"]


def test_what_is_named_like_a_demand_is_an_activity_all_the_same():
    names = ("增强现实体验展", "突出贡献科学家报告会", "营造林技术培训")
    text = TASKS.format(first=names[0], second=names[1], third=names[2])
    assert titles_of(read_notice(text)) == list(names)
    asked = ("增强责任意识", "突出科普主题", "营造良好氛围")
    text = TASKS.format(first=asked[0], second=asked[1], third=asked[2])
    assert read_notice(text).activities == ()


@pytest.mark.parametrize("heading", ["工作要求", "重点工作", "工作任务", "主要任务"])
def test_demands_of_everybody_are_none_whatever_the_list_is_called(heading: str):
    text = f"关于举办科技活动周的通知\n{PERIOD}二、{heading}\n"
    text += "1.各单位要高度重视，5月10日召开会议。\n2.各乡镇要加强宣传。\n"
    text += "3.请各学校于5月30日前报送总结。\n"
    assert read_notice(text).activities == ()


ASKED = """各有关单位：
科普日于2031年9月15日至21日举行，有关事项通知如下：
一、请各单位围绕主题组织活动，9月16日集中宣传。
二、请有意参展的单位填写信息表，于8月24日前发送至邮箱。
三、请举办单位于8月15日至9月28日期间登记信息。
附件：1.活动通知
2.信息表
"""


def test_requests_to_everybody_and_what_is_attached_are_no_activities():
    assert read_notice(ASKED).activities == ()
    planned = ASKED.replace("请各单位围绕主题组织活动，", "科普展览。")
    planned = planned.replace("请有意参展的单位填写信息表，于8月24日前发送至邮箱", "讲座。9月17日")
    planned = planned.replace("请举办单位于8月15日至9月28日期间登记信息", "义诊。9月18日")
    assert titles_of(read_notice(planned)) == ["科普展览", "讲座", "义诊"]


ONE_EVENT = """防灾减灾集中宣传活动通知
一、活动主题
防范风险，护航发展
二、活动时间
2031年5月10日（星期六）上午9:00—11:30
三、活动地点
李家镇（中学操场旁）
四、组织单位
本次活动由区应急局主办，李家镇、区地震局承办，区红十字会协办。
五、活动内容
发放宣传资料，开展紧急疏散演练。
六、工作分工
（一）区应急局：负责统筹协调。
（二）区红十字会：演示急救知识。
"""


def test_a_notice_about_one_event_is_that_activity():
    notice = read_notice(ONE_EVENT)
    (found,) = notice.activities
    assert found.title == "防灾减灾集中宣传活动"
    assert (found.date, found.part, found.venue) == (
        date(2031, 5, 10),
        "am",
        "李家镇（中学操场旁）",
    )
    assert found.units == ("区应急局", "李家镇", "区地震局")
    assert found.partners == ("区红十字会",)
    sources = {source.field: source for source in find_sources(ONE_EVENT, notice)}
    assert "5月10日" in sources["activities.1.date"].quote
    assert "李家镇" in sources["activities.1.venue"].quote


@pytest.mark.parametrize(
    ("words", "other"),
    [
        ("2031年5月10日（星期六）上午9:00—11:30", "2031年5月10日至16日"),
        ("李家镇（中学操场旁）", "另行通知"),
    ],
)
def test_days_or_a_place_to_be_told_make_no_event(words: str, other: str):
    assert read_notice(ONE_EVENT.replace(words, other)).activities == ()


LABELLED = """各学校：
现将科普日启动仪式暨培训会有关事宜通知如下。
活动时间：2031年9月21日下午2:20前报到
活动地点：城关小学会议室
活动内容：
1.参加启动仪式
2.观摩科普大篷车
其他：
1.各校要按时参加会议。
2.各校在9月28日前提交备案表（附件1）和活动总结材料（图片、简要文字等），发送到邮箱。
"""


def test_what_is_done_at_an_event_has_its_day_and_place_and_what_else_is_asked_is_none_of_it():
    notice = read_notice(LABELLED)
    assert titles_of(notice) == ["参加启动仪式", "观摩科普大篷车"]
    for each in notice.activities:
        assert (each.date, each.part, each.venue) == (date(2031, 9, 21), "pm", "城关小学会议室")
    fields = {s.field: s.quote for s in find_sources(LABELLED, notice)}
    assert "9月21日" in fields["activities.2.date"]
    assert [item.name for item in notice.submission.deliverables] == ["备案表", "活动总结材料"]
    alone = LABELLED.replace("活动内容：\n1.参加启动仪式\n2.观摩科普大篷车\n", "")
    assert titles_of(read_notice(alone)) == ["科普日启动仪式暨培训会"]


def test_what_is_done_on_another_day_than_the_event_is_not_said_to_be_at_its_place():
    text = LABELLED.replace("2.观摩科普大篷车", "2.观摩科普大篷车。9月22日上午进行。")
    first, second = read_notice(text).activities
    assert (first.date, first.venue) == (date(2031, 9, 21), "城关小学会议室")
    assert (second.date, second.part, second.venue) == (date(2031, 9, 22), "am", None)


def test_the_day_of_a_main_event_is_not_that_of_the_others():
    text = f"关于举办科技活动周的通知\n{PERIOD}二、活动地点\n各乡镇\n三、活动内容\n"
    text += "1.举办科普展览。\n2.启动仪式。5月20日上午在县广场举行。\n"
    first, second = read_notice(text).activities
    assert (first.date, first.venue) == (None, None)
    assert (second.date, second.venue) == (date(2031, 5, 20), "县广场")


def test_an_opening_that_says_when_and_where_an_event_is_held_plans_it():
    text = "关于报送科普日项目的通知\n科普日将于2031年9月15至21日开展，"
    text += "主会场活动拟定于9月17日在植物园举行。\n"
    (found,) = read_notice(text + "一、请各单位高度重视，组织好各项活动。\n").activities
    assert (found.title, found.date, found.venue) == ("主会场活动", date(2031, 9, 17), "植物园")
    (only,) = read_notice(text + "一、活动安排\n（一）科普展览\n").activities
    assert only.title == "科普展览"


IN_A_SENTENCE = """关于举办2031年科技活动周的通知
2031年科技活动周定于5月25日至6月1日进行。
一、{heading}
市科技局负责各项活动的组织实施。面向公众开展科普进校园、科普讲解大赛、实验室开放等系列科普活动。
"""


def test_what_a_part_about_activities_names_in_a_sentence_is_its_list():
    notice = read_notice(IN_A_SENTENCE.format(heading="活动安排"))
    assert titles_of(notice) == ["科普进校园", "科普讲解大赛", "实验室开放"]
    assert {activity.units for activity in notice.activities} == {("市科技局",)}
    for heading in ("工作要求", "指导思想"):
        assert read_notice(IN_A_SENTENCE.format(heading=heading)).activities == ()


SECTIONS = """关于开展大篷车活动的通知
一、大篷车活动安排
（一）活动安排
按计划表进行。
（二）活动内容
1.展出展品。
2.举办讲座。
（三）活动要求
1.县科技馆负责组织。
2.进驻学校要提供场地。
二、活动时间
2031年5月20日至26日。
"""


def test_sections_about_what_is_asked_inside_a_list_of_activities_are_left_out():
    assert titles_of(read_notice(SECTIONS)) == ["展出展品", "举办讲座"]
    asked = read_notice(SECTIONS.replace("（三）活动要求", "（三）活动进村"))
    assert len(asked.activities) == 4


OPENING_WITH = """科技活动周实施方案
一、活动时间
2031年5月17日至22日。
二、活动内容
（一）举行开幕式
5月16日上午9:00在文化广场举行第五届科技活动周开幕式，同时面向全县干部群众进行以下主题活动：
1.“科技创新”活动
{label}：县教育局
内容：举办中小学生科技模型大赛
2.“科技兴农”活动
{label}：县农业农村局
内容：宣传新技术
"""


def test_what_has_somebody_of_its_own_under_an_activity_is_one_too():
    notice = read_notice(OPENING_WITH.format(label="主办单位"))
    assert titles_of(notice) == ["举行开幕式", "“科技创新”活动", "“科技兴农”活动"]
    assert [a.units for a in notice.activities] == [(), ("县教育局",), ("县农业农村局",)]
    assert notice.activities[0].venue == "文化广场"
    (alone,) = read_notice(OPENING_WITH.format(label="对象")).activities
    assert alone.title == "举行开幕式"


def test_steps_on_one_line_are_one_activity():
    text = f"关于举办气象日活动的通知\n{PERIOD}二、活动内容\n"
    text += "1、座谈活动：（1）5月21日邀请县农业农村局座谈。（2）5月22日邀请县科协座谈。\n"
    text += "2、发放手册。\n"
    assert titles_of(read_notice(text)) == ["座谈活动", "发放手册"]


def test_who_hosts_and_who_carries_out_are_responsible_and_who_helps_takes_part():
    text = f"关于举办科普日的通知\n{PERIOD}二、活动安排\n"
    text += (
        "1.启动仪式。由县科协主办，县一中承办，县教育局、县文旅局协办，5月20日举行。\n2.讲座。\n"
    )
    first = read_notice(text).activities[0]
    assert first.units == ("县科协", "县一中")
    assert first.partners == ("县教育局", "县文旅局")


def test_a_unit_over_the_plan_that_is_sent_out_issues_it():
    text = "关于印发《“科技之春”宣传月活动实施方案》的通知\n现印发方案，请遵照执行。\n\n"
    plan = "“科技之春”宣传月活动实施方案\n一、活动时间\n2031年3月1日至31日。\n"
    assert read_notice(f"{text}青溪县农业农村局\n{plan}").issuers == ("青溪县农业农村局",)
    assert read_notice(text + plan).issuers == ()


@pytest.mark.parametrize(
    ("asks", "named", "recipients"),
    [
        ("请于5月6日前，以电子邮件报送市科技局。", [], ("市科技局",)),
        (
            "请于6月2日前提交以下材料给科研处：1）活动周工作总结（含照片）；2）《情况统计表》（附件）。",
            ["活动周工作总结", "情况统计表"],
            ("科研处",),
        ),
        (
            "请于6月2日前提交以下材料：1）总结；2）照片10张；3）登记表。",
            ["总结", "照片", "登记表"],
            (),
        ),
        ("请于6月2日前将总结材料同步发送到邮箱。", ["总结材料"], ()),
        ("请重视材料报送，6月2日前完成总结上报工作。", [], ()),
        (
            "各单位于6月2日前将工作总结、影像资料等报送县科协。",
            ["工作总结", "影像资料"],
            ("县科协",),
        ),
    ],
)
def test_what_is_handed_in_by_a_day(asks: str, named: list[str], recipients: tuple[str, ...]):
    submission = read_notice(f"关于举办2031年科普日的通知\n{PERIOD}二、要求\n{asks}\n").submission
    assert submission.deadline is not None and submission.deadline.date is not None
    assert [item.name for item in submission.deliverables] == named
    assert submission.recipients == recipients


@pytest.mark.parametrize(
    "said",
    [
        "由市科技报社、县科协发放资料。",
        "弘扬报国精神，县科协收集资料。",
        "各单位于5月6日前报名参加培训。",
    ],
)
def test_what_is_printed_pledged_or_signed_up_for_is_not_handed_in(said: str):
    submission = read_notice(f"关于举办2031年科普日的通知\n{PERIOD}二、其他\n{said}\n").submission
    assert (submission.deadline, submission.recipients) == (None, ())


def test_a_closing_day_of_material_is_a_deadline():
    asks = "活动成果材料截止时间为2031年10月7日。"
    deadline = read_notice(f"关于举办科普日的通知\n{PERIOD}{asks}\n").submission.deadline
    assert deadline is not None and deadline.date == date(2031, 10, 7)
    closing = "展览截止时间为2031年10月7日。"
    assert read_notice(f"关于举办科普日的通知\n{PERIOD}{closing}\n").submission.deadline is None


def test_units_that_head_an_item_do_it_and_a_place_that_heads_one_does_not():
    text = f"关于举办宣传周的通知\n{PERIOD}二、活动安排\n"
    text += "（一）县教育局（5月21日）\n各学校开展主题班会。\n"
    text += "（二）县科协、县气象局：联合开展科普进社区。\n（三）县第一小学：科普大篷车巡展。\n"
    school, society, van = read_notice(text).activities
    assert (school.units, school.date) == (("县教育局",), date(2031, 5, 21))
    assert (society.units, society.title) == (("县科协", "县气象局"), "联合开展科普进社区")
    assert van.units == ()


@pytest.mark.parametrize(
    ("time", "day"),
    [
        ("5月23日下午放学前完成", None),
        ("5月23日17:00前完成", None),
        ("5月23日下午2:20前报到", date(2031, 5, 23)),
        ("5月23日在县政府门前举行", date(2031, 5, 23)),
        ("5月23日前往科技馆参观", date(2031, 5, 23)),
    ],
)
def test_a_day_before_which_something_is_done_is_not_when_it_is(time: str, day: date | None):
    text = f"关于举办科普周的通知\n{PERIOD}二、活动安排\n1.科普活动\n时间：{time}\n2.讲座\n"
    assert read_notice(text).activities[0].date == day


@pytest.mark.parametrize(
    ("title", "issuers"),
    [
        ("青溪县科学技术局2031年“政府开放日”活动实施方案", ("青溪县科学技术局",)),
        ("青石镇2031年科普日活动方案", ()),
        ("青溪县2031年科技活动周实施方案", ()),
    ],
)
def test_a_bureau_before_the_year_of_its_plan_issues_it(title: str, issuers: tuple[str, ...]):
    assert read_notice(f"{title}\n{PERIOD}").issuers == issuers


def test_hosts_under_their_own_heading_may_take_several_lines():
    hosts = "二、主办单位\n青溪县科普联席会议办公室\n青溪县科技活动周组委会\n三、其他\n"
    assert read_notice(f"关于举办活动的通知\n{PERIOD}{hosts}").issuers == (
        "青溪县科普联席会议办公室",
        "青溪县科技活动周组委会",
    )
    helpers = hosts.replace("主办单位", "协办单位")
    assert read_notice(f"关于举办活动的通知\n{PERIOD}{helpers}").issuers == ()


def test_a_notice_of_a_campaign_without_days_is_a_draft_and_one_of_something_else_is_refused():
    text = "关于开展2031年全省科技活动周的通知\n各科协：\n一、要围绕主题开展活动。\n"
    assert "period_missing" in codes_of(read_notice(text))
    with pytest.raises(BrokenInput):
        read_notice("关于做好车辆年检的通知\n各科室：\n一、请按时年检。\n")


def test_the_theme_called_so_last_is_the_own_one_and_no_quoted_name_of_the_day():
    text = "二、宣传主题\n联合国确定2031年“世界水日”的宣传主题为“Water for all”。"
    text += "我国“中国水周”活动的宣传主题为“节水优先，人水和谐”。\n"
    assert read_notice(f"2031年水周活动方案\n{PERIOD}{text}").theme == "节水优先，人水和谐"
    without = "二、宣传主题\n按“世界水日”的宣传主题执行。\n"
    assert read_notice(f"2031年水周活动方案\n{PERIOD}{without}").theme != "节水优先，人水和谐"


def test_the_days_of_a_week_that_is_counted_are_the_period():
    text = "2031年水周活动方案\n2031年3月22日是第三十届“水日”，3月22-28日是第三十五届“水周”。\n"
    notice = read_notice(text + "一、活动安排\n1.现场咨询\n2.展板宣传\n")
    assert (notice.starts_on, notice.ends_on) == (date(2031, 3, 22), date(2031, 3, 28))
    loose = text.replace("3月22-28日是第三十五届“水周”", "3月22-28日天气晴好")
    assert (
        read_notice(loose.replace("是第三十届", "为") + "一、活动安排\n1.咨询\n").starts_on is None
    )


def test_who_holds_it_with_another_one_issues_it_too():
    text = "青溪县科协联合县教育局、县科技局共同组织开展2031年科普日活动。\n"
    assert read_notice(text + PERIOD).issuers == ("青溪县科协", "县教育局", "县科技局")
    alone = "青溪县科协联合社会力量共同组织开展2031年科普日活动。\n"
    assert read_notice(alone + PERIOD).issuers == ("青溪县科协",)


def test_who_is_in_charge_of_what_is_responsible():
    text = f"关于举办水周的通知\n{PERIOD}二、活动安排\n"
    text += "1.发表署名文章。（县河长办负责文稿，县水利局负责联系县融媒体中心）\n2.展板宣传。\n"
    assert read_notice(text).activities[0].units == ("县河长办", "县水利局")


@pytest.mark.parametrize(
    ("heading", "units"),
    [("县水利局活动", ("县水利局",)), ("线上活动", ()), ("县科技馆开放日活动", ())],
)
def test_a_groups_unit_does_what_is_in_it(heading: str, units: tuple[str, ...]):
    text = (
        f"关于举办水周的通知\n{PERIOD}二、活动安排\n（一）{heading}\n1.展板宣传。\n2.现场咨询。\n"
    )
    assert {activity.units for activity in read_notice(text).activities} == {units}


STAGES = """关于举办第三届科技文化节的通知
一、活动时间
2031年4月1日至28日。
二、{heading}
1、组织策划阶段（3月30日—4月2日）
2、活动开展阶段（4月10日—4月28日）
序号\t活 动 项 目\t时 间\t主办单位
1\t作品决赛\t4月5日\t校团委
2\t健身讲座\t4月8日\t学生会
"""


def test_stages_of_the_work_are_no_activities_and_the_table_is():
    for heading in ("活动安排", "推进步骤"):
        notice = read_notice(STAGES.format(heading=heading))
        assert titles_of(notice) == ["作品决赛", "健身讲座"]
    shows = STAGES.format(heading="活动安排").replace("阶段", "展").partition("序号")[0]
    assert len(read_notice(shows).activities) == 2


def test_a_list_of_activities_and_who_does_them_is_one_of_activities():
    items = "1.科普展览。由县科协负责。\n2.健康义诊。由县医院负责。\n"
    plan = read_notice(f"关于举办科普周的通知\n{PERIOD}二、活动内容及任务分工\n{items}")
    assert titles_of(plan) == ["科普展览", "健康义诊"]
    duties = read_notice(f"关于举办科普周的通知\n{PERIOD}二、任务分工\n{items}")
    assert duties.activities == ()


def test_a_title_that_a_page_prints_twice_has_its_issuer_over_the_second():
    title = "关于举办第一届科技创新节的通知"
    text = f"{title}\n青学〔2031〕29号\n青溪学院元培分院\n{title}\n各系（部）：\n{PERIOD}"
    assert read_notice(text).issuers == ("青溪学院元培分院",)


def test_whom_it_is_held_with_takes_part_and_cadres_are_no_unit():
    text = f"关于举办水周的通知\n{PERIOD}二、活动安排\n"
    text += "1.启动仪式。联合渠首管理处、县水利局、团县委在桥头广场举办。\n"
    text += "2.集中培训。组织干部职工学习。\n"
    opening, training = read_notice(text).activities
    assert opening.partners == ("渠首管理处", "县水利局", "团县委")
    assert training.partners == ()


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("防灾减灾集中宣传活动通知", "防灾减灾集中宣传活动"),
        ("关于开展科技进校园活动的通知", "科技进校园活动"),
        ("关于印发《科技进校园活动实施方案》的通知", "科技进校园活动"),
        ("防灾减灾集中宣传活动总体方案", "防灾减灾集中宣传活动"),
        ("通知", "通知"),
    ],
)
def test_a_campaign_is_called_what_is_held_and_not_a_notice(title: str, name: str):
    text = "一、活动时间\n2031年5月20日至26日。\n二、活动内容\n1.科普展览。\n2.讲座。\n"
    assert draft_campaign(read_notice(f"{title}\n各单位：\n{text}")).title == name


def test_a_line_that_ends_with_activities_takes_no_number_from_the_next():
    text = (
        "2031年青溪县创意科学展示活动\n一、活动主题\n科学点燃创意\n二、活动时间\n5月20日至26日。\n"
    )
    notice = read_notice(text)
    assert notice.theme == "科学点燃创意"
    assert (notice.starts_on, notice.ends_on) == (date(2031, 5, 20), date(2031, 5, 26))
    numbered = "关于举办科普周的通知\n一、活动安排\n活动一：科普展览。\n活动二：讲座。\n"
    assert titles_of(read_notice(numbered)) == ["科普展览", "讲座"]


def test_a_letterhead_of_several_units_says_whose_notice_it_is():
    title = f"关于举办2031年科技活动周的通知\n各单位：\n{PERIOD}"
    head = "青溪县科学技术局\n中共青溪县委宣传部\n青溪县科学技术协会文件\n青科〔2031〕8号\n"
    assert read_notice(head + title).issuers == (
        "青溪县科学技术局",
        "中共青溪县委宣传部",
        "青溪县科学技术协会",
    )
    page = "青溪县人民政府\n当前位置：首页 > 公告\n"
    assert read_notice(page + title).issuers == ()


def test_who_is_joined_by_others_holds_it_with_them():
    text = "县食安办会同县委宣传部、县发改委（粮食局）、县科协等部门共同开展宣传周活动。\n"
    issuers = read_notice(f"宣传周活动通知\n{text}{PERIOD}").issuers
    assert issuers == ("县食安办", "县委宣传部", "县发改委", "县科协")


def test_a_form_to_fill_in_is_handed_in_and_one_that_is_looked_at_is_not():
    text = "请填写《重点项目备案表》，并于5月4日前将盖章扫描件提交至邮箱。\n"
    items = read_notice(f"关于举办科普周的通知\n{PERIOD}{text}").submission.deliverables
    assert [item.name for item in items] == ["重点项目备案表"]
    seen = text.replace("填写", "按照")
    assert read_notice(f"关于举办科普周的通知\n{PERIOD}{seen}").submission.deliverables == ()


def test_a_part_beside_the_list_that_holds_something_lists_activities_too():
    text = f"关于举办科技周的通知\n{PERIOD}二、活动内容\n1、科普讲座\n2、科普展览\n"
    more = "三、{heading}\n1、开放实验室。\n2、开放场馆。\n"
    held = read_notice(text + more.format(heading="开展“开放周”活动"))
    assert titles_of(held) == ["科普讲座", "科普展览", "开放实验室", "开放场馆"]
    asked = read_notice(text + more.format(heading="活动的有关说明"))
    assert titles_of(asked) == ["科普讲座", "科普展览"]


@pytest.mark.parametrize("words", ["提交、" * 1200, "报" * 4000, "1" * 9000])
def test_a_sentence_of_a_thousand_verbs_or_digits_is_read_in_a_moment(words: str):
    """It took seconds, four times as many for twice as long: each verb was read to the end."""
    text = f"关于举办科普周的通知\n{PERIOD}请于6月5日前将总结{words}报送县科协。\n"
    began = process_time()
    submission = read_notice(text).submission
    assert process_time() - began < 2
    assert submission.deadline is not None
    assert submission.deadline.date == date(2031, 6, 5)


@pytest.mark.parametrize(
    ("inside", "day", "part"),
    [
        ("5月21日上午，县科协负责", date(2031, 5, 21), "am"),
        ("县科协、县教育局；5月22日", date(2031, 5, 22), None),
        ("5月22日下午，责任单位：县科协", date(2031, 5, 22), "pm"),
        ("县科协负责，5月18日前完成", None, None),
        ("县科协负责，县教育局配合", None, None),
    ],
)
def test_a_day_beside_the_units_in_a_bracket_is_the_activitys(
    inside: str, day: date | None, part: str | None
):
    text = f"关于举办科技活动周的通知\n{PERIOD}二、活动安排\n1.科普讲座（{inside}）。\n2.展览。\n"
    first = read_notice(text).activities[0]
    assert (first.title, first.date, first.part) == ("科普讲座", day, part)
    assert first.units[0] == "县科协"
