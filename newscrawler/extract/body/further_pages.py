"""Articles in several pages: the page number, the next page's URL, and joining them."""

import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit, urlunsplit

from newscrawler.extract.html.links import Links
from newscrawler.extract.html.page import Page
from newscrawler.model.article import Article, Provenance
from newscrawler.model.urls import variant_key
from newscrawler.text.arabic import ascii_digits

MAX_PARTS = 50
"""Pages of one article; longer ones are loops."""

# «/slug/2/» and «?page=2»; «/page/2/» is a listing's. Two digits: more is an article's number.
_PATH = re.compile(r"(?P<stem>/.*[^/])/(?P<number>[2-9]|[1-4]\d)/?$")
_QUERY = re.compile(r"(?:page|pg|pageno|page_no|part|seite|sayfa|pagina)=(?P<number>[2-9]|[1-4]\d)")


def split(url: str) -> tuple[str, int]:
    """Return (URL of the first page, page number), as the URL alone has them."""
    parts = urlsplit(url)
    pairs = parts.query.split("&")
    numbered = [found for pair in pairs if (found := _QUERY.fullmatch(pair))]
    if numbered:
        rest = "&".join(pair for pair in pairs if not _QUERY.fullmatch(pair))
        return urlunsplit((*parts[:3], rest, "")), int(numbered[0]["number"])
    in_path = _PATH.fullmatch(parts.path)
    if in_path and not in_path["stem"].endswith("/page"):
        slash = "/" if parts.path.endswith("/") else ""
        first = (parts.scheme, parts.netloc, in_path["stem"] + slash, parts.query, "")
        return urlunsplit(first), int(in_path["number"])
    return url, 1


def number_and_next(page: Page, links: Links) -> tuple[int, str | None]:
    """Return (page number, URL of the next page or None) of an article in several pages.

    A number in the URL is not enough: story 2 may be a story. A later page also links to its
    first page as «1», or as rel=prev.
    """
    first, number = split(page.url)
    if number > 1 and not any(
        _is_link_to_first(page, a, number) for a, _ in _links_to(links, first, 1)
    ):
        first, number = page.url, 1
    following = next(_links_to(links, first, number + 1), None)
    return number, following[1] if following is not None else None


def join(first: Article, part: Article) -> Article | None:
    """Return the article with a later page's text appended; None if that adds nothing.

    Paragraphs that the later page repeats at its head or tail, a lead or a signature, are
    left out. Pages of comments repeat the whole article, so they end the series.
    """
    paragraphs = (first.body or "").split("\n\n")
    fresh = [p for p in (part.body or "").split("\n\n") if p]
    known = set(paragraphs)
    while fresh and fresh[0] in known:
        fresh.pop(0)
    while fresh and fresh[-1] in known:
        fresh.pop()
    if not fresh or not first.body:
        return None
    source = first.provenance.get("body", Provenance("", ""))
    note = replace(source, raw=f"{source.raw}, continued at {part.url}"[:300])
    return replace(
        first,
        body="\n\n".join([*paragraphs, *fresh]),
        continues=part.continues,
        provenance=first.provenance | {"body": note},
    )


def _links_to(links: Links, first: str, number: int) -> Iterator[tuple[int, str]]:
    """Yield (node, URL) of the links to page `number` of the article that begins at `first`."""
    wanted = None
    # Resolving is slow, and most URLs cannot be it; a first page's has no number.
    digits = str(number) if number > 1 else ""
    mark = re.compile(rf"[/=]{digits}(?:$|[/#&])" if digits else "")
    ends = (f"{mark}{digits}{end}" for mark in "/=" for end in "\n/#&")
    maybe = links.hrefs if not digits or links.mention(*ends) else []
    for node, href in (*maybe, *links.heads):
        if digits not in href or not mark.search(href):
            continue
        target = links.page.resolve(href)
        if target is not None:
            wanted = wanted or (variant_key(first), number)
            start, this = split(target)
            if this == number and (variant_key(start), this) == wanted:
                yield node, target


def _is_link_to_first(page: Page, link: int, number: int) -> bool:
    text = ascii_digits(page.nodes.text(link))  # «1», «الصفحة ١»
    if len(text) <= 15 and re.findall(r"\d+", text) == ["1"]:
        return True
    return number == 2 and "prev" in page.nodes.get(link, "rel").lower().split()
