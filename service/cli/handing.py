"""Commands of what leaves the house: packages, their versions, links for receivers and leaders."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from domain.campaign import Campaign
from domain.errors import NotFound, UsageError, WeekReelError
from domain.film import Film, Package
from domain.handing.links import MOST_DAYS, USUAL_DAYS
from domain.handing.recipients import checked_recipient, film_for
from domain.handing.versions import shown
from domain.moves import PackageState
from domain.people import TERMINAL
from domain.wording import local_time
from domain.words import Words
from service.cli.common import CampaignKey, campaign_of, now, opened, said
from service.cli.films import cut_and_wait
from service.cli.waiting import wait_for
from service.packing.handing import (
    Shared,
    differences,
    link_row,
    package_row,
    share_package,
    share_with_leader,
    start_package,
)
from service.packing.packages import (
    check_beside,
    sendable,
    write_folder,
    write_zip,
    zip_beside,
)
from service.presenting import words
from service.weeks.invites import page_link
from service.writing import free_folder
from storage.opening import Storage
from storage.queue import NewJob
from storage.settings import Settings

AsJson = Annotated[bool, typer.Option("--json", help="one JSON object, or one a line")]


def add_to(app: typer.Typer) -> None:
    app.command()(package)
    app.command()(packages)
    app.command(context_settings={"allow_extra_args": True})(share)


def package(
    out: Annotated[Path, typer.Option("-o", "--out", help="folder to write into")],
    recipient: Annotated[
        str, typer.Option(help="one of the campaign's recipients, in its own size")
    ] = "",
    force: Annotated[bool, typer.Option("--force", help="also over a .zip of others")] = False,
    as_json: AsJson = False,
    campaign: CampaignKey = None,
) -> None:
    """Write the package as a folder and a .zip beside it.

    Example: weekreel package -o 报送

    Example: weekreel package -o 报送-县政府 --recipient 县政府 --json
    """
    with opened() as (settings, storage):
        found = campaign_of(storage, campaign)
        folder, zipped, made = make_package(settings, storage, found, out, recipient, force=force)
        if as_json:
            row = package_row(made, storage.catalog.handing.moves(found.key))
            print(
                json.dumps({**row, "folder": str(folder), "zip": str(zipped)}, ensure_ascii=False)
            )
            return
        print(folder)
        print(zipped)


def make_package(
    settings: Settings,
    storage: Storage,
    campaign: Campaign,
    out: Path,
    recipient: str = "",
    *,
    force: bool = False,
) -> tuple[Path, Path, Package]:
    """The bag's folder and the zip beside it.

    NotFound before a film is verified, UsageError when something stands there already; a zip that
    is no package of ours is written over only by `force`.
    """
    out = free_folder(out)
    check_beside(out, force=force)
    _film_in_its_size(settings, storage, campaign, recipient)
    made = start_package(storage, campaign, recipient=recipient, by=TERMINAL, at=now())
    job = NewJob(kind="package", subject=made.id, campaign=campaign.key)
    (ended,) = wait_for(storage, settings, [job.id], title=said(Words(zh="报送包", en="package")))
    if ended.state != "done":
        raise WeekReelError(
            Words(
                zh=f"报送包没有完成：{ended.why.zh if ended.why else ''}",
                en=f"package not made: {ended.error}",
            )
        )
    made = storage.catalog.packages.get(made.id)
    _warn_of_a_draft(made)
    folder = write_folder(storage.blobs, made, out)
    zipped = zip_beside(folder, draft=made.is_draft)
    write_zip(storage.blobs, made, zipped)
    return folder, zipped, made


def _film_in_its_size(
    settings: Settings, storage: Storage, campaign: Campaign, recipient: str
) -> None:
    """Cut the copy that the recipient asks for, and wait for it."""
    terms = checked_recipient(campaign, recipient)
    film = sendable(storage.catalog.films.all(campaign.key))
    if film is None:
        raise NotFound(
            Words(
                zh="还没有检查过的成片，请先运行 weekreel cut --wait",
                en="there is no verified film yet; run weekreel cut --wait first",
            )
        )
    copies = storage.catalog.films.copies(film.id)
    if terms is None or terms.profile is None or film_for(film, copies, terms) is not None:
        return
    copy: Film = storage.catalog.films.start_copy(film.id, profile=terms.profile, at=now())
    cut_and_wait(settings, storage, copy)


def _warn_of_a_draft(made: Package) -> None:
    if not made.is_draft:
        return
    failed = [f for f in made.findings if f.kind == "required" and f.outcome == "fail"]
    for finding in failed:
        print(said(finding.words), file=sys.stderr)
    words = Words(
        zh=f"这是草稿：有 {len(failed)} 项必须条款未通过，不能报送",
        en=f"this is a draft: {len(failed)} required findings fail, do not send it",
    )
    print(said(words), file=sys.stderr)


def packages(
    mark: Annotated[str | None, typer.Option(help="id or number of the package to mark")] = None,
    to: Annotated[
        PackageState | None, typer.Option("--to", help="what became of it, with --mark")
    ] = None,
    reason: Annotated[str, typer.Option(help="why it was sent back, with --to returned")] = "",
    as_json: AsJson = False,
    campaign: CampaignKey = None,
) -> None:
    """List every version of the package with its state and what changed, the newest first.

    Example: weekreel packages --json

    Example: weekreel packages --mark 2 --to returned --reason 片长超过3分钟
    """
    with opened() as (_settings, storage):
        found = campaign_of(storage, campaign)
        if mark is not None or to is not None:
            _mark(storage, found, mark, to, reason)
        kept = storage.catalog.packages.all(found.key)
        changed = differences(storage.catalog, kept)
        moves = storage.catalog.handing.moves(found.key)
        for each in reversed(kept):
            lines = changed.get(each.id, ())
            if as_json:
                row = package_row(each, moves)
                row["changed"] = [words(line) for line in lines]
                print(json.dumps(row, ensure_ascii=False))
                continue
            _tell(found, each, lines)


def _mark(
    storage: Storage, campaign: Campaign, mark: str | None, to: PackageState | None, reason: str
) -> None:
    if mark is None or to is None:
        raise UsageError(Words(zh="--mark 和 --to 要一起用", en="--mark and --to go together"))
    kept = _package(storage, campaign, mark)
    storage.catalog.handing.move(
        kept.id, seen=kept.state, to=to, by=TERMINAL, at=now(), reason=reason
    )


def _tell(campaign: Campaign, package: Package, changed: tuple[Words, ...]) -> None:
    when = local_time(package.created_at, campaign.zone)
    state = said(shown(package).words) if package.files else "…"
    who = f"  → {package.recipient}" if package.recipient else ""
    print(f"{package.number}  {when:%Y-%m-%d %H:%M}  {state}  {package.id}{who}")
    for line in changed:
        print(f"     {said(line)}")


def share(
    context: typer.Context,
    package: Annotated[
        str | None, typer.Option(help="id or number; the newest that is made")
    ] = None,
    leader: Annotated[bool, typer.Option("--leader", help="to sign film and report off")] = False,
    label: Annotated[str, typer.Option("--for", help="whom it is for, a note of your own")] = "",
    days: Annotated[int, typer.Option(help=f"how long it lasts, 1 to {MOST_DAYS}")] = USUAL_DAYS,
    as_json: AsJson = False,
    campaign: CampaignKey = None,
) -> None:
    """Print a secret link to a package. `share list` shows all, `share revoke ID` ends one.

    Example: weekreel share --package 2 --for 市科技局 --days 7

    Example: weekreel share --leader --for 分管领导 --json
    """
    with opened() as (settings, storage):
        found = campaign_of(storage, campaign)
        if context.args and context.args[0] == "revoke":
            _revoke(storage, found, context.args[1:])
        elif context.args == ["list"]:
            _list(storage, found, as_json=as_json)
        elif context.args:
            raise UsageError(Words(zh=f"看不懂 {context.args}", en=f"cannot read {context.args}"))
        else:
            made = _share(storage, found, package, leader=leader, label=label, days=days)
            _print(settings, made, as_json=as_json)


def _share(
    storage: Storage,
    campaign: Campaign,
    package: str | None,
    *,
    leader: bool,
    label: str,
    days: int,
) -> Shared:
    if leader:
        return share_with_leader(
            storage, campaign.key, label=label, days=days, by=TERMINAL, at=now()
        )
    kept = _package(storage, campaign, package)
    return share_package(storage, kept, label=label, days=days, by=TERMINAL, at=now())


def _print(settings: Settings, made: Shared, *, as_json: bool) -> None:
    link = page_link(settings, made.path)
    if as_json:
        print(json.dumps({**link_row(made.link, now()), "link": link}, ensure_ascii=False))
        return
    print(f"link {made.link.id}", file=sys.stderr)
    print(link)


def _list(storage: Storage, campaign: Campaign, *, as_json: bool) -> None:
    """Every link with how often it was used; the secrets are kept nowhere."""
    fetches = storage.catalog.handing.fetches(campaign.key)
    for link in storage.catalog.handing.links(campaign.key):
        mine = [each for each in fetches if each.link == link.id]
        row = {**link_row(link, now()), "visits": len(mine)}
        if as_json:
            print(json.dumps(row, ensure_ascii=False))
            continue
        print(
            f"{link.id}  {link.kind}  {row['state']}  {link.package or '-'}  {link.label or '-'}  "
            f"{len(mine)}"
        )


def _revoke(storage: Storage, campaign: Campaign, args: list[str]) -> None:
    if len(args) != 1 or not args[0].isdecimal():
        raise UsageError(
            Words(
                zh="请写链接的编号：weekreel share revoke 3",
                en="say which: weekreel share revoke 3",
            )
        )
    link = int(args[0])
    if link not in {each.id for each in storage.catalog.handing.links(campaign.key)}:
        raise NotFound(Words(zh=f"没有第 {link} 个链接", en=f"there is no link {link}"))
    ended = storage.catalog.handing.revoke(link, by=TERMINAL, at=now())
    print(
        said(Words(zh="已停用", en="ended") if ended else Words(zh="早已停用", en="ended before"))
    )


def _no_package(asked: str | None) -> Words:
    if asked is not None:
        return Words(zh=f"没有做好的报送包“{asked}”", en=f"there is no finished package {asked!r}")
    return Words(
        zh="还没有做好的报送包，请先运行 weekreel package",
        en="there is no finished package yet; run weekreel package first",
    )


def _package(storage: Storage, campaign: Campaign, asked: str | None) -> Package:
    """By id or number, else the newest that is made; NotFound."""
    made = [each for each in storage.catalog.packages.all(campaign.key) if each.files]
    if asked is None:
        fitting = made[-1:]
    else:
        fitting = [each for each in made if asked in (each.id, str(each.number))]
    if not fitting:
        raise NotFound(_no_package(asked))
    return fitting[0]
