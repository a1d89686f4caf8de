"""A private nginx before web processes: the project's own configuration, without TLS, on loopback.

with before(["127.0.0.1:8001", "127.0.0.1:8002"], folder) as address:
    httpx.get(f"{address}/healthz")
"""

import contextlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.ports import free_port

_PROGRAM = Path("/usr/sbin/nginx")
_OURS = Path(__file__).parents[2] / "docker/nginx"
_START_S = 20
#: Loopback has no certificate; everything else is as owners have it.
_TLS = ("ssl_", "server_name ")
_AROUND = """
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
events {{ worker_connections 256; }}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    {site}
}}
"""


def why_not() -> str | None:
    """Why nginx cannot be started here; None when it can."""
    return None if _PROGRAM.is_file() else "no /usr/sbin/nginx: apt-get install nginx-light"


def site(hosts: Sequence[str], port: int) -> str:
    """What docker/nginx/several_hosts.sh writes for these hosts, on a port of loopback."""
    written = subprocess.run(
        [_OURS / "several_hosts.sh", *hosts], check=True, capture_output=True, text=True
    ).stdout
    kept = [line for line in written.splitlines() if not line.strip().startswith(_TLS)]
    return "\n".join(kept).replace("listen 8443 ssl http2;", f"listen 127.0.0.1:{port};")


@contextlib.contextmanager
def before(hosts: Sequence[str], folder: Path) -> Iterator[str]:
    """nginx runs inside the `with`; yields its address. It also ends with who started it."""
    port = free_port()
    file, log = folder / "nginx.conf", folder / "nginx.log"
    file.write_text(_AROUND.format(folder=folder, site=site(hosts, port)))
    # As root its workers would be www-data, who may not read the test's folder.
    front = ["setpriv", "--pdeathsig=TERM", str(_PROGRAM)]
    user = ["-g", "user root;"] if os.geteuid() == 0 else []
    with log.open("wb") as out:
        process = subprocess.Popen(
            [*front, "-e", "stderr", "-p", str(folder), "-c", str(file), *user],
            stdin=subprocess.DEVNULL, stdout=out, stderr=out,
        )  # fmt: skip
    try:
        deadline = time.monotonic() + _START_S
        while not _listens(port):
            assert process.poll() is None and time.monotonic() < deadline, log.read_text()
            time.sleep(0.02)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(10)


def _listens(port: int) -> bool:
    with socket.socket() as knock:
        return knock.connect_ex(("127.0.0.1", port)) == 0
