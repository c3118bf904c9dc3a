"""Random access to bytes: an open file, a window of one, and a stream over either."""

import os
from pathlib import Path
from typing import BinaryIO, Protocol, Self


class Extent(Protocol):
    """Bytes that can be read at any offset. Raises OSError."""

    size: int

    def read_at(self, offset: int, size: int) -> bytes:
        """Return bytes from an offset on, at most `size`; none behind the end."""


class File:
    """An open file. Threads and forked processes may share it (pread, no position)."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.size = os.fstat(stream.fileno()).st_size

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open a file. Raises OSError."""
        return cls(path.open("rb", buffering=0))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()

    def read_at(self, offset: int, size: int) -> bytes:
        """Return bytes from an offset on, at most `size`; none behind the end."""
        return os.pread(self._stream.fileno(), max(size, 0), offset)


class Window:
    """A part of an extent: at most `size` bytes from `start` on."""

    def __init__(self, extent: Extent, start: int, size: int) -> None:
        self._extent, self._start = extent, start
        self.size = max(0, min(size, extent.size - start))

    def read_at(self, offset: int, size: int) -> bytes:
        """Return bytes from an offset on, at most `size`; none behind the end."""
        size = min(size, self.size - offset)
        return self._extent.read_at(self._start + offset, size) if size > 0 else b""


class Reader:
    """A stream over an extent, with as much of a file's interface as FastWARC needs."""

    def __init__(self, extent: Extent) -> None:
        self._extent, self._at = extent, 0

    def read(self, size: int = 1 << 20) -> bytes:
        """Return the next bytes, at most `size`; none at the end."""
        data = self._extent.read_at(self._at, size)
        self._at += len(data)
        return data

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Move to an offset and return it."""
        self._at = offset + {os.SEEK_CUR: self._at, os.SEEK_END: self._extent.size}.get(whence, 0)
        return self._at

    def tell(self) -> int:
        """Return the offset of the next byte."""
        return self._at

    def close(self) -> None:
        """Leave the extent open: it is not ours."""
