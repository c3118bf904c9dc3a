"""The standfirst: the summary between headline and text, where it stands apart."""

from collections.abc import Sequence
from itertools import islice

from newscrawler.extract.body.paragraphs import Paragraph, ends_sentence
from newscrawler.extract.html import class_names
from newscrawler.extract.html.nodes import Nodes
from newscrawler.text.arabic import clean, fold

_MIN_LETTERS, _MAX_LETTERS = 30, 700
_MIN_UNNAMED = 80
"""Letters from which a paragraph right below the headline is one, whatever its class."""
_OPENING = 50
"""Folded letters that a description and the paragraph that it quotes have in common."""
_MAX_ABOVE = 40
"""Blocks above the text that are searched."""


def standfirst(
    nodes: Nodes, kept: Sequence[Paragraph], descriptions: Sequence[str]
) -> list[Paragraph]:
    """Return the paragraph before the text that opens the article, in a list, or an empty list.

    It is quoted by the page's description, or recognised by its class name below a headline:
    descriptions of the site stand in headers too.
    """
    first = kept[0].block
    heads = [n for n in nodes.all("h1") if nodes.start[n] < nodes.opens[first]]
    start = max(first - _MAX_ABOVE, 0)
    openings = quoted_openings(descriptions)
    opening = {fold(p.text)[:_OPENING] for p in kept[:3]}
    found: list[list[Paragraph]] = [[], [], []]
    for block in range(start, first):
        owner = nodes.owner[block]
        letters, linked = nodes.letters[block], nodes.links[block]
        if owner < 0 or not _MIN_LETTERS <= letters <= _MAX_LETTERS or linked > letters / 3:
            continue
        if nodes.tag[owner] in ("title", "h1", "figcaption", "li", "button", "label"):
            continue
        text = nodes.block_text(block)
        under = bool(heads) and nodes.start[heads[-1]] < nodes.opens[block]
        if is_quoted(text, openings):
            rank = 0
        elif under and any(
            class_names.is_standfirst(nodes.name(n)) for n in (owner, nodes.parent[owner])
        ):
            rank = 1
        elif (
            under
            and letters >= _MIN_UNNAMED
            and _is_below(nodes, heads[-1], owner)
            and ends_sentence(text)
        ):
            rank = 2
        else:
            continue
        text = clean(text)
        if fold(text)[:_OPENING] not in opening:
            found[rank].append(Paragraph(text, owner, letters, linked, block))
    return found[0][-1:] or found[1][-1:] or found[2][:1]


def quoted_openings(descriptions: Sequence[str]) -> list[str]:
    """Return the folded opening of each description, which may be quoted from a paragraph."""
    folded = (fold(text[: 3 * _OPENING])[:_OPENING] for text in descriptions)
    return list(dict.fromkeys(d for d in folded if len(d) >= _MIN_LETTERS))


def is_quoted(text: str, openings: Sequence[str]) -> bool:
    """Tell whether a paragraph is the one that a description quotes."""
    first = next(filter(str.isalnum, text), "").casefold()
    if not any(d.startswith(first) or not first.isascii() for d in openings):
        return False  # folding is slow
    folded = fold(text[: 3 * _OPENING])[:_OPENING]
    return any(
        folded.startswith(d) or (len(folded) >= _MIN_LETTERS and d.startswith(folded))
        for d in openings
    )


def _is_below(nodes: Nodes, head: int, owner: int) -> bool:
    """Tell whether a block stands right below the headline, in no box of its own."""
    if owner < head:
        return False
    for node in (owner, *islice(nodes.above(owner), 2)):
        if node < head < nodes.end[node]:
            return True
        if nodes.tag[node] in ("aside", "figure", "figcaption", "nav", "ul") or class_names.is_note(
            nodes.name(node)
        ):
            return False
    parent = nodes.parent[node]
    return parent < head < nodes.end[parent]
