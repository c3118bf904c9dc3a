"""The manifest: a hash chain over the digests of an archive's closed files.

`manifest.jsonl` gets one line when a file is closed or rewritten, and each line holds the digest of
the line before. Whoever changes a file must change its line, hence all lines after it, hence the
head: the digest of the last line, which people note down elsewhere. Lines are only ever appended.

An erased article has a line of its own (a tombstone), so that it stays erased wherever the archive
goes.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from hashlib import sha256
from pathlib import Path
from typing import Any

from newscrawler.errors import ArchiveError
from newscrawler.model.tombstone import Tombstone

NAME = "manifest.jsonl"
_READ_SIZE = 1 << 20
_ERASED = "erased"
"""The key of a tombstone's line that holds the article's address."""


@dataclass(frozen=True, slots=True)
class ManifestEntry:
    """A line: size in bytes and SHA-256 (hex) of a file, relative to the archive, at a time (UTC).

    `previous` is the SHA-256 of the line before, without its end of line; empty for the first.
    `replaces` is the digest that the file had before it was rewritten, for `reason`.
    """

    file: str
    bytes: int
    sha256: str
    closed_at: str
    previous: str
    replaces: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class ManifestFault:
    """A line, counted from 1, that breaks the chain, and the reason."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """All entries that can be read, in order, and what is wrong with the chain.

    `head` is the sha256 of the last whole line; empty where there is none. `tombstones` are of
    articles that have been erased.
    """

    entries: tuple[ManifestEntry, ...] = ()
    tombstones: tuple[Tombstone, ...] = ()
    faults: tuple[ManifestFault, ...] = ()
    head: str = ""

    @property
    def current(self) -> dict[str, ManifestEntry]:
        """The entry that holds for each file now: its last."""
        return {entry.file: entry for entry in self.entries}


def read(archive: Path) -> Manifest:
    """Read an archive's manifest and check its chain. Raises ArchiveError.

    An archive without a manifest has no entries. A last line that a crash tore is a fault here;
    the next `append` or `mend` cuts it.
    """
    path = archive / NAME
    if not path.exists():
        return Manifest()
    with _locked(path, os.O_RDONLY, fcntl.LOCK_SH) as fd:
        *lines, torn = _read(fd).split(b"\n")
    entries, tombstones, faults, head = [], [], [], ""
    known: dict[str, str] = {}
    for number, line in enumerate(lines, start=1):
        values = _values(line)
        entry, tombstone = _entry(values), _tombstone(values)
        if entry is None and tombstone is None:
            faults.append(ManifestFault(number, "the line is no entry"))
        elif values.get("previous") != head:
            faults.append(ManifestFault(number, "the line does not follow the one before it"))
        elif entry is not None and entry.replaces != known.get(entry.file):
            faults.append(ManifestFault(number, f"{entry.file} does not replace what it was"))
        if entry is not None:
            entries.append(entry)
            known[entry.file] = entry.sha256
        if tombstone is not None:
            tombstones.append(tombstone)
        head = sha256(line).hexdigest()
    if torn:
        faults.append(ManifestFault(len(lines) + 1, "the last line is torn"))
    return Manifest(tuple(entries), tuple(tombstones), tuple(faults), head)


def append(
    archive: Path,
    file: str,
    *,
    size: int,
    digest: str,
    closed_at: str,
    replaces: str | None = None,
    reason: str | None = None,
) -> ManifestEntry:
    """Add a file's line, durably, and return it. Raises ArchiveError.

    Where the file's last line has the same digest and size, that one is returned: a process that
    was killed after this step may repeat it. Crawls that run at the same time wait for each other.
    """
    path = archive / NAME
    with _locked(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, fcntl.LOCK_EX) as fd:
        lines = _whole_lines(fd)
        known = _last_of(file, lines)
        if known is not None and (known.sha256, known.bytes) == (digest, size):
            return known
        entry = ManifestEntry(
            file=file,
            bytes=size,
            sha256=digest,
            closed_at=closed_at,
            previous=sha256(lines[-1]).hexdigest() if lines else "",
            replaces=replaces,
            reason=reason,
        )
        _write(fd, asdict(entry))
    if not lines:
        sync_folder(archive)  # the file is new
    return entry


def append_tombstone(archive: Path, tombstone: Tombstone) -> None:
    """Add the line of an article that is erased, durably, unless it is there. Raises ArchiveError.

    Crawls that run at the same time wait for each other.
    """
    with _locked(archive / NAME, os.O_RDWR | os.O_CREAT | os.O_APPEND, fcntl.LOCK_EX) as fd:
        lines = _whole_lines(fd)
        if any(_tombstone(_values(line)) == tombstone for line in lines):
            return
        previous = sha256(lines[-1]).hexdigest() if lines else ""
        values = asdict(tombstone)
        _write(fd, {_ERASED: values.pop("url"), **values, "previous": previous})
    if not lines:
        sync_folder(archive)  # the file is new


def mend(archive: Path) -> int:
    """Cut a last line that a crash tore; return how many bytes of it there were."""
    path = archive / NAME
    if not path.exists():
        return 0
    with _locked(path, os.O_RDWR, fcntl.LOCK_EX) as fd:
        size = os.fstat(fd).st_size
        _whole_lines(fd)
        return size - os.fstat(fd).st_size


def digest_of(path: Path) -> tuple[int, str]:
    """Return a file's size in bytes and its SHA-256 in hex. Memory is flat."""
    size, state = 0, sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(_READ_SIZE):
            size += len(chunk)
            state.update(chunk)
    return size, state.hexdigest()


@contextmanager
def _locked(path: Path, flags: int, how: int) -> Iterator[int]:
    """Open the manifest and lock it. Raises ArchiveError."""
    try:
        fd = os.open(path, flags, 0o644)
        try:
            fcntl.flock(fd, how)
            yield fd
        finally:
            os.close(fd)
    except OSError as error:
        raise ArchiveError(f"{path} cannot be used: {error.strerror}.") from None


def _read(fd: int) -> bytes:
    with open(fd, "rb", buffering=0, closefd=False) as stream:
        stream.seek(0)
        return stream.readall()


def _whole_lines(fd: int) -> list[bytes]:
    """Cut a torn last line off the file, and return the others."""
    data = _read(fd)
    *lines, torn = data.split(b"\n")
    if torn:
        os.ftruncate(fd, len(data) - len(torn))
    return lines


def _last_of(file: str, lines: list[bytes]) -> ManifestEntry | None:
    name = json.dumps(file, ensure_ascii=False).encode()
    found = (_entry(_values(line)) for line in reversed(lines) if name in line)
    return next((entry for entry in found if entry is not None and entry.file == file), None)


def _write(fd: int, entry: dict[str, Any]) -> None:
    values = {key: value for key, value in entry.items() if value is not None}
    left = memoryview(json.dumps(values, ensure_ascii=False).encode() + b"\n")
    end = os.fstat(fd).st_size
    try:
        while left:
            left = left[os.write(fd, left) :]
        os.fsync(fd)
    except OSError:
        os.ftruncate(fd, end)  # a full disk leaves no half of a line
        raise


def _values(line: bytes) -> dict[str, Any]:
    try:
        values = json.loads(line)
    except ValueError:
        return {}
    return values if isinstance(values, dict) else {}


def _entry(values: dict[str, Any]) -> ManifestEntry | None:
    try:
        entry = ManifestEntry(**values)
    except TypeError:
        return None
    kinds = {"bytes": int, "replaces": str | None, "reason": str | None}
    whole = all(isinstance(getattr(entry, f.name), kinds.get(f.name, str)) for f in fields(entry))
    return entry if whole else None


def _tombstone(values: dict[str, Any]) -> Tombstone | None:
    names = ("site", "reason", "erased_at")
    also = values.get("also")
    if not all(isinstance(values.get(name), str) for name in (_ERASED, *names)):
        return None
    if not isinstance(also, list) or not all(isinstance(url, str) for url in also):
        return None
    return Tombstone(
        site=values["site"],
        url=values[_ERASED],
        also=tuple(also),
        reason=values["reason"],
        erased_at=values["erased_at"],
    )


def sync_folder(folder: Path) -> None:
    """Make a new or changed name in a folder durable (fsync of the folder). Raises OSError."""
    fd = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
