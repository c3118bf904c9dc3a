"""Store: an observation is applied to the store, and its article goes on to Scrapy's exports."""

from typing import Any, Self

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from newscrawler.crawl.run.crawl_run import CrawlRun
from newscrawler.model.observation import Observation
from newscrawler.model.outcome import ARTICLES


class StorePipeline:
    """Applies each observation."""

    def __init__(self, run: CrawlRun) -> None:
        self._run = run

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Find the crawl's run; Scrapy calls it."""
        return cls(CrawlRun.of(crawler))

    def process_item(self, item: Any) -> Any:
        """Return the article, or drop what is none; the ledger has its outcome either way."""
        if not isinstance(item, Observation):
            return item
        outcome = self._run.apply(item)
        if outcome not in ARTICLES:
            raise DropItem(f"{outcome}: {item.facts.url}")
        return item.article
