"""Selectors for the short fields: title, date, section, authors, views."""

from collections import Counter
from collections.abc import Iterator, Sequence

from newscrawler.extract.selectors import strings
from newscrawler.model.profile import Layout, Selector, selector
from newscrawler.sites.repair.sample import Sample
from newscrawler.sites.repair.selectors import cost, selectors

_TRIED = 150
"""Selectors of a field tried on all pages."""
_CHAIN = 3
"""Selectors of a field, at most; each is for pages on which those before find nothing."""
_FEWEST = 0.2
"""The share of the pages that a further selector must be right for."""
_PLACES = 12
"""Elements of a page that may hold a value; a section's name stands in many menus."""

Chain = tuple[Selector, ...]


def find(name: str, samples: Sequence[Sample]) -> Chain:
    """Return the selectors that give a field's known value on the most pages; none if none do.

    Of those that do equally well, the one of the lowest `cost`.
    """
    left = [sample for sample in samples if sample.known.has(name)]
    found: list[Selector] = []
    while left and len(found) < _CHAIN:
        best = _best(name, left, samples, found)
        if best is None:
            break
        rest = [s for s in left if not s.matches_all(name, _texts(s, name, [*found, best]))]
        if found and len(left) - len(rest) < _FEWEST * len(samples):
            break
        found.append(best)
        left = rest
    return tuple(found)


def _best(
    name: str, left: Sequence[Sample], samples: Sequence[Sample], before: Sequence[Selector]
) -> Selector | None:
    counts = Counter(text for sample in left for text in set(_candidates(name, sample)))
    likely = sorted(counts, key=lambda text: (-counts[text], cost(text), text))[:_TRIED]
    ranked = []
    for text in likely:
        one = selector(text)
        chain = [*before, one]
        right = sum(s.matches_all(name, _texts(s, name, chain)) for s in left)
        if not right:
            continue
        wrong = (
            sum(bool(_texts(s, name, [one])) for s in samples if not s.known.has(name))
            + sum(bool(_texts(s, name, [one])) for s in left)
            - right
        )
        ranked.append((wrong - right, cost(text), text, one))
    return min(ranked)[-1] if ranked else None


def _texts(sample: Sample, name: str, chain: Sequence[Selector]) -> list[str]:
    return [found.raw for found in strings(sample.page, Layout(None, {name: tuple(chain)}), name)]


def _candidates(name: str, sample: Sample) -> Iterator[str]:
    """Yield selectors of the elements, texts and attributes that hold a field's value."""
    nodes = sample.page.nodes
    places = [n for text, ns in sample.short.items() if sample.matches_one(name, text) for n in ns]
    for node in sorted(places)[:_PLACES]:
        yield from selectors(nodes, node)
    for node, attribute, value in sample.attribute_values:
        if sample.matches_one(name, value):
            for found in selectors(nodes, node):
                yield f"{found}::attr({attribute})"
    # A text beside other elements: «<div>5 May <b>A. Writer</b></div>».
    for node in _mixed(sample, name):
        for found in selectors(nodes, node):
            yield f"{found}::text"


def _mixed(sample: Sample, name: str) -> list[int]:
    nodes = sample.page.nodes
    found = []
    for number, piece in enumerate(nodes.piece):
        holder = nodes.holder(number)
        alone = nodes.stop[holder] - nodes.start[holder] == 1
        if not alone and len(piece) <= 200 and sample.matches_one(name, piece.strip()):
            found.append(holder)
    return found[:_PLACES]
