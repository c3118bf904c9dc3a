"""Reading: ours and anybody's archives. What is readable is read, what is not is named."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from newscrawler.archive.parse.buffer import FAULTS, GZIP
from newscrawler.archive.parse.capture_of import KINDS, capture_of, date_of, entry_of, id_of, url_of
from newscrawler.archive.parse.digests import differ
from newscrawler.archive.parse.extent import Extent, Reader, Window
from newscrawler.archive.parse.members import Piece, Plain, pieces
from newscrawler.archive.parse.records import Place, Record, Records, begins_record
from newscrawler.archive.read.files import Walk, archive_files, opened, walks
from newscrawler.errors import ArchiveError
from newscrawler.model.capture import Capture, DiscoveryHint, Entry, Location
from newscrawler.text.encoding.content_coding import MAX_DECODED

_LISTED = 1 << 20
"""Bytes of a block that are kept when files are only listed."""
_SKIPPED = frozenset((b"request",))
"""What is not looked into when files are walked through."""
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
    hint: DiscoveryHint | None = None


OnDamage = Callable[[Damage], None]


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


def read_capture(
    archive: Path,
    location: Location,
    *,
    wanted: bool = False,
    hint: DiscoveryHint | None = None,
    original: Location | None = None,
    on_damage: OnDamage = lambda _: None,
) -> Capture:
    """Read one record; `wanted` and `hint` are what its metadata says (see `iter_refs`).

    `original`: where the body lies that a revisit repeats. `on_damage` is told of what
    contradicts itself, digests that do not match above all.
    Raises ArchiveError naming the file and the offset.
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
        """Yield each record that is a capture."""
        name = self._location.file
        try:
            for walk in walks(self._path, name, self._tell):
                for held in self._captures(walk):
                    found = self._ref(held)
                    if found.captured_at is None:
                        date = held.record.fields.get("warc-date", "")
                        self._tell(held.location.file, held.offset, f"WARC-Date is «{date}»")
                    yield found
        except FAULTS as error:
            reason = (isinstance(error, OSError) and error.strerror) or str(error)
            self._tell(name, 0, f"it cannot be read: {reason}")

    def _captures(self, walk: Walk) -> Iterator["_Held"]:
        names = {False: walk.name, True: walk.inner}

        def on_fault(place: Place, reason: str) -> None:
            self._tell(names[place.inner], place.offset, reason)

        self._site = self._crawl_id = None
        held: _Held | None = None  # waits for the metadata that follows it
        for record in Records(walk.pieces, on_fault, keep=_LISTED, skip=_SKIPPED):
            kind, place = record.fields.get("warc-type"), record.place
            if kind == "metadata":
                if held is not None:
                    held.take(record)
                continue
            if held is not None:
                yield held
                held = None
            url = url_of(record.fields) if kind in KINDS else None
            if url is not None:
                name = names[place.inner]
                at = Location(name, place.offset, record.length, self._location.folder)
                held = _Held(record, url, at, place.offset)
            elif kind == "warcinfo":
                self._read_info(record)
            elif kind == "continuation":
                on_fault(place, "it goes on with another record, and is not joined to it")
        if held is not None:
            yield held

    def _tell(self, name: str, offset: int, reason: str) -> None:
        self._on_damage(Damage(name, offset, reason))

    def _ref(self, held: "_Held") -> Ref:
        return Ref(
            record_id=id_of(held.record, held.url),
            url=held.url,
            captured_at=date_of(held.record.fields),
            location=held.location,
            entry=entry_of(held.record),
            site=self._site,
            crawl_id=self._crawl_id,
            wanted=held.wanted,
            hint=held.hint,
        )

    def _read_info(self, record: Record) -> None:
        info = _fields(record.block)
        if info.get("software", "").startswith("newscrawler/"):
            self._site, self._crawl_id = info.get("ispartof"), info.get("crawl-id")


@dataclass(slots=True)
class _Held:
    """A capture's record, and what our own notes say of it, once they have come."""

    record: Record
    url: str
    location: Location
    offset: int
    wanted: bool = False
    hint: DiscoveryHint | None = None

    def take(self, metadata: Record) -> None:
        """Take in a metadata record, if it is about this one."""
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
