"""Merging two articles: a redirect between them came in after both had been stored."""

from sqlalchemy import delete, func, select, update

from newscrawler.model.observation import Observation
from newscrawler.model.outcome import Outcome
from newscrawler.store.captures import facts_of
from newscrawler.store.database.session import Session
from newscrawler.store.database.tables import (
    articles,
    captures,
    ledger,
    parts,
    versions,
    view_counts,
)
from newscrawler.store.duplicates import judge


def remove(session: Session, article_id: int) -> list[tuple[int, Observation]]:
    """Delete an article; return its captures' ids, in their order, each with a new extraction.

    The caller observes them once more, as if they had come in after the redirect, so the order
    of arrival does not matter. Empty where a record cannot be read: then the article stays.
    """
    c = captures.c
    rows = session.execute(
        select(captures)
        .where(c.article_id == article_id)
        .order_by(func.coalesce(c.captured_at, ""), c.record_id)
    ).all()
    seen = [(int(row.id), session.reextract(facts_of(row))) for row in rows]
    whole = [(number, one) for number, one in seen if one is not None]
    if len(whole) < len(seen):
        return []
    judge.remove(session, [article_id])
    texts = select(versions.c.id).where(versions.c.article_id == article_id)
    session.write(delete(parts).where(parts.c.version_id.in_(texts)))
    for table in (view_counts, versions):
        session.write(delete(table).where(table.c.article_id == article_id))
    session.write(update(captures).where(c.article_id == article_id).values(article_id=None))
    session.write(delete(articles).where(articles.c.id == article_id))
    return whole


def set_outcome(session: Session, capture_id: int, outcome: Outcome, article_id: int) -> None:
    """Set the outcome of a capture that was observed once more."""
    here = update(captures).where(captures.c.id == capture_id)
    session.write(here.values(outcome=outcome, article_id=article_id))
    row = update(ledger).where(ledger.c.capture_id == capture_id)
    session.write(row.values(outcome=outcome))
