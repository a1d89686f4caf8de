"""Commands after the review: film, storyboard, package, the receiver's check."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from domain.errors import WeekReelError
from domain.film import Film, FilmState, FindingKind, Outcome
from domain.timebase import clock, frames_to_ms
from domain.words import Words
from service.cli.common import CampaignKey, campaign_of, now, opened, said
from service.cli.waiting import wait_for
from service.presenting import storyboard_row
from storage.bag import examine, seal_of
from storage.opening import Storage
from storage.queue import NewJob
from storage.settings import Settings


def add_to(app: typer.Typer) -> None:
    app.command()(cut)
    app.command()(storyboard)
    app.command()(verify)


def cut(
    wait: Annotated[bool, typer.Option("--wait", help="until the film is verified")] = False,
    campaign: CampaignKey = None,
) -> None:
    """Plan, cut and verify a new film.

    Example: weekreel cut --wait
    """
    with opened() as (settings, storage):
        found = campaign_of(storage, campaign)
        film = storage.catalog.films.start(found.key, at=now())
        if wait:
            tell_film(cut_and_wait(settings, storage, film))
        else:
            print(film.id)


def cut_and_wait(settings: Settings, storage: Storage, film: Film) -> Film:
    """The film as it ended; WeekReelError with its reason when it failed."""
    job = NewJob(kind="film", subject=film.id, campaign=film.campaign)
    (ended,) = wait_for(storage, settings, [job.id], title=said(Words(zh="成片", en="film")))
    film = storage.catalog.films.get(film.id)
    if film.failed_because is not None:
        raise WeekReelError(film.failed_because)
    if film.state is not FilmState.VERIFIED:
        raise WeekReelError(
            Words(
                zh=f"成片任务{ended.state}：{ended.why.zh if ended.why else ''}",
                en=f"film job {ended.state}: {ended.error}",
            )
        )
    return film


def tell_film(film: Film) -> None:
    print(film.id)
    for finding in film.findings:
        sign = {Outcome.PASS: "✓", Outcome.FAIL: "✗", Outcome.NOT_CHECKED: "–"}[finding.outcome]
        print(f"  {sign} [{finding.kind}] {said(finding.words)}  {finding.measured}")
    broken = [
        f for f in film.findings if f.outcome is Outcome.FAIL and f.kind is FindingKind.REQUIRED
    ]
    if broken:
        raise WeekReelError(
            Words(
                zh=f"成片有 {len(broken)} 项必须条款未通过",
                en=f"{len(broken)} required findings failed",
            )
        )


def storyboard(
    as_json: Annotated[bool, typer.Option("--json")] = False,
    campaign: CampaignKey = None,
) -> None:
    """Print the newest storyboard: shots, and why the others are out.

    Example: weekreel storyboard --json
    """
    with opened() as (_settings, storage):
        found = campaign_of(storage, campaign)
        kept = storage.catalog.films.storyboard(found.key)
        if as_json:
            print(json.dumps(storyboard_row(kept), ensure_ascii=False))
            return
        for shot in kept.shots:
            print(
                f"{clock(frames_to_ms(shot.starts_at))}  {shot.frames:>4}  {shot.kind:<5}  "
                f"{shot.activity or '':<4}  {shot.asset or (shot.card and shot.card.role)}  "
                f"{said(shot.why)}"
            )
        for left in kept.left_out:
            print(f"-  {left.asset}  {left.code}: {said(left.why)}")


def verify(
    bag: Annotated[Path, typer.Argument(help="the package's folder or .zip")],
) -> None:
    """The receiver's check: exit 0 only when everything holds.

    Example: weekreel verify 报送.zip
    """
    found = examine(bag)
    failures = found.failures
    for words in (*found.notes, *failures):
        print(said(words), file=sys.stderr)
    if failures:
        raise WeekReelError(
            Words(
                zh=f"未通过：{len(failures)} 处不符", en=f"does not hold: {len(failures)} failures"
            )
        )
    told = seal_of(bag)
    print(said(Words(zh=f"全部相符，封包码 {told}", en=f"everything holds, seal {told}")))
