"""A package of which everything agrees."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.board.figures import Figure, FiguresEntry
from domain.crosschecks import (
    Parts,
    PhotoPart,
    as_written,
)
from domain.packing.asset_list import list_rows
from domain.packing.package_contents import (
    activity_facts,
    name_photos,
    select_photos,
)
from domain.packing.report import compose, photo_caption
from domain.packing.report_blocks import BlockKind
from domain.planning.storyboarding import plan
from tests.domain.crosschecks.contradictions import MADE


@pytest.fixture
def clean(week) -> Parts:
    """A week of which everything agrees."""
    campaign = week.campaign()
    units = {"a1": "u1", "a2": "u2", "a3": "u3", "a4": "u4", "a5": "u2"}
    campaign = replace(campaign, activities=tuple(a for a in campaign.activities if a.key in units))
    assets = [
        made
        for key, unit in units.items()
        for made in (
            week.accepted(f"p-{key}", key, unit=unit, sha256=f"{key}-photo"),
            week.clip(f"v-{key}", key, unit=unit, sha256=f"{key}-clip"),
        )
    ]
    board = plan(campaign, assets, version=1)
    photos = name_photos(campaign, select_photos(campaign, assets))
    facts = activity_facts(campaign, assets, board, photos)
    entries = [
        FiguresEntry(
            id=n, campaign=campaign.key, activity=key, unit=unit,
            values={Figure.SESSIONS: n, Figure.PARTICIPANTS: 100 * n}, actor="editor", at=MADE,
        )
        for n, (key, unit) in enumerate(units.items(), 1)
    ]  # fmt: skip
    report = compose(
        campaign, facts, photos, film_ms=board.frames * 40, dated=date(2024, 6, 3), entries=entries
    )
    written = [
        replace(b, kind=BlockKind.BODY, text="县委县政府高度重视。")
        if b.kind is BlockKind.TO_WRITE
        else b
        for b in report.blocks
    ]
    return Parts(
        campaign=campaign,
        assets={asset.id: asset for asset in assets},
        facts=facts,
        storyboard=board,
        film_made=MADE,
        decided=MADE - timedelta(hours=1),
        photos=[
            PhotoPart(
                asset=photo.asset.id,
                activity=photo.activity,
                name=photo.name,
                caption=photo_caption(campaign, campaign.activity(photo.activity), photo.asset),
            )
            for photo in photos
        ],
        report=as_written(replace(report, blocks=tuple(written))),
        film_ms=board.frames * 40,
        rows=list_rows(campaign, assets, board, photos),
        entries=entries,
        unnamed=("王某某",),
    )
