"""The weekreel command: every job the pages do, for scripts and for people at a terminal."""

import sys

import typer

from domain.errors import UsageError, WeekReelError
from service.cli import (
    audit,
    campaigns,
    demo,
    exports,
    films,
    handing,
    intake,
    keeping,
    moving,
    retention,
    review,
    running,
    status,
)
from service.cli.common import complain, complain_unexpected
from storage.logs import set_up_terminal

app = typer.Typer(
    name="weekreel",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    # Typer's own way shows the code and, with it, what stood in the variables.
    pretty_exceptions_enable=False,
    help="Photos and clips of an activity week in; a checked film and its package out.",
    epilog="Example: weekreel demo --out demo",
)
for part in (
    campaigns,
    intake,
    review,
    audit,
    films,
    handing,
    exports,
    running,
    keeping,
    moving,
    retention,
    status,
    demo,
):
    part.add_to(app)


def main() -> None:
    """Exit codes: 0 done, 1 failed and said why, 2 the call is wrong."""
    # Scripts read stdout: what happens beside the answer (a worker that ended) is told on stderr.
    set_up_terminal()
    try:
        app()
    except UsageError as error:
        complain(error)
        sys.exit(2)
    except WeekReelError as error:
        complain(error)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        # The reader (head, less) has seen enough.
        sys.exit(0)
    except Exception as error:
        complain_unexpected(error)
        sys.exit(1)
