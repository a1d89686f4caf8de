"""What every hand-over holds: the shots with their files, whole frames, whatever the format."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from domain.asset import Asset
from domain.campaign import Campaign
from domain.cutting.captions import shortened
from domain.cutting.rendering import FRAME_HEIGHT, FRAME_WIDTH
from domain.editing.edits import laid
from domain.errors import Conflict
from domain.facts import Kind
from domain.film import TRANSITION_FRAMES, Shot, ShotKind, Storyboard, Transition, seen
from domain.packing.package_names import cut_bytes, safe_part
from domain.timebase import FILM_RATE, ms_to_frames_floor
from domain.wording import activity_of, unit_name
from domain.words import Words

#: Why a storyboard is not handed over.
TAKEN_BACK = Words(
    zh="成片里有已撤回、未获同意或后来不再采用的素材，不能导出，请重新剪辑",
    en="the film shows what was withdrawn, is not allowed or was taken back since; cut a new one",
)
#: Folder of the media beside the project file.
FOLDER = "素材"
#: Bytes of UTF-8 that a media file's name may have: 剪映 and old zip tools stop at about 143.
_NAME_BYTES = 100
#: Endings that clips keep; anything else gets the one of its container.
_ENDINGS = frozenset(
    {".mp4", ".mov", ".m4v", ".3gp", ".mkv", ".webm", ".avi", ".ts", ".mts", ".m2ts"}
)
_CONTAINERS = {"mov": ".mp4", "matroska": ".mkv", "avi": ".avi", "mpegts": ".ts"}


@dataclass(frozen=True, kw_only=True)
class Media:
    """One file that the project refers to."""

    #: From 1, in the order of first use: names and reels hang on it.
    number: int
    #: Relative to the project file, forward slashes.
    path: str
    #: clip (the original), photo (drawn again as JPEG), card or caption (PNG).
    kind: str
    #: Pixels as displayed.
    width: int
    height: int
    #: Whole film frames that the clip lasts; None for stills, which last as long as one wants.
    frames: int | None = None
    #: The clip's own frames a second.
    fps: Fraction | None = None
    has_audio: bool = False
    #: Asset whose bytes or picture it is; None for cards and captions.
    asset: str | None = None
    #: Name under which the asset was sent; empty for what was drawn.
    sent_as: str = ""
    #: Lines of a card (role, title, further ones) or of a caption.
    lines: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]

    @property
    def is_clip(self) -> bool:
        return self.kind == "clip"


#: Frames of a transition on each side of its cut.
HALF = TRANSITION_FRAMES // 2


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One shot on the timeline, up to the middle of the transitions at its ends."""

    index: int
    #: Film frames: first, and how many.
    starts_at: int
    frames: int
    #: None is a gap: what a film finished elsewhere shows that nobody here has.
    media: Media | None
    #: First frame in the media, on the film's own grid of 25 a second; 0 for stills.
    source_in: int = 0
    #: True when the clip's own sound is heard.
    sound: bool = False
    #: How it follows the entry before it. A transition stands around the cut; a dissolve shows
    #: frames of both files beyond their entries' out and in point, which are there.
    into: Transition = Transition.CUT
    #: Lower third over the shot, a picture as large as the frame.
    caption: Media | None = None
    #: Activity as `3. 科普大讲堂`, empty for cards.
    activity: str = ""
    why: Words

    @property
    def ends_at(self) -> int:
        """First frame after it."""
        return self.starts_at + self.frames

    @property
    def dissolves(self) -> bool:
        return self.into is Transition.DISSOLVE

    @property
    def source_out(self) -> int:
        """First frame of the media after it."""
        return self.source_in + self.frames

    @property
    def name(self) -> str:
        return self.media.name.rpartition(".")[0] if self.media else "空白"


@dataclass(frozen=True, kw_only=True)
class Timeline:
    title: str
    #: Campaign key and version of the storyboard.
    campaign: str
    version: int
    #: End to end from frame 0.
    entries: tuple[Entry, ...]

    @property
    def frames(self) -> int:
        return sum(entry.frames for entry in self.entries)

    @property
    def around(self) -> tuple[tuple[Entry | None, Entry, Entry | None], ...]:
        """Every entry between its neighbours."""
        padded = (None, *self.entries, None)
        return tuple(zip(padded, self.entries, padded[2:], strict=False))

    @property
    def media(self) -> tuple[Media, ...]:
        """Every file once, by number; captions after what they lie over."""
        found: dict[str, Media] = {}
        for entry in self.entries:
            for each in (entry.media, entry.caption):
                if each is not None:
                    found.setdefault(each.path, each)
        return tuple(found.values())


def timeline_of(
    campaign: Campaign, storyboard: Storyboard, assets: Mapping[str, Asset]
) -> Timeline:
    """The storyboard as other programs get it; `assets` holds every one that it shows.

    Conflict when one of them may not be shown any more: nothing is handed over then, as an editing
    program has no way to be told later.
    """
    media: dict[str, Media] = {}
    entries: list[Entry] = []
    shots = laid(storyboard.shots)
    for shot, span in zip(shots, seen(shots), strict=True):
        shown = _media_of(campaign, shot, assets, media)
        caption = _caption(shot, len(media) + 1, media)
        entries.append(_entry(campaign, shot, span, shown, caption))
    return Timeline(
        title=campaign.title,
        campaign=campaign.key,
        version=storyboard.version,
        entries=tuple(entries),
    )


def _entry(
    campaign: Campaign,
    shot: Shot,
    span: tuple[int, int],
    media: Media | None,
    caption: Media | None,
) -> Entry:
    activity = activity_of(campaign, shot.activity)
    return Entry(
        index=shot.index,
        starts_at=span[0],
        frames=span[1] - span[0],
        media=media,
        source_in=_source_in(shot, media, span[0] - shot.starts_at),
        into=shot.into or Transition.CUT,
        sound=bool(shot.sound and media and media.has_audio),
        caption=caption,
        activity=f"{activity.number}. {activity.title}" if activity else "",
        why=shot.why,
    )


def _source_in(shot: Shot, media: Media | None, later: int) -> int:
    """The nearest whole frame, and early enough for the shot to fit into the clip.

    `later` frames of the shot belong to the one before it.
    """
    if media is None:
        return 0
    if media.frames is None:
        return later
    nearest = ((shot.in_ms or 0) * FILM_RATE + 500) // 1000
    return max(0, min(nearest, media.frames - shot.frames)) + later


def _media_of(
    campaign: Campaign, shot: Shot, assets: Mapping[str, Asset], known: dict[str, Media]
) -> Media | None:
    """The shot's file, the same for every shot of one asset."""
    if shot.card is not None:
        lines = (shot.card.role, shot.card.title, *shot.card.lines)
        role = {"opening": "片头", "closing": "片尾"}.get(shot.card.role, "字幕卡")
        return _drawn(len(known) + 1, "card", role, lines, known)
    if shot.asset is None:
        return None
    if shot.asset not in known:
        asset = _allowed(assets, shot.asset)
        known[shot.asset] = _of_asset(campaign, shot, asset, len(known) + 1)
    return known[shot.asset]


def _allowed(assets: Mapping[str, Asset], asset_id: str) -> Asset:
    """By the film's own gate: accepted by somebody, and allowed."""
    asset = assets.get(asset_id)
    if asset is None or not asset.in_film:
        raise Conflict(TAKEN_BACK)
    return asset


def _of_asset(campaign: Campaign, shot: Shot, asset: Asset, number: int) -> Media:
    facts = asset.facts
    if facts is None:
        raise Conflict(TAKEN_BACK)
    is_clip = shot.kind is ShotKind.CLIP and facts.kind is Kind.CLIP
    activity = activity_of(campaign, shot.activity)
    title = shortened(activity.title) if activity else "未定"
    ending = _ending(asset) if is_clip else ".jpg"
    return Media(
        number=number,
        path=f"{FOLDER}/{_file_name(number, title, unit_name(campaign, asset.unit), ending)}",
        kind="clip" if is_clip else "photo",
        width=facts.width,
        height=facts.height,
        frames=ms_to_frames_floor(facts.duration_ms or 0) if is_clip else None,
        fps=facts.fps if is_clip else None,
        has_audio=is_clip and facts.audio is not None,
        asset=asset.id,
        sent_as=asset.original_name,
    )


def _file_name(number: int, title: str, unit: str, ending: str) -> str:
    """`03-科普大讲堂-县科协.mp4`: number, activity, unit."""
    room = _NAME_BYTES - len(f"{number:02d}--{ending}")
    who = cut_bytes(_plain(unit), room // 2)
    what = cut_bytes(_plain(title), room - len(who.encode()))
    return f"{number:02d}-{what}-{who}{ending}"


def _plain(text: str) -> str:
    """Safe on every system and in XML and URLs as it is: not every reader unquotes."""
    return re.sub(r"[\s.&'#%+,;=@^`~$!(){}\[\]]+", "_", safe_part(text)).strip("_") or "未命名"


def _ending(asset: Asset) -> str:
    sent = "." + asset.original_name.rpartition(".")[2].lower()
    if sent in _ENDINGS:
        return sent
    return _CONTAINERS.get(asset.facts.format if asset.facts else "", ".mp4")


def _caption(shot: Shot, number: int, known: dict[str, Media]) -> Media | None:
    if shot.caption is None:
        return None
    return _drawn(number, "caption", "字幕", (shot.caption.title, shot.caption.line), known)


def _drawn(
    number: int, kind: str, name: str, lines: Sequence[str], known: dict[str, Media]
) -> Media:
    key = f"{kind}:{'/'.join(lines)}"
    if key not in known:
        told = _file_name(number, shortened(lines[1] if kind == "card" else lines[0]), name, ".png")
        known[key] = Media(
            number=number,
            path=f"{FOLDER}/{told}",
            kind=kind,
            width=FRAME_WIDTH,
            height=FRAME_HEIGHT,
            lines=tuple(lines),
        )
    return known[key]
