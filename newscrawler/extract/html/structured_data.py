"""Structured data of a page: JSON-LD, microdata, RDFa, OpenGraph, meta."""

from collections.abc import Iterator

from newscrawler.extract.html.json_ld import SCHEMA, json_ld, texts
from newscrawler.extract.html.links import Links
from newscrawler.extract.html.page import Page
from newscrawler.model.article import Candidate
from newscrawler.text.arabic import clean

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
    "description": ("og:description", "description", "twitter:description"),
    "publisher": ("og:site_name", "application-name", "dc.publisher"),
}  # fmt: skip
_LISTS = ("author", "tags", "section")
_PROPERTIES = {name.lower(): field for field, names in SCHEMA.items() for name in names}
for _field in (
    "name",
    "articlebody",
    "description",
):  # of anything on the page, or too long to copy
    del _PROPERTIES[_field]
_MAX_MARKED_UP = 500


def candidates(page: Page, links: Links) -> dict[str, list[Candidate]]:
    """Return the candidates of structured data by field, the most reliable source first."""
    found: dict[str, list[Candidate]] = {}
    for source in (json_ld(page), _marked_up(page, links), _meta(page)):
        for field, candidate in source:
            found.setdefault(field, []).append(candidate)
    return found


def _marked_up(page: Page, links: Links) -> Iterator[tuple[str, Candidate]]:
    """Yield (field, candidate) of microdata (`itemprop`) and RDFa (`property`)."""
    nodes = page.nodes
    for node in links.find("[itemprop],[property]:not(meta)")[:_MAX_MARKED_UP]:
        attributes = nodes.attributes(node)
        source = "microdata" if attributes.get("itemprop") else "rdfa"
        is_meta = nodes.tag[node] == "meta"
        for name in (attributes.get("itemprop") or attributes.get("property") or "").split():
            field = _PROPERTIES.get(name.rpartition(":")[2].lower())
            if field is None or (is_meta and field == "title"):
                continue
            raw = _property(page, node, field)
            if raw:
                yield field, Candidate(f"{source}:{name}", raw)


def _property(page: Page, node: int, field: str) -> str:
    attributes = page.nodes.attributes(node)
    if field == "image":
        return attributes.get("src") or attributes.get("content") or attributes.get("href") or ""
    value = attributes.get("content") or attributes.get("datetime")
    if value:
        return clean(value)
    if field == "author":
        names = [n for n in _below(page, node) if page.nodes.get(n, "itemprop") == "name"]
        if names:
            return clean(page.nodes.get(names[0], "content") or page.nodes.text(names[0]))
    return page.nodes.text(node)[:500]


def _below(page: Page, node: int) -> range:
    """Return a node and the first nodes below it: an author's name is one of the first."""
    return range(node, min(page.nodes.end[node], node + 30))


def _meta(page: Page) -> Iterator[tuple[str, Candidate]]:
    for field, names in _META.items():
        for name in names:
            values = page.metas.get(name, [])
            for raw in values if field in _LISTS else values[:1]:
                for text in texts(raw, field) if "&" in raw or field == "tags" else (raw,):
                    yield field, Candidate(f"meta:{name}", text)
