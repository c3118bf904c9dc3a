"""Rows of articles, versions, view counts and aliases, for `export` and `show`."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from newscrawler.model.article import FIELDS, Use, keys
from newscrawler.model.urls import variant_key
from newscrawler.store.articles.rights import of_host
from newscrawler.store.database.session import Session
from newscrawler.store.database.tables import (
    aliases,
    articles,
    captures,
    metadata,
    parts,
    versions,
    view_counts,
)
from newscrawler.store.duplicates import boilerplate
from newscrawler.store.duplicates.page_edges import without_boilerplate
from newscrawler.store.reading.view_series import Count
from newscrawler.text.arabic import fold

EXPORT_KEYS = keys(Use.EXPORTED)
"""The columns of an export, in order: a contract."""


@dataclass(frozen=True, slots=True)
class Selection:
    """A selection of articles: of a site, of a span of days, with words in title or body.

    A day is ``2024-01-31``, the last one included: the day of publication, as the page has it,
    and where that is unknown the day of the capture, in UTC. `words` are folded, and all of them
    are there.
    """

    site: str | None = None
    since: str | None = None
    until: str | None = None
    words: frozenset[str] = frozenset()

    @property
    def by_article(self) -> bool:
        """Whether it asks for more than a site, or all of them."""
        return bool(self.since or self.until or self.words)


def export_rows(
    session: Session, site: str | None = None, *, by_address: bool = False
) -> Iterator[dict[str, Any]]:
    """Yield one row per article, its latest version, by (site, canonical URL).

    `by_address`: by canonical URL alone, so that two stores can be compared.

    `captured_at`, `warc_file` and `warc_offset` name the capture that first had this text.
    The body is without the site's boilerplate, unless a profile's selector chose it;
    `text_sha256` is of the whole.
    """
    for _, row in selected_rows(session, Selection(site), by_address=by_address):
        yield row


def selected_rows(
    session: Session, selection: Selection, *, by_address: bool = False
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the id and the row of each selected article, as `export_rows`."""
    digests = boilerplate.known(session, selection.site)
    order = (articles.c.site, articles.c.canonical_url)
    statement = _latest().order_by(*(reversed(order) if by_address else order))
    if selection.site is not None:
        statement = statement.where(articles.c.site == selection.site)
    day = func.substr(func.coalesce(versions.c.published_at, versions.c.captured_at), 1, 10)
    if selection.since is not None:
        statement = statement.where(day >= selection.since)
    if selection.until is not None:
        statement = statement.where(day <= selection.until)
    for row in session.execute(statement.execution_options(yield_per=500)):
        *values, layout, article_id = row
        found = dict(zip(EXPORT_KEYS, values, strict=True))
        if layout is None and found["body"] and found["site"] in digests:
            found["body"], _ = without_boilerplate(found["body"], digests[found["site"]])
        if selection.words <= _words(found, selection):
            yield article_id, found


def _words(row: dict[str, Any], selection: Selection) -> frozenset[str]:
    if not selection.words:
        return selection.words  # folding is dear
    text = f"{row['title'] or ''} {row['body'] or ''}"
    return frozenset(fold(text, ta_marbuta=True).split())


def history(session: Session, url: str) -> list[dict[str, Any]]:
    """Return every version of the article at an address, oldest first, with its provenance.

    Any address of the article will do. `furniture` lists the boilerplate that is not in `body`,
    `parts` the pages that the body was joined from, if there are several, `rights` the site's
    statements on the use of it: the page's, then those of the host's files.
    """
    a = articles.c
    at_url = select(versions.c.article_id).where(versions.c.url == url)
    named = or_(a.canonical_url.in_(names_of(session, url)), a.variant_key == variant_key(url))
    rows = session.execute(
        select(
            a.site,
            a.canonical_url,
            a.removed_at,
            view_counts.c.count.label("views"),
            versions,
            captures.c.record_id,
            captures.c.rights,
        )
        .join(versions, versions.c.article_id == a.id)
        .join(captures, captures.c.id == versions.c.capture_id)
        .outerjoin(view_counts, view_counts.c.capture_id == versions.c.capture_id)
        .where(or_(named, a.id.in_(at_url)))
        .order_by(a.id, versions.c.number)
    ).all()
    found = [dict(row._mapping) | {"furniture": []} for row in rows]
    digests = boilerplate.known(session) if found else {}
    for version in found:
        pages = select(parts.c.url).where(parts.c.version_id == version["id"])
        version["parts"] = session.execute(pages.order_by(parts.c.position)).scalars().all()
        host = of_host(session, version["url"], version["captured_at"])
        version["rights"] = [*(version["rights"] or ()), *(one.as_data() for one in host)]
        if version["layout"] is None and version["body"]:
            body, out = without_boilerplate(version["body"], digests.get(version["site"], ()))
            version |= {"body": body, "furniture": out}
    return found


def views_of(session: Session, article_id: int) -> list[Count]:
    """Return all view counts of an article, in the order of their times."""
    v = view_counts.c
    rows = session.execute(
        select(v.captured_at, v.count, v.raw)
        .join(captures, captures.c.id == v.capture_id)
        .where(v.article_id == article_id)
        .order_by(func.coalesce(v.captured_at, ""), captures.c.record_id)
    )
    return [Count(*row) for row in rows]


def aliases_of(session: Session, site: str, canonical: str) -> list[str]:
    """Return the other addresses of an article, sorted."""
    found: set[str] = set()
    new = {canonical}
    while new:
        statement = select(aliases.c.url).where(aliases.c.site == site)
        rows = session.execute(statement.where(aliases.c.canonical_url.in_(new))).scalars()
        new = set(rows) - found - {canonical}
        found |= new
    return sorted(found)


def names_of(session: Session, url: str) -> list[str]:
    """Return an address and those that it is an alias of, directly or through others."""
    names = [url]
    while True:
        statement = select(aliases.c.canonical_url).where(aliases.c.url == names[-1]).limit(1)
        target = session.execute(statement).scalar()
        if target is None or target in names:
            return names
        names.append(target)


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
            *_exported_columns(duplicate_of=original.c.canonical_url),
            v.layout,
            articles.c.id,
        )
        .select_from(articles)
        .join(newest, newest.c.article_id == articles.c.id)
        .join(versions, and_(v.article_id == articles.c.id, v.number == newest.c.number))
        .join(captures, captures.c.id == v.capture_id)
        .outerjoin(view_counts, view_counts.c.capture_id == seen_last)
        .outerjoin(original, original.c.id == articles.c.duplicate_of)
    )


def _exported_columns(**instead: ColumnElement[Any]) -> Iterator[ColumnElement[Any]]:
    """Yield the columns of EXPORT_KEYS, some of them replaced."""
    for field in FIELDS:
        if Use.EXPORTED in field.uses and field.column:
            table, _, column = field.column.partition(".")
            found = metadata.tables[table].c[column]
            yield instead.get(field.key, found)
