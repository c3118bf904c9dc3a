"""Repair of the capture index, from the archive; no text is lost, no damaged file touched."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

from newscrawler import clock
from newscrawler.archive import manifest
from newscrawler.errors import LockedError
from newscrawler.maintenance.erase import finish
from newscrawler.maintenance.verify.files import ArchiveComparison, Comparison
from newscrawler.maintenance.verify.report import Report
from newscrawler.replay.extraction import Extraction
from newscrawler.replay.replay import PAGE, Files, Replayed, apply_captures, catch_up, register
from newscrawler.store import Store, site_lock
from newscrawler.store.duplicates.minhash import THRESHOLD
from newscrawler.store.upkeep import capture_index


def repair(
    store: Store,
    archive: Path,
    sites: tuple[Path, ...],
    *,
    workers: int = 0,
    near_duplicates: float = THRESHOLD,
    progress: Callable[[int], None] = lambda _: None,
) -> Counter[str]:
    """Repair what can be repaired; return counts by kind. A verification reports what is left.

    Files that a crash left open are closed; rows are made to say what their records say; records
    without a row are taken in as by a replay; files that the manifest does not have are entered,
    if they are whole; erasing that was begun is finished. A file that is not what the manifest
    says is left alone, and so are its rows: they say what it was.
    """
    mended: Counter[str] = Counter()
    mended["torn line of the manifest cut"] += bool(manifest.mend(archive))
    mended["captures that a crash had left"] += catch_up(archive, store, sites).noted
    stated = manifest.read(archive)
    fresh: Files = set()
    for found in ArchiveComparison(store, archive, Report(), progress, fill=True).compare():
        name = found.path.relative_to(archive).as_posix()
        entry = stated.current.get(name)
        if found.is_unfinished or (entry is None and found.damage):
            continue
        if found.differs or entry is None:
            size, digest = manifest.digest_of(found.path)
            if entry is None:
                manifest.append(archive, name, size=size, digest=digest, closed_at=clock.now())
                mended["files entered into the manifest"] += 1
            elif (size, digest) != (entry.bytes, entry.sha256):
                continue
            fresh |= _mend(store, archive, sites, found, mended)
    with Extraction(archive, store, sites, workers=workers) as extraction:
        apply_captures(store.pending(fresh, PAGE), store, extraction, Replayed(), progress)
    store.settle(threshold=near_duplicates)
    mended["articles erased"] += _finish(store, archive, near_duplicates)
    return +mended


def _mend(
    store: Store,
    archive: Path,
    sites: tuple[Path, ...],
    found: Comparison,
    mended: Counter[str],
) -> Files:
    """Correct a file's rows; return the files with captures that are pending now."""
    for held, _ in found.wrong:
        capture_index.correct_row(
            store,
            held.record_id,
            url=held.url,
            captured_at=held.captured_at,
            place=held.location,
            entry=held.entry,
        )
    mended["rows corrected"] += len(found.wrong)
    for held in found.erased:
        store.tombstones.reopen(held.url)
    store.commit()
    if not found.unknown and not found.erased:
        return set()
    done = Replayed()
    fresh = register(found.path, store, sites, done, archive=archive)
    mended["records taken in"] += done.noted
    return fresh


def _finish(store: Store, archive: Path, threshold: float) -> int:
    """Finish the erasures that were begun, except of sites that are being crawled."""
    count = 0
    for site in sorted({tombstone.site for tombstone in store.tombstones.pending()}):
        try:
            with site_lock(store.address, site):
                done = finish(store, archive, at=clock.now(), sites=[site], threshold=threshold)
        except LockedError:
            continue
        count += sum(not one.failed for one in done)
    return count
