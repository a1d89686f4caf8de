"""Pictures of a screen instead of an event, told by what phones and chat tools say of them.

Their pixels tell nothing that holds: a slide filmed in a hall is as flat, a recorded game is not.
So only two cues count: the name that phones and chat tools give, and a PNG of exactly a phone
screen's size by no camera, since no phone's camera writes PNG.
"""

import re

from domain.facts import Facts, Kind

#: Android's and iOS's own names, those of phone makers (Huawei's SVID, OPPO's Record), chat tools'.
_NAMED = re.compile(
    r"\s*(?:screenshot|screen[ _-]?shot|screen[ _-]?record(?:ing|er)?|rpreplay[ _-]?final"
    r"|截屏|截图|录屏|屏幕截图|屏幕录制|屏幕快照|(?:微信|企业微信|QQ|TIM)(?:截图|录屏)"
    r"|svid[ _-]?\d{8}|record[ _-]\d{4}-\d{2}-\d{2})",
    re.IGNORECASE,
)
#: Short sides of phone screens in pixels, and how long the long side is at least, in percent.
_SCREENS = frozenset(
    {720, 750, 828, 1080, 1125, 1170, 1179, 1206, 1220, 1240, 1242, 1260, 1264, 1284, 1290, 1320}
    | {1440}
)
_LONG_PERCENT = 177
_LONGEST_PERCENT = 245


def is_screen(name: str, facts: Facts | None) -> bool:
    """True of a screenshot or a recording of a screen, by its name or by what the file is."""
    return _NAMED.match(name) is not None or (facts is not None and _is_shot(facts))


def _is_shot(facts: Facts) -> bool:
    if facts.kind is not Kind.PHOTO or facts.format != "png" or facts.camera is not None:
        return False
    short, long = sorted((facts.width, facts.height))
    return short in _SCREENS and _LONG_PERCENT <= long * 100 // short <= _LONGEST_PERCENT
