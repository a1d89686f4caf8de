"""Files of one sending that belong together: Live Photos, pairs of the same name, sidecars."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from domain.facts import ClaimClass, Kind
from domain.times.neighbours import Member
from domain.times.verdict import verdict

#: The clip beside a photo lasts some seconds (vivo 3 s, iPhone 3 s); a longer one is a film of its
#: own that was given the same name.
LONGEST_MS = 6000
#: A photo and the clip around it are dated within seconds of each other.
SAME_MOMENT = timedelta(minutes=1)


def belonging(members: Sequence[Member]) -> dict[str, str]:
    """Asset id -> id of the file that it belongs to, for every file that has one.

    Photo and clip of a pair name each other; a sidecar names its photo or clip. Of several photos
    or clips that could be meant none is: nothing is guessed. The order does not matter.
    """
    files = [each for each in members if each.kind is not None]
    pairs = _by_content_id(files)
    pairs |= _by_name([each for each in files if each.id not in pairs])
    return pairs | _sidecars(members)


def _by_content_id(files: Iterable[Member]) -> dict[str, str]:
    """iPhones write one identifier into photo and clip; an exported copy may repeat the photo."""
    alike: dict[str, list[Member]] = {}
    for each in files:
        if each.content_id:
            alike.setdefault(each.content_id, []).append(each)
    return _joined(alike.values())


def _by_name(files: Sequence[Member]) -> dict[str, str]:
    """vivo, and iPhones' files without maker notes: `IMG_1.jpg` beside a short `IMG_1.mp4`."""
    alike: dict[str, list[Member]] = {}
    for each in files:
        if each.kind is Kind.PHOTO or (each.duration_ms or LONGEST_MS + 1) <= LONGEST_MS:
            alike.setdefault(_stem(each.name), []).append(each)
    pairs = _joined(alike.values())
    known = {each.id: each for each in files}
    return {one: other for one, other in pairs.items() if _together(known[one], known[other])}


def _together(one: Member, other: Member) -> bool:
    """False where two clocks say that they are not of one moment: cameras count alike."""
    taken, beside = verdict(one.claims), verdict(other.claims)
    if {taken.taken_class, beside.taken_class} != {ClaimClass.CAPTURE}:
        return True
    assert taken.taken_at is not None and beside.taken_at is not None
    return abs(taken.taken_at - beside.taken_at) <= SAME_MOMENT


def _joined(groups: Iterable[Sequence[Member]]) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for group in groups:
        photos = [each for each in group if each.kind is Kind.PHOTO]
        clips = [each for each in group if each.kind is Kind.CLIP]
        if len(photos) == len(clips) == 1:
            pairs |= {photos[0].id: clips[0].id, clips[0].id: photos[0].id}
    return pairs


def _sidecars(members: Sequence[Member]) -> dict[str, str]:
    """`IMG_1.AAE` and `IMG_1.xmp` belong to `IMG_1.HEIC`, `IMG_1.HEIC.xmp` too."""
    named: dict[str, list[Member]] = {}
    for each in members:
        if each.kind is not None:
            for name in {_stem(each.name), each.name.casefold()}:
                named.setdefault(name, []).append(each)
    found: dict[str, str] = {}
    for each in members:
        meant = [] if each.kind is not None else named.get(_stem(each.name), [])
        photos = [m for m in meant if m.kind is Kind.PHOTO] or meant
        if len(photos) == 1:
            found[each.id] = photos[0].id
    return found


def _stem(name: str) -> str:
    """The name without its ending, as it is compared."""
    return name.rpartition(".")[0].casefold() or name.casefold()
