"""Who wrote an article: what the page says to machines, and its links to authors."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from newscrawler.extract.links import Links
from newscrawler.extract.page import Page
from newscrawler.items import Candidate
from newscrawler.text.arabic import clean
from newscrawler.urls import absolute

_ADDRESS = re.compile(r"/authors?/[^/]+/?$", re.IGNORECASE)


def authors(page: Page, links: Links, said: dict[str, list[Candidate]]) -> list[Candidate]:
    """Return what names the authors: structured data, else the links to them."""
    told = said.get("author", [])
    return told if any(author(c.raw) for c in told) else list(_linked(page, links))


def _linked(page: Page, links: Links) -> Iterator[Candidate]:
    """Yield the texts of links to the article's authors: rel=author, else by their address."""
    found = [n for n in links.filing("author") if not _is_home(page, n)]
    rule = "heuristic:rel-author"
    if not found:
        found = links.filed_under(_ADDRESS)
        rule = "heuristic:author-link"
    yield from (Candidate(rule, page.nodes.text(link)) for link in found)


def _is_home(page: Page, link: int) -> bool:
    """Tell whether a link leads to the home page: it names the site, and no author."""
    target = absolute(page.base, page.nodes.get(link, "href"))
    return target is None or urlsplit(target).path in ("", "/")


def author(text: str) -> str | None:
    """Return the name in an author's line, or None."""
    name = clean(text).removeprefix("By ").removeprefix("by ").removeprefix("بقلم").strip(" :-")
    return name if 1 < len(name) < 80 and "://" not in name and "@" not in name else None
