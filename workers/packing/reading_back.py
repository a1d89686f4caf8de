"""What the files of a package say, read from the very files that go into the bag."""

from collections.abc import Sequence
from pathlib import Path

from domain.film import PackageFile
from domain.packing.asset_list import LIST_HEADER
from domain.packing.packaging import Written
from workers.bench import Bench
from workers.tools.packing.written_parts import read_list, read_report


def written_parts(
    bench: Bench, payload: Sequence[PackageFile], report: PackageFile, listed: PackageFile
) -> Written:
    """Report and list as a receiver opens them, photos under their files' names."""
    with bench.blobs.local(report.blob) as docx, bench.blobs.local(listed.blob) as xlsx:
        return Written(
            report=read_report(docx),
            rows=read_list(xlsx, LIST_HEADER),
            photos={file.asset: Path(file.path).name for file in payload if file.asset},
        )
