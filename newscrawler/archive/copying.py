"""Copying: exchanges out of archives' files, byte for byte where they are as ours."""

import re
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from newscrawler.archive.buffer import FAULTS, GZIP
from newscrawler.archive.captures import id_of
from newscrawler.archive.cdxj import KEPT, Line, length_of, line_of
from newscrawler.archive.extent import Extent, Reader, Window
from newscrawler.archive.files import opened
from newscrawler.archive.members import Piece, Plain, pieces
from newscrawler.archive.record import END, record_head
from newscrawler.archive.records import Record, Records, begins_record
from newscrawler.capture import Location
from newscrawler.errors import ArchiveError

_BITE = 1 << 20
_VIA = re.compile(rb"^via:[ \t]*(\S+)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Part:
    """A record: its type, its place in its file, and what the index says of it.

    `made` is the record that one of ARC became. `packed`: it is a gzip member of its own.
    """

    kind: str
    start: int
    length: int
    line: Line | None
    packed: bool
    made: bytes | None = None


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
    faults: list[str] = []
    with _opened(archive, location) as extent:
        records = _records(extent, location.offset or 0, faults)
        first = next(records, None)
        if first is None or first.place.offset != (location.offset or 0) or first.short:
            reason = faults[0] if faults else "there is no record"
            raise ArchiveError(f"{_where(archive, location)}: {reason}.")
        return _exchange(extent, first, records)


def warcinfo_of(archive: Path, location: Location) -> Part | None:
    """Return the warcinfo that a file begins with, if it does. Raises ArchiveError."""
    with _opened(archive, location) as extent:
        first = next(_records(extent, 0, []), None)
        if first is None or first.fields.get("warc-type") != "warcinfo":
            return None
        return _part(extent, first) if _is_warc(first) else None


def member_of(archive: Path, location: Location, part: Part) -> Iterator[bytes]:
    """Yield the bytes of a record's gzip member, as it is or made here. Raises ArchiveError."""
    with _opened(archive, location) as extent:
        plain = iter((part.made,)) if part.made else _bytes(extent, part)
        if part.packed and not part.made:
            yield from plain
            return
        # zlib alone: isal, where it is installed, would give other bytes.
        stream = zlib.compressobj(wbits=16 + zlib.MAX_WBITS)
        for data in plain:
            yield stream.compress(data)
        yield stream.compress(END) + stream.flush()


def _bytes(extent: Extent, part: Part) -> Iterator[bytes]:
    reader, left = Reader(Window(extent, part.start, part.length)), part.length
    while left and (data := reader.read(_BITE)):
        yield data
        left -= len(data)


@contextmanager
def _opened(archive: Path, location: Location) -> Iterator[Extent]:
    try:
        with opened(location.root(archive), location.file) as extent:
            yield extent
    except FAULTS as error:
        reason = (isinstance(error, OSError) and error.strerror) or str(error)
        raise ArchiveError(f"{_where(archive, location)}: {reason}.") from None


def _where(archive: Path, location: Location) -> str:
    return f"{location.root(archive) / location.file} at byte {location.offset}"


def _records(extent: Extent, start: int, faults: list[str]) -> Iterator[Record]:
    parts: Plain | Iterator[Piece] = Plain(extent, start, extent.size)
    if extent.read_at(start, len(GZIP)) == GZIP:
        window = Reader(Window(extent, start, extent.size - start))
        parts = pieces(window, begins_record, at=start)
    return iter(Records(parts, lambda _, reason: faults.append(reason), keep=KEPT))


def _exchange(extent: Extent, first: Record, others: Iterable[Record]) -> Exchange:
    parts, via = [_part(extent, first)], None
    for record in others:
        if record.short or not _belongs(record, first):
            break
        if record.fields.get("warc-type") == "metadata":
            found = _VIA.search(record.block)
            via = found[1].decode("utf-8", errors="replace") if found else via
        parts.append(_part(extent, record))
    return Exchange(tuple(parts), via)


def _part(extent: Extent, record: Record) -> Part:
    try:
        line = line_of(record)
    except ValueError as error:
        raise ArchiveError(f"the record at byte {record.place.offset}: {error}.") from None
    start = record.place.offset
    return Part(
        kind=record.fields.get("warc-type", ""),
        start=start,
        length=length_of(extent, record),
        line=line,
        packed=extent.read_at(start, len(GZIP)) == GZIP,
        made=None if _is_warc(record) else _converted(record),
    )


def _is_warc(record: Record) -> bool:
    # A line of ARC says nothing of what the block is.
    return "content-type" in record.fields or "warc-record-id" in record.fields


def _converted(record: Record) -> bytes:
    """Return a record of ARC as one of WARC."""
    url = record.fields["warc-target-uri"]
    fields = [
        ("WARC-Record-ID", f"<{id_of(record, url)}>"),
        ("WARC-Date", record.fields["warc-date"]),
        ("WARC-Target-URI", url),
        ("Content-Type", "application/http; msgtype=response"),
    ]
    if len(record.block) < record.size:
        raise ArchiveError(f"the record at byte {record.place.offset} is too large to convert.")
    head = record_head("response", "", fields, record.block)
    return head + record.block


def _belongs(record: Record, first: Record) -> bool:
    about, own = _id(record, "warc-concurrent-to"), _id(first, "warc-record-id")
    other = _id(first, "warc-concurrent-to")
    return bool(own and about == own) or bool(other and other == _id(record, "warc-record-id"))


def _id(record: Record, name: str) -> str:
    return record.fields.get(name, "").strip().strip("<>")
