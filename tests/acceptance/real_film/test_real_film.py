"""One film of a sample week, real clips and photos of all sorts, and clappers: read back exactly.

`make real-film` prints the list of shots and leaves film and sheets under build/real-film.
"""

from collections import Counter
from fractions import Fraction
from itertools import pairwise

import pytest

from domain.film import FilmState, ShotKind, fails_what_is_required
from tests.acceptance.probing import probe
from tests.acceptance.real_film.clappers import CLAPPERS
from tests.acceptance.real_film.filming import OUT, Filmed
from tests.acceptance.real_film.measuring import Clapped, changes, clapped, loudness
from tests.acceptance.real_film.sheet import join_sheets
from workers.tools.film.contact_sheet import write_sheet

pytestmark = [pytest.mark.slow, pytest.mark.timeout(7200)]

MOST_MS = 20
#: LUFS that the sample's profile asks for, and how far off a film may be.
WANTED_LUFS, MOST_LU = -16.0, 0.2


@pytest.fixture(scope="module")
def claps(filmed: Filmed) -> list[Clapped]:
    found = list(clapped(filmed))
    for each in found:
        offsets = ", ".join(f"{offset:.1f}" for offset in each.offsets_ms)
        least, most = float(min(each.astray_ms)), float(max(each.astray_ms))
        print(
            f"{each.name} at frame {each.starts_at}: picture {least:.1f} to {most:.1f} ms, "
            f"sound after picture {offsets or '–'} ms"
        )
    return found


def test_the_film_is_verified_and_all_that_is_required_holds(filmed: Filmed) -> None:
    assert filmed.film.state is FilmState.VERIFIED
    assert not fails_what_is_required(filmed.film.findings)


def test_everything_that_can_be_shown_is_in(filmed: Filmed) -> None:
    shown = Counter(
        filmed.assets[shot.asset].original_name for shot in filmed.board.shots if shot.asset
    )
    assert [name for name in filmed.pinned | filmed.by_hand if not shown[name]] == []
    assert {clapper.name for clapper in CLAPPERS} <= filmed.pinned | filmed.by_hand


def test_its_frames_are_the_planned_ones_and_all_can_be_decoded(filmed: Filmed) -> None:
    found = probe(filmed.path)
    assert len(found.shown_at) == filmed.board.frames
    assert {later - one for one, later in pairwise(found.shown_at)} == {Fraction(1, 25)}
    assert found.complaints == ""


def test_the_picture_changes_at_the_frame_of_every_join(filmed: Filmed) -> None:
    """But where a chapter dissolves into the next one."""
    joins = [shot.starts_at for shot in filmed.board.shots[1:] if not shot.overlap]
    found = changes(filmed.path, joins)
    soft = [each for each in found if each[1] < each[2] or each[1] < 2]
    print(f"{len(found)} joins, {len(soft)} hardly seen: {soft}")
    assert len(soft) <= len(found) // 10


def test_every_frame_of_the_clappers_is_the_one_that_is_due(claps: list[Clapped]) -> None:
    assert {each.name for each in claps} == {clapper.name for clapper in CLAPPERS}
    for each in claps:
        assert max(abs(ms) for ms in each.astray_ms) <= max(each.frame_ms, 40), each.name


def test_sound_stays_with_its_picture_from_the_start_to_the_end(claps: list[Clapped]) -> None:
    heard = [each for each in claps if each.offsets_ms]
    assert len(heard) >= len(CLAPPERS) - 1
    for each in heard:
        assert max(abs(ms) for ms in each.offsets_ms) <= MOST_MS, each


def test_it_is_as_loud_as_the_profile_says(filmed: Filmed) -> None:
    found = loudness(filmed.path)
    print(f"{found} LUFS")
    assert abs(found - WANTED_LUFS) <= MOST_LU


def test_there_is_a_sheet_of_it_and_of_every_join(filmed: Filmed) -> None:
    middles = [shot.starts_at + shot.frames // 2 for shot in filmed.board.shots]
    write_sheet(filmed.path, middles, OUT / "sheet.jpg")
    sheets = join_sheets(filmed, OUT)
    print("look at", OUT / "sheet.jpg", *sheets)
    kinds = Counter(shot.kind for shot in filmed.board.shots)
    assert kinds[ShotKind.CARD] == 2
    assert len(sheets) == -(-(len(filmed.board.shots) - 1) // 10)
