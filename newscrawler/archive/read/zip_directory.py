"""The directory of a ZIP archive, such as a WACZ: its files, and where their bytes lie.

WARC files are stored in a WACZ, so that each of their records is read where it lies. A ZIP that is
torn has lost its directory, which stands at the end; its files are then found by their own headers.
"""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from newscrawler.archive.parse.extent import Extent, File, Reader, Window

MAGIC = b"PK\x03\x04"
_HEAD = struct.Struct("<4sHHHHHIIIHH")  # APPNOTE.TXT, section 4.3.7
_ENCRYPTED, _NAME_IS_UTF8 = 0x1, 0x800
_UNKNOWN = (0, 0xFFFFFFFF)
_STORED, _DEFLATED = 0, 8
_READ_SIZE = 1 << 16


@dataclass(frozen=True, slots=True)
class Member:
    """A file of a ZIP: offset and size of its packed bytes, and the compression method."""

    name: str
    start: int
    packed_size: int
    method: int
    is_encrypted: bool = False
    crc: int | None = None

    @property
    def is_stored(self) -> bool:
        """Its bytes lie in the ZIP uncompressed."""
        return self.method == _STORED and not self.is_encrypted

    @property
    def is_readable(self) -> bool:
        """Its compression method can be undone here, and it is not encrypted."""
        return self.method in (_STORED, _DEFLATED) and not self.is_encrypted


@dataclass(frozen=True, slots=True)
class Directory:
    """The files of a ZIP by name. `is_torn`: its own directory cannot be read."""

    members: dict[str, Member]
    is_torn: bool = False


def directory(path: Path) -> Directory:
    """Return the directory of a ZIP. Raises OSError."""
    state = path.stat()
    return _directory(path, state.st_size, state.st_mtime_ns)


def window(file: Extent, member: Member) -> Window:
    """Return the bytes of a member as they lie in the ZIP."""
    return Window(file, member.start, member.packed_size)


class Inflated:
    """A stream of a deflated member's bytes. Raises one of buffer.READ_ERRORS."""

    def __init__(self, file: Extent, member: Member) -> None:
        self._packed = Reader(window(file, member))
        self._inflate = zlib.decompressobj(-zlib.MAX_WBITS)
        self._expected, self._crc = member.crc, 0

    def read(self, size: int, /) -> bytes:
        """Return the next bytes, at most `size`; none at the end."""
        while not self._inflate.eof:
            packed = self._inflate.unconsumed_tail or self._packed.read(_READ_SIZE)
            data = self._inflate.decompress(packed, size)
            self._crc = zlib.crc32(data, self._crc)
            if data:
                return data
            if not packed and not self._inflate.eof:
                raise EOFError("the zip ends within this file")
        if self._expected not in (None, self._crc):
            raise ValueError("it does not match its checksum in the zip")
        return b""


@lru_cache(maxsize=64)
def _directory(path: Path, _size: int, _mtime: int) -> Directory:
    with File.open(path) as file:
        try:
            with zipfile.ZipFile(path) as zipped:
                infos = [info for info in zipped.infolist() if not info.is_dir()]
        except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, struct.error):
            return Directory({m.name: m for m in _by_heads(file)}, is_torn=True)
        return Directory({info.filename: _member(file, info) for info in infos})


def _member(file: File, info: zipfile.ZipInfo) -> Member:
    head = _head(file, info.header_offset)
    return Member(
        name=info.filename,
        # Where its head is damaged its bytes cannot be found: it has none.
        start=info.header_offset + _length(head) if head else file.size,
        packed_size=info.compress_size,
        method=info.compress_type,
        is_encrypted=bool(info.flag_bits & _ENCRYPTED),
        crc=info.CRC,
    )


def _by_heads(file: File) -> Iterator[Member]:
    at = 0
    while (head := _head(file, at)) is not None:
        _, _, flags, method, _, _, crc, size, _, name_length, _ = head
        encoding = "utf-8" if flags & _NAME_IS_UTF8 else "cp437"
        name = file.read_at(at + _HEAD.size, name_length).decode(encoding, errors="replace")
        start = at + _length(head)
        is_known = size not in _UNKNOWN or name.endswith("/")
        if not is_known:
            # It was written in a stream, and its size only after it. What is stored may hold
            # anything, the head of a further file too.
            end = _find(file, MAGIC, start) if method == _DEFLATED else file.size
            size = end - start
        if not name.endswith("/"):
            yield Member(
                name, start, size, method, bool(flags & _ENCRYPTED), crc if is_known else None
            )
        # Some writers put a few bytes between two files.
        at = _find(file, MAGIC, start + size)


def _head(file: File, at: int) -> tuple[int, ...] | None:
    head = file.read_at(at, _HEAD.size)
    return _HEAD.unpack(head) if len(head) == _HEAD.size and head.startswith(MAGIC) else None


def _length(head: tuple[int, ...]) -> int:
    return _HEAD.size + head[-2] + head[-1]


def _find(file: File, mark: bytes, at: int) -> int:
    """Return the offset at which `mark` comes next, or the end."""
    while data := file.read_at(at, _READ_SIZE):
        found = data.find(mark)
        if found >= 0:
            return at + found
        at += max(1, len(data) - len(mark) + 1)
    return file.size
