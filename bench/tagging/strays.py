"""What lies in an album beside the week's own pictures: screens, walls, last year."""

import datetime
from collections.abc import Sequence
from random import Random
from typing import Any, Protocol

from bench.tagging.district import District, Session
from bench.tagging.week import File, Phone, Visit

_MINUTE = datetime.timedelta(minutes=1)


class Drawer(Protocol):
    rng: Random

    def chance(self, of: float) -> bool: ...

    def file(
        self,
        visit: Visit,
        taken: datetime.datetime,
        off: datetime.timedelta,
        *,
        read: tuple[str, ...] = ...,
        **more: Any,
    ) -> File: ...


def clutter_of(
    drawer: Drawer, phone: Phone, session: Session, district: District, often: float
) -> list[File]:
    """One to three shots of a screen or of a wall; that they count as of the session which the
    sending is about is a guess."""
    if not drawer.chance(often):
        return []
    visit = Visit(unit=phone.unit, activity=session.activity.key, begins=session.begins,
                  day=session.begins.date(), at_venue=True, banner=None, name=None)  # fmt: skip
    found: list[File] = []
    for _ in range(drawer.rng.randint(1, 3)):
        if drawer.chance(0.5):
            later = session.begins + drawer.rng.choice((200, 500, 1_300)) * _MINUTE
            name = f"Screenshot_{later:%Y%m%d_%H%M%S}_com.tencent.mm.jpg"
            lines = _article(drawer.rng, session, district)
            found.append(drawer.file(visit, later, 0 * _MINUTE, read=lines, bare=True, name=name))
        else:
            at = session.begins + drawer.rng.uniform(0, 1) * session.lasts
            wall = _wall(drawer.rng, session, district)
            found.append(drawer.file(visit, at, phone.off, read=wall))
    return found


def _article(rng: Random, session: Session, district: District) -> tuple[str, ...]:
    """A headline of what took place; below it the app offers what else there is."""
    lines = [f"{district.name}：{session.called}圆满举行"]
    if rng.random() < 0.5:
        lines.append(f"{district.name}科技活动周丨{rng.choice(district.sessions).called}")
    return tuple(lines)


def _wall(rng: Random, session: Session, district: District) -> tuple[str, ...]:
    """A board or a poster: the programme of the week, or something that always hangs there."""
    if rng.random() < 0.4:
        programme = [each.activity.title for each in rng.sample(district.sessions, 2)]
        return (district.plan.campaign.title, session.activity.title, *programme)
    return (rng.choice(("预防近视 科学用眼", "森林防火 人人有责", "全国防灾减灾日", "科普画廊",
                        "农产品质量安全", "健康教育专栏", "天气预报是怎样来的")),)  # fmt: skip


def last_year(drawer: Drawer, phone: Phone, session: Session, often: float) -> list[File]:
    """Some of the same activity a year ago: no activity of this week, whoever calls it one."""
    if not drawer.chance(often):
        return []
    begins = session.begins - datetime.timedelta(days=drawer.rng.choice((364, 366, 371)))
    visit = Visit(unit=phone.unit, activity="", begins=begins, day=begins.date(), at_venue=True,
                  banner=None, name=None)  # fmt: skip
    banner: Sequence[str] = (session.banner.replace("2025", "2024"),) if session.banner else ()
    return [
        drawer.file(visit, begins + n * 3 * _MINUTE, phone.off,
                    read=tuple(banner) if drawer.chance(0.4) else ())
        for n in range(drawer.rng.randint(2, 6))
    ]  # fmt: skip
