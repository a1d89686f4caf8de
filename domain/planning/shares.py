"""Whole shares of a whole budget: fair, exact, and the same for the same input."""

from collections.abc import Sequence


def fair_shares(demands: Sequence[int], room: int) -> tuple[int, ...]:
    """Split `room` equally, none above its demand; what one does not need goes to the others.

    Whole numbers by largest remainder (equal remainders: the earlier first). The sum is
    min(room, sum of demands), exactly.
    """
    shares = [0] * len(demands)
    left = max(room, 0)
    # From the smallest demand up, each gets the equal part of what is left then.
    waiting = sorted(range(len(demands)), key=lambda n: (demands[n], -n))
    while waiting:
        part, rest = divmod(left, len(waiting))
        smallest = waiting[0]
        if demands[smallest] > part:
            break
        shares[smallest] = max(demands[smallest], 0)
        left -= shares[smallest]
        waiting = waiting[1:]
    if waiting:
        part, rest = divmod(left, len(waiting))
        for place, n in enumerate(sorted(waiting)):
            shares[n] = part + (1 if place < rest else 0)
    return tuple(shares)
