"""What a part's heading says: that what is under it are activities, or something else."""

import bisect
import re

from domain.notice.outline import Part
from domain.notice.text import Flow

CALLED_ACTIVITIES = re.compile(
    r"活动安排|主要活动|重点活动|活动项目|系列[\u4e00-\u9fff]{0,4}活动|活动清单|活动计划|具体活动|活动一览|日程安排|特色活动"
)
_MAY_BE_ACTIVITIES = re.compile(
    r"(?:活动|主要|重点|实施|工作)内容|(?:重点|主要|工作)(?:任务|工作)|活动[形方]式|工作安排|具体安排"
)
ACTIVITIES_ARE = re.compile(r"(?:活动|主要)内容")
NOT_ACTIVITIES = re.compile(r"要求|保障|原则|目标|意义|组织领导|总结|报送|指导思想|职责|分工")
#: What such a list begins with where it tells of the campaign as a whole.
OF_THE_CAMPAIGN = re.compile(
    r"(?:活动|参加|参与|参赛|举办|报名)?(?:时间|日期|地点|对象|范围|人员|单位|方式|流程)"
    r"|(?:活动)?(?:主题|名称)(?:(?![\u4e00-\u9fff])|[和及与、])|(?:活动|主要)内容$|[\u4e00-\u9fff]{2,4}(?:时间|日期|地点)$"
)
#: A section of a plan that has one for what is asked, and one whose table stands elsewhere.
A_SECTION = re.compile(
    r"(?:活动|工作|有关|其他|组织)?(?:要求|保障|原则|目标|意义|领导|总结|报送|分工|职责)"
)
#: 活动内容及任务分工 lists activities, each with who does it, 活动内容及要求 with how.
_AND_WHO = re.compile(
    "(?<=活动|内容|安排)[及和与、](?:(?:任务|职责|责任|工作)?分工|(?:工作|有关|相关|具体)?要求)"
)
#: A part that says when the campaign is and what it is about.
_OF_THE_FRAME = re.compile("(?:活动)?(?:时间|主题)[和及与、](?:活动)?(?:时间|主题)")
#: 开展“开放周”活动, as a part beside the list of activities may be headed.
HOLDS = re.compile("(?:开展|举办|组织|举行)[^。；，]{2,22}活动")
EMPTY = re.compile("(?:活动|具体|时间|日程)?(?:安排|内容|时间|地点)")
#: Characters; what is longer is a sentence.
LONGEST = 24


def heading_of(flow: Flow, parts: tuple[Part, ...], part: Part) -> str:
    """The first words of a part, up to the end of a sentence or paragraph, or its first child."""
    after = bisect.bisect_right(parts, part.start, key=lambda other: other.start)
    inner = parts[after].start if after < len(parts) else part.stop
    stop = min(part.body + LONGEST, part.stop, flow.paragraph_end(part.body), inner)
    return re.split("[。：；]", flow.text[part.body : stop])[0]


def named(heading: str) -> float:
    """How surely a heading calls what is under it activities."""
    if CALLED_ACTIVITIES.search(heading):
        return 1.0
    return 0.4 if _MAY_BE_ACTIVITIES.search(heading) else 0.0


def denies(heading: str) -> bool:
    """True for the heading of a part that lists no activities, whatever is under it."""
    about = _AND_WHO.sub("", heading)
    return bool(NOT_ACTIVITIES.search(about) or _OF_THE_FRAME.fullmatch(heading))
