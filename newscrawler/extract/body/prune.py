"""Pruning: takes out of a body's container what is not running text.

Paragraphs of one text are built alike: the same tag in elements of the same class. What lies in the
container but is built otherwise is a box, and stays if it reads like the text around it.
"""

import re
from collections import defaultdict

from newscrawler.extract.body.paragraphs import HEADINGS, Paragraph, ends_sentence
from newscrawler.extract.html.nodes import Nodes
from newscrawler.text.arabic import ascii_digits

_DAY = re.compile(r"(?<!\d)\d{1,4}([./-])\d{1,2}\1\d{1,4}(?!\d)")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_LEAVES = HEADINGS | {"p", "li", "blockquote", "pre", "dt", "dd", "td", "th"}
_ITEMS = frozenset(["li", "dt", "dd", "td", "th"])
_BOXES = frozenset(["div", "section", "article", "span", "center", "figure", "main"])
_MIN_LETTERS = 25
_MAX_LABEL = 60
_MIN_TEASER = 40
"""Letters from which a paragraph that is one link leads to another article."""
_MIN_TEXT = 60
"""Letters from which a paragraph of the main kind marks the beginning or end of the text."""


def prune(nodes: Nodes, top: int, found: list[Paragraph]) -> list[Paragraph]:
    """Return the paragraphs of a container that belong to its running text."""
    mass: dict[tuple[str, str, str], int] = defaultdict(int)
    for p in found:
        free = p.letters - p.linked
        if free >= _MIN_LETTERS and p.linked <= p.letters / 2:
            mass[_kind(nodes, p)] += free
    if not mass:
        return found
    most = max(mass.values())
    main = [
        p
        for p in found
        if mass.get(kind := _kind(nodes, p), 0) >= (0.6 if kind[0] in _ITEMS else 0.25) * most
    ]
    text = [p.block for p in main if p.letters > _MIN_TEXT] or [p.block for p in main]
    first, last = text[0], text[-1]
    ancestors = _ancestors(nodes, top, {_element_around(nodes, p) for p in main})
    boxes: dict[int, list[Paragraph]] = defaultdict(list)
    for p in found:
        boxes[_box(nodes, p.owner, ancestors)].append(p)
    kept: list[Paragraph] = []
    for box, inside in boxes.items():
        if box in ancestors:
            kept += [p for p in inside if not _is_stray(p, first)]
        elif _stays(nodes, box, inside, first, last):
            kept += inside
    kept.sort(key=lambda p: p.block)
    kept = _without_discussion(nodes, kept)
    while kept and kept[-1].block > last and _is_announcement(nodes, kept[-1]):
        kept.pop()
    return kept


def _without_discussion(nodes: Nodes, kept: list[Paragraph]) -> list[Paragraph]:
    """Drop the readers' comments after the text: each has a name and a day above it.

    The name may begin the paragraph: «Karim [ 15/03/2008 ] I wonder …».
    """
    alone: list[int] = []
    within: list[int] = []
    has_text = False
    for i, p in enumerate(kept):
        is_line = (
            p.letters < _MAX_LABEL
            and nodes.tag[p.owner] not in HEADINGS
            and not ends_sentence(p.text)
        )
        if has_text and is_line and is_signed(p.text):
            (alone if _has_name_and(p.text, _DAY) else within).append(i)
        elif has_text and not is_line and _has_name_and(p.text[:_MAX_LABEL], _DAY):
            within.append(i)
        has_text = has_text or (p.letters >= _MAX_LABEL and ends_sentence(p.text))
    if len(alone) > 1:
        return kept[: alone[0]]
    return kept[: within[0]] if len(within) > 2 else kept


def is_signed(line: str) -> bool:
    """Tell whether a line holds a name and then a day or a year."""
    return _has_name_and(line, _DAY) or _has_name_and(line, _YEAR)


def _has_name_and(text: str, day: re.Pattern[str]) -> bool:
    text = ascii_digits(text)
    found = day.search(text)
    return found is not None and sum(map(str.isalpha, text[: found.start()])) > 2


def _is_stray(paragraph: Paragraph, first: int) -> bool:
    """Tell whether a paragraph built like the text is none: a date above it, a teaser link."""
    if paragraph.linked >= 0.8 * paragraph.letters and paragraph.letters >= _MIN_TEASER:
        return True
    return (
        paragraph.block < first
        and not ends_sentence(paragraph.text)
        and paragraph.letters <= _MIN_TEXT
    )


def _is_announcement(nodes: Nodes, paragraph: Paragraph) -> bool:
    """Tell whether a last paragraph announces what has been dropped: «Read more:»."""
    if nodes.tag[paragraph.owner] in HEADINGS:
        return True
    return paragraph.letters < _MAX_LABEL and paragraph.text.endswith((":", "："))


def _element_around(nodes: Nodes, paragraph: Paragraph) -> int:
    owner = paragraph.owner
    tag = nodes.tag[owner]
    # A cell whose text is parted by <br> is laid out for it, and no datum.
    is_whole = tag in ("td", "th") and bool(nodes.within(owner, "br"))
    return nodes.parent[owner] if tag in _LEAVES and not is_whole else owner


def _kind(nodes: Nodes, paragraph: Paragraph) -> tuple[str, str, str]:
    """Return how a paragraph is built: its tag, and tag and class of the element around it."""
    element = _element_around(nodes, paragraph)
    return nodes.tag[paragraph.owner], nodes.tag[element], nodes.get(element, "class")


def _ancestors(nodes: Nodes, top: int, elements: set[int]) -> set[int]:
    """Return the elements that hold the text, and all elements around them."""
    ancestors = {top}
    for element in elements:
        while element >= 0 and element not in ancestors:
            ancestors.add(element)
            element = nodes.parent[element]
    return ancestors


def _box(nodes: Nodes, node: int, ancestors: set[int]) -> int:
    while node not in ancestors and nodes.parent[node] >= 0 and nodes.parent[node] not in ancestors:
        node = nodes.parent[node]
    return node


def _stays(nodes: Nodes, box: int, inside: list[Paragraph], first: int, last: int) -> bool:
    letters = sum(p.letters for p in inside) or 1
    linked = sum(p.linked for p in inside) / letters
    heads = sum(nodes.tag[p.owner] in HEADINGS for p in inside)
    closed = ends_sentence(inside[-1].text)
    if nodes.tag[box] in ("h1", "header"):
        return False
    boxed = nodes.tag[box] in _BOXES
    if inside[0].block > last:
        return not boxed and linked < 0.3
    if inside[-1].block < first:
        return linked < 0.3 and letters >= (80 if boxed else 30) and closed
    if boxed:
        return linked < 0.3 and (letters >= 80 or heads > 0)
    return linked < 0.6 or letters < _MIN_TEASER
