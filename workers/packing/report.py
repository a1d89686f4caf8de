"""The report in a package: .docx, and .pdf where LibreOffice is installed, or why there is none."""

from collections.abc import Sequence
from pathlib import Path

import structlog

from domain.errors import ToolCancelled, ToolFailed, ToolMissing
from domain.film import Finding, FindingKind, Outcome, PackageFile
from domain.packing.package_contents import PackagedPhoto
from domain.packing.packaging import Contents, Gathered
from domain.packing.report_blocks import Block, Report
from domain.words import Words
from workers.bench import make_room
from workers.packing.keeping import Keeping
from workers.packing.photos import figure
from workers.tools.packing.office import is_installed, to_pdf
from workers.tools.packing.office_fonts import Substituted
from workers.tools.packing.report_docx import write_report
from workers.tools.packing.report_reading import read_report

REPORT, PDF = "总结报告.docx", "总结报告.pdf"
_PDF_RULE, _FONTS_RULE = "report.pdf", "report.fonts"
_USUAL = "各地通知的通行要求：报告报送 Word 和 PDF 两种"
_STANDARD = "GB/T 9704-2012《党政机关公文格式》"
_LACKING = Words(
    zh="处理报送包的机器没有安装 LibreOffice，包里没有 PDF。"
    "请用 Word 或 WPS 打开总结报告后另存为 PDF",
    en="the machine that packs has no LibreOffice, so there is no PDF; save one from the .docx",
)


def keep_report(
    keeping: Keeping, gathered: Gathered, made: Contents, photos: Sequence[PackagedPhoto]
) -> tuple[list[PackageFile], list[Finding]]:
    """The report's files, and what is to be said of its PDF."""
    docx = keeping.folder / "report.docx"
    _write(keeping, gathered, made, photos, docx)
    files = [keeping.put_file(f"data/{made.mark}{REPORT}", docx)]
    if not is_installed():
        return files, [_no_pdf(_LACKING)]
    make_room(keeping.bench)
    try:
        converted = to_pdf(docx, keeping.folder / "pdf", cancelled=keeping.bench.cancelled)
    except ToolCancelled:
        raise
    except (ToolFailed, ToolMissing) as fault:
        said = getattr(fault, "stderr_tail", "")
        structlog.get_logger().warning("no PDF of the report", fault=f"{fault} {said}".strip())
        words = Words(
            zh=f"PDF 没有做成（{fault.words.zh}），包里只有 Word 文件，请用 Word 另存为 PDF",
            en=f"no PDF was made ({fault.words.en}); save one from the .docx",
        )
        return files, [_no_pdf(words)]
    files.append(keeping.put_file(f"data/{made.mark}{PDF}", converted.pdf))
    return files, [_pdf(), _fonts(converted.substituted)]


def _write(
    keeping: Keeping,
    gathered: Gathered,
    made: Contents,
    photos: Sequence[PackagedPhoto],
    docx: Path,
) -> None:
    """The .docx; its pictures are held no longer than that."""
    assets = {photo.asset.id: photo.asset for photo in photos}
    pictures = {
        block.asset: figure(keeping.bench, assets[block.asset])
        for block in made.report.blocks
        if block.asset is not None
    }
    write_report(made.report, pictures, docx, made=gathered.made)
    _check_written(docx, made.report)


def _check_written(docx: Path, report: Report) -> None:
    """What a receiver will read is what was checked; ToolFailed when it is not."""

    def said(blocks: Sequence[Block]) -> list[tuple[object, ...]]:
        return [(block.kind, block.text, block.rows) for block in blocks]

    if said(read_report(docx).blocks) != said(report.blocks):
        raise ToolFailed(
            Words(
                zh="写出的总结报告与内容不一致，没有打包，请联系管理员",
                en="the report as it was written does not say what it should; nothing was packed",
            )
        )


def _no_pdf(words: Words) -> Finding:
    return Finding(
        rule=_PDF_RULE,
        kind=FindingKind.ADVISORY,
        outcome=Outcome.NOT_CHECKED,
        measured="没有 PDF",
        wanted="Word 和 PDF",
        words=words,
        source=_USUAL,
        mend="/report",
    )


def _pdf() -> Finding:
    return Finding(
        rule=_PDF_RULE,
        kind=FindingKind.ADVISORY,
        outcome=Outcome.PASS,
        measured="Word 和 PDF",
        wanted="Word 和 PDF",
        words=Words(zh="总结报告有 Word 和 PDF 两种", en="the report is there as .docx and .pdf"),
        source=_USUAL,
    )


def _fonts(found: Sequence[Substituted]) -> Finding:
    """Which faces of the PDF are not those of the standard; the .docx names the right ones."""
    told = "、".join(f"{each.wanted}→{each.used}" for each in found)
    words = Words(zh="PDF 用的是标准规定的字体", en="the PDF is set in the standard's fonts")
    if found:
        names = "、".join(each.wanted for each in found)
        words = Words(
            zh=f"本机没有{names}，PDF 用了相近的字体，版面以 Word 文件为准；"
            "要正式的 PDF 请在装有这些字体的电脑上另存",
            en=f"{names} are not installed here: the PDF is set in what comes near, "
            "the .docx is the authority",
        )
    return Finding(
        rule=_FONTS_RULE,
        kind=FindingKind.ADVISORY,
        outcome=Outcome.FAIL if found else Outcome.PASS,
        measured=told or "一致",
        wanted="方正小标宋、黑体、楷体、仿宋、宋体",
        words=words,
        source=_STANDARD,
    )
