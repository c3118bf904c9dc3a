"""The replaying download handler: it answers with what the recording handler archived."""

from scrapy import Request
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.crawler import Crawler
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes

from newscrawler.crawl.run.offline import OfflineRun
from newscrawler.model.capture import Capture


class ReplayingHandler(BaseDownloadHandler):
    """Answers from the archive; opens no connection."""

    lazy = True

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._run = OfflineRun.of(crawler)

    async def download_request(self, request: Request) -> Response:
        """Return the archived response; the capture travels as ``meta['capture']``."""
        capture = self._run.answer(request)
        request.meta["capture"] = capture
        return response_of(capture, request.url)


def response_of(capture: Capture, url: str) -> Response:
    """Return a capture as Scrapy would have received it: its body still content-encoded."""
    headers = Headers()
    for name, value in capture.headers:
        headers.appendlist(name, value.encode("latin-1", errors="replace"))
    kind = responsetypes.from_args(headers=headers, url=url, body=capture.body)
    return kind(url=url, status=capture.status, headers=headers, body=capture.body)
