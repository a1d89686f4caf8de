"""Commands of the audit log: is its chain whole, and out of the house with it."""

from pathlib import Path
from typing import Annotated

import typer

from domain.errors import Conflict
from domain.reviewing.audit_chain import Checked
from domain.words import Words
from service.audit_file import check_file, check_log, lines, written
from service.cli.common import opened, said

audit_app = typer.Typer(
    no_args_is_help=True,
    help="The log of who did what: check that nothing was changed, export it.",
    epilog="Example: weekreel audit verify",
)


def add_to(app: typer.Typer) -> None:
    audit_app.command("verify")(audit_verify)
    audit_app.command("export")(audit_export)
    app.add_typer(audit_app, name="audit")


def audit_verify(
    file: Annotated[
        Path | None, typer.Argument(help="an exported log; without it the one that is kept")
    ] = None,
) -> None:
    """Check that every entry hangs on the one before it; exit code 1 names the first that does not.

    Example: weekreel audit verify 操作记录.jsonl
    """
    if file is not None:
        _tell(check_file(file))
        return
    with opened() as (_settings, storage):
        chain, checked = check_log(storage.catalog.audit)
    if chain.anchor.number:
        gone = chain.anchor.number
        print(
            said(
                Words(
                    zh=f"前 {gone} 条已按保留期限清理，从第 {gone + 1} 条接着校验",
                    en=f"{gone} entries went by their days; checked from {gone + 1} on",
                )
            )
        )
    _tell(checked)


def audit_export(
    file: Annotated[Path, typer.Argument(help=".jsonl to write")],
) -> None:
    """Write the whole log with its chain: whoever has this file can tell later changes.

    Example: weekreel audit export 操作记录.jsonl
    """
    with opened() as (_settings, storage):
        written(file, lines(storage.catalog.audit))
    print(said(Words(zh=f"已写入 {file}", en=f"written to {file}")))


def _tell(checked: Checked) -> None:
    if checked.broken is not None:
        raise Conflict(checked.broken.words)
    end = checked.end
    print(
        said(
            Words(
                zh=f"{checked.entries} 条记录完整，末尾第 {end.number} 条，校验值 {end.hash}",
                en=f"{checked.entries} entries are whole, the last is {end.number}: {end.hash}",
            )
        )
    )
