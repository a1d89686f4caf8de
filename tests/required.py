"""What a test needs and may not find: absent it skips with its reason, required it fails."""

import argparse

import pytest

#: Everything that `--require` knows; a test asks for it by this name.
NAMES = frozenset(
    {"postgresql", "seaweedfs", "chromium", "nginx", "faketime", "namespaces", "tmpfs", "history"}
    | {"libreoffice", "melt", "mediainfo"}
)


def add_option(parser: pytest.Parser) -> None:
    parser.addoption(
        "--require",
        metavar="NAMES",
        default="",
        type=_names,
        help="what must be here, comma separated, or 'all': its absence fails instead of skipping",
    )


def _names(said: str) -> frozenset[str]:
    names = {name.strip() for name in said.split(",") if name.strip()}
    if names == {"all"}:
        return NAMES
    if unknown := names - NAMES:
        known = ", ".join(sorted(NAMES))
        raise argparse.ArgumentTypeError(f"unknown: {', '.join(sorted(unknown))}; known: {known}")
    return frozenset(names)


def needs(request: pytest.FixtureRequest, name: str, why_not: str | None) -> None:
    """Goes on when `why_not` is None; else fails when `name` is required, and skips otherwise."""
    assert name in NAMES, name
    if why_not is None:
        return
    if name in request.config.getoption("--require"):
        pytest.fail(f"{name} is required: {why_not}", pytrace=False)
    pytest.skip(f"{name}: {why_not}")
