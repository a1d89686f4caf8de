"""What a page of the QR sheets shows, in whichever form it is printed."""

from dataclasses import dataclass

from domain.campaign import Activity, Unit
from domain.sending import Invite


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
