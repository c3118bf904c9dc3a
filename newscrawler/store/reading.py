"""Reading the store: rows for the export, the terminal and the report."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, and_, func, select

from newscrawler.dedupe.furniture import for_reading
from newscrawler.store import furniture
from newscrawler.store.session import Session
from newscrawler.store.tables import articles, captures, crawls, versions, view_counts

EXPORT_KEYS = (
    "url", "canonical_url", "site", "title", "body", "published_at", "published_precision",
    "published_raw", "modified_at", "section", "sections", "authors", "views", "views_at",
    "language", "captured_at", "version", "duplicate_of", "removed_at", "text_sha256",
    "warc_file", "warc_offset",
)  # fmt: skip
"""The columns of an export, in order: a contract."""


def export_rows(session: Session, site: str | None = None) -> Iterator[dict[str, Any]]:
    """Yield one row per article, its latest version, by (site, canonical URL).

    `captured_at`, `warc_file` and `warc_offset` name the capture that first had this text.
    The body is without the site's furniture, unless a profile's selector chose it;
    `text_sha256` is of the whole.
    """
    digests = furniture.known(session, site)
    statement = _latest().order_by(articles.c.site, articles.c.canonical_url)
    if site is not None:
        statement = statement.where(articles.c.site == site)
    for row in session.execute(statement.execution_options(yield_per=500)):
        *values, layout = row
        found = dict(zip(EXPORT_KEYS, values, strict=True))
        if layout is None and found["body"] and found["site"] in digests:
            found["body"], _ = for_reading(found["body"], digests[found["site"]])
        yield found


def history(session: Session, url: str) -> list[dict[str, Any]]:
    """Return every version of the article at an address, oldest first, with its provenance.

    `furniture` lists the paragraphs that are the site's and not in `body`.
    """
    rows = session.execute(
        select(
            articles.c.site,
            articles.c.canonical_url,
            articles.c.removed_at,
            view_counts.c.count.label("views"),
            versions,
        )
        .join(versions, versions.c.article_id == articles.c.id)
        .outerjoin(view_counts, view_counts.c.capture_id == versions.c.capture_id)
        .where((articles.c.canonical_url == url) | (versions.c.url == url))
        .order_by(articles.c.id, versions.c.number)
    )
    found = [dict(row._mapping) | {"furniture": []} for row in rows]
    digests = furniture.known(session) if found else {}
    for version in found:
        if version["layout"] is None and version["body"]:
            body, out = for_reading(version["body"], digests.get(version["site"], ()))
            version |= {"body": body, "furniture": out}
    return found


def last_crawls(session: Session, limit: int = 10) -> list[dict[str, Any]]:
    """Return the last runs, newest first."""
    rows = session.execute(select(crawls).order_by(crawls.c.started_at.desc()).limit(limit))
    return [dict(row._mapping) for row in rows]


def article_counts(session: Session) -> list[tuple[str, int, int, int]]:
    """Return (site, articles, of them duplicates, of them removed) for each site."""
    rows = session.execute(
        select(
            articles.c.site,
            func.count(),
            func.count(articles.c.duplicate_of),
            func.count(articles.c.removed_at),
        )
        .group_by(articles.c.site)
        .order_by(articles.c.site)
    )
    return [tuple(row) for row in rows]


def _latest() -> Select[Any]:
    newest = (
        select(versions.c.article_id, func.max(versions.c.number).label("number"))
        .group_by(versions.c.article_id)
        .subquery()
    )
    counted = view_counts.alias()
    # Of equal times the higher row wins; both are written in capture order.
    seen_last = (
        select(counted.c.capture_id)
        .where(counted.c.article_id == articles.c.id)
        .order_by(counted.c.captured_at.desc(), counted.c.capture_id.desc())
        .limit(1)
        .scalar_subquery()
    )
    original = articles.alias()
    v = versions.c
    return (
        select(
            v.url, articles.c.canonical_url, articles.c.site, v.title, v.body, v.published_at,
            v.published_precision, v.published_raw, v.modified_at, v.section, v.sections,
            v.authors, view_counts.c.count, view_counts.c.captured_at, v.language, v.captured_at,
            v.number, original.c.canonical_url, articles.c.removed_at, v.text_sha256,
            captures.c.warc_file, captures.c.warc_offset, v.layout,
        )
        .select_from(articles)
        .join(newest, newest.c.article_id == articles.c.id)
        .join(versions, and_(v.article_id == articles.c.id, v.number == newest.c.number))
        .join(captures, captures.c.id == v.capture_id)
        .outerjoin(view_counts, view_counts.c.capture_id == seen_last)
        .outerjoin(original, original.c.id == articles.c.duplicate_of)
    )  # fmt: skip


def capture_rows(session: Session) -> Iterator[Any]:
    """Yield (record_id, warc_file, warc_offset) of every capture."""
    c = captures.c
    statement = select(c.record_id, c.warc_file, c.warc_offset).order_by(c.id)
    yield from session.execute(statement.execution_options(yield_per=1000))
