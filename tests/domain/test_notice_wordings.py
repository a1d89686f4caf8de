"""Ways of writing that notices of counties, districts and towns have beside the usual one."""

from datetime import date

import pytest

from domain.notice.dates import find_spans
from domain.notice.draft import draft_campaign
from domain.notice.notice import Notice
from domain.notice.reading import read_notice


def units_of(notice: Notice) -> list[tuple[str, ...]]:
    return [activity.units for activity in notice.activities]


def titles_of(notice: Notice) -> list[str]:
    return [activity.title for activity in notice.activities]


SUBJECTS = """关于做好2031年青溪区科技周活动的通知
区科普联席会议成员单位、各街道办事处：
为办好今年的活动，现将有关事项通知如下：
一、科技周活动时间
2031年5月12日-5月18日。
二、科技周活动主题
创新为民，共享未来。
三、科技周活动内容
1、区科协邀请专家为企业举办《绿色制造》科普讲座；
2、高新区管委会科协要组织园区企业开展开放参观；
3、各街道科协要组织各社区开展一场科普宣传活动；
4、区电影公司在活动期间安排科普电影进校园；
5、举办广场咨询活动。5月14日上午9点，区科协与东溪街道在文化广场联合举办咨询服务；
6、更换科普画廊。由区科协组织各社区更换内容。
"""


def test_who_does_it_stands_at_a_clauses_beginning():
    notice = read_notice(SUBJECTS)
    assert (notice.starts_on, notice.ends_on) == (date(2031, 5, 12), date(2031, 5, 18))
    assert notice.theme == "创新为民，共享未来"
    assert units_of(notice) == [
        ("区科协",),
        ("高新区管委会科协",),
        ("各街道科协",),
        ("区电影公司",),
        ("区科协", "东溪街道"),
        ("区科协",),
    ]
    assert titles_of(notice)[1] == "组织园区企业开展开放参观"
    assert notice.activities[4].venue == "文化广场"
    assert "unit_collective" in {each.code.partition(":")[0] for each in notice.doubts}


LABELS = """青石镇2031年科普日活动方案
二、活动主题
节约能源、保护环境、保障健康
三、时间安排
2031年9月18日——24日（各村可根据实际情况微调）
四、具体活动安排
1、活动内容：科普日开幕
活动时间：9月18日 8:30-11:30
活动地点：柳荫广场
主办：青石镇科协
2、活动名称：科普知识竞赛
活动时间：9月20日
活动地点：青石小学
主办：青石镇科协
承办：青石小学
"""


def test_a_plan_whose_beginning_is_lost_and_whose_items_are_labels_alone_is_read():
    notice = read_notice(LABELS)
    assert notice.event == "青石镇2031年科普日"
    assert notice.theme == "节约能源、保护环境、保障健康"
    assert titles_of(notice) == ["科普日开幕", "科普知识竞赛"]
    first, second = notice.activities
    assert (first.date, first.part, first.venue) == (date(2031, 9, 18), "am", "柳荫广场")
    assert second.units == ("青石镇科协", "青石小学")


TABLE = """云岭市科学技术局关于举办2031年科技活动周的通知
各县区、各有关单位：
定于2031年5月19日至25日举办云岭市科技活动周。
附件：
云岭市科技活动周主要活动一览表
序号\t主要内容\t时间\t地点\t参加活动的主要单位
1\t科技周启动仪式暨三下乡活动\t5月19日\t松溪口县\t市委宣传部、市科技局、松溪口县有关单位
2\t科普进社区\t5月21日\t槐荫岭区\t市科协、槐荫岭区科技局
"""


def test_who_takes_part_is_asked_where_nobody_is_said_to_lead_and_the_title_says_who_issues():
    notice = read_notice(TABLE)
    assert notice.issuers == ("云岭市科学技术局",)
    assert units_of(notice)[1] == ("市科协", "槐荫岭区科技局")
    campaign = draft_campaign(notice)
    names = [unit.name for unit in campaign.units]
    assert "市委宣传部" in names and "松溪口县有关单位" in names
    assert [d.code for d in notice.doubts if d.code.startswith("unit_collective")] == [
        "unit_collective:松溪口县有关单位"
    ]


INLINE = """青溪县2031年科技活动周实施方案
县委宣传部、县经科局、县科协将于5月20日-27日举办青溪县2031年科技活动周。
今年活动周主题是“科技强县，创新圆梦”。主要活动安排有：一是在天塘镇举办青溪县2031年科技活动周启动仪式暨“专家下基层”集中服务活动，开展咨询、义诊等。二是在中心公园开展科技、文化、法律“三进”活动。三是县经科局召开企业座谈会。四是组织参观第五届矿物博览会。
"""


def test_activities_in_the_middle_of_a_sentence_are_a_list_where_it_says_so():
    notice = read_notice(INLINE)
    assert notice.issuers == ("县委宣传部", "县经科局", "县科协")
    assert titles_of(notice) == [
        "青溪县2031年科技活动周启动仪式暨“专家下基层”集中服务活动",
        "科技、文化、法律“三进”活动",
        "召开企业座谈会",
        "组织参观第五届矿物博览会",
    ]
    assert [activity.venue for activity in notice.activities[:2]] == ["天塘镇", "中心公园"]
    assert units_of(notice)[:3] == [(), (), ("县经科局",)]


LED = """为办好2031年科技活动周，结合我县实际，制定本方案。
一、活动时间5月15日—5月21日。
二、活动主题第九届科技活动周的主题：推进创新、惠及民生。
三、主要活动
（一）举办科技活动周开幕式由县科委牵头，举办展览，发放资料。
（二）举办科普巡回展由县科委、县环保局牵头，组织图片在社区巡回展出。
（三）组织科技下乡行动由县科委牵头，县经信委、县农委等部门配合，到农户服务。
（四）科普进校园。（责任单位：县教育局、县科协；时间：5月18日上午；地点：县第一小学）
（五）举办大型科普报告会。邀请高校教授作报告。
"""


def test_who_leads_is_cut_from_the_title_and_a_day_from_the_bracket_of_units():
    notice = read_notice(LED)
    assert notice.theme == "推进创新、惠及民生"
    assert titles_of(notice)[:3] == ["举办科技活动周开幕式", "举办科普巡回展", "组织科技下乡行动"]
    assert units_of(notice) == [
        ("县科委",),
        ("县科委", "县环保局"),
        ("县科委",),
        ("县教育局", "县科协"),
        (),
    ]
    school = notice.activities[3]
    assert (school.date, school.part, school.venue) == (date(2031, 5, 18), "am", "县第一小学")
    assert not school.unsure
    assert notice.submission.recipients == ()


CEREMONY = """各有关单位：
2031年白河科技活动周将于5月20日-27日举行，主题是“科技强市 创新圆梦”。现将开幕式有关事项通知如下：
一、活动时间
5月20日（星期二）下午14:30-16:30。
二、地点
市会展中心。
云岭市科学技术局
2031年5月11日
"""


def test_the_days_of_the_campaign_come_before_the_day_of_its_opening():
    notice = read_notice(CEREMONY)
    assert (notice.starts_on, notice.ends_on) == (date(2031, 5, 20), date(2031, 5, 27))
    assert notice.event == "2031年白河科技活动周"
    elsewhere = [d.code for d in notice.doubts if d.code.startswith("period_elsewhere")]
    assert elsewhere == ["period_elsewhere:2031-05-20–2031-05-20"]


@pytest.mark.parametrize("hours", ["8:30-11:30", "8：30-11：30", "14:30-16:30"])
def test_hours_behind_a_day_are_no_other_day(hours: str):
    (span,) = find_spans(f"9月18日 {hours}".replace(" ", ""), 2031, dotted=True)
    assert (span.first, span.is_range) == (date(2031, 9, 18), False)
