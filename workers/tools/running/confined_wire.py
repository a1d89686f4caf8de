"""How the worker and its confined child talk: length-prefixed JSON, then the bytes of pictures.

One request, one reply, over a socketpair. Request: 4 bytes of length (big-endian; the sender's
file rides along as a descriptor), then {"name", "params"}. Reply: 4 bytes of length, then
{"value", "blobs": [[name, size], …]} and the blobs one after another; or {"refused": …},
{"failed": …}. The worker takes every reply for hostile: a decoder may have been taken over.
"""

import json
import math
import socket
import struct
from dataclasses import dataclass, field
from typing import Any

LENGTH = struct.Struct(">I")
MAX_JSON_BYTES = 16 << 20
MAX_BLOBS = 256
MAX_NAME = 200


def send_request(sock: socket.socket, name: str, params: dict[str, Any], file: int) -> None:
    """Send one call; `file` is a descriptor open for reading, the child gets its own copy."""
    body = json.dumps({"name": name, "params": params}).encode()
    socket.send_fds(sock, [LENGTH.pack(len(body))], [file])
    sock.sendall(body)


def receive_request(sock: socket.socket) -> tuple[str, dict[str, Any], int] | None:
    """The next call as (name, params, descriptor); None when the worker has gone."""
    head, files, _, _ = socket.recv_fds(sock, LENGTH.size, 1)
    if not head:
        return None
    head += _exactly(sock, LENGTH.size - len(head))
    body = json.loads(_exactly(sock, LENGTH.unpack(head)[0]))
    return body["name"], body["params"], files[0]


def send_reply(sock: socket.socket, reply: dict[str, Any], blobs: dict[str, bytes]) -> None:
    """Send an answer; raises ValueError for what JSON cannot say (NaN, bytes, sets)."""
    sizes = [[name, len(data)] for name, data in blobs.items()]
    body = json.dumps({**reply, "blobs": sizes}, allow_nan=False).encode()
    sock.sendall(LENGTH.pack(len(body)) + body)
    for data in blobs.values():
        sock.sendall(data)


def _exactly(sock: socket.socket, size: int) -> bytes:
    parts = bytearray()
    while len(parts) < size:
        piece = sock.recv(size - len(parts))
        if not piece:
            raise EOFError("the other side has gone")
        parts += piece
    return bytes(parts)


class BrokenReply(Exception):
    """The child did not keep to the protocol; it is to be ended."""


@dataclass(kw_only=True)
class ReplyReader:
    """Takes a reply piece by piece as the child writes it, refusing early what is too large."""

    #: sum of the blobs, bytes
    max_blob_bytes: int
    #: the JSON part, once it is whole
    reply: dict[str, Any] | None = None
    blobs: dict[str, bytes] = field(default_factory=dict)
    _bytes: bytearray = field(default_factory=bytearray)
    _sizes: list[tuple[str, int]] = field(default_factory=list)

    def add(self, piece: bytes) -> bool:
        """Take the next bytes; true when the reply is whole. Raises BrokenReply."""
        self._bytes += piece
        if self.reply is None and not self._read_json():
            return False
        if len(self._bytes) < sum(size for _, size in self._sizes):
            return False
        at = 0
        with memoryview(self._bytes) as whole:
            for name, size in self._sizes:
                self.blobs[name] = bytes(whole[at : at + size])
                at += size
        if len(self._bytes) > at:
            raise BrokenReply("bytes after the end of the reply")
        self._bytes = bytearray()
        return True

    def memory_ran_out(self) -> bool:
        """Whether the child met its memory limit, after which it is to be replaced."""
        match self.reply:
            case {"failed": {"memory": True}}:
                return True
        return False

    def _read_json(self) -> bool:
        if len(self._bytes) < LENGTH.size:
            return False
        length = LENGTH.unpack_from(self._bytes)[0]
        if length > MAX_JSON_BYTES:
            raise BrokenReply(f"an answer of {length} bytes")
        if len(self._bytes) < LENGTH.size + length:
            return False
        self.reply = _parsed(bytes(self._bytes[LENGTH.size : LENGTH.size + length]))
        del self._bytes[: LENGTH.size + length]
        self._sizes = self._checked_sizes(self.reply.pop("blobs", None))
        return True

    def _checked_sizes(self, listed: Any) -> list[tuple[str, int]]:
        if not isinstance(listed, list) or len(listed) > MAX_BLOBS:
            raise BrokenReply("no list of blobs, or too many")
        sizes: list[tuple[str, int]] = []
        for entry in listed:
            match entry:
                case [str(name), int(size)] if len(name) <= MAX_NAME and size >= 0:
                    sizes.append((name, size))
                case _:
                    raise BrokenReply("a blob without name or size")
        if sum(size for _, size in sizes) > self.max_blob_bytes:
            raise BrokenReply("pictures larger than allowed")
        return sizes


def _parsed(body: bytes) -> dict[str, Any]:
    try:
        reply = json.loads(body, parse_constant=_no_constant, parse_float=_finite)
    except (ValueError, RecursionError) as fault:
        raise BrokenReply(f"not JSON: {fault}") from fault
    match reply:
        case {"value": _, **rest} if rest.keys() == {"blobs"}:
            return reply
        case {"refused": {"code": str(), "zh": str(), "en": str()}, "blobs": []}:
            return reply
        case {"failed": {"message": str(), "trace": str()}, "blobs": []}:
            return reply
    raise BrokenReply("neither value nor refusal nor failure")


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is not a number")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("a number out of range")
    return number
