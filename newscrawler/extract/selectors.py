"""What a profile's selectors find on a page."""

from collections.abc import Iterator
from typing import Any

from lxml import etree

from newscrawler.extract.blocks import paragraphs
from newscrawler.extract.page import Page, text_of
from newscrawler.items import Candidate
from newscrawler.profile import Layout, Selector
from newscrawler.text.arabic import clean


def strings(page: Page, layout: Layout, field: str) -> Iterator[Candidate]:
    """Yield what a field's selectors find, in their order; an element counts as its text."""
    for selector in layout.selectors.get(field, ()):
        for found in _run(page, selector):
            text = text_of(found) if isinstance(found, etree._Element) else clean(str(found))
            if text:
                yield Candidate(f"selector:{selector.text}", text)


def body(page: Page, layout: Layout) -> Candidate | None:
    """Return the body of the first selector that finds one: container or blocks."""
    dropped = {
        element
        for selector in layout.selectors.get("drop", ())
        for element in _run(page, selector)
        if isinstance(element, etree._Element)
    }
    for selector in layout.selectors.get("body", ()):
        elements = [e for e in _run(page, selector) if isinstance(e, etree._Element)]
        found = paragraphs(elements, dropped)
        if found:
            return Candidate(
                f"selector:{selector.text}", f"{len(found)} paragraphs", "\n\n".join(found)
            )
    return None


def _run(page: Page, selector: Selector) -> list[Any]:
    return [found.root for found in page.selector.xpath(selector.xpath)]
