"""Numbered pages of a list: what their URLs share, and which of them a URL is."""

import re
from urllib.parse import urlsplit

_PAGE_PATH = re.compile(r"^(.*?)/(?:page[/_-]?|index[_-]?)(\d{1,4})(?:\.html?)?/?$")
_FIRST_PAGE = re.compile(r"/(?:index\.\w{3,4})?$")
# «news.html», «news2.html», «news-2.html»: believed only of links that say «2» or «next».
_LOOSE_NUMBER = re.compile(r"[_-]?(\d{1,3})(?=(?:\.html?)?/?$)")
_PAGE_KEYS = ("page", "paged", "pg")  # not «p»: /?p=77 is an article of WordPress


# «2026-11-30», «202611», «2026/3», «yyyy=2026&mm=11», «2026».
_YEAR = r"(?<!\d)((?:19|20)\d\d)"
_COMPACT = re.compile(_YEAR + r"(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])?(?!\d)")
_APART = re.compile(
    _YEAR + r"(?!\d)(?:(?:[-_/.]|&\w+=)(\d\d?)(?!\d))?(?:(?:[-_/.]|&\w+=)(\d\d?)(?!\d))?"
)


def newness(url: str) -> str:
    """Return a sort key of how new the content of a list is by its name: the greatest is newest.

    By the last day, month or year in its path and query, else by the last number. A list without
    any is taken for the newest: it is the one of the latest, or the only one.
    """
    parts = urlsplit(url)
    name = f"{parts.path}?{parts.query}"
    dates = [*_COMPACT.finditer(name)] or [*_APART.finditer(name)]
    if dates:
        return "-".join(part.zfill(2) for part in dates[-1].groups() if part)
    numbers = re.findall(r"\d+", name)
    return str(numbers[-1]).zfill(12) if numbers else "9999"


def listing_of(url: str) -> str:
    """Return what the pages of one listing share: the address without its page number."""
    return page_number(url)[0]


def page_number(url: str) -> tuple[str, int]:
    """Return what a listing's pages share, and which of them this is."""
    parts = urlsplit(url)
    in_path = _PAGE_PATH.match(parts.path)
    if in_path:
        return f"{parts.netloc}{in_path[1]}?{parts.query}", int(in_path[2])
    pairs = [p.partition("=") for p in parts.query.split("&") if p]
    numbers = [int(v) for k, _, v in pairs if k in _PAGE_KEYS and v.isdecimal() and len(v) < 5]
    rest = "&".join(f"{k}={v}" for k, _, v in pairs if k not in _PAGE_KEYS)
    stem = _FIRST_PAGE.sub("", parts.path)
    return f"{parts.netloc}{stem}?{rest}", numbers[0] if numbers else 1


def loose_page_number(url: str) -> tuple[str, int]:
    """Return the same by a number anywhere in the path: what a link calls the next page."""
    parts = urlsplit(url)
    found = _LOOSE_NUMBER.search(parts.path)
    stem = _LOOSE_NUMBER.sub("", parts.path, count=1)
    return f"{parts.netloc}{stem}?{parts.query}", int(found[1]) if found else 1
