"""Where a page prints the day of its article, and where it prints other days."""

import re
from bisect import bisect_right
from collections.abc import Iterable
from functools import lru_cache
from itertools import islice
from urllib.parse import unquote, urlsplit

from newscrawler.extract.nodes import Nodes
from newscrawler.extract.page import Page
from newscrawler.items import Candidate
from newscrawler.text.arabic import ascii_digits, clean

_DATE_NAME = re.compile(
    r"(?:^|[-_ ])(?:date|time|datetime|published|publish|pubdate|posted|timestamp|entry-date|"
    r"post-date|article-date|meta-date|newsdate|post-meta|entry-meta|meta|info|dateline)"
    r"(?:$|[-_ ])",
    re.IGNORECASE,
)
_UPDATED = re.compile(r"(?:^|[-_ ])(?:updated|modified|date-?modified)(?:$|[-_ ])", re.IGNORECASE)
_PUBLISHED = re.compile(r"publi|posted|created", re.IGNORECASE)
_TAGS = frozenset(["time", "abbr", "span", "div", "p", "li", "td", "em", "small", "b", "font", "a",
                   "i", "strong", "h5", "h6"])  # fmt: skip
_YEAR = re.compile(r"(?<!\d)(?:1[34]|19|20)\d\d(?!\d)")
_URL_DAY = re.compile(
    r"/((?:19|20)\d\d)(?:([/-])(\d{1,2})\2(\d{1,2})|(0[1-9]|1[0-2])([0-2]\d|3[01]))(?:[/_.-]|$)"
)
_TEASER_WORDS = 4
"""Words of a link beside a date from which it is another article's headline."""
_LENGTH = 160
"""Longer texts are prose."""
_NO_DIGIT = bytes({*range(1, 256)} - {*b"0123456789"})
_EASTERN = re.compile("[٠-٩۰-۹]")
_MANY = 200
"""Texts that are looked at; a page with more dates is a list of other articles."""


def dates(page: Page, near: int | None) -> tuple[list[Candidate], list[Candidate]]:
    """Return the printed dates that may be the article's: its own, and others, likeliest first.

    `near` is the body's container. An article's own dates stand with its headline and body; of
    the others, those that follow the body go before those above the headline, where a header's
    clock shows today. Dates of sidebars, footers, comments and of links to other articles are
    none of ours.
    """
    nodes, place = page.nodes, _Place(page, near)
    ranks: list[list[Candidate]] = [[], [], []]
    for node in _spread(_named(nodes), place):
        candidate = _dated(page, node, place)
        if candidate is not None:
            ranks[place.rank(node)].append(candidate)
    return ranks[0], ranks[1] + ranks[2]


def loose_dates(page: Page, near: int | None) -> tuple[list[Candidate], list[Candidate]]:
    """Return short texts around the body that hold a year, named or not: its own, and others."""
    nodes = page.nodes
    around = [near, *islice(nodes.above(near), 4)][-1] if near is not None else None
    if around is None:
        return [], []
    place = _Place(page, near)
    own: list[Candidate] = []
    others: list[Candidate] = []
    pieces = (p for p in _digits(nodes) if nodes.start[around] <= p < nodes.stop[around])
    for piece in islice(pieces, _MANY):
        node, text = _holder(nodes, piece), clean(nodes.piece[piece])
        if node <= around or nodes.tag[node] not in _TAGS:
            continue
        if not 6 <= len(text) <= 80 or not _YEAR.search(ascii_digits(text)):
            continue
        if not page.is_aside(node) and not place.is_teaser(node):
            is_own = place.is_near(node)
            (own if is_own else others).append(Candidate("heuristic:text", text))
    return own, others


def url_day(page: Page) -> Candidate | None:
    """Return the day that stands in the address."""
    found = _URL_DAY.search(unquote(urlsplit(page.url).path))
    if not found:
        return None
    month, day = found[3] or found[5], found[4] or found[6]
    return Candidate("url", f"{found[1]}-{int(month):02d}-{int(day):02d}")


def _named(nodes: Nodes) -> list[int]:
    """Return the small elements that may be named for dates, and what HTML has for them.

    A date has a digit, as a word of yesterday has none; few texts of a page have one.
    """
    found = {*nodes.by_tag.get("time", ()), *nodes.by_tag.get("abbr", ())}
    for piece in _digits(nodes):
        node = _holder(nodes, piece)
        for _ in range(4):
            if node < 0 or nodes.size(node) > _LENGTH:
                break
            found.add(node)
            node = nodes.parent[node]
    return sorted(n for n in found if nodes.tag[n] in _TAGS)


def _digits(nodes: Nodes) -> list[int]:
    """Return the short pieces that have a digit, of any script."""
    text = "\0".join(nodes.piece)
    kept = text.encode("utf-8", "replace").translate(None, _NO_DIGIT).split(b"\0")
    found = [p for p, digits in enumerate(kept) if digits and len(nodes.piece[p]) <= _LENGTH]
    if any(digit in text for digit in "٠١٢۰۱۲"):
        more = (p for p, t in enumerate(nodes.piece) if len(t) <= _LENGTH and _EASTERN.search(t))
        found = sorted({*found, *more})
    return found


def _holder(nodes: Nodes, piece: int) -> int:
    """Return the innermost element around a piece."""
    node = bisect_right(nodes.start, piece) - 1
    while node >= 0 and nodes.stop[node] <= piece:
        node = nodes.parent[node]
    return node


def _spread(found: list[int], place: "_Place") -> Iterable[int]:
    """Bound the work on pages with many dates: those nearest the headline and the body."""
    if len(found) <= _MANY:
        return found
    return sorted(sorted(found, key=place.distance)[:_MANY])


def _dated(page: Page, node: int, place: "_Place") -> Candidate | None:
    """Return what a <time>, or a small element named for dates, says; None if it is not ours."""
    nodes = page.nodes
    is_time = nodes.tag[node] == "time"
    if not is_time:
        kind = _kind(nodes.name(node))
        if kind != "date" or nodes.within(node, "time"):
            return None  # a <time> speaks for itself
    elif _kind(nodes.name(node)) == "update":
        return None
    # hAtom writes <abbr class="published" title="2017-12-21T10:20">, HTML <time datetime>.
    machine = nodes.get(node, "title" if nodes.tag[node] == "abbr" else "datetime")
    text = clean(machine) or nodes.text(node)
    if not (is_time or 6 <= len(text) <= _LENGTH) or len(text) > 2 * _LENGTH:
        return None
    if page.is_elsewhere(node) or place.is_teaser(node):
        return None
    return Candidate("heuristic:time" if is_time else "heuristic:date", text)


@lru_cache(4096)
def _kind(name: str) -> str:
    """Return what a class or id names: the ``date`` of an article, that of an ``update``."""
    if _UPDATED.search(name) and not _PUBLISHED.search(name):
        return "update"
    return "date" if _DATE_NAME.search(name) else ""


class _Place:
    """Where the headline and the body are, and how a node lies to them."""

    def __init__(self, page: Page, near: int | None) -> None:
        nodes = self._nodes = page.nodes
        self._head = next((h for h in nodes.all("h1") if not page.is_aside(h)), None)
        self._near = near
        self._around = {
            n for e in (self._head, near) if e is not None for n in (e, *nodes.above(e))
        }
        self._scope: int | None = None
        if self._head is not None and near is not None:
            above = set(nodes.above(self._head))
            scope = next((n for n in nodes.above(near) if n in above), -1)
            if scope >= 0 and nodes.tag[scope] not in ("body", "html"):
                self._scope = scope
        self._headlines: dict[int, list[int]] = {}

    def _holds(self, above: int | None, node: int) -> bool:
        return above is not None and above < node < self._nodes.end[above]

    def is_near(self, node: int) -> bool:
        """Tell whether a node lies in the smallest element around headline and body."""
        return self._holds(self._scope, node)

    def rank(self, node: int) -> int:
        """Return 0 for a date of the article's own, 1 for one further off, 2 for a header's."""
        with_head = self._scope is None or self.is_near(node)
        seen_head = self._head is None or node >= self._head
        seen_body = self._near is None or node >= self._near
        if not seen_head and (self._scope is None or not with_head):
            return 2
        after = seen_body and not self._holds(self._near, node)
        return 1 if after or not with_head else 0

    def distance(self, node: int) -> int:
        """Return how far a node is from headline and body, in nodes."""
        ends = [e for e in (self._head, self._near) if e is not None] or [0]
        return min(abs(node - e) for e in ends)

    def is_teaser(self, node: int) -> bool:
        """Tell whether a date stands beside the link to another article."""
        nodes, around = self._nodes, node
        for _ in range(3):
            around = nodes.parent[around]
            if around < 0 or around in self._around or nodes.tag[around] == "body":
                return False
            if sum(1 for _ in islice(nodes.children(around), 13)) > 12:
                return False
            for link in self._links(around):
                if not (link == node or link <= node < nodes.end[link]):
                    return True
        return False

    def _links(self, around: int) -> list[int]:
        """Return the links below a node that may be headlines; two tell as much as many."""
        found = self._headlines.get(around)
        if found is None:
            nodes = self._nodes
            long = (
                a for a in nodes.within(around, "a")[:50]
                if len(nodes.text(a).split()) >= _TEASER_WORDS
            )
            found = self._headlines[around] = list(islice(long, 2))
        return found
