"""Makes the whole sample week on disk: notice, files of every unit, bad files, lists, truth."""

import json
import multiprocessing
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Literal

import cv2

from domain.errors import Conflict, ToolFailed
from domain.words import Words
from workers.sample import notice
from workers.sample.bad import BAD
from workers.sample.clips import shoot
from workers.sample.photos import repeat, take
from workers.sample.recipe import Clip, Consent, Photo, Sending, Truth, county, traits
from workers.sample.scenes import SCENES
from workers.sample.week import SENDINGS

Scale = Literal["full", "small"]
#: called as (files done, files in all, name of the file just done)
Progress = Callable[[int, int, str], None]
Medium = Photo | Clip

_BAD_FOLDER = "bad"
_MARK = "truth.json"


@dataclass(frozen=True, kw_only=True)
class Sent:
    """One sending as it lies on disk, and as senders.json says it."""

    unit: str
    #: number chosen by the sender, or None
    activity: int | None
    #: ISO 8601 day chosen by the sender, or None
    day: str | None
    #: ingest or web
    via: str
    consent: Consent
    note: str
    #: paths inside the sample folder
    files: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class SampleWeek:
    """A sample week that has been made."""

    root: Path
    notice_docx: Path
    notice_txt: Path
    sendings: tuple[Sent, ...]
    #: one for every file, the bad ones included
    truth: tuple[Truth, ...]
    #: what must be refused
    bad: tuple[Path, ...]


@dataclass(frozen=True, kw_only=True)
class _Fault:
    """An error on its way out of a child process: the error tree's classes do not pickle."""

    words: Words
    stderr_tail: str
    returncode: int | None


def make_week(
    out: Path, *, on_progress: Progress, scale: Scale = "full", processes: int = 2
) -> SampleWeek:
    """Make the sample week in a new folder, or anew in one that holds a sample week.

    `full` is 53 photos and 20 clips in at most two processes; `small` is 12 and 4 of 640 pixels
    in this process. The folder appears when all is done. Raises Conflict where the folder holds
    something else, ToolFailed where ffmpeg, exiftool, espeak-ng or the fonts are missing.
    """
    _only_ours(out)
    work = out.with_name(f".{out.name}.making")
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    try:
        week = _make_in(work, chosen(scale), on_progress, scale, processes)
        _put_in_place(work, out)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return _moved(week, out)


def chosen(scale: Scale) -> tuple[Sending, ...]:
    """The sendings of a scale, without those that have nothing left."""
    if scale == "full":
        return SENDINGS
    fewer = (
        replace(sending, media=tuple(m for m in sending.media if m.small)) for sending in SENDINGS
    )
    return tuple(sending for sending in fewer if sending.media)


def _only_ours(out: Path) -> None:
    if out.exists() and (not out.is_dir() or (any(out.iterdir()) and not (out / _MARK).exists())):
        raise Conflict(
            Words(
                zh=f"{out} 里有其他内容，样例活动周没有写入；请换一个空文件夹",
                en=f"{out} holds something else; name an empty folder for the sample",
            )
        )


def _make_in(
    work: Path, sendings: Sequence[Sending], on_progress: Progress, scale: Scale, processes: int
) -> SampleWeek:
    jobs = list(_jobs(sendings))
    total, done = len(jobs) + len(BAD) + 2, 0
    for name in _make_all(work, jobs, small=scale == "small", processes=processes):
        done += 1
        on_progress(done, total, name)
    for name in (*_make_bad(work), *_make_notice(work)):
        done += 1
        on_progress(done, total, name)
    week = _described(work, sendings)
    _set_times(work, sendings)
    _write_lists(week)
    return week


def _jobs(sendings: Sequence[Sending]) -> Iterator[tuple[str, Medium]]:
    for sending in sendings:
        for medium in sending.media:
            yield f"{sending.unit}/{medium.name}", medium


def _make_all(
    work: Path, jobs: Sequence[tuple[str, Medium]], *, small: bool, processes: int
) -> Iterator[str]:
    """Originals first, the longest of them before the rest; then what repeats them."""
    for name, _ in jobs:
        (work / name).parent.mkdir(exist_ok=True)
    originals = sorted((job for job in jobs if not job[1].of), key=_cost, reverse=True)
    if small or processes < 2:
        for name, medium in originals:
            _raise(make_one(medium, work / name, small=small))
            yield name
    else:
        yield from _make_beside(work, originals, processes)
    for name, medium in jobs:
        if medium.of:
            _repeat(medium, work / medium.of, work / name)
            yield name


def _cost(job: tuple[str, Medium]) -> int:
    medium = job[1]
    if isinstance(medium, Photo):
        return 0
    return medium.seconds * medium.fps * medium.size[0] * medium.size[1]


def _make_beside(work: Path, jobs: Sequence[tuple[str, Medium]], processes: int) -> Iterator[str]:
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(
        min(2, processes), mp_context=context, initializer=cv2.setNumThreads, initargs=(1,)
    ) as pool:
        running = {
            pool.submit(make_one, medium, work / name, small=False): name for name, medium in jobs
        }
        try:
            for one in as_completed(running):
                _raise(one.result())
                yield running[one]
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def make_one(medium: Medium, target: Path, *, small: bool) -> _Fault | None:
    """Make one original; runs in a child process, so an error comes back as a value."""
    try:
        if isinstance(medium, Photo):
            take(medium, target, small=small)
        else:
            shoot(medium, target, small=small)
    except ToolFailed as failed:
        return _Fault(
            words=failed.words, stderr_tail=failed.stderr_tail, returncode=failed.returncode
        )
    return None


def _raise(fault: _Fault | None) -> None:
    if fault:
        raise ToolFailed(fault.words, stderr_tail=fault.stderr_tail, returncode=fault.returncode)


def _repeat(medium: Medium, source: Path, target: Path) -> None:
    if isinstance(medium, Photo):
        repeat(medium, source, target)
    else:
        target.write_bytes(source.read_bytes())


def _make_bad(work: Path) -> Iterator[str]:
    (work / _BAD_FOLDER).mkdir()
    for name, (make, _) in BAD.items():
        make(work / _BAD_FOLDER / name)
        yield f"{_BAD_FOLDER}/{name}"


def _make_notice(work: Path) -> Iterator[str]:
    notice.write_docx(work / "notice.docx")
    yield "notice.docx"
    notice.write_text(work / "notice.txt")
    yield "notice.txt"


def _set_times(work: Path, sendings: Sequence[Sending]) -> None:
    """Last-modified is when the phone closed the file, or when WeChat saved it."""
    for name, medium in _jobs(sendings):
        moment = county(medium.saved or medium.when)
        if isinstance(medium, Clip) and not medium.saved:
            moment += timedelta(seconds=medium.seconds)
        os.utime(work / name, (moment.timestamp(), moment.timestamp()))


def _described(work: Path, sendings: Sequence[Sending]) -> SampleWeek:
    truth = [
        _truth_of(sending, medium, sendings) for sending in sendings for medium in sending.media
    ]
    truth += [
        Truth(
            file=f"{_BAD_FOLDER}/{name}",
            activity=None,
            day=None,
            unit="",
            kind="bad",
            note=what,
            traits=("bad",),
            of=None,
            taken_at=None,
        )
        for name, (_, what) in BAD.items()
    ]
    sent = tuple(
        Sent(
            unit=one.unit,
            activity=one.activity,
            day=one.day,
            via=one.via,
            consent=one.consent,
            note=one.note,
            files=tuple(f"{one.unit}/{medium.name}" for medium in one.media),
        )
        for one in sendings
    )
    return SampleWeek(
        root=work,
        notice_docx=work / "notice.docx",
        notice_txt=work / "notice.txt",
        sendings=sent,
        truth=tuple(truth),
        bad=tuple(work / _BAD_FOLDER / name for name in BAD),
    )


def _truth_of(sending: Sending, medium: Medium, sendings: Sequence[Sending]) -> Truth:
    original = medium
    if medium.of:
        original = dict(_jobs(sendings))[medium.of]
    special = traits(medium, sending.consent)
    return Truth(
        file=f"{sending.unit}/{medium.name}",
        activity=SCENES[original.scene][0],
        day=medium.when[:10],
        unit=sending.unit,
        note=", ".join(special),
        traits=special,
        kind="photo" if isinstance(medium, Photo) else "clip",
        of=medium.of or None,
        taken_at=county(medium.when).isoformat(),
    )


def _write_lists(week: SampleWeek) -> None:
    lists = {"senders.json": week.sendings, _MARK: week.truth}
    for name, rows in lists.items():
        text = json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=1)
        (week.root / name).write_text(text + "\n", encoding="utf-8")


def _put_in_place(work: Path, out: Path) -> None:
    old = out.with_name(f".{out.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if out.exists():
        out.rename(old)
    work.rename(out)
    shutil.rmtree(old, ignore_errors=True)


def _moved(week: SampleWeek, out: Path) -> SampleWeek:
    return replace(
        week,
        root=out,
        notice_docx=out / "notice.docx",
        notice_txt=out / "notice.txt",
        bad=tuple(out / _BAD_FOLDER / path.name for path in week.bad),
    )
