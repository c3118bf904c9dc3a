"""An article's title: what its headline, its metadata and the document's title agree on."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from newscrawler.extract.fields.site_name import SiteName, folded
from newscrawler.extract.html.links import Links
from newscrawler.extract.html.page import Page
from newscrawler.model.article import Candidate

_MOST_HEADS = 12
_LONGEST = 400
# How much each source counts. What readers see counts most, because metadata is written for
# search engines and social networks too.
_WEIGHTS = {
    "heuristic:h1": 2.0, "json-ld:headline": 1.4, "heuristic:title": 1.0, "meta:og:title": 0.7,
    "microdata:headline": 0.5, "meta:twitter:title": 0.3,
}  # fmt: skip
_OTHER_WEIGHT = 0.3
_ALIKE = 0.4
"""Share of words in common from which two texts are titles of one story."""
_VERY_ALIKE = 0.6
_TITLED = ".entry-title,.post-title,.article-title,.headline,.title"
_CALLED = "body [class*=title i],body [id*=title i]"
_KICKER = re.compile(
    r"kicker|over-?line|over-?title|top-?line|roof-?line|eyebrow|dachzeile|super-?title|"
    r"pre-?title|sub-?head|sub-?title|label|rubri|categor|section|flag|tag|badge|meta|date|count",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class _Head:
    """A headline on the page."""

    node: int
    text: str
    joined: bool
    """Of several parts, between which the page prints no punctuation."""
    bare: str
    """Without its kicker, or the same."""


def titles(page: Page, said: list[Candidate], site: SiteName, links: Links) -> Iterator[Candidate]:
    """Yield title candidates, the best first. `said`: what structured data offers."""
    nodes = page.nodes
    document = next((nodes.text(n)[:_LONGEST] for n in nodes.all("title")), "")
    stated = [Candidate(c.rule, c.raw[:_LONGEST]) for c in said]
    if document:
        stated.append(Candidate("heuristic:title", document))
    heads = [
        h
        for h in _heads(page, page.nodes.all("h1"))
        if not (site.fits(h.text) or _leads_home(page, h, links))
    ]
    head = _headline(links, heads, [c.raw for c in stated])
    told = [
        Candidate(
            c.rule, c.raw, site.cut(c.raw, _alternatives(heads, stated, c), kickers=not heads)
        )
        for c in stated
    ]
    told = [c for c in told if not site.fits(str(c.value))] or told
    if head is not None:
        told.insert(0, Candidate("heuristic:h1", head.text, _spelling(head, told, site)))
    yield from _by_agreement(told)


def _alternatives(heads: list[_Head], stated: list[Candidate], own: Candidate) -> set[str]:
    """Return what the other sources give as the title, folded."""
    others = (c.raw for c in stated if c.raw != own.raw)
    return {folded(t) for t in chain((h.text for h in heads), (h.bare for h in heads), others)}


def _leads_home(page: Page, head: _Head, links: Links) -> bool:
    inside = page.nodes.within(head.node, "a")
    return any(links.is_home(page.nodes.get(n, "href")) for n in inside[:3])


# The headline ------------------------------------------------------------------------------


def _heads(page: Page, nodes_of: list[int]) -> Iterator[_Head]:
    nodes = page.nodes
    for node in nodes_of[:_MOST_HEADS]:
        text = nodes.text(node)
        if 1 < len(text) <= _LONGEST:
            parts = [c for c in nodes.children(node) if nodes.size(c)]
            whole = sum(nodes.size(c) for c in parts) == nodes.size(node)
            bare = _bare(page, parts) if whole and len(parts) > 1 else ""
            yield _Head(node, text, whole and len(parts) > 1, bare or text)


def _bare(page: Page, parts: list[int]) -> str:
    """Return a headline's parts without those whose class calls them kicker or label."""
    nodes = page.nodes
    kept = [c for c in parts if not _KICKER.search(nodes.name(c))]
    bare = " ".join(nodes.text(c) for c in kept)
    return "" if bare.endswith(":") else bare  # a kicker is what was kept


def _headline(links: Links, heads: list[_Head], stated: list[str]) -> _Head | None:
    """Choose the headline that the metadata is most like, else the first in the page's middle."""
    page, words = links.page, [set(folded(text).split()) for text in stated]
    found = _most_like(heads, words, _ALIKE)
    if found is None:
        found = _most_like(list(_heads(page, _minor(links))), words, _VERY_ALIKE)
    if found is None and not heads and not any(_is_printed(page, text) for text in stated):
        found = next(
            (h for h in _heads(page, _called_title(links)) if len(h.text.split()) > 2), None
        )
    if found is None:
        beside = {w for told in words for w in told}  # in a title that is not like it: its affix
        found = next((h for h in heads if not _is_beside(page, h.node)
                      and not set(folded(h.text).split()) <= beside), None)  # fmt: skip
    return found


def _minor(links: Links) -> list[int]:
    """Return what is a headline on pages that have none in an <h1>."""
    nodes = links.page.nodes
    found = {*nodes.all("h2", "h3")[:_MOST_HEADS], *links.find(_TITLED)[:_MOST_HEADS]}
    # «12 answers to …» heads the comments.
    return [n for n in sorted(found) if not links.page.is_aside(n)]


def _is_printed(page: Page, title: str) -> bool:
    """Tell whether the page's body prints what its metadata calls the title."""
    body = next((page.nodes.start[n] for n in page.nodes.all("body")), 0)
    return any(p.strip() in title for p in page.nodes.piece[body:] if 3 * len(p) > len(title))


def _called_title(links: Links) -> list[int]:
    """Return the elements whose class or id calls them a title, and that lead nowhere else."""
    page, found = links.page, links.find(_CALLED)[:_MOST_HEADS]
    return [n for n in found if not page.nodes.linked(n) and not page.is_aside(n)]


def _most_like(heads: list[_Head], stated: list[set[str]], least: float) -> _Head | None:
    best, found = 0.0, None
    for head in heads:
        own = set(folded(head.text).split())
        like = max((_likeness(own, told) for told in stated), default=0.0)
        # Of two that the document's title contains, a section's name is the shorter one.
        if like >= least and like * min(len(own), 8) > best:
            best, found = like * min(len(own), 8), head
    return found


def _likeness(own: set[str], told: set[str]) -> float:
    return 2 * len(own & told) / (len(own) + len(told)) if own and told else 0.0


def _is_beside(page: Page, node: int) -> bool:
    """Tell whether a headline stands in a tag for what lies beside the article.

    Class names tell less: page builders call every part a widget.
    """
    return any(page.nodes.tag[n] in ("aside", "footer", "nav") for n in page.nodes.above(node))


def _spelling(head: _Head, told: list[Candidate], site: SiteName) -> str:
    """Return a headline as it is written elsewhere, where its parts lack what parts them."""
    text = site.cut(head.text)
    if not head.joined:
        return text
    for form in (head.text, head.bare):
        for other in told:
            if folded(str(other.value)) == folded(form):
                return str(other.value)
    return head.bare


# Agreement ---------------------------------------------------------------------------------


def _by_agreement(told: list[Candidate]) -> list[Candidate]:
    votes: dict[str, float] = {}
    for c in told:
        key = folded(str(c.value))
        votes[key] = votes.get(key, 0.0) + _WEIGHTS.get(c.rule, _OTHER_WEIGHT)
    return sorted(told, key=lambda c: -votes[folded(str(c.value))])
