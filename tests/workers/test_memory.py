"""What a job let go does not stay with the worker for the rest of its life."""

import subprocess
import sys

import pytest

#: Forty frames of 6 MB, some small things between them, and the frames let go again.
FRAMES = """
import sys, threading
import numpy as np
from workers.memory import give_back_at_once
if sys.argv[1] == "back":
    give_back_at_once()

def resident_mb():
    with open("/proc/self/statm") as told:
        return int(told.read().split()[1]) * 4096 / 1e6

def work(kept):
    for _ in range(3):
        frames = []
        for _ in range(40):
            frames.append(np.ones(6_220_800, np.uint8))
            kept.append(bytes(60_000))

before, kept = resident_mb(), []
threads = [threading.Thread(target=work, args=(kept,)) for _ in range(2)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(resident_mb() - before - len(kept) * 0.06)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="asks /proc")
def test_frames_that_were_let_go_are_given_back() -> None:
    done = subprocess.run(
        [sys.executable, "-c", FRAMES, "back"], capture_output=True, text=True, timeout=60,
        check=True,
    )  # fmt: skip
    assert float(done.stdout) < 20
