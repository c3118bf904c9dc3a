"""A read-ahead buffer over a byte stream, with a bounded rewind.

Gzip members are found and, if damaged, searched again without reading the file twice.
"""

import re
import zlib
from collections.abc import Callable
from typing import Protocol

GZIP = b"\x1f\x8b\x08"
READ_SIZE = 1 << 20
STEP = 1 << 16
READ_ERRORS = (OSError, ValueError, RuntimeError, EOFError, zlib.error)
"""The errors of the libraries where bytes cannot be read or unpacked."""
SHORTEST = 18
"""Bytes of an empty gzip member: ten of header, eight of trailer."""
_MAX_SEARCH = 1 << 22
"""Bytes that are searched for the next member, and that `rewind` reaches after a fault."""
_NEXT_MEMBER = re.compile(re.escape(GZIP))


class ByteStream(Protocol):
    """A byte stream. Raises one of READ_ERRORS where it breaks off."""

    def read(self, size: int, /) -> bytes:
        """Return the next bytes, at most `size`; none at the end."""


class Buffer:
    """The buffer. `at` is the offset of the stream's first byte. Memory is flat."""

    def __init__(self, stream: ByteStream, at: int) -> None:
        self.fault: str | None = None
        """Why the stream broke off."""
        self._stream, self._data, self._at = stream, b"", 0
        self._base = at  # the offset of the data's first byte
        self._mark = at  # bytes from this offset on are kept

    @property
    def offset(self) -> int:
        """The offset of the next byte."""
        return self._base + self._at

    def has(self, size: int) -> bool:
        """Tell whether at least `size` bytes follow, reading on if need be."""
        while len(self._data) - self._at < size:
            if not self._fill():
                return False
        return True

    def starts_with(self, prefix: bytes) -> bool:
        """Tell whether `prefix` comes next."""
        self.has(len(prefix))
        return self._data.startswith(prefix, self._at)

    def peek(self, size: int) -> bytes:
        """Return the next bytes without consuming them: at most `size`, perhaps fewer."""
        self.has(min(size, STEP))
        return self._data[self._at : self._at + size]

    def take(self, size: int) -> bytes:
        """Consume and return `size` bytes; fewer only at the end."""
        self.has(size)
        data = self._data[self._at : self._at + size]
        self._at += len(data)
        return data

    def skip(self, size: int) -> None:
        """Consume bytes that `peek` has returned."""
        self._at += size

    def set_mark(self) -> None:
        """Keep all bytes from here on, so that `rewind` can return to them."""
        self._mark = self.offset

    def rewind(self, offset: int) -> None:
        """Go back to an offset, or to the first one after it that is still kept."""
        self._at = max(0, offset - self._base)

    def next_member(self, least: int) -> int:
        """Return how many bytes (at least `least`) lie before the next gzip signature or the end.

        0 if there are fewer than `least`, or more than _MAX_SEARCH.
        """
        searched = self._at + least
        # Half of the time that `bytes.find` takes.
        while (found := _NEXT_MEMBER.search(self._data, searched)) is None:
            behind = len(self._data) - self._at
            if behind > _MAX_SEARCH:
                return 0
            self._mark = self.offset
            if not self._fill():
                return behind if behind >= least else 0
            searched = self._at + max(least, behind - len(GZIP) + 1)
        return found.start() - self._at

    def number_before(self, size: int) -> int:
        """Return the last four of the next `size` bytes as a little-endian number."""
        end = self._at + size
        return int.from_bytes(self._data[end - 4 : end], "little")

    def seek(self, pattern: bytes) -> bool:
        """Skip to where `pattern` comes next; False if it does not, and skip to the end."""
        while (found := self._data.find(pattern, self._at)) < 0:
            self._at = max(self._at, len(self._data) - len(pattern) + 1)
            self._mark = self.offset
            if not self._fill():
                self._at = len(self._data)
                return False
        self._at = found
        return True

    def seek_member(self, begins_record: Callable[[bytes], bool]) -> None:
        """Skip to the next gzip member that unpacks to a record, or to the end."""
        while self.seek(GZIP):
            try:
                start = zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(self.peek(4096), 4096)
            except zlib.error:
                start = b""
            if begins_record(start):
                return
            self.skip(1)

    def _fill(self) -> bool:
        """Read on; drop the bytes before the mark that are out of the rewind's reach."""
        if self.fault:
            return False
        try:
            more = self._stream.read(READ_SIZE)
        except READ_ERRORS as error:
            self.fault = str(error) or type(error).__name__
            return False
        kept = min(self._at, max(0, self._mark - self._base, self._at - _MAX_SEARCH))
        self._data = self._data[kept:] + more
        self._base, self._at = self._base + kept, self._at - kept
        return bool(more)
