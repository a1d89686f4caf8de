"""Which items of a list demand something of everybody instead of planning an activity."""

import re

from domain.notice.activity import Item
from domain.notice.dates import find_spans
from domain.notice.days import LATEST

_EVERYBODY = (
    r"(?:(?:各|有关|相关|全体|所有)[^，。；：\n]{1,16}?|[^，。；：\n]{2,12}?)?"
    r"(?:要|应当?|须|需|必须|务必|一定要)"
)
#: With what the items of a list begin that lists demands.
_BEGINS = re.compile(
    rf"(?:{_EVERYBODY})?(?:进一步|切实|积极|充分|不断|全面|扎实|认真|严格|精心|统筹)*"
    r"(?:高度重视|重视|提高(?:思想|政治)?(?:认识|站位|意识)|统一思想|加强(?!版)|强化|加大|精心|广泛(?:宣传|发动|动员)|营造(?!林)"
    r"|落实|明确|压实|细化|确保|保障(?!房)|及时(?!雨)|按时|认真|严格|严明|注重|注意|讲求|突出(?!贡献)|坚持|周密|密切|增强(?!现实)|增进|健全|建立健全|完善"
    r"|紧扣|紧密结合|把握|抓好|抓实|狠抓|落细|搞好(?:总结|宣传)|厉行|树立|协调联动|协同|齐抓共管|安全第一(?!课)|组织领导|信息报送|总结(?!大会|表彰)"
    r"|做好(?:[^，。；：\n]{0,12})?(?:总结|宣传|信息|安全|保障|服务|报送|报备|申报|统计|上报|防控|准备|工作))"
)
#: 宣传发动阶段（4月）: when work is done, by whomever.
_STAGE = re.compile("(?:第[一二三四]阶段|[^，。；：（]{2,10}阶段)(?![^，。；：（])")
#: A request to everybody, and what is to be handed in by a day.
_ASKS = re.compile(
    r"(?:请|望|希望|要求)"
    r"(?=[各有相全于将广按结高在认积及把务]|[^，。；：\n]{2,14}?(?:单位|部门|学校|科协|乡镇))"
)
_HANDED_IN = re.compile(
    r"前[^。；\n]{0,40}?(?:报送|上报|报至|报[给到]|提交|发送|送交|反馈|填报|登记|报名|报备|完成)"
)


def is_demand(item: Item) -> bool:
    """True for an item that begins as demands do, is a stage, or asks for something by a day."""
    said = item.head + "。" + item.text
    if is_stage(item):
        return True
    return bool(_BEGINS.match(item.head) or _ASKS.match(item.head) or _HANDED_IN.search(said))


def has_own_day(text: str) -> bool:
    """True when a text names a day that is no latest one."""
    return any(not LATEST.match(text, span.stop) for span in find_spans(text, 2000))


def is_stage(item: Item) -> bool:
    """True for a stage of the work: 宣传发动阶段."""
    return _STAGE.match(item.head) is not None
