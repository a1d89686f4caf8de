"""The two servers that are measured, each a process of its own on a fresh folder."""

import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from domain.campaign import Campaign, Unit
from service.weeks.invites import hash_secret, new_secret
from storage.opening import open_storage
from storage.settings import read_settings

ROOT = Path(__file__).resolve().parents[2]
#: Of the machine, or the one that set-up brings where there is none.
NODE = shutil.which("node") or str(ROOT / ".tools/bin/node")
OURS, PEER = "weekreel", "@tus/server"
START_S = 60


@dataclass(frozen=True, kw_only=True)
class Server:
    name: str
    port: int
    pid: int
    #: Path where uploads are created.
    endpoint: str
    home: Path

    def peak_mb(self) -> float:
        """Largest memory that the process has had, in MB (10^6 bytes)."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        found = re.search(r"VmHWM:\s+(\d+) kB", status)
        assert found, "the process is gone"
        return int(found[1]) * 1024 / 1e6

    def cpu_s(self) -> float:
        """Processor seconds that it has taken so far, its children not counted."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextlib.contextmanager
def running(name: str) -> Iterator[Server]:
    """The server inside the `with`; its folder is gone afterwards."""
    build = ROOT / "build"
    build.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bench-upload-", dir=build) as folder:
        port = _free_port()
        start = _ours if name == OURS else _peer
        command, environ, endpoint = start(Path(folder), port)
        with (Path(folder) / "log").open("ab") as log:
            process = subprocess.Popen(command, env=environ, stdout=log, stderr=log, cwd=ROOT)
        try:
            _wait(process, port)
            yield Server(
                name=name, port=port, pid=process.pid, endpoint=endpoint, home=Path(folder)
            )
        finally:
            process.terminate()
            process.wait(30)


def _ours(folder: Path, port: int) -> tuple[list[str], dict[str, str], str]:
    variables = {"WEEKREEL_HOME": str(folder / "home"), "WEEKREEL_RATE_LIMIT": "off"}
    secret = new_secret()
    with open_storage(read_settings(variables)) as storage:
        now = datetime.now(UTC)
        week = Campaign(
            key="bench",
            title="bench",
            theme="bench",
            starts_on=date(2025, 5, 24),
            ends_on=date(2025, 5, 31),
            deadline=None,
            host_units=("u",),
            units=(Unit(key="u1", name="u"),),
            activities=(),
        )
        storage.catalog.campaigns.save(week, merges={}, at=now)
        storage.catalog.intake.add_invite(
            campaign="bench", unit="u1", activity=None, secret_hash=hash_secret(secret), at=now
        )
    kept = {k: v for k, v in os.environ.items() if not k.startswith("WEEKREEL_")}
    command = [sys.executable, "-m", "service", "--no-worker", "--port", str(port)]
    return command, kept | variables, f"/u/{secret}/uploads"


def _peer(folder: Path, port: int) -> tuple[list[str], dict[str, str], str]:
    files = folder / "files"
    files.mkdir()
    program = Path(__file__).with_name("peer.mjs")
    return [NODE, str(program), str(port), str(files)], dict(os.environ), "/files"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise RuntimeError(f"the server does not answer within {START_S} s")
