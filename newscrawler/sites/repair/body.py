"""Selectors for the body: its container, a lead that stands elsewhere, what to drop."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from newscrawler.extract.html.nodes import Nodes
from newscrawler.extract.selectors import body
from newscrawler.model.profile import Layout, Selector, selector
from newscrawler.sites.repair.sample import Sample
from newscrawler.sites.repair.selectors import cost, selectors

_TRIED_FIRST, _TRIED, _KEPT = 250, 30, 3
"""Selectors tried on one page, on all pages, and in combinations."""
_PARAGRAPHS = 12
"""Paragraphs of a page that are searched for."""
_MAX_HEIGHT = 8
"""Ancestors of a paragraph that may be the container."""
_MAX_DROPPED = 4
ENOUGH = 0.9
"""The likeness from which two bodies are the same but for an edit."""


@dataclass(frozen=True, slots=True)
class Body:
    """Selectors of a body, and of what to drop inside it."""

    body: str
    drop: tuple[str, ...] = ()

    def selectors(self) -> dict[str, tuple[Selector, ...]]:
        """Return them in the form of a layout."""
        found = {"body": (selector(self.body),)}
        return found | ({"drop": tuple(map(selector, self.drop))} if self.drop else {})


def find(samples: Sequence[Sample]) -> Body | None:
    """Return the selectors that give the known bodies best; None if none gives any of them."""
    samples = [sample for sample in samples if sample.known.has("body") and _is_there(sample)]
    if not samples:
        return None
    counts = Counter(text for sample in samples for text in set(_container_selectors(sample)))
    likely = sorted(counts, key=lambda text: (-counts[text], cost(text), text))
    first = _ranked(map(Body, likely[:_TRIED_FIRST]), samples[:1])[:_TRIED]
    ranked = _ranked([found for _, found in first], samples)[:_KEPT]
    grown = [_with_drops(_with_lead(found, samples), samples) for _, found in ranked]
    best = _ranked(grown, samples)
    return best[0][1] if best and best[0][0] < 0 else None


def likeness(one: str, other: str) -> float:
    """Return the likeness of two bodies, 0 to 1: the F1 of their paragraphs, by letters."""
    first, second = Counter(one.split("\n\n")), Counter(other.split("\n\n"))
    common = sum(map(len, (first & second).elements()))
    total = len("".join(first.elements())) + len("".join(second.elements()))
    return 2 * common / total if total else 0.0


Ranked = list[tuple[float, Body]]


def _ranked(tried: Iterable[Body], samples: Sequence[Sample]) -> Ranked:
    """Return (minus likeness to the known bodies, selectors), the best first."""
    ranked = [(-round(sum(_likeness(s, t) for s in samples), 3), t) for t in tried]
    return sorted(
        ranked, key=lambda r: (r[0], cost(r[1].body) + sum(map(cost, r[1].drop)), r[1].body)
    )


def _likeness(sample: Sample, found: Body) -> float:
    return likeness(sample.known.body or "", "\n\n".join(_got(sample, found)))


def _known(sample: Sample) -> list[str]:
    return (sample.known.body or "").split("\n\n")


def _got(sample: Sample, found: Body) -> list[str]:
    text = body(sample.page, Layout(None, found.selectors()))
    return str(text.value).split("\n\n") if text is not None else []


def _is_there(sample: Sample) -> bool:
    """Tell whether a page still has most of the known text, so that a search is worth it."""
    text = _plain("".join(sample.page.nodes.piece))
    known = _known(sample)
    return sum(_plain(p) in text for p in known) >= 0.6 * len(known)


def _plain(text: str) -> str:
    return "".join(text.split())


def _container_selectors(sample: Sample) -> Iterator[str]:
    """Yield selectors of the elements that hold paragraphs of the body, and of their ancestors."""
    nodes = sample.page.nodes
    seen: set[int] = set()
    for node in _holders(sample, _known(sample)[:_PARAGRAPHS]):
        for around in (node, *islice(nodes.above(node), _MAX_HEIGHT)):
            if around in seen:
                break
            seen.add(around)
            if nodes.tag[around] not in ("body", "html"):
                yield from _without_position(nodes, around)


def _without_position(nodes: Nodes, node: int) -> Iterator[str]:
    """Yield selectors without `:nth`: paragraphs have many positions."""
    return (text for text in selectors(nodes, node) if ":nth" not in text)


def _holders(sample: Sample, texts: Sequence[str]) -> list[int]:
    """Return the innermost element that holds each text, where one does."""
    nodes = sample.page.nodes
    found = []
    for text in map(_plain, texts):
        node = 0 if len(nodes.tag) else -1
        inside: int | None = node if text in _plain(nodes.text(node)) else None
        while inside is not None:
            node = inside
            children = (c for c in nodes.children(node) if nodes.size(c) >= len(text))
            inside = next((c for c in children if text in _plain(nodes.text(c))), None)
        if node > 0:
            found.append(node)
    return found


def _with_lead(found: Body, samples: Sequence[Sample]) -> Body:
    """Add the selector of known paragraphs that stand elsewhere: a lead above the text."""
    counts: Counter[str] = Counter()
    for sample in samples:
        got = set(_got(sample, found))
        missing = [p for p in _known(sample) if p not in got]
        nodes = sample.page.nodes
        holders = _holders(sample, missing[:_PARAGRAPHS])
        counts.update({text for node in holders for text in selectors(nodes, node)})
    likely = sorted(counts, key=lambda text: (-counts[text], cost(text), text))[:_TRIED]
    tried = [found, *(Body(f"{text}, {found.body}") for text in likely)]
    return _ranked(tried, samples)[0][1]


def _with_drops(found: Body, samples: Sequence[Sample]) -> Body:
    """Add selectors to drop what is no paragraph of a known body."""
    for _ in range(_MAX_DROPPED):
        counts: Counter[str] = Counter()
        for sample in samples:
            known = set(_known(sample))
            surplus = [p for p in _got(sample, found) if p not in known]
            nodes = sample.page.nodes
            for node in _holders(sample, surplus[:_PARAGRAPHS]):
                around = (node, *islice(nodes.above(node), 3))
                counts.update({text for n in around for text in _without_position(nodes, n)})
        likely = sorted(counts, key=lambda text: (-counts[text], cost(text), text))[:_TRIED]
        tried = [found, *(Body(found.body, (*found.drop, text)) for text in likely)]
        best = _ranked(tried, samples)[0][1]
        if best == found:
            break
        found = best
    return found
