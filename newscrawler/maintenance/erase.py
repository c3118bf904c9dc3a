"""Erasure: an article is removed from archive and store for good, by law or on request.

First the tombstone, in the store and in the archive's manifest; then the files, one by one; then
the rows. Whatever ends it on its way, `finish` does the rest.
"""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path

from newscrawler.archive import manifest, read_capture
from newscrawler.archive.write.erase_records import (
    Erasure,
    erase_records,
    is_rewritable,
    refuse_unfinished,
)
from newscrawler.errors import ArchiveError, LockedError, UsageError
from newscrawler.model.capture import Location
from newscrawler.model.tombstone import Tombstone
from newscrawler.model.urls import variant_key
from newscrawler.store import Store
from newscrawler.store.database.sqlite_file import compact, file_of, overwrite_deleted
from newscrawler.store.duplicates.minhash import THRESHOLD
from newscrawler.store.upkeep import erase_rows
from newscrawler.store.upkeep.erase_rows import Trace, Traces

_PASSAGE = 40
"""Characters of a passage that no list has by chance; of a longer one the first ones count."""
_MARKUP = re.compile(r"<[^>]*>|\s+")
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")


@dataclass
class Plan:
    """The plan to erase an article. `lists`: captures of feeds and the like that hold its text."""

    archive: Path
    found: Traces
    lists: list[Trace] = field(default_factory=list)

    @property
    def traces(self) -> list[Trace]:
        """All captures that are erased."""
        return self.found.captures + self.lists

    @property
    def files(self) -> list[str]:
        """The files of our own archive that are rewritten, sorted."""
        return sorted({place.file for place in self._places() if self._is_ours(place)})

    @property
    def foreign(self) -> list[str]:
        """The files that cannot be rewritten: of other archives, saved pages, zips, or missing."""
        rest = (place for place in self._places() if not self._is_ours(place))
        return sorted({str(place.root(self.archive) / place.file) for place in rest})

    def in_files(self, names: Collection[str]) -> dict[int, Trace]:
        """Return the captures that lie in some files of our own archive, by id."""
        return {
            trace.id: trace
            for trace in self.traces
            if trace.facts.location.folder is None and trace.facts.location.file in names
        }

    def _places(self) -> Iterator[Location]:
        return (trace.facts.location for trace in self.traces)

    def _is_ours(self, place: Location) -> bool:
        return place.folder is None and is_rewritable(self.archive, place.file)


@dataclass
class Erased:
    """The result of an erasure: records removed, files that failed, and what is left of it."""

    tombstone: Tombstone
    records: int = 0
    failed: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


def plan(store: Store, archive: Path, url: str) -> list[Plan]:
    """Return the plans for the articles that an address leads to; changes nothing.

    Raises UsageError where there is nothing, LockedError where a crawl is writing a file of it.
    """
    plans = [_plan(store, archive, found) for found in erase_rows.traces_at(store, url)]
    store.commit()
    if not plans:
        raise UsageError(f"The store has no article at {url}, nor another page.")
    for name in {name for one in plans for name in one.files}:
        refuse_unfinished(archive / name)
    return plans


def set_tombstone(store: Store, planned: Plan, *, reason: str, at: str) -> None:
    """Set an article's tombstone: from now on its erasure is due. `at`: now, as a WARC-Date."""
    found = planned.found
    tombstone = Tombstone(found.sites[0], found.url, tuple(found.also), reason, at)
    records = {trace.facts.record_id for trace in planned.lists}
    for begun in store.tombstones.pending():
        if begun.url == found.url:
            # Some of those may be out of their files already, and their rows still there.
            records.update(store.tombstones.records(begun) or ())
    store.tombstones.add(tombstone, records=sorted(records))
    store.commit()


def finish(
    store: Store,
    archive: Path,
    *,
    at: str,
    sites: Collection[str],
    threshold: float = THRESHOLD,
    progress: Callable[[int], None] = lambda _: None,
) -> list[Erased]:
    """Finish the erasures that have a tombstone, of the sites whose locks are held.

    `progress` is called with 1 for each file. What fails, as a crawl writes the file or it cannot
    be rewritten, is done the next time. Raises StoreError, and ArchiveError of the manifest.
    """
    tombstones = [t for t in store.tombstones.pending() if t.site in sites]
    done = [_erase(store, archive, tombstone, progress) for tombstone in tombstones]
    if not done:
        return []
    store.settle(threshold=threshold)
    store.commit()
    left = compact(store.address, sites)
    for one in done:
        if left:
            one.left.append(left)
        # A server is not compacted by us, so there is nothing to be tried again.
        if not one.failed and (not left or file_of(store.address) is None):
            store.tombstones.finish(one.tombstone, at)
    store.commit()
    return done


def _plan(store: Store, archive: Path, found: Traces) -> Plan:
    passages = _Passages(store, found)
    ours = {trace.id for trace in found.captures}
    there = (t for t in erase_rows.list_captures(store, found.sites) if t.id not in ours)
    return Plan(archive, found, [trace for trace in there if passages.are_in(archive, trace)])


def _planned(store: Store, archive: Path, tombstone: Tombstone) -> Plan:
    """Return the plan as it was when the tombstone was set: files have changed since."""
    found = erase_rows.traces(store, tombstone.url, tombstone.also, site=tombstone.site)
    records = store.tombstones.records(tombstone)
    if records is None:
        planned = _plan(store, archive, found)
        records = [trace.facts.record_id for trace in planned.lists]
        store.tombstones.add(tombstone, records=records)
    else:
        planned = Plan(archive, found, erase_rows.captures_of_records(store, records))
    store.commit()
    return planned


def _erase(
    store: Store, archive: Path, tombstone: Tombstone, progress: Callable[[int], None]
) -> Erased:
    done = Erased(tombstone)
    archive.mkdir(parents=True, exist_ok=True)
    manifest.append_tombstone(archive, tombstone)
    gone = _planned(store, archive, tombstone)
    keys = {variant_key(url) for url in tombstone.addresses}
    failed = set()
    for name in gone.files:
        here = gone.in_files([name]).values()
        what = Erasure(
            covers=lambda url: variant_key(url) in keys,
            records={trace.facts.record_id: trace.facts.location for trace in here},
            reason=tombstone.reason,
            at=tombstone.erased_at,
        )
        try:
            done.records += erase_records(archive, name, what)
        except (ArchiveError, LockedError) as error:
            failed.add(name)
            done.failed.append(str(error))
        progress(1)
    kept = gone.in_files(failed)
    with store.atomic():
        overwrite_deleted(store)
        erase_rows.remove(store, gone.found, kept)
        erase_rows.remove_lists(store, [t.id for t in gone.lists if t.id not in kept])
    done.left += [f"{name}, which is not ours to change" for name in gone.foreign]
    return done


class _Passages:
    """The passages by which lists that hold an article's text are found: starts of paragraphs.

    One that other articles have too, a site's «Follow us» for one, does not count.
    """

    def __init__(self, store: Store, found: Traces) -> None:
        self._store, self._found = store, found
        self._passages: dict[str, str] = {}
        for paragraph in {part for body in found.bodies for part in body.split("\n\n")}:
            bare = _bare(paragraph)
            if len(bare) >= _PASSAGE:
                self._passages.setdefault(bare[:_PASSAGE], paragraph)

    def are_in(self, archive: Path, trace: Trace) -> bool:
        """Tell whether a capture has one of them; what cannot be read has none."""
        if not self._passages:
            return False
        facts = trace.facts
        original = self._store.original(facts) if facts.entry.kind == "revisit" else None
        self._store.commit()  # reading is slow, and crawls may be waiting to write
        try:
            text = read_capture(archive, facts.location, original=original).text()
        except ArchiveError:
            return False
        bare = _bare(_ESCAPED.sub(lambda found: chr(int(found[1], 16)), text))
        for passage in [p for p in self._passages if p in bare]:
            if not erase_rows.is_in_another(self._store, self._found, self._passages[passage]):
                return True
            del self._passages[passage]
        return False


def _bare(text: str) -> str:
    """Return a text without markup, spaces and escapes, up to two levels of them."""
    return _MARKUP.sub("", unescape(_MARKUP.sub("", unescape(text)))).replace("\\/", "/")
