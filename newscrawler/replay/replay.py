"""Replay: build the store from archives, ours and anybody's, with no network and no clock.

Two passes. The first registers every capture in the store; the second takes those that have no
outcome, in the order of (captured_at, record_id), extracts them in worker processes and applies
them. So an interrupted replay goes on where it was, a repeated one does nothing, and memory does
not grow with the archive.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path

from newscrawler.archive import Damage, Ref, iter_refs, manifest, place, recover
from newscrawler.archive.read.saved_pages import iter_saved
from newscrawler.errors import UsageError
from newscrawler.model.capture import Capture
from newscrawler.model.observation import CaptureFacts
from newscrawler.model.profile_files import site_of
from newscrawler.replay.extraction import NOT_MODIFIED, Extraction
from newscrawler.store import Store
from newscrawler.store.captures import referred_to
from newscrawler.store.database.session import chunks
from newscrawler.store.duplicates.minhash import THRESHOLD

PAGE = 500
"""Captures registered, or read, at a time."""
MOST_DAMAGE = 10_000
"""Damaged places that are listed; more are only counted."""
Files = set[tuple[str | None, str]]
"""Files as (folder, file), as locations name them."""


@dataclass
class Replayed:
    """The result of a replay: new captures, outcomes, links to duplicates, damaged places.

    `noted`: captures registered for the first time. Of the damaged places the first MOST_DAMAGE
    are kept; `damaged` counts all.
    """

    noted: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    duplicates: int = 0
    damage: list[Damage] = field(default_factory=list)
    damaged: int = 0

    def __post_init__(self) -> None:
        self._known: set[Damage] = set()

    def add_damage(self, damage: Damage) -> None:
        """Add a damaged place, once: listing and reading may both come upon it."""
        if damage in self._known:
            return
        self.damaged += 1
        if len(self.damage) < MOST_DAMAGE:
            self._known.add(damage)
            self.damage.append(damage)


@dataclass(frozen=True)
class Filter:
    """A filter of captures: each condition that is given must hold, by any of its values.

    `sites` are names; `since` and `until` days of capture, both included; `mimes` and `urls`
    patterns with `*` and `?`. A revisit that does not repeat its media type may have any.
    """

    sites: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    mimes: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()

    def takes(self, facts: CaptureFacts) -> bool:
        """Tell whether a capture passes the filter."""
        day = (facts.captured_at or "")[:10]
        if (self.since or self.until) and not day:
            return False
        if (self.since and day < str(self.since)) or (self.until and day > str(self.until)):
            return False
        mime = "text/html" if facts.entry.kind == "page" else facts.entry.media_type or ""
        is_unknown = facts.entry.kind == "revisit" and not mime
        return (
            (not self.sites or facts.site in self.sites)
            and (is_unknown or _fits(mime, self.mimes))
            and _fits(facts.url, self.urls)
        )


ALL = Filter()


def replay(
    sources: Path | Sequence[Path],
    store: Store,
    sites: tuple[Path, ...],
    *,
    archive: Path | None = None,
    only: Filter = ALL,
    workers: int = 0,
    captured_at: str | None = None,
    near_duplicates: float = THRESHOLD,
    progress: Callable[[int], None] = lambda _: None,
) -> Replayed:
    """Read archives and saved pages into a store.

    `sources`: files (WARC, ARC, WACZ, HTML) and folders of them. `archive` is the store's own, by
    default the first source. `only` filters captures. `captured_at` dates saved pages that
    nothing else dates. `near_duplicates` is the resemblance from which texts are linked, 0 to 1.
    `progress` is called with 1 for each capture.
    Raises UsageError where a source holds nothing to read.
    """
    done = Replayed()
    sources = [sources] if isinstance(sources, Path) else sources
    archive = archive or place(sources[0], None)[0]
    files: Files = set()
    for source in sources:
        files |= register(
            source, store, sites, done, archive=archive, only=only, captured_at=captured_at
        )
    if only != ALL and next(_unresolved(store, files, only), None):
        _register_originals(sources, store, sites, archive)
    with Extraction(
        archive, store, sites, workers=workers, on_damage=done.add_damage
    ) as extraction:
        apply_captures(_to_do(store, files, only), store, extraction, done, progress)
    done.duplicates = store.settle(threshold=near_duplicates)
    return done


def register(
    source: Path,
    store: Store,
    sites: tuple[Path, ...],
    done: Replayed,
    *,
    archive: Path,
    only: Filter = ALL,
    captured_at: str | None = None,
) -> Files:
    """Register the captures of a source in a store; return the files that hold them.

    Nothing is written but the store. Raises UsageError where there is nothing to read.
    """
    for folder in {archive, place(source, None)[0]}:
        store.tombstones.adopt(manifest.read(folder).tombstones)
    files: Files = set()
    before, is_empty = done.damaged, True
    for chunk in chunks(_facts(source, archive, sites, captured_at, done.add_damage), PAGE):
        is_empty = False
        chosen = [facts for facts in chunk if only.takes(facts)]
        files.update((facts.location.folder, facts.location.file) for facts in chosen)
        done.noted += store.register(chosen)
        store.commit_if_due()
    if is_empty and done.damaged == before:
        raise UsageError(f"{source} holds no capture: neither WARC, ARC or WACZ nor saved pages.")
    store.commit()
    return files


def _to_do(store: Store, files: Files, only: Filter) -> Iterator[CaptureFacts]:
    """Yield the pending captures of these files, and revisits that became resolvable.

    Earlier replays left those unresolved; what still lacks its body was reported then.
    """
    for facts in store.pending(files, PAGE):
        is_ours = (facts.location.folder, facts.location.file) in files
        if only.takes(facts) and (is_ours or not _waits(store, facts)):
            yield facts


def _unresolved(store: Store, files: Files, only: Filter) -> Iterator[CaptureFacts]:
    return (facts for facts in _to_do(store, files, only) if _waits(store, facts))


def _waits(store: Store, facts: CaptureFacts) -> bool:
    """Tell whether a capture is a revisit whose body no row has yet."""
    is_revisit = facts.entry.kind == "revisit" and facts.entry.status != NOT_MODIFIED
    return is_revisit and store.original(facts) is None


def _register_originals(
    sources: Sequence[Path], store: Store, sites: tuple[Path, ...], archive: Path
) -> None:
    """Register what revisits refer to although the filter left it out; it is not extracted."""
    for source in sources:
        facts = _facts(source, archive, sites, None, lambda _: None)
        for chunk in chunks((f for f in facts if f.entry.kind != "revisit"), PAGE):
            store.register(referred_to(store, chunk))
    store.commit()


def apply_captures(
    captures: Iterable[CaptureFacts],
    store: Store,
    extraction: Extraction,
    done: Replayed,
    progress: Callable[[int], None] = lambda _: None,
) -> None:
    """Extract captures and apply them to the store, in their order."""
    for seen in extraction.all(captures):
        if isinstance(seen, Damage):
            # It stays pending: another file may yet bring what it refers to.
            done.add_damage(seen)
            continue
        outcome = store.apply(seen)
        done.counts[outcome] = done.counts.get(outcome, 0) + 1
        progress(1)
    store.commit()


def catch_up(
    archive: Path, store: Store, sites: tuple[Path, ...], files: Iterable[str] = ()
) -> Replayed:
    """Bring a store up to date with what a crash left in its archive, and with `files` of it.

    The captures keep their crawl, so its ledger is completed too.
    """
    done = Replayed()
    store.tombstones.adopt(manifest.read(archive).tombstones)

    def index(path: Path) -> None:
        refs = iter_refs(path, on_damage=done.add_damage, archive=archive)
        done.noted += store.register([_fact(ref, sites, crawl_id=ref.crawl_id) for ref in refs])
        store.commit()

    recovered = [r.file for r in recover(archive, index)] if archive.is_dir() else []
    ours = {(None, name) for name in (*recovered, *files)}
    with Extraction(archive, store, sites) as extraction:
        apply_captures(store.pending(ours, PAGE), store, extraction, done)
    return done


def _facts(
    source: Path,
    archive: Path,
    sites: tuple[Path, ...],
    captured_at: str | None,
    on_damage: Callable[[Damage], None],
) -> Iterator[CaptureFacts]:
    if not source.exists():
        raise UsageError(f"{source}: no such file or folder.")
    for ref in iter_refs(source, archive=archive, on_damage=on_damage):
        yield _fact(ref, sites, crawl_id=None)
    for page in iter_saved(source, captured_at, archive=archive, on_damage=on_damage):
        yield _fact(page, sites, crawl_id=None)


def _fact(found: Ref | Capture, sites: tuple[Path, ...], crawl_id: str | None) -> CaptureFacts:
    crawl_site = found.site if isinstance(found, Ref) else None
    return CaptureFacts(
        record_id=found.record_id,
        url=found.url,
        captured_at=found.captured_at,
        location=found.location,
        site=site_of(found.url, crawl_site, sites)[0],
        crawl_id=crawl_id,
        wanted=found.wanted,
        hint=found.hint,
        entry=found.entry,
    )


def _fits(text: str, patterns: tuple[str, ...]) -> bool:
    return not patterns or any(fnmatchcase(text, pattern) for pattern in patterns)
