"""Commands that bring files in and list what is there."""

import json
import secrets
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from domain.errors import UsageError, WeekReelError
from domain.sending import NewSending, Upload, UploadState
from domain.words import Words
from service.arriving.taking_in import take_in
from service.cli.common import CampaignKey, activity_of, campaign_of, now, opened, said, unit_of
from service.cli.dropping import watch_folder
from service.cli.waiting import wait_for
from service.presenting import asset_row
from storage.opening import Storage
from storage.queue import NewJob, reading_job
from storage.settings import Settings


def add_to(app: typer.Typer) -> None:
    app.command()(ingest)
    app.command()(assets)


def ingest(
    files: Annotated[list[Path], typer.Argument(help="folders, files, zip archives")],
    unit: Annotated[str, typer.Option(help="name, alias or key")],
    activity: Annotated[int | None, typer.Option(help="number of the activity")] = None,
    day: Annotated[str | None, typer.Option(help="YYYY-MM-DD")] = None,
    consent: Annotated[str, typer.Option(help="informed,minors,patients")] = "",
    note: Annotated[str, typer.Option(help="what the sender says of the files")] = "",
    wait: Annotated[bool, typer.Option("--wait", help="until they are tagged")] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="go on: take in whatever is copied into this folder")
    ] = False,
    campaign: CampaignKey = None,
) -> None:
    """Take files in, as the web form does; of a zip, what is inside.

    Example: weekreel ingest 照片/ --unit 科协 --activity 2 --wait
    """
    ticks = _ticks(consent)
    if watch:
        _check_watched(files, wait=wait)
    with opened() as (settings, storage):
        found = campaign_of(storage, campaign)
        sending = NewSending(
            campaign=found.key,
            unit=unit_of(found, unit).key,
            invite=None,
            client_id=secrets.token_hex(16),
            via="ingest",
            activity=activity_of(found, activity).key if activity is not None else None,
            day=_day(day),
            note=note,
            informed="informed" in ticks,
            minors="minors" in ticks,
            patients="patients" in ticks,
        )
        if watch:
            watch_folder(settings, storage, sending, files[0])
            return
        # All names first: a wrong one is said before anything is taken in.
        uploads = list(take_in(settings, storage, sending, list(_files(files)), clock=now))
        _report(uploads)
        if wait:
            wait_for_assets(settings, storage, found.key, uploads)
            _tell_refused(storage, uploads)
        _check_some_taken(uploads)


def _ticks(consent: str) -> set[str]:
    ticks = {tick for tick in consent.split(",") if tick}
    unknown = ticks - {"informed", "minors", "patients"}
    if unknown:
        raise UsageError(
            Words(
                zh=f"--consent 只认 informed、minors、patients，不认 {'、'.join(sorted(unknown))}",
                en=f"--consent takes informed, minors, patients, not {', '.join(sorted(unknown))}",
            )
        )
    return ticks


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise UsageError(
            Words(zh=f"日期写作 2025-05-28，收到“{text}”", en=f"a day is YYYY-MM-DD, not {text!r}")
        ) from error


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    """Files named, and those inside folders, in name order; links and hidden files left out."""
    for path in paths:
        if path.is_dir():
            inside = (p for p in path.rglob("*") if p.is_file() and not p.is_symlink())
            yield from sorted(p for p in inside if not p.name.startswith("."))
        elif path.is_file():
            yield path
        else:
            raise UsageError(Words(zh=f"找不到 {path}", en=f"there is no {path}"))


def _check_watched(files: list[Path], *, wait: bool) -> None:
    if wait or len(files) != 1 or not files[0].is_dir():
        raise UsageError(
            Words(
                zh="--watch 只接一个已有的文件夹，不与 --wait 同用",
                en="--watch takes one folder that is there, and not --wait",
            )
        )


def _report(uploads: list[Upload]) -> None:
    for upload in uploads:
        if upload.refused:
            print(f"{upload.said.filename}: {said(upload.refused[1])}", file=sys.stderr)
    taken = sum(upload.state is UploadState.RECEIVED for upload in uploads)
    known = sum(upload.state is UploadState.DUPLICATE for upload in uploads)
    refused = sum(upload.state is UploadState.REFUSED for upload in uploads)
    print(
        said(
            Words(
                zh=f"收到 {taken} 件，已有 {known} 件，未收 {refused} 件",
                en=f"{taken} received, {known} known already, {refused} refused",
            )
        )
    )


def _check_some_taken(uploads: list[Upload]) -> None:
    """WeekReelError when files were brought and not one could be taken in."""
    if not uploads:
        words = Words(zh="没有找到文件（隐藏文件和链接不算）", en="no file was found there")
        print(said(words), file=sys.stderr)
    elif all(upload.state is UploadState.REFUSED for upload in uploads):
        raise WeekReelError(
            Words(zh="一个文件也没有收，原因见上", en="no file was taken in; the reasons are above")
        )


def _tell_refused(storage: Storage, uploads: list[Upload]) -> None:
    """What the stations would not take: its reason is known only once it was opened."""
    for upload in uploads:
        asset = storage.catalog.assets.get(upload.asset) if upload.asset else None
        if asset is not None and asset.refused:
            print(f"{upload.said.filename}: {said(asset.refused[1])}", file=sys.stderr)


def wait_for_assets(
    settings: Settings, storage: Storage, campaign: str, uploads: Iterable[Upload]
) -> None:
    """Until every asset is tagged or refused and its words are read.

    WeekReelError when a job of an asset gave up; words that are not read cost no asset.
    """
    assets = sorted({upload.asset for upload in uploads if upload.asset})
    ids = [NewJob(kind="asset", subject=asset, campaign=campaign).id for asset in assets]
    if not ids:
        return
    jobs = wait_for(storage, settings, ids, title=said(Words(zh="识别素材", en="assets")))
    undone = [job for job in jobs if job.state != "done"]
    for job in undone:
        why = said(job.why) if job.why else ""
        print(f"{job.subject}: {job.state} {why}", file=sys.stderr)
    if undone:
        raise WeekReelError(
            Words(
                zh=f"{len(undone)} 件素材没有处理完，文件已保留，可在页面重试",
                en=f"{len(undone)} assets were not finished; the files are kept, try again",
            )
        )
    _wait_for_words(settings, storage, campaign, assets)


def _wait_for_words(
    settings: Settings, storage: Storage, campaign: str, assets: Iterable[str]
) -> None:
    """Until the words in pictures are read, so that the tags are the last ones."""
    wanted = {reading_job(asset, campaign).id for asset in assets}
    ids = [job.id for job in storage.queue.jobs(campaign=campaign) if job.id in wanted]
    if ids:
        wait_for(storage, settings, sorted(ids), title=said(Words(zh="读画面文字", en="words")))


def assets(
    as_json: Annotated[bool, typer.Option("--json", help="one JSON object a line")] = False,
    campaign: CampaignKey = None,
) -> None:
    """List the assets.

    Example: weekreel assets --json | head -1
    """
    with opened() as (_settings, storage):
        found = campaign_of(storage, campaign)
        for asset in storage.catalog.assets.all(found.key):
            row = asset_row(asset, found)
            if as_json:
                print(json.dumps(row, ensure_ascii=False))
            else:
                print(
                    f"{row['id']}  {row['state']:<10}  {row['date'] or '----------'}  "
                    f"{row['activity'] or '-':>2}  {row['unit']}  {row['original_name']}"
                )
