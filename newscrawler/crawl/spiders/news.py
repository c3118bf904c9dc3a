"""The news spider: discovers a site's articles and hands each page on as a capture.

It extracts nothing. What it finds goes into the ledger, and what it fetches is drawn from there,
so its memory does not grow with the site.
"""

import re
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from hashlib import sha256
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.http import Response
from twisted.python.failure import Failure

from newscrawler import clock
from newscrawler.crawl.run.crawl_run import CrawlRun
from newscrawler.crawl.spiders.arguments import count, day, is_set, read_list
from newscrawler.crawl.spiders.lists import Lists
from newscrawler.discover import DEFAULT_DISCOVER, Lead, Way
from newscrawler.discover.leads import leads
from newscrawler.errors import UsageError
from newscrawler.extract.observe import prejudge
from newscrawler.model.capture import Capture, DiscoveryHint
from newscrawler.model.kind import Kind, kind
from newscrawler.model.outcome import Outcome
from newscrawler.model.profile import Profile
from newscrawler.model.profile_files import site_of
from newscrawler.model.url_clues import why_no_article
from newscrawler.model.urls import absolute, canonical_url, same_site, without_tracking
from newscrawler.store.ledger.discovered import LIST, Discovered
from newscrawler.text.dates import parse_date
from newscrawler.text.instants import timestamp

BATCH = 50
"""Addresses drawn from the ledger at a time: those that a killed crawl fetches again."""
_BY_PERSON = "list"
"""The source of addresses that a person has listed."""
_LASTMOD_GAP = timedelta(minutes=30)
"""A sitemap's newer `lastmod` is ignored so long after the page was fetched."""
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_ARGUMENTS = ("since", "until", "limit", "only_new", "refresh", "urls")


class NewsSpider(Spider):
    """Crawls one site, with its profile or, without one, from its home page.

    Arguments (``-a NAME=VALUE``): `since` and `until` (YYYY-MM-DD: skip what discovery dates
    before or after), `limit` (articles to fetch at most), `only_new` (do not revisit known
    articles), `refresh` (revisit all of them now), `urls` (a file of addresses to fetch in place
    of discovery).
    """

    name = "news"
    profile: Profile | None = None
    home: str | None = None
    """The home page of a site that has no profile."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        given = {name: kwargs.pop(name, None) for name in _ARGUMENTS}
        super().__init__(*args, **kwargs)
        self._since, self._until = day("since", given["since"]), day("until", given["until"])
        self._limit = count(given["limit"])
        self._only_new, self._refresh = is_set(given["only_new"]), is_set(given["refresh"])
        self._wanted = read_list(given["urls"]) if given["urls"] else None
        home = self.home
        if home is None and self.profile is not None:
            home = f"https://{self.profile.domains[0]}/"
        self._home = home or ""
        self._lists = Lists()
        if self.profile is not None:
            self.allowed_domains = list(self.profile.domains)

    @property
    def is_list(self) -> bool:
        """Whether it fetches addresses that a person has listed."""
        return self._wanted is not None

    @staticmethod
    def check_arguments(arguments: dict[str, Any]) -> None:
        """Refuse wrong ``-a`` arguments before anything starts. Raises UsageError."""
        for name in arguments:
            if name not in _ARGUMENTS:
                raise UsageError(f"-a {name}: no such argument. There are {', '.join(_ARGUMENTS)}.")
        day("since", arguments.get("since"))
        day("until", arguments.get("until"))
        count(arguments.get("limit"))
        if arguments.get("urls"):
            read_list(arguments["urls"])

    @classmethod
    def of(cls, profile: Profile) -> type[Self]:
        """Make the spider class of a profile."""
        members = {"name": profile.name, "profile": profile, "__doc__": f"Crawls {profile.name}."}
        return type(f"{cls.__name__}_{profile.name}", (cls,), members)

    @property
    def _run(self) -> CrawlRun:
        return CrawlRun.of(self.crawler)

    async def start(self) -> AsyncIterator[Any]:
        """Put the seeds of the crawl into the ledger; all requests are drawn from there."""
        for said in self._wanted or ():
            if (url := absolute(said, said)) is not None:
                self._discover(url, DiscoveryHint(_BY_PERSON), at_once=True, wanted=True)
        if self._wanted is None:
            given = self.profile.discover if self.profile else ()
            for entry in given or DEFAULT_DISCOVER:
                # What a profile names is asked for in each crawl; what is only tried, when due.
                always = self.profile is not None or not entry
                url = absolute(self._home, entry) or self._home
                self._discover(url, DiscoveryHint("start"), is_list=True, at_once=always)
        if self._refresh:
            self._run.store.ledger.frontier.refresh(self._run.queue)
        for request in self.next_batch():
            yield request

    def next_batch(self) -> list[Request]:
        """Return the next requests, without addresses that proved to be traps meanwhile."""
        while rows := self._next_rows():
            batch = [self._request_for(row) for row in rows if not self._is_trap(row)]
            if batch:
                return batch
        return []

    def _is_trap(self, row: Any) -> bool:
        if row.capture_id is not None:
            return False
        run, is_list = self._run, row.role == LIST
        source = "" if is_list and row.source != "start" else row.source or ""
        why = run.store.ledger.patterns.why_trapped(run.queue, row.url, source, is_list=is_list)
        if why is not None:
            self._lists.end(row.url)
            run.end(row.url, Outcome.NOT_ARTICLE, why)
        return why is not None

    def _next_rows(self) -> list[Any]:
        """Draw from the ledger: lists first, and pages when all known lists are read.

        A list's hint on a page, its day above all, has to be known before that is fetched.
        """
        left = min(BATCH, self._lists.left)
        rows = self._draw(left, lists=True) if left else []
        self._lists.begin([row.url for row in rows])
        if not rows and self._lists.are_read and self._limit != 0:
            rows = self._draw(BATCH if self._limit is None else min(BATCH, self._limit))
            if self._limit is not None:
                self._limit -= len(rows)
        return rows

    def _draw(self, size: int, *, lists: bool = False) -> list[Any]:
        run = self._run
        # Hosts that are left alone would turn away all that waits.
        if run.failure is not None or run.turned_away >= BATCH:
            return []
        return run.store.ledger.frontier.draw(
            run.queue, size, lists=lists, at=clock.now(), crawl_id=run.crawl_id,
            begun=run.begun, only_new=self._only_new,
        )  # fmt: skip

    def forget_lists(self) -> None:
        """Forget the lists being read: Scrapy has nothing under way any more."""
        self._lists.forget()

    def _request_for(self, row: Any) -> Request:
        # A list may be «not modified» only when all it leads to has come into the ledger.
        headers = {}
        if row.role != LIST or row.digest:
            headers = {"If-None-Match": row.etag, "If-Modified-Since": row.last_modified}
        hint = DiscoveryHint(**row.told) if row.told else DiscoveryHint(row.source or "known")
        meta: dict[str, Any] = {"wanted": row.source == _BY_PERSON, "hint": hint}
        # As the page has it: Scrapy would encode more than browsers do.
        meta["verbatim_url"] = True
        if row.role == LIST:
            meta |= {"listing": row.url, "digest": row.digest}
        # The ledger knows what was fetched; Scrapy's filter would drop without a trace.
        return Request(
            row.spelling or row.url,
            headers={name: value for name, value in headers.items() if value},
            callback=self.parse,
            errback=self._failed,
            dont_filter=True,
            meta=meta,
        )

    def _failed(self, failure: Failure) -> None:
        request: Request = failure.request  # type: ignore[attr-defined]
        listing = request.meta.get("listing")
        self._lists.end(listing or "")
        answered = getattr(failure.value, "response", None)
        if listing and answered is not None and answered.status == 304:
            self._run.leads += 1
        self._run.lost(failure)

    def parse(self, response: Response, **kwargs: Any) -> Iterator[Any]:
        """Pass a page on to the pipelines, and put what it leads to into the ledger."""
        try:
            yield from self._read(response)
        finally:
            self._lists.end(response.meta.get("listing", ""))

    def _read(self, response: Response) -> Iterator[Any]:
        capture: Capture = response.meta["capture"]
        listing = response.meta.get("listing")
        what = kind(capture)
        if what is Kind.PAGE and prejudge(capture, self.profile) is None:
            yield capture
            if self._wanted is not None or self.profile is not None:
                return
        digest = sha256(capture.content).hexdigest() if listing else ""
        if listing and digest == response.meta["digest"]:
            self._run.leads += 1
            return
        before = self._run.leads
        newest = self._follow(capture, what, listing)
        if listing and not capture.cut:
            site, _ = site_of(listing, self.name, self._run.config.sites)
            ledger, useful = self._run.store.ledger, self._run.leads > before
            ledger.frontier.finish_list(site, listing, digest, newest)
            ledger.patterns.count_list(self._run.queue, listing, useful=useful)

    def _follow(self, capture: Capture, what: Kind, listing: str | None) -> str | None:
        """Put what a response leads to into the ledger; return the latest day in it."""
        fresh, following, newest = 0, [], ""
        articles: set[str] = set()
        home = self.profile is None and canonical_url(capture.url) == canonical_url(self._home)
        for lead in leads(capture, self.profile, home=home):
            day = (lead.dated or "")[:10]
            if newest < day <= clock.now() and _DAY.fullmatch(day):
                newest = day
            if self._is_out_of_time(lead):
                continue
            if lead.way is Way.LISTING:
                # A site may keep its feeds and sitemaps elsewhere, but no sections.
                if lead.hint.source != "section" or self._is_ours(lead.url):
                    self._discover(lead.url, lead.hint, is_list=True)
            elif lead.way is Way.FOLLOWING:
                following += [lead] if self._is_ours(lead.url) else []
            elif lead.way is Way.SITEMAP:
                # Its parts may lie on another host: a CDN, a store of files.
                self._discover(lead.url, lead.hint, is_list=True, modified=lead.modified)
            elif lead.way is Way.ARTICLE:
                modified = lead.modified if what is Kind.SITEMAP else None
                fresh += self._discover(lead.url, lead.hint, modified=modified)
                # Sitemaps are long, and have no next page.
                if what is not Kind.SITEMAP:
                    articles.add(canonical_url(lead.url))
        if following and listing:
            self._go_on(listing, following, articles, fresh)
        return newest or None

    def _go_on(self, listing: str, following: list[Lead], articles: set[str], fresh: int) -> None:
        # A next page is worth its request while a good part of this one is new.
        news = self._run.store.ledger.frontier.count_new(articles, since=self._run.begun)
        if self._lists.is_worth_more(listing, articles, max(fresh, news)):
            for lead in following:
                self._lists.go_on(listing, canonical_url(lead.url))
                self._discover(lead.url, lead.hint, is_list=True, at_once=True)

    def _discover(
        self,
        url: str,
        hint: DiscoveryHint,
        *,
        is_list: bool = False,
        at_once: bool = False,
        wanted: bool = False,
        modified: str | None = None,
    ) -> bool:
        """Put a URL of this site into the ledger; True if it is new and to be fetched."""
        run, skip = self._run, None
        if not wanted and not is_list:
            if not self._is_ours(url):
                return False
            skip = self._why_no_article(url, hint)
            run.leads += skip is None
        # One request for all spellings of an address, decorated by trackers or not.
        spelling, url = without_tracking(url), canonical_url(url)
        patterns = run.store.ledger.patterns
        if not patterns.admits(run.queue, url, hint.source, is_list=is_list):
            return False
        site, _ = site_of(url, self.name, run.config.sites)
        found = Discovered(
            site, url, hint, run.queue, spelling if spelling != url else None, modified,
            is_list=is_list, at_once=at_once, wanted=wanted, skip=skip,
        )  # fmt: skip
        gap = timestamp(clock.moment() - _LASTMOD_GAP)
        here = {"at": clock.now(), "crawl_id": run.crawl_id, "gap": gap}
        fresh = run.store.ledger.frontier.discover(found, **here)
        if fresh:
            patterns.count_entered(run.queue, url, hint.source, is_list=is_list)
        return fresh and skip is None

    def _why_no_article(self, url: str, hint: DiscoveryHint) -> str | None:
        if self.profile is not None:
            no = self.profile.is_article_url(url) is False
            return "the profile's article_url does not match it" if no else None
        return why_no_article(url, dated=bool(hint.published))

    def _is_ours(self, url: str) -> bool:
        if self.profile is not None:
            return self.profile.covers((urlsplit(url).hostname or "").lower())
        return same_site(url, self._home)

    def _is_out_of_time(self, lead: Lead) -> bool:
        if (self._since is None and self._until is None) or not lead.dated:
            return False
        stamp = parse_date(lead.dated, language="en", captured_at=None)
        if stamp is None:
            return False
        # What changed later may have been published before.
        until = self._until if lead.hint.published else None
        when = stamp.moment.date()
        return bool(self._since and when < self._since) or bool(until and when > until)
