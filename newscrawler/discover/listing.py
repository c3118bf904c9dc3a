"""The links of a page that lists others: articles, next pages, feeds, translations."""

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from lxml import etree
from parsel import Selector

from newscrawler.model.list_pages import loose_page_number, page_number
from newscrawler.model.url_clues import shape, surely_no_article, tells_an_article
from newscrawler.model.urls import absolute
from newscrawler.text.arabic import ascii_digits

_NEXT = re.compile(
    r"^(?:next|older|more|التالي|السابق|المزيد|التالى|بعدی|suivante?|»|›|>)\b", re.IGNORECASE
)
_FEEDS = ("application/rss+xml", "application/atom+xml", "application/rdf+xml",
          "application/feed+json")  # fmt: skip
_COMMENTS = re.compile(r"comments?[/=]|/comments", re.IGNORECASE)
_MENU = re.compile(r"(?:^|[-_ ])(?:menu|nav|navbar|navigation|breadcrumbs?|footer)(?:$|[-_ ])")
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5"])
_GROUP = 4
"""Links of one URL shape from which they are a list."""
_HEADLINE = 4
"""Words of a link text from which it may be a headline."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link: absolute URL, text, `rel`.

    `headline`: it stands in a heading, or around one. `menu`: it stands in the page's menu or
    footer.
    """

    url: str
    text: str
    rel: frozenset[str] = frozenset()
    headline: bool = False
    menu: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """The links of a page; all URLs are absolute, each once, in page order."""

    links: tuple[Link, ...]
    following: tuple[str, ...]
    """The next pages of the list: rel=next, a «next» link, or its page number + 1."""
    feeds: tuple[str, ...]
    variants: tuple[str, ...]
    """The same page in other languages (hreflang)."""
    api: str | None
    """The root of the site's WordPress REST API."""

    def articles(self) -> list[Link]:
        """Return the links that look like articles.

        By the URL, as a headline, or as one of several links of the same URL shape whose texts
        are long enough for headlines: lists repeat, menus do not.
        """
        candidates = [
            link for link in self.links
            if not link.menu and "nofollow" not in link.rel and not surely_no_article(link.url)
        ]  # fmt: skip
        words = {link.url: len(link.text.split()) for link in candidates}
        shapes = Counter(shape(x.url) for x in candidates if words[x.url] >= _HEADLINE)
        return [
            link for link in candidates
            if (link.headline and words[link.url] > 1 and urlsplit(link.url).path != "/")
            or tells_an_article(link.url, link.text)
            or (shapes[shape(link.url)] >= _GROUP and words[link.url] >= _HEADLINE)
        ]  # fmt: skip


def read_listing(text: str, url: str, encoding: str = "utf-8") -> Listing:
    """Parse the HTML of a page at `url` and return its links. Never raises.

    `encoding`: the page's, by Python's name.
    """
    page = _parse(text)
    base = absolute(url, page.xpath("//base/@href").get() or "") or url
    links: dict[str, Link] = {}
    following: list[str] = []
    feeds: list[str] = []
    variants: list[str] = []
    api = None
    for node in page.root.iter("a", "link"):
        target = absolute(base, node.get("href") or "", encoding)
        if target is None:
            continue
        rel = frozenset((node.get("rel") or "").lower().split())
        if node.tag == "link":
            if (node.get("type") or "").lower() in _FEEDS and not _COMMENTS.search(target):
                feeds.append(target)
            elif "alternate" in rel and node.get("hreflang"):
                variants.append(target)
            elif "https://api.w.org/" in rel:
                api = target
            elif "next" in rel:
                following.append(target)
            continue
        words = " ".join("".join(node.itertext()).split())
        known = links.get(target)
        if known is None or (not known.text and words):
            links[target] = Link(target, words, rel, _is_headline(node), _in_menu(node))
        if "next" in rel or _is_next_page(url, target, words):
            following.append(target)
    return Listing(
        tuple(links.values()),
        tuple(u for u in dict.fromkeys(following) if u != url),
        tuple(dict.fromkeys(feeds)),
        tuple(u for u in dict.fromkeys(variants) if u != url),
        api,
    )


def _is_headline(anchor: Any) -> bool:
    around = (anchor.getparent(), *anchor)
    return any(node is not None and node.tag in _HEADINGS for node in around)


def _in_menu(anchor: Any) -> bool:
    for node in anchor.iterancestors():
        if node.tag in ("nav", "footer") or node.get("role") in ("navigation", "contentinfo"):
            return True
        if node.tag in ("main", "article", "body"):
            return False
        names = f"{node.get('class') or ''} {node.get('id') or ''}".lower()
        if _MENU.search(names):
            return True
    return False


def _is_next_page(url: str, target: str, text: str) -> bool:
    """Tell whether a link leads to the next page of the list at `url`."""
    stem, number = page_number(url)
    other, following = page_number(target)
    if other == stem:
        return following == number + 1 or bool(_NEXT.match(text))
    here, there = loose_page_number(url), loose_page_number(target)
    is_labelled = ascii_digits(text) == str(here[1] + 1) or _NEXT.match(text)
    return bool(is_labelled) and here[0] == there[0] and there[1] == here[1] + 1


def _parse(text: str) -> Selector:
    # lxml refuses NUL and lone surrogates; no usable link has them.
    harmless = text.encode("utf-8", "replace").decode().replace("\0", "")
    try:
        page = Selector(text=harmless or "<html></html>", type="html", huge_tree=True)
    except (ValueError, etree.LxmlError):
        return Selector(text="<html></html>", type="html")
    return page if isinstance(page.root, etree._Element) else Selector("<html></html>", type="html")
