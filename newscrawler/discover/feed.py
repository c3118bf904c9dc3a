"""Feeds: RSS 2.0 and 1.0, Atom (RFC 4287), JSON Feed 1.1, and WordPress's list of posts."""

import json
import re
from collections.abc import Iterator
from datetime import datetime, timezone
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from lxml import etree

from newscrawler.discover.sitemap import Entry
from newscrawler.discover.xml import iter_elements, local_name
from newscrawler.model.urls import absolute

_MAX_JSON = 8 * 1024 * 1024
"""Bytes of a JSON feed. It is parsed as a whole, in up to twenty times as much memory."""
_PUBLISHED = ("pubdate", "published", "date", "issued", "created")
_MODIFIED = ("updated", "modified")
_WORDPRESS = re.compile(rb"<generator>\s*https?://wordpress\.org/", re.IGNORECASE)
_ATOM_NEXT = re.compile(
    rb"<(?:atom:)?link\b(?=[^>]*\brel=[\"']next[\"'])[^>]*\bhref=[\"']([^\"']+)"
)


def iter_feed(content: bytes, base: str) -> Iterator[Entry]:
    """Yield the entries of a feed, links resolved against `base`; none if it cannot be parsed."""
    if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        yield from _json_entries(content, base)
        return
    for item in iter_elements(content, frozenset({"item", "entry"})):
        texts: dict[str, str] = {}
        for child in item:
            text = "".join(map(str, child.itertext())).strip()
            if text:
                texts.setdefault(local_name(child), text)
        url = absolute(base, _link(item, texts))
        if url is not None:
            yield Entry(
                url,
                lastmod=_first(texts, _MODIFIED),
                published=_first(texts, _PUBLISHED),
                title=texts.get("title"),
            )


def _first(texts: dict[str, str], names: tuple[str, ...]) -> str | None:
    return next((texts[name] for name in names if name in texts), None)


def next_of_feed(content: bytes, base: str, link_header: str | None) -> str | None:
    """Return the URL of a feed's next page; None if there is no sign of one.

    Signs are rel=next of Atom (RFC 5005), `next_url` of JSON Feed, the Link header of WordPress's
    API (RFC 8288), and `?paged=2` of WordPress's feeds, which work without being linked.
    """
    if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        data = _load(content)
        if isinstance(data, dict) and isinstance(data.get("next_url"), str):
            return absolute(base, data["next_url"])
        found = re.search(r"<([^>]+)>\s*;\s*rel=\"?next", link_header or "")
        return absolute(base, found[1]) if found else None
    head = content[:65536]
    named = _ATOM_NEXT.search(head)
    if named:
        return absolute(base, named[1].decode("utf-8", "replace").replace("&amp;", "&"))
    return _next_paged(base) if _WORDPRESS.search(head) else None


def posts_of_api(root: str) -> str:
    """Return the URL of the newest 100 posts in the WordPress REST API at `root`."""
    parts = urlsplit(root)
    query = dict(parse_qsl(parts.query))
    path = parts.path
    if "rest_route" in query:
        query["rest_route"] = query["rest_route"].rstrip("/") + "/wp/v2/posts"
    else:
        path = path.rstrip("/") + "/wp/v2/posts"
    query |= {"per_page": "100", "_fields": "link,date,date_gmt"}
    return urlunsplit((*parts[:2], path, urlencode(query, safe="/,"), ""))


def _json_entries(content: bytes, base: str) -> Iterator[Entry]:
    data = _load(content)
    items = data.get("items") if isinstance(data, dict) else data
    for item in items if isinstance(items, list) else []:
        if not isinstance(item, dict):
            continue
        url = absolute(base, str(item.get("url") or item.get("link") or item.get("id") or ""))
        if url is not None:
            title = item.get("title")
            yield Entry(
                url, published=_published_of(item), title=title if isinstance(title, str) else None
            )


def _published_of(item: dict[str, Any]) -> str | None:
    """Return the publication date of a JSON item, as printed or as ISO 8601.

    WordPress gives local time and UTC, both without an offset: their difference is the offset.
    """
    date = item.get("date_published") or item.get("date")
    if not isinstance(date, str):
        return None
    try:
        local = datetime.fromisoformat(date)
        ahead = local - datetime.fromisoformat(item["date_gmt"])
        return local.replace(tzinfo=timezone(ahead)).isoformat()
    except (KeyError, TypeError, ValueError):
        return date


def _load(content: bytes) -> Any:
    if len(content) > _MAX_JSON:
        return None
    try:
        return json.loads(content.decode("utf-8-sig", errors="replace"))
    except (ValueError, RecursionError):
        return None


def _next_paged(url: str) -> str:
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    number = query.get("paged", "1")
    query["paged"] = str(int(number) + 1 if number.isdecimal() else 2)
    return urlunsplit((*parts[:3], urlencode(query), ""))


def _link(item: etree._Element, texts: dict[str, str]) -> str:
    """Return the URL: RSS's link, Atom's rel=alternate, or a guid that is a permalink."""
    if texts.get("link"):
        return texts["link"]
    for child in item:
        rel = child.get("rel") or "alternate"
        if local_name(child) == "link" and rel == "alternate" and child.get("href"):
            return str(child.get("href"))
    guid = next((c for c in item if local_name(c) == "guid"), None)
    permanent = guid is not None and (guid.get("isPermaLink") or "true") == "true"
    return texts.get("guid", "") if permanent else ""
