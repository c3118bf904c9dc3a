"""A log file that begins anew when it is full, and that several processes may write to."""

import fcntl
import logging
import os
import time
from logging.handlers import RotatingFileHandler
from pathlib import Path

from newscrawler.text.terminal import plain

_FORMAT = "%(asctime)sZ %(process)d %(site)s %(levelname)s %(name)s: %(message)s"


class SharedLog(RotatingFileHandler):
    """The standard library's handler; it sees when another process has begun a new file."""

    def __init__(self, path: Path, *, size: int, kept: int) -> None:
        super().__init__(path, maxBytes=size, backupCount=kept, encoding="utf-8", delay=True)
        self.setFormatter(_Lines(_FORMAT, "%Y-%m-%dT%H:%M:%S"))

    def emit(self, record: logging.LogRecord) -> None:
        """Write a line to the file that has the name now."""
        if self._is_other():
            self._let_go()
        super().emit(record)

    def doRollover(self) -> None:  # noqa: N802 - the standard library's name
        """Begin a new file, unless another process has just done so."""
        folder = os.open(Path(self.baseFilename).parent, os.O_RDONLY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            if self._is_other():
                self._let_go()
            else:
                super().doRollover()
        finally:
            os.close(folder)

    def _is_other(self) -> bool:
        if self.stream is None:
            return False
        ours = os.fstat(self.stream.fileno())
        try:
            there = Path(self.baseFilename).stat()
        except FileNotFoundError:
            return True
        return (there.st_dev, there.st_ino) != (ours.st_dev, ours.st_ino)

    def _let_go(self) -> None:
        if self.stream is not None:
            self.stream.close()
            self.stream = None  # the next line opens the file anew


class _Lines(logging.Formatter):
    """Names the site where Scrapy does, and writes nothing that could steer a terminal."""

    converter = staticmethod(time.gmtime)

    def format(self, record: logging.LogRecord) -> str:
        """Return a line, and those of a traceback."""
        record.site = getattr(getattr(record, "spider", None), "name", "-")
        return plain(super().format(record))
