"""Extract: a capture becomes an observation, in a worker process where there are some."""

from asyncio import CancelledError, Future, wait_for, wrap_future
from concurrent.futures import BrokenExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple, Self

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from newscrawler.crawl.run import stopping
from newscrawler.crawl.run.crawl_run import CrawlRun
from newscrawler.extract.observe import join, next_part, observe
from newscrawler.extract.workers import PAGE_SECONDS, Workers
from newscrawler.model import profile_files
from newscrawler.model.capture import Capture
from newscrawler.model.observation import CaptureFacts, Observation
from newscrawler.model.outcome import Outcome
from newscrawler.model.profile_files import site_of
from newscrawler.model.urls import canonical_url

_LEFT = "left to the next crawl"


class _Task(NamedTuple):
    capture: Capture
    facts: CaptureFacts
    sites: tuple[Path, ...]


class ExtractPipeline:
    """Runs `observe` on each capture, and on the further pages that an article goes on at."""

    def __init__(self, run: CrawlRun) -> None:
        self._run = run
        self._workers: Workers[_Task, Observation] = Workers(_observe, _failed, run.config.workers)
        self._awaited: set[Future[Observation]] = set()
        self._cut = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Find the crawl's run; Scrapy calls it."""
        own = cls(CrawlRun.of(crawler))
        crawler.signals.connect(own._give_up, signal=stopping.cut)
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


def _observe(task: _Task) -> Observation:
    site = profile_files.named(task.facts.site, task.sites)
    return observe(task.capture, task.facts, site)


def _failed(task: _Task, reason: str) -> Observation:
    return replace(
        Observation(task.facts, task.capture.status, canonical_url(task.capture.url), ""),
        outcome=Outcome.FAILED,
        detail=reason,
    )
