"""Requests whose head never ends: cut off before they fill the memory."""

from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

#: Request line and headers; tus metadata are at most 8 KB of it.
LONGEST_HEAD = 64 << 10


class ShortHeads(HttpToolsProtocol):
    """uvicorn's fast protocol, which by itself gathers a request line or header of any length."""

    #: Bytes of reads that brought a part of a head but not its end.
    _head = 0
    _in_head = True
    #: True when the present read brought the end of a head.
    _ended = False

    def data_received(self, data: bytes) -> None:
        self._ended = False
        super().data_received(data)
        if self._ended or not self._in_head:
            self._head = 0
            return
        self._head += len(data)
        if self._head > LONGEST_HEAD:
            self.transport.close()

    def on_headers_complete(self) -> Any:
        self._in_head, self._ended = False, True
        return super().on_headers_complete()

    def on_message_complete(self) -> Any:
        # The rest of a read that ends a body is not counted: one read has at most 256 KB.
        self._in_head, self._ended = True, True
        return super().on_message_complete()
