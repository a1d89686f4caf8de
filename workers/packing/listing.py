"""The list of all assets in a package, with a small picture of each."""

from pathlib import Path

from domain.errors import ToolFailed
from domain.film import PackageFile
from domain.packing.asset_list import LIST_HEADER, listed
from domain.packing.packaging import Contents, Gathered
from domain.words import Words
from workers.packing.keeping import Keeping
from workers.packing.photos import thumbnail
from workers.tools.packing.list_xlsx import Pictures, write_list
from workers.tools.packing.written_parts import read_list

LIST = "素材清单.xlsx"
_COLUMN = "缩略图"


def keep_list(keeping: Keeping, gathered: Gathered, made: Contents) -> PackageFile:
    assets = listed(gathered.campaign, gathered.assets)
    made_of = keeping.bench.catalog.assets.derivatives_of([asset.id for asset in assets])
    pictures = Pictures(
        column=LIST_HEADER.index(_COLUMN),
        of=lambda row: thumbnail(keeping.bench, made_of.get(assets[row].id, {})),
    )
    out = keeping.folder / "list.xlsx"
    write_list("素材清单", LIST_HEADER, made.rows, out, made=gathered.made, pictures=pictures)
    _check_written(out, made)
    return keeping.put_file(f"data/{made.mark}{LIST}", out)


def _check_written(xlsx: Path, made: Contents) -> None:
    """What a receiver will read is what was checked; ToolFailed when it is not."""
    wanted = [tuple("" if cell is None else str(cell) for cell in row) for row in made.rows]
    if read_list(xlsx, LIST_HEADER) != wanted:
        raise ToolFailed(
            Words(
                zh="写出的素材清单与内容不一致，没有打包，请联系管理员",
                en="the list as it was written does not say what it should; nothing was packed",
            )
        )
