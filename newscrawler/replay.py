"""Replay: build the store from an archive, with no network and no clock.

Two passes. The first notes every capture in the store; the second takes those that nobody has
looked into, in the order of (captured_at, record_id), extracts them in worker processes and
applies them. So an interrupted replay goes on where it was, a repeated one does nothing, and
memory does not grow with the archive.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from newscrawler.archive import Damage, Ref, iter_refs, manifest, place, recover
from newscrawler.archive.saved import iter_saved
from newscrawler.capture import Capture
from newscrawler.dedupe.near import THRESHOLD
from newscrawler.errors import UsageError
from newscrawler.observation import CaptureFacts
from newscrawler.process import site_of
from newscrawler.reextract import Extraction
from newscrawler.store import Store

PAGE = 500
"""Captures noted, or drawn, at a time."""


@dataclass
class Replayed:
    """What a replay did: captures noted for the first time, outcomes, places that are damaged."""

    noted: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    duplicates: int = 0
    damage: list[Damage] = field(default_factory=list)


def replay(
    source: Path,
    store: Store,
    sites: tuple[Path, ...],
    *,
    archive: Path | None = None,
    workers: int = 0,
    captured_at: str | None = None,
    near_duplicates: float = THRESHOLD,
    progress: Callable[[int], None] = lambda _: None,
) -> Replayed:
    """Read WARC files or a folder of saved pages into a store.

    `source`: a WARC file, a folder of them, or a folder of HTML files. `archive` is the store's
    own, by default the source. `captured_at` dates saved pages that nothing else dates.
    `near_duplicates` is the resemblance from which texts are linked. `progress` is told of each
    capture that is done.
    Raises UsageError where there is nothing to read.
    """
    done = Replayed()
    archive = archive or place(source, None)[0]
    files = note(source, store, sites, done, archive=archive, captured_at=captured_at)
    with Extraction(archive, store, sites, workers=workers) as extraction:
        take_in(store.pending(files, PAGE), store, extraction, done, progress)
    done.duplicates = store.settle(threshold=near_duplicates)
    return done


def note(
    source: Path,
    store: Store,
    sites: tuple[Path, ...],
    done: Replayed,
    *,
    archive: Path,
    captured_at: str | None = None,
) -> set[tuple[str | None, str]]:
    """Note the captures of a source in a store; return the files, as (folder, file).

    Nothing is written but the store. Raises UsageError where there is nothing to read.
    """
    for folder in {archive, place(source, None)[0]}:
        store.tombstones.adopt(manifest.read(folder).tombstones)
    files: set[tuple[str | None, str]] = set()
    for chunk in _chunks(_facts(source, archive, sites, captured_at, done.damage), PAGE):
        files.update((facts.location.folder, facts.location.file) for facts in chunk)
        done.noted += store.register(chunk)
        store.commit_if_due()
    if not files and not done.damage:
        raise UsageError(f"{source} holds no WARC file and no saved page.")
    store.commit()
    return files


def take_in(
    captures: Iterable[CaptureFacts],
    store: Store,
    extraction: Extraction,
    done: Replayed,
    progress: Callable[[int], None] = lambda _: None,
) -> None:
    """Look into captures, in their order."""
    for seen in extraction.all(captures):
        if isinstance(seen, Damage):
            # It stays unseen: another file may yet bring what it refers to.
            done.damage.append(seen)
            continue
        outcome = store.apply(seen)
        done.counts[outcome] = done.counts.get(outcome, 0) + 1
        progress(1)
    store.commit()


def catch_up(
    archive: Path, store: Store, sites: tuple[Path, ...], files: Iterable[str] = ()
) -> Replayed:
    """Bring a store up to what a crash left in its archive, and to `files` of it.

    The captures keep their crawl, so its ledger is completed too.
    """
    done = Replayed()

    def index(path: Path) -> None:
        refs = iter_refs(path, on_damage=done.damage.append, archive=archive)
        done.noted += store.register([_fact(ref, sites, crawl_id=ref.crawl_id) for ref in refs])
        store.commit()

    recovered = [r.file for r in recover(archive, index)] if archive.is_dir() else []
    ours = {(None, name) for name in (*recovered, *files)}
    with Extraction(archive, store, sites) as extraction:
        take_in(store.pending(ours, PAGE), store, extraction, done)
    return done


def _facts(
    source: Path,
    archive: Path,
    sites: tuple[Path, ...],
    captured_at: str | None,
    damage: list[Damage],
) -> Iterator[CaptureFacts]:
    if not source.exists():
        raise UsageError(f"{source}: no such file or folder.")
    for ref in iter_refs(source, archive=archive, on_damage=damage.append):
        yield _fact(ref, sites, crawl_id=None)
    if source.is_dir():
        for page in iter_saved(source, captured_at, archive=archive):
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
        told=found.told,
        entry=found.entry,
    )


def _chunks(facts: Iterator[CaptureFacts], size: int) -> Iterator[list[CaptureFacts]]:
    while chunk := list(islice(facts, size)):
        yield chunk
