"""The links of a page, and elements found by CSS, each read once."""

import re
from collections.abc import Iterator
from functools import cached_property
from itertools import islice
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from newscrawler.extract.html.page import Page
from newscrawler.model.urls import plain_host

# A page may have links by the hundred thousand; the article's stand among the first.
_MAX_LINKS = 5_000
_MAX_PER_REL = 200
_REL_LINKS = "a[rel*=category i],a[rel*=tag i],a[rel*=author i],a[rel*=license i]"
_INDEXES = ("/", "./", "index.php", "index.html", "index.htm", "/index.php", "/index.html")
_SCHEMES = ("", "http:", "https:")


class Links:
    """A page's links in reading order, and a CSS search for its nodes."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._by_element_id: dict[str, dict[int, int]] = {}

    def find(self, css: str) -> list[int]:
        """Return the nodes that a CSS selector matches, in reading order.

        The parser's own search is cheaper than a look at the attributes of every element.
        """
        nodes = self.page.nodes
        root = nodes.element[0] if nodes.element else None
        if not isinstance(root, LexborNode):
            known = self.page.node_of
            matches = self.page.selector.css(css) if nodes.element else []
            return [known[match.root] for match in matches if match.root in known]
        found = ((e.tag or "", e.mem_id) for e in root.css(css))
        return sorted({n for tag, key in found if (n := self._nodes(tag).get(key)) is not None})

    def _nodes(self, tag: str) -> dict[int, int]:
        """Return the nodes of a tag by lexbor's ids of their elements."""
        if tag not in self._by_element_id:
            nodes = self.page.nodes
            self._by_element_id[tag] = {
                nodes.element[n].mem_id: n for n in nodes.by_tag.get(tag, ())
            }
        return self._by_element_id[tag]

    @cached_property
    def hrefs(self) -> list[tuple[int, str]]:
        """(node, href as written) of each <a>."""
        return self._addresses("a")

    @cached_property
    def heads(self) -> list[tuple[int, str]]:
        """(node, href as written) of each <link>: canonical, next, alternate."""
        return self._addresses("link")

    def _addresses(self, tag: str) -> list[tuple[int, str]]:
        """Return (node, href) of a tag, without building a dictionary of all attributes."""
        nodes = self.page.nodes
        links = [(n, nodes.element[n]) for n in nodes.all(tag)[:_MAX_LINKS]]
        if links and isinstance(links[0][1], LexborNode):
            links = [(n, element.attrs) for n, element in links]
        return [(n, href.strip()) for n, own in links if (href := own.get("href"))]

    @cached_property
    def related(self) -> list[tuple[int, frozenset[str]]]:
        """(node, `rel` values) of the links whose rel names category, tag, author or license."""
        read = self.page.nodes.get
        found = self.find(_REL_LINKS)[:_MAX_LINKS]
        return [(n, frozenset(read(n, "rel").lower().split())) for n in found]

    @cached_property
    def original(self) -> str:
        """The page's URL; of a page in a web archive, that of the original."""
        url = self.page.url
        at = max(url.rfind("/http://"), url.rfind("/https://"))
        return url[at + 1 :] if at >= 0 else url

    @cached_property
    def host(self) -> str:
        """The host name of the site."""
        return urlsplit(self.original).hostname or ""

    def is_own(self, url: str) -> bool:
        """Tell whether an absolute URL belongs to the site."""
        return plain_host(urlsplit(url).hostname or "") == plain_host(self.host)

    @cached_property
    def _homes(self) -> frozenset[str]:
        host = self.host
        ends = [f"//{host}", f"//{host.removeprefix('www.')}", f"//www.{host}"] if host else []
        return frozenset(
            [*_INDEXES, *(f"{s}{e}{c}" for e in ends for s in _SCHEMES for c in ("", "/"))]
        )

    def is_home(self, href: str) -> bool:
        """Tell whether an href as written leads to the site's home page."""
        return href in self._homes or (
            href.startswith("/web/") and href[href.rfind("http") :] in self._homes
        )

    @cached_property
    def homes(self) -> list[int]:
        """The first links to the site's home page."""
        homes = self._homes
        archived = self.original is not self.page.url
        found = (n for n, h in self.hrefs if h in homes or (archived and self.is_home(h)))
        return list(islice(found, 6))

    @cached_property
    def home_texts(self) -> list[str]:
        """The texts of the links to the site's home page: its name, more often than not."""
        return [t for n in self.homes if 1 < len(t := self.page.nodes.text(n)) < 60]

    @property
    def canonical(self) -> str:
        """The href of rel=canonical, as written; empty if there is none."""
        read = self.page.nodes.get
        links = self.page.nodes.all("link")[:_MAX_LINKS]
        named = (n for n in links if read(n, "rel").strip().lower() == "canonical")
        return next((href for n in named if (href := read(n, "href"))), "")

    def with_rel(self, rel: str) -> Iterator[int]:
        """Yield the article's own links with a rel value: category, tag, author (HTML, rel=tag)."""
        elsewhere = self.page.is_elsewhere
        named = islice((n for n, rels in self.related if rel in rels), _MAX_PER_REL)
        return (n for n in named if not elsewhere(n))

    @cached_property
    def _joined(self) -> str:
        return "\n".join(["", *(href for _, href in self.hrefs), ""]).lower()

    def mention(self, *texts: str) -> bool:
        """Tell whether any href contains one of `texts`; a line break stands for its end.

        A cheap test before a regex is tried on every link.
        """
        return any(text in self._joined for text in texts)

    def matching(self, address: re.Pattern[str]) -> list[int]:
        """Return the links inside the article whose URL matches."""
        page = self.page
        found = islice((n for n, href in self.hrefs if address.search(href)), _MAX_PER_REL)
        return [n for n in found if page.in_article(n) and not page.is_elsewhere(n)]
