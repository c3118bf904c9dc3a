"""The kind of a response, by its status, its URL and its first bytes."""

import re
from enum import StrEnum
from urllib.parse import urlsplit

from newscrawler.model.capture import Capture


class Kind(StrEnum):
    """What a response is."""

    ROBOTS = "robots"
    SITEMAP = "sitemap"
    FEED = "feed"
    PAGE = "page"
    REDIRECT = "redirect"
    NOT_MODIFIED = "not-modified"
    ERROR = "error"
    OTHER = "other"


_ROOT = re.compile(rb"<(?!\?|!)(?:[\w.-]+:)?([\w.-]+)")
_ROOTS = {
    b"urlset": Kind.SITEMAP, b"sitemapindex": Kind.SITEMAP,
    b"rss": Kind.FEED, b"feed": Kind.FEED, b"rdf": Kind.FEED,
}  # fmt: skip
_PAGES = ("text/html", "application/xhtml+xml", "")


def kind(capture: Capture) -> Kind:
    """Return what a capture is. Pure; the body is only sniffed."""
    if capture.status == 304:
        return Kind.NOT_MODIFIED
    if 300 <= capture.status < 400:
        return Kind.REDIRECT
    if not 200 <= capture.status < 300:
        return Kind.ERROR
    path = urlsplit(capture.url).path
    if path == "/robots.txt":
        return Kind.ROBOTS
    head = capture.beginning[:2048].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"\x1f\x8b") and ".xml" in path:
        return Kind.SITEMAP
    if "json" in capture.media_type:
        return Kind.FEED if is_json_feed(head) else Kind.OTHER
    root = _ROOT.search(head)
    name = root[1].lower() if root else b""
    if name in _ROOTS:
        return _ROOTS[name]
    if not root and path.endswith(".txt") and "sitemap" in path:
        return Kind.SITEMAP
    # Servers send HTML under wrong types often enough to look at the bytes.
    if capture.media_type in _PAGES or name in (b"html", b"head", b"body"):
        return Kind.PAGE
    return Kind.OTHER


def is_json_feed(head: bytes) -> bool:
    """Tell whether JSON begins like a JSON Feed, or like WordPress's list of posts."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"["):
        return b'"link"' in start and b'"date"' in start
    return start.startswith(b"{") and b"jsonfeed.org" in start.replace(b"\\/", b"/")
