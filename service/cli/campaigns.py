"""Commands before the week: the notice, the campaign, units, invites."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from domain.campaign import Campaign, Unit
from domain.errors import NotFound, UsageError
from domain.people import TERMINAL
from domain.wording import activity_of as activity_by_key
from domain.wording import unit_name
from domain.words import Words
from service.cli.common import (
    CampaignKey,
    activity_of,
    campaign_of,
    now,
    opened,
    said,
    unit_of,
)
from service.weeks import campaign_file
from service.weeks.cards_soon import cards_soon_if_manned
from service.weeks.invite_sheet import write_sheet
from service.weeks.invites import (
    LOCAL_URL,
    check_qr,
    hash_secret,
    invite_link,
    new_secret,
    write_qr,
)
from service.weeks.opening_campaign import opening
from service.writing import write_beside_edited
from storage.catalog_people import AuditEntry
from storage.opening import Storage
from storage.settings import Settings

#: A row's number has no more; a longer one names none.
_MOST_DIGITS = 9

unit_app = typer.Typer(
    no_args_is_help=True,
    help="Units that the notice does not name.",
    epilog="Example: weekreel unit add 青石镇中心校 --alias 青石中心校",
)


def add_to(app: typer.Typer) -> None:
    app.command()(new)
    app.command("open")(open_campaign)
    unit_app.command("add")(unit_add)
    app.add_typer(unit_app, name="unit")
    app.command(
        context_settings={"allow_extra_args": True},
        epilog="Example: weekreel invite --unit 科协 --activity 2 --qr 科协.svg",
    )(invite)


def new(
    notice: Annotated[
        list[Path],
        typer.Argument(help=".txt, .docx, .pdf or .yaml; or the pages' pictures in their order"),
    ],
    out: Annotated[Path | None, typer.Option("-o", "--out", help="campaign.yaml to write")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="print the draft as JSON")] = False,
) -> None:
    """Draft a campaign from a notice; scans are read by text recognition, in WEEKREEL_HOME.

    Example: weekreel new 通知.docx -o campaign.yaml
    """
    # What reads notices takes a tenth of every command's start.
    from service.cli.scanning import drafted  # noqa: PLC0415
    from service.notices import notice_file  # noqa: PLC0415

    draft = drafted(notice)
    for warning in draft.warnings:
        print(f"{said(warning.words)} [{warning.code}]", file=sys.stderr)
    if as_json:
        print(json.dumps(notice_file.draft_row(draft), ensure_ascii=False))
    text = notice_file.campaign_text(draft)
    if out is not None:
        before = write_beside_edited(out, text)
        if before is not None:
            print(said(_kept_before(out, before)), file=sys.stderr)
    elif not as_json:
        print(text, end="")


def _kept_before(out: Path, before: Path) -> Words:
    return Words(
        zh=f"{out} 里原有的内容不同，已另存为 {before.name}",
        en=f"{out} held something else, which is kept as {before.name}",
    )


def open_campaign(
    file: Annotated[Path, typer.Argument(help="campaign.yaml")],
    merge: Annotated[list[str], typer.Option(help="OLD=NEW activity keys")] = [],  # noqa: B006
) -> None:
    """Create or update a campaign and show what changes.

    Example: weekreel open campaign.yaml --merge a7=a3
    """
    campaign = campaign_file.load(file)
    merges = dict(_merge_pair(pair) for pair in merge)
    with opened() as (settings, storage):
        found = opening(storage.catalog, campaign)
        storage.catalog.campaigns.save(found.campaign, merges=merges, at=now())
        cards_soon_if_manned(storage, found.campaign.key, settings.lease_ttl_s)
    before = {activity.key for activity in found.old.activities} if found.old else set[str]()
    for gone in sorted(merges.keys() - before):
        # No error: a command that is run again merges what was merged before.
        words = Words(zh=f"原来没有活动 {gone}，没有可并入的", en=f"no activity {gone} to merge")
        print(said(words), file=sys.stderr)
    for change in found.changes:
        print(said(change.words))
    if found.old is not None and not found.changes:
        print(said(Words(zh="没有变化", en="nothing changed")))
    print(campaign.key)


def _merge_pair(pair: str) -> tuple[str, str]:
    old, sep, heir = pair.partition("=")
    if not (sep and old and heir):
        raise UsageError(
            Words(zh=f"--merge 写作 旧=新，收到“{pair}”", en=f"--merge is OLD=NEW, not {pair!r}")
        )
    return old, heir


def unit_add(
    name: Annotated[str, typer.Argument()],
    alias: Annotated[list[str], typer.Option()] = [],  # noqa: B006
    campaign: CampaignKey = None,
) -> None:
    """Add a unit.

    Example: weekreel unit add 青石镇中心校 --alias 青石中心校
    """
    with opened() as (settings, storage):
        found = campaign_of(storage, campaign)
        taken = {unit.key for unit in found.units}
        key = next(f"u{n}" for n in range(1, len(taken) + 2) if f"u{n}" not in taken)
        storage.catalog.campaigns.add_unit(
            found.key, Unit(key=key, name=name, aliases=tuple(alias))
        )
        cards_soon_if_manned(storage, found.key, settings.lease_ttl_s)
        print(key)


def invite(
    context: typer.Context,
    unit: Annotated[str | None, typer.Option(help="name, alias or key")] = None,
    activity: Annotated[int | None, typer.Option(help="number of the activity")] = None,
    qr: Annotated[Path | None, typer.Option(help="write a QR code: .svg or .png")] = None,
    sheet: Annotated[Path | None, typer.Option(help="QR sheet to print: .pdf or .html")] = None,
    campaign: CampaignKey = None,
) -> None:
    """Print a sender's link. `weekreel invite list` shows all, `invite revoke ID` ends one.

    `weekreel invite reopen ID…` opens links again that were ended, after a restore above all.

    Example: weekreel invite --unit 科协 --activity 2
    """
    if context.args and context.args[0] in _VERBS:
        _VERBS[context.args[0]](context.args[1:])
        return
    if context.args == ["list"]:
        _list(campaign)
        return
    if context.args:
        unknown = " ".join(context.args)
        raise UsageError(
            Words(
                zh=f"不认“{unknown}”，可用：list、revoke 编号、reopen 编号…",
                en=f"{unknown!r} is not known; there are list, revoke ID and reopen ID…",
            )
        )
    if qr is not None:
        check_qr(qr)
    with opened() as (settings, storage):
        found = campaign_of(storage, campaign)
        _warn_of_local_links(settings)
        if sheet is not None:
            for each in write_sheet(storage.catalog, settings, found, sheet, at=now()):
                _note(storage, found.key, "invite", each.id)
            print(sheet)
            return
        link = invite_link(settings, _secret_of_a_new_one(storage, found, unit, activity))
        print(link)
        # Kept nowhere: it is said before something may fail.
        if qr is not None:
            write_qr(link, qr)


def _secret_of_a_new_one(
    storage: Storage, campaign: Campaign, unit: str | None, activity: int | None
) -> str:
    if unit is None:
        raise UsageError(Words(zh="请用 --unit 指明单位", en="say which unit with --unit"))
    secret = new_secret()
    made = storage.catalog.intake.add_invite(
        campaign=campaign.key,
        unit=unit_of(campaign, unit).key,
        activity=activity_of(campaign, activity).key if activity is not None else None,
        secret_hash=hash_secret(secret),
        at=now(),
    )
    _note(storage, campaign.key, "invite", made.id)
    print(f"invite {made.id}", file=sys.stderr)
    return secret


def _list(campaign: str | None) -> None:
    with opened() as (_settings, storage):
        found = campaign_of(storage, campaign)
        for made in storage.catalog.intake.invites(found.key):
            activity = activity_by_key(found, made.activity)
            state = (
                Words(zh="已停用", en="ended") if made.revoked_at else Words(zh="可用", en="open")
            )
            print(
                f"{made.id}\t{unit_name(found, made.unit)}\t"
                f"{activity.title if activity else '-'}\t{made.created_at:%Y-%m-%d}\t{said(state)}"
            )


def _warn_of_local_links(settings: Settings) -> None:
    if settings.public_url is None:
        print(
            said(
                Words(
                    zh=f"未设置 WEEKREEL_PUBLIC_URL，链接只能在本机打开（{LOCAL_URL}）",
                    en=f"WEEKREEL_PUBLIC_URL is not set; links open on this machine only "
                    f"({LOCAL_URL})",
                )
            ),
            file=sys.stderr,
        )


def _revoke(arguments: list[str]) -> None:
    if len(arguments) != 1 or not arguments[0].isdigit():
        raise UsageError(
            Words(zh="用法：weekreel invite revoke 编号", en="usage: weekreel invite revoke ID")
        )
    with opened() as (_settings, storage):
        named = len(arguments[0]) <= _MOST_DIGITS
        invite = int(arguments[0]) if named else 0
        ended = storage.catalog.intake.revoke(invite, at=now())
        if ended is None:
            raise NotFound(
                Words(zh="没有这个邀请，或已失效", en="no such invite, or revoked already")
            )
        _note(storage, ended, "revoke", invite)
    print(said(Words(zh="已停用，收到的都在", en="ended; what came by it is kept")))


def _reopen(arguments: list[str]) -> None:
    """All that can be; NotFound names the others."""
    if not arguments or not all(each.isdecimal() for each in arguments):
        raise UsageError(
            Words(zh="用法：weekreel invite reopen 编号…", en="usage: weekreel invite reopen ID…")
        )
    with opened() as (_settings, storage):
        stayed = [each for each in arguments if not _opened_again(storage, each)]
    opened_again = len(arguments) - len(stayed)
    print(said(Words(zh=f"重新启用 {opened_again} 个", en=f"{opened_again} opened again")))
    if stayed:
        raise NotFound(
            Words(
                zh=f"这些没有停用过，或单位已不在方案里：{'、'.join(stayed)}",
                en=f"these were not ended, or their unit left the plan: {', '.join(stayed)}",
            )
        )


def _note(storage: Storage, campaign: str, event: str, invite: int) -> None:
    entry = AuditEntry(at=now(), actor=TERMINAL, event=event, subject=str(invite))
    storage.catalog.audit.add(campaign, entry)


def _opened_again(storage: Storage, invite: str) -> bool:
    campaign = storage.catalog.intake.reopen(int(invite)) if len(invite) <= _MOST_DIGITS else None
    if campaign is not None:
        _note(storage, campaign, "reopen", int(invite))
    return campaign is not None


_VERBS = {"revoke": _revoke, "reopen": _reopen}
