"""Discovery: from a response to the addresses of articles. Pure functions of bytes."""

from protego import Protego

from newscrawler.discover.feed import iter_feed
from newscrawler.discover.kind import Kind, kind
from newscrawler.discover.listing import (
    Link,
    feeds,
    iter_links,
    listing_of,
    looks_like_article,
    pagination,
    surely_no_article,
)
from newscrawler.discover.sitemap import Entry, iter_sitemap

__all__ = [
    "DEFAULT_DISCOVER",
    "Entry",
    "Kind",
    "Link",
    "feeds",
    "iter_feed",
    "iter_links",
    "iter_sitemap",
    "kind",
    "listing_of",
    "looks_like_article",
    "pagination",
    "sitemaps_of",
    "surely_no_article",
]

DEFAULT_DISCOVER = ("/sitemap.xml", "/feed/")
"""Where to look on a site that has no profile, beside robots.txt and the home page."""


def sitemaps_of(robots_txt: bytes) -> list[str]:
    """Return the addresses of a robots.txt's Sitemap lines (RFC 9309 allows them)."""
    return list(Protego.parse(robots_txt.decode("utf-8", errors="replace")).sitemaps)
