"""The command that moves all that is kept into another database and store."""

import os
from typing import Annotated

import typer
from sqlalchemy import make_url

from domain.errors import UsageError, WeekReelError
from domain.words import Words
from service.cli.common import said
from service.cli.long_work import bars
from service.keeping.move import Moved, forget_journals, move
from service.keeping.telling import listed
from storage.database_url import masked
from storage.house_lock import alone
from storage.settings import Settings, read_settings
from storage.sql.engine import make_engine, storage_errors, writing
from storage.sql.marks import forget_mark


def add_to(app: typer.Typer) -> None:
    app.command("move")(move_all)


def move_all(
    to_database: Annotated[
        str | None, typer.Option("--to-database", envvar="WEEKREEL_TO_DATABASE", metavar="URL")
    ] = None,
    to_blobs: Annotated[
        str | None, typer.Option("--to-blobs", envvar="WEEKREEL_TO_BLOBS", metavar="URL")
    ] = None,
    undo_mark: Annotated[
        bool, typer.Option("--undo-mark", help="use the old place again after a move")
    ] = False,
) -> None:
    """Move rows and blobs from the settings' storage into another, verified; may be run again.

    Example: weekreel move --to-database postgresql://u:p@db/weekreel --to-blobs s3://bucket/wr
    """
    settings = read_settings()
    if undo_mark:
        _undo_mark(settings)
        return
    target = _target(to_database, to_blobs)
    with alone(settings.home), bars() as telling:
        moved = move(settings, target, to=_shown(target), telling=telling)
    _tell(moved)
    if moved.different:
        names = listed(moved.different)
        raise WeekReelError(
            Words(
                zh=f"两边不同：{names}。原位置没有改动，请再运行一次",
                en=f"the sides differ: {names}; the old place is as it was: run this again",
            )
        )
    forget_journals(settings.home)
    _tell_settings(target, to_database, to_blobs)


def _target(to_database: str | None, to_blobs: str | None) -> Settings:
    if not to_database and not to_blobs:
        raise UsageError(
            Words(
                zh="请用 --to-database 和/或 --to-blobs 指明新位置",
                en="say where to: --to-database URL, --to-blobs URL, or both",
            )
        )
    present = read_settings()
    return read_settings(
        {
            **os.environ,
            "WEEKREEL_DATABASE_URL": to_database or present.database_url,
            "WEEKREEL_BLOBS_URL": to_blobs or present.blobs_url,
        }
    )


def _shown(settings: Settings) -> str:
    """The place without its password, for whoever opens the old one."""
    return f"{masked(settings.database_url)} + {settings.blobs_url.partition('?')[0]}"


def _tell(moved: Moved) -> None:
    old, new = moved.source, moved.target
    print(
        said(Words(zh=f"{'表':<28}{'原':>12}{'新':>12}", en=f"{'table':<28}{'old':>12}{'new':>12}"))
    )
    for name in sorted(old.tables.keys() | new.tables.keys()):
        here, there = old.tables.get(name), new.tables.get(name)
        rows = (here.rows if here else 0, there.rows if there else 0)
        if any(rows):
            print(f"{name:<28}{rows[0]:>12}{rows[1]:>12}{'' if here == there else '  ≠'}")
    print(f"{'blobs':<28}{old.blobs:>12}{new.blobs:>12}")
    print(f"{'bytes':<28}{old.bytes:>12}{new.bytes:>12}")
    if not moved.different:
        print(said(Words(zh="两边相同", en="equal")))
    if moved.lost:
        names = listed(moved.lost)
        lost = Words(
            zh=f"原存储里早已缺 {len(moved.lost)} 个文件：{names}",
            en=f"{len(moved.lost)} files were missing in the old store before: {names}",
        )
        print(said(lost))


def _tell_settings(target: Settings, to_database: str | None, to_blobs: str | None) -> None:
    told = Words(
        zh="从现在起使用这些设置（密码请自己补上）：",
        en="from now on, set these (with the password):",
    )
    print(said(told))
    if to_database:
        url = make_url(target.database_url)
        plain = url.set(drivername=url.get_backend_name()).render_as_string(hide_password=False)
        print(f"WEEKREEL_DATABASE_URL={masked(plain)}")
    if to_blobs:
        print(f"WEEKREEL_BLOBS_URL={target.blobs_url}")


def _undo_mark(settings: Settings) -> None:
    engine = make_engine(settings.database_url)
    try:
        with storage_errors(), writing(engine).begin() as connection:
            forget_mark(connection)
    finally:
        engine.dispose()
    print(said(Words(zh="这里又可以使用了", en="this place can be used again")))
