"""What a page says of itself to machines: JSON-LD, microdata, OpenGraph, meta."""

import json
import re
from collections.abc import Iterator
from typing import Any

from newscrawler.extract.page import Page, text_of
from newscrawler.items import Candidate
from newscrawler.text.arabic import clean, fold

_ARTICLE = re.compile(r"(?:Article|Posting|Report|Blog|Story|Review)$")

_META = {
    "title": ("og:title", "twitter:title", "dc.title", "dcterms.title", "parsely-title",
              "headline"),
    "published": (
        "article:published_time", "og:article:published_time", "datepublished",
        "article:published", "og:published_time", "parsely-pub-date", "sailthru.date",
        "cxenseparse:recs:publishtime", "dc.date.issued", "dcterms.issued", "dc.date.created",
        "dcterms.created", "dc.date", "publishdate", "publish-date", "publish_date", "pubdate",
        "publication_date", "article_date_original", "date", "article.published",
    ),
    "modified": (
        "article:modified_time", "og:article:modified_time", "og:updated_time", "datemodified",
        "last-modified", "dcterms.modified", "article:modified",
    ),
    "section": (
        "article:section", "og:article:section", "articlesection", "cxenseparse:category",
        "parsely-section", "section", "category",
    ),
    "author": ("author", "article:author", "parsely-author", "dc.creator", "sailthru.author",
               "byl", "og:article:author"),
    "image": ("og:image", "og:image:url", "twitter:image", "twitter:image:src"),
    "tags": ("article:tag", "news_keywords", "parsely-tags", "keywords"),
}  # fmt: skip

_SCHEMA = {
    "title": ("headline", "name"),
    "published": ("datePublished", "dateCreated", "uploadDate"),
    "modified": ("dateModified",),
    "section": ("articleSection",),
    "author": ("author", "creator"),
    "image": ("image", "thumbnailUrl"),
    "tags": ("keywords",),
    "body": ("articleBody",),
    "language": ("inLanguage",),
}
_MANY = ("author", "tags", "section")


def candidates(page: Page) -> dict[str, list[Candidate]]:
    """Return what structured data offers, by field, the most telling source first."""
    found: dict[str, list[Candidate]] = {}
    for source in (_json_ld(page), _microdata(page), _meta(page)):
        for field, candidate in source:
            found.setdefault(field, []).append(candidate)
    return found


def _json_ld(page: Page) -> Iterator[tuple[str, Candidate]]:
    nodes = [n for block in _blocks(page) for n in _nodes(block)]
    articles = [n for n in nodes if any(_ARTICLE.search(t) for t in _types(n))]
    node = _about_this_page(articles, page)
    if node is not None:
        for field, names in _SCHEMA.items():
            for name in names:
                for raw in _texts(node.get(name), field):
                    yield field, Candidate(f"json-ld:{name}", raw)
    for node in nodes:
        yield from (("type", Candidate("json-ld:@type", name)) for name in _types(node))
        if "BreadcrumbList" in _types(node):
            for raw in _crumbs(node):
                yield "crumb", Candidate("json-ld:BreadcrumbList", raw)


def _blocks(page: Page) -> Iterator[Any]:
    for script in page.root.iter("script"):
        if "ld+json" in (script.get("type") or "").lower() and script.text:
            yield from load_json(script.text)


def load_json(text: str) -> Iterator[Any]:
    """Yield the values of a JSON-LD script, mending what sites break.

    Comments and CDATA around it, raw line breaks in strings, commas before a closing bracket,
    several documents in one script. What cannot be mended yields nothing.
    """
    text = re.sub(
        r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*$", "", text
    )
    decoder = json.JSONDecoder(strict=False)  # strict=False bears control characters in strings
    for attempt in (text, re.sub(r",\s*(?=[}\]])", "", text)):
        try:
            at, values = 0, []
            while at < len(attempt):
                start = re.compile(r"[\s;,]*").match(attempt, at)
                at = start.end() if start else at
                if at < len(attempt):
                    value, at = decoder.raw_decode(attempt, at)
                    values.append(value)
        except (ValueError, RecursionError):
            continue
        yield from values
        return


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    """Yield every object of a document that could be an entity, outermost first."""
    stack, bound = [value], 2000
    while stack and bound:
        bound -= 1
        node = stack.pop(0)
        if isinstance(node, list):
            stack = node + stack
        elif isinstance(node, dict):
            yield node
            inner = [node.get(k) for k in ("@graph", "mainEntity", "mainEntityOfPage", "hasPart")]
            stack = [i for i in inner if isinstance(i, dict | list)] + stack


def _types(node: dict[str, Any]) -> list[str]:
    kind = node.get("@type")
    kinds = kind if isinstance(kind, list) else [kind]
    return [str(k).rpartition("/")[2] for k in kinds if k]


def _about_this_page(nodes: list[dict[str, Any]], page: Page) -> dict[str, Any] | None:
    """Choose the article that the page is about; lists of other articles are common."""
    if len(nodes) <= 1:
        return nodes[0] if nodes else None
    head = fold(" ".join(text_of(h) for h in list(page.root.iter("h1", "title"))[:4]))
    named = [
        n for n in nodes if (h := fold(str(n.get("headline") or n.get("name") or ""))) and h in head
    ]
    return (named or nodes)[0]


def _texts(value: Any, field: str) -> list[str]:
    if value is None or value == "":
        return []
    if isinstance(value, list):
        return [text for item in value[:30] for text in _texts(item, field)]
    if isinstance(value, dict):
        keys = ("url", "contentUrl", "@id") if field == "image" else ("name", "@value")
        inner = next((value[k] for k in keys if value.get(k)), None)
        return _texts(inner, field)
    text = re.sub(r"<[^>]+>", " ", str(value)) if field != "body" else str(value)
    text = text if field == "body" else clean(_unescape(text))
    if field == "tags":
        return [t for t in (clean(p) for p in re.split("[,،;]", text)) if t]
    return [text] if text else []


def _unescape(text: str) -> str:
    from html import unescape

    return unescape(text)


def _crumbs(node: dict[str, Any]) -> list[str]:
    items = node.get("itemListElement")
    names: list[tuple[float, str]] = []
    for number, item in enumerate(items if isinstance(items, list) else []):
        if not isinstance(item, dict):
            continue
        inner = item.get("item")
        name = item.get("name") or (inner.get("name") if isinstance(inner, dict) else None)
        position = item.get("position")
        order = float(position) if isinstance(position, int | float) else float(number)
        if name:
            names.append((order, clean(_unescape(str(name)))))
    return [name for _, name in sorted(names, key=lambda pair: pair[0])]


def _microdata(page: Page) -> Iterator[tuple[str, Candidate]]:
    wanted = {name.lower(): field for field, names in _SCHEMA.items() for name in names}
    wanted.pop("name")  # of everything on the page
    for element in page.root.iter():
        if not isinstance(element.tag, str):
            continue
        for name in (element.get("itemprop") or "").split():
            field = wanted.get(name.lower())
            if field in (None, "body") or (element.tag == "meta" and field == "title"):
                continue
            raw = _property(element, field)
            if raw:
                yield str(field), Candidate(f"microdata:{name}", raw)


def _property(element: Any, field: str | None) -> str:
    if field == "image":
        return str(element.get("src") or element.get("content") or element.get("href") or "")
    given = element.get("content") or element.get("datetime")
    if given:
        return clean(given)
    if field == "author":
        for inner in element.iter():
            if inner.get("itemprop") == "name":
                return clean(inner.get("content") or text_of(inner))
    return text_of(element)[:500]


def _meta(page: Page) -> Iterator[tuple[str, Candidate]]:
    for field, names in _META.items():
        for name in names:
            values = page.metas.get(name, [])
            for raw in values if field in _MANY else values[:1]:
                for text in _texts(raw, field):
                    yield field, Candidate(f"meta:{name}", text)
