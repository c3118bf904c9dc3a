"""The recording download handler: a response is in the archive before anyone sees it.

It wraps Scrapy's own handler, so robots.txt, redirects, retries and compressed bodies pass
through it as they came.
"""

from scrapy import Request
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError
from scrapy.http import Response

from newscrawler.crawl.fetch.limits import BoundedHandler
from newscrawler.crawl.fetch.public_addresses import PublicResolver
from newscrawler.crawl.run.live import LiveRun
from newscrawler.crawl.run.unanswered import Unanswered
from newscrawler.model.outcome import Outcome


class RecordingHandler(BaseDownloadHandler):
    """Fetches within bounds and from public addresses alone, and records the exchange."""

    lazy = True

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._inner = BoundedHandler.from_crawler(crawler)
        self._run = LiveRun.of(crawler)
        self._resolver = PublicResolver.of(crawler)

    async def download_request(self, request: Request) -> Response:
        """Fetch, record, then hand over; the capture travels as ``meta['capture']``."""
        if self._run.store.tombstones.covers(request.url):
            self._run.end(request.url, Outcome.ERASED, "")
            raise Unanswered
        await self._resolver.check(request)
        try:
            response = await self._inner.download_request(request)
        except CannotResolveHostError:
            # The name may resolve otherwise than a moment ago.
            await self._resolver.check(request)
            raise
        request.meta["capture"] = self._run.record(request, response)
        return response

    async def close(self) -> None:
        """Close the wrapped handler's connections."""
        await self._inner.close()
