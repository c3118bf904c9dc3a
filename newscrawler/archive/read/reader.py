"""The archive reader: lists the captures of anyone's WARC and ARC files, and reads one.

What is readable is read; what is not is reported with its place.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from newscrawler.archive.parse.buffer import GZIP, READ_ERRORS
from newscrawler.archive.parse.capture_of import (
    KINDS,
    capture_of,
    date_of,
    entry_of,
    id_of,
    url_fault,
    url_of,
)
from newscrawler.archive.parse.digests import differ
from newscrawler.archive.parse.extent import Extent, Reader, Window
from newscrawler.archive.parse.members import Piece, Plain, pieces
from newscrawler.archive.parse.records import Place, Record, Records, begins_record
from newscrawler.archive.read.files import Walk, archive_files, opened, walks
from newscrawler.errors import ArchiveError
from newscrawler.model.capture import Capture, DiscoveryHint, Entry, Location
from newscrawler.text.encoding.content_coding import MAX_DECODED

_MAX_LISTED_BLOCK = 1 << 20
"""Bytes of a block that are kept when captures are only listed."""
_UNLISTED = frozenset((b"request",))
"""Record types that are not parsed when captures are listed."""
_MAX_BLOCK = MAX_DECODED + (1 << 16)
"""Bytes of a block that are read at most, for a capture."""


@dataclass(frozen=True, slots=True)
class Damage:
    """A place that could not be read or contradicts itself; `offset` in bytes."""

    file: str
    offset: int
    reason: str


@dataclass(frozen=True, slots=True)
class Ref:
    """A reference to a capture: where it lies, and its index entry, without the body.

    `site` and `crawl_id` come from the file's warcinfo, where it is one of ours.
    """

    record_id: str
    url: str
    captured_at: str | None
    location: Location
    entry: Entry
    site: str | None = None
    crawl_id: str | None = None
    wanted: bool = False
    hint: DiscoveryHint | None = None


OnDamage = Callable[[Damage], None]


def place(source: Path, archive: Path | None) -> tuple[Path, str | None]:
    """Return the folder that file names of a source are relative to, and `Location.folder`.

    The latter is None for our own archive and what lies in it, and without an archive.
    """
    root = source if source.is_dir() else source.parent
    if archive is None:
        return root, None
    root, archive = root.resolve(), archive.resolve()
    if root.is_relative_to(archive):
        return archive, None
    if root.is_relative_to(archive.parent):
        return root, Path(os.path.relpath(root, archive)).as_posix()
    return root, root.as_posix()


def named(path: Path, source: Path, archive: Path | None) -> Location:
    """Return the location (folder and final name) of a file found in a source."""
    base = source if source.is_dir() else source.parent
    root, folder = place(source, archive)
    # The file itself is not resolved: it may be a link to anywhere.
    name = base.resolve().relative_to(root.resolve()) / path.relative_to(base)
    return Location(name.as_posix().removesuffix(".open"), folder=folder)


def iter_refs(source: Path, *, on_damage: OnDamage, archive: Path | None = None) -> Iterator[Ref]:
    """Yield the captures of an archive file, or of all below a folder, in file order.

    Locations are relative to `archive` and have final names; without `archive`, they are relative
    to the folder (of a file: its parent). `on_damage` gets what cannot be read.
    """
    for path in archive_files(source):
        yield from _File(path, named(path, source, archive), on_damage).refs()


def read_capture(
    archive: Path,
    location: Location,
    *,
    wanted: bool = False,
    hint: DiscoveryHint | None = None,
    original: Location | None = None,
    on_damage: OnDamage = lambda _: None,
) -> Capture:
    """Read one capture; `wanted` and `hint` come from its metadata record (see `iter_refs`).

    `original`: the location of the body that a revisit repeats. `on_damage` gets what contradicts
    itself, digests that do not match above all. Raises ArchiveError, naming file and offset.
    """
    capture = replace(_read(archive, location, on_damage), wanted=wanted, hint=hint)
    if original is None:
        return capture
    first = _read(archive, original, on_damage)
    if differ(capture.entry.digest, first.entry.digest):
        where = f"{original.file} at byte {original.offset}"
        on_damage(_damage(location, f"the record that it repeats has another payload ({where})"))
    # Some crawlers repeat no HTTP headers either.
    headers = capture.headers or first.headers
    status = capture.status if capture.headers else first.status
    entry = replace(capture.entry, media_type=first.entry.media_type)
    truncated = capture.truncated or first.truncated
    return replace(
        capture, body=first.body, headers=headers, status=status, entry=entry, truncated=truncated
    )


def _read(archive: Path, location: Location, on_damage: OnDamage) -> Capture:
    path = location.root(archive) / location.file
    faults: list[str] = []
    try:
        with opened(location.root(archive), location.file) as extent:
            record = _record_at(extent, location, lambda _, reason: faults.append(reason))
        if record is None:
            what = f"the record is damaged ({faults[0]})" if faults else "there is no record"
            raise ArchiveError(f"{path} at byte {location.offset}: {what}.")
        capture = capture_of(record, location, faults.append)
    except READ_ERRORS as error:
        if isinstance(error, OSError) and error.strerror:
            raise ArchiveError(f"{path} cannot be read: {error.strerror}.") from None
        raise ArchiveError(f"{path} at byte {location.offset}: {error}.") from None
    for reason in faults:
        on_damage(_damage(location, reason))
    return capture


def _record_at(
    extent: Extent, location: Location, on_fault: Callable[[Place, str], None]
) -> Record | None:
    start = location.offset or 0
    length = extent.size - start if location.length is None else location.length
    if extent.read_at(start, len(GZIP)) == GZIP:
        stream = Reader(Window(extent, start, length))
        parts: Plain | Iterator[Piece] = pieces(stream, begins_record, at=start)
    else:
        parts = Plain(extent, start, min(start + length, extent.size))
    listed = location.length is not None
    records = iter(Records(parts, on_fault, keep=_MAX_BLOCK, listed=listed))
    found = next(records, None)
    if listed:
        next(records, None)  # this reports what is wrong with the end
    return found if found is not None and found.place.offset == start else None


def _damage(location: Location, reason: str) -> Damage:
    return Damage(location.file, location.offset or 0, reason)


class _File:
    """One pass through one file, which may hold several WARC files."""

    def __init__(self, path: Path, location: Location, on_damage: OnDamage) -> None:
        self._path, self._location, self._on_damage = path, location, on_damage
        self._site: str | None = None
        self._crawl_id: str | None = None

    def refs(self) -> Iterator[Ref]:
        """Yield each record that is a capture."""
        name = self._location.file
        try:
            for walk in walks(self._path, name, self._report):
                for pending in self._captures(walk):
                    found = self._ref(pending)
                    if found.captured_at is None:
                        date = pending.record.fields.get("warc-date", "")
                        self._report(
                            pending.location.file, pending.offset, f"WARC-Date is «{date}»"
                        )
                    yield found
        except READ_ERRORS as error:
            reason = (isinstance(error, OSError) and error.strerror) or str(error)
            self._report(name, 0, f"it cannot be read: {reason}")

    def _captures(self, walk: Walk) -> Iterator["_Pending"]:
        names = {False: walk.name, True: walk.inner}

        def on_fault(place: Place, reason: str) -> None:
            self._report(names[place.inner], place.offset, reason)

        self._site = self._crawl_id = None
        pending: _Pending | None = None  # waits for the metadata that follows it
        for record in Records(walk.pieces, on_fault, keep=_MAX_LISTED_BLOCK, skip=_UNLISTED):
            kind, place = record.fields.get("warc-type"), record.place
            if kind == "metadata":
                if pending is not None:
                    pending.take(record)
                continue
            if pending is not None:
                yield pending
                pending = None
            url = url_of(record.fields) if kind in KINDS else None
            if url is not None:
                name = names[place.inner]
                at = Location(name, place.offset, record.length, self._location.folder)
                pending = _Pending(record, url, at, place.offset)
            elif kind == "warcinfo":
                self._read_info(record)
            elif kind in KINDS and (fault := url_fault(record.fields)):
                on_fault(place, fault)
            elif kind == "continuation":
                on_fault(place, "it goes on with another record, and is not joined to it")
        if pending is not None:
            yield pending

    def _report(self, name: str, offset: int, reason: str) -> None:
        self._on_damage(Damage(name, offset, reason))

    def _ref(self, pending: "_Pending") -> Ref:
        return Ref(
            record_id=id_of(pending.record, pending.url),
            url=pending.url,
            captured_at=date_of(pending.record.fields),
            location=pending.location,
            entry=entry_of(pending.record),
            site=self._site,
            crawl_id=self._crawl_id,
            wanted=pending.wanted,
            hint=pending.hint,
        )

    def _read_info(self, record: Record) -> None:
        info = _fields(record.block)
        if info.get("software", "").startswith("newscrawler/"):
            self._site, self._crawl_id = info.get("ispartof"), info.get("crawl-id")


@dataclass(slots=True)
class _Pending:
    """A capture's record, and `wanted` and `hint` of its metadata record, once that has come."""

    record: Record
    url: str
    location: Location
    offset: int
    wanted: bool = False
    hint: DiscoveryHint | None = None

    def take(self, metadata: Record) -> None:
        """Read a metadata record, if its WARC-Concurrent-To names this record."""
        about = metadata.fields.get("warc-concurrent-to", "").strip("<> ")
        if about and about == self.record.fields.get("warc-record-id", "").strip("<> "):
            notes = _fields(metadata.block)
            source = notes.get("discovered-by")
            self.hint = DiscoveryHint(source, notes.get("discovered-date")) if source else None
            self.wanted = notes.get("wanted") == "article"


def _fields(block: bytes) -> dict[str, str]:
    lines = block.decode("utf-8", errors="replace").splitlines()
    pairs = (line.partition(":") for line in lines)
    return {key.strip().lower(): value.strip() for key, _, value in pairs}
