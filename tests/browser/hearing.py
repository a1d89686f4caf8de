"""What a page said to its reader, though it says something else by now, or nothing.

A word on the line is gone after seconds, or when the next thing is said: a look at the line alone
may come too late for it on a busy machine.
"""

import re
from time import monotonic

from playwright.sync_api import Error, Page

#: Of a machine that runs other tests beside this one.
PATIENCE_MS = 20_000

#: All that the line said since `listen` is kept, also what it says as it comes into the page; what
#: was asked for is dropped with all before it.
_HEARD = """
window.heard = [];
new MutationObserver((changes) => {
  const line = document.querySelector("body > #said");
  const comes = (node) => node.contains(line);
  const speaks = (each) => line.contains(each.target) || Array.from(each.addedNodes).some(comes);
  if (line && line.textContent && changes.some(speaks)) window.heard.push(line.textContent);
}).observe(document, { childList: true, characterData: true, subtree: true });
"""
_WAS_SAID = """([words, pattern]) => {
  const is = (said) => (pattern ? new RegExp(words).test(said) : said.includes(words));
  const place = window.heard.findIndex(is);
  return place >= 0 && window.heard.splice(0, place + 1).length > 0;
}"""


def hear(page: Page) -> None:
    """To be called before `goto`."""
    page.add_init_script(_HEARD)


def asked(page: Page, script: str, argument: object = None) -> object:
    """What the script gives; None from a page that is just being left for the next."""
    try:
        return page.evaluate(script, argument)
    except Error as error:
        if "Execution context was destroyed" not in error.message:
            raise
        return None


def listen(page: Page) -> None:
    """To be called before what is to be answered: words said earlier are no answer to it."""
    asked(page, "() => void (window.heard.length = 0)")


def says(page: Page, words: str | re.Pattern[str]) -> None:
    """Within the patience of a person it is told, though something else be told since.

    Heard is all since the last `listen`, or since the page was opened.
    """
    pattern = isinstance(words, re.Pattern)
    said = [words.pattern if pattern else words, pattern]
    until = monotonic() + PATIENCE_MS / 1000
    while not asked(page, _WAS_SAID, said):
        if monotonic() > until:
            heard = page.evaluate("window.heard")
            raise AssertionError(f"{words!r} was not said within {PATIENCE_MS} ms, only {heard}")
        page.wait_for_timeout(50)
