"""The package station's decision: report, list and findings out of what was gathered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from fractions import Fraction
from math import ceil
from typing import Any
from zoneinfo import ZoneInfo

from domain.asset import Asset
from domain.board.figures import FiguresEntry, figures_json
from domain.campaign import Campaign
from domain.crosschecks import Parts, PhotoPart, WrittenReport, as_written, cross_check
from domain.film import Film, Finding, Package, Storyboard, fails_what_is_required
from domain.handing.approval import Verdict, approval_finding, approval_of, demanded
from domain.handing.reading import report_print
from domain.handing.recipients import limit_finding
from domain.judging.requirements import unmeasured
from domain.packing.asset_list import Cell, list_rows
from domain.packing.package_contents import (
    DRAFT,
    ActivityFacts,
    PackagedPhoto,
    activity_facts,
)
from domain.packing.report import Report, caption_key, compose, photo_caption
from domain.packing.report_edits import TextEdit, with_edits
from domain.timebase import frames_to_ms, seconds_to_ms

#: The measures of a film that say how long it is (judging/measures.py, `longest_s`).
LENGTHS = ("container_s", "video_s", "audio_s", "last_frame_end_s", "sound_end_s")


@dataclass(frozen=True, kw_only=True)
class Gathered:
    """All that a package is made of, read once."""

    package: Package
    film: Film
    storyboard: Storyboard
    campaign: Campaign
    assets: Sequence[Asset]
    #: Figures as people entered them.
    entries: Sequence[FiguresEntry] = ()
    #: Paragraph -> what editors wrote over the composed report.
    edits: Mapping[str, TextEdit] = field(default_factory=dict[str, TextEdit])
    #: When a person last decided anything; None when nobody did.
    decided: datetime | None = None
    #: What plays in the film and what allows it, as the package tells it.
    music_note: str = ""
    #: What leaders said of this week's films and reports.
    verdicts: Sequence[Verdict] = ()
    #: sha256 of the film that they saw, where this is its copy.
    seen_film: str = ""

    @property
    def made(self) -> datetime:
        """The package's date, in the campaign's zone: a second run writes the same."""
        return self.package.created_at.astimezone(ZoneInfo(self.campaign.zone))

    @property
    def film_ms(self) -> int:
        return frames_to_ms(self.storyboard.frames)

    @property
    def decoded_ms(self) -> int:
        """How long verify found the film to last; of films of earlier versions, as planned."""
        told = (self.film.measures or {}).get("last_frame_end_s")
        return self.film_ms if told is None else seconds_to_ms(Fraction(str(told)))

    @property
    def longest_ms(self) -> int:
        """The longest of all lengths that verify found, rounded up: what a limit is held against.

        Of films of earlier versions, as planned.
        """
        told = self.film.measures or {}
        lengths = [Fraction(str(told[name])) for name in LENGTHS if told.get(name) is not None]
        return ceil(max(lengths) * 1000) if lengths else self.film_ms


@dataclass(frozen=True, kw_only=True)
class Contents:
    """What the written parts of a package say."""

    facts: Sequence[ActivityFacts]
    report: Report
    #: Rows of the list under `LIST_HEADER`.
    rows: Sequence[tuple[Cell, ...]]
    findings: tuple[Finding, ...]

    @property
    def draft(self) -> bool:
        """True while something required does not hold."""
        return fails_what_is_required(self.findings)

    @property
    def mark(self) -> str:
        """What names begin with: nothing, or that it is a draft."""
        return DRAFT if self.draft else ""


def contents(gathered: Gathered, photos: Sequence[PackagedPhoto]) -> Contents:
    """Report, list and findings, the same for the same facts."""
    campaign, board = gathered.campaign, gathered.storyboard
    facts = activity_facts(campaign, gathered.assets, board, photos)
    composed = compose(
        campaign,
        facts,
        photos,
        film_ms=gathered.film_ms,
        dated=gathered.made.date(),
        entries=gathered.entries,
    )
    report = with_edits(composed, gathered.edits)
    captions = {photo.asset.id: caption(gathered, photo) for photo in photos}
    rows = list_rows(campaign, gathered.assets, board, photos, captions)
    made = Contents(facts=facts, report=report, rows=rows, findings=())
    names = {photo.asset.id: photo.name for photo in photos}
    planned = Written(report=as_written(report), rows=rows, photos=names)
    return checked(gathered, photos, made, planned)


@dataclass(frozen=True, kw_only=True)
class Written:
    """What the files of a package say, read back from them."""

    report: WrittenReport
    #: Rows under `asset_list.LIST_HEADER`.
    rows: Sequence[tuple[Cell, ...]]
    #: Asset id -> name of its file.
    photos: Mapping[str, str]


def checked(
    gathered: Gathered, photos: Sequence[PackagedPhoto], made: Contents, written: Written
) -> Contents:
    """The same contents with what is found of the written files."""
    return replace(made, findings=_findings(gathered, photos, made, written))


def _findings(
    gathered: Gathered, photos: Sequence[PackagedPhoto], made: Contents, written: Written
) -> tuple[Finding, ...]:
    """What was found in the film, what nothing measures, and where the parts disagree."""
    parts = Parts(
        campaign=gathered.campaign,
        assets={asset.id: asset for asset in gathered.assets},
        facts=made.facts,
        storyboard=gathered.storyboard,
        film_made=gathered.film.created_at,
        decided=gathered.decided,
        photos=[
            _photo_part(gathered, photo, written.photos[photo.asset.id])
            for photo in photos
            if photo.asset.id in written.photos
        ],
        report=written.report,
        film_ms=gathered.decoded_ms,
        rows=written.rows,
        entries=gathered.entries,
        music_note=gathered.music_note,
    )
    asked = unmeasured(gathered.campaign.requirements)
    return (
        *gathered.film.findings,
        *limit_finding(gathered.campaign, gathered.package.recipient, gathered.longest_ms),
        *asked,
        *cross_check(parts),
        _signed_off(gathered, made.report),
    )


def _signed_off(gathered: Gathered, report: Report) -> Finding:
    """Who approved this film with this report, and when."""
    campaign = gathered.campaign
    approval = approval_of(
        gathered.verdicts,
        film_sha256=gathered.seen_film or gathered.film.sha256 or "",
        report=report_print(report),
        zone=campaign.zone,
    )
    return approval_finding(approval, demanded(campaign.requirements))


def _photo_part(gathered: Gathered, photo: PackagedPhoto, name: str) -> PhotoPart:
    return PhotoPart(
        asset=photo.asset.id,
        activity=photo.activity,
        name=name,
        caption=caption(gathered, photo),
    )


def caption(gathered: Gathered, photo: PackagedPhoto) -> str:
    """The words under a photo, the same in report, list and file: an editor's, else composed."""
    edit = gathered.edits.get(caption_key(photo.asset.id))
    if edit is not None and edit.text:
        return edit.text.replace("\n", "")
    campaign = gathered.campaign
    return photo_caption(campaign, campaign.activity(photo.activity), photo.asset)


def bag_info(gathered: Gathered, mark: str) -> Mapping[str, str]:
    """What bag-info.txt says; `mark` stands before the title."""
    return {
        "Source-Organization": "、".join(gathered.campaign.host_units),
        "External-Description": f"{mark}{gathered.campaign.title}",
        "Bagging-Date": gathered.made.date().isoformat(),
        "Bag-Software-Agent": "WeekReel",
        "External-Identifier": gathered.package.id,
    }


def findings_row(
    gathered: Gathered,
    facts: Sequence[ActivityFacts],
    findings: Sequence[Finding],
    film_path: str,
) -> dict[str, Any]:
    """检查结果.json, the shape of docs/schemas/findings.schema.json."""
    film = gathered.film
    return {
        "campaign": {"key": gathered.campaign.key, "title": gathered.campaign.title},
        "package": gathered.package.id,
        "draft": fails_what_is_required(findings),
        "made": gathered.made.isoformat(timespec="seconds"),
        "film": {
            "path": film_path,
            "sha256": film.sha256,
            "bytes": film.size,
            "duration_ms": gathered.film_ms,
            "storyboard": gathered.storyboard.version,
        },
        "findings": [_finding(finding) for finding in findings],
        "coverage": [
            {
                "activity": each.activity.number,
                "title": each.activity.title,
                "days": [day.isoformat() for day in each.days],
                "units": list(each.senders),
                "accepted": each.photos + each.clips,
                "shots": each.shots,
                "photos": each.selected,
                "remark": {"zh": each.remark.zh, "en": each.remark.en} if each.remark else None,
            }
            for each in facts
        ],
        "figures": figures_json(gathered.campaign, gathered.entries),
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "kind": finding.kind.value,
        "outcome": finding.outcome.value,
        "measured": finding.measured,
        "wanted": finding.wanted,
        "words": {"zh": finding.words.zh, "en": finding.words.en},
        "source": finding.source,
        "at_ms": finding.at_ms,
    }
