"""Zones of a page in which a date may stand: headline, text, after and before them."""

import re
from functools import lru_cache
from itertools import islice

from newscrawler.extract.html import class_names
from newscrawler.extract.html.page import Page
from newscrawler.text.arabic import fold

HEAD, TEXT, AFTER, BEFORE = range(4)
"""Zones: from the headline down to the text; in the text; after it; above the headline."""
_TEASER_NAMES = re.compile(
    r"teaser|carousel|slide|swiper|recirc|promo|read-?more|caption|tweet|"
    r"(?<![a-z])(?:comments?|repl(?:y|ies)|respon[ds]e?|pic|picture|image|photo|credit)(?![a-z])",
    re.IGNORECASE,
)
"""Class names of other articles' teasers, pictures and readers' comments."""
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|_")
_TEASER_WORDS = 5
"""Words of a link beside a date from which it is a teaser; names have fewer."""
_TEASER_LETTERS = 20
"""Letters of a link around a date, beyond the date's own, from which it is a teaser."""
_MIN_PROSE = 100
"""Letters of a block from which it is running text."""
_MAX_GAP = 40
"""Pieces between a kicker and its headline, or a headline and its date, without a body."""
_MAX_ABOVE = 12
"""Pieces above a text without a headline among which its date may stand."""
Span = tuple[int, int]
_NONE: Span = (-1, -1)


class PageZones:
    """The zones of a page: headline and text as slices of the pieces, (-1, -1) if there is none.

    `near` is the body's container, `head` the headline, where they are known.
    """

    def __init__(self, page: Page, near: int | None, head: Span | None = None) -> None:
        nodes = self._nodes = page.nodes
        self._page = page
        self._ends = [nodes.start[near]] if near is not None else []
        self._verdicts: dict[int, bool] = {}
        self._headlines: dict[int, list[int]] = {}
        self.head = head or self._headline(near) or _NONE
        self.text = self._running_text(near) if near is not None else _NONE
        scope = self._scope(near) if near is not None and self.head is not _NONE else -1
        self._scoped = scope >= 0 and nodes.tag[scope] not in ("body", "html")
        whole = (0, len(nodes.piece))
        self.scope = (nodes.start[scope], nodes.stop[scope]) if self._scoped else whole
        if self.head is not _NONE:
            self._ends.append(self.head[0])

    def _headline(self, near: int | None) -> Span | None:
        """Return the heading whose text stands in the document's title, else the first <h1>.

        An <h1> may name the site, and a smaller heading the article.
        """
        nodes, page = self._nodes, self._page
        document = page.title
        social, site = page.meta("og:title"), page.meta("og:site_name")
        plain = f"{document} {social[1] if social else ''}"
        folded, first = "", None
        last = nodes.end[near] if near is not None else len(nodes.tag)
        lesser = [h for h in nodes.all("h2", "h3")[:20] if h < last]
        for head in (*nodes.all("h1")[:6], *lesser):
            text = nodes.text(head)
            if not text or self._is_beside(head):
                continue
            span = (nodes.start[head], nodes.stop[head])
            first = span if first is None and nodes.tag[head] == "h1" else first
            if not 10 < len(text) < 300 or (site and site[1] == text):
                continue
            if text in plain or fold(text) in (folded := folded or fold(plain)):
                return span
        return first

    def _scope(self, near: int) -> int:
        """Return the smallest element around headline and body."""
        nodes, node, head = self._nodes, near, self.head
        while node >= 0 and not nodes.start[node] <= head[0] < head[1] <= nodes.stop[node]:
            node = nodes.parent[node]
        return node

    def _running_text(self, near: int) -> tuple[int, int]:
        """Return the running text: the body's container from its first long block on."""
        nodes = self._nodes
        start, stop = nodes.start[near], nodes.stop[near]
        after = self.head[1] if self.head[1] <= stop else 0
        for block in islice(nodes.blocks(near), 60):
            opens = nodes.opens[block]
            if opens >= after:
                letters, linked = nodes.letters[block], nodes.links[block]
                if letters - linked > _MIN_PROSE:
                    return opens, stop
        return start, stop

    def zone(self, piece: int) -> int:
        """Return the zone of a piece: HEAD, TEXT, AFTER or BEFORE."""
        head, text = self.head, self.text
        inside = self.scope[0] <= piece < self.scope[1]
        if piece < head[0]:
            return HEAD if self._scoped and inside and piece >= head[0] - _MAX_GAP else BEFORE
        if text is not _NONE:
            if piece >= text[0]:
                return AFTER if piece >= text[1] else TEXT
            if head is _NONE:
                return HEAD if piece >= text[0] - _MAX_ABOVE else BEFORE
            return HEAD if inside else AFTER
        return HEAD if head is not _NONE and piece <= head[1] + _MAX_GAP else AFTER

    def distance(self, piece: int) -> int:
        """Return how many pieces lie between a piece and headline or text, whichever is nearer."""
        ends = [end for end in (*self.head, *self.text) if end >= 0]
        return min((abs(piece - end) for end in ends), default=piece)

    def is_elsewhere(self, node: int) -> bool:
        """Tell whether a date belongs to another article, a picture, a comment or a sidebar."""
        nodes, around = self._nodes, node
        for _ in range(5):
            if around < 0 or self._is_around(around):
                break
            tag = nodes.tag[around]
            if tag in ("figure", "figcaption", "blockquote") or _is_teaser_name(nodes.name(around)):
                return True
            if tag == "a" and nodes.size(around) > nodes.size(node) + _TEASER_LETTERS:
                return True
            around = nodes.parent[around]
        return self._is_beside(node) or self._is_teaser(node)

    def _is_around(self, node: int) -> bool:
        """Tell whether a node holds the headline or the body."""
        return any(self._nodes.start[node] <= end < self._nodes.stop[node] for end in self._ends)

    def _is_beside(self, node: int) -> bool:
        """Tell whether a node lies beside the article.

        Elements around headline or body do not count: page builders call all parts widgets. An
        article's own footer is part of it: dates stand there as in its head.
        """
        nodes, path, verdict = self._nodes, [], False
        while node >= 0 and not self._is_around(node):
            if node in self._verdicts:
                verdict = self._verdicts[node]
                break
            path.append(node)
            node = nodes.parent[node]
        for above in reversed(path):
            tag = nodes.tag[above]
            if tag in ("aside", "footer", "nav"):
                verdict = tag != "footer" or not self._page.in_article(above)
            elif tag in ("article", "main") and not self._ends:
                verdict = False
            else:
                verdict = verdict or class_names.is_aside(nodes.name(above))
            self._verdicts[above] = verdict
        return verdict

    def _is_teaser(self, node: int) -> bool:
        """Tell whether a date stands beside the link to another article."""
        nodes, around = self._nodes, node
        for level in range(4):
            around = nodes.parent[around] if level else node
            if around < 0 or nodes.tag[around] == "body" or self._is_around(around):
                return False
            if sum(1 for _ in islice(nodes.children(around), 13)) > 12:
                return False
            if any(not link <= node < nodes.end[link] for link in self._headline_links(around)):
                return True
        return False

    def _headline_links(self, around: int) -> list[int]:
        """Return the first two links below a node that may be headlines: two are enough."""
        found = self._headlines.get(around)
        if found is None:
            nodes = self._nodes
            links = nodes.within(around, "a")[:50]
            long = (a for a in links if len(nodes.text(a).split()) >= _TEASER_WORDS)
            found = self._headlines[around] = list(islice(long, 2))
        return found


@lru_cache(1024)
def _is_teaser_name(name: str) -> bool:
    return bool(name) and _TEASER_NAMES.search(_CAMEL.sub("-", name)) is not None
