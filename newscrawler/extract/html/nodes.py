"""The table of nodes: a document's elements and texts in reading order, from one walk.

Every field is read from this table. A node is a number; the nodes below node i are the numbers
from i + 1 to end[i], and its text is a slice of one list of pieces, so that what a subtree holds
(letters, linked letters) is the difference of two sums, however deep it nests.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate, islice
from typing import Any

from newscrawler.text.arabic import clean

SILENT = frozenset([
    "style", "script", "noscript", "template", "svg", "iframe", "object", "select", "textarea",
    "math", "canvas", "video", "audio", "noembed", "noframes", "map", "input", "img", "picture",
    "embed", "applet", "frameset", "rt", "rp",
])  # fmt: skip
"""Tags without text to read, or, as ruby's, with its pronunciation: they become no nodes."""
BLOCKS = frozenset([
    "p", "div", "section", "article", "main", "header", "footer", "nav", "aside", "blockquote",
    "pre", "ul", "ol", "li", "dl", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "table",
    "thead", "tbody", "tfoot", "tr", "td", "th", "caption", "address", "figure", "figcaption",
    "center", "hr", "details", "summary", "fieldset", "form", "body", "html", "head", "title",
    "dialog", "menu", "button", "label", "legend",
])  # fmt: skip

Event = tuple[str, int, int, Any, bool]
"""(tag, own key, parent's key, element, whether white space comes before it), or, of a text,
(«-text», 0, parent's key, the text, …)."""
_Row = tuple[str, Any, int, int]
_MAX_NAME = 500
_MAX_LEVELS = 100
_BLOCK, _LINK, _BREAK = 1, 2, 3
_KINDS = dict.fromkeys(BLOCKS, _BLOCK) | {"a": _LINK, "br": _BREAK}


class Nodes:
    """The table of nodes.

    By node: `tag`, `element`, `parent` (-1 for the root), `end`, and `start`, `stop`: its slice of
    the pieces. By block, which is a run of text between the edges of block elements or double
    <br>: `opens` and `closes` (its first piece, and that after its last), `owner` (the innermost
    block element around it), `letters`, and of these `links`, the linked ones.
    `is_cut`: the document is longer than `most` events.
    """

    __slots__ = (
        "_attributes", "_length", "_linked", "_read", "by_tag", "closes", "element", "end",
        "is_cut", "letters", "links", "opens", "owner", "parent", "piece", "start", "stop", "tag",
    )  # fmt: skip

    def __init__(
        self,
        events: Iterable[Event],
        attributes: Callable[[Any], dict[str, str | None]],
        most: int,
    ) -> None:
        self.piece: list[str] = []
        self.opens: list[int] = []
        self.owner: list[int] = []
        self.end: list[int] = []
        self.stop: list[int] = []
        rows, links = self._walk(islice(events, most))
        self.is_cut = len(rows) + len(links) >= most
        columns = list(zip(*rows, strict=True)) or [(), (), (), ()]
        self.tag: Sequence[str] = columns[0]
        self.element: Sequence[Any] = columns[1]
        self.parent: Sequence[int] = columns[2]
        self.start: Sequence[int] = columns[3]
        self.by_tag: dict[str, list[int]] = defaultdict(list)
        for node, tag in enumerate(self.tag):
            self.by_tag[tag].append(node)
        self._read = attributes
        self._attributes: dict[int, dict[str, str | None]] = {}
        sizes = list(map(len, self.piece))
        self._length = length = [0, *accumulate(sizes)]
        self._linked = linked = [0, *accumulate(map(int.__mul__, sizes, links))]
        self.closes = [*self.opens[1:], len(self.piece)] if self.opens else []
        edges = list(zip(self.opens, self.closes, strict=True))
        self.letters = [length[closes] - length[opens] for opens, closes in edges]
        self.links = [linked[closes] - linked[opens] for opens, closes in edges]

    def _walk(self, events: Iterable[Event]) -> tuple[list[_Row], list[int]]:
        """Fill the table. Returns its rows, and for each piece whether it is linked.

        One loop without calls, because it sees every element of every page.
        """
        rows: list[_Row] = []
        links: list[int] = []
        pieces, ends, stops = self.piece, self.end, self.stop
        stack: list[tuple[int, int, int]] = []  # what is open around: (key, node, kind)
        current, inside, kind, owners = -1, -1, 0, [-1]
        in_link, breaks = 0, 0
        fresh, space = True, False  # a new block begins; a space is due
        for tag, key, above, what, apart in events:
            space = space or apart
            while above != current and stack:
                ends[inside], stops[inside] = len(rows), len(pieces)
                if kind == _BLOCK:
                    fresh = True
                    owners.pop()
                elif kind == _LINK:
                    in_link = 0
                current, inside, kind = stack.pop()
            if tag == "-text":
                if fresh:
                    self.opens.append(len(pieces))
                    self.owner.append(owners[-1])
                text = " ".join(what.split())
                pieces.append(" " + text if fresh or space or what[0].isspace() else text)
                links.append(in_link)
                fresh, space, breaks = False, what[-1].isspace(), 0
                continue
            stack.append((current, inside, kind))
            rows.append((tag, what, inside, len(pieces)))
            current, inside, kind = key, len(ends), _KINDS.get(tag, 0)
            ends.append(0)
            stops.append(0)
            if kind == _BLOCK:
                fresh = True
                owners.append(inside)
            elif kind == _LINK:
                in_link = 1
            elif kind == _BREAK:
                breaks += 1
                space, fresh = True, fresh or breaks > 1
        while stack:
            ends[inside], stops[inside] = len(rows), len(pieces)
            current, inside, kind = stack.pop()
        return rows, links

    def attributes(self, node: int) -> dict[str, str | None]:
        """Return an element's attributes, read at the first call."""
        found = self._attributes.get(node)
        if found is None:
            found = self._attributes[node] = self._read(self.element[node])
        return found

    def get(self, node: int, name: str) -> str:
        """Return an attribute, empty where it is missing."""
        return self.attributes(node).get(name) or ""

    def name(self, node: int) -> str:
        """Return an element's class and id, separated by a space."""
        attributes = self.attributes(node)
        css, own = attributes.get("class"), attributes.get("id")
        return (f"{css or ''} {own}" if own else css or "")[:_MAX_NAME]

    def text(self, node: int) -> str:
        """Return the readable text of a subtree, on one line."""
        return clean("".join(self.piece[self.start[node] : self.stop[node]]))

    def size(self, node: int) -> int:
        """Return the letters in a subtree."""
        return self._length[self.stop[node]] - self._length[self.start[node]]

    def linked(self, node: int) -> int:
        """Return the letters in a subtree that are links."""
        return self._linked[self.stop[node]] - self._linked[self.start[node]]

    def sums(self, start: int, stop: int) -> tuple[int, int]:
        """Return (letters, linked letters) of a slice of the pieces."""
        return (
            self._length[stop] - self._length[start],
            self._linked[stop] - self._linked[start],
        )

    def blocks(self, node: int) -> range:
        """Return the blocks that begin in a subtree."""
        return range(
            bisect_left(self.opens, self.start[node]), bisect_left(self.opens, self.stop[node])
        )

    def block_text(self, block: int) -> str:
        """Return the text of a block as it stands, not cleaned."""
        return "".join(self.piece[self.opens[block] : self.closes[block]])

    def above(self, node: int) -> Iterator[int]:
        """Yield the ancestors of a node, innermost first."""
        node = self.parent[node]
        while node >= 0:
            yield node
            node = self.parent[node]

    def holder(self, piece: int) -> int:
        """Return the innermost node around a piece; beyond _MAX_LEVELS, its block's owner."""
        node = bisect_right(self.start, piece) - 1
        for _ in range(_MAX_LEVELS):
            if node < 0 or self.stop[node] > piece:
                return node
            node = self.parent[node]
        return self.owner[bisect_right(self.opens, piece) - 1]

    def children(self, node: int) -> Iterator[int]:
        """Yield the children of a node."""
        child = node + 1
        while child < self.end[node]:
            yield child
            child = self.end[child]

    def all(self, *tags: str) -> list[int]:
        """Return the nodes with one of these tags, in reading order."""
        found = [self.by_tag[tag] for tag in tags if tag in self.by_tag]
        return found[0] if len(found) == 1 else sorted(n for nodes in found for n in nodes)

    def within(self, node: int, *tags: str) -> list[int]:
        """Return the descendants of a node with one of these tags, in reading order."""
        found = self.all(*tags)
        return found[bisect_right(found, node) : bisect_left(found, self.end[node])]
