"""The news spider: discovers a site's articles and hands each page on as a capture.

It extracts nothing. What it finds goes into the ledger, and what it fetches is drawn from there,
so its memory does not grow with the site.
"""

from collections.abc import AsyncIterator, Iterator
from datetime import date
from pathlib import Path
from typing import Any, Self
from urllib.parse import urljoin, urlsplit

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DontCloseSpider
from scrapy.http import Response

from newscrawler import clock
from newscrawler.capture import Capture, Told
from newscrawler.discover import DEFAULT_DISCOVER, Kind, Way, kind, leads, surely_no_article
from newscrawler.errors import UsageError
from newscrawler.extensions.run import CrawlRun
from newscrawler.process import prejudge, site_of
from newscrawler.profile import Profile
from newscrawler.store.ledger import SITEMAP_SOURCE
from newscrawler.text.dates import parse_date
from newscrawler.urls import canonical_url, same_site

BATCH = 200
"""URLs drawn from the ledger at a time."""
MAX_LISTINGS = 2000
"""Listing pages of one crawl, a bound for calendars and other endless pages."""
_NAMED = "list"
"""The source of what a person asked for."""


class NewsSpider(Spider):
    """Crawls one site, with its profile or, without one, from its home page.

    Arguments (``-a NAME=VALUE``): `since` (YYYY-MM-DD: skip what discovery dates before it),
    `limit` (articles to fetch at most), `only_new` (do not revisit known articles), `urls` (a
    file of addresses to fetch in place of discovery).
    """

    name = "news"
    profile: Profile | None = None
    home: str | None = None
    """Where to begin with a site that has no profile."""

    def __init__(
        self,
        *args: Any,
        since: str | None = None,
        limit: str | int | None = None,
        only_new: str | bool = False,
        urls: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._since = _day(since)
        self._limit = _count(limit)
        self._only_new = str(only_new).lower() in ("1", "true", "yes")
        self._wanted = _read_list(urls) if urls else None
        home = self.home
        if home is None and self.profile is not None:
            home = f"https://{self.profile.domains[0]}/"
        self._home = home or ""
        self._listings: set[str] = set()
        if self.profile is not None:
            self.allowed_domains = list(self.profile.domains)

    @staticmethod
    def check_arguments(arguments: dict[str, Any]) -> None:
        """Refuse wrong ``-a`` arguments before anything starts. Raises UsageError."""
        known = ("since", "limit", "only_new", "urls")
        for name in arguments:
            if name not in known:
                raise UsageError(f"-a {name}: no such argument. There are {', '.join(known)}.")
        _day(arguments.get("since"))
        _count(arguments.get("limit"))
        if arguments.get("urls"):
            _read_list(arguments["urls"])

    @classmethod
    def of(cls, profile: Profile) -> type[Self]:
        """Make the spider class of a profile."""
        members = {"name": profile.name, "profile": profile, "__doc__": f"Crawls {profile.name}."}
        return type(f"{cls.__name__}_{profile.name}", (cls,), members)

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Connect to the idle signal; Scrapy calls it."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.next_batch, signal=signals.spider_idle)
        return spider

    @property
    def _run(self) -> CrawlRun:
        return CrawlRun.of(self.crawler)

    async def start(self) -> AsyncIterator[Any]:
        """Yield the pages that discovery starts from; a list of URLs needs none."""
        if self._wanted is not None:
            for url in self._wanted:
                self._discover(url, Told(_NAMED))
            return
        if not self._only_new:
            for url in self._run.store.known_urls(self.name):
                self._discover(url, Told("known"))
        given = self.profile.discover if self.profile else ()
        for entry in given or DEFAULT_DISCOVER:
            home = self.profile is None and not entry
            for request in self._listing(urljoin(self._home, entry), Told("start"), home=home):
                yield request

    def next_batch(self) -> None:
        """Fetch what the ledger holds next; called when nothing is under way."""
        run = self._run
        if run.failure is not None:
            return
        rows = run.store.ledger.draw(run.crawl_id, BATCH, listings=True)
        size = BATCH if self._limit is None else min(BATCH, self._limit)
        if not rows and size:
            rows = run.store.ledger.draw(run.crawl_id, size, listings=False)
            self._limit = None if self._limit is None else self._limit - len(rows)
        engine = self.crawler.engine
        if not rows or engine is None:
            return
        for row in rows:
            engine.crawl(self._article_request(row))
        raise DontCloseSpider

    def _article_request(self, row: Any) -> Request:
        headers = {}
        if row.etag:
            headers["If-None-Match"] = row.etag
        if row.last_modified:
            headers["If-Modified-Since"] = row.last_modified
        told = Told(**row.told) if row.told else Told(row.source or "known")
        meta = {"wanted": row.source == _NAMED, "told": told}
        return self._request(row.url, headers=headers, meta=meta)

    def _request(self, url: str, **kwargs: Any) -> Request:
        # The ledger knows what was fetched; Scrapy's filter would drop without a trace.
        return Request(url, callback=self.parse, errback=self._run.lost, dont_filter=True, **kwargs)

    def _listing(self, url: str, told: Told, *, home: bool = False) -> Iterator[Request]:
        url = canonical_url(url)
        if url in self._listings:
            return
        self._listings.add(url)
        if len(self._listings) <= MAX_LISTINGS:
            meta = {"listing": True, "home": home, "told": told}
            yield self._request(url, priority=10, meta=meta)
        else:
            self.logger.warning("%s: not fetched, this crawl saw %d lists", url, MAX_LISTINGS)

    def parse(self, response: Response, **kwargs: Any) -> Iterator[Any]:
        """Pass a page on to the pipelines, and follow what it leads to."""
        capture: Capture = response.meta["capture"]
        what = kind(capture)
        verdict = prejudge(capture, self.profile) if what is Kind.PAGE else None
        if what is Kind.PAGE and verdict is None:
            yield capture
            if self._wanted is not None or self.profile is not None:
                return
        fresh, articles, following = 0, [], []
        for lead in leads(capture, self.profile, home=bool(response.meta.get("home"))):
            if self._too_old(lead.dated):
                continue
            if lead.way is Way.LISTING:
                # A site may keep its feeds and sitemaps elsewhere, but no sections.
                if lead.told.source != "section" or self._is_ours(lead.url):
                    yield from self._listing(lead.url, lead.told)
            elif lead.way is Way.FOLLOWING:
                following += [lead] if self._is_ours(lead.url) else []
            elif lead.way is Way.SITEMAP:
                # An index may name thousands; the ledger holds them as it holds articles.
                self._discover(lead.url, Told(SITEMAP_SOURCE))
            else:
                fresh += self._discover(lead.url, lead.told)
                # Sitemaps are long, and have no next page.
                articles += [canonical_url(lead.url)] if what is not Kind.SITEMAP else []
        # A next page is worth its request while this one showed something new.
        if not following or not response.meta.get("listing"):
            return
        if fresh or self._run.store.ledger.brings_news(articles, since=self._run.begun):
            for lead in following:
                yield from self._listing(lead.url, lead.told)

    def _discover(self, url: str, told: Told) -> bool:
        """Put a URL into the ledger if it is this site's and may be an article."""
        named = told.source == _NAMED
        articles = not named and told.source != SITEMAP_SOURCE
        if not named and not self._is_ours(url):
            return False
        if articles and self.profile and self.profile.is_article_url(url) is False:
            return False
        if articles and self.profile is None and surely_no_article(url):
            return False
        run = self._run
        # One request for all spellings of an address, decorated by trackers or not.
        url = canonical_url(url)
        site, _ = site_of(url, self.name, run.config.sites)
        return run.store.ledger.discover(
            site, url, told=told, at=clock.now(), crawl_id=run.crawl_id
        )

    def _is_ours(self, url: str) -> bool:
        if self.profile is not None:
            return self.profile.covers((urlsplit(url).hostname or "").lower())
        return same_site(url, self._home)

    def _too_old(self, dated: str | None) -> bool:
        if self._since is None or not dated:
            return False
        stamp = parse_date(dated, language="en", captured_at=None)
        return stamp is not None and stamp.moment.date() < self._since


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise UsageError(f"since is «{text}»; write a day as 2024-01-31.") from None


def _count(text: str | int | None) -> int | None:
    if text is None:
        return None
    if not str(text).isdecimal():
        raise UsageError(f"limit is «{text}»; write a number of articles.")
    return int(text)


def _read_list(path: str) -> list[str]:
    try:
        lines = Path(path).read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}.") from None
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]
