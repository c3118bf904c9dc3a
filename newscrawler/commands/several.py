"""Several sites in one process: each crawl has its own pace, none holds another up."""

import asyncio
import sys
from collections.abc import Sequence
from typing import Any

from scrapy import Spider
from scrapy.crawler import AsyncCrawlerProcess, Crawler

from newscrawler.commands.crawl import checked, run_of, say_where
from newscrawler.errors import NewscrawlerError
from newscrawler.verdict import worst

AT_ONCE = 16
"""Sites that are crawled at a time; the next one begins when one has ended."""


def launch_several(
    process: AsyncCrawlerProcess, spiders: Sequence[str | type[Spider]], arguments: dict[str, Any]
) -> int:
    """Run a crawl for each site and print each summary. Returns the worst exit code.

    A site whose profile is broken, or that another crawl holds, keeps no other from its crawl.
    """
    say_where(process)
    several = _Several(process, arguments)
    for spider in spiders:
        try:
            several.waiting.append(checked(process, spider, arguments))
        except NewscrawlerError as error:
            several.note(error.exit_code, f"newscrawler: {error}")
    for _ in range(AT_ONCE):
        several.begin_next()
    process.start()
    return worst(several.codes)


class _Several:
    """The crawls of one process that are still to be begun, and how the others went."""

    def __init__(self, process: AsyncCrawlerProcess, arguments: dict[str, Any]) -> None:
        self._process, self._arguments = process, arguments
        self.waiting: list[type[Spider]] = []
        self.codes: list[int] = []

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
            self.note(1, f"newscrawler: {name}: a bug kept it from ending; see the log.")
        elif run.failure is not None:
            self.note(run.failure.exit_code, f"newscrawler: {name}: {run.failure}")
        else:
            self.codes.append(run.exit_code())
            print(run.summary(), flush=True)
        if run is not None and run.stopped_by_signal:
            self.waiting.clear()
        self.begin_next()

    def note(self, code: int, message: str) -> None:
        """Note a site that could not be crawled."""
        self.codes.append(code)
        print(message, file=sys.stderr, flush=True)
