"""The archive: WARC files, written so that nothing fetched is lost, read tolerantly."""

from newscrawler.archive.reader import Damage, Ref, iter_refs, read_capture
from newscrawler.archive.recovery import Recovered, recover
from newscrawler.archive.writer import ArchiveWriter

__all__ = [
    "ArchiveWriter",
    "Damage",
    "Recovered",
    "Ref",
    "iter_refs",
    "read_capture",
    "recover",
]
