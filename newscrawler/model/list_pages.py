"""Numbered pages of a list: what their URLs share, and which of them a URL is."""

import re
from urllib.parse import urlsplit

_PAGE_PATH = re.compile(r"^(.*?)/(?:page[/_-]?|index[_-]?)(\d{1,4})(?:\.html?)?/?$")
_FIRST_PAGE = re.compile(r"/(?:index\.\w{3,4})?$")
# «news.html», «news2.html», «news-2.html»: believed only of links that say «2» or «next».
_LOOSE_NUMBER = re.compile(r"[_-]?(\d{1,3})(?=(?:\.html?)?/?$)")
_PAGE_KEYS = ("page", "paged", "pg")  # not «p»: /?p=77 is an article of WordPress


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
