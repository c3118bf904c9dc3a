"""Replay: build the store from an archive, with no network and no clock.

Two passes. The first notes every capture in the store; the second takes those that nobody has
looked into, in the order of (captured_at, record_id), extracts them in worker processes and
applies them. So an interrupted replay goes on where it was, a repeated one does nothing, and
memory does not grow with the archive.
"""

from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from newscrawler import profile
from newscrawler.archive import Damage, Ref, iter_refs, place, read_capture, recover
from newscrawler.archive.saved import iter_saved, read_saved
from newscrawler.capture import Capture, Location
from newscrawler.dedupe.near import THRESHOLD
from newscrawler.errors import ArchiveError, UsageError
from newscrawler.observation import CaptureFacts, Observation
from newscrawler.outcome import Outcome
from newscrawler.process import fingerprint, join, next_part, observe, site_of
from newscrawler.store import Store
from newscrawler.urls import canonical_url
from newscrawler.workers import Workers

NOT_MODIFIED = 304
PAGE = 500
"""Captures noted, or drawn, at a time."""


@dataclass
class Replayed:
    """What a replay did: captures noted for the first time, outcomes, places that are damaged."""

    noted: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    duplicates: int = 0
    damage: list[Damage] = field(default_factory=list)


@dataclass(frozen=True)
class _Task:
    """A capture to extract, small enough to send to another process."""

    archive: Path
    facts: CaptureFacts
    sites: tuple[Path, ...]
    captured_at: str | None
    original: Location | None = None


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
    files: set[tuple[str | None, str]] = set()
    for chunk in _chunks(_facts(source, archive, sites, captured_at, done.damage), PAGE):
        files.update((facts.location.folder, facts.location.file) for facts in chunk)
        done.noted += store.register(chunk)
        store.commit_if_due()
    if not files and not done.damage:
        raise UsageError(f"{source} holds no WARC file and no saved page.")
    store.commit()
    _work(archive, files, store, sites, workers, captured_at, progress, done)
    done.duplicates = store.settle(threshold=near_duplicates)
    return done


def catch_up(
    archive: Path, store: Store, sites: tuple[Path, ...], files: Iterable[str] = ()
) -> Replayed:
    """Bring a store up to what a crash left in its archive, and to `files` of a crawl that ends.

    The captures keep their crawl, so its ledger is completed too.
    """
    done = Replayed()
    recovered = [r.file for r in recover(archive)] if archive.is_dir() else []
    for name in recovered:
        refs = iter_refs(archive / name, on_damage=done.damage.append)
        done.noted += store.register([_fact(ref, sites, crawl_id=ref.crawl_id) for ref in refs])
    store.commit()
    ours = {(None, name) for name in (*recovered, *files)}
    _work(archive, ours, store, sites, 0, None, lambda _: None, done)
    return done


def _work(
    archive: Path,
    files: Container[tuple[str | None, str]],
    store: Store,
    sites: tuple[Path, ...],
    count: int,
    captured_at: str | None,
    progress: Callable[[int], None],
    done: Replayed,
) -> None:
    pool: Workers[_Task, Observation | Damage] = Workers(_extract, _failed, count)

    def task(facts: CaptureFacts) -> _Task:
        original = store.original(facts) if facts.entry.kind == "revisit" else None
        return _Task(archive, facts, sites, captured_at, original)

    tasks = (task(facts) for facts in store.pending(files, PAGE))
    try:
        for first in pool.map(tasks):
            if isinstance(first, Damage):
                # It stays unseen: another file may yet bring what it refers to.
                done.damage.append(first)
                continue
            seen = first
            while (url := next_part(seen)) is not None:
                later = store.later(seen.facts, url)
                parts = (pool.one(task(facts)) for facts in later)
                whole = (part for part in parts if isinstance(part, Observation))
                joined = next((j for part in whole if (j := join(seen, part))), None)
                if joined is None:
                    break
                seen = joined
            outcome = store.apply(fingerprint(seen))
            done.counts[outcome] = done.counts.get(outcome, 0) + 1
            progress(1)
    finally:
        pool.close()
    store.commit()


def _extract(task: _Task) -> Observation | Damage:
    """Read and extract one capture; runs in a worker."""
    place = task.facts.location
    try:
        capture = _read(task)
    except ArchiveError as error:
        return Damage(place.file, place.offset or 0, str(error))
    entry = task.facts.entry
    if entry.kind == "revisit" and entry.status != NOT_MODIFIED and task.original is None:
        what = f"{entry.refers_to_url or capture.url} at {entry.refers_to_date or 'unknown time'}"
        reason = f"it repeats the body of {what}, which no file that was read holds"
        return Damage(place.file, place.offset or 0, reason)
    site = profile.named(task.facts.site, task.sites)
    return observe(capture, task.facts, site)


def _read(task: _Task) -> Capture:
    facts = task.facts
    if facts.location.offset is None:
        folder = facts.location.root(task.archive)
        return read_saved(folder, facts.location.file, task.captured_at)
    return read_capture(
        task.archive,
        facts.location,
        wanted=facts.wanted,
        told=facts.told,
        original=task.original,
    )


def _failed(task: _Task, reason: str) -> Observation:
    return Observation(
        facts=task.facts,
        status=0,
        identity=canonical_url(task.facts.url),
        body_sha256="",
        outcome=Outcome.FAILED,
        detail=reason,
    )


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
