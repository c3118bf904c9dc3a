"""The progress bar of a crawl, for a person at a terminal; cron sees log lines."""

import logging
import sys
from typing import Any, Self

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from newscrawler.text.terminal import progress


class Progress:
    """Counts responses and articles while the crawl runs."""

    def __init__(self) -> None:
        self._articles = 0
        self._bar: Any = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Stay out of the way of log lines; Scrapy calls it."""
        quiet = logging.getLevelName(crawler.settings["LOG_LEVEL"]) >= logging.WARNING
        if not sys.stderr.isatty() or not (quiet or crawler.settings["LOG_FILE"]):
            raise NotConfigured
        bar = cls()
        crawler.signals.connect(bar.response, signal=signals.response_downloaded)
        crawler.signals.connect(bar.article, signal=signals.item_scraped)
        crawler.signals.connect(bar.close, signal=signals.spider_closed)
        return bar

    def response(self, spider: Spider) -> None:
        """Move on by one page."""
        if self._bar is None:
            self._bar = progress(None, spider.name)
        self._bar.update()

    def article(self) -> None:
        """Count one article."""
        self._articles += 1
        if self._bar is not None:
            self._bar.set_postfix_str(f"{self._articles} articles")

    def close(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.close()
