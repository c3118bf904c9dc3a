"""The paragraph between headline and text that sums the article up, where it stands apart."""

from collections.abc import Sequence
from itertools import islice

from newscrawler.extract.body.paragraphs import Paragraph, ends
from newscrawler.extract.html import class_names
from newscrawler.extract.html.nodes import Nodes
from newscrawler.text.arabic import clean, fold

_SHORT, _LONG = 30, 700
_SENTENCE = 80
"""Letters of a paragraph right below the headline that is one without being named so."""
_SAME = 50
"""Letters of a description, folded, by which a paragraph is known as the one it quotes."""
_ABOVE = 40
"""Blocks above the text among which it is looked for."""


def standfirst(
    nodes: Nodes, kept: Sequence[Paragraph], descriptions: Sequence[str]
) -> list[Paragraph]:
    """Return what stands before the text of an article and opens it, or nothing.

    It is told by its name, or is what the page gives as its description. Without a headline
    above it is none: descriptions of the site stand in headers too.
    """
    first = kept[0].block
    heads = [n for n in nodes.all("h1") if nodes.start[n] < nodes.opens[first]]
    start = max(first - _ABOVE, 0)
    told = quotes(descriptions)
    opening = {fold(p.text)[:_SAME] for p in kept[:3]}
    found: list[list[Paragraph]] = [[], [], []]
    for block in range(start, first):
        owner = nodes.owner[block]
        letters, linked = nodes.letters[block], nodes.links[block]
        if owner < 0 or not _SHORT <= letters <= _LONG or linked > letters / 3:
            continue
        if nodes.tag[owner] in ("title", "h1", "figcaption", "li", "button", "label"):
            continue
        text = nodes.block_text(block)
        under = bool(heads) and nodes.start[heads[-1]] < nodes.opens[block]
        if quoted(text, told):
            rank = 0
        elif under and any(
            class_names.is_standfirst(nodes.name(n)) for n in (owner, nodes.parent[owner])
        ):
            rank = 1
        elif under and letters >= _SENTENCE and _is_below(nodes, heads[-1], owner) and ends(text):
            rank = 2
        else:
            continue
        text = clean(text)
        if fold(text)[:_SAME] not in opening:
            found[rank].append(Paragraph(text, owner, letters, linked, block))
    return found[0][-1:] or found[1][-1:] or found[2][:1]


def quotes(descriptions: Sequence[str]) -> list[str]:
    """Return how the paragraph begins that a description quotes, in each of them, folded."""
    told = (fold(text[: 3 * _SAME])[:_SAME] for text in descriptions)
    return list(dict.fromkeys(d for d in told if len(d) >= _SHORT))


def quoted(text: str, told: Sequence[str]) -> bool:
    """Tell whether a paragraph is the one that a description quotes."""
    first = next(filter(str.isalnum, text), "").casefold()
    if not any(d.startswith(first) or not first.isascii() for d in told):
        return False  # folding is dear
    folded = fold(text[: 3 * _SAME])[:_SAME]
    return any(
        folded.startswith(d) or (len(folded) >= _SHORT and d.startswith(folded)) for d in told
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
