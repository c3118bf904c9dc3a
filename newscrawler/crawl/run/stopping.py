"""Stopping: a crawl that is asked to stop ends within seconds.

Scrapy waits for requests that are under way, a minute and more. Here they have GRACE seconds,
whatever closes the crawl: a signal, --timeout, a fault. Then they are cancelled, and their
addresses stay due in the ledger. A process that a signal has not ended after LIMIT seconds is
ended by force: a crash loses nothing either.
"""

import multiprocessing
import os
import signal
import threading
import time
from types import FrameType
from typing import Any, Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.utils.asyncio import create_looping_call

GRACE = 5.0
"""Seconds after which requests that are under way are cancelled."""
LIMIT = 10.0
"""Seconds after which a process is ended by force."""
cancel = object()
"""A signal of Scrapy's: cancel what is under way. It is sent again until all has ended."""

_NUMBERS = (signal.SIGTERM, signal.SIGINT)
_ENDED = b"newscrawler: ended by force, for it took too long; the next crawl goes on.\n"


class _SignalCounter:
    """Counts SIGTERM and SIGINT.

    At the first Scrapy does what it does, at the second nothing is waited for, at the third the
    process ends. Scrapy's own second one would leave archive and database open.
    """

    count = 0
    _theirs: Any = None

    def install(self) -> None:
        """Put ourselves before Scrapy's handlers, once a process."""
        if self._theirs is None and threading.current_thread() is threading.main_thread():
            self._theirs = signal.getsignal(signal.SIGTERM)
            self._listen()

    def _listen(self) -> None:
        for number in _NUMBERS:
            signal.signal(number, self._signalled)

    def _signalled(self, number: int, frame: FrameType | None) -> None:
        self.count += 1
        if self.count == 1:
            timer = threading.Timer(LIMIT, _end)
            timer.daemon = True
            timer.start()
            if callable(self._theirs):
                self._theirs(number, frame)
            self._listen()
        elif self.count > 2:
            _end()


_watch = _SignalCounter()


def asked() -> bool:
    """Tell whether a signal has asked this process to stop."""
    return _watch.count > 0


def _end() -> None:
    for child in multiprocessing.active_children():
        child.kill()
    os.write(2, _ENDED)
    os._exit(0)


class Stopping:
    """Cancels what is under way when a crawl has been closing for GRACE seconds."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._since: float | None = None
        self._looks = create_looping_call(self._look)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Watch the signals of the process and the end of the crawl; Scrapy calls it."""
        _watch.install()
        own = cls(crawler)
        crawler.signals.connect(own.open, signal=signals.spider_opened)
        crawler.signals.connect(own.close, signal=signals.spider_closed)
        return own

    def open(self) -> None:
        """Begin to look."""
        self._looks.start(0.25, now=False)

    def close(self) -> None:
        """Leave off."""
        self._looks.stop()

    def _look(self) -> None:
        engine = self._crawler.engine
        slot = engine._slot if engine is not None else None  # there is no public way to see it
        if slot is None or slot.closing is None:
            return
        self._since = self._since or time.monotonic()
        if _watch.count > 1 or time.monotonic() - self._since >= GRACE:
            self._crawler.signals.send_catch_log(cancel)
