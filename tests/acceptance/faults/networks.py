"""A worker on a machine of its own, made of a network namespace: its line is cut and healed."""

import os
import random
import secrets
import subprocess
import time
from pathlib import Path
from urllib.parse import urlsplit

from tests.acceptance.faults.fault import LATE, Fault
from tests.acceptance.faults.forwarding import Forward
from tests.acceptance.faults.places import DISTRIBUTED
from tests.acceptance.faults.servers import servers_of
from tests.acceptance.faults.site import Site
from tests.acceptance.faults.walking import Walk

#: The two ends of the line (RFC 2544's range for tests, which nobody routes).
HERE, THERE = "198.18.77.1", "198.18.77.2"


def ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True, text=True)


class Line:
    """A namespace and a pair of virtual interfaces into it; gone after `close`."""

    def __init__(self) -> None:
        self.namespace = f"wr-{secrets.token_hex(3)}"
        self._here, self._there = f"{self.namespace}h", f"{self.namespace}t"
        ip("netns", "add", self.namespace)
        try:
            ip("link", "add", self._here, "type", "veth", "peer", "name", self._there)
            ip("link", "set", self._there, "netns", self.namespace)
            ip("addr", "add", f"{HERE}/30", "dev", self._here)
            ip("link", "set", self._here, "up")
            ip("-n", self.namespace, "addr", "add", f"{THERE}/30", "dev", self._there)
            for device in (self._there, "lo"):
                ip("-n", self.namespace, "link", "set", device, "up")
        except subprocess.CalledProcessError:
            self.close()
            raise

    @property
    def front(self) -> tuple[str, ...]:
        """What stands before a command that is to run on the far side."""
        return ("ip", "netns", "exec", self.namespace)

    def cut(self) -> None:
        """Nothing is refused and nothing arrives, as when a cable is pulled."""
        ip("link", "set", self._here, "down")

    def mend(self) -> None:
        ip("link", "set", self._here, "up")

    def close(self) -> None:
        # Its interface goes with it, and the other end of the pair with that.
        ip("netns", "del", self.namespace)


def why_no_namespace() -> str | None:
    if os.geteuid() != 0:
        return "network namespaces need root"
    try:
        Line().close()
    except (OSError, subprocess.CalledProcessError) as error:
        why = getattr(error, "stderr", None) or error
        return f"no network namespace can be made here: {why}"
    return None


class NetworkCut(Fault):
    name = "network-cut"
    says = "line between a worker and database and store cut for two leases, then healed"
    places = (DISTRIBUTED,)
    window = (0.02, 0.9)
    whole_window = LATE
    tries = 5
    needs = "namespaces"
    line: Line | None = None

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._executors: set[str] = set()
        self._forwards: list[Forward] = []

    @classmethod
    def why_not(cls) -> str | None:
        return why_no_namespace()

    def prepare(self, site: Site) -> None:
        line = self.line = Line()
        worker = site.workers[1]
        worker.front = line.front
        store = urlsplit(servers_of(site).seaweed.endpoint).port or 0
        self._forwards = [Forward(HERE, port) for port in (servers_of(site).postgres.port, store)]
        for name in ("WEEKREEL_DATABASE_URL", "WEEKREEL_BLOBS_URL"):
            worker.environ[name] = worker.environ[name].replace("127.0.0.1", HERE)

    def strike(self, site: Site, walk: Walk, chance: random.Random) -> None:
        # Cut while the far one holds a job, when it holds one soon.
        deadline = time.monotonic() + 5
        pid = site.workers[1].pid
        while walk.is_alive() and time.monotonic() < deadline:
            self._executors = {e for e in site.held() if f"-{pid}-" in e}
            if self._executors:
                break
            time.sleep(0.02)
        assert self.line is not None
        self.line.cut()

    def heal(self, site: Site) -> None:
        assert self.line is not None
        time.sleep(2 * site.place.lease_ttl_s)
        self.line.mend()

    def recovered(self, site: Site) -> bool:
        """What the far one held is with another or over."""
        return not self._executors & set(site.held())

    def close(self) -> None:
        for forward in self._forwards:
            forward.close()
        if self.line is not None:
            self.line.close()
