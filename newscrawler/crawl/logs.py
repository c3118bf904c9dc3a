"""The log: the form of a line, the file that rotates, and what Scrapy logs of an item.

Several processes write to one file. Why no library rotates it: docs/dependencies.md.
"""

import fcntl
import logging
import os
import time
from logging.handlers import WatchedFileHandler
from pathlib import Path
from typing import Any

from scrapy import Spider
from scrapy.http import Response
from scrapy.logformatter import LogFormatter
from scrapy.settings import BaseSettings
from twisted.python.failure import Failure

from newscrawler import config
from newscrawler.errors import UsageError
from newscrawler.text.terminal import plain

_LINE = "%(asctime)sZ %(process)d %(site)s %(levelname)s %(name)s: %(message)s"
_TIME = "%Y-%m-%dT%H:%M:%S"


def log_to_file(settings: BaseSettings) -> None:
    """Send the log to NEWSCRAWLER_LOG_FILE, if there is one, and only warnings to stderr as well.

    To be called before Scrapy's process is made, so that nothing is missing. Raises UsageError.
    """
    outputs = config.of(settings).outputs
    if outputs.log is None:
        return
    try:
        outputs.log.parent.mkdir(parents=True, exist_ok=True)
        outputs.log.open("a").close()
    except OSError as error:
        raise UsageError(f"{outputs.log} cannot be written: {error.strerror}.") from None
    handler = SharedLog(outputs.log, size=outputs.log_bytes, kept=outputs.log_kept)
    handler.setLevel(settings["LOG_LEVEL"])
    logging.root.addHandler(handler)
    logging.captureWarnings(capture=True)
    settings.set("LOG_LEVEL", "WARNING", priority="cmdline")


class SharedLog(WatchedFileHandler):
    """A rotating log file of several processes: one rotates it, the others reopen it.

    From `size` bytes on the file becomes `NAME.1`, the youngest of `kept` old ones; it is never
    rotated if either is 0. The lock is held for a rotation only, on the folder, so that no file
    but the log appears there; the kernel drops it with the process.
    """

    def __init__(self, path: Path, *, size: int, kept: int) -> None:
        super().__init__(path, encoding="utf-8", delay=True)
        self.setFormatter(_Lines(_LINE, _TIME))
        self._size, self._kept = (size if kept else 0), kept
        self._names = [path, *(path.with_name(f"{path.name}.{n + 1}") for n in range(kept))]

    def emit(self, record: logging.LogRecord) -> None:
        """Write a line to the file that has the name now."""
        try:
            if self._size and self.stream and os.fstat(self.stream.fileno()).st_size >= self._size:
                self._rotate()
        except OSError:
            self.handleError(record)
        super().emit(record)

    def _rotate(self) -> None:
        folder = os.open(self._names[0].parent, os.O_RDONLY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            if not self._is_full():
                return  # another process has just rotated it
            for number in range(self._kept, 0, -1):
                if self._names[number - 1].exists():
                    self._names[number - 1].replace(self._names[number])
        finally:
            os.close(folder)

    def _is_full(self) -> bool:
        try:
            return self._names[0].stat().st_size >= self._size
        except FileNotFoundError:
            return False


class _Lines(logging.Formatter):
    """Names the site where Scrapy does, and writes nothing that could steer a terminal."""

    converter = staticmethod(time.gmtime)

    def format(self, record: logging.LogRecord) -> str:
        """Return a line, and those of a traceback."""
        record.site = getattr(getattr(record, "spider", None), "name", "-")
        return plain(super().format(record))


class PlainRecord(logging.LogRecord):
    """A line of the log, in which nothing that a server sent can steer a terminal."""

    def getMessage(self) -> str:  # noqa: N802 - the name in the standard library
        """Return the message as one reads it."""
        message = super().getMessage()
        return message if message.isprintable() else plain(message)


class QuietDrops(LogFormatter):
    """Logs a page that is no article at debug level, without printing it.

    Scrapy makes it before anything is fetched: from then on all lines are plain.
    """

    def __init__(self) -> None:
        logging.setLogRecordFactory(PlainRecord)

    def dropped(
        self,
        item: Any,
        exception: BaseException,
        response: Response | Failure | None,
        spider: Spider,
    ) -> Any:
        """Return the log entry of a dropped item."""
        return {"level": logging.DEBUG, "msg": "%(why)s", "args": {"why": str(exception)}}

    def scraped(self, item: Any, response: Any, spider: Spider) -> Any:
        """Return the log entry of an article: its address, not its text."""
        return {"level": logging.DEBUG, "msg": "%(url)s", "args": {"url": getattr(item, "url", "")}}
