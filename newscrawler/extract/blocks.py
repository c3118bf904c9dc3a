"""From elements to paragraphs: what a reader reads, in reading order, without the furniture."""

import re
from collections.abc import Collection, Iterable
from functools import cached_property
from typing import Any

from newscrawler.text.arabic import clean

_GONE = frozenset([
    "script", "style", "noscript", "template", "iframe", "object", "embed", "video", "audio",
    "canvas", "svg", "form", "button", "select", "textarea", "input", "nav", "aside", "footer",
    "figcaption", "dialog", "menu", "map", "applet", "frame",
])  # fmt: skip
_BLOCKS = frozenset([
    "p", "div", "section", "article", "main", "header", "blockquote", "pre", "ul", "ol", "li",
    "dl", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tfoot",
    "caption", "address", "figure", "center", "hr", "details", "summary", "fieldset", "td",
    "th",
])  # fmt: skip
_PROSE = (
    "p", "br", "em", "strong", "b", "i", "span", "font", "div", "td", "li", "blockquote", "article",
    "section",
)  # fmt: skip
_FURNITURE = re.compile(
    r"(?:^|[-_ ])(?:related|share|sharing|shares|social|addtoany|sharedaddy|caption|newsletter|"
    r"subscribe|subscription|advert|advertisement|advertising|ads|adsbygoogle|promo|sponsored|"
    r"comments?|commentlist|respond|breadcrumbs?|tags|tagcloud|byline|author-box|author-bio|"
    r"authorbox|recommended|recommend|read-?also|readmore|read-more|also-read|more-stories|"
    r"most-read|popular|trending|sidebar|widget|toolbar|pagination|pager|post-navigation|"
    r"page-links|page-numbers|post-nav-links|wp-pagenavi|screen-reader-text|visually-hidden|sr-only|print-only|cookie|consent|paywall|outbrain|"
    r"taboola|disqus|copyright|infobox|jp-relatedposts)(?:$|[-_ ])",
    re.IGNORECASE,
)
_ROLES = frozenset(
    ["navigation", "complementary", "contentinfo", "banner", "search", "dialog", "form"]
)
_LONE_LABEL = re.compile(
    r"^(?:اقرأ أيضا|اقرأ أيضًا|اقرأ المزيد|إقرأ أيضا|طالع أيضا|شاهد أيضا|مواضيع ذات صلة|"
    r"read also|read more|more:|see also|related:|also read|advertisement|إعلان)\s*[:：]?",
    re.IGNORECASE,
)
# «الصفحات: 1 2 3»: the way to an article's other pages.
_PAGE_NUMBERS = re.compile(r"(?:\w+\s*[:：]\s*)?\d{1,2}(?:[\s|·,،-]+\d{1,2})+")


def paragraphs(elements: Iterable[Any], drop: Collection[Any] = ()) -> list[str]:
    """Return the texts of containers or blocks, paragraph by paragraph.

    Block elements part paragraphs, and so does a doubled <br>; an element inside another one
    of `elements` counts once. Scripts, captions, share bars, related boxes and `drop` are left
    out, and so is a block that is only links to elsewhere.
    """
    chosen = list(elements)
    inside = set(chosen)
    walk = _Walk(set(drop))
    for element in chosen:
        if not any(ancestor in inside for ancestor in element.iterancestors()):
            walk.take(element)
            walk.end_block()
    return walk.blocks


class Bulk:
    """Tells what holds most of an element's text.

    Page builders call everything a «widget», and some bodies lie in a «popup»: what holds most of
    the text is no furniture, whatever its name.
    """

    def __init__(self, whole: Any) -> None:
        self._whole = whole

    def holds_most(self, part: Any) -> bool:
        """Tell whether a descendant holds more than half of the text."""
        return _prose(part) > self._half

    @cached_property
    def _half(self) -> float:
        return 0.5 * _prose(self._whole)


def _prose(element: Any) -> int:
    return sum(len(text) for text in element.itertext(*_PROSE) if not text.isspace())


class _Walk:
    """Gathers text; iterative, because pages nest deeper than Python calls do."""

    def __init__(self, drop: set[Any]) -> None:
        self.blocks: list[str] = []
        self._drop = drop
        self._text: list[str] = []
        self._linked = 0
        self._breaks = 0

    def take(self, top: Any) -> None:
        stack: list[tuple[Any, bool]] = [(top, False)]
        links, bulk = 0, Bulk(top)
        while stack:
            node, done = stack.pop()
            if done:
                if node.tag == "a":
                    links -= 1
                if node.tag in _BLOCKS:
                    self.end_block()
                if node is not top:
                    self._add(node.tail, linked=links > 0)
                continue
            if node is not top and (not isinstance(node.tag, str) or self._is_gone(node, bulk)):
                self._add(node.tail, linked=links > 0)
                continue
            stack.append((node, True))
            if node.tag == "br":
                self._break()
            elif node.tag in _BLOCKS:
                self.end_block()
            if node.tag == "a":
                links += 1
            self._add(node.text, linked=links > 0)
            stack.extend((child, False) for child in reversed(node))

    def end_block(self) -> None:
        text = clean("".join(self._text))
        linked = self._linked
        self._text, self._linked, self._breaks = [], 0, 0
        if not text or not any(c.isalnum() for c in text):
            return
        # «Read also: …»: a block that is nothing but a way to another page.
        if linked >= 0.9 * len(text.replace(" ", "")) and _LONE_LABEL.match(text):
            return
        if linked and _PAGE_NUMBERS.fullmatch(text):
            return
        if _LONE_LABEL.match(text) and (linked or len(text) < 25):
            return
        self.blocks.append(text)

    def _add(self, text: str | None, *, linked: bool) -> None:
        if not text:
            return
        if not text.isspace():
            self._breaks = 0
            if linked:
                self._linked += len("".join(text.split()))
        self._text.append(text)

    def _break(self) -> None:
        self._breaks += 1
        if self._breaks > 1:
            self.end_block()
        else:
            self._text.append(" ")

    def _is_gone(self, node: Any, bulk: Bulk) -> bool:
        if node.tag in _GONE or node in self._drop or "hidden" in node.attrib:
            return True
        if node.get("role") in _ROLES or node.get("aria-hidden") == "true":
            return True
        named = f"{node.get('class') or ''} {node.get('id') or ''}"
        if not named.strip() or not _FURNITURE.search(" ".join(named.split())):
            return False
        return not bulk.holds_most(node)
