"""The scenes of the sample week by name, and the activity of the plan that each belongs to."""

from collections.abc import Callable

from workers.sample.scenes import clinic, fields, hall, museum, school, square, van
from workers.sample.stage import Scene

#: name -> (number of the activity in the plan, drawing from a seed and the weather)
SCENES: dict[str, tuple[int, Callable[[int, str], Scene]]] = {
    "opening": (1, square.opening),
    "booths": (1, square.booths),
    "lecture": (2, hall.lecture),
    "audience": (2, hall.audience),
    "terraces": (3, fields.terraces),
    "greenhouse": (3, fields.greenhouse),
    "valley": (3, fields.valley),
    "consult": (4, clinic.consult),
    "eyes": (4, clinic.eyes),
    "signup": (4, clinic.signup),
    "lesson": (5, school.lesson),
    "rockets": (5, school.rockets),
    "near": (5, school.near),
    "van": (6, van.van_visit),
    "museum": (6, museum.hall),
    "base": (6, museum.base),
}
