"""Words found in what was read of a picture, where one character may be read wrongly."""

from collections.abc import Iterable

#: Shorter words must stand there exactly: 大篷车 with one other character is 大讲堂's neighbour.
LEAST_FORGIVEN = 4


def likely_in(word: str, text: str, *, others: Iterable[str] = ()) -> str | None:
    """The part of `text` that is `word`, or looks like it; None when there is none.

    Both are plain (weighing/keywords.py, plain_text). Of words of four or more one character may be
    another; not where the part is one of `others`, which then stands there itself.
    """
    if not word:
        return None
    if word in text:
        return word
    if len(word) < LEAST_FORGIVEN:
        return None
    for start in range(len(text) - len(word) + 1):
        part = text[start : start + len(word)]
        wrong = sum(mine != read for mine, read in zip(word, part, strict=True))
        if wrong <= 1 and not any(other in part for other in others):
            return part
    return None
