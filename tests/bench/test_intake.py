"""`make bench-intake` with a handful of files: both ways run, and the table says who was faster."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bench.intake.recipe import MIX, WHOLE

ROOT = Path(__file__).parents[2]


def test_the_mix_is_five_hundred_files_of_every_kind():
    assert WHOLE == 500
    assert min(MIX.values()) >= 20


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_handful_of_files_is_measured_on_both_ways(tmp_path):
    out = tmp_path / "bench.json"
    command = ["-m", "bench.intake", "--files", "12", "--runs", "1", "--out", str(out)]
    done = subprocess.run([sys.executable, *command], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    report = json.loads(out.read_text())
    (run,) = report["runs"]
    assert run["floor"]["pictures"] == run["ours"]["files"] == report["files"]
    assert report["ratio"] > 0
    assert "ratio" in done.stdout
