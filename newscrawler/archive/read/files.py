"""Finds archive files, and opens what a location names, inside ZIP and packed files too.

A name that continues behind that of a file leads into it: `x.wacz/archive/data.warc.gz` is a file
of a ZIP, and `x.warc.gz/x.warc` is what `x.warc.gz` unpacks to, where its records cannot be entered
one by one. So a location states by itself what its offset counts, for ever.
"""

import errno
import glob
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from fastwarc import Lz4Reader, ZstdReader

from newscrawler.archive.parse import arc
from newscrawler.archive.parse.buffer import GZIP, READ_ERRORS, ByteStream
from newscrawler.archive.parse.extent import Extent, File, Reader
from newscrawler.archive.parse.members import Piece, Plain, pieces
from newscrawler.archive.parse.records import begins_record
from newscrawler.archive.read import zip_directory
from newscrawler.archive.read.check_wacz import check
from newscrawler.archive.read.unpacked_cache import unpacked
from newscrawler.errors import UsageError

_PACKINGS = ("", ".gz", ".lz4", ".zst")
_FORMATS = (".warc", ".arc")
_RECORDS = tuple(form + packing for form in _FORMATS for packing in _PACKINGS)
_WACZ = ".wacz"
_OPEN = ".open"
_PAGES = (".html", ".htm")
_START = 1 << 16
_SMALL_READ = 1 << 14
_LZ4, _ZSTD = b"\x04\x22\x4d\x18", b"\x28\xb5\x2f\xfd"
_DICTIONARY = b"\x5d\x2a\x4d\x18"
"""The magic number of a Zstandard dictionary frame, with which some .warc.zst files begin."""


class Walk(NamedTuple):
    """One WARC or ARC file to read through: its pieces, and the name for its offsets.

    `inner` is the name for offsets in unpacked bytes; equal to `name` in a plain file.
    """

    name: str
    inner: str
    pieces: Plain | Iterator[Piece]


def expand(sources: Iterable[str]) -> list[Path]:
    """Return the files and folders that sources name; `*` and `**` are expanded.

    Raises UsageError, naming the first source that matches nothing.
    """
    found: dict[Path, None] = {}
    for source in sources:
        path = Path(source)
        names = [source] if path.exists() else sorted(glob.glob(source, recursive=True))  # noqa: PTH207 - a quoted pattern may be absolute
        if not names:
            raise UsageError(f"{source}: no such file or folder.")
        found |= dict.fromkeys(map(Path, names))
    return list(found)


def warc_files(folder: Path) -> list[Path]:
    """Return the WARC files below a folder of ours, the ones being written too, sorted."""
    ends = (".warc", ".warc.gz", ".warc.open", ".warc.gz.open")
    return sorted(p for p in folder.rglob("*") if p.name.endswith(ends) and p.is_file())


def archive_files(source: Path) -> list[Path]:
    """Return the archives at a path: the file itself, or all below it by file name, sorted."""
    if source.is_file():
        return [source] if _is_archive(source) else []
    return sorted(p for p in source.rglob("*") if _has_archive_name(p.name) and p.is_file())


def saved_pages(source: Path) -> list[Path]:
    """Return the HTML files at a path: the file itself, or all below it, sorted."""
    if source.is_file():
        return [source] if source.suffix.lower() in _PAGES else []
    return sorted(p for p in source.rglob("*") if p.suffix.lower() in _PAGES and p.is_file())


def form_of(start: bytes) -> str | None:
    """Return the file name extension that fits a file's first bytes; None if it is no archive."""
    if start.startswith(zip_directory.MAGIC):
        return _WACZ
    marks = ((GZIP, ".gz"), (_LZ4, ".lz4"), (_ZSTD, ".zst"), (_DICTIONARY, ".zst"))
    packing = next((packing for mark, packing in marks if start.startswith(mark)), "")
    pieces = _unpack(_Bytes(start), packing) if packing else iter((start,))
    first = next((piece for piece in pieces if begins_record(piece)), None)
    if first is None:
        return None
    return (".arc" if arc.read_line(first) else ".warc") + packing


def walks(path: Path, name: str, on_fault: Callable[[str, int, str], None]) -> Iterator[Walk]:
    """Yield a walk of a file, or of each WARC file in a WACZ.

    Each must be read through before the next is asked for. `on_fault` gets name, offset and
    reason. Raises OSError.
    """
    with File.open(path) as file:
        directory = _directory(file, path)
        if directory is None:
            yield _walk(file, name)
            return
        records = [m for m in directory.members.values() if m.name.endswith(_RECORDS)]
        check(file, directory, records, lambda m, why: on_fault(f"{name}/{m}".rstrip("/"), 0, why))
        for member in records:
            label = f"{name}/{member.name}"
            if member.is_stored:
                yield _walk(zip_directory.window(file, member), label)
            elif member.is_readable:
                stream = zip_directory.Inflated(file, member)
                parts = pieces(stream, begins_record, packed=label.endswith(".gz"))
                yield Walk(label, _inner(label), parts)


@contextmanager
def opened(root: Path, name: str) -> Iterator[Extent]:
    """Open the file that a location names, below its root. Raises OSError or ArchiveError."""
    end = len(name)
    while end > 0:
        path = root / name[:end]
        unfinished = path.with_name(f"{path.name}{_OPEN}")
        there = next((p for p in (path, unfinished) if p.is_file()), None)
        if there is not None:
            with File.open(there) as file:
                yield _inside(file, there, name[end + 1 :])
            return
        end = name.rfind("/", 0, end)
    raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), name)


def _inside(file: File, path: Path, inner: str) -> Extent:
    if not inner:
        return file
    directory = _directory(file, path)
    if directory is None:
        return unpacked(path, inner, lambda: _unpack(file, path.name.removesuffix(_OPEN)))
    members = directory.members
    member = members.get(inner) or members.get(inner.rpartition("/")[0])
    if member is None:
        raise FileNotFoundError(errno.ENOENT, "the zip holds no such file", inner)
    window: Extent = zip_directory.window(file, member)
    if not member.is_stored:
        stream = zip_directory.Inflated(file, member)
        window = unpacked(path, member.name, lambda: _drain(stream))
    if member.name == inner:
        return window
    return unpacked(path, inner, lambda: _unpack(window, member.name))


def _directory(file: File, path: Path) -> zip_directory.Directory | None:
    """Return the files of a ZIP; None if it is none, even if it begins like one."""
    if not file.read_at(0, len(zip_directory.MAGIC)).startswith(zip_directory.MAGIC):
        return None
    directory = zip_directory.directory(path)
    return None if directory.is_torn and not path.name.endswith(_WACZ) else directory


def _walk(extent: Extent, name: str) -> Walk:
    inner = _inner(name)
    start = extent.read_at(0, _START)
    for mark, library in ((_LZ4, Lz4Reader), (_ZSTD, ZstdReader), (_DICTIONARY, ZstdReader)):
        if start.startswith(mark) and not name.endswith((*_FORMATS, ".gz")):
            stream = _SmallReads(library(Reader(extent)))
            return Walk(inner, inner, pieces(stream, begins_record))
    if start.startswith(GZIP) or (name.endswith(".gz") and not begins_record(start)):
        return Walk(name, inner, pieces(Reader(extent), begins_record, packed=True))
    return Walk(name, name, Plain(extent, 0, extent.size))


def _inner(name: str) -> str:
    """Return the name for the unpacked bytes of a packed file."""
    last = name.rpartition("/")[2]
    bare = next((last.removesuffix(p) for p in _PACKINGS[1:] if last.endswith(p)), "")
    return f"{name}/{bare or 'unpacked'}"


def _unpack(extent: Extent, name: str) -> Iterator[bytes]:
    return (piece.data for piece in _walk(extent, name).pieces)


def _drain(stream: ByteStream) -> Iterator[bytes]:
    """Yield what can be read of a stream; its damage was reported when it was walked through."""
    try:
        while data := stream.read(_START):
            yield data
    except READ_ERRORS:
        return


def _has_archive_name(name: str) -> bool:
    return name.removesuffix(_OPEN).endswith((*_RECORDS, _WACZ))


def _is_archive(path: Path) -> bool:
    if _has_archive_name(path.name):
        return True
    with path.open("rb") as stream:
        return form_of(stream.read(_START)) is not None


class _SmallReads:
    """FastWARC's reader in small steps: a large read loses the bytes before a fault."""

    def __init__(self, reader: Lz4Reader | ZstdReader) -> None:
        self._reader = reader

    def read(self, size: int, /) -> bytes:
        """Return the next bytes, at most `size`; none at the end."""
        parts, left = [], size
        try:
            while left and (data := self._reader.read(min(left, _SMALL_READ))):
                parts.append(data)
                left -= len(data)
        except READ_ERRORS:
            if not parts:
                raise
        return b"".join(parts)


class _Bytes:
    """An extent over bytes in memory."""

    def __init__(self, data: bytes) -> None:
        self._data, self.size = data, len(data)

    def read_at(self, offset: int, size: int) -> bytes:
        return self._data[offset : offset + size]
