"""The scheduler: it draws requests from the ledger's frontier, batch by batch.

Scrapy's own keeps every request in memory, and loses them with its process. Here only a batch is
in memory; the rest waits in the database (`store/ledger/frontier.py`). Requests that the ledger
does not know, as redirects and retries, and those of other spiders, go through Scrapy's queues.
"""

from scrapy import Request
from scrapy.core.scheduler import Scheduler

from newscrawler.crawl.spiders.news import NewsSpider


class LedgerScheduler(Scheduler):
    """Scrapy's scheduler, filled by the news spider batch by batch."""

    def next_request(self) -> Request | None:
        """Return the next request, or None if there is none just now."""
        request = super().next_request()
        if request is None and self._fill():
            request = super().next_request()
        return request

    def has_pending_requests(self) -> bool:
        """Tell whether the crawl has to go on; Scrapy asks when nothing is under way."""
        if super().has_pending_requests():
            return True
        if isinstance(self.spider, NewsSpider):
            self.spider.forget_lists()
        return self._fill()

    def _fill(self) -> bool:
        if not isinstance(self.spider, NewsSpider):
            return False
        batch = self.spider.next_batch()
        for request in batch:
            self.enqueue_request(request)
        return bool(batch)
