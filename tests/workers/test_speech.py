"""What is said in a film, by a program that the owner brought: a real one that hears a tone."""

import shlex
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from domain.cutting.spoken import Spoken
from domain.errors import Refused, ToolCancelled, ToolFailed, ToolMissing, ToolTimedOut
from domain.reviewing.review import Action
from storage.opening import open_storage
from storage.settings import read_settings
from tests.contracts.sample_week import AT, KEY, decide, plan, sha, storyboard, tagged
from workers.bench import Bench
from workers.listening import hear_film
from workers.tools.speech import recogniser
from workers.tools.speech.recogniser import CommandRecogniser, recogniser_of

#: Where the sound is loud it hears somebody speak.
HEARS = """
import struct, sys, wave
word, path = sys.argv[1:]
with wave.open(path) as sound:
    assert (sound.getframerate(), sound.getnchannels(), sound.getsampwidth()) == (16000, 1, 2)
    samples = struct.unpack(f"<{sound.getnframes()}h", sound.readframes(sound.getnframes()))
loud = [n for n in range(0, len(samples), 160) if max(map(abs, samples[n:n + 160])) > 1000]
start, end = loud[0] // 16, loud[-1] // 16
print(f"1\\n00:00:{start // 1000:02},{start % 1000:03} --> 00:00:{end // 1000:02},{end % 1000:03}")
print(word)
"""


def program(folder: Path, text: str, *options: str) -> str:
    script = folder / "hears it.py"
    script.write_text(text)
    return shlex.join([sys.executable, str(script), *options])


def tone(folder: Path, name: str = "film.mp4") -> Path:
    """Three seconds, of which the middle one sounds."""
    made = folder / name
    sound = "aevalsrc='0.5*sin(2000*t)*between(t,1,2)':s=48000:d=3"
    picture = ("-f", "lavfi", "-i", "color=gray:size=64x36:rate=25:duration=3")
    said = ["ffmpeg", "-v", "error", *picture, "-f", "lavfi", "-i", sound, "-shortest", made]
    subprocess.run(said, check=True, timeout=60)
    return made


@pytest.fixture
def bench(tmp_path: Path):
    with open_storage(read_settings({"WEEKREEL_HOME": str(tmp_path / "home")})) as storage:
        (tmp_path / "scratch").mkdir()
        made = SimpleNamespace(
            catalog=storage.catalog,
            blobs=storage.blobs,
            scratch=tmp_path / "scratch",
            cancelled=None,
            recogniser=None,
        )
        storage.catalog.campaigns.save(plan(), merges={}, at=AT)
        yield cast(Bench, made)


def cut_film(bench: Bench, asset: str, folder: Path) -> str:
    film = bench.catalog.films.start(KEY, at=AT).id
    bench.catalog.films.planned(film, storyboard([asset]))
    made = tone(folder)
    bench.blobs.put(f"films/{sha('film')}.mp4", made.read_bytes())
    said = {"sha256": sha("film"), "size": made.stat().st_size}
    bench.catalog.films.cut(film, blob=f"films/{sha('film')}.mp4", **said)
    return film


def test_what_is_heard_is_kept_in_the_films_time_until_the_film_goes(bench, tmp_path: Path):
    (asset,) = tagged(bench.catalog, "one")
    film = cut_film(bench, asset, tmp_path)
    assert hear_film(bench, film) is None and bench.catalog.films.spoken(film) is None
    bench.recogniser = recogniser_of(program(tmp_path, HEARS, "同学们好"))
    assert hear_film(bench, film) == 1
    (line,) = bench.catalog.films.spoken(film)
    assert line.text == "同学们好"
    assert abs(line.start_ms - 1000) <= 40 and abs(line.end_ms - 2000) <= 60
    assert list(bench.scratch.iterdir()) == []
    decide(bench.catalog, asset, Action.WITHDRAW, reason="taken back")
    assert hear_film(bench, film) is None
    bench.catalog.assets.purge(asset, bench.blobs.delete)
    assert bench.catalog.films.spoken(film) is None


def test_what_it_leaves_in_its_home_goes_and_costs_no_word(bench, tmp_path: Path):
    """As libraries of models do: a cache under the home that it is given."""
    (asset,) = tagged(bench.catalog, "one")
    film = cut_film(bench, asset, tmp_path)
    keeps = "import os\nos.makedirs(os.path.expanduser('~/.cache/model'))\n"
    bench.recogniser = recogniser_of(program(tmp_path, keeps + HEARS, "同学们好"))
    assert hear_film(bench, film) == 1 and list(bench.scratch.iterdir()) == []


def test_without_a_program_there_is_nobody_who_hears():
    assert recogniser_of(None) is None


ENDS = [
    ("import sys; sys.exit('no model here')", ToolFailed),
    ("print('loading the model')", Refused),
    ("print('x' * (1 << 21))", ToolFailed),
    # It ends without taking its own folder away, as one that is killed does.
    ("import sys, tempfile; tempfile.mkdtemp(); sys.exit('no memory left')", ToolFailed),
]


@pytest.mark.parametrize(("text", "fault"), ENDS)
def test_a_program_that_does_not_answer_well_costs_its_words_alone(
    text: str, fault: type[Exception], bench, tmp_path: Path
):
    (asset,) = tagged(bench.catalog, "one")
    film = cut_film(bench, asset, tmp_path)
    bench.recogniser = recogniser_of(program(tmp_path, text))
    with pytest.raises(fault):
        hear_film(bench, film)
    assert bench.catalog.films.spoken(film) is None and list(bench.scratch.iterdir()) == []


def test_a_program_that_is_not_there_is_named(tmp_path: Path):
    with pytest.raises(ToolMissing, match="no-such-program"):
        CommandRecogniser("no-such-program --fast").heard(tone(tmp_path), lasts_ms=3000)


def test_one_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    hangs = CommandRecogniser(program(tmp_path, "import time; time.sleep(600)"))
    with pytest.raises(ToolCancelled):
        hangs.heard(tone(tmp_path), lasts_ms=3000, cancelled=lambda: True)
    monkeypatch.setattr(recogniser, "_LEAST_S", 0.3)
    monkeypatch.setattr(recogniser, "_PATIENCE", 0.1)
    with pytest.raises(ToolTimedOut):
        hangs.heard(tone(tmp_path, "again.mp4"), lasts_ms=3000)


def test_options_reach_it_as_they_were_quoted(tmp_path: Path):
    heard = CommandRecogniser(program(tmp_path, HEARS, "你 好"))
    wav = tmp_path / "film.wav"
    subprocess.run(
        ["ffmpeg", "-v", "error", "-i", tone(tmp_path), "-ar", "16000", "-ac", "1", wav],
        check=True,
        timeout=60,
    )
    (line,) = heard.heard(wav, lasts_ms=1500)
    assert line == Spoken(start_ms=line.start_ms, end_ms=1500, text="你 好")
