"""What a person looks at: a sheet of every join with the frames around it, and a list of shots."""

from collections.abc import Iterator
from pathlib import Path

from PIL import Image, ImageDraw

from domain.film import Shot
from tests.acceptance.real_film.filming import Filmed
from tests.acceptance.real_film.measuring import pictures
from workers.tools.film.lettering import font

#: Film frames around a join that are shown: the last two before it, the first two after it, and
#: one where a chapter has risen out of black.
AROUND = (-2, -1, 0, 1, 14)
_WIDTH, _HEIGHT, _GAP, _LABEL = 320, 180, 4, 24
#: Joins on one picture.
_ROWS = 10


def join_sheets(filmed: Filmed, folder: Path) -> list[Path]:
    """`joins-1.jpg` and on, ten joins each."""
    shots = filmed.board.shots
    made: list[Path] = []
    for number, start in enumerate(range(1, len(shots), _ROWS), 1):
        rows = [_row(filmed, shot) for shot in shots[start : start + _ROWS]]
        sheet = Image.new("RGB", (rows[0].width, sum(row.height for row in rows)), "white")
        for place, row in enumerate(rows):
            sheet.paste(row, (0, place * row.height))
        made.append(folder / f"joins-{number}.jpg")
        sheet.save(made[-1], quality=85)
    return made


def _row(filmed: Filmed, shot: Shot) -> Image.Image:
    first = shot.starts_at + AROUND[0]
    until = min(AROUND[-1], shot.frames - 1)
    seen = pictures(filmed.path, first, until - AROUND[0] + 1)
    row = Image.new("RGB", ((_WIDTH + _GAP) * len(AROUND), _HEIGHT + _LABEL), "white")
    label = f"{shot.index}  frame {shot.starts_at}, {shot.frames} long  {told(filmed, shot)}"
    ImageDraw.Draw(row).text((4, 1), label, font=font("regular", 17), fill="black")
    for place, at in enumerate(AROUND):
        frame = Image.fromarray(seen[min(at, until) - AROUND[0]]).resize((_WIDTH, _HEIGHT))
        row.paste(frame, (place * (_WIDTH + _GAP), _LABEL))
    return row


def told(filmed: Filmed, shot: Shot) -> str:
    """What a shot shows: a card's role, or the file's name and what it is."""
    asset = filmed.assets.get(shot.asset or "")
    if asset is None or asset.facts is None:
        return shot.card.role if shot.card else shot.kind
    facts = asset.facts
    at = f"  from {shot.in_ms} ms" if shot.in_ms is not None else ""
    return f"{asset.original_name}  {facts.width}x{facts.height}{at}"


def lines(filmed: Filmed) -> Iterator[str]:
    """Every shot, * pinned, + by hand; then what could not be shown."""
    for shot in filmed.board.shots:
        name = _name(filmed, shot)
        pin = "*" if name in filmed.pinned else "+" if name in filmed.by_hand else " "
        yield f"{shot.index:>3} {pin} {shot.starts_at:>5} {shot.frames:>4}  {told(filmed, shot)}"
    for name, why in filmed.missing.items():
        yield f"  not in: {name}: {why}"


def _name(filmed: Filmed, shot: Shot) -> str:
    asset = filmed.assets.get(shot.asset or "")
    return asset.original_name if asset else ""
