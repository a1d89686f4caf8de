"""The report of a week as it stands now: composed of the facts of this moment, edits over it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from domain.campaign import Campaign
from domain.film import Film, Storyboard
from domain.packing.package_contents import activity_facts, name_photos, select_photos
from domain.packing.report import compose
from domain.packing.report_blocks import Report
from domain.packing.report_edits import (
    Paragraph,
    TextEdit,
    astray,
    checked_paragraph,
    checked_text,
    paragraphs,
    with_edits,
)
from domain.timebase import frames_to_ms
from domain.wording import local_day
from service.packing.packages import sendable
from storage.opening import Storage


@dataclass(frozen=True, kw_only=True)
class ReportNow:
    #: As composed, without any edit.
    proposed: Report
    paragraphs: tuple[Paragraph, ...]
    #: Edits whose paragraph went with its activity or photo.
    astray: tuple[TextEdit, ...]
    #: What undo takes back; None when nothing was edited.
    last: TextEdit | None

    @property
    def open(self) -> int:
        return sum(each.open for each in self.paragraphs)

    @property
    def disagreeing(self) -> int:
        return sum(each.disagrees for each in self.paragraphs)


def report_now(storage: Storage, campaign: Campaign, *, at: datetime) -> ReportNow:
    """The report that a package made now would hold."""
    proposed = _proposed(storage, campaign, at)
    reports = storage.catalog.reports
    edits: Mapping[str, TextEdit] = reports.edits(campaign.key)
    return ReportNow(
        proposed=proposed,
        paragraphs=paragraphs(proposed, edits),
        astray=tuple(astray(proposed, edits.values())),
        last=reports.last(campaign.key),
    )


def report_as_read(storage: Storage, campaign: Campaign, *, at: datetime) -> Report:
    """In its editors' words, as whoever signs it off reads it."""
    edits = storage.catalog.reports.edits(campaign.key)
    return with_edits(_proposed(storage, campaign, at), edits)


def _proposed(storage: Storage, campaign: Campaign, at: datetime) -> Report:
    catalog = storage.catalog
    assets = catalog.assets.all(campaign.key)
    film = sendable(catalog.films.all(campaign.key))
    board = _shown(storage, campaign, film)
    photos = name_photos(campaign, select_photos(campaign, assets))
    return compose(
        campaign,
        activity_facts(campaign, assets, board, photos),
        photos,
        film_ms=frames_to_ms(board.frames) if board.shots else None,
        dated=local_day(at, campaign.zone),
        entries=catalog.figures.entries(campaign.key),
    )


def _shown(storage: Storage, campaign: Campaign, film: Film | None) -> Storyboard:
    """What the film shows that would be packed; nothing while there is none."""
    if film is None or film.storyboard is None:
        return Storyboard(campaign=campaign.key, version=0, shots=(), left_out=())
    return storage.catalog.films.storyboard(campaign.key, film.storyboard)


def edit(
    storage: Storage,
    campaign: Campaign,
    *,
    paragraph: str,
    text: str | None,
    proposal: str,
    seen: int,
    actor: str,
    at: datetime,
) -> TextEdit:
    """Keep what an editor wrote; `proposal` is what stood beside it when they did.

    Raises NotFound for no such paragraph, BrokenInput for a text that is too long, Conflict when
    somebody else was first.
    """
    checked_paragraph(_proposed(storage, campaign, at), paragraph)
    return storage.catalog.reports.keep(
        campaign=campaign.key,
        paragraph=paragraph,
        text=None if text is None else checked_text(text),
        proposal=proposal,
        seen=seen,
        actor=actor,
        at=at,
    )
