"""The container of the running text on a page that no profile describes.

Signals are of any language: how much text a block has that is no link, its punctuation, how many
such blocks lie side by side and are built alike, and what the page gives as its description. No
stop words, no names of sites.
"""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from itertools import accumulate

from newscrawler.extract.body.paragraphs import Paragraph, gather, is_boilerplate, is_label, is_rich
from newscrawler.extract.body.prune import is_signed, prune
from newscrawler.extract.body.standfirst import is_quoted, quoted_openings, standfirst
from newscrawler.extract.html import class_names
from newscrawler.extract.html.nodes import Nodes
from newscrawler.text.arabic import fold

_ASIDE = frozenset(["nav", "aside", "footer", "form", "header", "figure", "figcaption", "label"])
"""Tags beside the text, unless most of the page lies in one: whole sites are a <form>."""
_PUNCTUATION = re.compile(r"[,.،。、，;؛:!?؟！？·।]")
_MIN_LETTERS = 25
"""Unlinked letters from which a block counts; fewer than a headline has."""
_CAPTION = 500
"""Letters from which a <figure> holds more than captions."""
_CONTAINERS = frozenset(
    ["div", "section", "article", "td", "span", "body", "main", "center", "form"]
)
_NUMBER = re.compile(r"\d+")
_SIGNATURE = 60
"""Letters under which a line may be a comment's name and day."""
_MAX_CANDIDATES = 10
_MORE_TEXT = 100
"""Letters of text beyond the paragraph that the description quotes."""
_LEVELS = 5
"""Levels up to the parent of a body that lies in several containers built alike."""


def generic_body(
    nodes: Nodes, descriptions: Sequence[str] = ()
) -> tuple[list[Paragraph], int] | None:
    """Return (paragraphs, container node) of the running text, or None."""
    for by_name in (True, False):
        found = _container(nodes, descriptions, by_name=by_name)
        if found is None:
            continue
        best, discussion = found
        inside = [p for p in gather(nodes, best, discussion, _is_dropped) if not is_label(p)]
        kept = prune(nodes, best, inside)
        if kept:
            kept = standfirst(nodes, kept, descriptions) + kept
            return _without_title(nodes, kept), best
    return None


def _container(
    nodes: Nodes, descriptions: Sequence[str], *, by_name: bool
) -> tuple[int, tuple[int, ...]] | None:
    """Return the container node, and the readers' comments in it, to be left out."""
    text = _Scores(nodes, by_name=by_name)
    if not text.scores:
        return None
    best = text.container(descriptions)
    if by_name and text.is_discussion(best):
        above = _Scores(nodes, by_name=True, without=best)
        if above.before(best) >= _MORE_TEXT:
            return above.container(descriptions), (best,)
    return best, ()


def _without_title(nodes: Nodes, kept: list[Paragraph]) -> list[Paragraph]:
    """Drop the headline from the first paragraphs of the body."""
    named = [fold(nodes.text(n)) for n in (*nodes.all("title")[:1], *nodes.all("h1")[:2])]
    first = next(
        (
            i
            for i, p in enumerate(kept[:3])
            if (folded := fold(p.text)) in named
            or (len(folded) >= _MIN_LETTERS and named[:1] and named[0].startswith(f"{folded} "))
        ),
        None,
    )
    return kept if first is None or len(kept) == 1 else kept[:first] + kept[first + 1 :]


def _is_dropped(nodes: Nodes, node: int) -> bool:
    tag = nodes.tag[node]
    if tag == "figure":
        return nodes.size(node) < _CAPTION
    return tag == "header" or is_boilerplate(nodes, node)


class _Scores:
    """The scores of a page's nodes by the running text that they hold.

    `by_name`: elements are skipped by tag and class name. `without`: a node to leave out.
    """

    def __init__(self, nodes: Nodes, *, by_name: bool, without: int | None = None) -> None:
        self.nodes = nodes
        self._without = without
        self.scores: dict[int, float] = defaultdict(float)
        heads = nodes.by_tag.get("h1", [])
        self.head = heads[0] if heads else -1
        skipped = self._skipped() if by_name else [self._head_of_document()]
        good = [0] * len(nodes.opens)
        at = 0
        for block, start in enumerate(nodes.opens):
            while at < len(skipped) and skipped[at][1] <= start:
                at += 1
            if at < len(skipped) and skipped[at][0] <= start:
                continue
            letters, linked = nodes.letters[block], nodes.links[block]
            free = letters - linked
            if free >= _MIN_LETTERS and linked <= letters / 2 and nodes.owner[block] >= 0:
                good[block] = free
                self._score(block, free)
        self._good = [0, *accumulate(good)]

    def before(self, node: int) -> int:
        """Return the letters of running text between the headline and a node."""
        nodes = self.nodes
        heads = bisect_left(nodes.opens, nodes.start[self.head]) if self.head >= 0 else 0
        return self._good[bisect_left(nodes.opens, nodes.start[node])] - self._good[heads]

    def good(self, node: int) -> int:
        """Return the letters of running text in a subtree."""
        blocks = self.nodes.blocks(node)
        return self._good[blocks.stop] - self._good[blocks.start]

    def _score(self, block: int, free: int) -> None:
        nodes = self.nodes
        text = nodes.block_text(block)
        worth = 1 + min(free / 100, 3) + 0.25 * min(len(_PUNCTUATION.findall(text)), 12)
        owner = nodes.owner[block]
        if nodes.tag[owner] in _CONTAINERS:
            # Text directly in a container, with <br> between: the container is its own parent.
            self.scores[owner] += worth
        parent = nodes.parent[owner]
        for share in (1.0, 0.5, 0.2):
            if parent < 0 or (nodes.tag[parent] in ("html", "body") and share < 1):
                break
            self.scores[parent] += worth * share
            parent = nodes.parent[parent]

    def _head_of_document(self) -> tuple[int, int]:
        heads = self.nodes.by_tag.get("head", [])
        return (self.nodes.start[heads[0]], self.nodes.stop[heads[0]]) if heads else (0, 0)

    def _skipped(self) -> list[tuple[int, int]]:
        """Return the slices of pieces that lie beside the text by their tag and class name."""
        nodes = self.nodes
        found: list[tuple[int, int]] = []
        whole, linked = nodes.sums(0, len(nodes.piece))
        half = 0.5 * (whole - linked)
        node = 0
        while node < len(nodes.tag):
            start, stop = nodes.start[node], nodes.stop[node]
            if start == stop:
                node = nodes.end[node]
            elif (
                nodes.tag[node] == "head"
                or node == self._without
                or (self._is_aside(node) and nodes.size(node) - nodes.linked(node) <= half)
            ):
                found.append((start, stop))
                node = nodes.end[node]
            else:
                node += 1
        return found

    def _is_aside(self, node: int) -> bool:
        tag = self.nodes.tag[node]
        if tag in _ASIDE:
            return True
        if tag in ("p", "a", "li", "body", "html", "article", "main"):
            return False
        # What holds the headline is no boilerplate, whatever its name.
        if node < self.head < self.nodes.end[node]:
            return False
        name = self.nodes.name(node)
        if class_names.is_kept(name):
            return False
        return class_names.is_other(name) or (
            class_names.is_layout(name) and not is_rich(self.nodes, node)
        )

    def container(self, descriptions: Sequence[str]) -> int:
        """Return the node whose paragraphs are the article's text."""
        nodes = self.nodes
        ranked = sorted(self.scores, key=lambda n: (-self.scores[n], n))[:_MAX_CANDIDATES]
        worth = {
            n: (self.scores[n] + _name_bonus(nodes, n))
            * (1 - nodes.linked(n) / max(nodes.size(n), 1))
            for n in ranked
        }
        best = max(ranked, key=lambda n: worth[n])
        return self._widened(self._below_headline(best, worth, descriptions))

    def _below_headline(
        self, best: int, worth: dict[int, float], descriptions: Sequence[str]
    ) -> int:
        """Prefer the text below the headline to a longer one further down: comments, terms."""
        nodes = self.nodes
        anchor = self._description_piece(descriptions)

        def anchored(node: int) -> bool:
            return anchor is not None and self._continues(node, anchor)

        is_list = bool(self._rows(best))
        for node in sorted(worth):
            if not self.head < node < best or nodes.end[node] > best:
                continue
            if (worth[node] >= 0.3 * worth[best] and anchored(node)) or (
                is_list and self.good(node) >= _MORE_TEXT
            ):
                return node
        return best

    def _continues(self, node: int, anchor: int) -> bool:
        """Tell whether a node has text after the piece `anchor`, beyond that piece's paragraph."""
        nodes = self.nodes
        block = bisect_right(nodes.opens, anchor) - 1
        inside = nodes.start[node] <= anchor < nodes.stop[node]
        quoted = self._good[block + 1] - self._good[block] if inside else 0
        return nodes.stop[node] > anchor and self.good(node) > quoted + _MORE_TEXT

    def _description_piece(self, descriptions: Sequence[str]) -> int | None:
        """Return the first piece of the paragraph that the description quotes, or None."""
        nodes = self.nodes
        openings = quoted_openings(descriptions)
        for block, start in enumerate(nodes.opens if openings else ()):
            is_below = nodes.letters[block] >= _MIN_LETTERS and nodes.owner[block] > max(
                self.head, 0
            )
            if is_below and is_quoted(nodes.block_text(block), openings):
                return start
        return None

    def is_discussion(self, node: int) -> bool:
        """Tell whether a node is a list of signed boxes: readers' comments."""
        nodes = self.nodes
        rows = self._rows(node)
        signed = 0
        for row in rows:
            lines = [b for b in nodes.blocks(row)[:3] if nodes.letters[b] < _SIGNATURE]
            signed += is_signed(" ".join(map(nodes.block_text, lines)))
        return bool(rows) and signed >= 0.6 * len(rows)

    def _rows(self, node: int) -> list[int]:
        """Return the similar boxes that make up most of a node: comments, teasers, parts."""
        nodes = self.nodes
        alike: dict[tuple[str, str], list[int]] = defaultdict(list)
        for child in nodes.children(node):
            if nodes.tag[child] not in ("p", "h2", "h3", "blockquote") and self.good(child):
                name = _NUMBER.sub("", nodes.get(child, "class"))
                alike[(nodes.tag[child], name)].append(child)
        most = max(alike.values(), key=lambda rows: sum(map(self.good, rows)), default=[])
        is_most = sum(map(self.good, most)) >= 0.6 * self.good(node)
        return most if len(most) >= 3 and is_most else []

    def _widened(self, best: int) -> int:
        """Go up to the element around all parts of a body: containers built alike, or as full."""
        nodes = self.nodes
        node = best
        for _ in range(_LEVELS):
            parent = nodes.parent[node]
            if parent < 0 or nodes.tag[parent] in ("body", "html"):
                break
            others = [
                c
                for c in nodes.children(parent)
                if c != node and nodes.linked(c) <= 0.3 * nodes.size(c)
            ]
            most = max((self.scores.get(c, 0.0) for c in others), default=0.0)
            alike = sum(self.good(c) for c in others if self._alike(c, node))
            before = sum(self.good(c) for c in others if self.head < c < node)
            if (
                alike >= 0.3 * self.good(best)
                or (node == best and most >= 0.4 * self.scores.get(best, 0.0))
                or (node == best and before >= 0.2 * self.good(best))
            ):
                best = parent
            node = parent
        return best

    def _alike(self, one: int, other: int) -> bool:
        nodes = self.nodes
        if nodes.tag[one] != nodes.tag[other]:
            return False
        mine, its = set(nodes.get(one, "class").split()), set(nodes.get(other, "class").split())
        return mine == its or (bool(mine & its) and (mine <= its or its <= mine))


def _name_bonus(nodes: Nodes, node: int) -> float:
    bonus = 3.0 if class_names.is_body(nodes.name(node)) else 0.0
    if nodes.get(node, "itemprop") == "articleBody":
        bonus += 25
    return bonus + (4 if nodes.tag[node] == "article" else 0)
