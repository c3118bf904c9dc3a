"""Reading: ours and anybody's archives. What is readable is read, what is not is named."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from newscrawler.archive.buffer import FAULTS, GZIP
from newscrawler.archive.captures import KINDS, capture_of, date_of, entry_of, id_of, url_of
from newscrawler.archive.digests import differ
from newscrawler.archive.extent import Extent, Reader, Window
from newscrawler.archive.files import Walk, archive_files, opened, walks
from newscrawler.archive.members import Piece, Plain, pieces
from newscrawler.archive.records import Place, Record, Records, begins_record
from newscrawler.capture import MAX_DECODED, Capture, Entry, Location, Told
from newscrawler.errors import ArchiveError

_LISTED = 1 << 20
"""Bytes of a block that are kept when files are only listed."""
_MOST = MAX_DECODED + (1 << 16)
"""Bytes of a block that are read at most."""


@dataclass(frozen=True, slots=True)
class Damage:
    """A place that could not be read, or that contradicts itself."""

    file: str
    offset: int
    reason: str


@dataclass(frozen=True, slots=True)
class Ref:
    """A capture that a file holds, before anyone reads its body.

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
    told: Told | None = None


OnDamage = Callable[[Damage], None]
_Found = TypeVar("_Found", Ref, Capture)


def place(source: Path, archive: Path | None) -> tuple[Path, str | None]:
    """Return the folder that names in a source are relative to, and how a location calls it.

    See `Location`: None for our own archive and what lies in it, and for no archive at all.
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
    """Return what a location calls a file that a source names."""
    base = source if source.is_dir() else source.parent
    root, folder = place(source, archive)
    # The file itself is not resolved: it may be a link to anywhere.
    name = base.resolve().relative_to(root.resolve()) / path.relative_to(base)
    return Location(name.as_posix().removesuffix(".open"), folder=folder)


def iter_refs(source: Path, *, on_damage: OnDamage, archive: Path | None = None) -> Iterator[Ref]:
    """Yield the captures of an archive's file or of a folder of them, in file order.

    Locations are as seen from `archive`, under final names; without one, from the folder (a
    file's: its parent).
    """
    for path in archive_files(source):
        yield from _File(path, named(path, source, archive), on_damage).refs()


def iter_captures(
    source: Path, *, on_damage: OnDamage, archive: Path | None = None
) -> Iterator[Capture]:
    """Yield the same, with their bodies: faster than one by one. Digests are not checked."""
    for path in archive_files(source):
        yield from _File(path, named(path, source, archive), on_damage).captures()


def read_capture(
    archive: Path,
    location: Location,
    *,
    wanted: bool = False,
    told: Told | None = None,
    original: Location | None = None,
    on_damage: OnDamage = lambda _: None,
) -> Capture:
    """Read one record; `wanted` and `told` are what its metadata says (see `iter_refs`).

    `original`: where the body lies that a revisit repeats. `on_damage` is told of what
    contradicts itself, digests that do not match above all.
    Raises ArchiveError naming the file and the offset.
    """
    capture = replace(_read(archive, location, on_damage), wanted=wanted, told=told)
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
        capture = capture_of(record, location, faults.append, check=True)
    except FAULTS as error:
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
        feed = Reader(Window(extent, start, length))
        parts: Plain | Iterator[Piece] = pieces(feed, begins_record, at=start)
    else:
        parts = Plain(extent, start, min(start + length, extent.size))
    listed = location.length is not None
    records = iter(Records(parts, on_fault, keep=_MOST, listed=listed))
    found = next(records, None)
    if listed:
        next(records, None)  # what is wrong with the end is told there
    return found if found is not None and found.place.offset == start else None


def _damage(location: Location, reason: str) -> Damage:
    return Damage(location.file, location.offset or 0, reason)


class _File:
    """One walk through one file, which may hold several."""

    def __init__(self, path: Path, location: Location, on_damage: OnDamage) -> None:
        self._path, self._location, self._on_damage = path, location, on_damage
        self._site: str | None = None
        self._crawl_id: str | None = None

    def refs(self) -> Iterator[Ref]:
        return self._walk(self._ref, _LISTED)

    def captures(self) -> Iterator[Capture]:
        return self._walk(self._capture, _MOST)

    def _walk(self, make: Callable[[Record, Location], _Found], keep: int) -> Iterator[_Found]:
        """Yield what `make` makes of each record that is a capture."""
        name = self._location.file
        try:
            for walk in walks(self._path, name, self._tell):
                yield from self._records(walk, make, keep)
        except FAULTS as error:
            reason = (isinstance(error, OSError) and error.strerror) or str(error)
            self._tell(name, 0, f"it cannot be read: {reason}")

    def _records(
        self, walk: Walk, make: Callable[[Record, Location], _Found], keep: int
    ) -> Iterator[_Found]:
        names = {False: walk.name, True: walk.inner}

        def on_fault(place: Place, reason: str) -> None:
            self._tell(names[place.inner], place.offset, reason)

        self._site = self._crawl_id = None
        held: _Found | None = None  # waits for the metadata that follows it
        for record in Records(walk.pieces, on_fault, keep=keep):
            kind = record.fields.get("warc-type")
            if kind in KINDS:
                if held is not None:
                    yield held
                held = None
                if url_of(record.fields):
                    name = names[record.place.inner]
                    held = make(record, self._at(name, record.place.offset, record.length))
                    if held.captured_at is None:
                        on_fault(record.place, f"WARC-Date is «{record.fields.get('warc-date')}»")
            elif kind == "metadata" and held is not None:
                held = _noted(held, record)
            elif kind == "warcinfo":
                self._read_info(record)
            elif kind == "continuation":
                on_fault(record.place, "it goes on with another record, and is not joined to it")
        if held is not None:
            yield held

    def _at(self, name: str, offset: int, length: int) -> Location:
        return Location(name, offset, length, self._location.folder)

    def _tell(self, name: str, offset: int, reason: str) -> None:
        self._on_damage(Damage(name, offset, reason))

    def _ref(self, record: Record, location: Location) -> Ref:
        url = url_of(record.fields) or ""
        return Ref(
            record_id=id_of(record, url),
            url=url,
            captured_at=date_of(record.fields),
            location=location,
            entry=entry_of(record),
            site=self._site,
            crawl_id=self._crawl_id,
        )

    def _capture(self, record: Record, location: Location) -> Capture:
        def on_fault(reason: str) -> None:
            self._on_damage(_damage(location, reason))

        return capture_of(record, location, on_fault, check=False)

    def _read_info(self, record: Record) -> None:
        info = _fields(record.block)
        if info.get("software", "").startswith("newscrawler/"):
            self._site, self._crawl_id = info.get("ispartof"), info.get("crawl-id")


def _noted(held: _Found, record: Record) -> _Found:
    about = record.fields.get("warc-concurrent-to", "").strip("<> ")
    if about != held.record_id:
        return held
    notes = _fields(record.block)
    source = notes.get("discovered-by")
    told = Told(source, notes.get("discovered-date")) if source else None
    return replace(held, wanted=notes.get("wanted") == "article", told=told)


def _fields(block: bytes) -> dict[str, str]:
    lines = block.decode("utf-8", errors="replace").splitlines()
    pairs = (line.partition(":") for line in lines)
    return {key.strip().lower(): value.strip() for key, _, value in pairs}
