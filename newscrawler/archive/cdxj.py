"""CDXJ: the index of an archive that replay tools look pages up in.

A line a record, sorted: its SURT key, its time to the second, and as JSON what it is and where it
lies. Equal, line for line, to what `cdxj-indexer -s` writes of the same files; where pywb's own
indexer differs, docs/interop.md says how.
"""

import json
import re
from base64 import b32encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha1
from pathlib import Path
from typing import BinaryIO

from fastwarc import ArchiveIterator, WarcRecord, WarcRecordType

from newscrawler.archive.files import warc_files
from newscrawler.archive.reader import Damage
from newscrawler.archive.surt import surt

_HTTP = WarcRecordType.response | WarcRecordType.revisit
_INDEXED = _HTTP | WarcRecordType.resource | WarcRecordType.metadata
_GZIP = b"\x1f\x8b"
_BITE = 1 << 16
_MAX_HEAD = 1 << 20
_END_OF_HEAD = re.compile(rb"(?:^|\n)[ \t\r]*\n")
_END_OF_TYPE = re.compile(r"[;\s]")


@dataclass(frozen=True, slots=True)
class Line:
    """What the index says of a record, wherever the record lies."""

    key: str
    timestamp: str
    fields: dict[str, str]

    def at(self, filename: str, offset: int, length: int, **more: str) -> str:
        """Return the line of a record that lies there, with its end of line."""
        place = {"length": str(length), "offset": str(offset), "filename": filename}
        return f"{self.key} {self.timestamp} {json.dumps(self.fields | place | more)}\n"


def line_of(record: WarcRecord) -> Line | None:
    """Return what the index says of a record, or None of one that it leaves out.

    Requests, warcinfo, our own notes and records of no page are left out, as tools do. Reads the
    record's block, if the record does not say its payload's digest. Raises ValueError where the
    date is none.
    """
    kind = record.record_type
    own_type = record.headers.get("Content-Type")
    if not kind & _INDEXED or (not kind & _HTTP and own_type == "application/warc-fields"):
        return None
    url = _url(record)
    timestamp = _timestamp(record.headers.get("WARC-Date") or "")
    block = _Block(record)
    is_http = bool(kind & _HTTP) and url.startswith(("http:", "https:"))
    status, http_type = block.head() if is_http and record.content_length else (None, None)
    media_type = http_type if kind & _HTTP else own_type
    if kind & WarcRecordType.revisit:
        media_type = "warc/revisit"
    elif media_type:
        media_type = _END_OF_TYPE.split(media_type, maxsplit=1)[0]
    digest = record.headers.get("WARC-Payload-Digest")
    if not digest and not kind & WarcRecordType.revisit:
        digest = block.digest()
    said = {"url": url or None, "mime": media_type, "status": status, "digest": digest}
    fields = {name: value for name, value in said.items() if value is not None}
    return Line(surt(url) if url else "-", timestamp, fields)


def lines(archive: Path, on_damage: Callable[[Damage], None]) -> Iterator[str]:
    """Yield the lines of all closed files below a folder, in the files' order."""
    for path in warc_files(archive):
        if not path.name.endswith(".open"):
            yield from _lines_of(path, path.relative_to(archive).as_posix(), on_damage)


def _lines_of(path: Path, name: str, on_damage: Callable[[Damage], None]) -> Iterator[str]:
    held: tuple[Line, int] | None = None  # its length is known where the next record begins
    position = 0
    with path.open("rb") as stream, path.open("rb") as probe:
        try:
            for record in ArchiveIterator(stream, parse_http=False):
                position = record.stream_pos
                if held is not None:
                    yield held[0].at(name, held[1], length(probe, held[1], position))
                held = _line_at(record, name, on_damage)
            position = path.stat().st_size
        except (OSError, ValueError, RuntimeError, EOFError) as error:
            on_damage(Damage(name, position, str(error) or type(error).__name__))
            held = None
        if held is not None:
            yield held[0].at(name, held[1], length(probe, held[1], position))


def _line_at(
    record: WarcRecord, name: str, on_damage: Callable[[Damage], None]
) -> tuple[Line, int] | None:
    try:
        found = line_of(record)
    except ValueError:
        text = record.headers.get("WARC-Date")
        on_damage(Damage(name, record.stream_pos, f"WARC-Date is «{text}»"))
        return None
    return (found, record.stream_pos) if found is not None else None


def length(file: BinaryIO, start: int, end: int) -> int:
    """Return the bytes of a record: of a compressed one the whole member, else without its end.

    An uncompressed record ends with its block; the two empty lines after it are not counted.
    """
    file.seek(start)
    if file.read(2) == _GZIP:
        return end - start
    file.seek(start)
    size = 0
    while line := file.readline():
        name, _, value = line.partition(b":")
        size = int(value) if name.strip().lower() == b"content-length" else size
        if not line.strip():
            break
    return file.tell() - start + size


def _url(record: WarcRecord) -> str:
    url = (record.headers.get("WARC-Target-URI") or "").strip()
    if url.startswith("<") and url.endswith(">"):
        url = url[1:-1]  # wget 1.19
    return url.replace(" ", "%20")


def _timestamp(date: str) -> str:
    when = datetime.fromisoformat(date)
    when = when.astimezone(UTC) if when.tzinfo else when
    return when.strftime("%Y%m%d%H%M%S")


class _Block:
    """A record's block, read as far as the index needs it."""

    def __init__(self, record: WarcRecord) -> None:
        self._reader = record.reader
        self._read = b""

    def head(self) -> tuple[str | None, str | None]:
        """Return the status and the Content-Type of an HTTP message, as they stand in it."""
        end = None
        while end is None and len(self._read) < _MAX_HEAD and (data := self._reader.read(_BITE)):
            self._read += data
            end = _END_OF_HEAD.search(self._read)
        head = self._read[: end.start()] if end else self._read
        self._read = self._read[end.end() :] if end else b""
        first, *lines = _text(head).split("\n")
        found: dict[str, str] = {}
        for line in lines:
            name, colon, value = line.partition(":")
            if colon and not line.startswith((" ", "\t")):
                found.setdefault(name.rstrip(" \t").lower(), value.strip())
        if not first.strip():
            return None, None
        _, _, status = first.partition(" ")
        return status.strip().partition(" ")[0], found.get("content-type")

    def digest(self) -> str:
        """Return the digest of what has not been read, as archives write it."""
        hashed = sha1(self._read, usedforsecurity=False)
        while data := self._reader.read(_BITE):
            hashed.update(data)
        return "sha1:" + b32encode(hashed.digest()).decode()


def _text(head: bytes) -> str:
    try:
        return head.decode("utf-8")
    except UnicodeDecodeError:
        return head.decode("latin-1")
