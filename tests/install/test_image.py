"""The Dockerfile builds from what git holds, and what it starts has no power."""

import re
from pathlib import Path

import pytest

from docker.clean_root import Image, Stage, carry_out, parse

ROOT = Path(__file__).parents[2]
STAGES = parse((ROOT / "docker/Dockerfile").read_text(encoding="utf-8"))
LAST = STAGES[-1]


def copies(stage: Stage) -> list[list[str]]:
    return [rest.split() for instruction, rest in stage.steps if instruction == "COPY"]


def last(instruction: str) -> str:
    return [rest for name, rest in LAST.steps if name == instruction][-1]


def from_the_house() -> list[str]:
    """What is copied from the repository, by any stage."""
    words = [copy[:-1] for stage in STAGES for copy in copies(stage) if "--from" not in copy[0]]
    return [word for words_of_one in words for word in words_of_one]


@pytest.mark.parametrize("source", from_the_house())
def test_what_is_copied_is_there_and_not_ignored(source: str):
    assert (ROOT / source).exists()
    ignore = (ROOT / "docker/Dockerfile.dockerignore").read_text().splitlines()
    let_in = {line.removeprefix("!").rstrip("/") for line in ignore if line.startswith("!")}
    assert source.split("/")[0] in let_in


def test_nothing_is_let_in_that_nobody_copies():
    ignore = (ROOT / "docker/Dockerfile.dockerignore").read_text().splitlines()
    let_in = {line.removeprefix("!").rstrip("/") for line in ignore if line.startswith("!")}
    assert let_in == {source.split("/")[0] for source in from_the_house()}


def test_the_image_holds_every_floor_the_profiles_and_the_browser_parts():
    targets = {copy[-1].rstrip("/") for copy in copies(LAST)}
    pyproject = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    (packages,) = re.findall(r"^packages = \[(.*)\]", pyproject, re.MULTILINE)
    assert set(re.findall(r'"(\w+)"', packages)) <= targets
    assert {"profiles", "service/static/build", ".venv"} <= targets


def test_compilers_and_package_managers_stay_in_earlier_stages():
    assert LAST.base == "system"
    assert not any(".tools" in word or "node_modules" in word for c in copies(LAST) for word in c)


def test_it_runs_as_nobody_in_particular_and_says_whether_it_lives():
    assert re.fullmatch(r"[1-9]\d{4}:[1-9]\d{4}", last("USER"))
    assert "/healthz" in last("HEALTHCHECK")


def test_every_base_is_pinned_and_every_stage_is_used():
    names = {stage.name for stage in STAGES}
    outside = [stage.base for stage in STAGES if stage.base not in names]
    assert all(re.search(r":\d+\.\d+", base) for base in outside)
    used = {stage.base for stage in STAGES} | {
        copy[0].removeprefix("--from=") for stage in STAGES for copy in copies(stage)
    }
    assert names - {LAST.name} <= used


def test_lines_that_go_on_are_one_step_and_comments_none():
    (stage,) = parse("# a\nFROM debian:12.1 AS one\nRUN a \\\n    # not this\n  && b\n\nCMD []\n")
    assert (stage.name, stage.base) == ("one", "debian:12.1")
    assert [(name, rest.split()) for name, rest in stage.steps] == [
        ("RUN", ["a", "&&", "b"]),
        ("CMD", ["[]"]),
    ]


def test_a_step_that_is_not_understood_is_an_error(tmp_path: Path):
    image = Image(root=str(tmp_path))
    with pytest.raises(ValueError, match="ONBUILD is not known"):
        carry_out("ONBUILD", "RUN x", image, {}, tmp_path)
    with pytest.raises(ValueError, match="before the first FROM"):
        parse("RUN x\n")


def test_copy_puts_files_and_folders_where_docker_does(tmp_path: Path):
    context, root = tmp_path / "context", tmp_path / "root"
    (context / "front").mkdir(parents=True)
    (context / "front/a.js").write_text("a")
    (context / "LICENSE").write_text("free")
    image = Image(root=str(root), workdir="/opt/weekreel")
    for rest in ("front/ front/", "LICENSE ./", "LICENSE licence.txt"):
        carry_out("COPY", rest, image, {}, context)
    house = root / "opt/weekreel"
    found = sorted(str(p.relative_to(house)) for p in house.rglob("*") if p.is_file())
    assert found == ["LICENSE", "front/a.js", "licence.txt"]
