"""The database server killed, the store away: what stands beside web and workers on a network."""

import random
import signal
import time

from tests.acceptance.faults.fault import LATE, Fault
from tests.acceptance.faults.places import DISTRIBUTED, Servers
from tests.acceptance.faults.site import Site
from tests.acceptance.faults.walking import Walk

#: Seconds that a killed database server is down, and that the store is away.
DOWN_S, AWAY_S = 3, 60


def servers_of(site: Site) -> Servers:
    assert site.place.servers is not None, "an embedded site has no servers"
    return site.place.servers


class PostgresKilled(Fault):
    name = "postgres-killed"
    says = f"kill -9 of PostgreSQL, started again after {DOWN_S} s"
    places = (DISTRIBUTED,)
    window = (0.02, 0.9)
    whole_window = LATE

    def strike(self, site: Site, walk: Walk, chance: random.Random) -> None:
        servers_of(site).postgres.stop(signal.SIGKILL)

    def heal(self, site: Site) -> None:
        time.sleep(DOWN_S)
        servers_of(site).postgres.start()


class StoreAway(Fault):
    name = "store-away"
    says = f"SeaweedFS killed and away for {AWAY_S} s"
    tries = 3
    whole_every = 3
    places = (DISTRIBUTED,)
    window = (0.02, 0.9)
    whole_window = LATE

    def strike(self, site: Site, walk: Walk, chance: random.Random) -> None:
        servers_of(site).seaweed.stop(signal.SIGKILL)

    def heal(self, site: Site) -> None:
        time.sleep(AWAY_S)
        servers_of(site).seaweed.start()
