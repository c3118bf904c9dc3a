"""What a page shows people: title, date, views, section, found where they usually stand."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from newscrawler.extract.page import Page, is_aside, is_filed_under, is_filing, name_of, text_of
from newscrawler.items import Candidate
from newscrawler.text.arabic import clean, fold
from newscrawler.text.numbers import is_view_label
from newscrawler.urls import absolute

_SEPARATOR = re.compile(r"\s+[|｜\-–—·•»«:]+\s+|\s*[|｜•»«]\s*|\s+::\s+")
_VIEWS_NAME = re.compile(r"view|visit|hits|read(?:s|ers|count)|مشاهد|زيار", re.IGNORECASE)
_CRUMBS = re.compile(
    r"breadcrumb|bread-crumb|crumbs|yoast|rank-math|\bpath(?:way)?\b", re.IGNORECASE
)
HOME = frozenset([
    "الرييسيه", "الرييسية", "home", "الصفحه", "الصفحة", "start", "accueil", "inicio",
    "главная", "anasayfa", "خانه",
])  # fmt: skip
_CATEGORIES = re.compile(r"/categor(?:y|ies)/[^/]+/?$", re.IGNORECASE)
_AUTHORS = re.compile(r"/authors?/[^/]+/?$", re.IGNORECASE)
_SECTION_LABELS = re.compile(
    r"^(?:أقسام|الأقسام|القسم|التصنيف|section|category|filed under)\s*:?$", re.IGNORECASE
)


def titles(page: Page) -> Iterator[Candidate]:
    """Yield title candidates: the h1 that the <title> agrees with, then others."""
    element = page.root.find(".//head/title")
    document = text_of(element) if element is not None else ""
    social = page.meta("og:title", "twitter:title")
    heads = [text_of(h) for h in list(page.root.iter("h1"))[:6] if not is_aside(h)]
    said = fold(f"{document} {social[1] if social else ''}")
    for head in heads:
        if len(head) > 3 and fold(head) in said:
            yield Candidate("heuristic:h1", head)
    named = [(f"meta:{social[0]}", social[1])] if social else []
    for rule, text in (*named, ("heuristic:title", document)):
        if text:
            yield Candidate(rule, without_site_name(text, page, [document, *heads]))
    for head in heads:
        if len(head) > 3:
            yield Candidate("heuristic:h1", head)


def without_site_name(text: str, page: Page, others: list[str]) -> str:
    """Cut the site's name off a title's end or start.

    It is what `og:site_name` says, or what another of the page's titles lacks.
    """
    site = page.meta("og:site_name", "application-name")
    pieces = _SEPARATOR.split(text)
    if len(pieces) < 2:
        return text
    host = (urlsplit(page.url).hostname or "").removeprefix("www.").split(".")[0]
    names = {fold(site[1])} if site else set()
    for cut in (text[: text.rfind(pieces[-1])], text[len(pieces[0]) :]):
        piece = pieces[-1] if text.startswith(cut) else pieces[0]
        rest = _trim(cut)
        folded = fold(piece)
        compact = folded.replace(" ", "")
        told = folded in names or (host and len(host) > 3 and host in compact)
        if rest and (told or any(fold(rest) == fold(other) for other in others)):
            return without_site_name(rest, page, others)
    return text


def _trim(text: str) -> str:
    return re.sub(r"^[\s|｜\-–—·•»«:]+|[\s|｜\-–—·•»«:]+$", "", text)


def views(page: Page) -> Iterator[Candidate]:
    """Yield texts that may be view counts: named so, or labelled so."""
    for element in page.root.iter(
        "span", "div", "li", "p", "td", "small", "b", "font", "em", "i", "strong"
    ):
        if len(element) > 5:
            continue
        pieces = (element.text, *(c.tail for c in element))
        labelled = any(t and 3 < len(t) < 80 and is_view_label(t) for t in pieces)
        named = _VIEWS_NAME.search(name_of(element))
        if (labelled or named) and not is_aside(element):
            text = text_of(element)
            if 0 < len(text) <= 60 and any(c.isdigit() for c in text):
                yield Candidate("heuristic:views", text)


def authors(page: Page) -> Iterator[Candidate]:
    """Yield the texts of links to the article's authors: rel=author, else by their address."""
    links = [a for a in page.root.iter("a") if is_filing(a, "author") and not _is_home(a, page)]
    rule = "heuristic:rel-author"
    if not links:
        links = [a for a in page.root.iter("a") if is_filed_under(a, _AUTHORS)]
        rule = "heuristic:author-link"
    yield from (Candidate(rule, text_of(link)) for link in links)


def _is_home(link: Any, page: Page) -> bool:
    """Tell whether a link leads to the home page: it names the site, and no author."""
    target = absolute(page.base, link.get("href") or "")
    return target is None or urlsplit(target).path in ("", "/")


def sections(page: Page) -> Iterator[Candidate]:
    """Yield sections, outermost first: breadcrumbs, then category links."""
    title = fold(text_of(next(page.root.iter("h1"), page.root))[:300])
    for element in page.root.iter("nav", "ul", "ol", "div", "p", "span"):
        if (
            not _CRUMBS.search(name_of(element))
            and "breadcrumb" not in (element.get("aria-label") or "").lower()
        ):
            continue
        names = [text_of(a) for a in element.iter("a")]
        kept = [
            n
            for n in names
            if 1 < len(n) < 40 and not set(fold(n).split()) & HOME and fold(n) != title
        ]
        if kept and len(names) < 8:
            yield from (Candidate("heuristic:breadcrumb", name) for name in kept)
            return
    for element in page.root.iter("a"):
        # WordPress's own templates write rel=tag on links to categories.
        if is_filing(element, "category") or is_filed_under(element, _CATEGORIES):
            name = text_of(element)
            if 1 < len(name) < 40:
                yield Candidate("heuristic:category", name)
    yield from _labelled_sections(page)


def _labelled_sections(page: Page) -> Iterator[Candidate]:
    for element in page.root.iter("span", "b", "strong", "dt", "label"):
        if element.text and _SECTION_LABELS.match(clean(element.text)):
            link = next(element.itersiblings("a"), None)
            if link is not None:
                yield Candidate("heuristic:label", text_of(link))
