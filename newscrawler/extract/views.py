"""Where a page prints how often it was read."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from newscrawler.extract.filed import Span
from newscrawler.extract.links import holder
from newscrawler.extract.page import Page
from newscrawler.items import Candidate
from newscrawler.text.numbers import MAX_LENGTH, is_view_label

_NAME = re.compile(r"view|visit|hits|read(?:s|ers|count)|مشاهد|زيار", re.IGNORECASE)
_RANKING = re.compile(r"排行|排名|ランキング|랭킹")
"""Heads a list, in scripts that part no words; `text.numbers` knows the others."""
_TAGS = frozenset(
    ["span", "div", "li", "p", "td", "dd", "dt", "small", "b", "font", "em", "i", "strong"]
)
_DIGIT = re.compile(r"\d")
_SPACES = 8
_LONGEST = 60
_MOST_CHILDREN = 5
_MOST = 5_000
"""Texts with digits that are looked at."""
_HIGHEST = 4
"""Levels from a number up to the element that is its counter."""
_NEAR = 20
"""Texts between a headline and its article's counter, where links are its own."""
_TEASER, _TEASER_HIGH, _HEADLINE = 300, 3, 5
"""Letters of a teaser at most, its levels above its counter, words of its headline at least."""


def views(page: Page, head: Span | None) -> Iterator[Candidate]:
    """Yield texts that may be view counts: named so, or labelled so.

    `head` is where the headline stands.
    """
    nodes, has_digit, left = page.nodes, _DIGIT.search, _MOST
    seen: set[int] = set()
    for number, piece in enumerate(nodes.piece):
        if len(piece) > MAX_LENGTH or not has_digit(piece):
            continue
        left -= 1
        if not left:
            return
        short = len(piece) <= _LONGEST + 1
        # A longer text that has no colon is prose, or a list.
        labelled = (short or ":" in piece) and _is_label(piece) and not _RANKING.search(piece)
        if labelled and _is_own(page, holder(nodes, number), head):
            yield Candidate("heuristic:views", piece.strip())
        around = [n for n in _around(page, number) if n not in seen] if short else []
        if around:
            seen.update(around)
            yield from _counters(page, around, head)


def _counters(page: Page, around: list[int], head: Span | None) -> Iterator[Candidate]:
    nodes = page.nodes
    named = {n for n in around if _is_name(nodes.name(n))}
    if named or _is_label(nodes.text(around[0])):
        for node in around:
            if node in named or _is_labelled(page, node):
                yield from _counter(page, node, head)


def _is_own(page: Page, node: int, head: Span | None) -> bool:
    """Tell whether a counter is this article's: not of a sidebar, not beside a link to another."""
    nodes = page.nodes
    if page.is_aside(node):
        return False
    near = head is not None and head[0] - _NEAR < nodes.start[node] < head[1] + _NEAR
    for around in islice(nodes.above(node), _TEASER_HIGH):
        if nodes.size(around) > _TEASER or nodes.within(around, "h1"):
            return True
        inside = nodes.tag[around] == "a" or (not near and nodes.within(around, "a"))
        links = [around] if inside is True else inside or []
        if any(len(nodes.text(link).split()) >= _HEADLINE for link in links):
            return False
    return True


def _around(page: Page, piece: int) -> list[int]:
    """Return the small elements around a piece of text, outermost first."""
    nodes = page.nodes
    node = holder(nodes, piece)
    found: list[int] = []
    while node >= 0 and len(found) < _HIGHEST and nodes.size(node) <= _LONGEST + _SPACES:
        found.append(node)
        node = nodes.parent[node]
    return found[::-1]


def _counter(page: Page, node: int, head: Span | None) -> Iterator[Candidate]:
    nodes = page.nodes
    few = nodes.tag[node] in _TAGS and len(list(nodes.children(node))) <= _MOST_CHILDREN
    text = nodes.text(node) if few else ""
    if 0 < len(text) <= _LONGEST and _is_own(page, node, head):
        yield Candidate("heuristic:views", text)


def _is_labelled(page: Page, node: int) -> bool:
    """Tell whether an element's own text, that of no child, labels a count of views."""
    nodes = page.nodes
    at = nodes.start[node]
    for child in (*nodes.children(node), None):
        stop = nodes.stop[node] if child is None else nodes.start[child]
        if any(len(p) > 3 and _is_label(p) for p in nodes.piece[at:stop]):
            return True
        at = stop if child is None else nodes.stop[child]
    return False


def _is_label(text: str) -> bool:
    """Tell whether a text labels a count of views, whatever the count.

    Sites print the same few labels beside other numbers, so digits are made one and the answer
    is remembered.
    """
    return _is_masked_label(_DIGIT.sub("0", text))


@lru_cache(maxsize=8192)
def _is_masked_label(text: str) -> bool:
    return is_view_label(text)


@lru_cache(maxsize=8192)
def _is_name(name: str) -> bool:
    return bool(name) and _NAME.search(name) is not None
