"""The commands that hand a storyboard over to another editing program, and take a film back."""

from pathlib import Path
from typing import Annotated

import typer

from domain.errors import UsageError, WeekReelError
from domain.exports.formats import README, Format, folder_name
from domain.film import Film, Storyboard
from domain.people import TERMINAL
from domain.timebase import timecode
from domain.words import Words
from service.arriving.bringing import bring_film
from service.cli.common import CampaignKey, campaign_of, now, opened, said
from service.cli.films import tell_film
from service.cli.waiting import wait_for
from service.packing.exports import ZippedExport, log_export, preparing, write_export
from service.writing import check_zip, free_folder, whole_file
from storage.handing_over import HandOver, hand_over, is_ready
from storage.opening import Storage
from storage.queue import NewJob
from storage.settings import Settings


def add_to(app: typer.Typer) -> None:
    app.command()(export)
    app.command()(bring)


def export(
    form: Annotated[Format, typer.Option("--format", help="of the editing program")],
    out: Annotated[Path, typer.Option("-o", "--out", help="folder to write into")],
    version: Annotated[
        int | None, typer.Option("--storyboard", help="its version; the newest")
    ] = None,
    zipped: Annotated[bool, typer.Option("--zip", help="one .zip instead of a folder")] = False,
    force: Annotated[bool, typer.Option("--force", help="also over a .zip of others")] = False,
    campaign: CampaignKey = None,
) -> None:
    """Hand a storyboard over to another editing program, with its media.

    Clips are the originals, with place and time of their taking: for the bureau's own editor only.

    Example: weekreel export --format mlt -o 给剪辑
    """
    with opened() as (settings, storage):
        found = campaign_of(storage, campaign)
        over = hand_over(storage.catalog, found.key, version)
        target = free_folder(out / folder_name(over.timeline, form))
        beside = target.with_name(f"{target.name}.zip")
        if zipped:
            check_zip(beside, README, force=force)
        prepare(settings, storage, over)
        # Asked again: somebody may have been withdrawn meanwhile.
        over = hand_over(storage.catalog, found.key, over.timeline.version)
        log_export(storage, over, form, actor=TERMINAL, at=now())
        print(
            _write_zip(storage, over, form, beside)
            if zipped
            else _write(storage, over, form, target)
        )


def _write(storage: Storage, over: HandOver, form: Format, target: Path) -> Path:
    return write_export(storage.blobs, over, form, target)


def _write_zip(storage: Storage, over: HandOver, form: Format, path: Path) -> Path:
    made = ZippedExport(storage.blobs, over, form, made=now())
    with whole_file(path) as file:
        file.writelines(made.read(0, made.size))
    return path


def prepare(settings: Settings, storage: Storage, over: HandOver) -> None:
    """Until every file of the hand-over is there; WeekReelError with its reason otherwise."""
    if is_ready(storage.blobs, over):
        return
    job = preparing(over)
    storage.queue.send(job)
    (ended,) = wait_for(storage, settings, [job.id], title=said(Words(zh="导出", en="export")))
    if ended.state != "done":
        raise WeekReelError(
            Words(
                zh=f"导出没有完成：{ended.why.zh if ended.why else ''}",
                en=f"not exported: {ended.error}",
            )
        )


def bring(
    film: Annotated[Path, typer.Argument(help="the film that another program wrote")],
    wait: Annotated[bool, typer.Option("--wait", help="until it is matched and verified")] = False,
    campaign: CampaignKey = None,
) -> None:
    """Bring a film back that was finished elsewhere; its shots are found among the assets.

    Example: weekreel bring 成片.mp4 --wait
    """
    with opened() as (settings, storage):
        found = campaign_of(storage, campaign)
        if not film.is_file():
            raise UsageError(Words(zh=f"没有文件 {film}", en=f"there is no file {film}"))
        made = bring_film(
            storage, film, campaign=found.key, name=film.name, actor=TERMINAL, at=now()
        )
        if not wait:
            print(made.id)
            return
        _wait_for_match(settings, storage, made)
        made = storage.catalog.films.get(made.id)
        _tell_shots(storage.catalog.films.storyboard(found.key, made.storyboard))
        tell_film(made)


def _wait_for_match(settings: Settings, storage: Storage, film: Film) -> None:
    job = NewJob(kind="match", subject=film.id, campaign=film.campaign)
    (ended,) = wait_for(storage, settings, [job.id], title=said(Words(zh="匹配", en="matching")))
    if ended.state != "done":
        raise WeekReelError(
            Words(
                zh=f"成片没有匹配完成：{ended.why.zh if ended.why else ''}",
                en=f"the film was not matched: {ended.error}",
            )
        )


def _tell_shots(board: Storyboard) -> None:
    for shot in board.shots:
        source = shot.asset or (shot.card.role if shot.card else shot.kind.value)
        print(f"{timecode(shot.starts_at)}  {shot.frames:>4}  {source:<16}  {said(shot.why)}")
