"""The index of the archive, read for its own sake: which rows say that a file holds what."""

from sqlalchemy import select

from newscrawler.store.session import Session
from newscrawler.store.tables import captures


def folders(session: Session) -> list[str]:
    """Return the folders of other archives that captures lie in, sorted."""
    c = captures.c.folder
    return list(session.execute(select(c).where(c.is_not(None)).distinct().order_by(c)).scalars())
