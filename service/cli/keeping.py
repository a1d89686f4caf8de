"""Commands of the owner's: a copy on a stick, and back."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from domain.errors import WeekReelError
from domain.words import Words
from service.cli.common import opened, said
from service.cli.long_work import bars
from service.keeping import restore as restoring
from service.keeping.backup import back_up
from service.keeping.book import Book
from service.keeping.revived import ended_words
from service.keeping.telling import listed
from storage.house_lock import alone
from storage.opening import open_blobs
from storage.settings import read_settings
from storage.sql.revived import Ended


def add_to(app: typer.Typer) -> None:
    app.command()(backup)
    app.command()(restore)


def backup(
    folder: Annotated[Path, typer.Argument(metavar="DIR")],
    without_segments: Annotated[
        bool,
        typer.Option("--without-segments", help="leave out rendered shots, which are cut again"),
    ] = False,
) -> None:
    """Copy everything into a folder, verified, while all goes on; only what is new the next time.

    Example: weekreel backup /media/usb/weekreel
    """
    with opened() as (settings, storage), bars() as telling:
        book = back_up(
            settings,
            storage.blobs,
            folder.absolute(),
            telling=telling,
            without_segments=without_segments,
        )
    _tell(book, Words(zh="备份完成并已核对", en="backed up and read back"))
    if book.missing:
        names = listed(book.missing)
        raise WeekReelError(
            Words(
                zh=f"备份已完成，但存储本身缺失或损坏 {len(book.missing)} 个文件：{names}",
                en=f"backed up, but the store itself has lost or damaged {len(book.missing)}"
                f" files: {names}",
            )
        )


def restore(
    folder: Annotated[Path, typer.Argument(metavar="DIR")],
    check: Annotated[
        bool, typer.Option("--check", help="read and compare every byte; restore nothing")
    ] = False,
    despite_damage: Annotated[
        bool, typer.Option("--despite-damage", help="go on without damaged files")
    ] = False,
    keep_links: Annotated[
        bool,
        typer.Option("--keep-links", help="leave links open: none was ended since the backup"),
    ] = False,
) -> None:
    """Make a backup the data of an empty WEEKREEL_HOME; go on where it was interrupted.

    Example: weekreel restore /media/usb/weekreel
    """
    if check:
        _check(folder.absolute())
        return
    settings = read_settings()
    ended: list[Ended] = []
    try:
        with alone(settings.home), bars() as telling:
            book = restoring.restore(
                settings,
                open_blobs(settings),
                folder.absolute(),
                telling=telling,
                despite_damage=despite_damage,
                keep_links=keep_links,
                on_ended=ended.append,
            )
    finally:
        _tell_ended(ended)
    _tell(book, Words(zh=f"已恢复到 {settings.home}", en=f"restored to {settings.home}"))


def _tell_ended(ended: list[Ended]) -> None:
    for words in (words for each in ended for words in ended_words(each)):
        print(said(words), file=sys.stderr)


def _check(folder: Path) -> None:
    with bars() as telling:
        checked = restoring.check(folder, telling=telling)
    if checked.faults:
        names = listed(checked.faults)
        raise WeekReelError(
            Words(
                zh=f"备份里有 {len(checked.faults)} 个文件损坏或缺失：{names}",
                en=f"{len(checked.faults)} files of the backup are damaged or missing: {names}",
            )
        )
    _tell(checked.book, Words(zh="备份完好", en="the backup is sound"))


def _tell(book: Book, words: Words) -> None:
    size = f"{book.bytes / 1e6:.1f} MB"
    print(
        said(
            Words(
                zh=f"{words.zh}：{book.files} 个文件，{size}，数据时间 {book.taken_at}",
                en=f"{words.en}: {book.files} files, {size}, as of {book.taken_at}",
            )
        )
    )
    for count in book.campaigns:
        print(
            said(
                Words(
                    zh=f"  {count.key}：素材 {count.assets}，成片 {count.films}，"
                    f"报送包 {count.packages}",
                    en=f"  {count.key}: {count.assets} assets, {count.films} films,"
                    f" {count.packages} packages",
                )
            )
        )
