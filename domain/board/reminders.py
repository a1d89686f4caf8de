"""Reminder to a unit, as a text to paste into WeChat: what is missing, by when, and where to."""

from domain.board.coverage import Coverage
from domain.board.deadlines import Deadline
from domain.campaign import Activity, Campaign
from domain.wording import day_zh, unit_name

_WEEKDAYS = "一二三四五六日"


def reminder(
    campaign: Campaign, board: Coverage, unit: str, *, link: str | None = None
) -> str | None:
    """The text for one unit; None when it owes nothing. `link` is the unit's own invite."""
    owed = owed_by(campaign, board, unit)
    if not owed:
        return None
    sent = _sent(board, unit)
    yet = "还没有" if sent else "还没有收到贵单位的"
    lines = [
        f"【{campaign.title}】素材报送提醒",
        f"{unit_name(campaign, unit)}："
        + (f"已收到贵单位 {sent} 件素材，谢谢！" if sent else "您好！"),
        f"贵单位负责的下列活动{yet}照片和视频："
        if len(owed) > 1
        else f"下面这项活动{yet}照片和视频：",
        *(f"{activity.number}. {activity.title}{_wanted(activity)}" for activity in owed),
        *([_by_when(campaign, board.deadline)] if board.deadline else []),
        f"点这里发送：{link}" if link else "请用发给贵单位的链接或二维码发送。",
        "请发原图、原视频，不要转发聊天里的压缩图。",
    ]
    return "\n".join(lines)


def owed_by(campaign: Campaign, board: Coverage, unit: str) -> list[Activity]:
    """What a unit is asked for, in plan order: all its activities while it has sent nothing, though
    another may have sent of them; after that those that are missing.
    """
    if _sent(board, unit):
        return missing_of(campaign, board, unit)
    return _expected_of(campaign, unit)


def missing_of(campaign: Campaign, board: Coverage, unit: str) -> list[Activity]:
    """Activities of a unit that nothing was accepted for and nothing waits for, in plan order."""
    return [
        activity
        for activity in _expected_of(campaign, unit)
        if board.activities[activity.key].total == board.activities[activity.key].rejected
    ]


def _expected_of(campaign: Campaign, unit: str) -> list[Activity]:
    return [each for each in campaign.activities if each.media_expected and unit in each.units]


def _sent(board: Coverage, unit: str) -> int:
    return board.units[unit].total if unit in board.units else 0


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
