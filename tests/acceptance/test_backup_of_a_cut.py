"""A backup while a film is being cut, the home wiped, the backup restored: the same package."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from domain.film import FilmState
from tests.acceptance.sample_week import Week
from tests.acceptance.terminal import Terminal, until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]

#: Shots rendered before the backup begins.
SHOTS = 2
#: Files of a package that hold the minute in which it was made; film and photos do not.
DATED = {"总结报告.docx", "素材清单.xlsx", "检查结果.html", "检查结果.json"}


def test_a_film_that_was_being_cut_is_finished_after_the_restore_with_the_same_package(
    week: Week, tmp_path: Path
):
    terminal = Terminal(home=tmp_path / "home", extra={})
    done(terminal, "new", str(week.notice), "-o", "campaign.yaml")
    done(terminal, "open", "campaign.yaml")
    with terminal.beside("worker"):
        for sent in week.sendings:
            done(terminal, *sent.command(), "--wait")
        done(terminal, "review", "--accept-suggested")
        film = done(terminal, "cut").strip()
        with terminal.storage() as storage:
            until("shots are kept", lambda: shots(storage) >= SHOTS, timeout_s=600)
            done(terminal, "backup", str(tmp_path / "stick"))
            finished(storage, film)
        before = packaged(terminal, tmp_path / "before")
    shutil.rmtree(terminal.home)
    done(terminal, "restore", str(tmp_path / "stick"))
    with terminal.storage() as storage:
        # It had not been finished when the backup was made: that is what is tried here.
        assert storage.catalog.films.get(film).state is FilmState.CUTTING
        with terminal.beside("worker"):
            finished(storage, film)
            after = packaged(terminal, tmp_path / "after")
    assert after.keys() == before.keys()
    different = {name for name in before if before[name] != after[name]}
    assert different <= {f"data/{name}" for name in DATED}
    findings = [made_at_no_time(tmp_path / name) for name in ("before", "after")]
    assert findings[0] == findings[1]


def made_at_no_time(package: Path) -> dict[str, object]:
    found = json.loads((package / "data" / "检查结果.json").read_text(encoding="utf-8"))
    return {name: value for name, value in found.items() if name != "made"}


def done(terminal: Terminal, *command: str) -> str:
    answer = terminal.run(*command)
    assert answer.status == 0, answer.err
    return answer.out


def shots(storage) -> int:
    return sum(name.endswith(".mp4") for name in storage.blobs.names("segments/"))


def finished(storage, film: str) -> None:
    def is_over() -> bool:
        found = storage.catalog.films.get(film)
        assert found.state is not FilmState.FAILED, found.failed_because
        return found.state is FilmState.VERIFIED

    until("the film is verified", is_over, timeout_s=900)


def packaged(terminal: Terminal, folder: Path) -> Mapping[str, str]:
    """File of the package -> its sha256, by the package's own list."""
    done(terminal, "package", "-o", str(folder))
    lines = (folder / "manifest-sha256.txt").read_text(encoding="utf-8").splitlines()
    return {name: sha256 for sha256, name in (line.split(maxsplit=1) for line in lines)}
