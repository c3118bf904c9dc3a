"""What a page says of itself to machines: JSON-LD, microdata, RDFa, OpenGraph, meta."""

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
_MANY = ("author", "tags", "section")
_PROPERTIES = {name.lower(): field for field, names in SCHEMA.items() for name in names}
for _field in ("name", "articlebody", "description"):  # of anything on the page; too long to copy
    del _PROPERTIES[_field]
_MOST_MARKED = 500


def candidates(page: Page, links: Links) -> dict[str, list[Candidate]]:
    """Return what structured data offers, by field, the most telling source first."""
    found: dict[str, list[Candidate]] = {}
    for source in (json_ld(page), _marked_up(page, links), _meta(page)):
        for field, candidate in source:
            found.setdefault(field, []).append(candidate)
    return found


def _marked_up(page: Page, links: Links) -> Iterator[tuple[str, Candidate]]:
    """Yield what elements are marked with: microdata's `itemprop`, RDFa's `property`."""
    nodes = page.nodes
    for node in links.find("[itemprop],[property]:not(meta)")[:_MOST_MARKED]:
        said = nodes.attributes(node)
        source = "microdata" if said.get("itemprop") else "rdfa"
        is_meta = nodes.tag[node] == "meta"
        for name in (said.get("itemprop") or said.get("property") or "").split():
            field = _PROPERTIES.get(name.rpartition(":")[2].lower())
            if field is None or (is_meta and field == "title"):
                continue
            raw = _property(page, node, field)
            if raw:
                yield field, Candidate(f"{source}:{name}", raw)


def _property(page: Page, node: int, field: str) -> str:
    said = page.nodes.attributes(node)
    if field == "image":
        return said.get("src") or said.get("content") or said.get("href") or ""
    given = said.get("content") or said.get("datetime")
    if given:
        return clean(given)
    if field == "author":
        names = [n for n in _below(page, node) if page.nodes.get(n, "itemprop") == "name"]
        if names:
            return clean(page.nodes.get(names[0], "content") or page.nodes.text(names[0]))
    return page.nodes.text(node)[:500]


def _below(page: Page, node: int) -> range:
    """Return the first nodes below one: a name stands at the head of what it names."""
    return range(node, min(page.nodes.end[node], node + 30))


def _meta(page: Page) -> Iterator[tuple[str, Candidate]]:
    for field, names in _META.items():
        for name in names:
            values = page.metas.get(name, [])
            for raw in values if field in _MANY else values[:1]:
                for text in texts(raw, field) if "&" in raw or field == "tags" else (raw,):
                    yield field, Candidate(f"meta:{name}", text)
