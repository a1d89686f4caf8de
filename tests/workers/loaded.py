"""Imported by the process that rigged workers are forked from, before the first one."""

import gc

# It stops the walking for garbage while it loads.
import workers.__main__  # noqa: F401

gc.freeze()
gc.enable()
