"""Copies exchanges out of archives; a record that is a gzip member stays byte for byte."""

import re
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from newscrawler.archive.export.cdxj import MAX_BLOCK, Line, length_of, line_of
from newscrawler.archive.parse.buffer import GZIP, READ_ERRORS
from newscrawler.archive.parse.capture_of import id_of
from newscrawler.archive.parse.extent import Extent, Reader, Window
from newscrawler.archive.parse.members import Piece, Plain, pieces
from newscrawler.archive.parse.records import Record, Records, begins_record
from newscrawler.archive.read.files import opened
from newscrawler.archive.write.serialise import END, record_head
from newscrawler.errors import ArchiveError
from newscrawler.model.capture import Location

_READ_SIZE = 1 << 20
_SMALL_READ = 1 << 14
_VIA = re.compile(rb"^via:[ \t]*(\S+)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Part:
    """A record: its WARC-Type, its place in its file (bytes), and its index line.

    `packed`: it is a gzip member of its own. `made` holds the WARC record that an ARC record was
    converted to.
    """

    kind: str
    start: int
    length: int
    line: Line | None
    packed: bool
    made: bytes | None = None


@dataclass(frozen=True, slots=True)
class Exchange:
    """A capture's record and the records after it that belong to it: request, metadata.

    `via` is the URL that led to it, if the metadata states one.
    """

    parts: tuple[Part, ...]
    via: str | None = None


class Source:
    """A file to copy from. Its methods raise ArchiveError, naming the file and the offset."""

    def __init__(self, extent: Extent, name: str) -> None:
        self._extent, self._name = extent, name

    def exchange(self, offset: int) -> Exchange:
        """Return the exchange of the capture at an offset.

        A request that stands before its response, as wget writes it, is not found.
        """
        faults: list[str] = []
        with _as_archive_error(self._name, offset):
            records = self._records(offset, faults)
            first = next(records, None)
            if first is None or first.place.offset != offset or first.short:
                raise ValueError(faults[0] if faults else "there is no record")
            parts, via = [self._part(first)], None
            for record in records:
                if record.short or not _belongs(record, first):
                    break
                if record.fields.get("warc-type") == "metadata":
                    found = _VIA.search(record.block)
                    via = found[1].decode("utf-8", errors="replace") if found else via
                parts.append(self._part(record))
            return Exchange(tuple(parts), via)

    def warcinfo(self) -> Part | None:
        """Return the warcinfo record that the file begins with; None if it does not."""
        with _as_archive_error(self._name, 0):
            first = next(self._records(0, []), None)
            is_one = first is not None and first.fields.get("warc-type") == "warcinfo"
            return self._part(first) if first and is_one and _is_warc(first) else None

    def member(self, part: Part) -> Iterator[bytes]:
        """Yield the bytes of a record's gzip member: the original's, or one compressed here."""
        with _as_archive_error(self._name, part.start):
            plain = iter((part.made,)) if part.made else self._bytes(part)
            if part.packed and not part.made:
                yield from plain
                return
            # zlib alone: isal, where it is installed, would give other bytes.
            stream = zlib.compressobj(wbits=16 + zlib.MAX_WBITS)
            for data in plain:
                yield stream.compress(data)
            yield stream.compress(END) + stream.flush()

    def _bytes(self, part: Part) -> Iterator[bytes]:
        for at in range(part.start, part.start + part.length, _READ_SIZE):
            yield self._extent.read_at(at, min(_READ_SIZE, part.start + part.length - at))

    def _records(self, start: int, faults: list[str]) -> Iterator[Record]:
        parts: Plain | Iterator[Piece] = Plain(self._extent, start, self._extent.size)
        if self._extent.read_at(start, len(GZIP)) == GZIP:
            rest = Reader(Window(self._extent, start, self._extent.size - start))
            parts = pieces(_SmallReads(rest), begins_record, at=start)
        return iter(Records(parts, lambda _, reason: faults.append(reason), keep=MAX_BLOCK))

    def _part(self, record: Record) -> Part:
        start = record.place.offset
        return Part(
            kind=record.fields.get("warc-type", ""),
            start=start,
            length=length_of(self._extent, record),
            line=line_of(record),
            packed=self._extent.read_at(start, len(GZIP)) == GZIP,
            made=None if _is_warc(record) else _converted(record),
        )


@contextmanager
def source(archive: Path, location: Location) -> Iterator[Source]:
    """Open the file of a location. Raises ArchiveError."""
    name = str(location.root(archive) / location.file)
    with ExitStack() as stack:
        with _as_archive_error(name, location.offset or 0):
            extent = stack.enter_context(opened(location.root(archive), location.file))
        yield Source(extent, name)


@contextmanager
def _as_archive_error(name: str, offset: int) -> Iterator[None]:
    try:
        yield
    except READ_ERRORS as error:
        reason = (isinstance(error, OSError) and error.strerror) or str(error)
        raise ArchiveError(f"{name} at byte {offset}: {reason}.") from None


class _SmallReads:
    """A stream read in small steps: mostly, a few thousand bytes are all that is wanted."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def read(self, size: int, /) -> bytes:
        """Return the next bytes, at most `size`; none at the end."""
        return self._reader.read(min(size, _SMALL_READ))


def _is_warc(record: Record) -> bool:
    # The header line of ARC has neither field.
    return "content-type" in record.fields or "warc-record-id" in record.fields


def _converted(record: Record) -> bytes:
    """Return an ARC record as a WARC record. Raises ValueError if it was not read whole."""
    url = record.fields["warc-target-uri"]
    fields = [
        ("WARC-Record-ID", f"<{id_of(record, url)}>"),
        ("WARC-Date", record.fields["warc-date"]),
        ("WARC-Target-URI", url),
        ("Content-Type", "application/http; msgtype=response"),
    ]
    if len(record.block) < record.size:
        raise ValueError("it is too large to be converted")
    head = record_head("response", "", fields, record.block)
    return head + record.block


def _belongs(record: Record, first: Record) -> bool:
    about, own = _id(record, "warc-concurrent-to"), _id(first, "warc-record-id")
    other = _id(first, "warc-concurrent-to")
    return bool(own and about == own) or bool(other and other == _id(record, "warc-record-id"))


def _id(record: Record, name: str) -> str:
    return record.fields.get(name, "").strip().strip("<>")
