"""Cheap clues to dates in texts, class names and titles: digits and labels."""

import re
from bisect import bisect_right
from functools import lru_cache
from itertools import accumulate

from newscrawler.extract.html.nodes import Nodes
from newscrawler.extract.html.page import Page
from newscrawler.model.article import Candidate
from newscrawler.text.arabic import ascii_digits, fold_letters
from newscrawler.text.dates.labels import is_publication, is_update

_NAME = re.compile(
    r"(?<![a-z])(?:date|time|datetime|publish|published|pubdate|posted|timestamp|postdate|"
    r"newsdate|(?:post|entry|article)?(?:meta|metadata|info)|lineinfo|dateline|datum|fecha|data|"
    r"created|submitted|authored|author|byline)(?![a-z])",
    re.IGNORECASE,
)
_UPDATED = re.compile(r"(?<![a-z])(?:updated?|modified|lastmod)(?![a-z])", re.IGNORECASE)
_PUBLISHED = re.compile(r"publi|posted|created", re.IGNORECASE)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|_")
MAX_LENGTH = 160
"""Characters; longer texts are prose."""
# A regex that begins with literal characters is searched much faster.
_LATIN = (re.compile(r"20\d\d"), re.compile(r"19\d\d"))
_HIJRI = (re.compile(r"14\d\d"), re.compile(r"13\d\d"))
_ARABIC_LETTER = "ا"
_EASTERN = tuple(
    (start[0], re.compile(rf"{start}\d\d"))
    for start in ("٢٠", "١٩", "١٤", "١٣", "۲۰", "۱۹", "۱۴", "۱۳")
)
_YEAR = re.compile(r"(?<!\d)(?:19|20|13|14)\d\d(?!\d)")
_DAY = re.compile(r"(?<!\d)\d\d?(?!\d)")
_COMPACT = re.compile(
    r"\d\s?(?P<mark>[./-])\s?\d\d?\s?(?P=mark)\s?\d\d(?!\d)|(?<!\d)(?:19|20)\d\d[01]\d[0-3]\d(?!\d)"
)
_SEPARATORS = re.compile(r"\s+[|｜\-–—·•»«:]+\s+|\s*[|｜•»«]\s*")


def title_date(page: Page) -> list[Candidate]:
    """Return the date in a part of a page's title: «Headline | Site | 28.04.2023»."""
    social = page.meta("og:title")
    for text in (page.title, social[1] if social else ""):
        if has_whole_date(text):
            pieces = _SEPARATORS.split(text)
            days = [piece for piece in pieces if len(piece) <= 30 and has_whole_date(piece)]
            if len(pieces) > 1 and len(days) == 1:
                return [Candidate("heuristic:title", days[0])]
    return []


def has_year(text: str) -> bool:
    """Tell whether a text has a year of four digits."""
    return bool(_YEAR.search(text if text.isascii() else ascii_digits(text)))


def has_whole_date(text: str) -> bool:
    """Tell whether a text has the digits of a whole date: a day and a year."""
    plain = text if text.isascii() else ascii_digits(text)
    if _YEAR.search(plain) and _DAY.search(plain):
        return True
    return bool(_COMPACT.search(plain))


@lru_cache(1024)
def named_kind(name: str) -> str:
    """Return whether a class or id names a ``date`` or an ``update``; else the empty string."""
    if not name:
        return ""
    name = _CAMEL.sub("-", name)
    if _UPDATED.search(name) and not _PUBLISHED.search(name):
        return "update"
    return "date" if _NAME.search(name) else ""


@lru_cache(1024)
def label_of(text: str) -> str:
    """Return what a text labels its date: ``publication``, ``update`` or the empty string."""
    if not text:
        return ""
    folded = fold_letters(text, ta_marbuta=True)
    return "update" if is_update(folded) else "publication" if is_publication(folded) else ""


def dated_pieces(nodes: Nodes) -> list[int]:
    """Return the numbers of short pieces that may hold a year, in the digits of any script."""
    text = "".join(nodes.piece)
    years = list(_LATIN)
    if _ARABIC_LETTER in text:
        years += _HIJRI
        years += [year for digit, year in _EASTERN if digit in text]
    ends = list(accumulate(map(len, nodes.piece)))
    found = {bisect_right(ends, m.start()) for year in years for m in year.finditer(text)}
    return sorted(p for p in found if len(nodes.piece[p]) <= MAX_LENGTH)
