"""Reminder to a unit, as a text to paste into WeChat: what is missing, by when, and where to."""

from domain.board.coverage import Coverage
from domain.board.deadlines import Deadline
from domain.campaign import Activity, Campaign
from domain.wording import day_zh, unit_name

_WEEKDAYS = "一二三四五六日"


def reminder(
    campaign: Campaign, board: Coverage, unit: str, *, link: str | None = None
) -> str | None:
    """The text for one unit; None when it is responsible for nothing that is missing.

    Missing is an activity that nothing was accepted for and nothing waits for. `link` is the
    unit's own invite.
    """
    missing = missing_of(campaign, board, unit)
    if not missing:
        return None
    sent = board.units[unit].total if unit in board.units else 0
    lines = [
        f"【{campaign.title}】素材报送提醒",
        f"{unit_name(campaign, unit)}："
        + (f"已收到贵单位 {sent} 件素材，谢谢！" if sent else "您好！"),
        "贵单位负责的下列活动还没有照片和视频："
        if len(missing) > 1
        else "下面这项活动还没有照片和视频：",
        *(f"{activity.number}. {activity.title}{_wanted(activity)}" for activity in missing),
        *([_by_when(campaign, board.deadline)] if board.deadline else []),
        f"点这里发送：{link}" if link else "请用发给贵单位的链接或二维码发送。",
        "请发原图、原视频，不要转发聊天里的压缩图。",
    ]
    return "\n".join(lines)


def missing_of(campaign: Campaign, board: Coverage, unit: str) -> list[Activity]:
    """Activities of a unit that nothing usable has come for yet, in plan order."""
    return [
        activity
        for activity in campaign.activities
        if activity.media_expected
        and unit in activity.units
        and board.activities[activity.key].total == board.activities[activity.key].rejected
    ]


def _wanted(activity: Activity) -> str:
    return f"（希望有：{'、'.join(activity.wanted)}）" if activity.wanted else ""


def _by_when(campaign: Campaign, deadline: Deadline) -> str:
    """The safe day for the unit, beside the notice's own words."""
    said = campaign.deadline_text or day_zh(deadline.day)
    if deadline.days_to_target < 0:
        now = "已过" if deadline.days_to_day < 0 else "就要到了"
        return f"报送时间（{said}）{now}，现在仍可补交，请尽快。"
    target = deadline.target
    when = f"{day_zh(target)}（周{_WEEKDAYS[target.weekday()]}）"
    left = "今天" if deadline.days_to_target == 0 else f"还有 {deadline.days_to_target} 天"
    return f"请在{when}以内发来，{left}；通知要求的报送时间：{said}。"
