"""verify: the film decoded to its last frame, measured, and held against the profile."""

import dataclasses
from fractions import Fraction
from typing import Any

from domain.film import FilmState, Outcome
from domain.judging import judge
from domain.measures import FilmMeasures
from workers.bench import Bench
from workers.tools.measure import measure_film
from workers.tools.profile_file import load_profile


def run(bench: Bench, film_id: str) -> int:
    """Number of findings that failed."""
    film = bench.catalog.films.get(film_id)
    if film.state is FilmState.CUT and film.blob is not None:
        campaign = bench.catalog.campaigns.get(film.campaign).campaign
        storyboard = bench.catalog.films.storyboard(film.campaign, film.storyboard)
        profile = load_profile(bench.profiles / f"{campaign.profile}.yaml")
        with bench.blobs.local(film.blob) as path:
            measures = measure_film(path, cancelled=bench.cancelled)
        findings = judge(profile, measures, limit_ms=campaign.film_limit_ms, shots=storyboard.shots)
        bench.catalog.films.verified(film_id, measures=row(measures), findings=findings)
        film = bench.catalog.films.get(film_id)
    return sum(finding.outcome is Outcome.FAIL for finding in film.findings)


def row(measures: FilmMeasures) -> dict[str, Any]:
    """The measures as JSON: fractions as texts such as "4500/25", spans as objects."""
    return {key: _plain(value) for key, value in dataclasses.asdict(measures).items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return value
