"""The parser of WARC and ARC records, which continues after damage.

A record is returned if its whole block is there. What stands between records, breaks off or
contradicts itself is reported with its place, and the search continues with the next line that
begins a record. Memory is flat: of a block only as much is kept as is asked for.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from newscrawler.archive.parse import arc, digests
from newscrawler.archive.parse.cursor import OVERLAP, Cursor
from newscrawler.archive.parse.http import is_whole
from newscrawler.archive.parse.members import Piece, Plain

Fields = dict[str, str]
"""A record's header: names in lower case; of repeated fields the first."""

_MARK = re.compile(rb"WARC/\d[^\r\n]{0,16}\r*\n")
# Not only where a line begins: what stood before may have lost its end.
_HEAD = rb"WARC/\d\.\d+[ \t\r]*\n[A-Za-z-]+:"
_NEXT_WARC = re.compile(_HEAD)
_NEXT_ARC = re.compile(arc.BEGIN, re.MULTILINE)
_NEXT = re.compile(_HEAD + b"|" + arc.BEGIN, re.MULTILINE)
_END_OF_HEAD = re.compile(rb"\n\r*\n")
_TYPE = re.compile(rb"\nWARC-Type:[ \t]*([a-z]+)")
_END_OF_RECORD = b"\r\n\r\n"
_LONGEST_MARK = 32
_MAX_HEAD = 1 << 16
_TRUNCATED = "the file ends within a record"


class Place(NamedTuple):
    """A position in a file.

    `offset` is that of a gzip member, or, if `inner`, counts unpacked bytes. In a plain file
    the two are the same.
    """

    offset: int
    inner: bool = False


@dataclass(slots=True)
class Record:
    """A record and its place; its gzip member holds nothing else, unless the place is `inner`.

    `block` is the kept beginning of a block of `size` bytes. `short`: the block is shorter than
    Content-Length, because another record or the file's end comes.
    """

    fields: Fields
    place: Place
    length: int
    block: bytes
    size: int
    short: bool = False


class _Begun(NamedTuple):
    at: int
    members: int
    at_member: bool
    place: Place


def begins_record(data: bytes) -> bool:
    """Tell whether bytes begin with a record's head."""
    return _MARK.match(data) is not None or arc.read_line(data) is not None


class Records:
    """The records of a file in their order; may be iterated once.

    `keep`: bytes kept of each block. `listed`: the pieces are those of one record that an index
    knows, so that their end is the record's. `skip`: record types, as bytes in lower case, that
    are left out where that saves time. `on_fault` gets place and reason of all damage.
    """

    def __init__(
        self,
        pieces: Plain | Iterator[Piece],
        on_fault: Callable[[Place, str], None],
        *,
        keep: int,
        listed: bool = False,
        skip: frozenset[bytes] = frozenset(),
    ) -> None:
        self._cursor, self._on_fault = Cursor(pieces, begins_record), on_fault
        self._keep, self._listed, self._skip = keep, listed, skip
        self._reported: Piece | None = None  # the piece whose fault has been reported
        self._next = _NEXT
        self._headless_until = 0  # no header that begins before here ends before here

    def __iter__(self) -> Iterator[Record]:
        while self._seek():
            if self._skip_unwanted():
                continue
            simple = self._simple()
            if simple is not None:
                yield simple
                continue
            begun = self._begin()
            fields = self._warc(begun) if self._is_warc() else self._arc(begun)
            record = self._with_block(begun, fields) if fields is not None else None
            if record is not None:
                yield record

    def _skip_unwanted(self) -> bool:
        """Skip a record that fills a gzip member, if its type is in `skip`."""
        cursor = self._cursor
        if not self._skip or not cursor.is_at_whole_member or not _MARK.match(cursor.data):
            return False
        kind = _TYPE.search(cursor.data, 0, _MAX_HEAD)
        if kind is None or kind[1] not in self._skip or not cursor.data.endswith(_END_OF_RECORD):
            return False
        cursor.at = len(cursor.data)
        return True

    def _simple(self) -> Record | None:
        """Return the record that fills the gzip member here: the usual case, read fast."""
        cursor, piece = self._cursor, self._cursor.piece
        if not cursor.is_at_whole_member or piece.end is None:
            return None
        data = cursor.data
        head = _END_OF_HEAD.search(data, 0, _MAX_HEAD)
        if head is None or not _MARK.match(data):
            return None
        fields = _parse(data[: head.start()])
        length = fields.get("content-length", "")
        size = int(length) if length.isascii() and length.isdigit() and len(length) < 18 else -1
        start = head.end()
        if len(data) != start + size + len(_END_OF_RECORD) or not data.endswith(_END_OF_RECORD):
            return None
        cursor.at, self._next = len(data), _NEXT_WARC
        block = data[start : start + min(size, self._keep)]
        return Record(fields, Place(piece.start), piece.end - piece.start, block, size)

    def _seek(self) -> bool:
        """Skip to what may be a record; False at the end of the file."""
        cursor = self._cursor
        while not cursor.pass_newlines():
            if cursor.piece.fault and cursor.piece is not self._reported:
                self._on_fault(Place(cursor.piece.start), cursor.piece.fault)
            if not cursor.advance():
                return False
        return True

    def _warc(self, begun: _Begun) -> Fields | None:
        cursor = self._cursor
        end = cursor.find(self._end_of_head, _MAX_HEAD)
        if end is None:
            self._headless_until = begun.at + min(len(cursor.data) - cursor.at, _MAX_HEAD)
            self._report_lost(begun, "a record's header breaks off")
            cursor.at = min(cursor.at + 1, len(cursor.data))
            cursor.search(self._next)
            return None
        fields = _parse(cursor.data[cursor.at : end.start()])
        cursor.at, self._next = end.end(), _NEXT_WARC
        return fields

    def _end_of_head(self, data: bytes, at: int) -> re.Match[bytes] | None:
        """Find the empty line, but not where the search for an earlier header's has failed."""
        known = self._headless_until - self._cursor.here - 2
        return _END_OF_HEAD.search(data, at + max(known, 0), at + _MAX_HEAD)

    def _arc(self, begun: _Begun) -> Fields | None:
        cursor = self._cursor
        line = cursor.find(arc.LINE.match, OVERLAP)
        if line is None:
            cursor.search(self._next)
            size = cursor.here - begun.at
            self._on_fault(begun.place, f"{size} bytes here belong to no record")
            return None
        cursor.at, self._next = line.end(), _NEXT_ARC
        return arc.fields_of(line)

    def _with_block(self, begun: _Begun, fields: Fields) -> Record | None:
        cursor, length = self._cursor, fields.get("content-length", "")
        if not re.fullmatch("[0-9]{1,18}", length):
            self._report_lost(begun, f"Content-Length is «{length}»", fields)
            cursor.search(self._next)
            return None
        start, expected = cursor.here, int(length)
        block, size = cursor.take(expected, self._keep)
        end = cursor.here
        if size == expected and self._ends_well():
            return self._found(begun, fields, block, size)
        if cursor.piece.fault and size < expected:
            self._report_lost(begun, cursor.piece.fault, fields)
            return None
        if cursor.search_back(self._next, start, end, block):
            return self._shorter(begun, fields, block, cursor.here - start)
        if size == expected:
            return self._longer(begun, fields, block, size, end)
        if not cursor.members and not self._listed and not is_whole(block):
            self._report_lost(begun, _TRUNCATED, fields)
            return None
        return self._shorter(begun, fields, block, size)

    def _ends_well(self) -> bool:
        """Tell whether the file, its member or another record comes next, newlines apart."""
        cursor = self._cursor
        while not cursor.pass_newlines():
            if cursor.is_at_end_of_member or not cursor.join(cursor.at):
                return True
        return self._is_warc() or arc.LINE.match(cursor.data, cursor.at) is not None

    def _is_warc(self) -> bool:
        return self._cursor.find(_MARK.match, _LONGEST_MARK) is not None

    def _longer(self, begun: _Begun, fields: Fields, block: bytes, size: int, end: int) -> Record:
        """Return a record that is followed by strange bytes: with them, if they make it whole.

        Its digest decides, or HTTP's Content-Length. Otherwise they are reported when they come.
        """
        rest = self._cursor.rest(end, self._next) if len(block) == size else b""
        more = (block + rest).removesuffix(_END_OF_RECORD)
        if len(more) <= size or len(more) > self._keep or not _fits_better(fields, more, block):
            return self._found(begun, fields, block, size)
        self._cursor.go_to(end + len(rest))
        self._report_length(begun, fields, len(more))
        return self._found(begun, fields, more, len(more))

    def _shorter(self, begun: _Begun, fields: Fields, block: bytes, size: int) -> Record:
        """Return a record whose Content-Length is too large.

        In a sound gzip member the record is all that the writer had, hence not `short`.
        """
        if size <= len(block):
            block = block[:size].removesuffix(_END_OF_RECORD)
            size = len(block)
        self._report_length(begun, fields, size)
        is_all = self._cursor.members and self._cursor.is_at_end_of_member
        return self._found(begun, fields, block, size, short=not is_all)

    def _found(
        self, begun: _Begun, fields: Fields, block: bytes, size: int, *, short: bool = False
    ) -> Record:
        cursor = self._cursor
        end, length = cursor.piece.end, cursor.here - begun.at
        place = Place(begun.at, bool(cursor.members))
        if begun.at_member and begun.members == cursor.members and cursor.is_at_end_of_member:
            place, length = begun.place, (end or 0) - begun.place.offset
        return Record(fields, place, length, block, size, short)

    def _begin(self) -> _Begun:
        cursor = self._cursor
        here, members, at_member = cursor.here, cursor.members, cursor.is_at_member
        place = Place(cursor.piece.start) if at_member else Place(here, bool(members))
        return _Begun(here, members, at_member, place)

    def _report_length(self, begun: _Begun, fields: Fields, size: int) -> None:
        reason = f"Content-Length is {fields['content-length']}, {size} bytes are there"
        self._on_fault(begun.place, reason)

    def _report_lost(self, begun: _Begun, reason: str, fields: Fields | None = None) -> None:
        """Report a record that cannot be read."""
        if reason == self._cursor.piece.fault:
            self._reported = self._cursor.piece
        kind, url = (fields or {}).get("warc-type"), (fields or {}).get("warc-target-uri")
        self._on_fault(begun.place, f"{reason}; lost: {kind} {url}" if url else reason)


def _fits_better(fields: Fields, block: bytes, other: bytes) -> bool:
    """Tell whether `block`, rather than `other`, matches the record's digest or HTTP length."""
    if digests.fits(fields, block):
        return True
    return not digests.fits(fields, other) and is_whole(block) and not is_whole(other)


def _parse(head: bytes) -> Fields:
    """Return a header's fields; a line that begins with a space goes on with the one before."""
    fields: Fields = {}
    last = ""
    for line in head.decode("utf-8", errors="replace").split("\n")[1:]:
        if line[:1] in (" ", "\t") and last:
            fields[last] += f" {line.strip()}"
            continue
        name, colon, value = line.partition(":")
        if colon:
            last = name.strip().lower()
            fields.setdefault(last, value.strip())
    return fields
