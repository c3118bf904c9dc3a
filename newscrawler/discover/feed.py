"""Feeds: RSS 2.0 and 1.0, Atom (RFC 4287)."""

from collections.abc import Iterator

from lxml import etree

from newscrawler.discover.sitemap import Entry
from newscrawler.discover.xml import iter_elements, local_name
from newscrawler.urls import absolute

_PUBLISHED = ("pubdate", "published", "date", "issued", "updated")


def iter_feed(content: bytes, base: str) -> Iterator[Entry]:
    """Yield a feed's entries; relative links are resolved against `base`."""
    for item in iter_elements(content, frozenset({"item", "entry"})):
        texts: dict[str, str] = {}
        for child in item:
            text = "".join(map(str, child.itertext())).strip()
            if text:
                texts.setdefault(local_name(child), text)
        url = absolute(base, _link(item, texts))
        if url is not None:
            dates = (texts[name] for name in _PUBLISHED if name in texts)
            yield Entry(url, published=next(dates, None), title=texts.get("title"))


def _link(item: etree._Element, texts: dict[str, str]) -> str:
    """Return the address: RSS's text, Atom's alternate, or a guid that is a permalink."""
    if texts.get("link"):
        return texts["link"]
    for child in item:
        rel = child.get("rel") or "alternate"
        if local_name(child) == "link" and rel == "alternate" and child.get("href"):
            return str(child.get("href"))
    guid = next((c for c in item if local_name(c) == "guid"), None)
    permanent = guid is not None and (guid.get("isPermaLink") or "true") == "true"
    return texts.get("guid", "") if permanent else ""
