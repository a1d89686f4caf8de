"""Whether a segment that was encoded by its quality alone keeps to the film's rate."""

from collections.abc import Sequence
from fractions import Fraction

#: How full the buffer is when the first picture is taken out of it: x264's vbv-init.
_FILLED = Fraction(9, 10)


def keeps_rate(sizes: Sequence[int], *, kbps: int, buffer: int, rate: int) -> bool:
    """True when pictures of so many bytes, `rate` a second, take no more than `kbps` (kbit/s) in
    all, and a buffer of so many kbit that fills at that rate never runs empty (ITU-T H.264, C.1.1).
    """
    each = Fraction(kbps * 1000, rate)
    if sum(sizes) * 8 > each * len(sizes):
        return False
    whole = Fraction(buffer * 1000)
    held = whole * _FILLED
    for size in sizes:
        held -= size * 8
        if held < 0:
            return False
        held = min(whole, held + each)
    return True
