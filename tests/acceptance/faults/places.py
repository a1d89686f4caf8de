"""Where a site keeps its things: one home for all, or a database and a store on the network."""

import contextlib
import os
import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from storage.opening import Storage, open_storage
from storage.settings import Settings, read_settings
from tests.acceptance.terminal import Terminal
from tests.ports import free_ports
from tests.servers.postgres import PostgresServer
from tests.servers.seaweed import SeaweedServer

#: Seconds without a sign of life after which a worker is taken for dead.
LEASE_TTL_S = float(os.environ.get("WEEKREEL_FAULT_LEASE") or 6)
EMBEDDED, DISTRIBUTED = "embedded", "distributed"


#: Called with environment and log of the last worker before anybody opens the database.
First = Callable[[Mapping[str, str], Path], None]
WORKERS = 2


def _nothing(_environ: Mapping[str, str], _log: Path) -> None:
    pass


@dataclass(frozen=True, kw_only=True)
class Servers:
    postgres: PostgresServer
    seaweed: SeaweedServer

    def pids(self) -> list[int]:
        """Of those that run now."""
        return [server.pid for server in (self.postgres, self.seaweed) if server.is_running]


@dataclass(kw_only=True)
class Place:
    name: str
    folder: Path
    #: Settings of every process.
    shared: dict[str, str]
    #: One for each web process.
    ports: list[int]
    servers: Servers | None
    opened: Storage | None = None
    lease_ttl_s: float = LEASE_TTL_S

    @property
    def members(self) -> list[str]:
        webs = [f"web-{number}" for number in range(1, len(self.ports) + 1)]
        return [*webs, *(f"worker-{number}" for number in range(1, WORKERS + 1))]

    def home(self, member: str) -> Path:
        """One home for all members, or one each as on machines of their own."""
        return self.folder / ("home" if self.name == EMBEDDED else member)

    def log(self, member: str) -> Path:
        return self.folder / f"{member}.log"

    def environ(self, member: str) -> Mapping[str, str]:
        return Terminal(home=self.home(member), extra=self.shared).environ

    @property
    def settings(self) -> Settings:
        return read_settings(self.environ("owner"))

    @property
    def storage(self) -> Storage:
        assert self.opened is not None
        return self.opened


@contextlib.contextmanager
def opened(
    name: str,
    folder: Path,
    servers: Servers | None = None,
    more: Mapping[str, str] = {},
    first: First = _nothing,
) -> Iterator[Place]:
    """Embedded: SQLite and a folder, one web process and two workers of one home.

    Distributed: PostgreSQL and SeaweedFS, two web processes and two workers, each with a home of
    its own. `more` are settings of every process.
    """
    folder.mkdir(parents=True, exist_ok=True)
    shared = _common() | (_on(servers) if servers else {}) | dict(more)
    ports = free_ports(2 if servers else 1)
    place = Place(name=name, folder=folder, shared=shared, ports=ports, servers=servers)
    last = place.members[-1]
    first(place.environ(last), place.log(last))
    with open_storage(place.settings) as storage:
        place.opened = storage
        yield place


def _on(servers: Servers) -> dict[str, str]:
    return {
        "WEEKREEL_DATABASE_URL": servers.postgres.url(servers.postgres.create()),
        "WEEKREEL_BLOBS_URL": servers.seaweed.url(servers.seaweed.bucket()),
        **servers.seaweed.environ,
    }


def _common() -> dict[str, str]:
    return {
        "WEEKREEL_RATE_LIMIT": "off",
        "WEEKREEL_LEASE_TTL": str(LEASE_TTL_S),
        "WEEKREEL_SECRET_KEY": secrets.token_hex(24),
        # Two workers on two cores: one job each at a time, so that both have to do.
        "WEEKREEL_WORKER_CONCURRENCY": "1",
    }
