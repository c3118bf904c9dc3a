"""Soft 404s: pages with status 200 that say they were not found, or are the home page."""

import re
from collections.abc import Iterator

from newscrawler.extract.html.links import Links
from newscrawler.extract.html.page import Page
from newscrawler.extract.not_articles.not_found_words import says_not_found
from newscrawler.extract.not_articles.page_type import LISTING
from newscrawler.model.article import Candidate
from newscrawler.model.outcome import Outcome
from newscrawler.model.url_clues import tells_an_article
from newscrawler.model.urls import absolute, is_home, same_site
from newscrawler.text.arabic import fold

_SHORT_BODY = 300
"""Letters of body under which the whole page may be one notice."""
_MAX_NOTICE = 250
"""Letters of a block up to which it may be the notice."""
_MAX_BLOCKS = 80
_PIECES = re.compile(r"\s+[|–—»«·•:/-]+\s+|[|｜»«]|:\s")


def not_found(page: Page, letters: int, most: int | None = None) -> Candidate | None:
    """Return the text that says a page was not found, or None.

    `letters` are those of its body; longer texts than `most` words do not count.
    """
    nodes = page.nodes
    if any("error404" in nodes.get(n, "class").split() for n in nodes.all("body")[:1]):
        return Candidate("missing:body-class", "error404", Outcome.SOFT_404)
    for rule, text in _texts(page, letters):
        if says_not_found(fold(text)) and (most is None or len(text.split()) <= most):
            return Candidate(f"missing:{rule}", text, Outcome.SOFT_404)
    return None


def _texts(page: Page, letters: int) -> Iterator[tuple[str, str]]:
    """Yield (place, text): title and headings, then, if there is little text, all blocks."""
    nodes = page.nodes
    title = page.title
    yield from (("title", piece) for piece in (title, *_PIECES.split(title)) if piece)
    yield from (("heading", nodes.text(n)) for n in nodes.all("h1")[:3])
    if letters >= _SHORT_BODY:
        return
    yield from (("heading", nodes.text(n)) for n in nodes.all("h2", "h3")[:6])
    for block in range(min(len(nodes.opens), _MAX_BLOCKS)):
        if nodes.letters[block] <= _MAX_NOTICE and nodes.links[block] * 2 < nodes.letters[block]:
            yield "text", nodes.block_text(block)


def home_page(page: Page, kind: Candidate, links: Links) -> Candidate | None:
    """Return the canonical URL of a list at an article's URL, if it is the home page's."""
    if kind.value != LISTING or is_home(page.url) or not tells_an_article(page.url):
        return None
    canonical = absolute(page.url, links.canonical or "") or ""
    if not (canonical and is_home(canonical) and same_site(canonical, page.url)):
        return None
    return Candidate("missing:home-page", canonical, Outcome.SOFT_404)
