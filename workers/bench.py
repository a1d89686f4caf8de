"""What every station works with: storage, tools and limits, put together once at the start."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from storage.blobs import Blobs
from storage.catalog import Catalog
from storage.opening import Storage
from workers.memory import give_back_now
from workers.room import Room
from workers.seen import Seen
from workers.tools.exiftool import ExifTool
from workers.tools.film.film_sound import LastSounds
from workers.tools.film.kept_beds import KeptBeds
from workers.tools.film.segment import PHOTO_WORK
from workers.tools.running.asking import Asking, write_known_good
from workers.tools.running.confined import ConfinedPool
from workers.tools.speech.recogniser import Recogniser, recogniser_of
from workers.tools.words.reading import Reading, reading_pool

PROFILES = Path(__file__).parents[1] / "profiles"
#: Where the browser parts are built, the findings page's own check among them.
BROWSER_PARTS = Path(__file__).parents[1] / "service" / "static" / "build"


@dataclass(frozen=True, kw_only=True)
class Bench:
    catalog: Catalog
    blobs: Blobs
    #: Warm confined children that open senders' files, and the way to ask them.
    confined: ConfinedPool
    #: Those that read the photos of films, and nothing else.
    photos: ConfinedPool
    ask: Asking
    exiftool: ExifTool
    #: The way to the words in a picture, by children of their own.
    read: Reading
    #: Whether pictures are to be read at all.
    reads: bool
    #: Folder of this worker alone for half-made files; new at its start, gone at its end.
    scratch: Path
    #: Profile files by name: county-science-week.
    profiles: Path
    #: Music beds of films, in the scratch folder.
    beds: KeptBeds
    #: Folder of the built browser parts.
    browser_parts: Path = BROWSER_PARTS
    #: Looks of photos on their way from inspect to look.
    seen: Seen = field(default_factory=Seen)
    #: What clips are decoded in.
    room: Room = field(default_factory=lambda: Room(1))
    #: Hears what is said in films; None where the owner named no program.
    recogniser: Recogniser | None = None
    #: Sound of the last films, for their next edit.
    sounds: LastSounds = field(default_factory=LastSounds)
    #: Asked now and then whether the job was cancelled; None where nobody can.
    cancelled: Callable[[], bool] | None = None

    def for_job(self, cancelled: Callable[[], bool]) -> "Bench":
        """The same bench for one job, whose tools stop when it is cancelled."""
        return replace(
            self,
            ask=replace(self.ask, cancelled=cancelled),
            read=replace(self.read, cancelled=cancelled),
            cancelled=cancelled,
        )


def make_room(bench: Bench) -> None:
    """Give back what is held for nothing, before a program of 200 MB starts beside this one."""
    bench.confined.rest()
    bench.photos.rest()
    give_back_now()


def readers_of(slots: int) -> int:
    """Pictures read at a time beside so many light jobs: each reader takes 0.6 GB."""
    return max(1, slots // 2)


@contextmanager
def laid_out(
    storage: Storage,
    *,
    blobs: Path,
    scratch: Path,
    slots: int,
    reads: bool = True,
    speech: str | None = None,
) -> Iterator[Bench]:
    """A bench whose tools end with the `with`; they are started when first needed.

    `blobs` is the folder of blobs, or of their copies on this machine; `slots` files are opened at
    a time. `scratch` must exist. `reads`: the words in pictures are read.
    `speech`: the owner's program that recognises it.
    """
    with (
        ExifTool(reads=[blobs, scratch], writes=[scratch]) as exiftool,
        ConfinedPool(size=slots) as confined,
        ConfinedPool(size=slots, work=PHOTO_WORK) as photos,
        reading_pool(readers_of(slots)) as readers,
    ):
        known_good = scratch / "known-good.jpg"
        write_known_good(known_good)
        yield Bench(
            catalog=storage.catalog,
            blobs=storage.blobs,
            confined=confined,
            photos=photos,
            ask=Asking(confined=confined, known_good=known_good),
            exiftool=exiftool,
            read=Reading(confined=readers),
            reads=reads,
            scratch=scratch,
            profiles=PROFILES,
            beds=KeptBeds(scratch),
            room=Room(slots),
            recogniser=recogniser_of(speech),
        )
