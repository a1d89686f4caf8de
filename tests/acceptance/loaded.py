"""Imported by the process that commands are typed into, before the first one."""

import gc

# As `service.command` does it.
gc.disable()

import service.cli  # noqa: E402, F401

gc.freeze()
gc.enable()
