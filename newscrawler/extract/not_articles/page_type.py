"""The type of a page: article, listing or other, by a weighing of signs."""

import re
from collections.abc import Iterator

from newscrawler.extract.html.links import Links
from newscrawler.extract.html.page import Page
from newscrawler.model.article import Article, Candidate
from newscrawler.model.url_clues import is_numbered, is_static

ARTICLE, LISTING, OTHER = "article", "listing", "other"

_ARTICLE_TYPES = re.compile(r"(?:Article|Posting|Report|Review)$")
_LISTING_TYPES = frozenset(["CollectionPage", "SearchResultsPage", "ProfilePage"])
_OTHER_TYPES = frozenset(["AboutPage", "ContactPage", "FAQPage", "CheckoutPage", "MediaGallery"])
# The classes of <body> in common content systems: WordPress, Drupal, Joomla, Blogger.
_BODY_CLASS = (
    (ARTICLE, re.compile(r"^(?:single|single-post|postid-\d+|node-?type-(?:article|news|story)|"
                         r"page-node-type-(?:article|news|story)|item-view)$")),
    (LISTING, re.compile(r"^(?:archive|search|search-results|blog|path-frontpage|tax-[\w-]+)$")),
    (OTHER, re.compile(r"^(?:page-id-\d+|page-template[\w-]*|attachment|error404|"
                       r"node-?type-page|page-node-type-page)$")),
)  # fmt: skip
_MIN_TEASERS = 4
"""Linked headings, or <article>s, from which a text is a list of teasers."""


def page_type(
    page: Page,
    article: Article,
    declared: dict[str, list[Candidate]],
    near: int | None,
    links: Links,
) -> Candidate:
    """Return a candidate whose value is the page's type and whose rule names the signs.

    No names of sites are used. `near` is the body's container.
    """
    hint = page.capture.hint
    named = {c.raw for c in declared.get("type", [])}
    by_class = _body_class(page)
    signs = dict(_signs(page, links, article, named, by_class))
    in_feed = hint is not None and hint.source in ("feed", "api")
    if is_static(page.url) and not in_feed:
        return Candidate("page-type:static-address", page.url, OTHER)
    strong = [rule for rule, weight in signs.items() if weight > 1]
    body = len(article.body or "")
    if not strong:
        if by_class == LISTING or named & _LISTING_TYPES or _is_list(page, near):
            return Candidate("page-type:list", by_class or "", LISTING)
        if by_class == OTHER or named & _OTHER_TYPES:
            return Candidate("page-type:static", by_class or "", OTHER)
    score = sum(signs.values())
    enough = body >= 80 if score > 1 else body >= 320 and score == 1
    if article.title and body and (enough or in_feed):
        return Candidate(f"page-type:{'+'.join(signs)}", str(score), ARTICLE)
    return Candidate("page-type:weak", "+".join(signs), OTHER)


def _signs(
    page: Page, links: Links, article: Article, named: set[str], by_class: str | None
) -> Iterator[tuple[str, int]]:
    """Yield (sign of an article, its weight); a sum of 2 is enough."""
    if any(_ARTICLE_TYPES.search(name) for name in named):
        yield "structured", 2
    if by_class == ARTICLE:
        yield "body-class", 2
    hint = page.capture.hint
    if hint is not None and (hint.source in ("feed", "api") or hint.published):
        yield hint.source, 2
    elif hint is not None and hint.source == "sitemap":
        yield "sitemap", 1
    declared = page.meta("og:type")
    if declared and declared[1].lower() in ("article", "news", "newsarticle", "blog"):
        yield "og:type", 1
    if article.published_at:
        yield "dated", 1
    # Author and keywords stand on every page of many sites.
    if article.views is not None or _has_category(links):
        yield "filed", 1
    if is_numbered(page.url):
        yield "numbered", 1


def _body_class(page: Page) -> str | None:
    words = [w for n in page.nodes.all("body")[:1] for w in page.nodes.get(n, "class").split()]
    for kind, pattern in _BODY_CLASS:
        if any(pattern.match(word.lower()) for word in words):
            return kind
    return None


def _has_category(links: Links) -> bool:
    return any(next(links.with_rel(rel), None) is not None for rel in ("category", "tag"))


def _is_list(page: Page, near: int | None) -> bool:
    """Tell whether the text is a list of teasers: linked headings."""
    if near is None:
        return False
    nodes = page.nodes
    heads = [
        h
        for h in nodes.within(near, "h2", "h3", "h4")
        if nodes.linked(h) and (nodes.within(h, "a") or nodes.tag[nodes.parent[h]] == "a")
    ]
    teasers = [a for a in nodes.within(near, "article") if nodes.size(a) > 20]
    return len(heads) >= _MIN_TEASERS or len(teasers) >= _MIN_TEASERS
