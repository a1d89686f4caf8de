"""What a page of the QR sheets shows, in whichever form it is printed."""

from collections.abc import Iterator
from dataclasses import dataclass

from domain.campaign import Activity, Campaign, Unit
from domain.sending import Invite
from domain.wording import day_zh, period_zh

#: Above the code, and under the link.
SCAN = "请用手机扫码，发送活动的照片和视频"
FOOT = "本码仅供本单位使用，可在单位内转发。"


@dataclass(frozen=True, kw_only=True)
class SheetPage:
    """One page of the sheet with the new link that it shows."""

    unit: Unit
    #: None leaves the activity to the sender.
    activity: Activity | None
    link: str
    #: The link's code as an <svg> element.
    svg: str
    invite: Invite


def below(campaign: Campaign) -> Iterator[str]:
    """What stands under the code, line by line."""
    yield f"活动时间：{period_zh(campaign.starts_on, campaign.ends_on)}"
    if campaign.deadline is not None:
        yield f"请在 {day_zh(campaign.deadline)} 前发送"
    yield "苹果手机请从“文件”里选，可保留原图。拍到儿童或患者的近景，请在页面上勾选。"
