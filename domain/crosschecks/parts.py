"""The parts of a package as they are written, beside the facts that they should agree with."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.asset import Asset
from domain.board.figures import FiguresEntry
from domain.campaign import Campaign
from domain.crosschecks.written import WrittenReport
from domain.film import Shot, ShotKind, Storyboard
from domain.packing.asset_list import Cell
from domain.packing.package_contents import ActivityFacts
from domain.words import Words


@dataclass(frozen=True, kw_only=True)
class PhotoPart:
    """A photo as it stands in the package."""

    asset: str
    #: Activity key it was chosen for.
    activity: str
    #: File name without folder.
    name: str
    #: The words under it.
    caption: str


@dataclass(frozen=True, kw_only=True)
class Parts:
    """What is checked; facts are those of the moment of packaging, parts may be older."""

    campaign: Campaign
    #: Asset id -> the asset as it stands now, whatever its state.
    assets: Mapping[str, Asset]
    facts: Sequence[ActivityFacts]
    storyboard: Storyboard
    #: Milliseconds that the film was found to last when it was decoded.
    film_ms: int
    #: When the film was started.
    film_made: datetime.datetime
    #: When a person last decided anything of this campaign; None when nobody did.
    decided: datetime.datetime | None
    photos: Sequence[PhotoPart]
    report: WrittenReport
    #: Rows under `package_contents.LIST_HEADER`.
    rows: Sequence[tuple[Cell, ...]]
    entries: Sequence[FiguresEntry] = ()
    #: Text of the note on music.
    music_note: str = ""
    #: Names that may stand nowhere, such as the notice's contact persons, where they are known.
    unnamed: tuple[str, ...] = ()

    @property
    def shown(self) -> list[tuple[Shot, Asset]]:
        """Shots of assets with their asset, in the film's order; unknown assets left out."""
        return [
            (shot, self.assets[shot.asset])
            for shot in self.storyboard.shots
            if shot.asset is not None and shot.asset in self.assets
        ]

    @property
    def chapters(self) -> list[tuple[str, list[Shot]]]:
        """Activity key and shots of each chapter, in the film's order."""
        found: list[tuple[str, list[Shot]]] = []
        for shot in self.storyboard.shots:
            if shot.kind is ShotKind.CARD or shot.activity is None:
                continue
            if found and found[-1][0] == shot.activity:
                found[-1][1].append(shot)
            else:
                found.append((shot.activity, [shot]))
        return found

    def card(self, role: str) -> str | None:
        """All words of the opening or closing card, lines apart; None when there is no card."""
        for shot in self.storyboard.shots:
            if shot.card is not None and shot.card.role == role:
                return "\n".join((shot.card.title, *shot.card.lines))
        return None


@dataclass(frozen=True, kw_only=True)
class Contradiction:
    """One place where two parts say different things."""

    words: Words
    #: Page inside the campaign where it is mended: /review?asset=…
    mend: str
    #: Milliseconds in the film, where it concerns a shot.
    at_ms: int | None = None


def said(zh: str, en: str, mend: str, at_ms: int | None = None) -> Contradiction:
    return Contradiction(words=Words(zh=zh, en=en), mend=mend, at_ms=at_ms)


def large(asset: Asset) -> str:
    """Where an editor decides on an asset."""
    return f"/review?asset={asset.id}"
