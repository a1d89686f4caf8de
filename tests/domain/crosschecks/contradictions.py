"""Ways in which one part of a package comes to say something else than the others."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from domain.crosschecks import (
    Parts,
    cross_check,
)
from domain.film import Outcome, Shot
from domain.packing.asset_list import LIST_HEADER

MADE = datetime(2024, 6, 3, 2, tzinfo=UTC)
Change = Callable[[Parts], Parts]


def with_asset(change: Callable, *, of: str = "p-a1") -> Change:
    def changed(parts: Parts) -> Parts:
        return replace(parts, assets={**parts.assets, of: change(parts.assets[of])})

    return changed


def with_shots(change: Callable[[tuple[Shot, ...]], tuple[Shot, ...]]) -> Change:
    def changed(parts: Parts) -> Parts:
        board = replace(parts.storyboard, shots=change(parts.storyboard.shots))
        return replace(parts, storyboard=board)

    return changed


def with_caption(**other) -> Change:
    def change(shots: tuple[Shot, ...]) -> tuple[Shot, ...]:
        place = next(n for n, shot in enumerate(shots) if shot.caption)
        caption = shots[place].caption
        assert caption is not None
        changed = replace(shots[place], caption=replace(caption, **other))
        return (*shots[:place], changed, *shots[place + 1 :])

    return with_shots(change)


def with_card(place: int, **other) -> Change:
    def change(shots: tuple[Shot, ...]) -> tuple[Shot, ...]:
        laid = list(shots)
        card = laid[place].card
        assert card is not None
        laid[place] = replace(laid[place], card=replace(card, **other))
        return tuple(laid)

    return with_shots(change)


def with_photo(**other) -> Change:
    return lambda parts: replace(
        parts, photos=[replace(parts.photos[0], **other), *parts.photos[1:]]
    )


def with_words(old: str, new: str) -> Change:
    """Words of the report as an editor may have put them."""

    def changed(parts: Parts) -> Parts:
        report = parts.report
        assert old in report.text, report.text
        tables = tuple(
            tuple(tuple(cell.replace(old, new) for cell in row) for row in rows)
            for rows in report.tables
        )
        lines = tuple(line.replace(old, new) for line in report.lines)
        title = report.title.replace(old, new)
        return replace(parts, report=replace(report, title=title, lines=lines, tables=tables))

    return changed


def with_cell(column: str, value: str | None) -> Change:
    """A cell of the list's first row that film shows."""
    at, shown = LIST_HEADER.index(column), LIST_HEADER.index("成片中的位置")

    def changed(parts: Parts) -> Parts:
        rows = [list(row) for row in parts.rows]
        next(row for row in rows if row[shown])[at] = value
        return replace(parts, rows=[tuple(row) for row in rows])

    return changed


def without_chapter(shots: tuple[Shot, ...]) -> tuple[Shot, ...]:
    return tuple(shot for shot in shots if shot.activity != "a3")


def chapters_turned(shots: tuple[Shot, ...]) -> tuple[Shot, ...]:
    first = [s for s in shots if s.activity == "a1"]
    rest = [s for s in shots if s.activity not in (None, "a1")]
    return (shots[0], *rest, *first, shots[-1])


def without_unit_three(parts: Parts) -> Parts:
    shown = with_shots(without_chapter)(parts)
    return replace(shown, photos=[p for p in parts.photos if p.activity != "a3"])


def sixth_photo(parts: Parts) -> Parts:
    return replace(parts, photos=[*parts.photos, *[replace(parts.photos[0])] * 5])


def dropped_row(parts: Parts) -> Parts:
    place = LIST_HEADER.index("成片中的位置")
    gone = next(row for row in parts.rows if row[place])
    return replace(parts, rows=[row for row in parts.rows if row is not gone])


def line_of(part: str) -> Callable[[str], str]:
    return lambda text: "\n".join(line for line in text.splitlines() if part not in line)


def failed(parts: Parts) -> set[str]:
    return {f.rule.removeprefix("agree.") for f in cross_check(parts) if f.outcome is Outcome.FAIL}
