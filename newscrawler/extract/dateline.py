"""The days that a page prints, and which of them may be its article's.

A printed day is found by its text: a year beside another number. So only texts with such digits
are looked at, and of these where they stand and what is around them.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import NamedTuple

from newscrawler.extract.date_place import AFTER, BEFORE, HEAD, TEXT, Place, Span
from newscrawler.extract.nodes import Nodes
from newscrawler.extract.page import Page
from newscrawler.items import Candidate
from newscrawler.text.arabic import ascii_digits, clean, fold_letters
from newscrawler.text.labels import is_publication, is_update

_NAME = re.compile(
    r"(?<![a-z])(?:date|time|datetime|publish|published|pubdate|posted|timestamp|postdate|"
    r"newsdate|meta|info|lineinfo|dateline|datum|fecha|data|created|submitted|authored|author|"
    r"byline)(?![a-z])",
    re.IGNORECASE,
)
_UPDATED = re.compile(r"(?<![a-z])(?:updated?|modified|lastmod)(?![a-z])", re.IGNORECASE)
_PUBLISHED = re.compile(r"publi|posted|created", re.IGNORECASE)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|_")
_LENGTH = 160
"""Longer texts are prose."""
_SHORT = 80
"""A text that nothing calls a date, and is one; longer ones tell of one."""
_LABELS = 25
"""Letters at the start of a long line in which it says that it was published."""
_MANY = 30
"""Dates that are looked at in a zone, those nearest to headline and text."""
_LIST = 3
"""Equal elements with dates from which they are a list: of other articles, of comments."""
# Patterns that begin with letters are looked for faster than any others.
_LATIN = (re.compile(r"20\d\d"), re.compile(r"19\d\d"))
_HIJRI = (re.compile(r"14\d\d"), re.compile(r"13\d\d"))
_ARABIC_LETTER = "ا"
_EASTERN = tuple(
    (start[0], re.compile(rf"{start}\d\d"))
    for start in ("٢٠", "١٩", "١٤", "١٣", "۲۰", "۱۹", "۱۴", "۱۳")
)
_YEAR = re.compile(r"(?<!\d)(?:19|20|13|14)\d\d(?!\d)")
_DAY = re.compile(r"(?<!\d)\d\d?(?!\d)")
_COMPACT = re.compile(
    r"\d\s?(?P<mark>[./-])\s?\d\d?\s?(?P=mark)\s?\d\d(?!\d)|(?<!\d)(?:19|20)\d\d[01]\d[0-3]\d(?!\d)"
)
_SEPARATORS = re.compile(r"\s+[|｜\-–—·•»«:]+\s+|\s*[|｜•»«]\s*")


class Printed(NamedTuple):
    """A text that may print the article's day.

    `shown` is what readers see where `raw` is for machines; `named` tells that an element or a
    label calls it a date; `own` that it stands with the headline or in the text.
    """

    rule: str
    raw: str
    own: bool
    named: bool
    shown: str


class Dateline:
    """The printed dates of a page that may be its article's; `near` is the body's container.

    Dates of sidebars, footers, comments, pictures and of links to other articles are none of
    ours, nor is one in the middle of prose.
    """

    def __init__(self, page: Page, near: int | None, head: Span | None = None) -> None:
        nodes = self._nodes = page.nodes
        self._place = Place(page, near, head)
        self._named: dict[int, set[str]] = {}
        times = [(nodes.start[node], node) for node in nodes.by_tag.get("time", ())]
        times += [
            (nodes.start[n], n) for n in nodes.by_tag.get("abbr", ()) if nodes.get(n, "title")
        ]
        self._zones: list[list[tuple[int, int]]] = [[], [], [], []]
        for piece, node in sorted(times + [(piece, -1) for piece in _dated(nodes)]):
            self._zones[self._place.zone(piece)].append((piece, node))

    @cached_property
    def own(self) -> list[Printed]:
        """Those that stand with the headline and in the text, the likeliest first.

        What is called an update comes last, in case that its name is only hAtom's.
        """
        found = sorted(self._in(HEAD), key=_likely)
        if not found or found[0][0] != (False, False):  # none that is named, and no update
            found = sorted([*found, *self._in(TEXT)], key=_likely)
        return [row for _, row in found if row.own]

    @property
    def others(self) -> Iterator[Printed]:
        """Those further off: after the text, then above the headline, where clocks show today."""
        for zone in (TEXT, AFTER, BEFORE):
            found = sorted(self._in(zone), key=_likely)
            yield from (row for _, row in found if not row.own)

    @property
    def worded(self) -> Iterator[Printed]:
        """Short texts named for dates that lack a year: «two hours ago», «Invalid Date»."""
        nodes, place = self._nodes, self._place
        first, last = max(place.head[0], 0), max(place.text[0], place.head[1] + _MANY)
        done: set[int] = set()
        pieces = range(max(first - _MANY, 0), min(last + _MANY, len(nodes.piece)))
        for piece in pieces:
            node = _holder(nodes, piece)
            if node in done or nodes.size(node) > _SHORT or "date" not in self._names(node):
                continue
            done.add(node)
            text = nodes.text(node)
            if 6 <= len(text) <= _SHORT and nodes.tag[node] != "time" and not _has_year(text):
                zone = place.zone(piece)
                if not self._is_update(node, piece) and not place.is_elsewhere(node):
                    own = zone in (HEAD, TEXT)
                    yield Printed("heuristic:date", text, own, True, text)

    def _in(self, zone: int) -> Iterator[tuple[tuple[bool, bool], Printed]]:
        """Yield the dates of a zone in reading order, with how likely each is."""
        spots = self._zones[zone]
        if len(spots) > _MANY:
            spots = sorted(sorted(spots, key=lambda s: self._place.distance(s[0]))[:_MANY])
        units: dict[int, tuple[int, str]] = {}
        for piece, node in spots:
            unit = (node, "") if node >= 0 else self._unit(piece)
            if unit is not None and (node >= 0 or not self._is_of_time(unit[0])):
                units.setdefault(unit[0], (piece, unit[1]))
        alike = Counter(map(self._signature, units)) if zone in (AFTER, BEFORE) else {}
        for node, (piece, text) in units.items():
            if alike and alike[self._signature(node)] >= _LIST:
                continue
            row = self._printed(node, piece, zone, text)
            if row is not None:
                yield (self._is_update(node, piece), not row.named), row

    def _unit(self, piece: int) -> tuple[int, str] | None:
        """Return the smallest element whose text holds a whole date around a piece, and the text.

        Day, month and year may stand in elements of their own, with nothing between them.
        """
        nodes = self._nodes
        node = _holder(nodes, piece)
        if "://" in nodes.piece[piece] or "www." in nodes.piece[piece]:
            return None
        if nodes.tag[node] in ("title", "head"):
            return None
        if nodes.size(node) > _LENGTH:
            # «Published on Thursday, January 21st, 2010 and filed under …» is a line of its own.
            text = clean(nodes.piece[piece])
            told = piece in nodes.opens and is_whole(text) and _labelled(text[:_LABELS])
            return (node, text) if told == "publication" else None
        for _ in range(4):
            if node < 0 or nodes.size(node) > _LENGTH:
                return None
            pieces = nodes.piece[nodes.start[node] : nodes.stop[node]]
            for text in (clean("".join(pieces)), clean(" ".join(pieces))):
                if is_whole(text):
                    return node, text
            node = nodes.parent[node]
        return None

    def _is_of_time(self, node: int) -> bool:
        """Tell whether a <time> speaks for an element: it lies in one, or holds one with a text."""
        nodes, around = self._nodes, node
        for _ in range(3):
            if around < 0:
                break
            if nodes.tag[around] == "time":
                return True
            around = nodes.parent[around]
        return any(nodes.size(time) for time in nodes.within(node, "time")[:3])

    def _signature(self, node: int) -> tuple[str, str, str]:
        nodes = self._nodes
        above = nodes.parent[node]
        return nodes.tag[node], nodes.name(node), nodes.name(above) if above >= 0 else ""

    def _printed(self, node: int, piece: int, zone: int, text: str) -> Printed | None:
        """Return what a <time>, or another element with a date, says; None if it is not ours."""
        nodes = self._nodes
        is_time = nodes.tag[node] == "time"
        named = is_time or bool(self._names(node))
        # hAtom writes <abbr class="published" title="2017-12-21T10:20">, HTML <time datetime>.
        machine = clean(nodes.get(node, "datetime" if is_time else "title")) if named else ""
        if not is_time and not is_whole(machine):
            machine = ""
        shown = text or (nodes.text(node) if nodes.size(node) <= _LENGTH else "")
        if not machine and not shown:
            return None
        if not named:
            named = zone != BEFORE and self._label(node, piece, shown) == "publication"
            stands = (
                zone == HEAD or self._opens(zone, piece, shown) or self._signs(zone, piece, shown)
            )
            if not named and (not stands or len(shown) > _SHORT):
                return None
        if self._place.is_elsewhere(node):
            return None
        rule = "heuristic:time" if is_time else "heuristic:date" if named else "heuristic:text"
        own = zone == HEAD or (zone == TEXT and named)
        return Printed(rule, machine or shown, own, named, shown)

    def _opens(self, zone: int, piece: int, shown: str) -> bool:
        """Tell whether a line of its own stands in the first blocks of the text: a dateline."""
        near = zone == TEXT and piece < self._place.text[0] + 8
        return near and len(shown) <= 60 and shown[-1:] not in ".!?؟"

    def _signs(self, zone: int, piece: int, shown: str) -> bool:
        """Tell whether a date alone follows the text at once, as below a letter."""
        return zone == AFTER and piece < self._place.text[1] + 8 and len(shown) <= 30

    def _names(self, node: int) -> set[str]:
        """Return what the names of an element and of those closely around it say of dates."""
        found = self._named.get(node)
        if found is None:
            found = self._named[node] = set()
            nodes, around = self._nodes, node
            for _ in range(3):
                if around < 0 or nodes.size(around) > _LENGTH:
                    break
                found.add(_kind(nodes.name(around)))
                around = nodes.parent[around]
            found.discard("")
        return found

    def _is_update(self, node: int, piece: int) -> bool:
        return self._names(node) == {"update"} or self._label(node, piece, "") == "update"

    def _label(self, node: int, piece: int, shown: str) -> str:
        """Return what the words before a date call it: ``publication``, ``update`` or nothing."""
        nodes = self._nodes
        block = bisect_right(nodes.opens, piece) - 1
        opens = nodes.opens[block]
        before = "".join(nodes.piece[max(opens, piece - 4) : nodes.start[node]])
        if not before and block > 0:  # <dt>Updated</dt><dd>6 May</dd>
            before = "".join(nodes.piece[nodes.opens[block - 1] : opens])
            before = before if len(before) <= 30 and not any(map(str.isdigit, before)) else ""
        return _labelled(f"{before[-60:]} {shown}".strip())


def title_day(page: Page) -> list[Candidate]:
    """Return the day in a part of a page's title: «Headline | Site | 28.04.2023»."""
    nodes, social = page.nodes, page.meta("og:title")
    document = next((nodes.text(n) for n in nodes.all("title")[:1]), "")
    for text in (document, social[1] if social else ""):
        if is_whole(text):
            pieces = _SEPARATORS.split(text)
            days = [piece for piece in pieces if len(piece) <= 30 and is_whole(piece)]
            if len(pieces) > 1 and len(days) == 1:
                return [Candidate("heuristic:title", days[0])]
    return []


def _has_year(text: str) -> bool:
    return bool(_YEAR.search(text if text.isascii() else ascii_digits(text)))


def is_whole(text: str) -> bool:
    """Tell whether a text has the digits of a day with its year."""
    plain = text if text.isascii() else ascii_digits(text)
    if _YEAR.search(plain) and _DAY.search(plain):
        return True
    return bool(_COMPACT.search(plain))


def _likely(pair: tuple[tuple[bool, bool], Printed]) -> tuple[bool, bool]:
    return pair[0]


@lru_cache(8192)
def _kind(name: str) -> str:
    """Return what a class or id names: a ``date``, that of an ``update``, or nothing of dates."""
    if not name:
        return ""
    name = _CAMEL.sub("-", name)
    if _UPDATED.search(name) and not _PUBLISHED.search(name):
        return "update"
    return "date" if _NAME.search(name) else ""


@lru_cache(8192)
def _labelled(text: str) -> str:
    if not text:
        return ""
    folded = fold_letters(text, ta_marbuta=True)
    return "update" if is_update(folded) else "publication" if is_publication(folded) else ""


def _dated(nodes: Nodes) -> list[int]:
    """Return the short pieces that may hold a year, in the digits of any script."""
    text = "".join(nodes.piece)
    years = list(_LATIN)
    if _ARABIC_LETTER in text:
        years += _HIJRI
        years += [year for digit, year in _EASTERN if digit in text]
    ends = list(accumulate(map(len, nodes.piece)))
    found = {bisect_right(ends, m.start()) for year in years for m in year.finditer(text)}
    return sorted(p for p in found if len(nodes.piece[p]) <= _LENGTH)


def _holder(nodes: Nodes, piece: int) -> int:
    """Return the innermost element around a piece."""
    node = bisect_right(nodes.start, piece) - 1
    while node >= 0 and nodes.stop[node] <= piece:
        node = nodes.parent[node]
    return node
