"""`weekreel new` with pages that are pictures: read by a worker, told, and forgotten."""

import json
from pathlib import Path

import pytest

from domain.notice.scan import ReadLine, ReadPage, refusal_words
from service.cli import campaigns, scanning
from storage.catalog_scans import BLOBS, page_blob
from storage.opening import Storage, open_storage
from storage.queue import Job
from storage.settings import read_settings
from tests.domain.notice_recipe import RECIPES

RECIPE = next(recipe for recipe in RECIPES if recipe.name == "square-brackets")


def lines(text: str) -> tuple[ReadLine, ...]:
    return tuple(
        ReadLine(
            text=line, box=(100, 40 * n, 100 + 16 * len(line), 40 * n + 30), sure=(970,) * len(line)
        )
        for n, line in enumerate(text.splitlines())
        if line
    )


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WEEKREEL_HOME", str(tmp_path / "home"))
    for name in ("第1页.jpg", "第2页.jpg"):
        (tmp_path / name).write_bytes(b"\xff\xd8\xff\xe0" + name.encode())
    return tmp_path


def worker(monkeypatch: pytest.MonkeyPatch, *, refused: bool = False) -> list[list[str]]:
    """Stands where jobs are waited for; the names of the files of each scan."""
    seen: list[list[str]] = []

    def wait_for(storage: Storage, _settings, jobs: list[str], *, title: str) -> list[Job]:
        scan = storage.catalog.scans.get(jobs[0].removeprefix("scan:"))
        seen.append([file.name for file in scan.files])
        storage.blobs.put(page_blob(scan.id, 1), b"x")
        page = ReadPage(number=1, width=1700, height=2400, lines=lines(RECIPE.text))
        storage.catalog.scans.keep_page(scan.id, page)
        words = refusal_words("locked", scan.name) if refused else None
        storage.catalog.scans.finish(scan.id, refused=words)
        return [Job(id=jobs[0], kind="scan", subject=scan.id, state="done")]

    monkeypatch.setattr(scanning, "wait_for", wait_for)
    return seen


def nothing_left() -> bool:
    with open_storage(read_settings()) as storage:
        later = scanning.now().replace(year=2999)
        return not list(storage.blobs.names(BLOBS)) and not storage.catalog.scans.drop_older(later)


def test_pages_are_read_in_their_order_and_told_with_page_and_sureness(home, monkeypatch, capsys):
    seen = worker(monkeypatch)
    campaigns.new([home / "第2页.jpg", home / "第1页.jpg"], out=None, as_json=True)
    told = json.loads(capsys.readouterr().out)
    assert seen == [["第2页.jpg", "第1页.jpg"]]
    assert told["theme"] == RECIPE.facts.theme
    theme = told["sources"]["theme"]
    assert (theme["page"], theme["sureness"], theme["sure"]) == (1, 970, True)
    assert nothing_left()


def test_one_picture_is_a_scan_too_and_what_is_refused_leaves_nothing(home, monkeypatch, capsys):
    worker(monkeypatch, refused=True)
    with pytest.raises(scanning.UsageError) as refusal:
        campaigns.new([home / "第1页.jpg"], out=None, as_json=False)
    assert "密码" in refusal.value.words.zh and nothing_left()
    assert "recognised first" in capsys.readouterr().err


def test_what_a_killed_one_left_goes_with_the_next(home, monkeypatch):
    with open_storage(read_settings()) as storage:
        left = storage.catalog.scans.begin(None, at=scanning.now() - 2 * scanning.LIFE)
        storage.blobs.put(page_blob(left.id, 1), b"x")
    worker(monkeypatch)
    campaigns.new([home / "第1页.jpg"], out=None, as_json=True)
    assert nothing_left()


def test_without_recognition_the_way_out_is_said(home, monkeypatch):
    monkeypatch.setenv("WEEKREEL_OCR", "off")
    with pytest.raises(scanning.UsageError) as refusal:
        campaigns.new([home / "第1页.jpg"], out=None, as_json=False)
    assert "粘贴" in refusal.value.words.zh
