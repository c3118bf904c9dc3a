"""The dates that a page prints, and which of them may be its article's.

A printed date is found by its text: a year beside another number. So only texts with such digits
are looked at, and of these where they stand and what is around them.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from newscrawler.extract.dates.clues import (
    MAX_LENGTH,
    dated_pieces,
    has_whole_date,
    has_year,
    label_of,
    named_kind,
)
from newscrawler.extract.dates.page_zones import AFTER, BEFORE, HEAD, TEXT, PageZones, Span
from newscrawler.extract.html.page import Page
from newscrawler.text.arabic import clean

_MAX_UNNAMED = 80
"""Letters up to which a text that nothing names a date is one; longer ones mention one."""
_LABEL_SPAN = 25
"""Letters at the start of a long line among which its label stands."""
_MAX_IN_PARTS = 60
"""Letters up to which an element that nothing names a date may be one in several parts."""
_MAX_PER_ZONE = 30
"""Dates that are examined in a zone: those nearest to headline and text."""
_MIN_LIST = 3
"""Similar elements with dates from which they are a list: of other articles, of comments."""


class Printed(NamedTuple):
    """A text that may print the article's date.

    `raw` is the text or the machine's value, `shown` what readers see. `named`: an element or a
    label calls it a date. `own`: it stands with the headline or in the text.
    """

    rule: str
    raw: str
    own: bool
    named: bool
    shown: str


class Dateline:
    """The printed dates of a page that may be its article's; `near` is the body's container.

    Dates of sidebars, footers, comments, pictures and of links to other articles are left out, as
    are dates in the middle of prose.
    """

    def __init__(self, page: Page, near: int | None, head: Span | None = None) -> None:
        nodes = self._nodes = page.nodes
        self._place = PageZones(page, near, head)
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
        """The dates with the headline and in the text, the likeliest first.

        Updates come last: `updated` may be only the name that hAtom prescribes.
        """
        found = sorted(self._in(HEAD), key=_rank)
        if not found or found[0][0] != (False, False):  # none is named and no update
            found = sorted([*found, *self._in(TEXT)], key=_rank)
        return [row for _, row in found if row.own]

    @property
    def others(self) -> Iterator[Printed]:
        """The other dates: after the text, then above the headline, where clocks show today."""
        for zone in (TEXT, AFTER, BEFORE):
            found = sorted(self._in(zone), key=_rank)
            yield from (row for _, row in found if not row.own)

    @property
    def without_year(self) -> Iterator[Printed]:
        """Short texts that are named a date and lack a year: «two hours ago», «Invalid Date»."""
        nodes, place = self._nodes, self._place
        first, last = max(place.head[0], 0), max(place.text[0], place.head[1] + _MAX_PER_ZONE)
        done: set[int] = set()
        pieces = range(max(first - _MAX_PER_ZONE, 0), min(last + _MAX_PER_ZONE, len(nodes.piece)))
        for piece in pieces:
            node = nodes.holder(piece)
            if (
                node in done
                or nodes.size(node) > _MAX_UNNAMED
                or "date" not in self._named_kinds(node)
            ):
                continue
            done.add(node)
            text = nodes.text(node)
            if 6 <= len(text) <= _MAX_UNNAMED and nodes.tag[node] != "time" and not has_year(text):
                zone = place.zone(piece)
                if not self._is_update(node, piece) and not place.is_elsewhere(node):
                    own = zone in (HEAD, TEXT)
                    yield Printed("heuristic:date", text, own, True, text)

    def _in(self, zone: int) -> Iterator[tuple[tuple[bool, bool], Printed]]:
        """Yield (rank, date) of a zone in reading order; the lowest rank is the likeliest."""
        nodes, spots = self._nodes, self._zones[zone]
        if len(spots) > _MAX_PER_ZONE:
            spots = sorted(sorted(spots, key=lambda s: self._place.distance(s[0]))[:_MAX_PER_ZONE])
        units: dict[int, tuple[int, int, str]] = {}
        for piece, node in spots:
            unit = (node, "") if node >= 0 else self._element_and_text(piece)
            if unit is not None and (node >= 0 or not self._is_in_or_around_time(unit[0])):
                # In a long element each line is a unit.
                key = ~piece if nodes.size(unit[0]) > MAX_LENGTH else unit[0]
                units.setdefault(key, (unit[0], piece, unit[1]))
        listed: set[tuple[str, str, str]] = set()
        if zone in (AFTER, BEFORE) and len(units) >= _MIN_LIST:
            alike = Counter(self._signature(node) for node, _, _ in units.values())
            listed = {signature for signature, count in alike.items() if count >= _MIN_LIST}
        for node, piece, text in units.values():
            if listed and self._signature(node) in listed:
                continue
            row = self._printed(node, piece, zone, text)
            if row is not None:
                yield (self._is_update(node, piece), not row.named), row

    def _element_and_text(self, piece: int) -> tuple[int, str] | None:
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
            if node < 0 or nodes.size(node) > MAX_LENGTH:
                line = self._line(piece) if node >= 0 else ""
                return (node, line) if line else None
            if level and nodes.size(node) > _MAX_IN_PARTS and not self._named_kinds(node):
                return None
            pieces = nodes.piece[nodes.start[node] : nodes.stop[node]]
            for text in (clean("".join(pieces)), clean(" ".join(pieces))):
                if has_whole_date(text):
                    return node, text
            node = nodes.parent[node]
        return None

    def _line(self, piece: int) -> str:
        """Return a line of a long element's own text if it is little more than a date.

        «Published on Thursday, January 21st, 2010 and filed under …» may go on after a link.
        """
        nodes = self._nodes
        block = bisect_right(nodes.opens, piece) - 1
        opens, closes = nodes.opens[block], nodes.closes[block]
        if nodes.letters[block] <= _MAX_UNNAMED:
            line = clean(" ".join(nodes.piece[opens:closes]))
            return line if has_whole_date(line) else ""
        text = clean(nodes.piece[piece])
        label = piece == opens and has_whole_date(text) and label_of(text[:_LABEL_SPAN])
        return text if label == "publication" else ""

    def _is_in_or_around_time(self, node: int) -> bool:
        """Tell whether an element lies in a <time>, or holds a <time> with a text."""
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
        """Return the date of a <time> or another element; None if it is not the article's."""
        nodes = self._nodes
        is_time = nodes.tag[node] == "time"
        named = is_time or bool(self._named_kinds(node))
        # hAtom writes <abbr class="published" title="2017-12-21T10:20">, HTML <time datetime>.
        machine = clean(nodes.get(node, "datetime" if is_time else "title")) if named else ""
        if not is_time and not has_whole_date(machine):
            machine = ""
        shown = text or (nodes.text(node) if nodes.size(node) <= MAX_LENGTH else "")
        if not machine and not shown:
            return None
        if not named:
            named = zone != BEFORE and self._label(node, piece, shown) == "publication"
            stands = (
                zone == HEAD
                or self._opens_text(zone, piece, shown)
                or self._ends_text(zone, piece, shown)
            )
            if not named and (not stands or len(shown) > _MAX_UNNAMED):
                return None
        if self._place.is_elsewhere(node):
            return None
        rule = "heuristic:time" if is_time else "heuristic:date" if named else "heuristic:text"
        own = zone == HEAD or (zone == TEXT and named)
        return Printed(rule, machine or shown, own, named, shown)

    def _opens_text(self, zone: int, piece: int, shown: str) -> bool:
        """Tell whether it is a line of its own in the first blocks of the text: a dateline."""
        near = zone == TEXT and piece < self._place.text[0] + 8
        return near and len(shown) <= 60 and shown[-1:] not in ".!?؟"

    def _ends_text(self, zone: int, piece: int, shown: str) -> bool:
        """Tell whether it is a bare date right after the text, as below a letter."""
        return zone == AFTER and piece < self._place.text[1] + 8 and len(shown) <= 30

    def _named_kinds(self, node: int) -> set[str]:
        """Return the kinds of date that an element and those closely around it are named for."""
        found = self._named.get(node)
        if found is None:
            found = self._named[node] = set()
            nodes, around = self._nodes, node
            for _ in range(3):
                if around < 0 or nodes.size(around) > MAX_LENGTH:
                    break
                found.add(named_kind(nodes.name(around)))
                around = nodes.parent[around]
            found.discard("")
        return found

    def _is_update(self, node: int, piece: int) -> bool:
        return self._named_kinds(node) == {"update"} or self._label(node, piece, "") == "update"

    def _label(self, node: int, piece: int, shown: str) -> str:
        """Return the label before a date: ``publication``, ``update`` or the empty string."""
        nodes = self._nodes
        block = bisect_right(nodes.opens, piece) - 1
        if block < 0:  # a <time> with no text around it
            return label_of(shown)
        opens = nodes.opens[block]
        before = "".join(nodes.piece[max(opens, piece - 4) : nodes.start[node]])
        if not before and block > 0:  # <dt>Updated</dt><dd>6 May</dd>
            before = "".join(nodes.piece[nodes.opens[block - 1] : opens])
            before = before if len(before) <= 30 and not any(map(str.isdigit, before)) else ""
        return label_of(f"{before[-60:]} {shown}".strip())


def _rank(pair: tuple[tuple[bool, bool], Printed]) -> tuple[bool, bool]:
    return pair[0]
