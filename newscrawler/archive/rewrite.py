"""Rewriting: a closed file without some of its records, for what has to be taken down.

Where records were there is a record of the same length that says so, and all other bytes stay as
they are and where they are. So offsets, and every index that people have made of the file, hold.
"""

import fcntl
import os
import shutil
import struct
import zlib
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO
from uuid import NAMESPACE_URL, uuid5

from fastwarc import ArchiveIterator, WarcRecord

from newscrawler.archive import manifest
from newscrawler.archive.record import END, digest
from newscrawler.errors import ArchiveError, LockedError

_GZIP = b"\x1f\x8b"
_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
_STORED = 0xFFFF
"""Bytes that a stored DEFLATE block holds at most (RFC 1951, section 3.2.4)."""
_BITE = 1 << 20
_NOTE = b"note: The records that were here have been erased.\r\n"


@dataclass(frozen=True, slots=True)
class Without:
    """What is to be taken out of files.

    `covers` tells of a WARC-Target-URI, `records` holds ids of records; whatever names one of
    those in WARC-Concurrent-To goes with it. `reason` goes into the manifest. `at` is a
    WARC-Date: the same files, erased at the same time, become the same bytes.
    """

    covers: Callable[[str], bool]
    records: Container[str]
    reason: str
    at: str


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int
    ids: frozenset[str]
    url: str


def erase_records(archive: Path, name: str, what: Without) -> int:
    """Take records out of a file of the archive; return how many went.

    The manifest tells of it first, then the file is replaced at once. Whoever is killed at this
    may do it again. Raises LockedError while a crawl writes the file, ArchiveError if it cannot
    be read or written; then it is as it was.
    """
    path = archive / name
    refuse_unfinished(path)
    part = path.with_name(path.name + ".part")
    try:
        spans = _chosen(path, what)
        if not spans:
            part.unlink(missing_ok=True)
            return 0
        size, before, after = _write(path, part, spans, what.at)
        known = manifest.read(archive).current.get(name)
        reason = what.reason
        if known is not None and before not in (known.sha256, known.replaces):
            reason += f" (the file had been changed before: its sha256 was {before})"
        if known is None or known.sha256 != after:
            manifest.append(
                archive,
                name,
                size=size,
                digest=after,
                closed_at=what.at,
                replaces=known.sha256 if known is not None else None,
                reason=reason,
            )
        part.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        raise ArchiveError(f"{path} cannot be rewritten: {error.strerror}.") from None
    return len(spans)


def filler(length: int, *, packed: bool, key: str, at: str) -> bytes:
    """Return a record of exactly so many bytes that says that something was erased.

    `packed`: as a gzip member. `key` names the place: equal places have equal records.
    Raises ValueError where the length is too short for any.
    """
    if not packed:
        return _record(length, key, at)
    blocks = max(1, -(-(length - 18) // (_STORED + 5)))
    plain = _record(length - 18 - 5 * blocks, key, at)
    out = [_HEADER]
    for number in range(blocks):
        data = plain[number * _STORED : (number + 1) * _STORED]
        size = len(data)
        out += [struct.pack("<BHH", number == blocks - 1, size, size ^ 0xFFFF), data]
    out.append(struct.pack("<II", zlib.crc32(plain), len(plain) & 0xFFFFFFFF))
    return b"".join(out)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    fd = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def _record(length: int, key: str, at: str) -> bytes:
    # The size in ten digits, so that the head is equally long whatever it is.
    head = (
        "WARC/1.1\r\nWARC-Type: metadata\r\n"
        f"WARC-Record-ID: <urn:uuid:{uuid5(NAMESPACE_URL, key)}>\r\nWARC-Date: {at}\r\n"
        "Content-Type: application/warc-fields\r\n{}Content-Length: {:010d}\r\n\r\n"
    )
    size = length - len(head.format("", 0)) - len(END)
    told = f"WARC-Block-Digest: {digest()}\r\n"
    if size >= len(told) + len(_NOTE):
        size -= len(told)
        block = _NOTE + b" " * (size - len(_NOTE))
        return head.format(f"WARC-Block-Digest: {digest(block)}\r\n", size).encode() + block + END
    if size < 0:
        raise ValueError(f"{length} bytes are too few for a record")
    return head.format("", size).encode() + b" " * size + END


def refuse_unfinished(path: Path) -> None:
    """Raise LockedError while a crawl writes a file, ArchiveError where one left it open."""
    unfinished = path.with_name(path.name + ".open")
    if path.exists() or not unfinished.exists():
        return
    with unfinished.open("rb") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            raise LockedError(f"A crawl is writing {path}. Wait for it or stop it.") from None
    raise ArchiveError(
        f"{unfinished} was left by a crash; `newscrawler verify --repair` closes it."
    )


def _chosen(path: Path, what: Without) -> list[_Span]:
    """Return what is to go, in order; requests and notes with the response that they are of."""
    spans: list[_Span] = []
    ids: set[str] = set()
    for span in _spans(path):
        if what.covers(span.url) or any(one in what.records for one in span.ids):
            ids |= span.ids
        if span.url or span.ids:
            spans.append(span)
    return [s for s in spans if what.covers(s.url) or not ids.isdisjoint(s.ids)]


def _spans(path: Path) -> Iterator[_Span]:
    position, held = -1, None
    with path.open("rb") as stream:
        try:
            for record in ArchiveIterator(stream, parse_http=False):
                if record.stream_pos <= position:
                    raise ArchiveError(
                        f"{path} has several records in one gzip member, and cannot be rewritten. "
                        "Write it anew with `warcio recompress`, and replay that."
                    )
                if held is not None:
                    yield _span(position, record.stream_pos, *held)
                position, held = record.stream_pos, _names(record)
        except (ValueError, RuntimeError, EOFError) as error:
            raise ArchiveError(
                f"{path} is damaged after byte {position} ({error}), and cannot be rewritten. "
                "Put a whole copy of it in its place."
            ) from None
        if held is not None:
            yield _span(position, stream.seek(0, os.SEEK_END), *held)


def _span(start: int, end: int, url: str, ids: frozenset[str]) -> _Span:
    return _Span(start, end, ids, url)


def _names(record: WarcRecord) -> tuple[str, frozenset[str]]:
    named = ("warc-record-id", "warc-concurrent-to")
    ids = {value.strip("<> ") for key, value in record.headers.items() if key.lower() in named}
    return (record.headers.get("WARC-Target-URI") or "").strip("<> "), frozenset(ids - {""})


def _write(path: Path, part: Path, spans: list[_Span], at: str) -> tuple[int, str, str]:
    """Write the file anew; return its size and the digests before and after."""
    before, after, size = sha256(), sha256(), 0
    with path.open("rb") as source, part.open("wb") as target:
        for data, new in _pieces(source, spans, path.name, at):
            before.update(data)
            after.update(new)
            size += target.write(new)
        target.flush()
        os.fsync(target.fileno())
    shutil.copymode(path, part)
    return size, before.hexdigest(), after.hexdigest()


def _pieces(
    source: BinaryIO, spans: list[_Span], name: str, at: str
) -> Iterator[tuple[bytes, bytes]]:
    """Yield what stands in the file, and what is to stand there."""
    for start, end in _joined(spans):
        while (left := start - source.tell()) > 0:
            data = source.read(min(left, _BITE))
            yield data, data
        data = source.read(end - start)
        packed = data.startswith(_GZIP)
        yield data, filler(len(data), packed=packed, key=f"{name}#{start}", at=at)
    while data := source.read(_BITE):
        yield data, data


def _joined(spans: list[_Span]) -> Iterator[tuple[int, int]]:
    """Yield neighbours as one."""
    start, end = spans[0].start, spans[0].end
    for span in spans[1:]:
        if span.start != end:
            yield start, end
            start = span.start
        end = span.end
    yield start, end
