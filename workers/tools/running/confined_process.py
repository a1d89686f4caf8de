"""Starts one confined Python child and hands it files; what it answers, confined.py reads."""

import os
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from workers.tools.running import confined_child, confined_wire
from workers.tools.running.confinement import (
    Limits,
    environment,
    from_lasting_thread,
    missing_layers,
    words_for,
)
from workers.tools.running.conversing import Conversation, Lost


class ChildProcess(Conversation):
    """A started child. It says one line when it has locked itself, then one reply to each `ask`."""

    def __init__(
        self, work: str, import_paths: tuple[Path, ...], limits: Limits, niceness: int = 0
    ) -> None:
        missing_layers()
        self._socket, other = socket.socketpair()
        places = os.pathsep.join(str(path.absolute()) for path in import_paths)
        # Bytecode is kept (no -B): compiling all imports anew takes 3 s of processor a start.
        command = [sys.executable, "-I", confined_child.__file__, str(other.fileno())]
        with other:
            process = from_lasting_thread(
                lambda: subprocess.Popen(
                    [*command, work, places, *words_for(limits)],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.PIPE,
                    cwd="/",
                    env=environment(None),
                    pass_fds=[other.fileno()],
                    start_new_session=True,
                )
            )
        if niceness:
            # Before it has threads, which would keep what they were born with. Where the machine
            # forbids it, or the child is gone already, it is no reason not to go on.
            with suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, process.pid, niceness)
        super().__init__(process, self._socket.fileno())

    def ask(self, name: str, params: dict[str, Any], descriptor: int) -> None:
        """Send one call with a file open for reading; raises Lost when the child is gone."""
        self.calls += 1
        try:
            confined_wire.send_request(self._socket, name, params, descriptor)
        except (BrokenPipeError, ConnectionResetError) as gone:
            raise Lost("died") from gone

    def end(self) -> None:
        self._socket.close()
        super().end()
