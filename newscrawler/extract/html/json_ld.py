"""JSON-LD: the article's schema.org properties, whatever shape their values have."""

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from newscrawler.extract.html.page import Page
from newscrawler.model.article import Candidate
from newscrawler.text.arabic import clean, fold

SCHEMA = {
    "title": ("headline", "name"),
    "published": ("datePublished", "dateCreated", "uploadDate"),
    "modified": ("dateModified",),
    "section": ("articleSection",),
    "author": ("author", "creator"),
    "image": ("image", "thumbnailUrl"),
    "tags": ("keywords",),
    "body": ("articleBody",),
    "language": ("inLanguage",),
    "description": ("description",),
}
"""The properties of schema.org that fill a field, the best first."""

_ARTICLE = re.compile(r"(?:Article|Posting|Report|Blog|Story|Review)$")
_INSIDE = ("@graph", "mainEntity", "mainEntityOfPage", "hasPart")
_ADDRESSES = ("image", "license", "usage")
_MAX_ENTITIES = 2_000
_MAX_ITEMS = 30
_MAX_DEPTH = 6
_MAX_LENGTH = 5_000
"""Letters of a value other than the body."""
_WRAPPING = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*$")
_LOOSE_COMMA = re.compile(r",\s*(?=[}\]])")
_BETWEEN = re.compile(r"[\s;,]*")
_TAG = re.compile(r"<[^<>]+>")
_DECODER = json.JSONDecoder(strict=False)  # strict=False bears control characters in strings

Entity = dict[str, Any]


def json_ld(page: Page) -> Iterator[tuple[str, Candidate]]:
    """Yield (field, candidate) of the article's entity, the breadcrumbs and the page's types.

    Fields beyond an article's: ``type``, ``crumb``, ``publisher``, ``license``, ``usage``
    (usageInfo), ``free`` (isAccessibleForFree).
    """
    entities = [
        entity for text in page.json_ld for value in load_json(text) for entity in _entities(value)
    ]
    articles = [e for e in entities if any(_ARTICLE.search(t) for t in _types(e))]
    article = _about_this_page(articles, page)
    if article is not None:
        yield from _of_article(article)
    for entity in entities:
        kinds = _types(entity)
        yield from (("type", Candidate("json-ld:@type", name)) for name in kinds)
        if "BreadcrumbList" in kinds:
            for raw in _crumbs(entity):
                yield "crumb", Candidate("json-ld:BreadcrumbList", raw)
        if "WebSite" in kinds:
            for raw in texts(entity.get("name"), "publisher"):
                yield "publisher", Candidate("json-ld:WebSite", raw)


def load_json(text: str) -> Iterator[Any]:
    """Yield the values of a JSON-LD script, tolerating common faults.

    These are comments and CDATA around it, raw line breaks in strings, commas before a closing
    bracket, several documents in one script. Other faults yield nothing.
    """
    try:
        yield json.loads(text, strict=False)
        return
    except (ValueError, RecursionError):
        pass
    text = _WRAPPING.sub("", text)
    for attempt in (text, _LOOSE_COMMA.sub("", text)):
        try:
            values = _several(attempt)
        except (ValueError, RecursionError):
            continue
        yield from values
        return


def _several(text: str) -> list[Any]:
    at, values = 0, []
    while at < len(text):
        start = _BETWEEN.match(text, at)
        at = start.end() if start else at
        if at < len(text):
            value, at = _DECODER.raw_decode(text, at)
            values.append(value)
    return values


def _entities(value: Any) -> Iterator[Entity]:
    """Yield every object of a document that could be an entity, outermost first."""
    stack, left = [value], _MAX_ENTITIES
    while stack and left:
        left -= 1
        found = stack.pop()
        if isinstance(found, list):
            stack.extend(reversed(found[:_MAX_ENTITIES]))
        elif isinstance(found, dict):
            yield found
            inside = [found.get(key) for key in _INSIDE]
            stack.extend(i for i in reversed(inside) if isinstance(i, dict | list))


def _types(entity: Entity) -> list[str]:
    kind = entity.get("@type")
    kinds = kind[:_MAX_ITEMS] if isinstance(kind, list) else [kind]
    return [k.rpartition("/")[2] for k in kinds if isinstance(k, str)]


def _about_this_page(articles: list[Entity], page: Page) -> Entity | None:
    """Choose the article that the page is about; lists of other articles are common."""
    if len(articles) <= 1:
        return articles[0] if articles else None
    nodes = page.nodes
    head = fold(" ".join(nodes.text(n) for n in (*nodes.all("title")[:1], *nodes.all("h1")[:3])))
    for entity in articles:
        named = texts(entity.get("headline") or entity.get("name"), "title")[:1]
        if named and (folded := fold(named[0])) and folded in head:
            return entity
    return articles[0]


def _of_article(article: Entity) -> Iterator[tuple[str, Candidate]]:
    for field, names in SCHEMA.items():
        for name in names:
            for raw in texts(article.get(name), field):
                yield field, Candidate(f"json-ld:{name}", raw)
    for raw in texts(article.get("publisher"), "publisher"):
        yield "publisher", Candidate("json-ld:publisher", raw)
    for name, field in (("license", "license"), ("usageInfo", "usage")):
        for raw in texts(article.get(name), field):
            yield field, Candidate(f"json-ld:{name}", raw)
    free = article.get("isAccessibleForFree")
    if isinstance(free, bool | str):
        yield "free", Candidate("json-ld:isAccessibleForFree", str(free).lower())


def texts(value: Any, field: str, depth: int = 0) -> list[str]:
    """Return the texts in a value: a string, each item of a list, an object's name or URL."""
    if value is None or value == "" or depth > _MAX_DEPTH:
        return []
    if isinstance(value, list):
        return [text for item in value[:_MAX_ITEMS] for text in texts(item, field, depth + 1)]
    if isinstance(value, dict):
        keys = ("url", "contentUrl", "@id") if field in _ADDRESSES else ("name", "@value")
        inner = next((value[k] for k in keys if value.get(k)), None)
        return texts(inner, field, depth + 1)
    if isinstance(value, bool):
        return []
    if field == "body":
        return [str(value)]
    text = _plain(str(value))
    if field == "tags":
        return [t for t in (clean(p) for p in re.split("[,،;]", text)) if t]
    return [text] if text else []


def _plain(text: str) -> str:
    """Return a value without the HTML that sites put in JSON."""
    text = text[:_MAX_LENGTH]
    if "<" in text:
        text = _TAG.sub(" ", text)
    return clean(unescape(text)) if "&" in text else clean(text)


def _crumbs(entity: Entity) -> list[str]:
    items = entity.get("itemListElement")
    names: list[tuple[Any, str]] = []
    for number, item in enumerate(items[:_MAX_ITEMS] if isinstance(items, list) else []):
        if not isinstance(item, dict):
            continue
        named = texts(item.get("name"), "crumb") or texts(item.get("item"), "crumb")
        position = item.get("position")
        if named and "://" not in named[0]:
            is_numbered = isinstance(position, int | float) and abs(position) < _MAX_ENTITIES
            names.append((position if is_numbered else number, named[0]))
    return [name for _, name in sorted(names, key=lambda pair: pair[0])]
