"""The exact sums of a sending and of a row without times, against every case written out."""

import math
from itertools import combinations, pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.facts import Place
from domain.weighing.beliefs import dot, normed, times
from domain.weighing.pieces import Piece, blocks_of, paused_blocks
from domain.weighing.place_beliefs import Spot, Spots
from domain.weighing.segments import IN_A_ROW, OF_THE_FIRST, SHOWN, TWO, Row
from domain.weighing.sending_beliefs import Sent, heard
from domain.weighing.told import Voices, together, told_by, vector_of

SIZE = 3
SHARE = st.floats(0.05, 3.0)
VECTOR = st.lists(SHARE, min_size=SIZE, max_size=SIZE)
#: A name of one activity in one file, or nothing.
NAMED = st.none() | st.integers(0, SIZE - 2)


def piece(named: int | None) -> Piece:
    told = {"text": Voices(named={named: (260, 1)}, count=1)} if named is not None else {}
    return Piece(told=told)


def of_nth(n: int, count: int) -> float:
    return (OF_THE_FIRST if n == 0 else 0.0) + (1 - OF_THE_FIRST) / count


def shown(kind: str, with_it: int, files: int) -> float:
    """That so many of a run's files have a sign, if how many do is drawn from a beta first."""
    there, yes, no = SHOWN[kind]
    chance = math.prod(
        [
            *((yes + n) / (yes + no + n) for n in range(with_it)),
            *((no + n) / (yes + no + with_it + n) for n in range(files - with_it)),
        ]
    )
    return (there * chance + (0 if with_it else 1 - there)) ** IN_A_ROW[kind]


def alike(run, row) -> float:
    """That each banner of the row is in so many files of a run."""
    return math.prod(
        shown("text", sum(each == banner for each in run), len(run))
        for banner in {each for each in row if each is not None}
    )


def divisions(count: int, one: float):
    shares = {1: one, 2: (1 - one) * TWO, 3: (1 - one) * (1 - TWO)}
    if count == 1:
        shares = {1: 1.0}
    elif count == 2:
        shares = {1: one, 2: 1 - one}
    for number, share in shares.items():
        ways = list(combinations(range(1, count), number - 1))
        for cuts in ways:
            yield share / len(ways), list(pairwise((0, *cuts, count)))


@settings(max_examples=80, deadline=None)
@given(st.lists(NAMED, min_size=1, max_size=5), VECTOR, VECTOR, VECTOR, st.floats(0.1, 0.9))
def test_a_row_is_believed_as_the_sum_over_all_its_divisions_says(named, prior, one, several, p):
    prior = normed(prior)
    pieces = [piece(each) for each in named]
    found, meant_of = Row(pieces, prior, p, {}).beliefs(one, several, 0.3)
    wanted = [[0.0] * SIZE for _ in pieces]
    wanted_meant = [0.0] * len(pieces)
    for share, runs in divisions(len(pieces), p):
        shows = [
            [each * alike(named[a:b], named) for each in vector_of(
                together(x.told for x in pieces[a:b]), SIZE, {}
            )]
            for a, b in runs
        ]  # fmt: skip
        for activities in product(range(SIZE), repeat=len(runs)):
            said = one if len(runs) == 1 else several
            for meant in (*range(len(runs)), None):
                chance = share * (0.3 if meant is None else of_nth(meant, len(runs)))
                for n, activity in enumerate(activities):
                    base = said if n == meant else prior
                    chance *= base[activity] * shows[n][activity]
                for n, ((a, b), activity) in enumerate(zip(runs, activities, strict=True)):
                    for at in range(a, b):
                        wanted[at][activity] += chance
                        wanted_meant[at] += chance * (n == meant)
    for mine, theirs in zip(found, wanted, strict=True):
        assert mine == pytest.approx(theirs, rel=1e-6, abs=1e-12)
    for chance, mass, theirs in zip(meant_of, wanted_meant, wanted, strict=True):
        assert chance == pytest.approx(mass / sum(theirs), rel=1e-6)


@settings(max_examples=80, deadline=None)
@given(st.lists(VECTOR, min_size=2, max_size=3), VECTOR, VECTOR, st.floats(0.05, 0.9))
def test_occasions_of_a_sending_are_believed_as_the_sum_over_who_was_meant_says(
    shows, prior, said, again
):
    prior = normed(prior)
    flat = [1.0] * SIZE
    found = heard(
        Sent(
            prior=prior,
            said=said,
            one_day=flat,
            several_days=flat,
            not_after=flat,
            occasions=shows,
            on_said_day=[1.0] * len(shows),
            row=[],
            again=again,
            one=0.8,
            shifts={},
        )
    ).occasions
    wanted = [[0.0] * SIZE for _ in shows]
    for meant in range(len(shows)):
        for activities in product(range(SIZE), repeat=len(shows)):
            what = activities[meant]
            chance = of_nth(meant, len(shows)) * prior[what] * said[what]
            for n, activity in enumerate(activities):
                chance *= shows[n][activity]
                if n != meant:
                    chance *= again * (activity == what) + (1 - again) * prior[activity]
            for n, activity in enumerate(activities):
                wanted[n][activity] += chance
    for mine, theirs in zip(found, wanted, strict=True):
        assert normed(mine) == pytest.approx(normed(theirs), rel=1e-6, abs=1e-8)


def test_a_sign_counts_once_in_an_occasion_and_a_second_word_adds_to_it():
    once = told_by({}, {"a": 0}, {}, "a")
    assert vector_of(together([once, once]), SIZE, {}) == vector_of(once, SIZE, {})
    one = {"text": Voices(named={0: (150, 1)}, signs={0: frozenset({"义诊"})}, count=1)}
    two = {"text": Voices(named={0: (150, 1)}, signs={0: frozenset({"测血压"})}, count=1)}
    more = vector_of(together([one, two]), SIZE, {})
    assert more[0] > vector_of(together([one, one]), SIZE, {})[0]
    less = vector_of(one, SIZE, {"text weak": -100})
    assert less[0] < vector_of(one, SIZE, {})[0]


@given(st.lists(st.floats(0, 1e300), min_size=1, max_size=6))
def test_chances_add_up_to_one_and_none_is_nothing(vector):
    found = normed(vector)
    assert sum(found) == pytest.approx(1)
    assert all(each > 0 for each in found)
    assert dot(found, times(found, found)) > 0


def test_a_banner_in_the_first_half_of_a_row_alone_speaks_for_two_occasions():
    prior = normed([1.0, 1.0, 1.0])
    first = [piece(0), piece(None), piece(0), piece(0)]
    silent = [piece(None)] * 6
    halves = Row([*first, *silent], prior, 0.7, {}).beliefs(prior, prior, 0.0)[0]
    between = [piece(0), piece(None), piece(None), piece(0), *([piece(None)] * 5), piece(0)]
    whole = Row(between, prior, 0.7, {}).beliefs(prior, prior, 0.0)[0]
    assert normed(halves[8])[0] < normed(whole[8])[0]
    assert normed(halves[1])[0] > normed(halves[8])[0]


def test_two_banners_one_after_the_other_speak_for_two_occasions_and_mixed_ones_for_one():
    prior = normed([1.0] * SIZE)
    row = [*([piece(0), piece(None)] * 5), *([piece(1), piece(None)] * 5)]
    mixed = [*([piece(0), piece(None), piece(1), piece(None)] * 5)]
    apart, among = (
        [normed(each) for each in Row(each, prior, 0.8, {}).beliefs(prior, prior, 0.0)[0]]
        for each in (row, mixed)
    )
    assert apart[0][0] > 0.8 and apart[-2][1] > 0.8
    assert max(among[8]) < 0.7


def test_words_of_a_kind_and_a_title_of_that_kind_are_of_one_occasion():
    prior = normed([1.0] * SIZE)
    both = Piece(told={"file_name": Voices(named={0: (220, 1), 1: (220, 1)}, count=1)})
    title = Piece(told={"file_name": Voices(named={0: (400, 1)}, count=1)})
    found = Row([both, both, title, title, both, title], prior, 0.8, {}).beliefs(prior, prior, 0)[0]
    assert all(normed(each)[0] > 0.8 for each in found)


def test_no_file_of_a_long_row_is_taken_for_its_neighbours_banner():
    prior = normed([1.0, 1.0, 1.0])
    row = [*([piece(0), piece(None)] * 31), *([piece(1), piece(None)] * 5)]
    found = [normed(each) for each in Row(row, prior, 0.1, {}).beliefs(prior, prior, 0)[0]]
    assert len(found) == len(row) == 72
    # More than can be divided one by one: the last of one banner and the first of the other are
    # never one block, and the silent one between them may be of either.
    assert found[60][0] > 0.5 > found[62][0]
    assert found[60][0] > found[61][0] > found[62][0]


def test_two_pictures_known_by_their_place_alone_are_no_witnesses_of_each_other():
    spots = [Spot(place=Place(lat=37.95 + n / 1e4, lon=110.99), unit=f"u{n}") for n in range(3)]
    unsure = [normed([1.0, 1.0, 1.0])] * 3
    assert Spots(spots, [None, None, None]).say(unsure) == [[1.0, 1.0, 1.0]] * 3
    shown = [normed([30.0, 1.0, 1.0]), *unsure[1:]]
    said = Spots(spots, [None, None, None]).say(shown)
    assert said[0] == [1.0, 1.0, 1.0]
    assert said[1][0] > 3


def test_what_was_taken_far_from_where_the_plan_says_shows_its_place_less():
    here, there = Place(lat=37.95, lon=110.99), Place(lat=38.15, lon=110.99)
    spots = [Spot(place=here, unit="u1"), Spot(place=here, unit="u2")]
    shown = [normed([30.0, 1.0]), normed([1.0, 1.0])]
    open_, typed = (Spots(spots, [venue, None]).say(shown)[1][0] for venue in (None, there))
    assert open_ > typed


def test_a_units_own_pictures_of_one_spot_are_no_witnesses_of_one_another():
    spots = [Spot(place=Place(lat=37.95 + n / 1e4, lon=110.99), unit="u1") for n in range(3)]
    shown = [normed([30.0, 1.0, 1.0]), *[normed([1.0, 1.0, 1.0])] * 2]
    assert Spots(spots, [None, None, None]).say(shown) == [[1.0, 1.0, 1.0]] * 3
    guest = [*spots[:2], Spot(place=spots[2].place, unit="u2")]
    said = Spots(guest, [None, None, None]).say(shown)
    assert said[1] == [1.0, 1.0, 1.0] and said[2][0] > 2


def test_the_weeks_own_banner_is_another_than_that_of_its_main_event():
    prior = normed([1.0] * SIZE)
    slogan = Piece(told={"text": Voices(named={0: (20, 1)}, count=1)})
    row = [*([slogan, piece(None)] * 5), *([piece(0), piece(None)] * 5)]
    among = [slogan, piece(0), piece(None), piece(None)] * 5
    apart, one = (
        [normed(each)[0] for each in Row(each, prior, 0.8, {}).beliefs(prior, prior, 0)[0]]
        for each in (row, among)
    )
    assert apart[0] < 0.7 < 0.8 < one[0]
    assert apart[15] > 0.8


def test_files_without_a_name_after_many_with_one_are_of_another_occasion():
    prior = normed([1.0] * SIZE)
    named = Piece(told={"file_name": Voices(named={0: (400, 1)}, count=1)})
    row = [*[named] * 20, *[piece(None)] * 4]
    found = [normed(each)[0] for each in Row(row, prior, 0.8, {}).beliefs(prior, prior, 0)[0]]
    assert found[10] > 0.95 and found[-1] < 0.6


def test_a_row_is_alone_as_often_as_its_divisions_say():
    prior = normed([1.0, 1.0, 1.0])
    flat = Row([piece(None)] * 5, prior, 0.8, {})
    assert flat.alone(prior, prior, 0.0) == pytest.approx(0.8)
    parted = Row([piece(0)] * 5 + [piece(1)] * 5, prior, 0.8, {})
    assert parted.alone(prior, prior, 0.0) < 0.3


def test_what_is_silent_between_two_signs_is_divided_finest():
    prior = normed([1.0, 1.0, 1.0])
    row = [*([piece(0)] * 40), *([piece(None)] * 9), *([piece(1)] * 40)]
    blocks = blocks_of(row)
    assert len(blocks) <= 24 and sum(map(len, blocks)) == 89
    assert [len(block) for block in blocks if not block[0].told] == [1] * 9
    found = [normed(each) for each in Row(row, prior, 0.5, {}).beliefs(prior, prior, 0)[0]]
    falling = [each[0] for each in found[40:49]]
    assert falling == sorted(falling, reverse=True) and falling[0] > falling[-1]


def test_a_row_with_hundreds_of_pauses_is_divided_at_few_of_them():
    row = [piece(0 if n < 500 else 1) for n in range(1000)]
    few = paused_blocks(row[:7], [2, 1, 4])
    assert [len(block) for block in few] == [2, 1, 4]
    many = paused_blocks(row, [2] * 500)
    assert len(many) <= 24 and [each for block in many for each in block] == row
    assert paused_blocks(row[:3], [3]) == [row[:3]]


@pytest.mark.parametrize("files", [30, 300, 3000])
def test_a_row_of_ten_events_is_believed_however_many_files_it_has(files):
    """Whatever division is taken, so many are unlikelier than a float can tell."""
    size, each = 12, files // 10
    row = [
        Piece(told={"file_name": Voices(named={n // each: (260, 1)}, count=1)})
        for n in range(files)
    ]
    prior = [1 / size] * size
    divided = Row(row, prior, 0.5, {})
    first, last = (normed(divided.beliefs(prior, prior, 0)[0][n]) for n in (0, -1))
    assert max(range(size), key=first.__getitem__) < 4
    assert max(range(size), key=last.__getitem__) > 5
    assert divided.if_not_meant() > 0 and divided.alone(prior, prior, 0) < 0.5


@given(VECTOR, VECTOR, st.floats(0.01, 100.0))
def test_another_sendings_word_counts_as_it_is_of_the_first_file_on_any_scale(said, later, scale):
    prior = normed([0.5, 0.3, 0.2])

    def shown(*voices: list[float]):
        row = [Piece(told={}, voices=(("s2", voice),)) for voice in voices]
        return [normed(each) for each in Row(row, prior, 1.0, {}).beliefs(prior, prior, 0)[0]]

    alone = normed(times(prior, said))
    for each in shown(said, later):
        assert each == pytest.approx(alone)
    # A word that says nothing divides no row, whatever its scale.
    silent = [Piece(told={}, voices=(("s2", [scale] * SIZE),)), piece(0), piece(1)]
    unit = [Piece(told={}, voices=(("s2", [1.0] * SIZE),)), piece(0), piece(1)]
    one, other = (Row(row, prior, 0.6, {}).beliefs(prior, prior, 0)[0] for row in (silent, unit))
    for mine, theirs in zip(one, other, strict=True):
        assert normed(mine) == pytest.approx(normed(theirs))


def test_a_witness_of_a_place_counts_as_far_as_it_is_sure():
    here, away = Place(lat=37.95, lon=110.99), Place(lat=38.2, lon=110.7)
    places = (("u1", here), ("u2", here), ("u3", away))
    spots = Spots([Spot(place=place, unit=unit) for unit, place in places], [None] * SIZE)
    flat = [1 / SIZE] * SIZE

    def said(chance: float) -> float:
        rest = (1 - chance) / (SIZE - 1)
        return spots.say([flat, [chance, rest, rest], flat])[0][0]

    assert 1 < said(0.6) < 0.6 * said(0.99)
