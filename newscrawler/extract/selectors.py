"""The application of a profile's selectors to a page."""

from collections.abc import Iterator
from typing import Any

from lxml import etree

from newscrawler.extract.body.paragraphs import paragraphs
from newscrawler.extract.html.page import Page
from newscrawler.model.article import Candidate
from newscrawler.model.profile import Layout, Selector
from newscrawler.text.arabic import clean


def strings(page: Page, layout: Layout, field: str) -> Iterator[Candidate]:
    """Yield the texts that a field's selectors match, in their order."""
    for selector in layout.selectors.get(field, ()):
        for found in _run(page, selector):
            text = _text(page, found) if isinstance(found, etree._Element) else clean(str(found))
            if text:
                yield Candidate(f"selector:{selector.text}", text)


def body(page: Page, layout: Layout) -> Candidate | None:
    """Return the body by the first selector that matches: a container, or blocks; or None."""
    dropped = {
        node for selector in layout.selectors.get("drop", ()) for node in _nodes(page, selector)
    }
    for selector in layout.selectors.get("body", ()):
        found = paragraphs(page.nodes, _nodes(page, selector), dropped)
        if found:
            return Candidate(
                f"selector:{selector.text}", f"{len(found)} paragraphs", "\n\n".join(found)
            )
    return None


def _nodes(page: Page, selector: Selector) -> list[int]:
    found = (e for e in _run(page, selector) if isinstance(e, etree._Element))
    return [page.node_of[e] for e in found if e in page.node_of]


def _text(page: Page, element: Any) -> str:
    if element in page.node_of:
        return page.nodes.text(page.node_of[element])
    return clean("".join(element.itertext()))  # in a script, which has no node


def _run(page: Page, selector: Selector) -> list[Any]:
    return [found.root for found in page.selector.xpath(selector.xpath)]
