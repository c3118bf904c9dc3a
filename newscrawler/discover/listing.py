"""Listings: links of a page, its next pages, and which links look like articles."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from parsel import Selector

from newscrawler.urls import absolute

_FILE = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|ico|css|js|json|xml|pdf|docx?|xlsx?|zip|rar|mp[34]|avi|mov|apk)$",
    re.IGNORECASE,
)
_NOT_ARTICLE = re.compile(
    r"/(?:tags?|categor(?:y|ies)|authors?|page|search|login|register|contact|about|privacy|"
    r"feed|rss|wp-(?:content|admin|json|login)|cdn-cgi)(?:/|$|\.)",
    re.IGNORECASE,
)
_DATED = re.compile(r"/(?:19|20)\d\d[/-](?:0?[1-9]|1[0-2])(?:[/-]|$)")
_NUMBERED = re.compile(r"(?:^|\D)\d{4,}(?:\D|$)")
_PAGE_PATH = re.compile(r"^(.*?)/page/(\d+)/?$")
_PAGE_KEYS = ("page", "paged", "pg")  # not «p»: /?p=77 is an article of WordPress
_NEXT = re.compile(
    r"^(?:next|older|more|التالي|السابق|المزيد|التالى|بعدی|suivante?|»|›|>)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a page: its absolute address, its text, its rel words."""

    url: str
    text: str
    rel: frozenset[str]


def iter_links(text: str, url: str) -> Iterator[Link]:
    """Yield a page's links, each address once, in page order."""
    page = _parse(text)
    base = _base(page, url)
    seen: set[str] = set()
    for anchor in page.xpath("//a[@href]"):
        target = absolute(base, anchor.attrib["href"])
        if target is not None and target not in seen:
            seen.add(target)
            words = " ".join(anchor.xpath("string()").getall()).split()
            yield Link(target, " ".join(words), _rel(anchor))


def feeds(text: str, url: str) -> list[str]:
    """Return the feeds that a page names (autodiscovery)."""
    page = _parse(text)
    base = _base(page, url)
    kinds = "[@type='application/rss+xml' or @type='application/atom+xml']"
    found = page.xpath(f"//link{kinds}/@href").getall()
    return [u for href in found if (u := absolute(base, href))]


def listing_of(url: str) -> str:
    """Return what the pages of one listing share: the address without its page number."""
    return _page_number(url)[0]


def pagination(text: str, url: str) -> list[str]:
    """Return the addresses of a listing's next page: rel=next, a «next» link, or number + 1."""
    page = _parse(text)
    base = _base(page, url)
    stem, number = _page_number(url)
    found: list[str] = []
    for link in page.xpath("//link[@rel and @href] | //a[@href]"):
        target = absolute(base, link.attrib["href"])
        if target is None or target == url or target in found:
            continue
        named = "next" in _rel(link)
        same = _page_number(target) == (stem, number + 1)
        words = " ".join(link.xpath("string()").getall()).split()
        if named or same or (_page_number(target)[0] == stem and _NEXT.match(" ".join(words))):
            found.append(target)
    return found


def surely_no_article(url: str) -> bool:
    """Tell whether an address is a file's, a section's, a tag's, an author's, a form's."""
    path = urlsplit(url).path
    return bool(_FILE.search(unquote(path)) or _NOT_ARTICLE.search(path))


def looks_like_article(url: str, text: str = "") -> bool:
    """Guess from an address (and its link's text) whether it is an article's.

    A day or a number in the path, or a slug of three words and more; never a section, a tag, a
    file or the home page.
    """
    parts = urlsplit(url)
    path = unquote(parts.path).rstrip("/")
    if surely_no_article(url):
        return False
    if re.fullmatch(r"/?(?:index\.php)?", path):
        return any(k in parse_qs(parts.query) for k in ("p", "id", "article", "news"))
    slug = path.rpartition("/")[2]
    if _DATED.search(path) or _NUMBERED.search(slug) or _NUMBERED.search(parts.query):
        return True
    return len([w for w in re.split(r"[-_+ ]", slug) if len(w) > 1]) >= 3 or len(text.split()) >= 6


def _page_number(url: str) -> tuple[str, int]:
    """Return what a listing's pages share, and which of them this is."""
    parts = urlsplit(url)
    in_path = _PAGE_PATH.match(parts.path)
    if in_path:
        return f"{parts.netloc}{in_path[1]}?{parts.query}", int(in_path[2])
    pairs = [p.partition("=") for p in parts.query.split("&") if p]
    numbers = [int(v) for k, _, v in pairs if k in _PAGE_KEYS and v.isdecimal() and len(v) < 5]
    rest = "&".join(f"{k}={v}" for k, _, v in pairs if k not in _PAGE_KEYS)
    return f"{parts.netloc}{parts.path.rstrip('/')}?{rest}", numbers[0] if numbers else 1


def _parse(text: str) -> Selector:
    # lxml refuses NUL and lone surrogates; neither stands in a link that anyone can follow.
    harmless = text.encode("utf-8", "replace").decode().replace("\0", "")
    return Selector(text=harmless or "<html></html>", type="html")


def _base(page: Selector, url: str) -> str:
    return absolute(url, page.xpath("//base/@href").get() or "") or url


def _rel(link: Selector) -> frozenset[str]:
    return frozenset((link.attrib.get("rel") or "").lower().split())
