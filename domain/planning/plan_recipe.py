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
    #: Frames of an excerpt at most where somebody speaks: 8 s, which lets a sentence end.
    speech_longest: int = 200
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
    #: Below this a hand shook too much: at 150 a picture passes a third of the frame a second.
    steadiness_floor: int = 150
    #: Above this share of black (per mille) a photo is left out likewise.
    black_ceiling: int = 500
    #: Taken off a candidate's score for each shot already chosen for its activity from the same
    #: clip, from the same unit, of the same day, of the same kind (photo or clip).
    same_clip: int = 150
    same_unit: int = 120
    same_day: int = 60
    same_kind: int = 60
    #: A further shot of one unit, day or kind costs no more than the fifth does.
    same_most: int = 4
    #: Shots of one activity where there are many; few share the whole film (planning/laws.py).
    activity_most: int = 6
    #: For the exact choice, in points of score: taken off for each shot that its activity has
    #: beyond its part of the film; given for a unit or day that is in the film at all, for a
    #: chapter that has an establishing shot, for a star, and for a shot that is to be kept.
    same_activity: int = 150
    #: Taken off besides for each shot that its activity has already: equals are shared equally.
    one_more: int = 15
    new_unit: int = 300
    new_day: int = 300
    establishing: int = 400
    starred: int = 3_000
    kept: int = 6_000
    #: Candidates that the exact choice looks at: of each activity, and of all together where they
    #: are many, but so many of each in any case; more bring nothing and take time.
    looked_at: int = 40
    looked_at_all: int = 480
    looked_at_least: int = 12
    #: Frames that may stay empty at no cost, since stretching fills them (4 s).
    slack_frames: int = 100

    def film_frames(self, limit_ms: int) -> int:
        """Frames a film may be planned to last when it must not exceed `limit_ms`."""
        return ms_to_frames_floor(max(min(self.longest_ms, limit_ms - self.margin_ms), 0))

    def room(self, limit_ms: int) -> int:
        """Frames that are left for shots beside the cards; negative when not even they fit."""
        return self.film_frames(limit_ms) - self.opening_frames - self.closing_frames
