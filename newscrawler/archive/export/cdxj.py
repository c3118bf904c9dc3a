"""CDXJ, the index in which replay tools look up the pages of an archive.

One line per record, sorted: the SURT key, the time to the second, and JSON with the rest (URL,
media type, status, digest, length, offset, file name). Equal, line for line, to what
`cdxj-indexer -s` writes of the same files; where pywb's own indexer differs, docs/interop.md says
how.
"""

import json
import re
from base64 import b32encode
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha1
from pathlib import Path

from newscrawler.archive.export.surt import surt
from newscrawler.archive.parse.buffer import GZIP, READ_ERRORS
from newscrawler.archive.parse.capture_of import date_of
from newscrawler.archive.parse.extent import Extent, File
from newscrawler.archive.parse.records import Place, Record, Records
from newscrawler.archive.read.files import walks, warc_files
from newscrawler.archive.read.reader import Damage, OnDamage
from newscrawler.text.instants import cdx_timestamp, read_instant

_HTTP = ("response", "revisit")
_INDEXED = (*_HTTP, "resource", "metadata")
_FIELDS = "application/warc-fields"
MAX_BLOCK = 1 << 26
"""Bytes of a block that are kept, for the digest of a payload whose record states none."""
_MAX_HEAD = 1 << 16
_END_OF_HEAD = re.compile(rb"(?:^|\n)[ \t\r]*\n")
_END_OF_TYPE = re.compile(r"[;\s]")


@dataclass(frozen=True, slots=True)
class Line:
    """An index line without its place: SURT key, time in 14 digits (UTC), JSON fields."""

    key: str
    timestamp: str
    fields: dict[str, str]

    def at(self, filename: str, offset: int, length: int, **more: str) -> str:
        """Return the whole line, newline included, for a record of `length` bytes at `offset`."""
        place = {"length": str(length), "offset": str(offset), "filename": filename}
        return f"{self.key} {self.timestamp} {json.dumps(self.fields | place | more)}\n"


def line_of(record: Record) -> Line | None:
    """Return the index line of a record; None for a record that has none.

    Requests, warcinfo and `application/warc-fields` have none, as with `cdxj-indexer`. Raises
    ValueError where WARC-Date is no date.
    """
    fields, block = record.fields, record.block
    kind, own_type = fields.get("warc-type"), fields.get("content-type")
    if kind not in _INDEXED or (kind not in _HTTP and own_type == _FIELDS):
        return None
    date = date_of(fields)
    if date is None:
        raise ValueError(f"WARC-Date is «{fields.get('warc-date', '')}»")
    url, status, media_type = _url(record), None, own_type
    if kind in _HTTP:
        media_type = None
        if url.startswith(("http:", "https:")):
            status, media_type, block = _read_head(block)
    if kind == "revisit":
        media_type = "warc/revisit"
    elif media_type:
        media_type = _END_OF_TYPE.split(media_type, maxsplit=1)[0]
    digest = fields.get("warc-payload-digest")
    if not digest and kind != "revisit" and len(record.block) == record.size:
        digest = "sha1:" + b32encode(sha1(block, usedforsecurity=False).digest()).decode()
    values = {"url": url or None, "mime": media_type, "status": status, "digest": digest}
    return Line(
        key=surt(url) if url else "-",
        timestamp=cdx_timestamp(read_instant(date)),
        fields={name: value for name, value in values.items() if value is not None},
    )


def lines(archive: Path, on_damage: OnDamage) -> Iterator[str]:
    """Yield the lines, unsorted, of all closed WARC files below a folder."""
    for path in warc_files(archive):
        if not path.name.endswith(".open"):
            yield from _lines_of(path, path.relative_to(archive).as_posix(), on_damage)


def _lines_of(path: Path, name: str, on_damage: OnDamage) -> Iterator[str]:
    def report(place: Place, reason: str) -> None:
        on_damage(Damage(name, place.offset, reason))

    try:
        with File.open(path) as file:
            for walk in walks(path, name, lambda *what: on_damage(Damage(*what))):
                for record in Records(walk.pieces, report, keep=MAX_BLOCK):
                    try:
                        line = line_of(record)
                    except ValueError as error:
                        report(record.place, str(error))
                        continue
                    if line is not None and record.place.inner:
                        report(record.place, "it shares its gzip member: no index can point at it")
                    elif line is not None and not record.short:
                        yield line.at(name, record.place.offset, length_of(file, record))
    except READ_ERRORS as error:
        on_damage(Damage(name, 0, f"it cannot be read: {error}"))


def length_of(extent: Extent, record: Record) -> int:
    """Return how many bytes a record takes: its gzip member, or its plain header and block.

    The empty lines after a plain record are not counted.
    """
    head = extent.read_at(record.place.offset, _MAX_HEAD)
    end = None if head.startswith(GZIP) else _END_OF_HEAD.search(head)
    return end.end() + record.size if end else record.length


def _url(record: Record) -> str:
    url = record.fields.get("warc-target-uri", "").strip()
    if url.startswith("<") and url.endswith(">"):
        url = url[1:-1]  # wget 1.19
    return url.replace(" ", "%20")


def _read_head(block: bytes) -> tuple[str | None, str | None, bytes]:
    """Return the status and the Content-Type of an HTTP message, as they stand, and its body."""
    end = _END_OF_HEAD.search(block)
    first, *lines = _text(block[: end.start()] if end else block).split("\n")
    body = block[end.end() :] if end else b""
    if not first.strip():
        return None, None, body
    found: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(":")
        if colon and not line.startswith((" ", "\t")):
            found.setdefault(name.rstrip(" \t").lower(), value.strip())
    status = first.partition(" ")[2].strip().partition(" ")[0]
    return status, found.get("content-type"), body


def _text(head: bytes) -> str:
    try:
        return head.decode("utf-8")
    except UnicodeDecodeError:
        return head.decode("latin-1")
