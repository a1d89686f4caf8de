"""What look keeps of what was measured of a photo or a clip."""

import pytest

from domain.looking.deciding import clip_look_from, photo_look_from


def test_a_photos_look_takes_over_what_was_measured():
    look = photo_look_from(
        {
            "sharpness": 7,
            "exposure": 8,
            "black": 9,
            "phash": "00ff00ff00ff00ff",
            "focus": [400, 600],
        }
    )
    assert (look.sharpness, look.exposure, look.black) == (7, 8, 9)
    assert (look.phash, look.focus, look.moments) == ("00ff00ff00ff00ff", (400, 600), ())


@pytest.mark.parametrize("loudness", [-2200, None])
def test_a_clips_look_is_the_median_of_its_lit_frames(loudness):
    rows = [
        {"ms": 0, "sharpness": 0, "exposure": 0, "black": 1000, "motion": 0},
        {"ms": 1000, "sharpness": 500, "exposure": 700, "black": 0, "motion": 500},
        {"ms": 2000, "sharpness": 600, "exposure": 800, "black": 0, "motion": 10},
        {"ms": 3000, "sharpness": 650, "exposure": 820, "black": 0, "motion": 10},
    ]
    seen = {"frames": rows, "span": [0, 9000], "phash": "0" * 16, "focus": [500, 500]}
    look = clip_look_from(seen, {"loudness_clufs": loudness, "seconds": []}, 4000)
    assert (look.sharpness, look.exposure, look.black) == (600, 800, 250)
    assert look.loudness_clufs == loudness
    assert [(each.in_ms, each.out_ms) for each in look.moments] == [(1000, 4000)]
