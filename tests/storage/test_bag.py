"""The receiver's check finds every way in which a package is not the one that was made."""

import errno
import hashlib
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from domain.film import PackageFile
from storage.bag import FINDINGS, TAG_MANIFEST, check_bag, seal_of, tag_files

FILM = "data/县科协+活动.mp4"


def finding(outcome: str) -> dict[str, object]:
    words = {"zh": "成片不超过三分钟", "en": "at most three minutes"}
    return {"kind": "required", "outcome": outcome, "words": words}


@pytest.fixture
def bag(tmp_path: Path) -> Path:
    return make_bag(tmp_path / "报送", "pass")


def make_bag(folder: Path, outcome: str, findings: dict[str, object] | None = None) -> Path:
    findings = findings or {"film": {"path": FILM}, "findings": [finding(outcome)]}
    contents = {
        FILM: b"film" * 1000,
        "data/照片/1-活动.jpg": b"photo",
        FINDINGS: json.dumps(findings).encode(),
    }
    payload = [
        PackageFile(path=p, blob="", size=len(b), sha256=hashlib.sha256(b).hexdigest())
        for p, b in contents.items()
    ]
    for path, content in {**contents, **tag_files(payload, {"Contact": "a\nb"})}.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return folder


def zipped(folder: Path, *, cut: int = 0, extra: str | None = None) -> Path:
    path = folder.with_suffix(".zip")
    with zipfile.ZipFile(path, "w") as out:
        for file in sorted(p for p in folder.rglob("*") if p.is_file()):
            out.write(file, f"报送/{file.relative_to(folder)}")
        if extra:
            out.writestr(extra, b"x")
    if cut:
        path.write_bytes(path.read_bytes()[:-cut])
    return path


def flip_film(folder: Path) -> None:
    content = bytearray((folder / FILM).read_bytes())
    content[7] ^= 1
    (folder / FILM).write_bytes(content)


def change_manifest(folder: Path) -> None:
    manifest = folder / "manifest-sha256.txt"
    manifest.write_text(manifest.read_text().replace("a", "b", 1))


DAMAGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "a flipped byte": (flip_film, FILM),
    "a missing photo": (lambda f: (f / "data/照片/1-活动.jpg").unlink(), "1-活动.jpg"),
    "an extra file": (lambda f: (f / "data/extra.txt").write_text("x"), "data/extra.txt"),
    "a changed manifest": (change_manifest, "manifest-sha256.txt"),
    "no tag manifest": (lambda f: (f / TAG_MANIFEST).unlink(), TAG_MANIFEST),
    "no bagit.txt": (lambda f: (f / "bagit.txt").unlink(), "bagit.txt"),
}


def test_an_intact_package_holds_as_folder_and_as_zip(bag: Path) -> None:
    assert check_bag(bag) == []
    assert check_bag(zipped(bag)) == []


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_is_found_and_the_file_is_named(bag: Path, damage: str) -> None:
    do, named = DAMAGES[damage]
    do(bag)
    for path in (bag, zipped(bag)):
        failures = check_bag(path)
        assert failures, damage
        assert any(named in failure.en for failure in failures)


def test_a_name_that_readers_decode_differently_is_never_written() -> None:
    file = PackageFile(path="data/100%.jpg", blob="", size=1, sha256="0")
    with pytest.raises(ValueError, match="100%"):
        tag_files([file], {})


@pytest.mark.parametrize("name", ["bagit.txt", "bag-info.txt", "manifest-sha256.txt", TAG_MANIFEST])
def test_lists_that_are_no_text_are_told_and_not_raised(bag: Path, name: str) -> None:
    (bag / name).write_bytes(b"\xff\xfe\x00")
    assert check_bag(bag)
    assert check_bag(zipped(bag))


def test_a_full_disk_is_not_said_to_be_a_broken_zip(
    bag: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    path = zipped(bag)
    monkeypatch.setattr(zipfile.ZipFile, "extractall", full)
    (failure,) = check_bag(path)
    assert "broken" not in failure.en and "空间不足" in failure.zh


def test_a_truncated_zip_is_said_to_be_broken(bag: Path) -> None:
    (failure,) = check_bag(zipped(bag, cut=200))
    assert "broken" in failure.en


@pytest.mark.parametrize("name", ["../outside.txt", "/etc/x", "报送/../../x", "..\\x"])
def test_a_zip_that_would_write_outside_is_not_unpacked(bag: Path, name: str) -> None:
    (failure,) = check_bag(zipped(bag, extra=name))
    assert "unsafe path" in failure.en
    assert not (bag.parent.parent / "outside.txt").exists()


def test_a_failed_required_finding_fails_the_package(tmp_path: Path) -> None:
    (failure,) = check_bag(make_bag(tmp_path / "b", "fail"))
    assert "three minutes" in failure.en


def test_a_folder_that_is_no_bag_and_a_path_that_is_not_there_are_named(tmp_path: Path) -> None:
    assert "not a bag" in check_bag(tmp_path)[0].en
    assert "there is no" in check_bag(tmp_path / "nowhere")[0].en


def test_a_zip_that_is_locked_or_damaged_inside_is_told_and_not_raised(bag: Path) -> None:
    path = bag.with_suffix(".zip")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        out.write(bag / FILM, "报送/film.mp4")
    whole = path.read_bytes()
    start = whole.index(b"film.mp4") + len(b"film.mp4")
    path.write_bytes(whole[:start] + b"\xff" * 8 + whole[start + 8 :])
    assert "broken" in check_bag(path)[0].en
    # Bit 0 of the flags, in the file's own head and in the table at the end: encrypted.
    locked = bytearray(whole)
    locked[6] |= 1
    locked[whole.rindex(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(locked)
    assert "broken" in check_bag(path)[0].en


@pytest.mark.parametrize("findings", [{"findings": []}, {"film": {"path": FILM}, "findings": [{}]}])
def test_findings_of_another_shape_are_told_and_not_raised(
    tmp_path: Path, findings: dict[str, object]
) -> None:
    folder = make_bag(tmp_path / "b", "pass", findings)
    (failure,) = check_bag(folder)
    assert FINDINGS in failure.en


def test_a_zip_with_one_name_twice_is_refused(bag: Path) -> None:
    """Unpackers keep the first or the last of them, and what was checked is not what is seen."""
    twice = zipped(bag)
    with zipfile.ZipFile(twice, "a") as archive:
        (name,) = [each for each in archive.namelist() if each.endswith("1-活动.jpg")]
        archive.writestr(name.replace("jpg", "JPG"), "another")
    (failure,) = check_bag(twice)
    assert "twice" in failure.en


def test_folder_and_zip_have_one_seal_and_any_change_of_the_lists_another(bag: Path) -> None:
    before = seal_of(bag)
    assert re.fullmatch("([0-9A-F]{4} ){3}[0-9A-F]{4}", before)
    assert seal_of(zipped(bag)) == before
    tags = bag / "tagmanifest-sha256.txt"
    tags.write_text(tags.read_text().replace("a", "b", 1))
    assert seal_of(bag) != before


@pytest.mark.parametrize(("outcome", "holds"), [("pass", 1), ("not_checked", 1), ("fail", 0)])
def test_a_draft_does_not_hold_and_what_a_person_must_look_at_does(
    tmp_path: Path, outcome: str, holds: int
) -> None:
    assert (check_bag(make_bag(tmp_path / "bag", outcome)) == []) is bool(holds)
