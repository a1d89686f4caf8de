"""The findings page of a package, with its poster, contact sheet and the sums of its files."""

from collections.abc import Sequence

from domain.film import PackageFile
from domain.packing.package_contents import ActivityFacts, days_text
from domain.packing.packaging import Contents, Gathered
from domain.timebase import clock
from domain.wording import period_zh
from workers.packing.keeping import Keeping
from workers.tools.film.contact_sheet import write_poster, write_sheet
from workers.tools.packing.findings_page import (
    CoverageRow,
    FileRow,
    FindingsPage,
    checking_script,
    render,
)

PAGE = "检查结果.html"


def keep_page(
    keeping: Keeping, gathered: Gathered, made: Contents, payload: Sequence[PackageFile]
) -> PackageFile:
    """The page over all other files of the payload, whose first is the film."""
    page = _page(keeping, gathered, made, payload)
    html = render(page, checking_script(keeping.bench.browser_parts))
    return keeping.put(page.page_path, html.encode())


def _page(
    keeping: Keeping, gathered: Gathered, made: Contents, payload: Sequence[PackageFile]
) -> FindingsPage:
    campaign, film_file = gathered.campaign, payload[0]
    poster, sheet = _pictures(keeping, gathered, film_file)
    return FindingsPage(
        title=campaign.title,
        period=period_zh(campaign.starts_on, campaign.ends_on),
        theme=campaign.theme,
        made=f"{gathered.made:%Y-%m-%d %H:%M}",
        page_path=f"data/{made.mark}{PAGE}",
        film_path=film_file.path,
        film_length=clock(gathered.film_ms),
        film_size=f"{film_file.size / 1e6:.1f} MB",
        poster=poster,
        contact_sheet=sheet,
        findings=made.findings,
        coverage=[_coverage(each) for each in made.facts],
        files=[FileRow(path=f.path, size=f.size, sha256=f.sha256) for f in payload],
    )


def _pictures(keeping: Keeping, gathered: Gathered, film_file: PackageFile) -> tuple[bytes, bytes]:
    """The film's poster, of the middle of its first shot, and a picture of each shot."""
    poster, sheet = keeping.folder / "poster.jpg", keeping.folder / "sheet.jpg"
    middles = [shot.starts_at + shot.frames // 2 for shot in gathered.storyboard.shots]
    with keeping.bench.blobs.local(film_file.blob) as film:
        write_poster(film, middles[0], poster)
        write_sheet(film, middles, sheet)
    return poster.read_bytes(), sheet.read_bytes()


def _coverage(each: ActivityFacts) -> CoverageRow:
    return CoverageRow(
        number=each.activity.number,
        title=each.activity.title,
        days=days_text(each),
        units="、".join(each.senders),
        shots=each.shots,
        photos=each.selected,
        accepted=each.photos + each.clips,
        remark=each.remark.zh if each.remark else "",
    )
