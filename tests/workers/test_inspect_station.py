"""A file that exiftool cannot manage goes on without its tags, where exiftool itself works."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from domain.errors import ToolFailed, ToolTimedOut
from domain.words import Words
from workers.bench import Bench
from workers.stations.inspect import _tags

HOSTILE, GOOD = Path("/blobs/hostile"), Path("/scratch/known-good.jpg")


class Exiftool:
    def __init__(self, *, fails_on: set[Path]) -> None:
        self._fails_on = fails_on

    def read(self, path: Path, *, timeout_s: float) -> dict[str, Any]:
        assert timeout_s > 0
        if path in self._fails_on:
            raise ToolTimedOut(Words(zh="超时", en="too slow"))
        return {"File:FileType": "JPEG"}


def bench(*, fails_on: set[Path]) -> Bench:
    ask = SimpleNamespace(known_good=GOOD)
    return cast(Bench, SimpleNamespace(exiftool=Exiftool(fails_on=fails_on), ask=ask))


def test_what_exiftool_reads_is_taken() -> None:
    assert _tags(bench(fails_on=set()), HOSTILE) == {"File:FileType": "JPEG"}


def test_a_file_that_hangs_exiftool_goes_on_without_tags() -> None:
    assert _tags(bench(fails_on={HOSTILE}), HOSTILE) == {}


def test_an_exiftool_that_fails_on_our_own_photo_fails_the_job() -> None:
    with pytest.raises(ToolFailed):
        _tags(bench(fails_on={HOSTILE, GOOD}), HOSTILE)
