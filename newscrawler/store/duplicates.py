"""Linking exact copies: a function of all texts and when they were first seen."""

from sqlalchemy import func, select, update

from newscrawler.outcome import Outcome
from newscrawler.store.session import Session
from newscrawler.store.tables import articles, captures, ledger, versions


def settle(session: Session, crawl_id: str | None = None) -> int:
    """Link every article whose first text an older article already had.

    Only the texts that a crawl brought, if one is named. Returns the number of links.
    The older article is the original; an edit that makes two articles equal later is none.
    """
    shas = select(versions.c.text_sha256).distinct()
    if crawl_id is not None:
        shas = shas.join(captures, captures.c.id == versions.c.capture_id).where(
            captures.c.crawl_id == crawl_id
        )
    shared = (
        select(versions.c.text_sha256)
        .where(versions.c.text_sha256.in_(shas))
        .group_by(versions.c.text_sha256)
        .having(func.count(versions.c.article_id.distinct()) > 1)
    )
    links = 0
    for sha in session.execute(shared).scalars().all():
        rows = session.execute(
            select(
                articles.c.id,
                func.coalesce(articles.c.first_seen_at, "").label("first_seen_at"),
                articles.c.first_record_id,
                versions.c.number,
                func.coalesce(versions.c.captured_at, "").label("captured_at"),
                captures.c.record_id,
            )
            .join(versions, versions.c.article_id == articles.c.id)
            .join(captures, captures.c.id == versions.c.capture_id)
            .where(versions.c.text_sha256 == sha)
            .order_by("first_seen_at", articles.c.first_record_id, versions.c.number)
        ).all()
        for row in rows:
            if row.number != 1:
                continue
            key = (row.captured_at, row.record_id)
            older = [o for o in rows if (o.captured_at, o.record_id) < key and o.id != row.id]
            original = older[0].id if older else None
            session.write(
                update(articles).where(articles.c.id == row.id).values(duplicate_of=original)
            )
            links += bool(older)
    _mark(session, crawl_id)
    session.commit()
    return links


def _mark(session: Session, crawl_id: str | None) -> None:
    copies = (
        select(captures.c.id)
        .join(articles, articles.c.id == captures.c.article_id)
        .where(articles.c.duplicate_of.is_not(None), captures.c.outcome == Outcome.STORED)
    )
    if crawl_id is not None:
        copies = copies.where(captures.c.crawl_id == crawl_id)
    ids = session.execute(copies).scalars().all()
    for table, column in ((ledger, ledger.c.capture_id), (captures, captures.c.id)):
        for start in range(0, len(ids), 500):
            chunk = ids[start : start + 500]
            session.write(update(table).where(column.in_(chunk)).values(outcome=Outcome.DUPLICATE))
