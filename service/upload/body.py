"""The bytes of one request, taken in with bounded memory; the newest request of an upload wins."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager

from starlette.requests import ClientDisconnect
from starlette.types import Receive

from domain.words import Words
from service.upload.spool import Busy, Writer

#: Bytes gathered before they go to the disk; at most two such blocks are in memory.
BLOCK_BYTES = 1 << 20
#: Seconds that a newer request waits for an older one to let go.
LET_GO_S = 10.0


class Superseded(Exception):
    """A newer request writes the same upload."""


class WentQuiet(Exception):
    """No byte came for as long as a connection may be quiet."""


class TooLong(Exception):
    """The body brings more than the upload was announced to have."""


class Body:
    """A request's body chunk by chunk, with an end to waiting."""

    def __init__(self, receive: Receive, *, quiet_s: float) -> None:
        self._receive = receive
        self._quiet_s = quiet_s
        self._stopped = False
        self._waiting: asyncio.Timeout | None = None
        self._ended = False

    def stop(self) -> None:
        """End the reading: the next or the present `chunk` raises Superseded."""
        self._stopped = True
        if self._waiting is not None:
            self._waiting.reschedule(asyncio.get_running_loop().time())

    async def chunk(self) -> bytes | None:
        """The next bytes, None at the end; ClientDisconnect, WentQuiet or Superseded otherwise."""
        if self._stopped:
            raise Superseded
        if self._ended:
            return None
        try:
            async with asyncio.timeout(self._quiet_s) as self._waiting:
                message = await self._receive()
        except TimeoutError as error:
            raise (Superseded if self._stopped else WentQuiet) from error
        finally:
            self._waiting = None
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        self._ended = not message.get("more_body", False)
        return message.get("body", b"")


async def take_in(body: Body, writer: Writer, *, room: int) -> int:
    """Append the body to the upload; the bytes taken, which are on the disk when it returns.

    However the body ends, what came is kept and synced, for the sender need not send it again;
    only a body longer than `room` is forgotten whole, and TooLong raised.
    """
    start = writer.offset
    pump = _Pump(writer)
    taken = 0
    try:
        while (chunk := await body.chunk()) is not None:
            taken += len(chunk)
            if taken > room:
                raise TooLong
            await pump.add(chunk)
    except TooLong:
        await pump.discard()
        await asyncio.to_thread(writer.cut_back, start)
        raise
    finally:
        await _to_its_end(pump.settle())
    return taken


async def _to_its_end(work: Coroutine[None, None, None]) -> None:
    """Wait for `work` also when the server is shutting down: it holds the file open."""
    task = asyncio.ensure_future(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait({task})
        raise


class _Pump:
    """Writes one block in a thread while the next is gathered."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._block: list[bytes] = []
        self._size = 0
        self._writing: asyncio.Future[None] | None = None

    async def add(self, chunk: bytes) -> None:
        if chunk:
            self._block.append(chunk)
            self._size += len(chunk)
        if self._size >= BLOCK_BYTES:
            await self._write()

    async def _write(self) -> None:
        await self._drain()
        block, self._block, self._size = self._block, [], 0
        loop = asyncio.get_running_loop()
        self._writing = loop.run_in_executor(None, self._writer.append, block)

    async def _drain(self) -> None:
        """Wait for the block on its way to the disk; raises what the disk said."""
        if self._writing is not None:
            await asyncio.shield(self._writing)
            self._writing = None

    async def discard(self) -> None:
        await self._drain()
        self._block, self._size = [], 0

    async def settle(self) -> None:
        await self._write()
        await self._drain()
        await asyncio.to_thread(self._writer.sync)


class Turns:
    """Which request of this process writes which upload."""

    def __init__(self) -> None:
        self._holders: dict[str, tuple[Body, asyncio.Event]] = {}

    @asynccontextmanager
    async def newest(self, upload_id: str, body: Body) -> AsyncIterator[None]:
        """Stop the request that has the upload, wait until it let go, then have it alone.

        Raises Busy when the older one does not let go, as a disk that hangs would make it.
        """
        older = self._holders.get(upload_id)
        let_go = asyncio.Event()
        self._holders[upload_id] = (body, let_go)
        try:
            if older is not None:
                await _let_go(*older)
            yield
        finally:
            let_go.set()
            if self._holders.get(upload_id) == (body, let_go):
                del self._holders[upload_id]


async def _let_go(body: Body, let_go: asyncio.Event) -> None:
    body.stop()
    try:
        async with asyncio.timeout(LET_GO_S):
            await let_go.wait()
    except TimeoutError as error:
        raise Busy(
            Words(
                zh="这个文件的上一次连接还没有结束，请稍候自动重试",
                en="the earlier connection of this upload has not ended; retry in a moment",
            )
        ) from error
