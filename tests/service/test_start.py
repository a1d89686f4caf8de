"""What every start waits for: no program loads what it does not use, or collects what stays.

boto3 alone takes half a second: only who has an S3 waits for it.
"""

import subprocess
import sys

from service.web import i18n
from service.web.built_files import BuiltFiles
from service.web.pages import Pages

#: Says how often the garbage collector ran while a program was loaded, whether it runs when the
#: program speaks, and which of some heavy modules were loaded.
STARTED = """
import gc, sys
before = gc.get_stats()[1]["collections"]
{load}
heavy = {{"av", "boto3", "docx", "fastapi", "workers.sample"}}
print(gc.get_stats()[1]["collections"] - before, sorted(heavy & sys.modules.keys()))
"""
COMMAND = """
import atexit
from service import command
atexit.register(lambda: print(gc.isenabled()))
sys.argv = ["weekreel", "settings"]
try:
    command.main()
except SystemExit:
    pass
"""


def printed(load: str) -> list[str]:
    program = STARTED.format(load=load)
    return subprocess.check_output([sys.executable, "-c", program], text=True).splitlines()


def test_nothing_is_collected_while_a_worker_loads_and_nothing_unused_is_loaded() -> None:
    assert printed("import workers.__main__") == ["0 ['docx']"]


def test_nothing_is_collected_while_a_command_loads_and_nothing_unused_is_loaded() -> None:
    *_, counted, runs_again = printed(COMMAND)
    assert (counted, runs_again) == ("0 []", "True")


def test_what_does_not_change_is_read_and_compiled_once_a_process() -> None:
    assert i18n.read_translations() is i18n.read_translations()
    first, second = (
        Pages(
            built=BuiltFiles(files={}, names={}), translations=i18n.read_translations(), prefix=""
        )
        for _ in range(2)
    )
    assert first._templates is second._templates
