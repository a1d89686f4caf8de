"""The program `weekreel`: loads the command line fast, then lets it speak."""

import gc


def main() -> None:
    """Entry point of the package."""
    # What the imports make stays: walking it again and again is a quarter of a command's start.
    gc.disable()
    from service.cli import main as speak  # noqa: PLC0415  not before

    gc.freeze()
    gc.enable()
    speak()
