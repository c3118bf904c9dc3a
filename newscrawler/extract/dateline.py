"""Where a page prints the day of its article, and where it prints other days."""

import re
from typing import Any
from urllib.parse import unquote, urlsplit

from newscrawler.extract.page import Page, is_aside, is_elsewhere, name_of, text_of
from newscrawler.items import Candidate
from newscrawler.text.arabic import ascii_digits, clean

_DATE_NAME = re.compile(
    r"(?:^|[-_ ])(?:date|time|datetime|published|publish|pubdate|posted|timestamp|entry-date|"
    r"post-date|article-date|meta-date|newsdate|post-meta|entry-meta|meta|info|dateline)"
    r"(?:$|[-_ ])",
    re.IGNORECASE,
)
_UPDATED = re.compile(r"(?:^|[-_ ])(?:updated|modified|date-?modified)(?:$|[-_ ])", re.IGNORECASE)
_PUBLISHED = re.compile(r"publi|posted|created", re.IGNORECASE)
_TAGS = ("time", "abbr", "span", "div", "p", "li", "td", "em", "small", "b", "font", "a", "i",
         "strong", "h5", "h6")  # fmt: skip
_YEAR = re.compile(r"(?<!\d)(?:1[34]|19|20)\d\d(?!\d)")
_URL_DAY = re.compile(
    r"/((?:19|20)\d\d)(?:([/-])(\d{1,2})\2(\d{1,2})|(0[1-9]|1[0-2])([0-2]\d|3[01]))(?:[/_.-]|$)"
)
_TEASER_WORDS = 4
"""Words of a link beside a date from which it is another article's headline."""


def dates(page: Page, near: Any | None) -> tuple[list[Candidate], list[Candidate]]:
    """Return the printed dates that may be the article's: its own, and others, likeliest first.

    `near` is the body's element. An article's own dates stand with its headline and body; of
    the others, those that follow the body go before those above the headline, where a header's
    clock shows today. Dates of sidebars, footers, comments and of links to other articles are
    none of ours.
    """
    head = _headline(page)
    scope, own = _common(near, head), _around(near, head)
    ranks: list[list[Candidate]] = [[], [], []]
    seen_head, seen_body = head is None, near is None
    for node in page.root.iter(*_TAGS, *{e.tag for e in (head, near) if e is not None}):
        seen_head = seen_head or node is head
        seen_body = seen_body or node is near
        candidate = _dated(node, own) if node.tag in _TAGS else None
        if candidate is not None:
            above = set(node.iterancestors())
            with_head = scope is None or scope in above
            after = seen_body and near not in above
            before = not seen_head and (scope is None or not with_head)
            ranks[2 if before else int(after or not with_head)].append(candidate)
    return ranks[0], ranks[1] + ranks[2]


def loose_dates(page: Page, near: Any | None) -> tuple[list[Candidate], list[Candidate]]:
    """Return short texts around the body that hold a year, named or not: its own, and others."""
    around = near
    for _ in range(4):
        if around is None or around.getparent() is None:
            break
        around = around.getparent()
    if around is None:
        return [], []
    scope, ancestors = _common(near, _headline(page)), _around(near)
    own: list[Candidate] = []
    others: list[Candidate] = []
    for element in around.iter(*_TAGS):
        text = clean(element.text or "")
        if not 6 <= len(text) <= 80 or not _YEAR.search(ascii_digits(text)):
            continue
        if not is_aside(element) and not _is_teaser(element, ancestors):
            is_own = scope is not None and scope in element.iterancestors()
            (own if is_own else others).append(Candidate("heuristic:text", text))
    return own, others


def url_day(page: Page) -> Candidate | None:
    """Return the day that stands in the address."""
    found = _URL_DAY.search(unquote(urlsplit(page.url).path))
    if not found:
        return None
    month, day = found[3] or found[5], found[4] or found[6]
    return Candidate("url", f"{found[1]}-{int(month):02d}-{int(day):02d}")


def _headline(page: Page) -> Any | None:
    return next((h for h in page.root.iter("h1") if not is_aside(h)), None)


def _dated(element: Any, own: set[Any]) -> Candidate | None:
    """Return what a <time>, or a small element named for dates, says; None if it is not ours."""
    name = name_of(element)
    is_time = element.tag == "time"
    if not is_time and (len(element) > 8 or not _DATE_NAME.search(name)):
        return None
    if not is_time and next(element.iter("time"), None) is not None:
        return None  # the <time> speaks for itself
    if _UPDATED.search(name) and not _PUBLISHED.search(name):
        return None
    # hAtom writes <abbr class="published" title="2017-12-21T10:20">, HTML <time datetime>.
    machine = element.get("title" if element.tag == "abbr" else "datetime")
    text = clean(machine or "") or text_of(element)
    if not (is_time or 6 <= len(text) <= 160) or is_elsewhere(element) or _is_teaser(element, own):
        return None
    return Candidate("heuristic:time" if is_time else "heuristic:date", text)


def _is_teaser(element: Any, own: set[Any]) -> bool:
    """Tell whether a date stands beside the link to another article.

    `own`: the elements around this page's headline and body.
    """
    node, inside = element, {element, *element.iterancestors("a")}
    for _ in range(3):
        node = node.getparent()
        if node is None or node in own or node.tag == "body" or len(node) > 12:
            return False
        for link in node.iter("a"):
            if link not in inside and len(text_of(link).split()) >= _TEASER_WORDS:
                return True
    return False


def _around(*elements: Any | None) -> set[Any]:
    found = [e for e in elements if e is not None]
    return {node for e in found for node in (e, *e.iterancestors())}


def _common(near: Any | None, head: Any | None) -> Any | None:
    """Return the smallest element around headline and body; None if that is the whole page."""
    if near is None or head is None:
        return None
    above = set(head.iterancestors())
    scope = next((node for node in near.iterancestors() if node in above), None)
    return None if scope is None or scope.tag in ("body", "html") else scope
