"""Item pipelines, in the order of ITEM_PIPELINES: extract → dedupe → store.

Thin adapters: a spider's capture becomes an observation and leaves as an article. Items of other
spiders, which are no captures, pass through.
"""

from asyncio import CancelledError, Future, wait_for, wrap_future
from concurrent.futures import BrokenExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple, Self

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from newscrawler.crawl.run import stopping
from newscrawler.crawl.run.crawl_run import CrawlRun
from newscrawler.extract.observe import fingerprint, join, next_part, observe
from newscrawler.extract.workers import PAGE_SECONDS, Workers
from newscrawler.model import profile_files
from newscrawler.model.capture import Capture
from newscrawler.model.observation import CaptureFacts, Observation
from newscrawler.model.outcome import ARTICLES, Outcome
from newscrawler.model.profile_files import site_of
from newscrawler.model.urls import canonical_url

_LEFT = "left to the next crawl"


class _Task(NamedTuple):
    capture: Capture
    facts: CaptureFacts
    sites: tuple[Path, ...]


class ExtractPipeline:
    """Runs `observe` on each capture, in a worker process where there are some.

    An article that goes on at further pages is joined from them.
    """

    def __init__(self, run: CrawlRun) -> None:
        self._run = run
        self._workers: Workers[_Task, Observation] = Workers(_observe, _failed, run.config.workers)
        self._awaited: set[Future[Observation]] = set()
        self._cut = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Find the crawl's run; Scrapy calls it."""
        own = cls(CrawlRun.of(crawler))
        crawler.signals.connect(own._give_up, signal=stopping.cancel)
        return own

    async def process_item(self, item: Any) -> Any:
        """Return the observation of a capture."""
        if not isinstance(item, Capture):
            return item
        seen = await self._look(item)
        while (url := next_part(seen)) is not None:
            part = await self._run.fetch_part(url)
            joined = join(seen, await self._look(part)) if part is not None else None
            if joined is None:
                break
            seen = joined
        return seen

    async def _look(self, capture: Capture) -> Observation:
        sites = self._run.config.sites
        site, _ = site_of(capture.url, self._run.site, sites)
        task = _Task(capture, self._run.facts_of(capture, site), sites)
        if not self._run.config.workers:
            return _observe(task)
        if self._cut:
            raise DropItem(_LEFT)
        answer = wrap_future(self._workers.submit(task))
        self._awaited.add(answer)
        try:
            return await wait_for(answer, PAGE_SECONDS)
        except CancelledError:
            raise DropItem(_LEFT) from None
        except (TimeoutError, BrokenExecutor):
            return self._workers.alone(task, "extraction took too long or killed its process")
        finally:
            self._awaited.discard(answer)

    def _give_up(self) -> None:
        self._cut = True
        for answer in list(self._awaited):
            answer.cancel()

    def close_spider(self) -> None:
        """Stop the processes."""
        self._workers.close()


class DedupePipeline:
    """Gives each observation the digest by which equal texts are known; the store links them."""

    def process_item(self, item: Any) -> Any:
        """Return the observation with its digest."""
        return fingerprint(item) if isinstance(item, Observation) else item


class StorePipeline:
    """Applies each observation to the store; its article goes on to Scrapy's exports."""

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


def _observe(task: _Task) -> Observation:
    site = profile_files.named(task.facts.site, task.sites)
    return observe(task.capture, task.facts, site)


def _failed(task: _Task, reason: str) -> Observation:
    return replace(
        Observation(task.facts, task.capture.status, canonical_url(task.capture.url), ""),
        outcome=Outcome.FAILED,
        detail=reason,
    )
