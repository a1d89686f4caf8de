"""File choosers: the browser is told to hand them over before the page is there."""

from collections.abc import Callable
from time import monotonic

from playwright.sync_api import FileChooser, Page

PATIENCE_S = 30.0


def choosers_of(page: Page) -> Callable[[], FileChooser]:
    """Gives what waits for the page's next chooser. To be called before `goto`.

    That choosers are intercepted is told to the browser without an answer being waited for. Told
    only when the key is pressed, it now and then comes after the key, and the chooser is lost.
    """
    waiting: list[FileChooser] = []
    page.on("filechooser", lambda chooser: waiting.append(chooser))

    def the_next() -> FileChooser:
        until = monotonic() + PATIENCE_S
        while not waiting:
            assert monotonic() < until, "no file chooser was asked for"
            page.wait_for_timeout(50)
        return waiting.pop(0)

    return the_next
