"""The film in a package: as it was verified, its captions, its cover and the small copy of it."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from domain.cutting.copies import SMALL_COPY
from domain.cutting.spoken import spoken_srt
from domain.cutting.srt import srt
from domain.errors import NotFound, ToolCancelled
from domain.film import Film, FilmState, Finding, FindingKind, Outcome, PackageFile, Storyboard
from domain.words import Words
from storage.queue import Job
from workers.bench import Bench
from workers.packing.keeping import Keeping, Progress
from workers.tools.film.contact_sheet import write_cover

COVER = "封面.jpg"
#: What the name of the small copy ends with.
SMALL_ENDING = "-微信版.mp4"
_UNFINISHED = ("waiting", "running")
#: How often the copy is looked after, and how long: then the package is made without it.
_LOOK_AGAIN_S, _PATIENCE_S = 1.0, 3600.0
_SMALL_RULE = "package.small-copy"
_WANTED = "720p，不超过 25 MB"
_ADVICE = "报送惯例：另附一份可在微信里发送的小文件"


def keep_film(
    keeping: Keeping, film: Film, storyboard: Storyboard, path: str
) -> tuple[list[PackageFile], list[Finding]]:
    """The film under `path` with what belongs to it, and what is to be said of its copy.

    The film's own blobs are not copied. NotFound when it was never cut.
    """
    files = [_as_made(keeping, film, path)]
    if text := srt(storyboard.shots):
        files.append(keeping.put(captions_path(path), text.encode()))
    if text := spoken_srt(keeping.bench.catalog.films.spoken(film.of or film.id) or ()):
        files.append(keeping.put(speech_path(path), text.encode()))
    files.append(_cover(keeping, film, storyboard))
    if film.of is not None:
        # A recipient's own size is what goes to it, and nothing beside.
        return files, []
    small = small_copy(keeping.bench, film.id)
    if small is None or small.state is not FilmState.VERIFIED:
        return files, [_no_copy(small)]
    files.append(_as_made(keeping, small, f"{path.removesuffix('.mp4')}{SMALL_ENDING}"))
    return files, [_copied(small)]


def captions_path(film_path: str) -> str:
    """Beside the film under its name, where players look for it."""
    return f"{film_path.removesuffix('.mp4')}.srt"


def speech_path(film_path: str) -> str:
    """Not under the film's name: players would show what a program heard and nobody checked."""
    return f"{film_path.removesuffix('.mp4')}-语音字幕（程序识别）.srt"


def small_copy(bench: Bench, film_id: str) -> Film | None:
    """The copy for WeChat, however far it is made; None when nobody asked for one."""
    copies: Sequence[Film] = bench.catalog.films.copies(film_id)
    found = (copy for copy in copies if copy.profile == SMALL_COPY and not copy.to_be_replaced)
    return next(found, None)


def wait_for_copy(
    bench: Bench, film_id: str, *, job: Callable[[str], Job | None], tell: Progress
) -> None:
    """Return when the small copy is made, failed, or nobody makes it any more.

    `tell` hears how far it is. Raises ToolCancelled when the package is not wanted any more.
    """
    ends = time.monotonic() + _PATIENCE_S
    while time.monotonic() < ends:
        copy = small_copy(bench, film_id)
        if copy is None or copy.state in (FilmState.VERIFIED, FilmState.FAILED):
            return
        making = job(copy.job)
        if making is None or making.state not in _UNFINISHED:
            return
        tell(making.done, making.total)
        if bench.cancelled is not None and bench.cancelled():
            raise ToolCancelled(Words(zh="已取消", en="cancelled"))
        time.sleep(_LOOK_AGAIN_S)


def _as_made(keeping: Keeping, film: Film, path: str) -> PackageFile:
    if film.blob is None or film.sha256 is None or film.size is None:
        raise NotFound(Words(zh="成片还没有剪好", en="the film is not cut yet"))
    return keeping.kept(path, film.blob, film.size, film.sha256)


def _cover(keeping: Keeping, film: Film, storyboard: Storyboard) -> PackageFile:
    """A still of the film's own size: the opening card, else the middle of the first shot."""
    out = keeping.folder / "cover.jpg"
    first = storyboard.shots[0]
    with keeping.bench.blobs.local(film.blob or "") as path:
        write_cover(Path(path), first.starts_at + first.frames // 2, out)
    return keeping.put_file(f"data/{COVER}", out)


def _no_copy(small: Film | None) -> Finding:
    words = Words(
        zh="包里没有微信版。需要时在生成报送包时勾选“附微信版”",
        en="there is no copy for WeChat inside; tick it when the package is made",
    )
    if small is not None and small.failed_because is not None:
        words = Words(
            zh=f"微信版没有做成：{small.failed_because.zh}",
            en=f"the copy for WeChat failed: {small.failed_because.en}",
        )
    return _finding(Outcome.NOT_CHECKED, "没有", words)


def _copied(small: Film) -> Finding:
    failed = [finding for finding in small.findings if finding.outcome is Outcome.FAIL]
    size = f"{(small.size or 0) / 1e6:.1f} MB"
    if failed:
        zh = "；".join(finding.words.zh for finding in failed)
        en = "; ".join(finding.words.en for finding in failed)
        words = Words(zh=f"微信版不合要求的：{zh}", en=f"what the copy does not keep: {en}")
        return _finding(Outcome.FAIL, size, words)
    words = Words(zh="附有可在微信里发送的小文件", en="a small copy for WeChat is inside")
    return _finding(Outcome.PASS, size, words)


def _finding(outcome: Outcome, measured: str, words: Words) -> Finding:
    return Finding(
        rule=_SMALL_RULE,
        kind=FindingKind.ADVISORY,
        outcome=outcome,
        measured=measured,
        wanted=_WANTED,
        words=words,
        source=_ADVICE,
        mend="/package",
    )
