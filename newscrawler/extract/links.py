"""Elements found by what they are marked with, and a page's links, each read once."""

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from newscrawler.extract.page import Page
from newscrawler.urls import plain_host

# A page may hold links by the hundred thousand; an article's own stand among the first.
_MOST = 5_000


def find(page: Page, css: str) -> list[int]:
    """Return the nodes that a CSS selector matches, in reading order.

    The parser's own search is cheaper than asking each element of the table for an attribute.
    """
    nodes = page.nodes
    root = nodes.element[0] if nodes.element else None
    if not isinstance(root, LexborNode):
        known = page.node_of
        return [known[found.root] for found in page.selector.css(css) if found.root in known]
    found = root.css(css)
    ours: dict[int, int] = {}
    for tag in {element.tag for element in found}:
        ours |= {nodes.element[n].mem_id: n for n in nodes.by_tag.get(tag or "", ())}
    return sorted({ours[e.mem_id] for e in found if e.mem_id in ours})


class Links:
    """The links of a page: its <a href>, in reading order."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @cached_property
    def hrefs(self) -> list[tuple[int, str]]:
        """(node, address as written) of each link."""
        nodes = self.page.nodes
        links = nodes.all("a")[:_MOST]
        return [(n, href) for n in links if (href := _href(nodes.element[n]))]

    @cached_property
    def heads(self) -> list[tuple[int, str]]:
        """(node, address as written) of each <link>: canonical, next, the alternatives."""
        nodes = self.page.nodes
        return [(n, href) for n in nodes.all("link")[:_MOST] if (href := _href(nodes.element[n]))]

    @cached_property
    def related(self) -> list[tuple[int, frozenset[str]]]:
        """(node, what `rel` says) of the links that have one."""
        read = self.page.nodes.get
        found = find(self.page, "a[rel]")[:_MOST]
        return [(n, frozenset(read(n, "rel").lower().split())) for n in found]

    @cached_property
    def original(self) -> str:
        """The page's address; of a page in a web archive, that of the original."""
        url = self.page.url
        return url[max(url.rfind("/http://"), url.rfind("/https://")) + 1 :]

    @cached_property
    def host(self) -> str:
        """The site's host."""
        return urlsplit(self.original).hostname or ""

    def is_own(self, url: str) -> bool:
        """Tell whether an absolute address is of the site."""
        return plain_host(urlsplit(url).hostname or "") == plain_host(self.host)

    def is_home(self, href: str) -> bool:
        """Tell whether an address is that of the site's home page."""
        if len(href) < 2 or not self.host:
            return href == "/"
        end = href.rstrip("/")
        return end.endswith(("/" + self.host, "/" + self.host.removeprefix("www.")))

    @cached_property
    def home_texts(self) -> list[str]:
        """What the links to the site's home page say: its name, more often than not."""
        found = [n for n, href in self.hrefs if self.is_home(href)]
        return [text for n in found[:6] if 1 < len(text := self.page.nodes.text(n)) < 60]

    @property
    def canonical(self) -> str:
        """What the page declares as its address, as written; empty if nothing."""
        read = self.page.nodes.get
        found = (h for n, h in self.heads if read(n, "rel").strip().lower() == "canonical")
        return next(found, "")

    def filing(self, rel: str) -> Iterator[int]:
        """Yield the links that file the article: rel=category, rel=author (HTML, rel=tag)."""
        elsewhere = self.page.is_elsewhere
        return (n for n, rels in self.related if rel in rels and not elsewhere(n))

    def filed_under(self, address: re.Pattern[str]) -> list[int]:
        """Return the links inside the article that lead to an address like that."""
        page = self.page
        return [
            n
            for n, href in self.hrefs
            if address.search(href) and page.in_article(n) and not page.is_elsewhere(n)
        ]


def _href(element: Any) -> str:
    """Return one attribute without building a dictionary of all."""
    if isinstance(element, LexborNode):
        return (element.attrs.get("href") or "").strip()
    return str(element.get("href") or "").strip()
