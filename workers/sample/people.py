"""Who appears in the sample scenes: how somebody looks (Person) and stands (Pose)."""

from dataclasses import dataclass, replace
from random import Random

from workers.sample.canvas import Colour

SKIN = ((246, 208, 178), (238, 195, 160), (226, 180, 142), (250, 216, 190))
BLACK_HAIR = ((38, 32, 34), (52, 40, 36), (30, 30, 38))
GREY_HAIR = ((176, 174, 172), (148, 146, 148), (205, 203, 200))
TOPS = (
    (228, 92, 80),
    (64, 124, 184),
    (240, 190, 76),
    (92, 160, 118),
    (236, 236, 230),
    (122, 108, 168),
    (50, 66, 96),
    (240, 148, 110),
    (108, 178, 190),
    (196, 110, 130),
    (150, 130, 104),
    (84, 98, 108),
    (214, 222, 232),
    (170, 196, 140),
)
BOTTOMS = ((46, 54, 74), (62, 66, 72), (88, 84, 80), (38, 40, 48), (110, 104, 92), (58, 76, 108))
RED_SCARF = (222, 48, 44)
VEST = (214, 40, 44)
COAT = (246, 248, 250)


@dataclass(frozen=True, kw_only=True)
class Person:
    """How somebody looks; the same in every picture of an event."""

    #: height against a grown-up of 1.0
    tall: float = 1.0
    skin: Colour = SKIN[0]
    hair: Colour = BLACK_HAIR[0]
    #: short, bob, pony, bun or thin
    style: str = "short"
    top: Colour = TOPS[1]
    bottom: Colour = BOTTOMS[0]
    #: shirt, jacket, coat (white coat), vest (red, of volunteers), pupil or dress
    outfit: str = "shirt"
    #: none, straw, cap or glasses
    wears: str = "none"
    #: a child has a larger head against the body
    child: bool = False


@dataclass(frozen=True, kw_only=True)
class Pose:
    """How somebody stands at one moment; angles in degrees."""

    #: -1 looks fully to the left, 0 to the camera, 1 to the right
    turn: float = 0.0
    #: seen from behind
    back: bool = False
    #: left arm of the picture: (out from hanging, bend of the elbow inward)
    left: tuple[float, float] = (8, 10)
    right: tuple[float, float] = (8, 10)
    #: upper body tilted, positive to the right
    lean: float = 0.0
    #: legs apart as in walking, shares of the height
    stride: float = 0.0
    #: only head and upper body are drawn (behind a table, in a row of seats)
    seated: bool = False
    #: what the right hand of the picture holds: none, paper, phone, flag, mic, pole
    holds: str = "none"


def adult(rng: Random, **given: object) -> Person:
    """A grown-up dressed at random; what is given stays."""
    person = Person(
        tall=rng.uniform(0.93, 1.05),
        skin=rng.choice(SKIN),
        hair=rng.choice(BLACK_HAIR),
        style=rng.choice(("short", "short", "bob", "pony", "bun")),
        top=rng.choice(TOPS),
        bottom=rng.choice(BOTTOMS),
        outfit=rng.choice(("shirt", "shirt", "jacket", "dress")),
        wears=rng.choice(("none", "none", "none", "glasses")),
    )
    if person.outfit == "dress" and person.style == "short":
        person = replace(person, style="bob")
    return replace(person, **given)  # type: ignore[arg-type]


def elder(rng: Random, **given: object) -> Person:
    grey = {"hair": rng.choice(GREY_HAIR), "style": rng.choice(("thin", "short", "bun"))}
    return adult(rng, **{**grey, "outfit": rng.choice(("shirt", "jacket")), "tall": 0.94, **given})


def pupil(rng: Random, **given: object) -> Person:
    """A child in the blue and white school clothes with a red scarf."""
    looks = {
        "tall": rng.uniform(0.66, 0.76),
        "child": True,
        "outfit": "pupil",
        "top": (52, 104, 178),
        "bottom": (40, 70, 130),
        "wears": "none",
        "style": rng.choice(("short", "short", "bob", "pony")),
    }
    return adult(rng, **{**looks, **given})


def doctor(rng: Random, **given: object) -> Person:
    return adult(
        rng, **{"outfit": "coat", "top": rng.choice(((120, 170, 196), (130, 180, 150))), **given}
    )


def volunteer(rng: Random, **given: object) -> Person:
    looks = {
        "outfit": "vest",
        "top": rng.choice(((240, 240, 238), (70, 90, 130))),
        "wears": rng.choice(("none", "cap")),
    }
    return adult(rng, **{**looks, **given})


def farmer(rng: Random, **given: object) -> Person:
    looks = {
        "outfit": rng.choice(("shirt", "jacket")),
        "wears": rng.choice(("straw", "none")),
        "style": rng.choice(("short", "bob")),
        "top": rng.choice(
            (
                (96, 112, 92),
                (70, 94, 128),
                (176, 88, 74),
                (206, 196, 170),
                (128, 104, 84),
                (232, 228, 214),
            )
        ),
    }
    return adult(rng, **{**looks, **given})
