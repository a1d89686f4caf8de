"""The durable workflows of what comes in: a file's way, its words, preview, weighing; music."""

from collections.abc import Callable

from dbos import DBOS

from domain.facts import Kind
from domain.way import ASSET_STATIONS
from storage.queue import preview_job, reading_job
from workers.bench import Bench
from workers.flow_tools import ATTEMPTS, equipment, progress, stoppable, the_bench, told
from workers.hearing import hear_music
from workers.job_log import told_in_log
from workers.patience import PATIENCE
from workers.scanning import read_scan
from workers.stations import inspect, intake, look, preview, read, tag
from workers.weighing import weigh_week

ASSET_WAY: dict[str, Callable[[Bench, str], bool]] = {
    "intake": intake.run,
    "inspect": inspect.run,
    "look": look.run,
    "tag": tag.run,
}


@DBOS.step(name="station", **PATIENCE)
@told_in_log
def asset_station(station: str, asset_id: str) -> bool:
    """One station for one asset; False ends its way here (refused, withdrawn)."""
    with stoppable() as bench:
        return ASSET_WAY[station](bench, asset_id)


@DBOS.workflow(name="asset", max_recovery_attempts=ATTEMPTS)
def asset(asset_id: str) -> str:
    for station in ASSET_STATIONS:
        if not told(asset_station, station, asset_id):
            return f"ended at {station}"
    # At the end, where no earlier version recorded a step.
    told(queue_reading, asset_id)
    told(queue_preview, asset_id)
    return "tagged"


@DBOS.step(name="queue_reading", **PATIENCE)
def queue_reading(asset_id: str) -> bool:
    """A job of its own, so that its time is nobody's: the tag stands, and may be reviewed."""
    bench = the_bench()
    if bench.reads:
        campaign = bench.catalog.assets.get(asset_id).campaign
        equipment().queue.send(reading_job(asset_id, campaign))
    return bench.reads


@DBOS.step(name="read", **PATIENCE)
@told_in_log
def read_asset(asset_id: str) -> bool:
    with stoppable() as bench:
        return read.run(bench, asset_id)


@DBOS.workflow(name="read", max_recovery_attempts=ATTEMPTS)
def read_flow(asset_id: str) -> bool:
    """The words in an asset's picture; False where it is gone."""
    return told(read_asset, asset_id)


@DBOS.step(name="scan", **PATIENCE)
@told_in_log
def scan_notice(scan_id: str) -> bool:
    with stoppable() as bench:
        return read_scan(bench, scan_id, lambda done, total: progress("scan", done, total))


@DBOS.workflow(name="scan", max_recovery_attempts=ATTEMPTS)
def scan_flow(scan_id: str) -> bool:
    """Read the pages of a scanned notice; False where it is forgotten or cannot be read."""
    progress("scan", 0, 0)
    return told(scan_notice, scan_id)


@DBOS.step(name="queue_preview", **PATIENCE)
def queue_preview(asset_id: str) -> bool:
    """In a queue of its own: a clip is decoded whole for it, which takes up to its own length."""
    asset = the_bench().catalog.assets.get(asset_id)
    if asset.kind is Kind.CLIP:
        equipment().queue.send(preview_job(asset_id, asset.campaign))
    return asset.kind is Kind.CLIP


@DBOS.step(name="preview", **PATIENCE)
@told_in_log
def preview_asset(asset_id: str) -> bool:
    with stoppable() as bench:
        return preview.run(bench, asset_id)


@DBOS.workflow(name="preview", max_recovery_attempts=ATTEMPTS)
def preview_flow(asset_id: str) -> bool:
    """The proxy of a clip; False where there is none to be made."""
    return told(preview_asset, asset_id)


@DBOS.step(name="music", **PATIENCE)
@told_in_log
def hear(music_id: str) -> bool:
    with stoppable() as bench:
        return hear_music(bench, music_id)


@DBOS.workflow(name="music", max_recovery_attempts=ATTEMPTS)
def music(music_id: str) -> bool:
    """Listen to music that somebody brought; False where it is none."""
    return told(hear, music_id)


@DBOS.step(name="retag", **PATIENCE)
def retag_one(asset_id: str) -> bool:
    return tag.run(the_bench(), asset_id)


@DBOS.workflow(name="retag", max_recovery_attempts=ATTEMPTS)
def retag(sending_id: str) -> int:
    """Weigh the machine's tags again after a sending moved to another unit."""
    if DBOS.patch("in_company"):
        return told(weigh_sendings_week, sending_id)
    # As sendings were weighed that earlier versions began.
    ids = told(sending_assets, sending_id)
    return sum(told(retag_one, asset_id) for asset_id in ids)


@DBOS.step(name="weigh_sendings_week", **PATIENCE)
def weigh_sendings_week(sending_id: str) -> int:
    bench = the_bench()
    return weigh_week(bench, bench.catalog.intake.sending_by_id(sending_id).said.campaign)


@DBOS.step(name="weigh_week", **PATIENCE)
@told_in_log
def weigh_again(campaign: str) -> int:
    return weigh_week(the_bench(), campaign)


@DBOS.workflow(name="weigh", max_recovery_attempts=ATTEMPTS)
def weigh(campaign: str) -> int:
    """Weigh a week's machine tags again with what people decided; how many changed."""
    return told(weigh_again, campaign)


@DBOS.step(name="sending_assets", **PATIENCE)
def sending_assets(sending_id: str) -> list[str]:
    return tag.assets_of(the_bench(), sending_id)
