"""The archive writer: an exchange is written before anybody sees the response.

It has then reached the operating system, so that a killed process loses nothing that was used.
"""

import fcntl
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import NoReturn, Self

from newscrawler import clock
from newscrawler.archive import manifest
from newscrawler.archive.write.compression import members
from newscrawler.archive.write.serialise import END, new_id, record_head, warc_fields
from newscrawler.archive.write.warc_records import Exchange, to_records
from newscrawler.errors import ArchiveError
from newscrawler.model.capture import Capture
from newscrawler.text.instants import cdx_timestamp, timestamp
from newscrawler.version import __version__

_FIDELITY = (
    "Requests are recorded as they were sent (through a proxy: as if there were none). Responses "
    "are rebuilt from Scrapy's view of them. As they were sent: version and status, the values of "
    "header fields, the body with its Content-Encoding. Not kept: the case of header names and the "
    "order of fields of different names, white space around values, folds, the reason phrase, "
    "chunk framing, trailers, and fields of the connection (Connection, Keep-Alive, "
    "Transfer-Encoding and the like); Content-Length is the length of the body. Cookies and "
    "credentials are left out of both."
)


@dataclass(frozen=True, slots=True)
class Filing:
    """Limits, durability and compression of an archive's files.

    A new file is begun at `max_bytes` or after `max_age`; 0: no limit. The archive has no room
    when all its files have `max_total` bytes (0: no limit) or its disk has less than `min_free`
    bytes left; what other crawls write is counted when a file is begun. `fsync_every`: exchanges
    between two fsyncs, the most that a power cut can cost; a killed process costs none. 0: only
    when a file is closed. `level`: see `compression.members`.
    """

    max_bytes: int = 1_000_000_000
    max_age: timedelta = timedelta(hours=24)
    fsync_every: int = 20
    level: int | None = None
    max_total: int = 0
    min_free: int = 0


class ArchiveWriter:
    """Writes the WARC files of one crawl into a folder. Raises ArchiveError.

    A file is called `….warc.gz.open` and locked while it is written, and renamed when it is whole.
    `before_close` makes the index of a file durable: a closed file is not recovered any more.
    """

    def __init__(
        self,
        directory: Path,
        *,
        site: str,
        crawl_id: str,
        operator: str | None,
        user_agent: str,
        obeys_robots: bool = True,
        filing: Filing | None = None,
        before_close: Callable[[], None] = lambda: None,
    ) -> None:
        self.files: list[str] = []
        self._directory = directory
        self._site, self._crawl_id = site, crawl_id
        self._operator, self._user_agent = operator, user_agent
        self._obeys_robots = obeys_robots
        self._filing = filing or Filing()
        self._before_close = before_close
        self._member = members(self._filing.level)
        self._fd: int | None = None
        self._size = self._unsynced = 0
        self._closed: int | None = None
        self._sha256 = sha256()
        self._begun = datetime.min.replace(tzinfo=UTC)
        self._info_id = ""
        self._broken: str | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def write(self, exchange: Exchange) -> Capture:
        """Write a request and its response into one file, and return the capture.

        A body that an earlier capture has is not written again: the record is a revisit.
        """
        if self._broken:
            raise ArchiveError(self._broken)
        if self._fd is None or self._is_full(exchange.captured_at):
            self.close()
            self._open(exchange.captured_at)
        records, capture = to_records(
            exchange,
            file=self.files[-1],
            offset=self._size,
            info_id=self._info_id,
            crawl_id=self._crawl_id,
            member=self._member,
        )
        self._append(records)
        self._sync_if_due()
        return capture

    def lacks_room(self) -> str | None:
        """Return why no more should be written; None if there is room. Costs one system call."""
        limits = self._filing
        try:
            if limits.max_total:
                if self._closed is None:
                    self._closed = _total(self._directory) - self._size
                if self._closed + self._size >= limits.max_total:
                    return (
                        f"{self._directory} has grown to {limits.max_total:,} bytes, which is "
                        "what NEWSCRAWLER_ARCHIVE_MAX_TOTAL allows."
                    )
            if limits.min_free and self._directory.exists():
                disk = os.statvfs(self._directory)
                if disk.f_bavail * disk.f_frsize < limits.min_free:
                    return (
                        f"The disk of {self._directory} has less than {limits.min_free:,} bytes "
                        "left, which NEWSCRAWLER_ARCHIVE_MIN_FREE wants to be kept."
                    )
        except OSError as error:
            self._fail(error)
        return None

    def close(self) -> None:
        """Make the file durable, put it into the manifest, and give it its final name."""
        if self._fd is None:
            return
        fd, self._fd = self._fd, None
        try:
            if self._broken:
                return  # recovery closes it: its end may be torn
            name = self.files[-1]
            self._before_close()
            os.fsync(fd)
            manifest.append(
                self._directory,
                name,
                size=self._size,
                digest=self._sha256.hexdigest(),
                closed_at=timestamp(clock.moment()),
            )
            (self._directory / f"{name}.open").rename(self._directory / name)
            manifest.sync_folder(self._directory)
        except OSError as error:
            self._fail(error)
        finally:
            os.close(fd)

    def _is_full(self, at: datetime) -> bool:
        limits = self._filing
        full = limits.max_bytes and self._size >= limits.max_bytes
        return bool(full or (limits.max_age and at - self._begun >= limits.max_age))

    def _open(self, at: datetime) -> None:
        stamp = cdx_timestamp(at)
        # A site without a profile is called after its host, and a spider as its author likes.
        site = re.sub(r"[^\w.-]", "_", self._site)
        name = f"{site}-{stamp}-{self._crawl_id[:8]}-{len(self.files):05d}.warc.gz"
        self.files.append(name)
        try:
            self._directory.mkdir(parents=True, exist_ok=True)
            self._fd = _create(self._directory / f"{name}.open")
            manifest.sync_folder(self._directory)
        except OSError as error:
            self._fail(error)
        self._size = self._unsynced = 0
        self._closed = None
        self._sha256, self._begun = sha256(), at
        self._info_id = new_id()
        self._append(self._warcinfo(name, at))

    def _warcinfo(self, name: str, at: datetime) -> bytes:
        block = warc_fields(
            [
                ("software", f"newscrawler/{__version__}"),
                ("format", "WARC File Format 1.1"),
                ("conformsTo", "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"),
                ("isPartOf", self._site),
                ("crawl-id", self._crawl_id),
                ("operator", self._operator),
                ("robots", "obey" if self._obeys_robots else "ignore"),
                ("http-header-user-agent", self._user_agent),
                ("description", _FIDELITY),
            ]
        )  # fmt: skip
        head = [
            ("WARC-Record-ID", f"<{self._info_id}>"),
            ("WARC-Date", timestamp(at)),
            ("WARC-Filename", name),
            ("Content-Type", "application/warc-fields"),
        ]
        return self._member(record_head("warcinfo", "", head, block) + block + END)

    def _append(self, data: bytes) -> None:
        """Write all the data, or none."""
        if self._fd is None:
            raise ArchiveError("The archive is closed.")
        start, left = self._size, memoryview(data)
        try:
            while left:
                left = left[os.write(self._fd, left) :]
        except OSError as error:
            self._cut_back(start)
            self._fail(error)
        self._sha256.update(data)
        self._size = start + len(data)

    def _sync_if_due(self) -> None:
        self._unsynced += 1
        if self._fd is None or self._unsynced != self._filing.fsync_every:
            return
        try:
            os.fsync(self._fd)
        except OSError as error:
            self._fail(error)
        self._unsynced = 0

    def _cut_back(self, size: int) -> None:
        """Cut off half an exchange; if even that fails, recovery does it later."""
        if self._fd is not None:
            try:
                os.ftruncate(self._fd, size)
            except OSError:
                return

    def _fail(self, error: OSError) -> NoReturn:
        name = f"{self.files[-1]}.open" if self.files else ""
        self._broken = (
            f"The archive cannot be written: {self._directory / name}: {error.strerror}. "
            "The crawl stops so that no page is lost; free space or mend the folder's rights, "
            "then start again: it goes on where it was."
        )
        raise ArchiveError(self._broken) from None


def _total(directory: Path) -> int:
    """Return the bytes of all files in a folder; 0 where there is no folder."""
    try:
        with os.scandir(directory) as entries:
            return sum(entry.stat().st_size for entry in entries if entry.is_file())
    except FileNotFoundError:
        return 0


def _create(path: Path) -> int:
    """Open a new file and lock it: recovery leaves it alone until its process is gone."""
    while True:
        fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o644)
        fcntl.flock(fd, fcntl.LOCK_EX)
        if path.exists():
            return fd
        # Another crawl's recovery came between the two, and has set it aside.
        os.close(fd)
