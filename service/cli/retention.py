"""The command that shows, and deletes, what need not be kept any longer."""

from typing import Annotated

import typer

from domain.retention import RULE_WORDS
from domain.words import Words
from service.cli.common import now, opened, said
from service.keeping.retention import Line, Sweeping
from service.upload.spool import Spool


def add_to(app: typer.Typer) -> None:
    app.command()(retention)


def retention(
    apply: Annotated[
        bool, typer.Option("--apply", help="delete it; without this it is only shown")
    ] = False,
) -> None:
    """Show what the WEEKREEL_KEEP_*_DAYS settings allow to be deleted; delete it with --apply.

    Example: weekreel retention
    """
    with opened() as (settings, storage):
        spool = Spool(settings.home / "spool")
        sweeping = Sweeping(settings, storage, spool, clock=now)
        lines = sweeping.apply() if apply else sweeping.look()
    for line in lines:
        _tell(line)
    total = sum(line.bytes for line in lines) / 1e6
    done = Words(zh=f"已删除，共 {total:.1f} MB", en=f"deleted, {total:.1f} MB")
    shown = Words(
        zh=f"共 {total:.1f} MB。没有删除任何东西；确认后加 --apply",
        en=f"{total:.1f} MB; nothing was deleted: add --apply to delete it",
    )
    print(said(done if apply else shown))


def _tell(line: Line) -> None:
    size = f"{line.bytes / 1e6:.1f} MB" if line.bytes else ""
    print(f"{line.rule:<10}{line.count:>8}  {size:>12}  {said(RULE_WORDS[line.rule])}"
          f" · {said(line.why)}")  # fmt: skip
