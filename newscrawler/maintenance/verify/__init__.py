"""Verification: archive, manifest and store against each other, and against the extractor."""

from collections.abc import Callable
from pathlib import Path

from newscrawler.maintenance.verify.files import check_files
from newscrawler.maintenance.verify.report import ADVICE, Kind, Problem, Report
from newscrawler.maintenance.verify.texts import check_digests, check_sample
from newscrawler.store import Store
from newscrawler.store.database.sqlite_file import faults
from newscrawler.store.upkeep import capture_index

__all__ = ["ADVICE", "SAMPLE", "Kind", "Problem", "Report", "verify"]

SAMPLE = 100
"""Versions extracted anew, if not all are."""


def verify(
    store: Store,
    archive: Path,
    sites: tuple[Path, ...],
    *,
    sample: int | None = SAMPLE,
    workers: int = 0,
    progress: Callable[[int], None] = lambda _: None,
) -> Report:
    """Check every record, row and text; changes nothing.

    `sample`: how many versions are extracted anew, None: all. `sites`: folders of profiles.
    `progress` is called with 1 for each record, row and text. A crawl may run meanwhile: its open
    file is checked as far as it is whole.
    """
    report = Report()
    for fault in faults(store):
        report.add(Kind.DATABASE, store.address, fault)
    store.commit()
    check_files(store, archive, report, progress)
    for facts in capture_index.orphaned_revisits(store):
        what = f"{facts.url} repeats {facts.entry.refers_to_url or 'a page'}, which is not there"
        if facts.location.folder is None:
            report.add(Kind.NO_ORIGINAL, facts.location.file, what, facts.location.offset)
        else:
            report.notes.append(f"{facts.location.file}: {what}")
    check_digests(store, report, progress)
    check_sample(
        store, archive, sites, report, size=sample, workers=workers, progress=progress
    )  # fmt: skip
    for tombstone in store.tombstones.pending():
        report.add(Kind.ERASED, tombstone.url, "its erasing was begun, and is not done")
    store.commit()
    return report
