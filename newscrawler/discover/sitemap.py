"""Sitemaps (sitemaps.org): urlset, index, plain text; gzip, news and image extensions."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from newscrawler.discover.xml import iter_elements, local_name

MAX_ENTRIES = 250_000
"""Entries read of one sitemap; sitemaps.org allows 50,000."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A URL in a sitemap or feed, with its dates and title as printed there."""

    url: str
    lastmod: str | None = None
    published: str | None = None
    title: str | None = None
    is_sitemap: bool = False


def iter_sitemap(content: bytes) -> Iterator[Entry]:
    """Yield the entries of a sitemap or sitemap index, at most MAX_ENTRIES. Memory is flat.

    Of a damaged one, what can be parsed; of anything else, nothing.
    """
    yield from islice(_entries(content), MAX_ENTRIES)


def _entries(content: bytes) -> Iterator[Entry]:
    if b"<" not in content[:2048] and not content.startswith(b"\x1f\x8b"):
        yield from _plain(content)
        return
    for element in iter_elements(content, frozenset({"url", "sitemap"})):
        found: dict[str, str] = {}
        # Of equal names the first counts: <image:loc> follows the page's own <loc>.
        for child in element.iter():
            name, text = local_name(child), (child.text or "").strip()
            if text and name not in found:
                found[name] = text
        if "loc" in found:
            yield Entry(
                url=found["loc"],
                lastmod=found.get("lastmod"),
                published=found.get("publication_date"),
                title=found.get("title"),
                is_sitemap=local_name(element) == "sitemap",
            )


def _plain(content: bytes) -> Iterator[Entry]:
    for line in content.decode("utf-8-sig", errors="replace").splitlines():
        if line.strip().startswith(("http://", "https://")):
            yield Entry(line.strip())
