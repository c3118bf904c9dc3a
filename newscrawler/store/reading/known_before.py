"""Articles as known before a redesign, with captures since: repair learns from both."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Row, select

from newscrawler.model.observation import CaptureFacts
from newscrawler.model.urls import canonical_url
from newscrawler.store.captures import facts_of
from newscrawler.store.database.session import Session
from newscrawler.store.database.tables import articles, captures, versions, view_counts
from newscrawler.store.reading.rows import names_of

_LOOKED_AT = 20
"""Captures read for each one that is wanted: the others are of new articles."""


def known_before(
    session: Session, site: str, since: str, limit: int
) -> Iterator[tuple[CaptureFacts, dict[str, Any]]]:
    """Yield (capture since a WARC-Date, last version before it), the newest capture first.

    One capture for each article, of those that brought a page. The version is a mapping of its
    columns, with `views`.
    """
    c = captures.c
    rows = session.execute(
        select(captures)
        .where(c.site == site, c.filled.is_not(None), c.captured_at >= since)
        .order_by(c.captured_at.desc())
        .limit(_LOOKED_AT * limit)
    ).all()
    seen: set[int] = set()
    for row in rows:
        before = _last_version(session, row, since)
        if before is not None and before.article_id not in seen:
            seen.add(before.article_id)
            views = _last_count(session, before.article_id, since)
            yield facts_of(row), dict(before._mapping) | {"views": views}
            if len(seen) >= limit:
                return


def _last_version(session: Session, capture: Row[Any], since: str) -> Row[Any] | None:
    v, ids = versions.c, [capture.article_id]
    if capture.article_id is None:  # nothing came out of it
        names = names_of(session, canonical_url(capture.url))
        of_address = articles.c.canonical_url.in_(names) & (articles.c.site == capture.site)
        ids = list(session.execute(select(articles.c.id).where(of_address)).scalars())
    found = select(v.article_id, v.title, v.body, v.published_at, v.sections, v.authors)
    rows = session.execute(
        found.where(v.article_id.in_(ids), v.captured_at < since).order_by(v.number.desc()).limit(1)
    )
    return rows.first()  # type: ignore[no-any-return]


def _last_count(session: Session, article_id: int, since: str) -> int | None:
    counts = view_counts.c
    count: int | None = session.execute(
        select(counts.count)
        .where(counts.article_id == article_id, counts.captured_at < since)
        .order_by(counts.captured_at.desc())
        .limit(1)
    ).scalar()
    return count
