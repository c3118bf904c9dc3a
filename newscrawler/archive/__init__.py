"""The archive: WARC files, written so that nothing fetched is lost, read tolerantly."""

from newscrawler.archive.exchange import Exchange
from newscrawler.archive.reader import Damage, Ref, iter_refs, place, read_capture
from newscrawler.archive.recovery import Recovered, recover
from newscrawler.archive.writer import ArchiveWriter, Filing

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
