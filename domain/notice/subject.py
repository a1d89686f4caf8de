"""The units that a sentence has as its subject: who does what it says."""

import re

from domain.notice.units import is_collective, is_unit, leading_unit

#: What follows a unit that is a sentence's subject.
_DOES = re.compile(
    r"(?:\d{1,2}月[^，。；：在]{0,8}?)?(?:要|将|拟|应当?|须|需|负责|牵头)?(?:特?邀请|联合|组织|举办|举行|召开|开展|制定|安排|结合|利用|通过|发动|依托|面向"
    r"|深入|集中(?=开展|组织|举办|举行|播放|发放)|开放(?![日周月活。；：，\n]|$)"
    r"|督促|统一|采购|购买|购置|制作|设立|设置|清理|悬挂|张贴|采取|承办|承担|协调|选派|印制|编印|播放|放映|发放"
    r"|[在于][^，。；：]{2,16}?(?:期间|举办|举行|召开|开展|组织|集中))"
)
#: Who sends others to what somebody holds is not who holds it.
_ATTENDS = re.compile(
    r"(?:要|将|负责)?(?:组织|选派|发动|安排|协调)[^，。；\n]{0,16}?"
    r"(?:参加|参与|参观|观看|收看|听讲|到场|方阵)"
)
#: Who is asked, invited or leant on by a verb before the name, or what says when, is no subject.
_NO_SUBJECT = re.compile(
    r"邀请|聘请|特邀|会同|依托|发动|动员|号召|鼓励|委托|面向|针对|结合|借助|选派|抽调|召集|带领|率领"
    r"|届时|同时|期间|随后"
    r"|^(?:[与和同]|联合|协同|联系|协调|引导|指导|督促|推动|支持|帮助|协助|要求|安排|统筹|整合|集中|请|望各|由|拟|应(?![县城])|需"
    r"|当天|当日|上午|下午|晚上|此外|另外|其中|并|再|还|也|每|继续|本次|此次|主要|积极|全面|充分|认真|广泛|大力"
    r"|活动(?!中心))"
)
_MODAL = re.compile("^(?:要|将|应当?|须|需)(?!求)")
_JOINS = re.compile("[、与和及]|会同|联合(?=[^举开组])")


def take_subject(text: str) -> tuple[tuple[str, ...], str]:
    """The units that a clause has as its subject: 县教育局要组织各中小学开展…

    Of those that begin the text it is freed, so that what they do is its head.
    """
    for start in re.finditer(r"(?:^|(?<=[。；，\n]))(?=.)", text):
        units, stop = _subject_at(text, start.start())
        own = start.start() == 0
        if units and (own or not _ATTENDS.match(text, stop)):
            return units, _MODAL.sub("", text[stop:]) if own else text
    return (), text


def _subject_at(text: str, at: int) -> tuple[tuple[str, ...], int]:
    """Units that stand here before a verb of doing, and where they end; () without them."""
    units: list[str] = []
    while (unit := leading_unit(text[at:])) is not None:
        stop = at + len(unit)
        longer = leading_unit(text[stop:])
        if longer and not (_JOINS.match(text, stop) or _DOES.match(text, stop)):
            unit += longer if is_unit(unit + longer) else ""
        if _NO_SUBJECT.search(unit):
            return (), at
        units.append(re.sub("^我(?=[县市区省州旗镇乡])", "", unit))
        at += len(unit)
        joined = _JOINS.match(text, at)
        if joined is None:
            # 各责任单位，采取…: whoever that may be is set off by a comma.
            at += text.startswith("，", at) and all(map(is_collective, units))
            return (tuple(units), at) if _DOES.match(text, at) else ((), at)
        at = joined.end()
    return (), at
