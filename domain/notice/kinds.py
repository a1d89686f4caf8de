"""Which kinds an activity of a notice is, by the words of its title and text."""

import re

from domain.kinds import KINDS

#: Words that tell a kind by themselves (design, "Keywords to kinds of activity").
_TELLING: dict[str, str] = {
    "main_event": r"启动仪式|开幕式|主(?:会)?场活动|科技宣传|科普宣传日|秧歌广场",
    "clinic": r"义诊|健康咨询|眼科|测血压|视力|医院|健康体检",
    "lecture": r"大讲堂|讲座|报告会|宣讲|科普报告",
    "agri_training": r"科技特派员|农业科技|农技|田间|农学会|科技下乡|三下乡|科技进农村|实用技术",
    "volunteer": r"志愿服务|志愿者|学雷锋",
    "science_van": r"大篷车|流动科技馆|巡展|科学实验|科技小制作",
    "open_venue": (
        r"(?<!流动)科技馆|科普教育基地|科普示范基地|开放日|开放.{0,6}(?:场[所馆]|基地|实验室)"
        r"|向(?:社会|公众)(?:免费)?开放|免费开放"
    ),
    "app_signup": r"科普中国|扫码|APP注册",
    "disaster": r"防灾减灾|防震减灾|应急(?!预案)|消防|地震|避险",
    "weather": r"气象",
    "forest": r"林草|森林防火|林业科技",
    "other_week": r"(?:农业|交通运输?|金融|粮食|卫生健康?|水利|电力|生态环境)科技(?:活动)?周",
    "publicity": r"融媒体|采编|新闻媒体|媒体(?:宣传|报道)|宣传报道|专题报道|播放",
    "external": r"参[加与].{0,4}(?:国家|全国|省|市|上级).{0,10}活动",
}
#: Words that tell a kind only when nothing else does.
_FAINT: dict[str, str] = {
    "lecture": r"科学家精神|授课|讲授|培训",
    "agri_training": r"种植|养殖|(?:农|果|茶|畜|菌|药材)[^，。；]{0,8}培训",
    "clinic": r"医疗|健康",
    "science_van": r"进校园|科技教育",
    "publicity": r"短视频|宣传片|公众号",
    "main_event": r"集中宣传|宣传活动|咨询活动|科技集市|展示",
}


def kinds_of(title: str, text: str, theme: str) -> tuple[str, ...]:
    """The kinds of an activity: those its title tells first, then in the table's order.

    The theme hangs at every event, so its words do not count.
    """
    for table in (_TELLING, _FAINT):
        in_title = _matching(table, _without(title, theme))
        in_text = _matching(table, _without(f"{title}。{text}", theme))
        if in_text:
            return in_title + tuple(kind for kind in in_text if kind not in in_title)
    return ()


def _matching(table: dict[str, str], text: str) -> tuple[str, ...]:
    return tuple(kind for kind in KINDS if kind in table and re.search(table[kind], text))


def _without(text: str, theme: str) -> str:
    for phrase in re.split(r"[，、；\s]+", theme):
        if len(phrase) >= 4:
            text = text.replace(phrase, "")
    return text


def expects_media(kinds: tuple[str, ...]) -> bool:
    """False for taking part in what others organise: nobody is asked for material of it."""
    return kinds != ("external",)
