"""Commands of the review: unattended acceptance, withdrawal."""

from typing import Annotated

import typer

from domain.errors import UsageError
from domain.words import Words
from service import reviewing
from service.cli.common import TERMINAL, CampaignKey, campaign_of, now, opened, said


def add_to(app: typer.Typer) -> None:
    app.command()(review)
    app.command()(withdraw)


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
