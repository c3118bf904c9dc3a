"""Verification of files: each record is compared with its row, each file with the manifest."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, fields
from pathlib import Path

from newscrawler.archive import Damage, manifest, read_capture
from newscrawler.archive.manifest import Manifest
from newscrawler.archive.read.check import FoundCapture, check_file, is_being_written, whole_until
from newscrawler.archive.read.files import archive_files
from newscrawler.archive.read.reader import named
from newscrawler.archive.read.saved_pages import read_saved
from newscrawler.errors import ArchiveError
from newscrawler.maintenance.verify.report import Kind, Report
from newscrawler.model.capture import Entry, Location
from newscrawler.model.observation import CaptureFacts
from newscrawler.store import Store
from newscrawler.store.upkeep import capture_index
from newscrawler.store.upkeep.capture_index import IndexedFile, IndexedRow

_OPEN = ".open"


@dataclass
class Comparison:
    """The differences between a file and its rows.

    `wrong`: records whose rows disagree, and how; `lost`: rows without a record, by record id;
    `unknown`: records without a row; `erased`: records that a tombstone covers.
    """

    path: Path
    wrong: list[tuple[FoundCapture, str]] = field(default_factory=list)
    lost: dict[str, CaptureFacts] = field(default_factory=dict)
    unknown: dict[str, FoundCapture] = field(default_factory=dict)
    erased: list[FoundCapture] = field(default_factory=list)
    damage: list[Damage] = field(default_factory=list)
    is_unfinished: bool = False

    @property
    def differs(self) -> bool:
        """Whether a repair could do something."""
        return bool(self.wrong or self.unknown or self.erased)


class ArchiveComparison:
    """Compares an archive with its rows, file by file: memory is that of one file's differences.

    `fill`: a row that lacks what an index says differs.
    """

    def __init__(
        self,
        store: Store,
        archive: Path,
        report: Report,
        progress: Callable[[int], None],
        *,
        fill: bool = False,
    ) -> None:
        self._store, self._archive, self._fill = store, archive, fill
        self._report, self._progress = report, progress
        self._filed = capture_index.files(store)
        store.commit()

    def compare(self) -> Iterator[Comparison]:
        """Yield the comparison of each file of our archive."""
        ours = [one for one in self._filed if one.folder is None]
        for path in archive_files(self._archive) if self._archive.is_dir() else ():
            location = named(path, self._archive, self._archive)
            here = [f for f in ours if f.file == location.file or _lies_in(f.file, location.file)]
            try:
                yield self._compared(path, location, here)
            except FileNotFoundError:  # closed since it was listed
                yield self._compared(path.with_name(path.name.removesuffix(_OPEN)), location, here)

    def missing(self) -> list[IndexedFile]:
        """Return the files of ours that rows point into and that are not there."""
        ours = [f for f in self._filed if f.folder is None and not self._is_there(f.file)]
        return [f for f in ours if not self._is_open(f.file)]

    def elsewhere(self) -> list[IndexedFile]:
        """Return the files of other archives, and the saved pages of our own."""
        return [f for f in self._filed if f.folder is not None or _is_page(f.file)]

    def _compared(self, path: Path, location: Location, here: list[IndexedFile]) -> Comparison:
        found = Comparison(path, is_unfinished=path.name.endswith(_OPEN))
        end = whole_until(path) if found.is_unfinished else None

        def add_damage(damage: Damage) -> None:
            if end is None or damage.offset < end:
                found.damage.append(damage)

        rows = capture_index.rows_in(self._store, here)
        for held, row in _paired(check_file(path, location, add_damage), rows, found):
            self._progress(1)
            if self._store.tombstones.covers(held.url):
                found.erased.append(held)
            reason = _difference(held, row)
            if reason is None and row.is_older and self._fill:
                reason = "its row is of an older newscrawler"
            if reason:
                found.wrong.append((held, reason))
            else:
                self._report.captures += 1
                self._report.older += row.is_older
        if end is not None:
            found.lost = {k: f for k, f in found.lost.items() if (f.location.offset or 0) < end}
        self._sort_out(found)
        return found

    def _sort_out(self, found: Comparison) -> None:
        """Sort the records without a row here: row elsewhere, erased, or unknown."""
        known = capture_index.locations(self._store, list(found.unknown))
        self._store.commit()
        for record_id, held in list(found.unknown.items()):
            place = known.get(record_id)
            if self._store.tombstones.covers(held.url):
                found.erased.append(found.unknown.pop(record_id))
            elif place is not None and place != held.location:
                del found.unknown[record_id]
                if place.folder is None and not self._is_there(place.file):
                    found.wrong.append((held, f"its row says that it lies in {place.file}"))
                else:
                    self._report.copies += 1

    def _is_there(self, name: str) -> bool:
        path = self._archive / name
        while path != self._archive:
            if path.is_file():
                return True
            path = path.parent  # what lies in a file has a name behind that of the file
        return False

    def _is_open(self, name: str) -> bool:
        return (self._archive / (name + _OPEN)).is_file()


def _paired(
    records: Iterable[FoundCapture], rows: Iterator[IndexedRow], found: Comparison
) -> Iterator[tuple[FoundCapture, IndexedRow]]:
    """Yield the records with their rows; those without are put into `found`.

    Rows come in the records' order, as a rule, so that few are held at a time.
    """
    waiting: dict[str, IndexedRow] = {}
    furthest: tuple[str, int] = ("", -1)
    for held in records:
        while held.record_id not in waiting and furthest <= _key(held.location):
            row = next(rows, None)
            if row is None:
                break
            waiting[row.facts.record_id] = row
            furthest = max(furthest, _key(row.facts.location))
        row = waiting.pop(held.record_id, None)
        if row is not None:
            yield held, row
        else:
            found.unknown[held.record_id] = held
    waiting |= {row.facts.record_id: row for row in rows}
    for record_id in waiting.keys() & found.unknown.keys():
        yield found.unknown.pop(record_id), waiting.pop(record_id)
    found.lost = {record_id: row.facts for record_id, row in waiting.items()}


def _key(place: Location) -> tuple[str, int]:
    return place.file, place.offset or 0


def _difference(held: FoundCapture, row: IndexedRow) -> str | None:
    """Return in words how a row disagrees with its record, or None if it agrees."""
    facts = row.facts
    pairs: list[tuple[str, object, object]] = []
    pairs.append(("file", facts.location.file, held.location.file))
    pairs.append(("offset", facts.location.offset, held.location.offset))
    if facts.location.length is not None:
        pairs.append(("length", facts.location.length, held.location.length))
    pairs += [("url", facts.url, held.url), ("time", facts.captured_at, held.captured_at)]
    if not row.is_older:
        # The status may be that of the page that a revisit repeats.
        names = (f.name for f in fields(Entry) if f.name != "status")
        pairs += [(name, getattr(facts.entry, name), getattr(held.entry, name)) for name in names]
    wrong = (f"{name} {theirs}, not {ours}" for name, theirs, ours in pairs if theirs != ours)
    differences = ", ".join(wrong)
    return f"its row says {differences}" if differences else None


def _lies_in(name: str, file: str) -> bool:
    return name.startswith(file + "/")


def _is_page(name: str) -> bool:
    return not name.endswith((".warc", ".warc.gz")) and name.endswith((".html", ".htm"))


def check_files(
    store: Store, archive: Path, report: Report, progress: Callable[[int], None]
) -> None:
    """Report what is wrong with files and rows."""
    files = ArchiveComparison(store, archive, report, progress)
    stated = manifest.read(archive)
    report.head = stated.head
    for fault in stated.faults:
        report.add(Kind.MANIFEST, manifest.NAME, f"line {fault.line}: {fault.reason}")
    seen: set[str] = set()
    for found in files.compare():
        name = found.path.relative_to(archive).as_posix()
        report.files += 1
        seen.add(name.removesuffix(_OPEN))
        _report_differences(found, report)
        if found.is_unfinished:
            if not is_being_written(found.path):
                report.notes.append(f"{name} was left open by a crash; the next crawl closes it")
            continue
        for held in found.unknown.values():
            what = f"no row has {held.url}"
            report.add(Kind.NO_ROW, held.location.file, what, held.location.offset)
        _report_entry(archive, name, stated, report)
    for path in sorted(archive.rglob("*.torn")):
        report.notes.append(f"{path.name} holds no whole record; a crash left it")
    for name, entry in stated.current.items():
        if name not in seen and not (archive / name).exists():
            report.add(Kind.NO_FILE, name, f"the manifest has it, with {entry.bytes} bytes")
    for filed in files.missing():
        report.add(Kind.NO_FILE, filed.file, f"{filed.captures} captures lie in it")
    for filed in files.elsewhere():
        _check_elsewhere(store, archive, filed, report, progress)


def _report_differences(found: Comparison, report: Report) -> None:
    for damage in found.damage:
        report.add_damage(damage)
    damaged = {(damage.file, damage.offset) for damage in found.damage}
    for held, reason in found.wrong:
        report.add(Kind.WRONG_ROW, held.location.file, reason, held.location.offset)
    for held in found.erased:
        what = f"{held.url} has been erased, and is here"
        report.add(Kind.ERASED, held.location.file, what, held.location.offset)
    for facts in found.lost.values():
        place = facts.location
        if (place.file, place.offset or 0) not in damaged:
            what = f"a row has {facts.url} here, and no record is"
            report.add(Kind.NO_RECORD, place.file, what, place.offset)


def _report_entry(archive: Path, name: str, stated: Manifest, report: Report) -> None:
    size, digest = manifest.digest_of(archive / name)
    entry = stated.current.get(name)
    if entry is None or entry.sha256 != digest:
        # It may have been closed, or rewritten, since the manifest was read.
        entry = manifest.read(archive).current.get(name)
    if entry is None:
        report.add(Kind.NO_ENTRY, name, "the manifest does not have it")
    elif (size, digest) != (entry.bytes, entry.sha256):
        was = f"it had {entry.bytes} bytes and sha256 {entry.sha256[:16]}…"
        report.add(Kind.CHANGED, name, f"{was}, and has {size} and {digest[:16]}…")


def _check_elsewhere(
    store: Store, archive: Path, filed: IndexedFile, report: Report, progress: Callable[[int], None]
) -> None:
    """Check the captures of a file that is not ours, if it is here."""
    called = f"{filed.folder}/{filed.file}" if filed.folder else filed.file
    there = True
    for facts, _ in capture_index.rows_in(store, [filed]):
        progress(1)
        report.foreign += 1
        if not there:
            report.absent += 1
            continue
        try:
            reason = _fault_of(archive, facts)
        except FileNotFoundError:
            there = False
            report.absent += 1
            continue
        except ArchiveError as error:
            reason = str(error)
        if reason:
            report.add(Kind.DAMAGED, called, reason, facts.location.offset)


def _fault_of(archive: Path, facts: CaptureFacts) -> str | None:
    place, root = facts.location, facts.location.root(archive)
    path = root / place.file
    if not any(p.is_file() for p in (path, *path.parents)):
        raise FileNotFoundError(path)
    if place.offset is None:
        page = read_saved(root, place.file, facts.captured_at)
        return None if page.record_id == facts.record_id else "the page is another than it was"
    faults: list[Damage] = []
    capture = read_capture(archive, place, on_damage=faults.append)
    if capture.record_id != facts.record_id:
        return f"another record lies here than that of {facts.url}"
    if facts.entry.digest not in (None, capture.entry.digest):
        return "the record's payload is another than it was"
    return faults[0].reason if faults else None
