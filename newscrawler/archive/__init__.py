"""The archive: WARC files, written so that nothing fetched is lost, read tolerantly."""

from newscrawler.archive.read.reader import Damage, Ref, iter_refs, place, read_capture
from newscrawler.archive.write.recovery import Recovered, recover
from newscrawler.archive.write.warc_records import Exchange
from newscrawler.archive.write.writer import ArchiveWriter, Filing

__all__ = [
    "ArchiveWriter",
    "Damage",
    "Exchange",
    "Filing",
    "Recovered",
    "Ref",
    "iter_refs",
    "place",
    "read_capture",
    "recover",
]
