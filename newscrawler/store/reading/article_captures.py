"""The captures of articles, which an export copies with them."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Select, select

from newscrawler.model.observation import CaptureFacts
from newscrawler.model.urls import canonical_url
from newscrawler.store.captures import facts_of
from newscrawler.store.database.session import Session
from newscrawler.store.database.tables import aliases, articles, captures, parts, versions

_REDIRECTS = (301, 302, 303, 307, 308)


def all_captures(session: Session, site: str | None = None) -> Iterator[CaptureFacts]:
    """Yield every capture that has a record, of a site or of all, in the order of arrival."""
    statement = select(captures).where(captures.c.warc_offset.is_not(None)).order_by(captures.c.id)
    if site is not None:
        statement = statement.where(captures.c.site == site)
    for row in session.execute(statement.execution_options(yield_per=500)):
        yield facts_of(row)


def captures_of(session: Session, ids: Sequence[int]) -> Iterator[CaptureFacts]:
    """Yield the captures of some hundred articles that have a record; one may come twice.

    `ids`: of articles. All captures that showed an article or its removal, the pages that it was
    joined from, and those that made an address its alias, with later captures of the redirects.
    """
    c = captures.c
    joined = (
        select(parts.c.capture_id)
        .join(versions, versions.c.id == parts.c.version_id)
        .where(versions.c.article_id.in_(ids))
    )
    known = [row.capture_id for row in _aliases(session, ids)]
    redirecting = select(c.url_key).where(c.id.in_(known), c.status.in_(_REDIRECTS))
    for condition in (
        c.article_id.in_(ids),
        c.id.in_(joined),
        c.id.in_(known),
        c.url_key.in_(redirecting) & c.status.in_(_REDIRECTS),
    ):
        found = select(captures).where(condition, c.warc_offset.is_not(None)).order_by(c.id)
        yield from (facts_of(row) for row in session.execute(found).all())


def redirect_before(session: Session, url: str, at: str | None) -> CaptureFacts | None:
    """Return the last redirect of an address up to a WARC-Date."""
    c = captures.c
    row = session.execute(
        select(captures)
        .where(
            c.url_key == canonical_url(url), c.status.in_(_REDIRECTS), c.warc_offset.is_not(None)
        )
        .where(c.captured_at <= (at or ""))
        .order_by(c.captured_at.desc(), c.record_id.desc())
        .limit(1)
    ).first()
    return facts_of(row) if row is not None else None


def _aliases(session: Session, ids: Sequence[int]) -> list[Any]:
    """Return the rows of all aliases of articles, and of the aliases of those."""
    names: Select[Any] = select(articles.c.site, articles.c.canonical_url)
    new = {tuple(row) for row in session.execute(names.where(articles.c.id.in_(ids)))}
    seen, found = set(new), []
    while new:
        # The pairs themselves would be looked for without an index.
        urls = sorted({url for _, url in new})
        rows = session.execute(select(aliases).where(aliases.c.canonical_url.in_(urls)))
        here = [row for row in rows if (row.site, row.canonical_url) in new]
        found += here
        new = {(row.site, row.url) for row in here} - seen
        seen |= new
    return found
