"""Discovery: the URLs worth fetching next, found in a response. Pure functions of bytes."""

from newscrawler.discover.feed import iter_feed
from newscrawler.discover.leads import DEFAULT_DISCOVER, Lead, Way, leads
from newscrawler.discover.listing import Link, Listing, read_listing
from newscrawler.discover.sitemap import Entry, iter_sitemap
from newscrawler.model.kind import Kind, kind
from newscrawler.model.list_pages import listing_of
from newscrawler.model.url_clues import (
    is_list,
    is_numbered,
    is_static,
    surely_no_article,
    tells_an_article,
)

__all__ = [
    "DEFAULT_DISCOVER",
    "Entry",
    "Kind",
    "Lead",
    "Link",
    "Listing",
    "Way",
    "is_list",
    "is_numbered",
    "is_static",
    "iter_feed",
    "iter_sitemap",
    "kind",
    "leads",
    "listing_of",
    "read_listing",
    "surely_no_article",
    "tells_an_article",
]
