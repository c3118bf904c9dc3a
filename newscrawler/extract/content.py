"""The body of a page that no profile describes: where the running text is.

Signals are of any language: how much text a block has that is no link, its punctuation, and how
many such blocks lie side by side. No stop words, no names of sites.
"""

import re
from collections import defaultdict
from typing import Any

from newscrawler.extract.blocks import Bulk, paragraphs
from newscrawler.text.arabic import clean

_SILENT = frozenset(
    ["script", "style", "template", "button", "select", "textarea", "iframe", "svg", "option"]
)
_ASIDE = frozenset(
    ["noscript", "nav", "aside", "footer", "form", "header", "figure", "figcaption", "label"]
)
"""Beside the text, unless most of the page lies in one: whole sites are a <form>."""
_PARAGRAPHS = frozenset(
    ["p", "blockquote", "pre", "li", "td", "div", "section", "article", "span", "h2", "h3", "dd"]
)
_PUNCTUATION = re.compile(r"[,.،。、，;؛:!?؟！？·।]")
_GOOD = re.compile(
    r"article|entry|post|story|content|body|text|news|detail|main|خبر|محتوى", re.IGNORECASE
)
_BAD = re.compile(
    r"comment|sidebar|footer|related|share|social|widget|promo|menu|nav|banner|advert|sponsor|"
    r"popular|trending|recommend|newsletter|cookie|popup|modal|teaser|latest|ticker|gallery|"
    r"author-?(?:box|bio)|most-?read",
    re.IGNORECASE,
)
_MIN = 25
"""Characters of own text under which a block tells nothing; shorter than a headline."""


def body_element(root: Any) -> Any | None:
    """Return the element whose children hold the article's text, or None.

    Where nothing is left once the furniture is out, the names were misleading: it stays in.
    """
    found = _best(root, by_name=True)
    return found if found is not None else _best(root, by_name=False)


def _best(root: Any, *, by_name: bool) -> Any | None:
    scores: dict[Any, float] = defaultdict(float)
    for element, own, linked in _text_blocks(root, by_name=by_name):
        free = own - linked
        if free < _MIN or linked > own / 2:
            continue
        worth = 1 + min(free / 100, 3) + 0.25 * min(element[1], 12)
        node = element[0]
        if node.tag in ("div", "section", "article", "td", "span"):
            # Text that lies in a container itself, parted by <br>: the container is the place.
            scores[node] += worth
        parent = node.getparent()
        for share in (1.0, 0.5, 0.2):
            if parent is None or (parent.tag in ("html", "body") and share < 1):
                break
            scores[parent] += worth * share
            parent = parent.getparent()
    if not scores:
        return None
    links = _link_shares(scores)
    best = max(scores, key=lambda e: (scores[e] + _name_bonus(e)) * (1 - links[e]))
    return _widened(best, scores)


def generic_body(root: Any) -> tuple[str, Any] | None:
    """Return (body, element) found by the text itself, or None."""
    element = body_element(root)
    if element is None:
        return None
    found = paragraphs([element])
    return ("\n\n".join(found), element) if found else None


def _text_blocks(root: Any, *, by_name: bool) -> Any:
    """Yield ((element, punctuation marks), own text length, of it linked) bottom up, once.

    Own text is that of the element and of its inline descendants, not of blocks inside it.
    """
    own: dict[Any, list[float]] = defaultdict(lambda: [0, 0, 0])
    stack: list[tuple[Any, Any, bool]] = [(root, root, False)]
    order: list[Any] = []
    bulk = Bulk(root)
    while stack:
        node, block, linked = stack.pop()
        if not isinstance(node.tag, str) or node.tag in _SILENT:
            continue
        aside = node.tag in _ASIDE or _is_bad(node)
        if by_name and aside and not bulk.holds_most(node):
            continue
        if node.tag in _PARAGRAPHS and node.tag != "span":
            block = node
            order.append(node)
        linked = linked or node.tag == "a"
        for text in (node.text, *(child.tail for child in node)):
            if text and not text.isspace():
                stripped = clean(text)
                sums = own[block]
                sums[0] += len(stripped)
                sums[1] += len(stripped) if linked else 0
                sums[2] += len(_PUNCTUATION.findall(stripped))
        stack.extend((child, block, linked) for child in reversed(node))
    for node in order:
        if node in own:
            length, links, marks = own[node]
            yield (node, marks), length, links


def _is_bad(node: Any) -> bool:
    if node.tag in ("body", "html", "article", "main"):
        return False
    named = f"{node.get('class') or ''} {node.get('id') or ''}"
    if not named.strip() or not _BAD.search(named):
        return False
    return not re.search(r"content|article|body|main|story", named, re.IGNORECASE)


def _name_bonus(element: Any) -> float:
    named = f"{element.get('class') or ''} {element.get('id') or ''}"
    bonus = 3.0 if _GOOD.search(named) else 0.0
    if element.get("itemprop") == "articleBody":
        bonus += 25
    return bonus + (4 if element.tag == "article" else 0)


def _link_shares(scores: dict[Any, float]) -> dict[Any, float]:
    """Return the share of linked text of the ten best, for which alone it matters."""
    best = sorted(scores, key=lambda e: scores[e], reverse=True)[:10]
    shares = dict.fromkeys(scores, 1.0)
    for element in best:
        total = len("".join(element.itertext()).strip()) or 1
        linked = sum(len("".join(a.itertext()).strip()) for a in element.iter("a"))
        shares[element] = min(linked / total, 1.0)
    return shares


def _widened(best: Any, scores: dict[Any, float]) -> Any:
    """Go up while the parent holds clearly more of the same: a body in several sections."""
    parent = best.getparent()
    while parent is not None and parent.tag not in ("body", "html"):
        siblings = [scores.get(child, 0.0) for child in parent if child is not best]
        if not siblings or max(siblings) < 0.4 * scores[best]:
            return best
        best, parent = parent, parent.getparent()
    return best
