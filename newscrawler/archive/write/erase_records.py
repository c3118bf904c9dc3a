"""Erases records from a closed file: each becomes a filler record of the same length.

The filler states the erasure; all other bytes stay as they are and where they are. So offsets, and
every index that people have made of the file, hold.
"""

import os
import shutil
import struct
import zlib
from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO
from uuid import NAMESPACE_URL, uuid5

from newscrawler.archive import manifest
from newscrawler.archive.parse.records import Records
from newscrawler.archive.read.check import is_being_written
from newscrawler.archive.read.files import walks
from newscrawler.archive.write.compression import HEADER, STORED, stored_blocks
from newscrawler.archive.write.serialise import END, digest
from newscrawler.errors import ArchiveError, LockedError
from newscrawler.model.capture import Location

_GZIP = b"\x1f\x8b"
_READ_SIZE = 1 << 20
_NOTE = b"note: The records that were here have been erased.\r\n"


@dataclass(frozen=True, slots=True)
class Erasure:
    """The records that are to be erased from a file.

    `covers` decides by WARC-Target-URI; `records` maps WARC-Record-IDs to the places in the index.
    Records that name one of these in WARC-Concurrent-To go with it. `reason` goes into the
    manifest. `at` is a WARC-Date: the same file, erased at the same time, becomes the same bytes.
    """

    covers: Callable[[str], bool]
    records: Mapping[str, Location]
    reason: str
    at: str


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int
    id: str
    about: str
    url: str
    inner: bool

    def names(self, ids: Container[str]) -> bool:
        """Tell whether it is one of these records, or belongs to one."""
        return self.id in ids or self.about in ids


def erase_records(archive: Path, name: str, erasure: Erasure) -> int:
    """Erase records from a file of the archive; return at how many places.

    The manifest gets its line first, then the file is replaced atomically; a process that was
    killed may repeat it. Raises LockedError while a crawl writes the file, ArchiveError if it
    cannot be read or written; then it is unchanged.
    """
    path = archive / name
    refuse_unfinished(path)
    part = path.with_name(path.name + ".part")
    try:
        spans = _chosen(path, erasure)
        if not spans:
            part.unlink(missing_ok=True)
            return 0
        size, before, after = _write(path, part, spans, erasure.at)
        known = manifest.read(archive).current.get(name)
        reason = erasure.reason
        if known is not None and before not in (known.sha256, known.replaces):
            reason += f" (the file had been changed before: its sha256 was {before})"
        if known is None or known.sha256 != after:
            manifest.append(
                archive,
                name,
                size=size,
                digest=after,
                closed_at=erasure.at,
                replaces=known.sha256 if known is not None else None,
                reason=reason,
            )
        part.replace(path)
        manifest.sync_folder(path.parent)
    except OSError as error:
        raise ArchiveError(f"{path} cannot be rewritten: {error.strerror}.") from None
    return len(spans)


def filler(length: int, *, packed: bool, key: str, at: str) -> bytes:
    """Return a metadata record of exactly `length` bytes that notes the erasure.

    `packed`: as a gzip member. `key` names the place: equal places have equal records.
    Raises ValueError where the length is too short for a record.
    """
    if not packed:
        return _record(length, key, at)
    blocks = max(1, -(-(length - 18) // (STORED + 5)))
    plain = _record(length - 18 - 5 * blocks, key, at)
    end = struct.pack("<II", zlib.crc32(plain), len(plain) & 0xFFFFFFFF)
    return HEADER + stored_blocks(plain, blocks) + end


def _record(length: int, key: str, at: str) -> bytes:
    # The size in ten digits, so that the head is equally long whatever it is.
    head = (
        "WARC/1.1\r\nWARC-Type: metadata\r\n"
        f"WARC-Record-ID: <urn:uuid:{uuid5(NAMESPACE_URL, key)}>\r\nWARC-Date: {at}\r\n"
        "Content-Type: application/warc-fields\r\n{}Content-Length: {:010d}\r\n\r\n"
    )
    size = length - len(head.format("", 0)) - len(END)
    declared = f"WARC-Block-Digest: {digest()}\r\n"
    if size >= len(declared) + len(_NOTE):
        size -= len(declared)
        block = _NOTE + b" " * (size - len(_NOTE))
        return head.format(f"WARC-Block-Digest: {digest(block)}\r\n", size).encode() + block + END
    if size < 0:
        raise ValueError(f"{length} bytes are too few for a record")
    return head.format("", size).encode() + b" " * size + END


def is_rewritable(archive: Path, name: str) -> bool:
    """Tell whether a location's file is a WARC file itself, not one inside another file."""
    path = archive / name
    there = path.is_file() or path.with_name(path.name + ".open").is_file()
    return there and name.endswith((".warc", ".warc.gz"))


def refuse_unfinished(path: Path) -> None:
    """Raise LockedError while a crawl writes the file, ArchiveError if a crash left it open."""
    unfinished = path.with_name(path.name + ".open")
    if path.exists() or not unfinished.exists():
        return
    if is_being_written(unfinished):
        raise LockedError(f"A crawl is writing {path}. Wait for it or stop it.")
    raise ArchiveError(
        f"{unfinished} was left by a crash; `newscrawler verify --repair` closes it."
    )


def _chosen(path: Path, erasure: Erasure) -> list[tuple[int, int]]:
    """Return the spans to erase, in order; requests and metadata go with their responses."""
    spans = list(_spans(path))
    ids = set(erasure.records)
    for span in spans:
        if erasure.covers(span.url) or span.names(ids):
            ids |= {one for one in (span.id, span.about) if one}
    chosen = [span for span in spans if erasure.covers(span.url) or span.names(ids)]
    if any(span.inner for span in chosen):
        raise ArchiveError(
            f"{path} holds several records in one gzip member, and cannot be rewritten. Write it "
            "anew with one each, as `warcio recompress` does, and replay that."
        )
    return sorted({(s.start, s.end) for s in chosen} | _lost(spans, erasure.records))


def _lost(spans: list[_Span], records: Mapping[str, Location]) -> set[tuple[int, int]]:
    """Return the spans of indexed records that cannot be read, where nothing else lies."""
    found = {span.id for span in spans}
    places = [place for record, place in records.items() if record not in found]
    lost = {(p.offset, p.offset + p.length) for p in places if p.offset is not None and p.length}
    return {
        (start, end)
        for start, end in lost
        if not any(span.start < end and start < span.end for span in spans if not span.inner)
    }


def _spans(path: Path) -> Iterator[_Span]:
    for walk in walks(path, path.name, lambda *_: None):
        for record in Records(walk.pieces, lambda *_: None, keep=0):
            start, inner = record.place
            yield _Span(
                start,
                start + record.length,
                record.fields.get("warc-record-id", "").strip("<> "),
                record.fields.get("warc-concurrent-to", "").strip("<> "),
                record.fields.get("warc-target-uri", "").strip("<> "),
                inner,
            )


def _write(path: Path, part: Path, spans: list[tuple[int, int]], at: str) -> tuple[int, str, str]:
    """Write the new file to `part`; return its size and the SHA-256 before and after."""
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
    source: BinaryIO, spans: list[tuple[int, int]], name: str, at: str
) -> Iterator[tuple[bytes, bytes]]:
    """Yield pairs: bytes of the old file, and the bytes that take their place."""
    for start, end in _joined(spans):
        while (left := start - source.tell()) > 0:
            data = source.read(min(left, _READ_SIZE))
            yield data, data
        data = source.read(end - start)
        packed = data.startswith(_GZIP)
        yield data, filler(len(data), packed=packed, key=f"{name}#{start}", at=at)
    while data := source.read(_READ_SIZE):
        yield data, data


def _joined(spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the spans with adjacent ones joined."""
    start, end = spans[0]
    for begins, ends in spans[1:]:
        if begins != end:
            yield start, end
            start = begins
        end = ends
    yield start, end
