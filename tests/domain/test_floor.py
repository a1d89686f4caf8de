"""The lowest floor stands on the standard library alone, and knows no clock and no files."""

import ast
import sys
from pathlib import Path

import pytest

FLOOR = Path(__file__).parents[2] / "domain"
FILES = sorted(FLOOR.rglob("*.py"))
#: Of the standard library: what reads a clock, files, the network or chance.
WORLDLY = {"os", "pathlib", "io", "time", "random", "secrets", "socket", "subprocess", "tempfile"}


def imported(file: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return found


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_domain_module_imports_the_standard_library_only(file: Path) -> None:
    assert imported(file) <= set(sys.stdlib_module_names) | {"domain"}
    assert not imported(file) & WORLDLY


def test_the_floor_was_looked_at() -> None:
    assert len(FILES) > 20
