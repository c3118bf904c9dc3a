"""CDXJ: the index of an archive that replay tools look pages up in.

A line a record, sorted: its SURT key, its time to the second, and as JSON what it is and where it
lies. Equal, line for line, to what `cdxj-indexer -s` writes of the same files; where pywb's own
indexer differs, docs/interop.md says how.
"""

import heapq
import json
import re
from base64 import b32encode
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha1
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from fastwarc import ArchiveIterator, WarcRecord, WarcRecordType

from newscrawler.archive.reader import Damage, warc_files
from newscrawler.archive.surt import surt

RUN_BYTES = 32 * 1024 * 1024
"""Lines that are sorted in memory; more of them go through files that are merged."""

_HTTP = WarcRecordType.response | WarcRecordType.revisit
_INDEXED = _HTTP | WarcRecordType.resource | WarcRecordType.metadata
_BITE = 1 << 16
_MAX_HEAD = 1 << 20
_END_OF_HEAD = re.compile(rb"(?:^|\n)[ \t\r]*\n")
_END_OF_TYPE = re.compile(r"[;\s]")


@dataclass(frozen=True, slots=True)
class Entry:
    """What a line says of a record, wherever the record lies."""

    key: str
    timestamp: str
    fields: dict[str, str]

    def at(self, filename: str, offset: int, length: int) -> str:
        """Return the line of a record that lies there, with its end of line."""
        place = {"length": str(length), "offset": str(offset), "filename": filename}
        return f"{self.key} {self.timestamp} {json.dumps(self.fields | place)}\n"


def entry(record: WarcRecord) -> Entry | None:
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
    return Entry(surt(url) if url else "-", timestamp, fields)


def lines(archive: Path, on_damage: Callable[[Damage], None]) -> Iterator[str]:
    """Yield the lines of all closed files below a folder, in the files' order."""
    for path in warc_files(archive):
        if not path.name.endswith(".open"):
            yield from _lines_of(path, path.relative_to(archive).as_posix(), on_damage)


def write_sorted(unsorted: Iterable[str], out: IO[str], *, run_bytes: int = RUN_BYTES) -> int:
    """Write lines in order, each once; return how many. Memory is `run_bytes`, roughly."""
    count, last = 0, None
    with ExitStack() as files:
        runs: list[Iterable[str]] = []
        held: list[str] = []
        size = 0
        for line in unsorted:
            held.append(line)
            size += len(line)
            if size >= run_bytes:
                runs.append(_spill(sorted(held), files))
                held, size = [], 0
        for line in heapq.merge(*runs, sorted(held)):
            if line != last:
                out.write(line)
                count, last = count + 1, line
    return count


def _spill(held: list[str], files: ExitStack) -> IO[str]:
    run: IO[str] = TemporaryFile("w+", encoding="utf-8", newline="\n")  # noqa: SIM115 - above
    files.enter_context(run)
    run.writelines(held)
    run.seek(0)
    return run


def _lines_of(path: Path, name: str, on_damage: Callable[[Damage], None]) -> Iterator[str]:
    held: tuple[Entry, int] | None = None  # its length is known where the next record begins
    position = 0
    with path.open("rb") as stream:
        try:
            for record in ArchiveIterator(stream, parse_http=False):
                position = record.stream_pos
                if held is not None:
                    yield held[0].at(name, held[1], _length(path, held[1], position))
                held = _entry_at(record, name, on_damage)
            position = path.stat().st_size
        except (OSError, ValueError, RuntimeError, EOFError) as error:
            on_damage(Damage(name, position, str(error) or type(error).__name__))
            held = None
    if held is not None:
        yield held[0].at(name, held[1], _length(path, held[1], position))


def _entry_at(
    record: WarcRecord, name: str, on_damage: Callable[[Damage], None]
) -> tuple[Entry, int] | None:
    try:
        found = entry(record)
    except ValueError:
        text = record.headers.get("WARC-Date")
        on_damage(Damage(name, record.stream_pos, f"WARC-Date is «{text}»"))
        return None
    return (found, record.stream_pos) if found is not None else None


def _length(path: Path, start: int, end: int) -> int:
    """Return the bytes of a record: of a compressed one the whole member, else without its end.

    An uncompressed record ends with its block; the two empty lines after it are not counted.
    """
    if path.name.endswith(".gz"):
        return end - start
    with path.open("rb") as stream:
        stream.seek(start)
        size = 0
        while line := stream.readline():
            name, _, value = line.partition(b":")
            size = int(value) if name.strip().lower() == b"content-length" else size
            if not line.strip():
                break
        return stream.tell() - start + size


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
