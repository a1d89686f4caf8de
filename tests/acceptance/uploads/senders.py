"""The sending program under node, watched: which upload stands where, and ended how."""

import json
import shutil
import subprocess
import threading
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = Path(__file__).with_name("sender.mjs")
#: Of the machine, or the one that set-up brings where there is none.
NODE = shutil.which("node") or str(ROOT / ".tools/bin/node")
#: Files that go at once; a phone sends two, so this is three phones.
AT_ONCE = 6


@dataclass
class Senders:
    """One node process that sends `files`; killed and started again it goes on."""

    endpoint: str
    folder: Path
    files: list[Path]
    #: File name -> path of its upload on the server.
    begun: dict[str, str] = field(default_factory=dict)
    #: File name -> state that the server told at the end.
    done: dict[str, str] = field(default_factory=dict)
    stuck: int = 0
    _child: subprocess.Popen[str] | None = None
    _listener: threading.Thread | None = None

    def start(self) -> None:
        memory = self.folder / "memory"
        memory.mkdir(exist_ok=True)
        left = [str(file) for file in self.files if file.name not in self.done]
        asked = {
            "endpoint": self.endpoint,
            "memory": str(memory),
            "atOnce": AT_ONCE,
            "files": left,
        }
        self._child = subprocess.Popen(
            [NODE, str(PROGRAM), json.dumps(asked)], stdout=subprocess.PIPE, text=True
        )
        self._listener = threading.Thread(target=self._listen, args=(self._child,), daemon=True)
        self._listener.start()

    def kill(self) -> None:
        if self._child is not None and self._listener is not None:
            self._child.kill()
            self._child.wait()
            # What it had said before is heard to the end.
            self._listener.join()

    def active(self) -> list[str]:
        """Names of the files on their way, the first ones first."""
        return [name for name in list(self.begun) if name not in self.done]

    def has_ended(self) -> bool:
        return len(self.done) == len(self.files)

    def _listen(self, child: subprocess.Popen[str]) -> None:
        assert child.stdout is not None
        with child.stdout as said:
            for line in said:
                # The last line of a killed program may be cut short.
                if line.endswith("\n"):
                    self._hear(json.loads(line))

    def _hear(self, told: dict[str, str]) -> None:
        if told["event"] == "begun":
            self.begun[told["file"]] = "/u/" + told["url"].partition("/u/")[2]
        elif told["event"] == "done":
            self.done[told["file"]] = told["state"]
        else:
            self.stuck += 1
