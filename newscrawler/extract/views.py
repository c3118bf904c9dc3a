"""Where a page prints how often it was read."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache

from newscrawler.extract.page import Page
from newscrawler.items import Candidate
from newscrawler.text.numbers import is_view_label

_NAME = re.compile(r"view|visit|hits|read(?:s|ers|count)|مشاهد|زيار", re.IGNORECASE)
_TAGS = frozenset(["span", "div", "li", "p", "td", "small", "b", "font", "em", "i", "strong"])
_DIGIT = re.compile(r"\d")
_LONGEST = 60
_MOST_CHILDREN = 5
_HIGHEST = 4
"""Levels from a number up to the element that is its counter."""


def views(page: Page) -> Iterator[Candidate]:
    """Yield texts that may be view counts: named so, or labelled so."""
    seen: set[int] = set()
    for number, piece in enumerate(page.nodes.piece):
        if len(piece) <= _LONGEST + 1 and _DIGIT.search(piece):
            for node in _around(page, number):
                if node not in seen:
                    seen.add(node)
                    yield from _counter(page, node)


def _around(page: Page, piece: int) -> list[int]:
    """Return the small elements around a piece of text, outermost first."""
    nodes = page.nodes
    node = bisect_right(nodes.start, piece) - 1
    while node >= 0 and nodes.stop[node] <= piece:
        node = nodes.parent[node]
    found: list[int] = []
    while node >= 0 and len(found) < _HIGHEST and nodes.size(node) <= 2 * _LONGEST:
        found.append(node)
        node = nodes.parent[node]
    return found[::-1]


def _counter(page: Page, node: int) -> Iterator[Candidate]:
    nodes = page.nodes
    if nodes.tag[node] not in _TAGS or len(list(nodes.children(node))) > _MOST_CHILDREN:
        return
    text = nodes.text(node)
    if not 0 < len(text) <= _LONGEST or page.is_aside(node):
        return
    if _is_name(nodes.name(node)) or _is_labelled(page, node):
        yield Candidate("heuristic:views", text)


def _is_labelled(page: Page, node: int) -> bool:
    """Tell whether an element's own text, that of no child, labels a count of views."""
    nodes = page.nodes
    at = nodes.start[node]
    for child in (*nodes.children(node), None):
        stop = nodes.stop[node] if child is None else nodes.start[child]
        if any(3 < len(p) < 80 and is_view_label(p) for p in nodes.piece[at:stop]):
            return True
        at = stop if child is None else nodes.stop[child]
    return False


@lru_cache(maxsize=8192)
def _is_name(name: str) -> bool:
    return bool(name) and _NAME.search(name) is not None
