"""The durable workflows that write files to hand over: a package, an export."""

from dbos import DBOS

from workers.flow_tools import ATTEMPTS, equipment, job_id, progress, stoppable, told
from workers.job_log import told_in_log
from workers.packing.film import wait_for_copy
from workers.patience import PATIENCE
from workers.stations import export, package
from workers.turns import Turns

#: What is packed at a time: a package that waited for its copy finds another at work.
_packing = Turns()


@DBOS.step(name="small_copy", **PATIENCE)
@told_in_log
def await_small_copy(package_id: str) -> None:
    job = job_id()
    with equipment().resting(job), stoppable() as bench:
        wait_for_copy(
            bench,
            bench.catalog.packages.get(package_id).film,
            job=equipment().queue.job,
            tell=lambda done, total: progress("copy", done, total),
        )


@DBOS.step(name="package", **PATIENCE)
@told_in_log
def make_package(package_id: str) -> int:
    """Number of files in the bag."""
    with stoppable() as bench, _packing.taken(bench.cancelled):
        return package.run(bench, package_id, lambda done, total: progress("package", done, total))


@DBOS.workflow(name="package", max_recovery_attempts=ATTEMPTS)
def package_flow(package_id: str) -> int:
    progress("package", 0, 0)
    # A copy that was asked for with the package goes into it.
    if DBOS.patch("small_copy"):
        told(await_small_copy, package_id)
    return told(make_package, package_id)


@DBOS.step(name="export", **PATIENCE)
@told_in_log
def prepare_export(subject: str) -> int:
    """Number of files that the storyboard's hand-over has."""
    with stoppable() as bench, _packing.taken(bench.cancelled):
        return export.run(bench, subject, lambda done, total: progress("export", done, total))


@DBOS.workflow(name="export", max_recovery_attempts=ATTEMPTS)
def export_flow(subject: str) -> int:
    progress("export", 0, 0)
    return told(prepare_export, subject)
