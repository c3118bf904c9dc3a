"""The last article pages of a site, and the health that its last run has kept."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, func, select

from newscrawler.model.outcome import Outcome
from newscrawler.store.database.session import Session
from newscrawler.store.database.tables import articles, captures, crawls, versions


@dataclass(frozen=True, slots=True)
class Page:
    """An article's page as its last capture shows it, and the latest text of its article."""

    url: str
    captured_at: str
    layout: str | None
    filled: int
    words: int
    copied: bool = False
    title: str | None = None
    language: str | None = None
    published_at: str | None = None
    first_seen_at: str | None = None


USUAL, NEWEST = 400, 100
"""Pages before a run, its baseline, and pages of the run that are compared with them."""
_CAPTURES_PER_PAGE = 2
"""Captures read for each page: many are of the same address, which counts once."""
_RUNS = 1000
"""Runs searched for one that could judge its health; a site may be down for a month."""


def pages_of_site(session: Session, site: str, begun: str) -> list[Page]:
    """Return the newest pages, one for each address, the oldest first."""
    c = captures.c
    newest = _newest(session, site, NEWEST, c.captured_at >= begun)
    seen = {page.url for page in newest}
    before = _newest(session, site, USUAL, c.captured_at < begun)
    return [*(page for page in before if page.url not in seen), *newest]


def last_health(session: Session, site: str) -> dict[str, Any] | None:
    """Return the health kept by the last run of a site that could judge it."""
    c = crawls.c
    rows = session.execute(
        select(c.summary)
        .where(c.site == site, c.summary.is_not(None))
        .order_by(c.started_at.desc())
        .limit(_RUNS)
    )
    return next((s["health"] for s in rows.scalars() if "health" in s), None)


def _newest(session: Session, site: str, most: int, when: Any) -> list[Page]:
    c, v = captures.c, versions.c
    last = (
        select(c.id, c.url, c.captured_at, c.layout, c.filled, c.words, c.outcome, c.article_id)
        .where(c.site == site, c.filled.is_not(None), when)
        .order_by(c.captured_at.desc())
        .limit(_CAPTURES_PER_PAGE * most)
        .subquery()
    )
    newer = versions.alias()
    number = (
        select(func.max(newer.c.number))
        .where(newer.c.article_id == last.c.article_id)
        .scalar_subquery()
    )
    rows = session.execute(
        select(last, v.title, v.language, v.published_at, articles.c.first_seen_at)
        .outerjoin(articles, articles.c.id == last.c.article_id)
        .outerjoin(versions, (v.article_id == last.c.article_id) & (v.number == number))
        .order_by(last.c.captured_at.desc(), last.c.id.desc())
    )
    return _of_addresses(rows)[:most][::-1]


def _of_addresses(rows: Iterable[Row[Any]]) -> list[Page]:
    pages: dict[str, Page] = {}
    for row in rows:
        if row.url not in pages:
            pages[row.url] = Page(
                url=row.url,
                captured_at=row.captured_at,
                layout=row.layout,
                filled=row.filled,
                words=row.words,
                copied=row.outcome == Outcome.DUPLICATE,
                title=row.title,
                language=row.language,
                published_at=row.published_at,
                first_seen_at=row.first_seen_at,
            )
    return list(pages.values())
