"""Ports for servers that bind them later, or a second time after they were away.

What the kernel gives for port 0 it gives to outgoing connections too: between the choice and the
binding, or while a server is away, another test's client may hold it. And who asks a port of that
range whether it listens yet may be given the same port as his own: then he is connected to himself,
and the server finds it taken.
"""

import contextlib
import random
import socket
from pathlib import Path

#: First and last port that the kernel gives by itself.
_GIVEN = Path("/proc/sys/net/ipv4/ip_local_port_range")
_LOWEST = 10_240
_CHANCE = random.SystemRandom()


def free_port() -> int:
    """A port of loopback on which nobody listens and which no outgoing connection is given."""
    (port,) = free_ports(1)
    return port


def free_ports(count: int) -> list[int]:
    """So many, all different."""
    with contextlib.ExitStack() as stack:
        probes = [stack.enter_context(_bound()) for _ in range(count)]
        return [probe.getsockname()[1] for probe in probes]


def _bound() -> socket.socket:
    below = int(_GIVEN.read_text().split()[0])
    for _ in range(100 if below - _LOWEST > 1000 else 0):
        probe = socket.socket()
        try:
            probe.bind(("127.0.0.1", _CHANCE.randrange(_LOWEST, below)))
        except OSError:
            probe.close()
            continue
        return probe
    # A machine that gives nearly all of them away by itself.
    probe = socket.socket()
    probe.bind(("127.0.0.1", 0))
    return probe
