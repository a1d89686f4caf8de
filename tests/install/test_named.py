"""What the files of an installation name exists: settings, make targets, programs."""

import re
from pathlib import Path

import pytest

from storage.settings import Settings

ROOT = Path(__file__).parents[2]
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
TARGETS = set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE))
SETTINGS = {
    "LEASE_TTL" if name == "lease_ttl_s" else name.upper() for name in Settings.model_fields
}
#: Read by compose, and by options of one command.
OWN = {"TLS_PORT", "TO_DATABASE", "TO_BLOBS"}
SUFFIXES = {"", ".conf", ".env", ".example", ".md", ".py", ".service", ".sh", ".yaml"}
FILES = sorted(
    path
    for folder in ("docker", "setup", "docs/operation")
    for path in (ROOT / folder).rglob("*")
    if path.is_file() and (path.suffix in SUFFIXES or path.name.startswith("."))
    if path.name != ".env" and "certs" not in path.parts and "__pycache__" not in path.parts
)


@pytest.mark.parametrize("file", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_settings_and_targets_that_a_file_names_exist(file: Path):
    text = file.read_text(encoding="utf-8")
    assert set(re.findall(r"WEEKREEL_([A-Z0-9_]*[A-Z0-9])", text)) <= SETTINGS | OWN
    called = re.findall(r"`make ([a-z-]+)`|^make (?:-C \S+ )?([a-z-]+)$", text, re.MULTILINE)
    assert {quoted or line for quoted, line in called} <= TARGETS


def test_files_are_looked_at_at_all():
    named = {str(path.relative_to(ROOT)) for path in FILES}
    assert {
        "docker/Dockerfile",
        "docker/compose.yaml",
        "docker/.env.example",
        "setup/systemd/weekreel-web.service",
        "setup/systemd/weekreel.env",
        "docs/operation/phones.zh-CN.md",
    } <= named


def test_a_setting_that_does_not_exist_would_be_found():
    assert not set(re.findall(r"WEEKREEL_([A-Z_]+)", "WEEKREEL_SECRET=x")) <= SETTINGS | OWN


@pytest.mark.parametrize("page", sorted((ROOT / "docs/operation").glob("*.zh-CN.md")))
def test_programs_of_the_house_that_a_page_names_are_there(page: Path):
    text = page.read_text(encoding="utf-8")
    for name in re.findall(r"(?:/opt/weekreel/setup|\.)/(\w+\.sh)", text):
        assert any(
            (ROOT / folder / name).is_file() for folder in ("setup", "docker", "docker/nginx")
        ), name
