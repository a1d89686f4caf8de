"""The whole way on the sample week, as a newcomer sees it first."""

import json
import os
import secrets
import shutil
import time
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from domain.film import Film, FilmState
from domain.sending import NewSending, Upload
from domain.words import Words
from service import reviewing, supervise
from service.arriving.leftovers import settle_leftovers
from service.arriving.taking_in import take_in
from service.cli.common import LIVE, now, opened, said, unit_of
from service.cli.films import cut_and_wait, tell_film
from service.cli.handing import make_package
from service.cli.intake import wait_for_assets
from service.cli.running import serve
from service.weeks import campaign_file
from service.writing import write_whole
from storage.bag import check_bag
from storage.opening import Storage
from storage.settings import Settings


def add_to(app: typer.Typer) -> None:
    app.command()(demo)


@dataclass
class Stopwatch:
    """Seconds each part of the way took, for the closing table."""

    parts: list[tuple[str, float]] = field(default_factory=list)
    started: float = field(default_factory=time.monotonic)

    def lap(self, name: Words) -> None:
        ended = time.monotonic()
        self.parts.append((said(name), ended - self.started))
        self.started = ended

    def table(self) -> str:
        rows = [f"  {name:<14}{seconds:7.1f} s" for name, seconds in self.parts]
        total = sum(seconds for _name, seconds in self.parts)
        return "\n".join([*rows, f"  {said(Words(zh='合计', en='total')):<14}{total:7.1f} s"])


def demo(
    out: Annotated[Path, typer.Option(help="folder for the sample and the package")] = Path("demo"),
    with_pages: Annotated[bool, typer.Option("--serve", help="then show the pages")] = False,
) -> None:
    """The whole way on a sample activity week.

    Example: weekreel demo --out demo --serve
    """
    out = out.resolve()
    os.environ["WEEKREEL_HOME"] = str(out / "home")
    os.environ.pop("WEEKREEL_CAMPAIGN", None)
    sample = out / "sample"
    watch = Stopwatch()
    if not (sample / "senders.json").exists():
        make_sample(sample)
        watch.lap(Words(zh="制作示例素材", en="sample made"))
    with opened() as (settings, storage):
        folder = run_the_way(settings, storage, sample, out / "package", watch)
    print(said(Words(zh=f"报送包在 {folder}", en=f"the package lies in {folder}")))
    print(watch.table())
    if with_pages:
        serve()


def make_sample(sample: Path) -> None:
    with Progress(
        TextColumn("{task.description:<14}"),
        BarColumn(bar_width=36),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
    ) as bars:
        row = bars.add_task(said(Words(zh="制作示例素材", en="sample")), total=None)

        def show(line: str) -> None:
            count, _, _what = line.partition(" ")
            done, _, total = count.partition("/")
            if done.isdigit() and total.isdigit():
                bars.update(row, completed=int(done), total=int(total))

        supervise.make_sample(sample, scale="full", on_line=show)


def run_the_way(
    settings: Settings, storage: Storage, sample: Path, out: Path, watch: Stopwatch
) -> Path:
    """Notice to package; every part can be run again after an interruption."""
    # What reads notices takes a tenth of every command's start.
    from service.notices import notice_file  # noqa: PLC0415

    campaign = notice_file.campaign_from(notice_file.read_draft(sample / "notice.docx"))
    if campaign.key not in {
        record.campaign.key for record in storage.catalog.campaigns.all() if record.state in LIVE
    }:
        storage.catalog.campaigns.save(campaign, merges={}, at=now())
    write_whole(sample.parent / "campaign.yaml", campaign_file.dump(campaign))
    watch.lap(Words(zh="读取通知", en="notice"))
    uploads = _send_all(settings, storage, campaign.key, sample)
    watch.lap(Words(zh="接收", en="intake"))
    wait_for_assets(settings, storage, campaign.key, uploads)
    watch.lap(Words(zh="识别与标签", en="tagging"))
    reviewing.accept_suggested(storage, campaign.key, at=now())
    _tell_review(storage, campaign.key)
    watch.lap(Words(zh="审核建议", en="review"))
    tell_film(cut_and_wait(settings, storage, _film(storage, campaign.key)))
    watch.lap(Words(zh="剪辑与检查", en="film"))
    shutil.rmtree(out, ignore_errors=True)
    folder, _zipped, _made = make_package(settings, storage, campaign, out)
    for failure in check_bag(folder):
        print(said(failure))
    watch.lap(Words(zh="打包", en="package"))
    return folder


def _send_all(settings: Settings, storage: Storage, campaign: str, sample: Path) -> list[Upload]:
    """All sendings of the sample, units added where the notice does not name them."""
    uploads: list[Upload] = []
    for sending in json.loads((sample / "senders.json").read_text(encoding="utf-8")):
        said_once = _sending(storage, campaign, sending)
        files = [sample / name for name in sending["files"]]
        uploads += take_in(settings, storage, said_once, files, clock=now)
    return uploads


def _sending(storage: Storage, key: str, row: dict[str, Any]) -> NewSending:
    campaign = storage.catalog.campaigns.get(key).campaign
    numbers = {activity.number: activity.key for activity in campaign.activities}
    return NewSending(
        campaign=key,
        unit=unit_of(campaign, row["unit"]).key,
        invite=None,
        client_id=secrets.token_hex(16),
        via="ingest",
        activity=numbers.get(row["activity"]) if row["activity"] else None,
        day=date.fromisoformat(row["day"]) if row["day"] else None,
        note=row.get("note", ""),
        informed=bool(row["consent"].get("informed")),
        minors=bool(row["consent"].get("minors")),
        patients=bool(row["consent"].get("patients")),
    )


def _film(storage: Storage, campaign: str) -> Film:
    """The film that an interrupted demo left behind, else a new one."""
    settle_leftovers(storage, at=now())
    latest = storage.catalog.films.latest(campaign)
    if latest is not None and latest.state is not FilmState.FAILED and not latest.to_be_replaced:
        return latest
    return storage.catalog.films.start(campaign, at=now())


def _tell_review(storage: Storage, campaign: str) -> None:
    for asset in storage.catalog.assets.all(campaign):
        if asset.refused is not None:
            print(f"  {asset.original_name}: {said(asset.refused[1])}")
    counts = storage.catalog.assets.counts(campaign)
    print("  " + "  ".join(f"{state} {count}" for state, count in sorted(counts.items())))
