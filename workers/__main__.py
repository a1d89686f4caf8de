"""`python -m workers`: one worker, or the making of the sample week."""

import gc

# What the imports make stays as long as the process: walking it again and again while it grows is
# a seventh of a worker's start.
gc.disable()

import argparse
import os
import signal
import sys
import threading
from pathlib import Path
from typing import Literal

import structlog

from domain.errors import WeekReelError
from storage.logs import set_up_logs
from storage.opening import open_storage
from storage.scratch import scratch_folder, scratch_root
from storage.settings import Settings, read_settings
from storage.unexpected import note_unexpected
from workers import engine, needs
from workers.bench import laid_out
from workers.job_log import name_job
from workers.memory import give_back_at_once

log = structlog.get_logger()

#: Exit status of a worker that is older than the database (EX_CONFIG): upgrade the program.
EXIT_OUTDATED = 78


def main(argv: list[str] | None = None) -> int:
    gc.freeze()
    gc.enable()
    parser = argparse.ArgumentParser(prog="python -m workers", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", help="take jobs until SIGTERM")
    run.add_argument("--parent", type=int, help="end when this process is no longer the parent")
    sample = commands.add_parser("sample", help="make the sample activity week")
    sample.add_argument("out", type=Path)
    sample.add_argument("--scale", choices=("full", "small"), default="full")
    arguments = parser.parse_args(argv)
    try:
        if arguments.command == "sample":
            return _sample(arguments.out, arguments.scale)
        settings = read_settings()
        set_up_logs(settings, processors=[name_job])
        status = _run(settings, parent=arguments.parent)
    except WeekReelError as error:
        log.error(str(error), code=error.code)
        return 1
    except Exception as error:
        print(f"weekreel: {note_unexpected(error).en}", file=sys.stderr)
        return 1
    # Threads of jobs that were still running are not waited for: they are taken over.
    sys.stdout.flush()
    os._exit(status)


def _sample(out: Path, scale: Literal["full", "small"]) -> int:
    # No worker that takes jobs waits for it.
    from workers.sample import make_week  # noqa: PLC0415

    make_week(out, scale=scale, on_progress=_print_progress)
    return 0


def _print_progress(done: int, total: int, what: str) -> None:
    """One line a step, `done/total what`, which the command line turns into a bar."""
    print(f"{done}/{total} {what}", flush=True)


def _run(settings: Settings, *, parent: int | None) -> int:
    """Take jobs until told to end; the exit status."""
    give_back_at_once()
    takes, cannot = needs.choose(settings.worker_takes, ocr=settings.ocr)
    ending = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ending.set())
    with (
        scratch_folder(scratch_root(settings.home)) as scratch,
        open_storage(settings) as storage,
        laid_out(
            storage,
            blobs=settings.blobs_path,
            scratch=scratch,
            slots=settings.worker_concurrency,
            reads=settings.ocr,
            speech=settings.speech_command,
        ) as bench,
    ):
        crew = engine.Crew(
            settings=settings,
            storage=storage,
            bench=bench,
            takes=takes,
            cannot=cannot,
            on_outdated=ending.set,
        )
        with engine.running(crew) as lease:
            log.info("worker ready", executor=lease.executor_id, takes=takes)
            _wait(ending, parent)
        return EXIT_OUTDATED if lease.is_outdated else 0


def _wait(ending: threading.Event, parent: int | None) -> None:
    """Until a signal, or until the supervisor that started this worker is gone."""
    while not ending.wait(0.5):
        if parent is not None and os.getppid() != parent:
            log.warning("supervisor is gone, ending", parent=parent)
            return


if __name__ == "__main__":
    sys.exit(main())
