"""Kinds of activity and parts of a day: the fixed vocabulary of a plan."""

from domain.words import Words

#: Kinds of activity, plus `publicity` (media work) and `external` (taking part in what a higher
#: level organises); with the name people read.
KINDS: dict[str, Words] = {
    "main_event": Words(zh="主场活动", en="main event"),
    "clinic": Words(zh="义诊", en="free clinic"),
    "lecture": Words(zh="讲座", en="lecture"),
    "agri_training": Words(zh="农业科技培训", en="farm training"),
    "volunteer": Words(zh="科技志愿服务", en="volunteer service"),
    "science_van": Words(zh="科普大篷车与巡展", en="science van and touring shows"),
    "open_venue": Words(zh="场馆开放", en="open venue"),
    "app_signup": Words(zh="扫码注册", en="app sign-up"),
    "disaster": Words(zh="防灾减灾", en="disaster prevention"),
    "weather": Words(zh="气象科技周", en="weather week"),
    "forest": Words(zh="林草科技周", en="forest and grassland week"),
    "other_week": Words(zh="行业科技周", en="week of another trade"),
    "publicity": Words(zh="宣传报道", en="publicity"),
    "external": Words(zh="参加上级活动", en="activities of a higher level"),
}

#: Parts of a day.
PARTS: dict[str, Words] = {
    "am": Words(zh="上午", en="morning"),
    "pm": Words(zh="下午", en="afternoon"),
    "eve": Words(zh="晚上", en="evening"),
}
#: The hours of each part, from and before; events run on, so that they overlap by one.
PARTS_HOURS: dict[str, tuple[int, int]] = {"am": (6, 13), "pm": (12, 19), "eve": (18, 24)}
