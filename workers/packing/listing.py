"""The list of all assets in a package, with a small picture of each."""

from domain.film import PackageFile
from domain.packing.asset_list import LIST_HEADER, listed
from domain.packing.packaging import Contents, Gathered
from workers.packing.keeping import Keeping
from workers.packing.photos import thumbnail
from workers.tools.list_xlsx import Pictures, write_list

LIST = "素材清单.xlsx"
_COLUMN = "缩略图"


def keep_list(keeping: Keeping, gathered: Gathered, made: Contents) -> PackageFile:
    assets = listed(gathered.campaign, gathered.assets)
    pictures = Pictures(
        column=LIST_HEADER.index(_COLUMN),
        of=lambda row: thumbnail(keeping.bench, assets[row]),
    )
    out = keeping.folder / "list.xlsx"
    write_list("素材清单", LIST_HEADER, made.rows, out, made=gathered.made, pictures=pictures)
    return keeping.put_file(f"data/{made.mark}{LIST}", out)
