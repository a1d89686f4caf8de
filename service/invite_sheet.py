"""The QR sheets to print: one A4 page a unit, with its link as a code and in words."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from domain.campaign import Campaign, Unit
from domain.errors import UsageError
from domain.wording import day_zh, period_zh
from domain.words import Words
from service.invites import hash_secret, invite_link, new_secret, qr_svg
from storage.catalog import Catalog
from storage.settings import Settings

_PAGES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def write_sheet(
    catalog: Catalog, settings: Settings, campaign: Campaign, file: Path, *, at: datetime
) -> None:
    """Make a new invite for every unit and write their codes to an .html file to print.

    Secrets are kept nowhere, so a sheet cannot be printed again from what is kept: each call makes
    further invites. UsageError for another ending.
    """
    if file.suffix.lower() not in (".html", ".htm"):
        raise UsageError(
            Words(
                zh=f"打印页须以 .html 结尾（用浏览器打印，可另存为 PDF），收到“{file.name}”",
                en=f"a sheet's file ends in .html (print it from a browser), not {file.name!r}",
            )
        )
    pages = list(_invited(catalog, settings, campaign, at))
    html = _PAGES.get_template("invite_sheet.html").render(
        campaign=campaign,
        period=period_zh(campaign.starts_on, campaign.ends_on),
        deadline=day_zh(campaign.deadline) if campaign.deadline else "",
        pages=pages,
    )
    file.write_text(html, encoding="utf-8")


def _invited(
    catalog: Catalog, settings: Settings, campaign: Campaign, at: datetime
) -> Iterator[tuple[Unit, str, str]]:
    """Unit, link and its code as SVG."""
    for unit in campaign.units:
        secret = new_secret()
        catalog.intake.add_invite(
            campaign=campaign.key,
            unit=unit.key,
            activity=None,
            secret_hash=hash_secret(secret),
            at=at,
        )
        link = invite_link(settings, secret)
        yield unit, link, qr_svg(link)
