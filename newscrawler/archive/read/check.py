"""Verifies files: every byte is unpacked, every record parsed, every digest compared."""

import fcntl
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from newscrawler.archive.parse import digests
from newscrawler.archive.parse.buffer import READ_ERRORS
from newscrawler.archive.parse.capture_of import (
    KINDS,
    capture_of,
    date_of,
    entry_of,
    id_of,
    url_fault,
    url_of,
)
from newscrawler.archive.parse.members import end_of_members
from newscrawler.archive.parse.records import Place, Record, Records
from newscrawler.archive.read.files import Walk, walks
from newscrawler.archive.read.reader import Damage, OnDamage
from newscrawler.model.capture import Entry, Location
from newscrawler.text.encoding.content_coding import MAX_DECODED

_MAX_BLOCK = MAX_DECODED + (1 << 16)
"""Bytes of a block up to which its digest is verified; a longer one has gzip's CRC only."""
_LOCKED_WITHIN = 2
"""Seconds within which a crawl has locked the file that it made."""


@dataclass(frozen=True, slots=True)
class FoundCapture:
    """A capture found in a file, its digests compared."""

    record_id: str
    url: str
    captured_at: str | None
    location: Location
    entry: Entry


def check_file(path: Path, location: Location, on_damage: OnDamage) -> Iterator[FoundCapture]:
    """Yield the captures of a file, in its order, and report all damage in it.

    `location` has the file's final name and folder. Raises FileNotFoundError.
    """

    def report(name: str, offset: int, reason: str) -> None:
        on_damage(Damage(name, offset, reason))

    try:
        for walk in walks(path, location.file, report):
            yield from _Check(walk, location.folder, on_damage).captures()
    except FileNotFoundError:
        raise
    except READ_ERRORS as error:
        report(location.file, 0, f"it cannot be read: {getattr(error, 'strerror', '') or error}")


def whole_until(path: Path) -> int:
    """Return the offset after the last whole gzip member of a file that is being written."""
    with path.open("rb") as stream:
        return end_of_members(stream)


def is_being_written(path: Path) -> bool:
    """Tell whether a crawl holds the lock of an open file.

    A new file counts as being written: its crawl may be about to lock it.
    """
    if time.time() - path.stat().st_mtime < _LOCKED_WITHIN:
        return True
    with path.open("rb") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            return True
    return False


class _Check:
    """One walk through one file."""

    def __init__(self, walk: Walk, folder: str | None, on_damage: OnDamage) -> None:
        self._walk, self._folder, self._on_damage = walk, folder, on_damage

    def captures(self) -> Iterator[FoundCapture]:
        for record in Records(self._walk.pieces, self._report, keep=_MAX_BLOCK):
            fields = record.fields
            url = url_of(fields)
            if url is None or fields.get("warc-type") not in KINDS:
                self._check_block(record)
                if fields.get("warc-type") in KINDS and (fault := url_fault(fields)):
                    self._report(record.place, fault)
                continue
            location = Location(
                self._name(record.place), record.place.offset, record.length, self._folder
            )
            self._check_capture(record, location)
            captured_at = date_of(fields)
            if captured_at is None:
                self._report(record.place, f"WARC-Date is «{fields.get('warc-date', '')}»")
            yield FoundCapture(id_of(record, url), url, captured_at, location, entry_of(record))

    def _check_capture(self, record: Record, location: Location) -> None:
        def report(reason: str) -> None:
            self._report(record.place, reason)

        try:
            capture_of(record, location, report)
        except ValueError as error:
            report(str(error))

    def _check_block(self, record: Record) -> None:
        if len(record.block) == record.size:
            for reason in digests.wrong(record.fields, record.block):
                self._report(record.place, reason)

    def _name(self, place: Place) -> str:
        return self._walk.inner if place.inner else self._walk.name

    def _report(self, place: Place, reason: str) -> None:
        self._on_damage(Damage(self._name(place), place.offset, reason))
