"""What several tests of the notice use: a part about time, and what a reader said."""

from domain.notice.notice import Notice

PERIOD = "一、活动时间\n2031年5月20日至26日。\n"


def titles_of(notice: Notice) -> list[str]:
    return [activity.title for activity in notice.activities]


def codes_of(notice: Notice) -> set[str]:
    return {each.code.partition(":")[0] for each in notice.doubts}
