"""Recovery after a crash: an open file is cut after its last whole record, and closed."""

import fcntl
import logging
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from newscrawler import clock
from newscrawler.archive import manifest
from newscrawler.archive.parse.members import end_of_members
from newscrawler.errors import ArchiveError
from newscrawler.text.instants import timestamp

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Recovered:
    """A file that was closed, and the bytes of a torn record that were cut off its end."""

    file: str
    bytes_cut: int


def recover(directory: Path, index: Callable[[Path], None] = lambda _: None) -> list[Recovered]:
    """Close the `.open` files that no crawl is writing. Raises ArchiveError.

    A file without one whole record is set aside as `.torn`; nothing is deleted. Cuts are logged.
    `index` gets each file before it is closed, so that a process that was killed can repeat it.
    """
    found = []
    cut = manifest.mend(directory)
    if cut:
        logger.warning("%s: %d bytes of a torn line were cut off", directory / manifest.NAME, cut)
    for path in sorted(directory.rglob("*.warc.gz.open")):
        try:
            one = _recover(path, directory, index)
        except OSError as error:
            raise ArchiveError(f"{path} cannot be repaired: {error.strerror}.") from None
        if one is not None:
            found.append(one)
    return found


def _recover(path: Path, directory: Path, index: Callable[[Path], None]) -> Recovered | None:
    with path.open("r+b") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return None  # a crawl is writing it
        size = stream.seek(0, os.SEEK_END)
        whole = end_of_members(stream)
        final = path.with_name(path.name.removesuffix(".open"))
        if whole == 0:
            logger.warning("%s holds no whole record, and is kept as %s.torn", path, final.name)
            path.rename(path.with_name(final.name + ".torn"))
            return None
        if whole < size:
            logger.warning("%s: %d bytes of a torn record were cut off", final, size - whole)
            stream.truncate(whole)
        os.fsync(stream.fileno())
        index(path)
        name = final.relative_to(directory).as_posix()
        _, digest = manifest.digest_of(path)
        closed_at = timestamp(clock.moment())
        manifest.append(directory, name, size=whole, digest=digest, closed_at=closed_at)
        path.rename(final)
        manifest.sync_folder(directory)
        return Recovered(name, size - whole)
