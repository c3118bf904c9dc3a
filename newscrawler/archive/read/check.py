"""Checking: every byte of a file is unpacked, every record parsed, every digest compared."""

import fcntl
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from newscrawler.archive.parse import digests
from newscrawler.archive.parse.buffer import FAULTS
from newscrawler.archive.parse.capture_of import KINDS, capture_of, date_of, entry_of, id_of, url_of
from newscrawler.archive.parse.members import end_of_members
from newscrawler.archive.parse.records import Place, Record, Records
from newscrawler.archive.read.files import Walk, walks
from newscrawler.archive.read.reader import Damage, OnDamage
from newscrawler.model.capture import Entry, Location
from newscrawler.text.encoding.content_coding import MAX_DECODED

_MOST = MAX_DECODED + (1 << 16)
"""Bytes of a block whose digest is counted; of a longer one its gzip member's checksum is."""
_NEW = 2
"""Seconds in which a file that was made has been locked."""


@dataclass(frozen=True, slots=True)
class Held:
    """A capture that a file holds."""

    record_id: str
    url: str
    captured_at: str | None
    location: Location
    entry: Entry


def check_file(path: Path, location: Location, on_damage: OnDamage) -> Iterator[Held]:
    """Yield the captures of a file, in its order; tell of all that is damaged in it.

    `location` says what the file is called, under its final name. Raises FileNotFoundError.
    """

    def tell(name: str, offset: int, reason: str) -> None:
        on_damage(Damage(name, offset, reason))

    try:
        for walk in walks(path, location.file, tell):
            yield from _Check(walk, location.folder, on_damage).captures()
    except FileNotFoundError:
        raise
    except FAULTS as error:
        tell(location.file, 0, f"it cannot be read: {getattr(error, 'strerror', '') or error}")


def whole_until(path: Path) -> int:
    """Return where the last whole gzip member of a file ends that is still written."""
    with path.open("rb") as stream:
        return end_of_members(stream)


def is_being_written(path: Path) -> bool:
    """Tell whether a crawl holds the lock of an open file.

    A file that is new is left alone: its crawl may be about to lock it.
    """
    if time.time() - path.stat().st_mtime < _NEW:
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

    def captures(self) -> Iterator[Held]:
        for record in Records(self._walk.pieces, self._tell, keep=_MOST):
            fields = record.fields
            url = url_of(fields)
            if url is None or fields.get("warc-type") not in KINDS:
                self._compare(record)
                continue
            location = Location(
                self._name(record.place), record.place.offset, record.length, self._folder
            )
            self._capture(record, location)
            captured_at = date_of(fields)
            if captured_at is None:
                self._tell(record.place, f"WARC-Date is «{fields.get('warc-date', '')}»")
            yield Held(id_of(record, url), url, captured_at, location, entry_of(record))

    def _capture(self, record: Record, location: Location) -> None:
        def tell(reason: str) -> None:
            self._tell(record.place, reason)

        try:
            capture_of(record, location, tell)
        except ValueError as error:
            tell(str(error))

    def _compare(self, record: Record) -> None:
        if len(record.block) == record.size:
            for reason in digests.wrong(record.fields, record.block):
                self._tell(record.place, reason)

    def _name(self, place: Place) -> str:
        return self._walk.inner if place.inner else self._walk.name

    def _tell(self, place: Place, reason: str) -> None:
        self._on_damage(Damage(self._name(place), place.offset, reason))
