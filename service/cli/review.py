"""Commands of the review: unattended acceptance, withdrawal."""

import secrets
from typing import Annotated

import typer

from domain.errors import UsageError, WeekReelError
from domain.people import TERMINAL
from domain.words import Words
from service import reviewing
from service.cli.common import CampaignKey, campaign_of, now, opened, said
from service.cli.waiting import wait_for
from storage.queue import NewJob


def add_to(app: typer.Typer) -> None:
    app.command()(review)
    app.command()(withdraw)
    app.command()(alike)


def review(
    accept_suggested: Annotated[
        bool, typer.Option("--accept-suggested", help="accept every suggestion that is ready")
    ] = False,
    campaign: CampaignKey = None,
) -> None:
    """Accept what is ready without a look; logged as the machine's, never decides consent.

    Example: weekreel review --accept-suggested
    """
    if not accept_suggested:
        raise UsageError(
            Words(
                zh="逐件审核请用页面（weekreel serve）；无人值守请加 --accept-suggested",
                en="review in the pages (weekreel serve), or say --accept-suggested",
            )
        )
    with opened() as (_settings, storage):
        found = campaign_of(storage, campaign)
        decided = reviewing.accept_suggested(storage, found.key, at=now())
        counts = storage.catalog.assets.counts(found.key)
        waiting, held = counts.get("tagged", 0), counts.get("held", 0)
        print(
            said(
                Words(
                    zh=f"接受 {len(decided)} 件；{waiting} 件存疑、{held} 件待征得同意，请人工审核",
                    en=f"{len(decided)} accepted; {waiting} in doubt, {held} held for consent",
                )
            )
        )


def withdraw(
    asset: Annotated[str, typer.Argument(help="asset id")],
    reason: Annotated[str, typer.Option(help="why, in a few words")],
) -> None:
    """Take an asset out of everything and delete its bytes.

    Example: weekreel withdraw 3f2a9c0d11e4b7a8 --reason 家长要求撤回
    """
    with opened() as (_settings, storage):
        reviewing.withdraw(storage, asset, actor=TERMINAL, reason=reason, at=now())
        print(said(Words(zh=f"{asset} 已撤回并删除", en=f"{asset} is withdrawn and deleted")))


def alike(
    again: Annotated[
        bool, typer.Option("--again", help="judge by this version's rules what is judged already")
    ] = False,
    wait: Annotated[bool, typer.Option("--wait", help="until all clips are compared")] = False,
    campaign: CampaignKey = None,
) -> None:
    """Compare a campaign's clips anew, after an upgrade; what people grouped by hand stands.

    Example: weekreel alike --again --wait
    """
    if not again:
        raise UsageError(
            Words(
                zh="新来的视频自动比对；要按新版本的规则重新比对已有的，请加 --again",
                en="clips are compared as they come; say --again to judge those that were",
            )
        )
    with opened() as (settings, storage):
        key = campaign_of(storage, campaign).key
        job = NewJob(kind="alike", subject=key, campaign=key, nonce=secrets.token_hex(4))
        storage.queue.send(job)
        print(job.id)
        if not wait:
            return
        words = Words(zh="比对视频", en="comparing clips")
        (ended,) = wait_for(storage, settings, [job.id], title=said(words))
        if ended.state != "done":
            zh = f"比对没有完成：{ended.why.zh if ended.why else ''}"
            raise WeekReelError(Words(zh=zh, en=f"clips were not compared: {ended.error}"))
