"""The docs tell what the code does: way, moves, dependencies, commands, links."""

import json
import re
import shlex
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from domain.moves import ASSET_MOVES, CAMPAIGN_MOVES, PACKAGE_MOVES, diagram
from domain.way import ASSET_STATIONS, FILM_STATIONS, LATER_STATIONS, WAY
from service.cli import app

ROOT = Path(__file__).parents[2]
ARCHITECTURE = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
DEPENDENCIES = (ROOT / "docs/dependencies.md").read_text(encoding="utf-8")
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


def first_column(text: str) -> list[str]:
    """The first cells of all tables, without the heads (which stand over a line of dashes)."""
    return re.findall(r"^\| ([^|]+) \|(?!.*\n\|-)", text, flags=re.MULTILINE)


def test_the_way_is_told_in_the_order_in_which_it_is_gone() -> None:
    table = ARCHITECTURE.split("## The way")[1].split("## Four floors")[0]
    assert tuple(first_column(table)) == WAY


def test_every_station_of_the_way_has_its_file_and_there_is_no_other() -> None:
    files = {path.stem for path in (ROOT / "workers/stations").glob("[!_]*.py")}
    assert files == set(WAY) - {"review"}
    assert (*ASSET_STATIONS, *LATER_STATIONS, "review", *FILM_STATIONS) == WAY


def test_the_diagrams_are_made_from_the_tables() -> None:
    assert diagram(ASSET_MOVES) in ARCHITECTURE
    assert diagram(CAMPAIGN_MOVES) in ARCHITECTURE
    assert diagram(PACKAGE_MOVES) in ARCHITECTURE


def test_every_dependency_has_its_line_and_no_line_is_left_over() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = project["dependency-groups"].values()
    wanted = [*project["project"]["dependencies"], *(name for group in groups for name in group)]
    python = {re.split(r"[\[>=<;]", line)[0] for line in wanted}
    node = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    browser = {*node.get("dependencies", {}), *node.get("devDependencies", {})}
    lists = [path.read_text().split() for path in ROOT.glob("setup/apt-*.txt")]
    programs = {package for words in lists for package in words[1::2]}
    assert set(first_column(DEPENDENCIES)) == python | browser | programs


def command_lines() -> list[str]:
    """Every line of READMEs and guides that calls weekreel, without what stands before it."""
    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    starts = r"^(?:nohup )?(?:\S*/)?weekreel ([a-z].*?)(?: +[#>&].*)?$"
    return sorted({match[1] for match in re.finditer(starts, text, re.MULTILINE)})


@pytest.mark.parametrize("line", command_lines())
def test_commands_of_the_docs_exist_with_their_options_and_show_an_example(line: str) -> None:
    words = shlex.split(line)
    command: Any = get_command(app)
    while hasattr(command, "commands"):
        command = command.commands[words.pop(0)]
    options = {name for parameter in command.params for name in parameter.opts}
    assert {word for word in words if word.startswith("-")} <= options
    assert "Example" in f"{command.help} {command.epilog}"


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_and_pictures_of_a_page_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        if "://" not in target and not target.startswith("mailto:"):
            assert (page.parent / target).exists(), target


def test_make_help_lists_the_targets_that_the_readme_names() -> None:
    shown = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    for target in re.findall(r"`make ([a-z-]+)`", (ROOT / "README.md").read_text(encoding="utf-8")):
        assert re.search(rf"^{target}\s", shown.stdout, re.MULTILINE), target


#: Folders whose files pages name; `docker/.env` is the owner's own.
FLOORS = "domain|storage|workers|service|docker|setup|tests|bench|docs|front|profiles"


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_that_a_page_names_are_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    named = set(re.findall(rf"`((?:{FLOORS})/[\w./-]+)`", text)) - {"docker/.env"}
    assert {name for name in named if not (ROOT / name).exists()} == set()
