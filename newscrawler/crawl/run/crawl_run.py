"""The run of one crawl: it opens the store, keeps the ledger, and reports how it ended."""

import logging
from abc import ABC, abstractmethod
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import replace
from typing import Any, ClassVar, Self
from uuid import uuid4

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider, IgnoreRequest
from scrapy.spidermiddlewares.httperror import HttpError
from scrapy.utils.asyncio import create_looping_call
from scrapy.utils.defer import deferred_from_coro
from twisted.python.failure import Failure

from newscrawler import clock, config
from newscrawler.archive import Damage
from newscrawler.crawl.run import exit_code, stopping
from newscrawler.crawl.run.block_detection import why_refused
from newscrawler.crawl.run.shared_store import shared
from newscrawler.crawl.run.summary import alarm_sentences, summarise
from newscrawler.crawl.run.unanswered import Unanswered
from newscrawler.errors import ExitCode, NewscrawlerError
from newscrawler.extract.observe import observe, prejudge
from newscrawler.model import profile_files
from newscrawler.model.capture import Capture
from newscrawler.model.observation import CaptureFacts, Observation
from newscrawler.model.outcome import Outcome
from newscrawler.model.profile_files import site_of
from newscrawler.replay.extraction import Extraction
from newscrawler.replay.replay import Replayed, apply_captures
from newscrawler.sites.health.alarm import Health
from newscrawler.sites.health.examine import check
from newscrawler.store import Store, site_lock
from newscrawler.store.reading.overview import last_crawls
from newscrawler.text.terminal import plain

logger = logging.getLogger(__name__)


class CrawlRun(ABC):
    """The state that the parts of one crawl share, live or offline: ``CrawlRun.of(crawler)``."""

    kind: ClassVar[str]
    """The value of `crawls.kind`: live or replay."""
    unanswered_code: ClassVar[ExitCode]
    """The exit code if nothing was answered."""
    turned_away = 0  # requests in a row to hosts that are left alone
    store: Store
    extraction: Extraction

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.config = config.of(crawler.settings)
        self.crawl_id = uuid4().hex
        self.site = ""
        self.begun = clock.now()
        self.queue = ""
        self.failure: NewscrawlerError | None = None
        self.last_trouble = ""
        self.responses = 0
        self.leads = 0
        self.bugs = 0
        self.stopped = False
        self.stopped_by_signal = False
        self.facts_at_end: exit_code.Facts | None = None
        self.health = Health()
        self.document: dict[str, Any] = {}
        self._open = ExitStack()
        crawler.settings.set("USER_AGENT", self.config.user_agent, priority="default")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Connect to the crawl's signals; Scrapy calls it."""
        run = cls(crawler)
        crawler.signals.connect(run.open, signal=signals.spider_opened)
        crawler.signals.connect(run.close, signal=signals.spider_closed)
        return run

    @classmethod
    def find(cls, crawler: Crawler) -> Self | None:
        """Return the run of a crawler, if it has one."""
        return crawler.get_extension(cls)

    @classmethod
    def of(cls, crawler: Crawler) -> Self:
        """Return the run of a crawler. Raises RuntimeError where EXTENSIONS lacks it."""
        run = cls.find(crawler)
        if run is None:
            raise RuntimeError("EXTENSIONS must hold newscrawler.crawl.run.live.LiveRun")
        return run

    def open(self, spider: Spider) -> None:
        """Lock the site, open the store and the archive, and apply what a crash left there."""
        self.site = spider.name
        # A list of addresses is a queue of its own; each goes on in its site's.
        self.queue = self.crawl_id if getattr(spider, "is_list", False) else self.site
        try:
            self._open.enter_context(site_lock(self.config.db, self.site))
            one = self._open.enter_context(shared(self.config, self.damaged))
            self.store, self.extraction = one.store, one.extraction
            self.store.begin_crawl(self.crawl_id, site=self.site, kind=self.kind, at=self.begun)
            self.store.ledger.begin(self.crawl_id, queue=self.queue, begun=self.begun)
            self.open_archive()
        except NewscrawlerError as error:
            self.failure = error
            raise CloseSpider("cannot-start") from None
        except Exception as error:
            # Scrapy would log it, and crawl without a store for ever.
            self.bugs += 1
            logger.exception("a bug in opening")
            raise CloseSpider("cannot-start") from error
        commits = create_looping_call(self._commit)
        commits.start(1.0, now=False)
        self._open.callback(commits.stop)

    @abstractmethod
    def open_archive(self) -> None:
        """Open the archive that is written, or that answers; the store is open."""

    @abstractmethod
    def close_archive(self) -> None:
        """Close it; the store is still open."""

    def close(self, spider: Spider, reason: str) -> None:
        """Close the archive, apply what is left, link duplicates, write the summary."""
        # A person, a timer or a limit of Scrapy's ended it, and no fault.
        self.stopped_by_signal = reason == "shutdown"
        self.stopped = self.stopped_by_signal or reason.startswith("closespider_")
        try:
            if self.failure is None:
                self.close_archive()
                # A crawl that is asked to stop leaves this to the next one, as a killed one does.
                if not stopping.asked():
                    self.apply_captures(self.store.pending_of_crawl(self.crawl_id))
                    near = self.config.near_duplicates
                    self.store.settle(self.crawl_id, threshold=near, stop=stopping.asked)
            if hasattr(self, "store"):
                self.facts_at_end = self._facts_at_close()
                self.document = summarise(self, reason, self.store)
                self.store.end_crawl(
                    self.crawl_id,
                    at=clock.now(),
                    reason=reason,
                    exit_code=self.exit_code(),
                    counts=dict(self.facts_at_end.counts),
                    summary=self.document,
                )
                self.store.ledger.end(self.crawl_id)
        except NewscrawlerError as error:
            self.failure = self.failure or error
        finally:
            try:
                self._open.close()
            except NewscrawlerError as error:
                self.failure = self.failure or error
        if self.failure is not None:
            self.document = summarise(self, reason, None)

    def _facts_at_close(self) -> exit_code.Facts:
        """Return the facts that the database has at the end."""
        ledger = self.store.ledger
        counts = ledger.counts(self.crawl_id)
        if waiting := ledger.frontier.waiting(self.queue):
            counts[Outcome.WAITING] = waiting
        site = profile_files.named(self.site, self.config.sites)
        self.health = check(self.store, self.site, self.begun, site)
        pages = ledger.counts(self.crawl_id, pages=True)
        runs = last_crawls(self.store, [self.site], limit=30)
        before = [run["counts"] or {} for run in runs if run["kind"] == self.kind]
        return exit_code.Facts(
            site=self.site,
            unanswered_code=self.unanswered_code,
            counts=counts,
            pages=pages,
            refusal=why_refused(pages, before),
            resting=ledger.frontier.resting(self.queue, after=self.begun),
            alarms=alarm_sentences(self.site, self.health),
        )

    @property
    def facts(self) -> exit_code.Facts:
        """The facts of how the crawl went, so far or at its end."""
        known = self.facts_at_end or exit_code.Facts(self.site, self.unanswered_code)
        stats = self.crawler.stats
        seen = ("spider_exceptions/count", "item_error_count")
        return replace(
            known,
            responses=self.responses,
            leads=self.leads,
            failure=self.failure,
            bugs=self.bugs + sum(stats.get_value(name, 0) for name in seen),
            stopped=self.stopped,
            trouble=self.last_trouble,
        )

    def exit_code(self) -> ExitCode:
        """Return the exit code that this run deserves."""
        return exit_code.of(self.facts)

    def summary(self) -> str:
        """Return a few lines on how it went, for people and for cron's mail."""
        return exit_code.summary(self.facts, self.remarks())

    def remarks(self) -> list[str]:
        """Return what else a person should know, a line each."""
        return self.health.remarks

    def apply_captures(self, captures: Iterable[CaptureFacts]) -> None:
        """Extract and apply captures of the archive; warn of those that cannot be read."""
        done = Replayed()
        apply_captures(captures, self.store, self.extraction, done)
        for damage in done.damage:
            self.damaged(damage)

    def damaged(self, damage: Damage) -> None:
        """Warn of a place of the archive that cannot be read, or that contradicts itself."""
        where, why = plain(damage.file), plain(damage.reason)
        logger.warning("%s at byte %d: %s", where, damage.offset, why.replace("\n", " "))

    def fail(self, error: NewscrawlerError) -> None:
        """Stop the crawl for a fault of archive or store; Scrapy would log it and go on."""
        if self.failure is None:
            self.failure = error
            logger.error("%s", error)
            engine = self.crawler.engine
            if engine is not None:
                deferred_from_coro(engine.close_spider_async(reason="archive-or-store-error"))

    def note(self, capture: Capture) -> None:
        """Register a capture; one whose outcome needs no extraction is applied at once."""
        name, site = site_of(capture.url, self.site, self.config.sites)
        facts = self.facts_of(capture, name)
        if prejudge(capture, site) is None:
            self.store.register_later(facts)  # the pipelines extract it
        else:
            self.store.apply(observe(capture, facts, site))

    def facts_of(self, capture: Capture, site: str) -> CaptureFacts:
        """Return the facts of a capture of this crawl."""
        return CaptureFacts(
            record_id=capture.record_id,
            url=capture.url,
            captured_at=capture.captured_at,
            location=capture.location,
            site=site,
            crawl_id=self.crawl_id,
            wanted=capture.wanted,
            hint=capture.hint,
            entry=capture.entry,
        )

    async def fetch_part(self, url: str) -> Capture | None:
        """Fetch a further page of an article, as politely as any; None if none came.

        A redirect is not followed: a replay looks for the answer at this very address.
        """
        engine = self.crawler.engine
        if engine is None or self.failure is not None:
            return None
        request = Request(url, meta={"dont_redirect": True, "verbatim_url": True}, dont_filter=True)
        try:
            response = await engine.download_async(request)
        except Exception:  # noqa: BLE001 - whatever ends a request ends only the joining
            failure = Failure()  # type: ignore[no-untyped-call]
            failure.request = request  # type: ignore[attr-defined]
            self.lost(failure)
            return None
        capture: Capture = response.meta["capture"]
        return capture if capture.status == 200 else None

    def apply(self, seen: Observation) -> Outcome:
        """Apply an observation to the store; a fault of it stops the crawl."""
        try:
            return self.store.apply(seen)
        except NewscrawlerError as error:
            self.fail(error)
            raise

    def lost(self, failure: Failure) -> None:
        """Close the address of a request that got no response; an errback."""
        if isinstance(failure.value, (HttpError, Unanswered)):
            return  # A response came, or none was sought: the ledger knows.
        request: Request = failure.request  # type: ignore[attr-defined]
        if isinstance(failure.value, exit_code.BUGS):
            self.bugs += 1
            logger.error("%s: a bug in fetching", request.url, exc_info=failure.value)
        robots = isinstance(failure.value, IgnoreRequest) and "robots" in str(failure.value)
        outcome = Outcome.ROBOTS if robots else Outcome.FAILED
        if not robots:
            self.last_trouble = f"{request.url}: {failure.getErrorMessage()}"
        self.end(request.url, outcome, failure.getErrorMessage())

    def end(self, url: str, outcome: Outcome, detail: str) -> None:
        """Write the outcome of an address that gave no response to the ledger."""
        if self.failure is not None:
            return
        site, _ = site_of(url, self.site, self.config.sites)
        detail = detail[:500]
        try:
            self.store.ledger.close_unanswered(
                site, url, outcome, at=clock.now(), crawl_id=self.crawl_id, detail=detail
            )
        except NewscrawlerError as error:
            self.fail(error)

    def _commit(self) -> None:
        try:
            self.store.commit_if_due()
        except NewscrawlerError as error:
            self.fail(error)
