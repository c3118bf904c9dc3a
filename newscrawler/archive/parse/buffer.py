"""Bytes of a feed, the next of which can be looked at and the last gone back over."""

import re
import zlib
from collections.abc import Callable
from typing import Protocol

GZIP = b"\x1f\x8b\x08"
BITE = 1 << 20
STEP = 1 << 16
FAULTS = (OSError, ValueError, RuntimeError, EOFError, zlib.error)
"""What the libraries raise where bytes cannot be had or unpacked."""
SHORTEST = 18
"""Bytes of an empty gzip member: ten of header, eight of trailer."""
_MOST = 1 << 22
"""Bytes that are looked through for the next member, and that are gone back over after a fault."""
_NEXT = re.compile(re.escape(GZIP))


class Feed(Protocol):
    """Bytes in a row. Raises one of FAULTS where they break off."""

    def read(self, size: int, /) -> bytes:
        """Return the next bytes, at most `size`; none at the end."""


class Buffer:
    """A feed, read as far as it takes; memory is flat."""

    def __init__(self, feed: Feed, at: int) -> None:
        self.fault: str | None = None
        """Why the feed broke off."""
        self._feed, self._data, self._at = feed, b"", 0
        self._base = at  # the offset of the data's first byte
        self._held = at  # what is kept from here on

    @property
    def offset(self) -> int:
        """Where the next byte lies."""
        return self._base + self._at

    def has(self, size: int) -> bool:
        """Return whether so many bytes follow, reading as far as it takes."""
        while len(self._data) - self._at < size:
            if not self._fill():
                return False
        return True

    def starts_with(self, mark: bytes) -> bool:
        """Tell whether such bytes come next."""
        self.has(len(mark))
        return self._data.startswith(mark, self._at)

    def peek(self, size: int) -> bytes:
        """Return the next bytes, at most `size`, or only those that are at hand."""
        self.has(min(size, STEP))
        return self._data[self._at : self._at + size]

    def take(self, size: int) -> bytes:
        """Return the next bytes, fewer only at the end, and pass over them."""
        self.has(size)
        data = self._data[self._at : self._at + size]
        self._at += len(data)
        return data

    def skip(self, size: int) -> None:
        """Pass over bytes that were looked at."""
        self._at += size

    def hold(self) -> None:
        """Keep what comes from here, so that `go_back` finds it."""
        self._held = self.offset

    def go_back(self, offset: int) -> None:
        """Stand at an offset again, or at the first after it that is still kept."""
        self._at = max(0, offset - self._base)

    def next_member(self, least: int) -> int:
        """Return how many bytes, `least` or more, there are to what looks like the next member.

        Or to the end. 0: there are fewer, or more than it is wise to look through.
        """
        searched = self._at + least
        # Half of the time that `bytes.find` takes.
        while (found := _NEXT.search(self._data, searched)) is None:
            behind = len(self._data) - self._at
            if behind > _MOST:
                return 0
            self._held = self.offset
            if not self._fill():
                return behind if behind >= least else 0
            searched = self._at + max(least, behind - len(GZIP) + 1)
        return found.start() - self._at

    def number_before(self, size: int) -> int:
        """Return the number (little endian) in the last four of the next `size` bytes."""
        end = self._at + size
        return int.from_bytes(self._data[end - 4 : end], "little")

    def seek(self, mark: bytes) -> bool:
        """Stand at the next such bytes, or at the end."""
        while (found := self._data.find(mark, self._at)) < 0:
            self._at = max(self._at, len(self._data) - len(mark) + 1)
            self._held = self.offset
            if not self._fill():
                self._at = len(self._data)
                return False
        self._at = found
        return True

    def seek_member(self, begins_record: Callable[[bytes], bool]) -> None:
        """Stand at the next gzip member that unpacks to a record, or at the end."""
        while self.seek(GZIP):
            try:
                start = zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(self.peek(4096), 4096)
            except zlib.error:
                start = b""
            if begins_record(start):
                return
            self.skip(1)

    def _fill(self) -> bool:
        """Read on; forget what is neither held nor within reach of a step back."""
        if self.fault:
            return False
        try:
            more = self._feed.read(BITE)
        except FAULTS as error:
            self.fault = str(error) or type(error).__name__
            return False
        kept = min(self._at, max(0, self._held - self._base, self._at - _MOST))
        self._data = self._data[kept:] + more
        self._base, self._at = self._base + kept, self._at - kept
        return bool(more)
