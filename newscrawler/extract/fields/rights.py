"""What a page says of its use: its headers, meta tags, links to a licence, JSON-LD."""

from collections.abc import Iterator, Mapping

from newscrawler.extract.html.links import Links
from newscrawler.extract.html.page import Page
from newscrawler.model.article import Candidate
from newscrawler.model.rights import Signal, of_headers, of_metas
from newscrawler.model.urls import absolute

_CAPTIONS = ("figure", "figcaption", "aside")
_MOST = 50
_NAMES = {"license": "license", "usage": "usage-info", "free": "free"}
"""The fields of structured data that speak of rights, and what a signal calls them."""


def permissions(
    page: Page, links: Links, said: Mapping[str, list[Candidate]]
) -> tuple[Signal, ...]:
    """Return every statement once, in the order of headers, meta tags, links, data."""
    found = dict.fromkeys(_all(page, links, said))
    return tuple(found)[:_MOST]


def _all(page: Page, links: Links, said: Mapping[str, list[Candidate]]) -> Iterator[Signal]:
    yield from of_headers(page.capture.headers)
    yield from of_metas(page.metas)
    for node in _licences(page, links):
        url = absolute(page.url, page.nodes.get(node, "href"))
        # A photograph's licence stands in its caption.
        if url and not any(page.nodes.tag[n] in _CAPTIONS for n in page.nodes.above(node)):
            yield Signal("link:license", f"license={url}")
    for field, name in _NAMES.items():
        for candidate in said.get(field, ()):
            yield Signal(candidate.rule, f"{name}={candidate.raw}")


def _licences(page: Page, links: Links) -> Iterator[int]:
    for node, _ in links.heads:
        if "license" in page.nodes.get(node, "rel").lower().split():
            yield node
    for node, rels in links.related:
        if "license" in rels:
            yield node
