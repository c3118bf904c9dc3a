"""The title: a vote among headline, metadata and the document's title."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from newscrawler.extract.fields.site_name import SiteName, folded
from newscrawler.extract.html.links import Links
from newscrawler.extract.html.page import Page
from newscrawler.model.article import Candidate

_MAX_HEADINGS = 12
_MAX_LENGTH = 400
# How much each source counts. What readers see counts most, because metadata is written for
# search engines and social networks too.
_WEIGHTS = {
    "heuristic:h1": 2.0, "json-ld:headline": 1.4, "heuristic:title": 1.0, "meta:og:title": 0.7,
    "microdata:headline": 0.5, "meta:twitter:title": 0.3,
}  # fmt: skip
_OTHER_WEIGHT = 0.3
_SIMILAR = 0.4
"""Dice coefficient of their words from which two texts are titles of one story."""
_VERY_SIMILAR = 0.6
_TITLED = ".entry-title,.post-title,.article-title,.headline,.title"
_NAMED_TITLE = "body [class*=title i],body [id*=title i]"
_KICKER = re.compile(
    r"kicker|over-?line|over-?title|top-?line|roof-?line|eyebrow|dachzeile|super-?title|"
    r"pre-?title|sub-?head|sub-?title|label|rubri|categor|section|flag|tag|badge|meta|date|count",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class _Head:
    """A heading of the page that may be the headline."""

    node: int
    text: str
    joined: bool
    """It has several parts, without punctuation between them."""
    bare: str
    """The text without its kicker."""


def titles(
    page: Page, declared: list[Candidate], site: SiteName, links: Links
) -> Iterator[Candidate]:
    """Yield title candidates, the best first. `declared` are those of structured data."""
    nodes = page.nodes
    document = next((nodes.text(n)[:_MAX_LENGTH] for n in nodes.all("title")), "")
    sources = [Candidate(c.rule, c.raw[:_MAX_LENGTH]) for c in declared]
    if document:
        sources.append(Candidate("heuristic:title", document))
    heads = [
        h
        for h in _heads(page, page.nodes.all("h1"))
        if not (site.fits(h.text) or _leads_home(page, h, links))
    ]
    head = _headline(links, heads, [c.raw for c in sources])
    candidates = [
        Candidate(
            c.rule, c.raw, site.cut(c.raw, _alternatives(heads, sources, c), kickers=not heads)
        )
        for c in sources
    ]
    candidates = [c for c in candidates if not site.fits(str(c.value))] or candidates
    if head is not None:
        spelling = _spelling(head, candidates, site)
        candidates.insert(0, Candidate("heuristic:h1", head.text, spelling))
    yield from _by_agreement(candidates)


def _alternatives(heads: list[_Head], sources: list[Candidate], own: Candidate) -> set[str]:
    """Return the titles of all other sources, folded."""
    others = (c.raw for c in sources if c.raw != own.raw)
    return {folded(t) for t in chain((h.text for h in heads), (h.bare for h in heads), others)}


def _leads_home(page: Page, head: _Head, links: Links) -> bool:
    inside = page.nodes.within(head.node, "a")
    return any(links.is_home(page.nodes.get(n, "href")) for n in inside[:3])


def _heads(page: Page, nodes_of: list[int]) -> Iterator[_Head]:
    nodes = page.nodes
    for node in nodes_of[:_MAX_HEADINGS]:
        text = nodes.text(node)
        if 1 < len(text) <= _MAX_LENGTH:
            parts = [c for c in nodes.children(node) if nodes.size(c)]
            whole = sum(nodes.size(c) for c in parts) == nodes.size(node)
            bare = _bare(page, parts) if whole and len(parts) > 1 else ""
            yield _Head(node, text, whole and len(parts) > 1, bare or text)


def _bare(page: Page, parts: list[int]) -> str:
    """Return a headline without the parts whose class names them kicker or label."""
    nodes = page.nodes
    kept = [c for c in parts if not _KICKER.search(nodes.name(c))]
    bare = " ".join(nodes.text(c) for c in kept)
    return "" if bare.endswith(":") else bare  # only a kicker is left


def _headline(links: Links, heads: list[_Head], titles: list[str]) -> _Head | None:
    """Choose the headline most similar to the metadata's titles, else the first in the article."""
    page, words = links.page, [set(folded(text).split()) for text in titles]
    found = _most_similar(heads, words, _SIMILAR)
    if found is None:
        found = _most_similar(list(_heads(page, _other_headings(links))), words, _VERY_SIMILAR)
    if found is None and not heads and not any(_is_printed(page, text) for text in titles):
        found = next(
            (h for h in _heads(page, _named_title(links)) if len(h.text.split()) > 2), None
        )
    if found is None:
        beside = {w for title in words for w in title}  # of a dissimilar title: its affix
        found = next((h for h in heads if not _is_beside(page, h.node)
                      and not set(folded(h.text).split()) <= beside), None)  # fmt: skip
    return found


def _other_headings(links: Links) -> list[int]:
    """Return the possible headlines of a page without one in an <h1>."""
    nodes = links.page.nodes
    found = {*nodes.all("h2", "h3")[:_MAX_HEADINGS], *links.find(_TITLED)[:_MAX_HEADINGS]}
    # «12 answers to …» heads the comments.
    return [n for n in sorted(found) if not links.page.is_aside(n)]


def _is_printed(page: Page, title: str) -> bool:
    """Tell whether the page's body prints a title of its metadata."""
    body = next((page.nodes.start[n] for n in page.nodes.all("body")), 0)
    return any(p.strip() in title for p in page.nodes.piece[body:] if 3 * len(p) > len(title))


def _named_title(links: Links) -> list[int]:
    """Return the elements without links whose class or id names them a title."""
    page, found = links.page, links.find(_NAMED_TITLE)[:_MAX_HEADINGS]
    return [n for n in found if not page.nodes.linked(n) and not page.is_aside(n)]


def _most_similar(heads: list[_Head], titles: list[set[str]], least: float) -> _Head | None:
    best, found = 0.0, None
    for head in heads:
        own = set(folded(head.text).split())
        like = max((_similarity(own, title) for title in titles), default=0.0)
        # Of two that the document's title contains, a section's name is the shorter one.
        if like >= least and like * min(len(own), 8) > best:
            best, found = like * min(len(own), 8), head
    return found


def _similarity(own: set[str], other: set[str]) -> float:
    return 2 * len(own & other) / (len(own) + len(other)) if own and other else 0.0


def _is_beside(page: Page, node: int) -> bool:
    """Tell whether a headline stands in a tag beside the article (aside, footer, nav).

    Class names are no sign: page builders call every part a widget.
    """
    return any(page.nodes.tag[n] in ("aside", "footer", "nav") for n in page.nodes.above(node))


def _spelling(head: _Head, candidates: list[Candidate], site: SiteName) -> str:
    """Return a headline as metadata spells it, where its parts lack punctuation between them."""
    text = site.cut(head.text)
    if not head.joined:
        return text
    for form in (head.text, head.bare):
        for other in candidates:
            if folded(str(other.value)) == folded(form):
                return str(other.value)
    return head.bare


def _by_agreement(candidates: list[Candidate]) -> list[Candidate]:
    votes: dict[str, float] = {}
    for c in candidates:
        key = folded(str(c.value))
        votes[key] = votes.get(key, 0.0) + _WEIGHTS.get(c.rule, _OTHER_WEIGHT)
    return sorted(candidates, key=lambda c: -votes[folded(str(c.value))])
