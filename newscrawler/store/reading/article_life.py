"""The life of an article by its captures: seen, revised, removed, reappeared."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, func, or_, select

from newscrawler.model.observation import REMOVED
from newscrawler.model.outcome import ARTICLES, Outcome
from newscrawler.model.urls import canonical_url, variant_key
from newscrawler.store.database.session import Session
from newscrawler.store.database.tables import articles, captures, versions
from newscrawler.store.reading.rows import names_of


@dataclass(frozen=True, slots=True)
class Event:
    """A change in the life of an article, and the capture that shows it.

    `what` is ``seen`` (for the first time), ``revised``, ``removed`` or ``reappeared``. `how`, of a
    removal: ``410``, ``soft-404``, ``home-page``, and what was seen; of a revision its number.
    """

    at: str | None
    what: str
    how: str
    url: str
    record_id: str


def life(session: Session, url: str) -> list[Event]:
    """Return the events of an article, oldest first; `url` is any of its addresses.

    Of several captures that show the same, the first counts.
    """
    a = articles.c
    named = or_(a.canonical_url.in_(names_of(session, url)), a.variant_key == variant_key(url))
    at_url = select(versions.c.article_id).where(versions.c.url == url)
    found = session.execute(
        select(a.id, a.canonical_url).where(or_(named, a.id.in_(at_url))).order_by(a.id)
    )
    return [event for row in found for event in _events(session, row.id, row.canonical_url)]


def _events(session: Session, article_id: int, canonical: str) -> list[Event]:
    c, v = captures.c, versions.c
    rows = session.execute(
        select(c.captured_at, c.url, c.record_id, c.status, c.outcome, c.reason, v.number)
        .outerjoin(versions, v.capture_id == c.id)
        .where(c.article_id == article_id)
        .order_by(func.coalesce(c.captured_at, ""), c.record_id)
    ).all()
    events: list[Event] = []
    home, is_there = canonical, False
    for row in rows:
        if not events and row.number is None:
            continue
        if row.outcome in ARTICLES:
            if events and not is_there:
                events.append(_event(row, "reappeared"))
            is_there = True
            if row.number is not None:
                home = canonical_url(row.url)
                word = "revised" if row.number > 1 else "seen"
                events.append(_event(row, word, f"version {row.number}"))
        elif is_there and canonical_url(row.url) in (canonical, home):
            how = _removal(row)
            if how is not None:
                events.append(_event(row, "removed", how))
                is_there = False
    return events


def _event(row: Row[Any], what: str, how: str = "") -> Event:
    return Event(row.captured_at, what, how, row.url, row.record_id)


def _removal(row: Row[Any]) -> str | None:
    """Return how a capture shows a removal, or None if it shows none."""
    if row.outcome == Outcome.GONE:
        return str(row.status)
    if row.outcome == Outcome.SOFT_404:
        return f"soft-404, {row.reason}" if row.reason else "soft-404"
    if row.outcome == Outcome.REDIRECT and (row.reason or "").startswith(REMOVED):
        return f"{row.status} to the {row.reason.removeprefix(REMOVED)}"
    return None
