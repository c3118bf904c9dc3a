"""A downloader that can cancel its requests: queued, delayed, or in transfer."""

import asyncio
from typing import Any

from scrapy import Request, Spider
from scrapy.core.downloader import Downloader, Slot
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.internet.defer import Deferred, fail
from twisted.python.failure import Failure

from newscrawler.crawl.run import stopping
from newscrawler.crawl.run.unanswered import Unanswered


class CancellingDownloader(Downloader):
    """Scrapy's downloader; the address of a cancelled request stays due in the ledger."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._fetches: set[Deferred[Any]] = set()
        self._transfers: set[asyncio.Task[Any]] = set()
        self._cancelled = False
        crawler.signals.connect(self._cancel_all, signal=stopping.cancel)

    def fetch(self, request: Request, spider: Spider | None = None) -> Deferred[Response | Request]:
        """Fetch through the middlewares; fails with Unanswered once all was cancelled."""
        if self._cancelled:
            return fail(Unanswered())
        fetched: Deferred[Response | Request] = super().fetch(request)
        self._fetches.add(fetched)
        return fetched.addBoth(self._fetched, fetched)

    def _fetched(self, result: Any, fetched: Deferred[Any]) -> Any:
        self._fetches.discard(fetched)
        if self._cancelled and isinstance(result, Failure):
            raise Unanswered
        return result

    async def _download(self, slot: Slot, request: Request) -> Response:
        """Transfer; a request that was queued when all was cancelled does not begin."""
        if self._cancelled:
            raise Unanswered
        task = asyncio.current_task()
        if task is None:
            raise RuntimeError("transfers are tasks of asyncio")
        self._transfers.add(task)
        try:
            return await super()._download(slot, request)
        finally:
            self._transfers.discard(task)

    def _cancel_all(self) -> None:
        self._cancelled = True
        for fetched in list(self._fetches):
            fetched.cancel()
        for task in list(self._transfers):
            task.cancel()
