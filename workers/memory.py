"""Pictures and sound that were let go are given back to the system at once."""

import ctypes
import gc
from contextlib import suppress

#: Of glibc's malloc.h.
_M_MMAP_THRESHOLD, _M_ARENA_MAX = -3, -8
#: Bytes from which on memory is asked of the system by itself. Left alone, the bound climbs to
#: 32 MB with what is let go, and frames of 6 MB lie among others in heaps that never shrink.
_LARGE = 1 << 20
#: Heaps for all threads together: one a thread, each keeps what its busiest moment took.
_HEAPS = 2


def give_back_at_once() -> None:
    """To be called before threads begin; where there is no glibc nothing changes."""
    with suppress(OSError, AttributeError):
        libc = ctypes.CDLL(None)
        libc.mallopt(_M_MMAP_THRESHOLD, _LARGE)
        libc.mallopt(_M_ARENA_MAX, _HEAPS)


def give_back_now() -> None:
    """What was let go in small pieces too; takes some ms, where there is no glibc nothing else."""
    gc.collect()
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
