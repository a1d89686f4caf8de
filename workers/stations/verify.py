"""verify: the film decoded to its last frame, measured, and held against the profile."""

import dataclasses
from fractions import Fraction
from typing import Any

from domain.editing.brought_findings import (
    barred_finding,
    foreign_finding,
    withdrawn_finding,
    withdrawn_places,
)
from domain.errors import Conflict
from domain.film import STALE, STALE_BROUGHT, FilmState, Finding, Outcome, Storyboard
from domain.judging.deciding import judge
from domain.judging.measures import FilmMeasures
from domain.moves import AssetState
from workers.bench import Bench
from workers.film_profile import profile_of
from workers.tools.film.caption_area import caption_margin
from workers.tools.film.measure import measure_film

_WITHDRAWN = (AssetState.WITHDRAWN, AssetState.PURGED)
#: Plans of a campaign that are looked at for what was withdrawn, the newest.
_PLANS = 20


def run(bench: Bench, film_id: str) -> int:
    """Number of findings that failed; Conflict when the film went with something withdrawn."""
    film = bench.catalog.films.get(film_id)
    if film.state is FilmState.CUT and film.blob is not None:
        campaign = bench.catalog.campaigns.get(film.campaign).campaign
        storyboard = bench.catalog.films.storyboard(film.campaign, film.storyboard)
        profile = profile_of(bench, film)
        with bench.blobs.local(film.blob) as path:
            measures = measure_film(path, cancelled=bench.cancelled)
        # Cards and captions of a film finished elsewhere are its pictures: nobody told us of them.
        shots = storyboard.shots if storyboard.brought is None else ()
        captions = [shot.caption for shot in shots if shot.caption is not None]
        margin = caption_margin(captions, style=storyboard.style, frame=profile.output.frame)
        measures = dataclasses.replace(measures, caption_margin=margin)
        findings = judge(profile, measures, limit_ms=campaign.film_limit_ms, shots=shots)
        findings = (*findings, *_of_brought(bench, storyboard))
        bench.catalog.films.verified(film_id, measures=row(measures), findings=findings)
        film = bench.catalog.films.get(film_id)
    if film.state is FilmState.CUT:
        raise Conflict(STALE if film.brought is None else STALE_BROUGHT)
    return sum(finding.outcome is Outcome.FAIL for finding in film.findings)


def _of_brought(bench: Bench, storyboard: Storyboard) -> tuple[Finding, ...]:
    """What of a film finished elsewhere is nobody's here, was not taken in, or was taken back."""
    if storyboard.brought is None:
        return ()
    shown = {shot.asset for shot in storyboard.shots if shot.asset is not None}
    assets = bench.catalog.assets.get_all(shown)
    return (
        foreign_finding(storyboard),
        barred_finding(storyboard, assets),
        _withdrawn(bench, storyboard),
    )


def _withdrawn(bench: Bench, storyboard: Storyboard) -> Finding:
    films, assets = bench.catalog.films, bench.catalog.assets
    made = [f.storyboard for f in films.all(storyboard.campaign) if f.brought is None]
    versions = [version for version in made if version is not None][-_PLANS:]
    plans = [films.storyboard(storyboard.campaign, version) for version in versions]
    shown = {shot.asset for plan in plans for shot in plan.shots if shot.asset is not None}
    withdrawn = {key for key, each in assets.get_all(shown).items() if each.state in _WITHDRAWN}
    counts = assets.counts(storyboard.campaign)
    places = withdrawn_places(storyboard, plans, withdrawn)
    return withdrawn_finding(
        storyboard, places, any_withdrawn=any(counts.get(state) for state in _WITHDRAWN)
    )


def row(measures: FilmMeasures) -> dict[str, Any]:
    """The measures as JSON: fractions as texts such as "4500/25", spans as objects."""
    return {key: _plain(value) for key, value in dataclasses.asdict(measures).items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return value
