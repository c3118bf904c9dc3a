"""Dates in a page's URL."""

import re
from urllib.parse import unquote, urlsplit

from newscrawler.extract.html.page import Page
from newscrawler.model.article import Candidate
from newscrawler.text.arabic import fold
from newscrawler.text.dates.months import months_named

_NUMBERS = re.compile(
    r"(?<=/)((?:19|20)\d\d)(?:([/-])(\d{1,2})\2(\d{1,2})|(0[1-9]|1[0-2])([0-2]\d|3[01]))(?=[/_.-]|$)"
)
"""/2012/01/04/, /2012-1-4-slug, /20120104.html"""
_NAMED = re.compile(r"(?<=/)((?:19|20)\d\d)/([^\W\d_]{3,12})/(\d{1,2})(?=/)")
"""/2012/jan/04/"""
_LAST = re.compile(r"[-_]((?:199|20[0-3])\d)([-_]?)(0[1-9]|1[0-2])\2([0-2]\d|3[01])(?=\.\w+$|/?$)")
"""/slug-20120104.html, /slug-2012-01-04/"""
_DAY_FIRST = re.compile(r"(?<=/)\d\d?([-.])\d\d?\1(?:19|20)\d\d(?=\.\w+$|/?$)")
"""/04-01-2012/, as the site's language orders it"""
_QUERY = re.compile(r"(?:^|&)\w*date=((?:19|20)\d\d)-?(\d\d)-?(\d\d)(?=&|$)", re.IGNORECASE)
_MONTH = re.compile(r"(?<=/)((?:19|20)\d\d)[/-](0[1-9]|1[0-2])(?=/)")


def url_date(page: Page) -> Candidate | None:
    """Return the date in the URL: in a folder of its own, else at its end or in the query."""
    parts = urlsplit(page.url)
    path = unquote(parts.path)
    if not any(map(str.isdigit, path + parts.query)):
        return None
    found = _NUMBERS.search(path)
    if found:
        return _day(found[1], found[3] or found[5], found[4] or found[6])
    named = _NAMED.search(path)
    months = months_named(fold(named[2]), page.language) if named else frozenset()
    if named and len(months) == 1:
        return _day(named[1], str(next(iter(months)).number), named[3])
    written = _DAY_FIRST.search(path)
    if written:
        return Candidate("url", written[0])
    found = _LAST.search(path)
    if found:
        return _day(found[1], found[3], found[4])
    found = _QUERY.search(parts.query)
    return _day(*found.groups()) if found else None


def url_year(page: Page) -> int | None:
    """Return the year of a URL that has a year and a month in its path."""
    found = _MONTH.search(urlsplit(page.url).path)
    return int(found[1]) if found else None


def _day(year: str, month: str, day: str) -> Candidate:
    return Candidate("url", f"{year}-{int(month):02d}-{int(day):02d}")
