"""Where a house keeps what it has: the configurations in which the whole way is walked."""

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tests.servers import postgres, seaweed


@dataclass(frozen=True, kw_only=True)
class Place:
    name: str
    #: Servers that it needs, as `--require` names them.
    needs: tuple[str, ...] = ()
    #: Processes that run beside the commands.
    workers: int = 1
    webs: int = 0
    #: Between the plan and the withdrawal, commands are typed into a process that has the command
    #: line loaded.
    loaded: bool = False

    def why_not(self) -> Mapping[str, str | None]:
        """Server -> why it cannot be started here, None when it can."""
        reasons = {"postgresql": postgres.why_not, "seaweedfs": seaweed.why_not}
        return {server: reasons[server]() for server in self.needs}

    @contextlib.contextmanager
    def settings(self) -> Iterator[Mapping[str, str]]:
        """Variables for every process of the house; its servers run inside the `with`."""
        with contextlib.ExitStack() as servers:
            found: dict[str, str] = {}
            if "postgresql" in self.needs:
                database = servers.enter_context(postgres.running(durable=True))
                found["WEEKREEL_DATABASE_URL"] = database.url(database.create())
            if "seaweedfs" in self.needs:
                store = servers.enter_context(seaweed.running())
                found |= {"WEEKREEL_BLOBS_URL": store.url(store.bucket()), **store.environ}
            yield found


SQLITE_FOLDER = Place(name="sqlite-folder", loaded=True)
POSTGRESQL_FOLDER = Place(name="postgresql-folder", needs=("postgresql",))
POSTGRESQL_S3 = Place(name="postgresql-s3", needs=("postgresql", "seaweedfs"), workers=2, webs=2)
