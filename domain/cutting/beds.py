"""The music beds as they are composed: harmony, melody and form in notes, laid out to a length.

Both are in major keys with pentatonic melodies, after no existing piece. A beat is a whole number
of film frames, and the first beat is the film's first frame, so the grid is known by construction.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

#: Beats of a bar, and ticks of a beat (sixteenth notes).
BEATS, TICKS = 4, 4
BAR = BEATS * TICKS


@dataclass(frozen=True)
class Chord:
    """Pitch classes from 0 = C; `bass` is what the bass plays."""

    bass: int
    classes: tuple[int, ...]


@dataclass(frozen=True)
class Note:
    """One note: start and length in ticks, MIDI pitch, strength in per cent."""

    voice: str
    at: int
    length: int
    pitch: int
    strength: int


#: Melody: a pitch of 0 is a rest; lengths in eighth notes.
Line = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Strain:
    """Eight bars: a chord and a line of melody each."""

    chords: tuple[Chord, ...]
    melody: tuple[Line, ...]


@dataclass(frozen=True)
class Composition:
    a: Strain
    b: Strain
    #: The last two bars.
    close: tuple[Chord, Chord]
    #: Which notes of the chord, from below, the plucked voice plays in eighths; -1 rests.
    pattern: tuple[int, ...]
    #: Voices of each section: sections follow each other as long as the film lasts.
    form: tuple[tuple[str, frozenset[str]], ...]


_D, _A, _G = Chord(2, (2, 4, 6, 9)), Chord(9, (1, 4, 9)), Chord(7, (2, 6, 7, 11))
_A_CIS, _D_FIS = Chord(1, (1, 4, 9)), Chord(6, (2, 6, 9))
_BM7, _EM7, _FISM7 = Chord(11, (2, 6, 9, 11)), Chord(4, (2, 4, 7, 11)), Chord(6, (1, 4, 6, 9))
_ASUS, _A7 = Chord(9, (2, 4, 9)), Chord(9, (1, 4, 7, 9))

_FULL = frozenset({"pad", "pluck", "bass", "shaker", "kick"})

_MORNING = Composition(
    a=Strain(
        chords=(_D, _A_CIS, _BM7, _G, _D_FIS, _EM7, _ASUS, _A),
        melody=(
            ((3, 78), (1, 76), (2, 74), (2, 69)),
            ((4, 76), (2, 0), (1, 69), (1, 71)),
            ((3, 74), (1, 76), (2, 78), (2, 81)),
            ((3, 83), (1, 81), (4, 78)),
            ((3, 81), (1, 78), (2, 74), (1, 76), (1, 78)),
            ((2, 79), (2, 76), (2, 74), (2, 71)),
            ((4, 76), (4, 74)),
            ((4, 73), (2, 76), (2, 0)),
        ),
    ),
    b=Strain(
        chords=(_G, _A, _FISM7, _BM7, _G, _D_FIS, _EM7, _A7),
        melody=(
            ((2, 71), (2, 74), (3, 79), (1, 78)),
            ((4, 76), (2, 73), (2, 76)),
            ((3, 78), (1, 76), (2, 73), (2, 69)),
            ((6, 74), (2, 0)),
            ((2, 71), (2, 74), (2, 79), (2, 81)),
            ((4, 78), (2, 81), (2, 78)),
            ((3, 79), (1, 78), (2, 76), (2, 74)),
            ((4, 76), (2, 73), (2, 0)),
        ),
    ),
    close=(_ASUS, _D),
    pattern=(0, 2, 1, 3, 2, 4, 1, 3),
    form=(
        ("a", frozenset({"pad", "pluck"})),
        ("a", _FULL - {"kick"} | {"melody"}),
        ("b", _FULL | {"melody"}),
        ("a", _FULL),
        ("b", frozenset({"pad", "pluck", "bass", "melody"})),
        ("a", _FULL | {"melody"}),
    ),
)

_G9, _D_FIS2, _CM7 = Chord(7, (2, 7, 9, 11)), Chord(6, (2, 6, 9)), Chord(0, (0, 4, 7, 11))
_G_B, _AM7 = Chord(11, (2, 7, 11)), Chord(9, (0, 4, 7, 9))
_DSUS, _DM = Chord(2, (2, 7, 9)), Chord(2, (2, 6, 9))

_WATER = Composition(
    a=Strain(
        chords=(_G9, _D_FIS2, _EM7, _CM7, _G_B, _AM7, _DSUS, _DM),
        melody=(
            ((4, 71), (4, 74)),
            ((6, 69), (2, 0)),
            ((4, 67), (2, 71), (2, 74)),
            ((6, 76), (2, 74)),
            ((4, 74), (4, 71)),
            ((4, 72), (2, 69), (2, 67)),
            ((4, 69), (4, 67)),
            ((6, 66), (2, 0)),
        ),
    ),
    b=Strain(
        chords=(_EM7, _CM7, _G_B, _DM, _EM7, _CM7, _AM7, _DSUS),
        melody=(
            ((4, 67), (4, 71)),
            ((3, 72), (1, 71), (4, 67)),
            ((4, 74), (2, 71), (2, 69)),
            ((6, 69), (2, 66)),
            ((4, 71), (4, 76)),
            ((3, 76), (1, 74), (2, 72), (2, 71)),
            ((4, 72), (4, 69)),
            ((4, 74), (4, 69)),
        ),
    ),
    close=(_DSUS, _G9),
    pattern=(0, -1, 1, 2, 3, -1, 2, 1),
    form=(
        ("a", frozenset({"pad", "pluck"})),
        ("a", frozenset({"pad", "pluck", "bass", "melody"})),
        ("b", frozenset({"pad", "pluck", "bass", "melody"})),
        ("a", frozenset({"pad", "pluck", "bass"})),
        ("b", frozenset({"pad", "bass", "melody"})),
    ),
)

COMPOSITIONS: Mapping[str, Composition] = {"morning": _MORNING, "water": _WATER}


def notes_of(key: str, bars: int) -> tuple[Note, ...]:
    """All notes of the bed `key` in so many bars, at least 2, by start; it ends on its key's chord.

    What is left between whole sections and the close is the end of the last strain, which leads
    there.
    """
    piece = COMPOSITIONS[key]
    notes: list[Note] = []
    voicing: tuple[int, ...] = ()
    for bar, (chord, line, voices) in enumerate(_bars(piece, max(bars, 2))):
        voicing = voiced(chord, voicing)
        notes += _bar_notes(piece, chord, voicing, line, voices, bar)
    return tuple(sorted(notes, key=lambda note: (note.at, note.voice, note.pitch)))


def _bars(piece: Composition, bars: int) -> Iterator[tuple[Chord, Line, frozenset[str]]]:
    left, section = bars - 2, 0
    while left > 0:
        name, voices = piece.form[section % len(piece.form)]
        strain = piece.a if name == "a" else piece.b
        first = max(0, len(strain.chords) - left)
        for chord, line in zip(strain.chords[first:], strain.melody[first:], strict=True):
            yield chord, line if "melody" in voices else (), voices
        left -= len(strain.chords) - first
        section += 1
    quiet = frozenset({"pad", "bass", "close"})
    yield from ((chord, (), quiet) for chord in piece.close)


def voiced(chord: Chord, before: Sequence[int], low: int = 57, high: int = 74) -> tuple[int, ...]:
    """The chord's notes between `low` and `high`, each as near as may be to those of `before`.

    Every class of the chord sounds once; so common notes stay and the others move by steps.
    """
    if not before:
        before = range(60, 60 + 3 * len(chord.classes), 3)
    pitches = [
        min(
            (pitch for pitch in range(low, high + 1) if pitch % 12 == wanted),
            key=lambda pitch: (min(abs(pitch - other) for other in before), pitch),
        )
        for wanted in chord.classes
    ]
    return tuple(sorted(pitches))


def _bar_notes(
    piece: Composition,
    chord: Chord,
    voicing: tuple[int, ...],
    line: Line,
    voices: frozenset[str],
    bar: int,
) -> list[Note]:
    at = bar * BAR
    notes = [Note("pad", at, BAR, pitch, 60) for pitch in voicing]
    if "bass" in voices:
        low = 36 + (chord.bass - 36) % 12 if chord.bass else 36
        notes.append(Note("bass", at, 10 if "close" not in voices else BAR, low, 80))
        if "kick" in voices:
            notes.append(Note("bass", at + 10, 6, low, 60))
    if "pluck" in voices:
        notes += _plucked(piece, voicing, at)
    if "close" in voices:
        notes += [Note("pluck", at + n, BAR, p, 60) for n, p in enumerate(voicing)]
    if "shaker" in voices:
        notes += [Note("shaker", at + t, 1, 0, 70 if t % 4 == 2 else 40) for t in range(0, BAR, 2)]
    if "kick" in voices:
        notes += [Note("kick", at + t, 2, 0, 70) for t in (0, 8)]
    return notes + _sung(line, at)


def _plucked(piece: Composition, voicing: tuple[int, ...], at: int) -> list[Note]:
    """Broken chords over an octave and a half; the first of the bar is the strongest."""
    steps = (*voicing, *(pitch + 12 for pitch in voicing))
    return [
        Note("pluck", at + 2 * place, 6, steps[step], 78 if place == 0 else 58 + 6 * (place % 2))
        for place, step in enumerate(piece.pattern)
        if step >= 0
    ]


def _sung(line: Line, at: int) -> list[Note]:
    notes: list[Note] = []
    for eighths, pitch in line:
        if pitch:
            notes.append(Note("melody", at, 2 * eighths, pitch, 80))
        at += 2 * eighths
    return notes
