"""Disk use of an archive, and its growth per day."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from newscrawler.archive.read.files import warc_files
from newscrawler.text.instants import read_cdx_timestamp

_LAST_WEEK = timedelta(days=7)
_BEGUN = re.compile(r"-(\d{14})-")
"""The time in the name of a file of ours, at which it was begun (UTC)."""


@dataclass(frozen=True, slots=True)
class Usage:
    """WARC files, their bytes, and the bytes a day of the files begun in the last week."""

    files: int
    bytes: int
    bytes_per_day: int


def usage(folder: Path, now: datetime) -> Usage:
    """Measure an archive by the names and sizes of its files; none of them is opened."""
    whole = new = 0
    oldest = now
    files = warc_files(folder)
    for path in files:
        size = path.stat().st_size
        whole += size
        begun = _begun(path.name)
        if begun is not None and begun <= now:
            oldest = min(oldest, begun)
            new += size if now - begun <= _LAST_WEEK else 0
    # An archive of today has not grown for a week yet.
    days = max(min(now - oldest, _LAST_WEEK) / timedelta(days=1), 1.0)
    return Usage(len(files), whole, round(new / days))


def _begun(name: str) -> datetime | None:
    found = _BEGUN.search(name)
    try:
        return read_cdx_timestamp(found[1]) if found else None
    except ValueError:
        return None


def written(folder: Path, crawl_id: str) -> tuple[int, int]:
    """Return how many files a crawl has written, and their bytes; its id is in their names."""
    sizes = [path.stat().st_size for path in folder.glob(f"*-{crawl_id[:8]}-*.warc.gz*")]
    return len(sizes), sum(sizes)
