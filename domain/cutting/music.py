"""Music under the film: one of our own beds, none, or what the owner brought with its rights."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.errors import BrokenInput
from domain.timebase import FILM_RATE
from domain.words import Words

#: Chosen: no music, natural sound alone.
NO_MUSIC = "none"
#: What a film has of which nobody chose anything.
DEFAULT_MUSIC = "morning"
#: Before the id of the owner's own music.
OWN = "own:"

#: Characters of a title and of a rights note; a note shorter than this says nothing.
TITLE_MOST, RIGHTS_MOST, RIGHTS_LEAST = 80, 500, 4
#: Bytes and length of music that is taken in.
MUSIC_MOST_BYTES = 60_000_000
MUSIC_LEAST_MS, MUSIC_MOST_MS = 10_000, 15 * 60_000


@dataclass(frozen=True, kw_only=True)
class Bed:
    """A piece composed by this program (domain/cutting/beds.py): nobody else has rights to it."""

    key: str
    name: Words
    #: Film frames from one beat to the next, whole by construction.
    beat_frames: int


BEDS: Mapping[str, Bed] = {
    "morning": Bed(
        key="morning",
        name=Words(zh="晨光（明快）", en="Morning light (bright)"),
        beat_frames=15,
    ),
    "water": Bed(
        key="water",
        name=Words(zh="静水（舒缓）", en="Still water (calm)"),
        beat_frames=20,
    ),
}


class MusicState(StrEnum):
    """Where music that was brought stands."""

    #: Kept, and not listened to yet.
    RECEIVED = "received"
    READY = "ready"
    REFUSED = "refused"
    #: Its bytes are gone; what allowed its use is said of the films that were made with it.
    REMOVED = "removed"


@dataclass(frozen=True, kw_only=True)
class OwnMusic:
    """Music that somebody of the campaign brought, with what allows its use."""

    #: First 16 hex digits of sha256(campaign/sha256), as for assets.
    id: str
    campaign: str
    title: str
    #: Who allows its use and how, in the words of whoever brought it; goes into the package.
    rights: str
    sha256: str
    #: Bytes.
    size: int
    state: MusicState
    #: User name.
    by: str
    at: datetime
    #: Milliseconds; None until it was listened to.
    duration_ms: int | None = None
    #: Where its beats are, ms; empty when none could be made out.
    beats: tuple[int, ...] = ()
    refused: Words | None = None

    @property
    def key(self) -> str:
        """What the editor's choice says."""
        return f"{OWN}{self.id}"


def checked_title(text: str) -> str:
    """A title that can be shown; raises BrokenInput."""
    title = " ".join(text.split())
    if not title or len(title) > TITLE_MOST or not title.isprintable():
        raise BrokenInput(
            Words(
                zh=f"请写音乐的名称，最多 {TITLE_MOST} 个字",
                en=f"name the music in at most {TITLE_MOST} characters",
            )
        )
    return title


def checked_rights(text: str) -> str:
    """A note of rights that says something; raises BrokenInput."""
    rights = " ".join(text.split())
    if not RIGHTS_LEAST <= len(rights) <= RIGHTS_MOST or not rights.isprintable():
        raise BrokenInput(
            Words(
                zh="请写明音乐的使用权：谁创作、谁授权、凭什么可以用（如“本单位原创”“已购买授权，"
                f"合同号……”），{RIGHTS_LEAST} 到 {RIGHTS_MOST} 个字",
                en="say who made the music and what allows its use, in "
                f"{RIGHTS_LEAST} to {RIGHTS_MOST} characters",
            )
        )
    return rights


def own_id(choice: str | None) -> str | None:
    """The id of the owner's music in a choice; None for anything else."""
    return choice.removeprefix(OWN) if choice and choice.startswith(OWN) else None


def chosen(choice: str | None) -> str:
    """What is played for an editor's choice: its default where nothing was chosen.

    Raises BrokenInput for a bed that there is not.
    """
    if choice is None:
        return DEFAULT_MUSIC
    if choice != NO_MUSIC and choice not in BEDS and own_id(choice) is None:
        raise BrokenInput(
            Words(zh=f"没有名为“{choice}”的配乐", en=f"there is no music called {choice!r}")
        )
    return choice


def bed_beats(bed: Bed, frames: int) -> tuple[int, ...]:
    """Film frames on which the bed's beats fall, from 0, in a film of so many frames."""
    return tuple(range(0, frames, bed.beat_frames))


def own_beats(music: OwnMusic, frames: int) -> tuple[int, ...]:
    """The same of the owner's music; none where its beats are not known, or after its end.

    Music that is shorter than the film is played again, and then not on a known beat.
    """
    found = ((ms * FILM_RATE + 500) // 1000 for ms in music.beats)
    return tuple(frame for frame in found if frame < frames)


#: What the package says of the music of a film that was finished elsewhere.
BROUGHT_NOTE = (
    "成片是在其他软件里完成的。其中的配乐及使用权由制作者负责，本程序没有核对，报送前请补充说明。\n"
)


def music_note(choice: str, own: OwnMusic | None) -> str:
    """What the package says of the film's music: what it is, and what allows its use."""
    if choice == NO_MUSIC:
        return "成片没有配乐，只有现场声。\n"
    if own is not None:
        return f"配乐：《{own.title}》\n使用权：{own.rights}\n登记：{own.at:%Y-%m-%d}\n"
    name = BEDS[choice].name.zh
    return (
        f"配乐：《{name}》\n使用权：由 WeekReel 周影作曲并合成，没有第三方权利，可以随成片使用。\n"
    )
