"""The QR sheets to print: one A4 page a unit, or one for each of its activities, with its link."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from domain.campaign import Activity, Campaign, Unit
from domain.errors import UsageError
from domain.sending import Invite
from domain.words import Words
from service.weeks.invite_sheet_page import FOOT, SCAN, SheetPage, below
from service.weeks.invite_sheet_pdf import check_font, write_pdf
from service.weeks.invites import hash_secret, invite_link, new_secret, qr_svg
from service.writing import whole_file
from storage.catalog import Catalog
from storage.settings import Settings

_PAGES = Environment(
    loader=FileSystemLoader(Path(__file__).parents[1] / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def write_sheet(
    catalog: Catalog, settings: Settings, campaign: Campaign, file: Path, *, at: datetime
) -> list[Invite]:
    """Make a new invite for every unit and write their codes to a .pdf or .html file to print.

    Secrets are kept nowhere, so a sheet cannot be printed again from what is kept: each call makes
    further invites. UsageError for another ending or a week without units, ToolMissing for a .pdf
    without a Chinese font.
    """
    form = file.suffix.lower()
    if form not in (".pdf", ".html", ".htm"):
        raise UsageError(
            Words(
                zh=f"打印页须以 .pdf 或 .html 结尾，收到“{file.name}”",
                en=f"a sheet's file ends in .pdf or .html, not {file.name!r}",
            )
        )
    if not campaign.units:
        raise UsageError(
            Words(
                zh="还没有单位：先用 weekreel unit add 单位名 添加",
                en="there is no unit yet: weekreel unit add NAME",
            )
        )
    if form == ".pdf":
        check_font()
    wanted = [(unit, None) for unit in campaign.units]
    # First the file: where it cannot be written, no link is made that nobody knows.
    with whole_file(file) as out:
        pages = new_pages(
            catalog, campaign, wanted, link=lambda secret: invite_link(settings, secret), at=at
        )
        made = list(pages)
        if form == ".pdf":
            write_pdf(campaign, made, out)
        else:
            out.write(sheet_html(campaign, made).encode())
    return [page.invite for page in made]


def sheet_html(campaign: Campaign, pages: Sequence[SheetPage]) -> str:
    """A page that stands by itself, to be opened in a browser and printed on A4."""
    return _PAGES.get_template("invite_sheet.html").render(
        campaign=campaign,
        scan=SCAN,
        below=tuple(below(campaign)),
        foot=FOOT,
        pages=pages,
    )


def units_and_activities(campaign: Campaign) -> list[tuple[Unit, Activity | None]]:
    """A unit's own activities one by one; a unit that has none once, for whatever it sends."""
    found: list[tuple[Unit, Activity | None]] = []
    for unit in campaign.units:
        own = [a for a in campaign.activities if unit.key in a.units and a.media_expected]
        found += [(unit, activity) for activity in own] or [(unit, None)]
    return found


def new_pages(
    catalog: Catalog,
    campaign: Campaign,
    wanted: Sequence[tuple[Unit, Activity | None]],
    *,
    link: Callable[[str], str],
    at: datetime,
) -> Iterator[SheetPage]:
    """A fresh invite for each; `link(secret)` is where a phone finds its page."""
    for unit, activity in wanted:
        secret = new_secret()
        invite = catalog.intake.add_invite(
            campaign=campaign.key,
            unit=unit.key,
            activity=activity.key if activity else None,
            secret_hash=hash_secret(secret),
            at=at,
        )
        address = link(secret)
        yield SheetPage(
            unit=unit, activity=activity, link=address, svg=qr_svg(address), invite=invite
        )
