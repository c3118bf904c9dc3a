"""The days that a page prints, and which of them may be its article's.

A printed day is found by its text: a year beside another number. So only texts with such digits
are looked at, and of these where they stand and what is around them.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from newscrawler.extract.dates.candidates import (
    LENGTH,
    dated_pieces,
    has_year,
    is_whole,
    kind_named,
    labelled,
)
from newscrawler.extract.dates.place import AFTER, BEFORE, HEAD, TEXT, Place, Span
from newscrawler.extract.html.page import Page
from newscrawler.text.arabic import clean

_SHORT = 80
"""A text that nothing calls a date, and is one; longer ones tell of one."""
_LABELS = 25
"""Letters at the start of a long line in which it says that it was published."""
_PARTS = 60
"""Letters of an element whose parts make up a date, if nothing calls it one."""
_MANY = 30
"""Dates that are looked at in a zone, those nearest to headline and text."""
_LIST = 3
"""Equal elements with dates from which they are a list: of other articles, of comments."""


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
        for piece, node in sorted(times + [(piece, -1) for piece in dated_pieces(nodes)]):
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
            node = nodes.holder(piece)
            if node in done or nodes.size(node) > _SHORT or "date" not in self._names(node):
                continue
            done.add(node)
            text = nodes.text(node)
            if 6 <= len(text) <= _SHORT and nodes.tag[node] != "time" and not has_year(text):
                zone = place.zone(piece)
                if not self._is_update(node, piece) and not place.is_elsewhere(node):
                    own = zone in (HEAD, TEXT)
                    yield Printed("heuristic:date", text, own, True, text)

    def _in(self, zone: int) -> Iterator[tuple[tuple[bool, bool], Printed]]:
        """Yield the dates of a zone in reading order, with how likely each is."""
        nodes, spots = self._nodes, self._zones[zone]
        if len(spots) > _MANY:
            spots = sorted(sorted(spots, key=lambda s: self._place.distance(s[0]))[:_MANY])
        units: dict[int, tuple[int, int, str]] = {}
        for piece, node in spots:
            unit = (node, "") if node >= 0 else self._unit(piece)
            if unit is not None and (node >= 0 or not self._is_of_time(unit[0])):
                # Of a long element's lines each is one.
                key = ~piece if nodes.size(unit[0]) > LENGTH else unit[0]
                units.setdefault(key, (unit[0], piece, unit[1]))
        listed: set[tuple[str, str, str]] = set()
        if zone in (AFTER, BEFORE) and len(units) >= _LIST:
            alike = Counter(self._signature(node) for node, _, _ in units.values())
            listed = {signature for signature, count in alike.items() if count >= _LIST}
        for node, piece, text in units.values():
            if listed and self._signature(node) in listed:
                continue
            row = self._printed(node, piece, zone, text)
            if row is not None:
                yield (self._is_update(node, piece), not row.named), row

    def _unit(self, piece: int) -> tuple[int, str] | None:
        """Return the smallest element whose text holds a whole date around a piece, and the text.

        Day, month and year may stand in elements of their own, with nothing between them.
        """
        nodes = self._nodes
        node = nodes.holder(piece)
        if "://" in nodes.piece[piece] or "www." in nodes.piece[piece]:
            return None
        if nodes.tag[node] in ("title", "head"):
            return None
        for level in range(4):
            if node < 0 or nodes.size(node) > LENGTH:
                line = self._line(piece) if node >= 0 else ""
                return (node, line) if line else None
            if level and nodes.size(node) > _PARTS and not self._names(node):
                return None
            pieces = nodes.piece[nodes.start[node] : nodes.stop[node]]
            for text in (clean("".join(pieces)), clean(" ".join(pieces))):
                if is_whole(text):
                    return node, text
            node = nodes.parent[node]
        return None

    def _line(self, piece: int) -> str:
        """Return a line of a long element's own text, if it is one date and hardly more.

        «Published on Thursday, January 21st, 2010 and filed under …» may go on after a link.
        """
        nodes = self._nodes
        block = bisect_right(nodes.opens, piece) - 1
        opens, closes = nodes.opens[block], nodes.closes[block]
        if nodes.letters[block] <= _SHORT:
            line = clean(" ".join(nodes.piece[opens:closes]))
            return line if is_whole(line) else ""
        text = clean(nodes.piece[piece])
        told = piece == opens and is_whole(text) and labelled(text[:_LABELS])
        return text if told == "publication" else ""

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
        shown = text or (nodes.text(node) if nodes.size(node) <= LENGTH else "")
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
                if around < 0 or nodes.size(around) > LENGTH:
                    break
                found.add(kind_named(nodes.name(around)))
                around = nodes.parent[around]
            found.discard("")
        return found

    def _is_update(self, node: int, piece: int) -> bool:
        return self._names(node) == {"update"} or self._label(node, piece, "") == "update"

    def _label(self, node: int, piece: int, shown: str) -> str:
        """Return what the words before a date call it: ``publication``, ``update`` or nothing."""
        nodes = self._nodes
        block = bisect_right(nodes.opens, piece) - 1
        if block < 0:  # a <time> with no text around it
            return labelled(shown)
        opens = nodes.opens[block]
        before = "".join(nodes.piece[max(opens, piece - 4) : nodes.start[node]])
        if not before and block > 0:  # <dt>Updated</dt><dd>6 May</dd>
            before = "".join(nodes.piece[nodes.opens[block - 1] : opens])
            before = before if len(before) <= 30 and not any(map(str.isdigit, before)) else ""
        return labelled(f"{before[-60:]} {shown}".strip())


def _likely(pair: tuple[tuple[bool, bool], Printed]) -> tuple[bool, bool]:
    return pair[0]
