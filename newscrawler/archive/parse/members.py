"""The unpacked bytes of an archive's file, piece by piece; damaged gzip members are skipped.

A file is plain, or a sequence of gzip members. Memory is flat whatever a file holds: a small member
is unpacked at once, by isal, where it is installed, else by FastWARC, both in about half of the
time that Python's zlib takes; any other, and any that is odd, in pieces, with the checksum
computed here, so that every byte before a fault is kept.
"""

import io
import zlib
from collections.abc import Callable, Generator, Iterator
from typing import BinaryIO, NamedTuple

from fastwarc import GzipReader

from newscrawler.archive.parse.buffer import (
    GZIP,
    READ_ERRORS,
    READ_SIZE,
    SHORTEST,
    STEP,
    Buffer,
    ByteStream,
)
from newscrawler.archive.parse.extent import Extent
from newscrawler.text.encoding.content_coding import ISAL

_FIRST_STEP = 1 << 14
"""Bytes that are read first after a jump: often only a few are needed."""
_MAX_UNPACKED = 1 << 25
_MAX_TRIES = 3
"""Possible ends of a member that are tried: files of ours have two false ones at most."""
_SMALL = 1 << 12
"""Bytes up to which zlib is faster than a library that must be set up."""
_TRUNCATED = "the file ends within a gzip member"
_PACKED, _EXTRA, _NAME, _COMMENT, _HEADER_CRC = 8, 4, 8, 16, 2  # RFC 1952, section 2.3.1


class Piece(NamedTuple):
    """Unpacked bytes that follow one another.

    `start` is the offset, in the file, of their gzip member, or of themselves in a plain file.
    `first`: they are the member's first. `end`, of a member's last piece, is the offset after the
    member. `fault` is why no more of the member can be read.
    """

    data: bytes
    start: int
    first: bool
    end: int | None = None
    fault: str | None = None


class Plain:
    """The pieces of a plain file, from offset `at` to `end`; `jump` moves elsewhere in it."""

    def __init__(self, extent: Extent, at: int, end: int) -> None:
        self._extent, self.at, self.end = extent, at, end
        self._step = READ_SIZE

    def __iter__(self) -> Iterator[Piece]:
        return self

    def __next__(self) -> Piece:
        start, fault = self.at, None
        try:
            data = self._extent.read_at(start, min(self._step, self.end - start))
        except READ_ERRORS as error:
            data, fault = b"", str(error) or type(error).__name__
        if not data and (not fault or start >= self.end):
            raise StopIteration
        self.at = self.end if fault else start + len(data)
        self._step = min(2 * self._step, READ_SIZE)
        return Piece(data, start, False, fault=fault)

    def jump(self, to: int) -> None:
        """Continue from an offset."""
        self.at = to
        self._step = _FIRST_STEP


def pieces(
    stream: ByteStream, begins_record: Callable[[bytes], bool], *, at: int = 0, packed: bool = False
) -> Iterator[Piece]:
    """Yield the pieces of a file; the stream's first byte lies at offset `at`.

    `begins_record` tells whether unpacked bytes begin a record: after a damaged member, reading
    continues with the next one that does. `packed`: the file should hold gzip members, even if it
    does not begin with one.
    """
    buffer = Buffer(stream, at)
    is_packed = buffer.starts_with(GZIP) or (packed and not begins_record(buffer.peek(STEP)))
    yield from _members(buffer, begins_record) if is_packed else _plain(buffer)
    if buffer.fault:
        end = buffer.offset if is_packed else None
        yield Piece(b"", buffer.offset, is_packed, end, buffer.fault)


def _plain(buffer: Buffer) -> Iterator[Piece]:
    while buffer.has(1):
        buffer.set_mark()
        yield Piece(buffer.take(READ_SIZE), buffer.offset, False)


def _members(buffer: Buffer, begins_record: Callable[[bytes], bool]) -> Iterator[Piece]:
    while buffer.has(1):
        start = buffer.offset
        last = Piece(b"", start, True, fault="what lies here is no gzip member")
        if buffer.starts_with(GZIP):
            whole = _whole(buffer)
            if whole is not None:
                yield Piece(whole, start, True, buffer.offset)
                continue
            last = yield from _inflated(buffer)
        if last.fault:
            last = _after_fault(buffer, last, begins_record)
        yield last._replace(end=buffer.offset)


def _after_fault(buffer: Buffer, last: Piece, begins_record: Callable[[bytes], bool]) -> Piece:
    """Skip to where reading continues, and return the damaged member's last piece.

    A member that reached its end but does not match its checksum has a wrong byte, if another
    member or the file's end follows. Otherwise some of it is missing, and the last piece is
    dropped: other bytes came in its place.
    """
    buffer.rewind(last.start + 1)
    buffer.seek_member(begins_record)
    if last.end is None:
        return last
    if buffer.offset >= last.end:
        buffer.rewind(last.end)
        if not buffer.has(1) or buffer.starts_with(GZIP):
            return last
        buffer.seek_member(begins_record)
    return last._replace(data=b"")


def _whole(buffer: Buffer) -> bytes | None:
    """Unpack a member that ends where the next seems to begin; None if it does not.

    A gzipped body inside a stored member looks like a next one. Then, as where anything is
    wrong, the last four bytes are rarely the member's unpacked size (ISIZE, RFC 1952).
    """
    size = SHORTEST
    for _ in range(_MAX_TRIES):
        size = buffer.next_member(size)
        if size < SHORTEST:
            return None
        expected = buffer.number_before(size)
        if expected <= min(_MAX_UNPACKED, size * 1040):  # DEFLATE packs 1032 to 1 at best
            data = _unpack(buffer.peek(size), expected)
            if data is not None:
                buffer.skip(size)
                return data
        size += 1
    return None


def _unpack(packed: bytes, expected: int) -> bytes | None:
    """Return the unpacked member; None if its size is not `expected`, or it is damaged."""
    if ISAL is None and expected > _SMALL:
        try:
            data = bytes(GzipReader(io.BytesIO(packed), 1 << 14).read(expected + 1))
        except READ_ERRORS:
            return None
        return data if len(data) == expected else None
    library, fault = (zlib, zlib.error) if ISAL is None else (ISAL, ISAL.IsalError)
    stream = library.decompressobj(16 + zlib.MAX_WBITS)
    try:
        data = stream.decompress(packed, expected + 1)
    except fault:
        return None
    is_whole = stream.eof and not stream.unused_data and len(data) == expected
    return data if is_whole else None


def _inflated(buffer: Buffer) -> Generator[Piece, None, Piece]:
    """Yield the pieces of a member but for the last, which is returned.

    The last one's `end` is set only if the member reached its end, whatever its checksum.
    """
    start, first = buffer.offset, True
    buffer.set_mark()
    fault = _skip_header(buffer)
    inflate, out, crc, size = zlib.decompressobj(-zlib.MAX_WBITS), bytearray(), 0, 0
    while fault is None and not inflate.eof:
        packed = buffer.peek(STEP)
        before = inflate.copy()
        try:
            data = inflate.decompress(packed, READ_SIZE)
            # At the end zlib may name what follows twice.
            left = inflate.unused_data if inflate.eof else inflate.unconsumed_tail
            buffer.skip(len(packed) - len(left))
        except zlib.error:
            data = _before_fault(before, packed)
            fault = "the gzip member is damaged"
        if not packed and not data and not inflate.eof:
            fault = _TRUNCATED
        crc, size = zlib.crc32(data, crc), size + len(data)
        out += data
        if len(out) >= READ_SIZE:
            yield Piece(bytes(out), start, first)
            out, first = bytearray(), False
    if fault is not None:
        return Piece(bytes(out), start, first, None, fault)
    trailer = buffer.take(8)
    if len(trailer) < 8:
        fault = _TRUNCATED
    elif trailer != crc.to_bytes(4, "little") + (size & 0xFFFFFFFF).to_bytes(4, "little"):
        fault = "the gzip member does not match its checksum"
    return Piece(bytes(out), start, first, buffer.offset, fault)


def _skip_header(buffer: Buffer) -> str | None:
    """Consume a member's header (RFC 1952, section 2.3); return a fault or None."""
    head = buffer.take(10)
    if len(head) < 10:
        return _TRUNCATED
    flags = head[3]
    if flags & 0xE0:
        return "the gzip member's header is damaged"
    if flags & _EXTRA:
        buffer.take(int.from_bytes(buffer.take(2), "little"))
    for flag in (_NAME, _COMMENT):
        while flags & flag and buffer.take(1) not in (b"\0", b""):
            pass
    if flags & _HEADER_CRC:
        buffer.take(2)
    return None


def _before_fault(inflate: "zlib._Decompress", packed: bytes) -> bytes:
    """Return all that can be unpacked before the fault, found by halving the steps."""
    out, at, step = bytearray(), 0, len(packed)
    while step:
        trial = inflate.copy()
        try:
            out += trial.decompress(packed[at : at + step])
        except zlib.error:
            step //= 2
        else:
            inflate, at = trial, at + step
    return bytes(out)


def end_of_members(stream: BinaryIO) -> int:
    """Return the offset after the last whole gzip member of a file. Memory is flat."""
    stream.seek(0)
    whole = position = 0
    data = b""
    inflate = zlib.decompressobj(16 + zlib.MAX_WBITS)
    while True:
        if not data:
            data = stream.read(READ_SIZE)
            if not data:
                return whole
        try:
            inflate.decompress(data, READ_SIZE)
        except zlib.error:
            return whole
        if inflate.eof:
            position += len(data) - len(inflate.unused_data)
            whole, data = position, inflate.unused_data
            inflate = zlib.decompressobj(16 + zlib.MAX_WBITS)
        else:
            position += len(data) - len(inflate.unconsumed_tail)
            data = inflate.unconsumed_tail
