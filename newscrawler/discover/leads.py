"""Leads: from a response of any kind to the URLs that are worth fetching next."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from protego import Protego

from newscrawler.discover.feed import iter_feed, next_of_feed, posts_of_api
from newscrawler.discover.listing import Listing, read_listing
from newscrawler.discover.sitemap import iter_sitemap
from newscrawler.model.capture import NEXT_PAGE, Capture, DiscoveryHint
from newscrawler.model.kind import Kind, kind
from newscrawler.model.profile import Profile
from newscrawler.model.url_clues import may_be_section, surely_no_articles
from newscrawler.model.urls import absolute

DEFAULT_DISCOVER = ("/robots.txt", "/sitemap.xml", "/feed/", "")
"""Paths to start from on a site without a profile, relative to its home page."""


class Way(StrEnum):
    """The kind of page that a lead leads to."""

    ARTICLE = "article"
    LISTING = "listing"
    SITEMAP = "sitemap"
    FOLLOWING = "following"
    """The next page of a listing or feed; worth a request if this one has new articles."""


@dataclass(frozen=True, slots=True)
class Lead:
    """A URL worth fetching, how it was found, and its dates as printed."""

    way: Way
    url: str
    hint: DiscoveryHint
    modified: str | None = None
    """Time of the last change, as printed; the article is not younger."""

    @property
    def dated(self) -> str | None:
        """The date by which a lead may be too old to be fetched."""
        return self.hint.published or self.modified


def leads(capture: Capture, profile: Profile | None, *, home: bool = False) -> Iterator[Lead]:
    """Yield the leads of a response. Pure; the caller checks that URLs belong to the site.

    `home`: the response is the home page, from which a crawl without a profile starts.
    """
    what = kind(capture)
    if what is Kind.ROBOTS:
        for said in Protego.parse(capture.content.decode("utf-8", errors="replace")).sitemaps:
            if (url := absolute(capture.url, said)) is not None:
                yield Lead(Way.LISTING, url, DiscoveryHint("robots"))
    elif what is Kind.SITEMAP:
        yield from _sitemap_leads(capture)
    elif what is Kind.FEED:
        yield from _feed_leads(capture, profile)
    elif what is Kind.PAGE:
        yield from _page_leads(capture, profile, home)


def _sitemap_leads(capture: Capture) -> Iterator[Lead]:
    for entry in iter_sitemap(capture.content):
        url = absolute(capture.url, entry.url)
        if url is None:
            continue
        if not entry.is_sitemap:
            yield Lead(Way.ARTICLE, url, DiscoveryHint("sitemap", entry.published), entry.lastmod)
        elif not surely_no_articles(url):
            yield Lead(Way.SITEMAP, url, DiscoveryHint("sitemap"), entry.lastmod)


def _feed_leads(capture: Capture, profile: Profile | None) -> Iterator[Lead]:
    source = "api" if "/wp/v2/posts" in capture.url else "feed"
    for entry in iter_feed(capture.content, capture.url):
        yield Lead(Way.ARTICLE, entry.url, DiscoveryHint(source, entry.published), entry.lastmod)
    following = next_of_feed(capture.content, capture.url, capture.header("Link"))
    if following is not None and profile is None:
        yield Lead(Way.FOLLOWING, following, DiscoveryHint(NEXT_PAGE))


def _page_leads(capture: Capture, profile: Profile | None, home: bool) -> Iterator[Lead]:
    decoded = capture.decoded(profile.language if profile else None)
    page = read_listing(decoded.text, capture.url, decoded.codec)
    hint = DiscoveryHint("listing")
    if profile is not None and profile.article_url:
        articles = [link for link in page.links if "nofollow" not in link.rel]
        articles = [link for link in articles if profile.is_article_url(link.url)]
    else:
        articles = page.articles()
    yield from (Lead(Way.ARTICLE, link.url, hint) for link in articles)
    if profile is None:
        if home:
            yield from _home_page_leads(page, {link.url for link in articles})
        # Translations are articles of their own.
        yield from (Lead(Way.ARTICLE, url, DiscoveryHint("hreflang")) for url in page.variants)
    yield from (Lead(Way.FOLLOWING, url, DiscoveryHint(NEXT_PAGE)) for url in page.following)


def _home_page_leads(page: Listing, articles: set[str]) -> Iterator[Lead]:
    api = [posts_of_api(page.api)] if page.api else []
    for url in (*api, *page.feeds):
        yield Lead(Way.LISTING, url, DiscoveryHint("head"))
    known = articles.union(page.following)
    sections = [link.url for link in page.links if link.url not in known]
    for url in (*page.variants, *filter(may_be_section, sections)):
        yield Lead(Way.LISTING, url, DiscoveryHint("section"))
