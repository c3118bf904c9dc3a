"""A live crawl's run: each response is archived before anybody sees it."""

from dataclasses import replace
from typing import ClassVar

from scrapy import Request
from scrapy.http import Response
from scrapy.utils.defer import deferred_from_coro

from newscrawler import clock
from newscrawler.archive import ArchiveWriter
from newscrawler.archive.write.serialise import public_url
from newscrawler.crawl.backoff import Hosts
from newscrawler.crawl.run.crawl_run import CrawlRun
from newscrawler.crawl.run.exit_code import Facts
from newscrawler.crawl.run.scrapy_exchange import exchange_of
from newscrawler.errors import ArchiveError, ExitCode, NewscrawlerError, UsageError
from newscrawler.maintenance.erase import finish
from newscrawler.model.capture import Capture
from newscrawler.replay.replay import catch_up


class LiveRun(CrawlRun):
    """The run of a live crawl: its archive and its hosts, beside its store."""

    kind: ClassVar[str] = "live"
    unanswered_code: ClassVar[ExitCode] = ExitCode.UNREACHABLE
    archive: ArchiveWriter
    hosts: Hosts
    full: str | None = None
    """Why the archive takes no more; responses that are under way it still takes."""

    def open_archive(self) -> None:
        """Open the archive, and bring the store up to what a crash left in it."""
        if self.config.replay is not None:
            raise UsageError(
                "NEWSCRAWLER_REPLAY is set, and this project would ask the network all the same: "
                "its ADDONS must hold newscrawler.crawl.fetch.offline.Offline."
            )
        self.archive = self._open.enter_context(
            ArchiveWriter(
                self.config.archive,
                site=self.site,
                crawl_id=self.crawl_id,
                operator=self.config.contact or None,
                user_agent=str(self.crawler.settings["USER_AGENT"]),
                obeys_robots=self.crawler.settings.getbool("ROBOTSTXT_OBEY"),
                filing=self.config.filing,
                before_close=self.store.commit,
            )
        )
        self.hosts = Hosts(
            self.store.hosts,
            delay=self.crawler.settings.getfloat("DOWNLOAD_DELAY"),
            patience=self.config.wait_max.total_seconds(),
            ceiling=self.config.retry_after_max.total_seconds(),
        )
        for damage in catch_up(self.config.archive, self.store, self.config.sites).damage:
            self.damaged(damage)
        # What was registered, and not yet extracted when an earlier crawl was killed.
        self.apply_captures(self.store.pending_of_site(self.site))
        finish(
            self.store,
            self.config.archive,
            at=clock.now(),
            sites=(self.site,),
            threshold=self.config.near_duplicates,
        )
        if why := self.archive.lacks_room():
            raise ArchiveError(why)

    @property
    def facts(self) -> Facts:
        """The facts of how the crawl went, so far or at its end."""
        code = self.hosts.exit_code if hasattr(self, "hosts") else ExitCode.DONE
        return replace(super().facts, open_circuit_code=code)

    @property
    def turned_away(self) -> int:  # type: ignore[override]
        """Requests in a row that were turned away, as their hosts are left alone."""
        return self.hosts.turned_away

    def close_archive(self) -> None:
        """Close the archive."""
        self.archive.close()
        if self.full is not None:
            self.failure = ArchiveError(f"{self.full} The next crawl goes on where this one was.")

    def remarks(self) -> list[str]:
        """Return a line for each kind of trap left out, and for each host left alone."""
        traps = self.store.ledger.patterns.left_out(self.queue) if hasattr(self, "store") else []
        alone = self.hosts.left_alone if hasattr(self, "hosts") else []
        return [*traps, *(host.remark for host in alone)]

    def record(self, request: Request, response: Response) -> Capture:
        """Archive an exchange, register it in the store, and return it as a capture."""
        self.responses += 1
        try:
            earlier = self.store.earlier(public_url(request.url))
            exchange = exchange_of(request, response, at=clock.moment(), earlier=earlier)
            capture = self.archive.write(exchange)
            self.note(capture)
            if self.full is None:
                self._stop_if_full()
        except NewscrawlerError as error:
            self.fail(error)
            raise
        return capture

    def _stop_if_full(self) -> None:
        self.full = self.archive.lacks_room()
        engine = self.crawler.engine
        if self.full is not None and engine is not None:
            deferred_from_coro(engine.close_spider_async(reason="archive-is-full"))
