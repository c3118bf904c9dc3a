"""Copying: exchanges out of an archive's files, byte for byte."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from fastwarc import ArchiveIterator, WarcRecord, WarcRecordType

from newscrawler.archive.cdxj import Line, length, line_of
from newscrawler.archive.compression import members
from newscrawler.capture import Location
from newscrawler.errors import ArchiveError

_GZIP = b"\x1f\x8b"
_BITE = 1 << 20
_VIA = re.compile(rb"^via:[ \t]*(\S+)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Part:
    """A record: its type, its place in its file, and what the index says of it."""

    kind: str
    start: int
    end: int
    line: Line | None


@dataclass(frozen=True, slots=True)
class Exchange:
    """A capture's record and those that follow it and belong to it: its request, its notes.

    `via` is the address that led there, if the notes say so.
    """

    parts: tuple[Part, ...]
    via: str | None = None


def exchange_at(archive: Path, location: Location) -> Exchange:
    """Return the exchange of a capture. Raises ArchiveError.

    A request that stands before its response, as wget writes it, is not found.
    """
    path = file_of(archive, location)
    try:
        with path.open("rb") as stream:
            stream.seek(location.offset or 0)
            return _exchange(stream)
    except (OSError, ValueError, RuntimeError, EOFError) as error:
        reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
        where = f"{path} at byte {location.offset}"
        raise ArchiveError(f"{where}: the record cannot be copied ({reason}).") from None


def warcinfo_of(archive: Path, location: Location) -> Part | None:
    """Return the warcinfo that a file begins with, if it does. Raises ArchiveError."""
    first = exchange_at(archive, replace(location, offset=0, length=None)).parts[0]
    return first if first.kind == "warcinfo" else None


def file_of(archive: Path, location: Location) -> Path:
    """Return the file of a location, also while a crawl is writing it."""
    path = location.root(archive) / location.file
    unfinished = path.with_name(path.name + ".open")
    return unfinished if not path.exists() and unfinished.exists() else path


def member_of(stream: BinaryIO, part: Part) -> Iterator[bytes]:
    """Yield the bytes of a record's gzip member: as they are, or made of an uncompressed one."""
    left = part.end - part.start
    stream.seek(part.start)
    if stream.read(2) != _GZIP:
        stream.seek(part.start)
        yield members()(stream.read(left) + b"\r\n\r\n")
        return
    stream.seek(part.start)
    while left and (data := stream.read(min(left, _BITE))):
        yield data
        left -= len(data)


def _exchange(stream: BinaryIO) -> Exchange:
    starts: list[tuple[str, int, Line | None]] = []
    names: tuple[str | None, ...] = ()
    via = None
    try:
        for record in ArchiveIterator(stream, parse_http=False):
            if starts and not _belongs(record, names):
                end = record.stream_pos
                break
            starts.append((str(record.record_type), record.stream_pos, line_of(record)))
            names = names or (_id(record, "WARC-Record-ID"), _id(record, "WARC-Concurrent-To"))
            if record.record_type == WarcRecordType.metadata:
                found = _VIA.search(record.reader.read())
                via = found[1].decode("utf-8", errors="replace") if found else via
        else:
            end = stream.seek(0, 2)
    except (OSError, ValueError, RuntimeError, EOFError):
        if len(starts) < 2:
            raise
        _, end, _ = starts.pop()  # it may be half written yet
    if not starts:
        raise EOFError("there is none")
    ends = [*(start for _, start, _ in starts[1:]), end]
    parts = (
        Part(kind, start, start + length(stream, start, end), line)
        for (kind, start, line), end in zip(starts, ends, strict=True)
    )
    return Exchange(tuple(parts), via)


def _belongs(record: WarcRecord, names: tuple[str | None, ...]) -> bool:
    own, concurrent = names
    about = _id(record, "WARC-Concurrent-To")
    named = about is not None and about == own
    return named or (concurrent is not None and concurrent == _id(record, "WARC-Record-ID"))


def _id(record: WarcRecord, name: str) -> str | None:
    return (record.headers.get(name) or "").strip().strip("<>") or None
