"""The recording download handler: a response is in the archive before anyone sees it.

It wraps Scrapy's own handler, so robots.txt, redirects, retries and compressed bodies pass
through it as they came.
"""

from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError, StopDownload
from scrapy.http import Response

from newscrawler.downloader.addresses import PrivateAddressError, PublicResolver, is_allowed
from newscrawler.extensions.live import LiveRun
from newscrawler.extensions.run import Unanswered
from newscrawler.outcome import Outcome

_RECEIVED = "newscrawler_received"


class RecordingHandler(BaseDownloadHandler):
    """Fetches through Scrapy's handler and records the exchange."""

    lazy = True

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._inner = HTTP11DownloadHandler.from_crawler(crawler)
        self._run = LiveRun.of(crawler)
        allowed = self._run.config.allow_private
        self._ported = {entry.rpartition(":")[0] for entry in allowed if ":" in entry}
        self._max_size = crawler.settings.getint("DOWNLOAD_MAXSIZE")
        crawler.signals.connect(self._limit, signal=signals.bytes_received)

    async def download_request(self, request: Request) -> Response:
        """Fetch, record, then hand over; the capture travels as ``meta['capture']``."""
        self._check_port(request.url)
        if self._run.store.tombstones.covers(request.url):
            self._run.end(request.url, Outcome.ERASED, "")
            raise Unanswered
        request.meta.update({_RECEIVED: 0, "download_maxsize": 0})
        try:
            response = await self._inner.download_request(request)
        except CannotResolveHostError:
            reason = PublicResolver.refused.get((urlsplit(request.url).hostname or "").lower())
            if reason is None:
                raise
            raise PrivateAddressError(reason) from None
        finally:
            del request.meta[_RECEIVED], request.meta["download_maxsize"]
        request.meta["capture"] = self._run.record(request, response)
        return response

    async def close(self) -> None:
        """Close the wrapped handler's connections."""
        await self._inner.close()

    def _limit(self, data: bytes, request: Request) -> None:
        """Cut a body that grows past DOWNLOAD_MAXSIZE; Scrapy would throw away all of it."""
        if _RECEIVED in request.meta:
            request.meta[_RECEIVED] += len(data)
            if self._max_size and request.meta[_RECEIVED] > self._max_size:
                raise StopDownload(fail=False)

    def _check_port(self, url: str) -> None:
        # The resolver sees no ports: a host allowed on one port is refused on the others here.
        if not self._ported:
            return
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
        port = parts.port or {"http": 80, "https": 443}[parts.scheme]
        allowed = self._run.config.allow_private
        if host in self._ported and not is_allowed(allowed, host, port):
            raise PrivateAddressError(
                f"{host}:{port} is not among NEWSCRAWLER_ALLOW_PRIVATE, which names {host} "
                "on another port."
            )
