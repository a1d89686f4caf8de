"""The queues by name, and what a worker says it takes from them."""

from collections.abc import Mapping
from dataclasses import dataclass

#: What takes seconds; films, which wait for many parts; the parts; packages; words of pictures;
#: proxies of clips.
LIGHT, HEAVY, SHOTS, PACKAGES, READING = "light", "heavy", "shots", "packages", "reading"
PREVIEWS = "previews"
#: Which queue a job goes to; every other kind is light. Films' shots are jobs of the engine alone.
QUEUE_OF: Mapping[str, str] = {
    "film": HEAVY,
    "package": PACKAGES,
    "export": PACKAGES,
    # Minutes of a film that nobody else waits for: no package stands behind it.
    "match": HEAVY,
    "shot": SHOTS,
    "read": READING,
    "scan": READING,
    "preview": PREVIEWS,
    # It needs FFmpeg as well, and a minute or two do no harm.
    "music": PREVIEWS,
    # Clips are decoded for it, and only when the owner asks.
    "alike": PREVIEWS,
    # Seconds that a film is spared later.
    "cards": PREVIEWS,
    # The film is there; a package may go without it.
    "speech": PREVIEWS,
}
#: What a worker may take, by the word of WEEKREEL_WORKER_TAKES -> the queue it then serves.
TAKES: Mapping[str, str] = {
    "intake": LIGHT,
    "film": HEAVY,
    "render": SHOTS,
    "package": PACKAGES,
    "ocr": READING,
    "preview": PREVIEWS,
}
#: What a worker takes that was started before workers said so.
TAKEN_SILENTLY = ("intake", "film", "render")
_ALONE = "-alone"


@dataclass(frozen=True, kw_only=True)
class WorkerCard:
    """What a worker says of itself when it starts."""

    executor_id: str
    #: Name of its machine.
    host: str
    pid: int
    #: Version of the program.
    version: str
    #: Epoch ms on its own clock.
    started_ms: int
    #: Words of TAKES.
    takes: tuple[str, ...]
    #: Words of TAKES that its machine cannot do -> Debian packages that it lacks.
    cannot: Mapping[str, str]


def takes_in_use(*, ocr: bool) -> tuple[str, ...]:
    """Words of TAKES that have work to do; `ocr` only where pictures are read."""
    return tuple(take for take in TAKES if ocr or take != "ocr")


def queue_of(kind: str) -> str:
    """The queue that jobs of this kind wait in."""
    return QUEUE_OF.get(kind, LIGHT)


def alone(queue: str) -> str:
    """The lane beside a queue in which what a worker died on runs one at a time."""
    return queue if queue.endswith(_ALONE) else f"{queue}{_ALONE}"


def take_of(queue: str) -> str | None:
    """The word under which workers serve this queue; None for a queue that is not ours."""
    plain = queue.removesuffix(_ALONE)
    return next((take for take, served in TAKES.items() if served == plain), None)


def untaken(waiting: Mapping[str, int], takes: set[str]) -> dict[str, int]:
    """Of the jobs that wait (word of TAKES -> how many), those that nobody alive takes."""
    return {take: count for take, count in waiting.items() if count and take not in takes}
