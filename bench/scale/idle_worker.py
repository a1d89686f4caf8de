"""`python -m bench.scale.idle_worker run`: the real worker whose stations do nothing but say when.

BENCH_MARKS is the file it writes `what subject epoch-seconds` lines to, BENCH_SHOTS the shots of
every film, BENCH_SHOT_MS how long each shot takes.
"""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from workers import __main__ as worker
from workers import asset_flow, film_flow


def main() -> int:
    marks = Path(os.environ["BENCH_MARKS"])
    shots, seconds = int(os.environ["BENCH_SHOTS"]), int(os.environ["BENCH_SHOT_MS"]) / 1000

    def mark(what: str, subject: str) -> None:
        # One write of a short line: two workers' lines never mix.
        with marks.open("a") as file:
            file.write(f"{what} {subject} {time.time()}\n")

    def marked(what: str, answer: Any) -> Callable[..., Any]:
        def station(_bench: object, subject: str, *_rest: object) -> Any:
            mark(what, subject)
            return answer

        return station

    asset_flow.ASSET_WAY["intake"] = marked("asset", False)
    film_flow.storyboard.run = marked("planned", shots)
    film_flow.cut.shots_in_turn = lambda *_: list(range(shots))
    film_flow.cut.segments_kept = lambda *_: [None] * shots
    film_flow.cut.run_join = marked("join", None)
    film_flow.verify.run = marked("end", 0)
    film_flow.cut.run_shot = lambda *_: no_shot(seconds)
    return worker.main()


def no_shot(seconds: float) -> dict[str, Any]:
    """What a shot does here: wait, and answer as a rendered one does."""
    time.sleep(seconds)
    return {"video": "segments/none.mp4", "audio": "segments/none.pcm"}


if __name__ == "__main__":
    sys.exit(main())
