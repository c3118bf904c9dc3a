"""View counts: the texts of a page that may say how often it was read."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from newscrawler.extract.fields.section_links import Span
from newscrawler.extract.html.page import Page
from newscrawler.model.article import Candidate
from newscrawler.text.view_counts import MAX_LENGTH, is_view_label, may_label_views

_NAME = re.compile(r"view|visit|hits|read(?:s|ers|count)|مشاهد|زيار", re.IGNORECASE)
_RANKING = re.compile(r"排行|排名|ランキング|랭킹")
"""Headings of rankings, in scripts without spaces; `text.view_counts` knows the others."""
_TAGS = frozenset(
    ["span", "div", "li", "p", "td", "dd", "dt", "small", "b", "font", "em", "i", "strong"]
)
_DIGIT = re.compile(r"\d")
_BARE = re.compile(r"\W*\d[\d.,٬٫'’\s]*(?:[^\W\d_]{1,6})?\W*")
"""A number alone, at most with «k», «тыс.», «ألف»."""
_SPACES = 8
_MAX_COUNTER = 60
_MAX_CHILDREN = 5
_MAX_PIECES = 5_000
"""Pieces with digits that are examined."""
_MAX_LEVELS = 4
"""Levels from a number up to the element that is its counter."""
_NEAR = 20
"""Pieces between a headline and its article's counter, where links are no teasers."""
_TEASER, _TEASER_HIGH, _HEADLINE = 300, 3, 5
"""The most letters of a teaser, its levels above its counter, the fewest words of its headline."""


def views(page: Page, head: Span | None) -> Iterator[Candidate]:
    """Yield texts that may be view counts, by class name or label.

    `head` are the pieces of the headline.
    """
    nodes = page.nodes
    bare: list[tuple[int, list[int]]] = []
    worded: list[tuple[int, str]] = []
    for number, piece in _with_digits(page):
        if _BARE.fullmatch(piece):
            bare.append((number, _around(page, number)))
        else:
            worded.append((number, piece))
    outer = {around[0]: nodes.text(around[0]) for _, around in bare if around}
    # A count has its label in its own text or beside it, or stands in an element named for it.
    may_be_labelled = may_label_views({*outer.values(), *(piece for _, piece in worded)})
    for number, piece in worded if may_be_labelled else ():
        alone = is_view_label(piece) and not _RANKING.search(piece)
        if alone and _is_own(page, nodes.holder(number), head):
            yield Candidate("heuristic:views", piece.strip())
    for node in (node for _, around in bare for node in around):
        if _is_name(nodes.name(node)) or (may_be_labelled and _is_labelled(page, node)):
            yield from _counter(page, node, head)


def _with_digits(page: Page) -> list[tuple[int, str]]:
    """Return (number of the piece, text) of the pieces that may hold a count."""
    has_digit = _DIGIT.search
    # A longer text that has no colon is prose, or a list.
    found = (
        (number, piece)
        for number, piece in enumerate(page.nodes.piece)
        if len(piece) <= MAX_LENGTH
        and has_digit(piece)
        and (len(piece) <= _MAX_COUNTER or ":" in piece)
    )
    return list(islice(found, _MAX_PIECES))


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
    node = nodes.holder(piece)
    found: list[int] = []
    while node >= 0 and len(found) < _MAX_LEVELS and nodes.size(node) <= _MAX_COUNTER + _SPACES:
        found.append(node)
        node = nodes.parent[node]
    return found[::-1]


def _counter(page: Page, node: int, head: Span | None) -> Iterator[Candidate]:
    nodes = page.nodes
    few = nodes.tag[node] in _TAGS and len(list(nodes.children(node))) <= _MAX_CHILDREN
    text = nodes.text(node) if few else ""
    if 0 < len(text) <= _MAX_COUNTER and _is_own(page, node, head):
        yield Candidate("heuristic:views", text)


def _is_labelled(page: Page, node: int) -> bool:
    """Tell whether an element's own text, without its children, labels a view count."""
    nodes = page.nodes
    at = nodes.start[node]
    for child in (*nodes.children(node), None):
        stop = nodes.stop[node] if child is None else nodes.start[child]
        if any(len(p) > 3 and is_view_label(p) for p in nodes.piece[at:stop]):
            return True
        at = stop if child is None else nodes.stop[child]
    return False


@lru_cache(maxsize=1024)
def _is_name(name: str) -> bool:
    return bool(name) and _NAME.search(name) is not None
