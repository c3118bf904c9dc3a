"""Crawls several sites in one process: each has its own pace, none holds another up."""

import asyncio
import sys
from collections.abc import Sequence
from typing import Any

from scrapy import Spider
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import Settings

from newscrawler import config
from newscrawler.crawl.announce import Announcer
from newscrawler.crawl.launch import checked_spider, launch, run_of, spider_for
from newscrawler.crawl.run.exit_code import worst
from newscrawler.crawl.spiders.news import NewsSpider
from newscrawler.errors import ExitCode, NewscrawlerError
from newscrawler.text.terminal import plain

AT_ONCE = 16
"""Sites that are crawled at a time; the next one begins when one has ended."""


def launch_several(
    process: AsyncCrawlerProcess, spiders: Sequence[str | type[Spider]], arguments: dict[str, Any]
) -> ExitCode:
    """Run a crawl for each site and print each summary. Returns the worst exit code.

    A site whose profile is broken, or that another crawl holds, keeps no other from its crawl.
    """
    several = _Several(process, arguments)
    for spider in spiders:
        try:
            several.waiting.append(checked_spider(process, spider, arguments))
        except NewscrawlerError as error:
            name = spider if isinstance(spider, str) else spider.name
            several.not_started(name, str(error), error.exit_code)
    for _ in range(AT_ONCE):
        several.begin_next()
    process.start()
    code = worst(several.codes)
    several.announcer.finish(code)
    return code


class _Several:
    """The crawls of one process that are still to be begun, and how the others went."""

    def __init__(self, process: AsyncCrawlerProcess, arguments: dict[str, Any]) -> None:
        self._process, self._arguments = process, arguments
        self.announcer = Announcer(config.of(process.settings))
        self.waiting: list[type[Spider]] = []
        self.codes: list[ExitCode] = []

    def begin_next(self) -> None:
        """Begin the next crawl, if there is one."""
        if not self.waiting:
            return
        crawler = self._process.create_crawler(self.waiting.pop(0))
        task = self._process.crawl(crawler, **self._arguments)
        task.add_done_callback(lambda ended: self._end(crawler, ended))

    def _end(self, crawler: Crawler, ended: "asyncio.Task[None]") -> None:
        name = crawler.spidercls.name
        run = run_of(crawler)
        if ended.cancelled() or ended.exception() is not None or run is None:
            self.not_started(name, f"{name}: a bug kept it from ending; see the log.", ExitCode.BUG)
        else:
            self.codes.append(run.exit_code())
            self.announcer.crawl_ended(run)
            if run.failure is not None:
                print(plain(f"newscrawler: {name}: {run.failure}"), file=sys.stderr, flush=True)
        if run is not None and run.stopped_by_signal and self.waiting:
            names = ", ".join(spider.name for spider in self.waiting)
            print(f"newscrawler: stopped before it came to {names}.", file=sys.stderr, flush=True)
            self.waiting.clear()
        self.begin_next()

    def not_started(self, name: str, why: str, code: ExitCode) -> None:
        """Note a site that could not be crawled."""
        self.codes.append(code)
        self.announcer.crawl_not_started(name, why, code)
        print(plain(f"newscrawler: {why}"), file=sys.stderr, flush=True)


def start(settings: Settings, targets: Sequence[str] | None, arguments: dict[str, Any]) -> ExitCode:
    """Crawl sites and URLs, or with no targets the listed addresses. Returns the exit code."""
    # A wrong address is refused before Scrapy's process begins its log.
    spiders: list[str | type[Spider]] = (
        [NewsSpider]
        if targets is None
        else [spider_for(t, settings) if "://" in t else t for t in targets]
    )
    process = AsyncCrawlerProcess(settings)
    if len(spiders) == 1:
        return launch(process, spiders[0], arguments)
    return launch_several(process, spiders, arguments)
