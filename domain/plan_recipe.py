"""The film's grammar in numbers: lengths, floors and limits that a plan obeys."""

from dataclasses import dataclass

from domain.timebase import ms_to_frames_floor


@dataclass(frozen=True, kw_only=True)
class PlanRecipe:
    """What a storyboard is planned by; a change of any value is another recipe."""

    #: The film is planned at most this long, in ms, and at least `margin_ms` under its limit.
    longest_ms: int = 178_000
    margin_ms: int = 2_000
    #: Frames of each card (4 s).
    opening_frames: int = 100
    closing_frames: int = 100
    #: Frames of a photo: 2.52, 3.0 and 3.48 s.
    photo_shortest: int = 63
    photo_preferred: int = 75
    photo_longest: int = 87
    #: Frames of an excerpt: 2.52, 4.4 and 6.0 s.
    clip_shortest: int = 63
    clip_preferred: int = 110
    clip_longest: int = 150
    #: A clip shorter than an excerpt stands for its activity only when nothing else does, and
    #: only from so many frames (1 s).
    clip_least: int = 25
    #: A clip of at least so many ms may give two moments, so many ms apart.
    long_clip_ms: int = 12_000
    moments_apart_ms: int = 3_000
    #: Below these a picture is left out where the activity has a better one (0..1000). Sharp
    #: photos measured 669 and more, the same blurred by 2 px at 512 px 283 and less; an exposure
    #: of 150 is a mean luma of about 25 (of 255).
    sharpness_floor: int = 450
    exposure_floor: int = 150
    #: Above this share of black (per mille) a photo is left out likewise.
    black_ceiling: int = 500
    #: Taken off a candidate's score for each shot already chosen for its activity from the same
    #: clip, from the same unit, of the same day, of the same kind (photo or clip).
    same_clip: int = 150
    same_unit: int = 120
    same_day: int = 60
    same_kind: int = 60

    def film_frames(self, limit_ms: int) -> int:
        """Frames a film may be planned to last when it must not exceed `limit_ms`."""
        return ms_to_frames_floor(max(min(self.longest_ms, limit_ms - self.margin_ms), 0))

    def room(self, limit_ms: int) -> int:
        """Frames that are left for shots beside the cards; negative when not even they fit."""
        return self.film_frames(limit_ms) - self.opening_frames - self.closing_frames
