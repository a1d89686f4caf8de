"""A folder for the bytes of one request's body, which a kill of the process leaves to the sweep."""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import anyio
import anyio.to_thread

from storage.scratch import scratch_folder, scratch_root


@contextlib.asynccontextmanager
async def arriving_folder(home: Path, kind: str) -> AsyncIterator[Path]:
    """A folder `<kind>-*` in the home's scratch, gone at the end; nobody else is held up."""
    with contextlib.ExitStack() as held:
        folder = scratch_folder(scratch_root(home), kind)
        path = await anyio.to_thread.run_sync(held.enter_context, folder)
        try:
            yield path
        finally:
            with anyio.CancelScope(shield=True):
                await anyio.to_thread.run_sync(held.close)
