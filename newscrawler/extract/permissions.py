"""What a page says of its use: its headers, meta tags, links to a licence, JSON-LD."""

import re
from collections.abc import Iterator, Mapping

from newscrawler.extract.links import Links
from newscrawler.extract.page import Page
from newscrawler.items import Candidate
from newscrawler.rights import Signal, of_headers, of_metas
from newscrawler.urls import absolute

_LICENSED = re.compile(r"""rel\s*=\s*["']?[^"'<>]{0,60}license""")
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
    text = page.decoded.text
    if "license" in text and _LICENSED.search(text):  # what follows looks at every element
        for node in links.find("[rel~=license]"):
            url = absolute(page.url, page.nodes.get(node, "href"))
            # A photograph's licence stands in its caption.
            captions = ("figure", "figcaption", "aside")
            if url and not any(page.nodes.tag[n] in captions for n in page.nodes.above(node)):
                yield Signal("link:license", f"license={url}")
    for field, name in _NAMES.items():
        for candidate in said.get(field, ()):
            yield Signal(candidate.rule, f"{name}={candidate.raw}")
