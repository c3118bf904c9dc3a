"""Overview queries for `report`: sites, last runs, failures, troubled hosts, size.

Each reads an index or makes one pass over a table; nothing is written.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, literal_column, select, text

from newscrawler.model.outcome import Outcome
from newscrawler.store.database.engine import address_of, sqlite_file
from newscrawler.store.database.session import Session
from newscrawler.store.database.tables import articles, crawls, hosts, ledger

_RUNS = 30
"""Runs of a site from which its usual interval is computed."""
_HOURS = 60
"""Hours with new articles from which a site's usual silence is computed."""
_REASONS = 500
"""Reasons of failure returned at most, the most frequent first."""
_FAILURES = (
    Outcome.FAILED, Outcome.BLOCKED, Outcome.TRUNCATED, Outcome.EMPTY, Outcome.SOFT_404,
    Outcome.NEEDS_JAVASCRIPT,
)  # fmt: skip


@dataclass(frozen=True)
class SiteFacts:
    """A site as the tables have it. Instants are WARC-Dates.

    `starts`: when the last live runs began, `news`: the hours in which new articles were found,
    the newest first. `runs`: their number by exit code. `due`: addresses that rest and may be
    fetched now; `waiting`: those that a crawl has left undone.
    """

    site: str
    articles: int
    duplicates: int
    removed: int
    last: dict[str, Any] | None
    succeeded_at: str | None
    starts: list[str]
    news: list[str]
    runs: dict[int, int]
    waiting: int
    due: int
    next_due: str | None


def site_facts(session: Session, now: str, only: Collection[str] = ()) -> list[SiteFacts]:
    """Return the facts of each site that was crawled or replayed, or of `only` some, by name."""
    a = articles.c
    rows = session.execute(
        select(a.site, func.count(), func.count(a.duplicate_of), func.count(a.removed_at)).group_by(
            a.site
        )
    )
    held = {site: (count, copies, gone) for site, count, copies, gone in rows}
    crawled = session.execute(select(crawls.c.site).where(crawls.c.kind == "live").distinct())
    names = sorted({*held, *crawled.scalars()})
    return [
        _facts(session, site, now, held.get(site, (0, 0, 0)))
        for site in names
        if not only or site in only
    ]


def _facts(session: Session, site: str, now: str, held: tuple[int, int, int]) -> SiteFacts:
    c, row = crawls.c, ledger.c
    live = (c.site == site, c.kind == "live")
    newest = c.started_at.desc()
    last = session.execute(select(crawls).where(*live).order_by(newest).limit(1)).first()
    done = select(c.finished_at).where(*live, c.exit_code == 0).order_by(newest).limit(1)
    starts = select(c.started_at).where(*live).order_by(newest).limit(_RUNS)
    hour = func.substr(articles.c.first_seen_at, 1, 13)
    news = (
        select(hour.label("hour"))
        .where(articles.c.site == site, articles.c.first_seen_at.is_not(None))
        .distinct()
        .order_by(text("hour DESC"))
        .limit(_HOURS)
    )
    ended = select(c.exit_code, func.count()).where(*live, c.exit_code.is_not(None))
    runs = session.execute(ended.group_by(c.exit_code).order_by(c.exit_code))
    queue = row.queue == site
    waiting = select(func.count()).where(queue, row.rank.is_not(None))
    due = select(func.count()).where(queue, row.due_at <= now)
    return SiteFacts(
        site,
        *held,
        last=dict(last._mapping) if last else None,
        succeeded_at=session.execute(done).scalar(),
        starts=list(session.execute(starts).scalars()),
        news=[f"{found}:00:00Z" for found in session.execute(news).scalars()],
        runs={row[0]: row[1] for row in runs},
        waiting=session.execute(waiting).scalar_one(),
        due=session.execute(due).scalar_one(),
        next_due=next_due(session, site, now),
    )


def next_due(session: Session, queue: str, now: str) -> str | None:
    """Return the WARC-Date when the next resting address of a queue is due."""
    row = ledger.c
    found = select(func.min(row.due_at)).where(row.queue == queue, row.due_at > now)
    at: str | None = session.execute(found).scalar()
    return at


def last_crawls(
    session: Session, only: Collection[str] = (), limit: int = 10
) -> list[dict[str, Any]]:
    """Return the last runs, newest first."""
    found = select(crawls).order_by(crawls.c.started_at.desc()).limit(limit)
    if only:
        found = found.where(crawls.c.site.in_(only))
    return [dict(row._mapping) for row in session.execute(found)]


def failures(session: Session, only: Collection[str] = ()) -> list[tuple[str, str, str, int]]:
    """Return (site, outcome, detail, addresses) of failed addresses, the most frequent first.

    In a detail ``…`` stands for the address itself.
    """
    row, count = ledger.c, func.count()
    # Literals: PostgreSQL takes expressions with parameters for different ones in GROUP BY.
    nothing: ColumnElement[str] = literal_column("''")
    itself: ColumnElement[str] = literal_column("'…'")
    detail = func.replace(func.coalesce(row.detail, nothing), row.url, itself)
    found = (
        select(row.site, row.outcome, detail, count)
        .where(row.outcome.in_(_FAILURES))
        .group_by(row.site, row.outcome, detail)
        .order_by(count.desc(), row.site, row.outcome)
        .limit(_REASONS)
    )
    if only:
        found = found.where(row.site.in_(only))
    return [tuple(each) for each in session.execute(found)]


def troubled_hosts(session: Session, now: str) -> list[dict[str, Any]]:
    """Return the rows of hosts that are left alone for now, or that failed the last time."""
    h = hosts.c
    found = select(hosts).where((h.failures > 0) | (h.not_before > now)).order_by(h.host)
    return [dict(row._mapping) for row in session.execute(found)]


def database_bytes(session: Session) -> int:
    """Return the size of the database, its write-ahead log included."""
    file = sqlite_file(address_of(session.address))
    if file is not None:
        parts = (file, file.with_name(f"{file.name}-wal"))
        return sum(part.stat().st_size for part in parts if part.exists())
    if session.dialect == "postgresql":
        size = session.execute(text("SELECT pg_database_size(current_database())")).scalar_one()
        return int(size)
    return 0
