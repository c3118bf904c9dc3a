"""Paragraphs of a container in reading order, without its boilerplate."""

import re
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from newscrawler.extract.html import class_names
from newscrawler.extract.html.nodes import Nodes
from newscrawler.text.arabic import clean

_DROPPED_TAGS = frozenset([
    "form", "button", "nav", "aside", "footer", "figcaption", "dialog", "menu", "label", "legend",
    "head",
])  # fmt: skip
_MIN_RICH = 1000
"""Unlinked letters from which a box is no sidebar."""
_DROPPED_ROLES = frozenset(
    ["navigation", "complementary", "contentinfo", "banner", "search", "dialog", "form"]
)
_LONE_LABEL = re.compile(
    r"^(?:اقرأ أيضا|اقرأ أيضًا|اقرأ المزيد|إقرأ أيضا|طالع أيضا|شاهد أيضا|مواضيع ذات صلة|"
    r"read also|read more|more:|see also|related:|also read|advertisement|إعلان)\s*[:：]?",
    re.IGNORECASE,
)
_END = re.compile(r"[.!?…。؟！？।۔:]['\"”’»“)\]]*$")
# «الصفحات: 1 2 3»: the links to an article's other pages.
_PAGE_NUMBERS = re.compile(r"(?:\w+\s*[:：]\s*)?\d{1,2}(?:[\s|·,،-]+\d{1,2})+")
HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])


@dataclass(slots=True)
class Paragraph:
    """A run of text between block edges.

    `owner` is the node around it, `letters` and `linked` count its letters and those in links,
    `block` is its number in the table of nodes.
    """

    text: str
    owner: int
    letters: int
    linked: int
    block: int


def paragraphs(nodes: Nodes, tops: Iterable[int], drop: Collection[int] = ()) -> list[str]:
    """Return the texts of containers or blocks, paragraph by paragraph.

    Block elements and a doubled <br> separate paragraphs; a node inside another one of `tops`
    counts once. Captions, share bars, related boxes and the nodes in `drop` are left out, and so
    are blocks that only link elsewhere.
    """
    found: list[str] = []
    done = -1
    for top in sorted(tops):
        if top >= done:
            found += [p.text for p in gather(nodes, top, drop) if not is_label(p)]
            done = nodes.end[top]
    return found


def gather(
    nodes: Nodes,
    top: int,
    drop: Collection[int] = (),
    is_dropped: Callable[[Nodes, int], bool] | None = None,
) -> list[Paragraph]:
    """Return the paragraphs below a node without its boilerplate; labels are still among them."""
    holes = _holes(nodes, top, drop, is_dropped or is_boilerplate)
    found: list[Paragraph] = []
    first = max(bisect_right(nodes.opens, nodes.start[top]) - 1, 0)
    hole, stop = 0, nodes.stop[top]
    for block in range(first, len(nodes.opens)):
        at, until = max(nodes.opens[block], nodes.start[top]), min(nodes.closes[block], stop)
        if at >= stop:
            break
        while hole < len(holes) and holes[hole][1] <= at:
            hole += 1
        pieces: list[str] = []
        letters = linked = 0
        inner = hole
        while at < until:
            edge = until
            if inner < len(holes) and holes[inner][0] < until:
                edge = max(holes[inner][0], at)
            if at < edge:
                pieces += nodes.piece[at:edge]
                size, links = nodes.sums(at, edge)
                letters, linked = letters + size, linked + links
            if edge == until:
                break
            at, inner = holes[inner][1], inner + 1
            pieces.append(" ")
        text = clean("".join(pieces))
        if any(map(str.isalnum, text)):
            found.append(Paragraph(text, nodes.owner[block], letters, linked, block))
    return found


def _holes(
    nodes: Nodes, top: int, drop: Collection[int], is_dropped: Callable[[Nodes, int], bool]
) -> list[tuple[int, int]]:
    """Return the slices of pieces that boilerplate takes up, in reading order."""
    holes: list[tuple[int, int]] = []
    half = 0.5 * _prose(nodes, top)
    node, end = top + 1, nodes.end[top]
    while node < end:
        start, stop = nodes.start[node], nodes.stop[node]
        if start == stop:
            node = nodes.end[node]
        elif node in drop or (is_dropped(nodes, node) and _prose(nodes, node) <= half):
            holes.append((start, stop))
            node = nodes.end[node]
        else:
            node += 1
    return holes


def _prose(nodes: Nodes, node: int) -> int:
    return nodes.size(node) - nodes.linked(node)


def is_boilerplate(nodes: Nodes, node: int) -> bool:
    """Tell whether a node inside a body is boilerplate, by its tag, class name or role."""
    tag = nodes.tag[node]
    if tag in _DROPPED_TAGS:
        return True
    if tag in ("br", "b", "i", "strong", "em"):
        return False
    own = nodes.attributes(node)
    if "hidden" in own or own.get("role") in _DROPPED_ROLES or own.get("aria-hidden") == "true":
        return True
    name = nodes.name(node)
    if class_names.is_boilerplate(name):
        # A paragraph named for the paywall is text that the paywall hides.
        return not (tag in ("p", "span") and "paywall" in name)
    return class_names.is_sidebar(name) and not is_rich(nodes, node)


def is_rich(nodes: Nodes, node: int) -> bool:
    """Tell whether a node holds more text, with fewer links, than a sidebar does."""
    size, linked = nodes.size(node), nodes.linked(node)
    return size - linked >= _MIN_RICH and linked <= 0.3 * size


def ends_sentence(text: str) -> bool:
    """Tell whether a text ends_sentence like a sentence, in scripts that mark its end."""
    return _END.search(text) is not None


def is_label(paragraph: Paragraph) -> bool:
    """Tell whether a paragraph only points to another page: «Read also: …»."""
    text, linked = paragraph.text, paragraph.linked
    if linked >= 0.9 * len(text.replace(" ", "")) and _LONE_LABEL.match(text):
        return True
    if linked and _PAGE_NUMBERS.fullmatch(text):
        return True
    return _LONE_LABEL.match(text) is not None and (linked > 0 or len(text) < 25)
