"""Where on a page a date stands: at the headline, in the text, after it, beside other articles."""

import re
from functools import lru_cache
from itertools import islice

from newscrawler.extract.html import class_names
from newscrawler.extract.html.page import Page
from newscrawler.text.arabic import fold

HEAD, TEXT, AFTER, BEFORE = range(4)
"""Zones: around the headline down to the text; in it; after it; above the headline."""
_LISTED = re.compile(
    r"teaser|carousel|slide|swiper|recirc|promo|read-?more|caption|tweet|"
    r"(?<![a-z])(?:comments?|repl(?:y|ies)|respon[ds]e?|pic|picture|image|photo|credit)(?![a-z])",
    re.IGNORECASE,
)
"""Names of what shows other articles, pictures, and what readers wrote."""
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|_")
_TEASER_WORDS = 5
"""Words of a link beside a date from which it is another article's headline; names have fewer."""
_TEASER_LETTERS = 20
"""Letters of a link around a date, beside the date's, from which it is one."""
_PROSE = 100
"""Letters of a block from which it is running text."""
_CLOSE = 40
"""Texts that may part a kicker from its headline, or a date where nothing says the body."""
_BARE = 12
"""Texts above one without a headline among which its date may be."""
Span = tuple[int, int]
_NONE: Span = (-1, -1)


class Place:
    """Where the headline and the text are, as slices of the pieces; (-1, -1) is nowhere.

    `head` is the headline, where it is known.
    """

    def __init__(self, page: Page, near: int | None, head: Span | None = None) -> None:
        nodes = self._nodes = page.nodes
        self._page = page
        self._ends = [nodes.start[near]] if near is not None else []
        self._verdicts: dict[int, bool] = {}
        self._headlines: dict[int, list[int]] = {}
        self.head = head or self._headline(near) or _NONE
        self.text = self._running(near) if near is not None else _NONE
        scope = self._scope(near) if near is not None and self.head is not _NONE else -1
        self._scoped = scope >= 0 and nodes.tag[scope] not in ("body", "html")
        whole = (0, len(nodes.piece))
        self.scope = (nodes.start[scope], nodes.stop[scope]) if self._scoped else whole
        if self.head is not _NONE:
            self._ends.append(self.head[0])

    def _headline(self, near: int | None) -> Span | None:
        """Return the heading that the document's title agrees with, else the first <h1>.

        An <h1> may name the site, and a smaller heading the article.
        """
        nodes, page = self._nodes, self._page
        document = next((nodes.text(n) for n in nodes.all("title")[:1]), "")
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

    def _running(self, near: int) -> tuple[int, int]:
        """Return the running text: the body's container from its first long block on."""
        nodes = self._nodes
        start, stop = nodes.start[near], nodes.stop[near]
        after = self.head[1] if self.head[1] <= stop else 0
        for block in islice(nodes.blocks(near), 60):
            opens = nodes.opens[block]
            if opens >= after:
                letters, linked = nodes.letters[block], nodes.links[block]
                if letters - linked > _PROSE:
                    return opens, stop
        return start, stop

    def zone(self, piece: int) -> int:
        """Return in which zone of the page a piece of its text stands."""
        head, text = self.head, self.text
        inside = self.scope[0] <= piece < self.scope[1]
        if piece < head[0]:
            return HEAD if self._scoped and inside and piece >= head[0] - _CLOSE else BEFORE
        if text is not _NONE:
            if piece >= text[0]:
                return AFTER if piece >= text[1] else TEXT
            if head is _NONE:
                return HEAD if piece >= text[0] - _BARE else BEFORE
            return HEAD if inside else AFTER
        return HEAD if head is not _NONE and piece <= head[1] + _CLOSE else AFTER

    def distance(self, piece: int) -> int:
        """Return how many texts part a piece from headline and text, whichever is nearer."""
        ends = [end for end in (*self.head, *self.text) if end >= 0]
        return min((abs(piece - end) for end in ends), default=piece)

    def is_elsewhere(self, node: int) -> bool:
        """Tell whether a date is another article's, a picture's, a reader's, a sidebar's."""
        nodes, around = self._nodes, node
        for _ in range(5):
            if around < 0 or self._is_around(around):
                break
            tag = nodes.tag[around]
            if tag in ("figure", "figcaption", "blockquote") or _is_listed(nodes.name(around)):
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

        Only what is around it and not around headline or body tells: page builders call all
        parts widgets. The footer of an article is its own: dates stand there as in its head.
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
            if any(not link <= node < nodes.end[link] for link in self._links(around)):
                return True
        return False

    def _links(self, around: int) -> list[int]:
        """Return the links below a node that may be headlines; two tell as much as many."""
        found = self._headlines.get(around)
        if found is None:
            nodes = self._nodes
            links = nodes.within(around, "a")[:50]
            long = (a for a in links if len(nodes.text(a).split()) >= _TEASER_WORDS)
            found = self._headlines[around] = list(islice(long, 2))
        return found


@lru_cache(1024)
def _is_listed(name: str) -> bool:
    return bool(name) and _LISTED.search(_CAMEL.sub("-", name)) is not None
