"""What a host's robots.txt and tdmrep.json said of an address when it was captured."""

from urllib.parse import urlsplit

from sqlalchemy import select

from newscrawler.model.rights import HOST_FILES, Signal, of_url, signal
from newscrawler.store.database.session import Session
from newscrawler.store.database.tables import captures


def of_host(session: Session, url: str, captured_at: str | None) -> list[Signal]:
    """Return what the last captures of those files before it say; nothing of an undated page.

    They are captures like any other, so a replay finds what a crawl found.
    """
    parts = urlsplit(url)
    found: list[Signal] = []
    for path in HOST_FILES if captured_at else ():
        c = captures.c
        said = session.execute(
            select(c.rights)
            .where(c.url == f"{parts.scheme}://{parts.netloc}{path}")
            .where(c.captured_at <= captured_at, c.outcome.is_not(None), c.status != 304)
            .order_by(c.captured_at.desc(), c.record_id.desc())
            .limit(1)
        ).scalar()
        found += of_url(url, map(signal, said or ()))
    return found
