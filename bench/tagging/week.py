"""What a labelled week is: visits, sendings and what each file shows of itself."""

import datetime
from dataclasses import dataclass

from bench.tagging.chances import Content
from bench.tagging.habits import Habits
from bench.tagging.plan import Plan
from domain.facts import Place

#: Cameras of phones that are drawn.
MAKERS = ("HUAWEI P50", "OPPO Find X6", "Xiaomi 13", "vivo X90", "iPhone 14", "HONOR 90")


@dataclass(frozen=True, kw_only=True)
class Visit:
    """One unit at one activity; what it shows is hidden from whoever tags."""

    unit: str
    activity: str
    day: datetime.date
    #: Without zone, in the campaign's.
    begins: datetime.datetime
    at_venue: bool
    banner: Content
    name: Content


@dataclass(frozen=True, kw_only=True)
class File:
    """One file, its truth and what can be seen of it."""

    id: str
    visit: Visit
    #: On the right clock, and as its phone wrote it.
    taken: datetime.datetime
    written: datetime.datetime
    place: Place | None
    #: The satellites' time is there too.
    place_time: bool
    #: The visit's banner is in the picture, as it was read.
    banner: Content
    read: tuple[str, ...]
    #: The words that a person gave it, "" when it has the phone's or the chat tool's name.
    words: str
    #: Files of one number were taken within seconds by one phone.
    burst: int
    #: Id of the file that it is a chat copy of.
    copy_of: str | None = None
    #: Its whole name, "" where camera, chat tool or `words` give it.
    name: str = ""
    #: Without EXIF though it came by no chat tool: a shot of the screen, a clip that was cut.
    bare: bool = False
    clip: bool = False


@dataclass(frozen=True, kw_only=True)
class Phone:
    id: str
    unit: str
    camera: str
    #: What is to be added to the right time to get what it writes.
    off: datetime.timedelta


@dataclass(frozen=True, kw_only=True)
class Sent:
    """One sending with its files in the order of their taking."""

    id: str
    phone: Phone
    #: Through a chat tool: without EXIF, saved at `saved`.
    chat: bool
    invite: str | None
    choice: str | None
    day: datetime.date | None
    note: Content
    note_words: str
    saved: datetime.datetime
    received: datetime.datetime
    files: tuple[File, ...]
    #: True where all files copy pictures of one visit that another phone sends.
    forwarded: bool = False

    @property
    def visits(self) -> tuple[Visit, ...]:
        """In their order, each once."""
        return tuple(dict.fromkeys(file.visit for file in self.files))


@dataclass(frozen=True, kw_only=True)
class Week:
    style: str
    seed: int
    habits: Habits
    plan: Plan
    sendings: tuple[Sent, ...]

    @property
    def files(self) -> list[File]:
        return [file for sent in self.sendings for file in sent.files]
