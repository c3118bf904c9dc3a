"""The captures table: the index of the archive, a row for each record."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, bindparam, case, func, literal_column, or_, select

from newscrawler.model.capture import DiscoveryHint, Earlier, Entry, Location
from newscrawler.model.observation import REMOVED, CaptureFacts
from newscrawler.model.outcome import Outcome
from newscrawler.model.urls import canonical_url
from newscrawler.store.database.session import Session
from newscrawler.store.database.tables import captures


def row_of(facts: CaptureFacts) -> dict[str, Any]:
    """Return a new row; the columns of its outcome are filled later."""
    entry = facts.entry
    return {
        "record_id": facts.record_id,
        "crawl_id": facts.crawl_id,
        "site": facts.site,
        "url": facts.url,
        "url_key": canonical_url(facts.url),
        "captured_at": facts.captured_at,
        "wanted": int(facts.wanted),
        "told": asdict(facts.hint) if facts.hint else None,
        "folder": facts.location.folder,
        "warc_file": facts.location.file,
        "warc_offset": facts.location.offset,
        "warc_length": facts.location.length,
        "kind": entry.kind,
        "status": entry.status,
        "media_type": entry.media_type,
        "payload_digest": entry.digest,
        "refers_to_url": entry.refers_to_url,
        "refers_to_date": entry.refers_to_date,
    }


def facts_of(row: Row[Any]) -> CaptureFacts:
    """Return the facts of a capture from its row."""
    return CaptureFacts(
        record_id=row.record_id,
        url=row.url,
        captured_at=row.captured_at,
        location=location_of(row),
        site=row.site,
        crawl_id=row.crawl_id,
        wanted=bool(row.wanted),
        hint=DiscoveryHint(**row.told) if row.told else None,
        entry=Entry(
            kind=row.kind or ("response" if row.warc_offset is not None else "page"),
            status=row.status,
            media_type=row.media_type,
            digest=row.payload_digest,
            refers_to_url=row.refers_to_url,
            refers_to_date=row.refers_to_date,
        ),
    )


def is_removal() -> ColumnElement[bool]:
    """Return the SQL condition that a capture shows its page to be removed."""
    c = captures.c
    away = and_(c.outcome == Outcome.REDIRECT, c.reason.startswith(REMOVED, autoescape=True))
    # A 304 that came before its page has the outcome of what else was known of the address.
    return and_(or_(c.outcome.in_((Outcome.GONE, Outcome.SOFT_404)), away), c.status != 304)


def location_of(row: Row[Any]) -> Location:
    """Return where a row's record lies."""
    return Location(row.warc_file, row.warc_offset, row.warc_length, row.folder)


_LAST_WITH_BODY = (
    select(captures.c.url, captures.c.record_id, captures.c.captured_at, captures.c.payload_digest)
    .where(captures.c.url_key == bindparam("key"), captures.c.folder.is_(None))
    .where(captures.c.kind == literal_column("'response'"))
    .where(captures.c.status == literal_column("200"))
    .where(captures.c.captured_at.is_not(None), captures.c.payload_digest.is_not(None))
    # A revisit of it would be as truncated.
    .where(captures.c.outcome.is_distinct_from(literal_column("'truncated'")))
    .order_by(captures.c.captured_at.desc(), captures.c.record_id)
)


def earlier(session: Session, url: str) -> Earlier | None:
    """Return an address's last capture in our own archive with its body: a revisit refers to it."""
    row = session.look_up(_LAST_WITH_BODY, canonical_url(url))
    return Earlier(*row[1:]) if row is not None and row[0] == url else None


def original(session: Session, facts: CaptureFacts) -> Location | None:
    """Return where the body lies that a revisit refers to, or None if no row has it.

    The capture that the record names (WARC-Refers-To-Target-URI and -Date, of WARC 1.1),
    which may be a moment later, where several are fetched at once; else the same payload of the
    same URL; else, as some crawlers deduplicate over all addresses, the same payload of any.
    """
    c, entry = captures.c, facts.entry
    here = c.url_key == canonical_url(entry.refers_to_url or facts.url)
    named = and_(here, c.captured_at == entry.refers_to_date)
    # No digest, no equality: `= NULL` finds nothing.
    same = c.payload_digest == (entry.digest or "")
    place = func.coalesce(c.captured_at, "")
    row = session.execute(
        select(c.warc_file, c.warc_offset, c.warc_length, c.folder)
        .where(c.kind.is_distinct_from("revisit"), c.record_id != facts.record_id)
        .where(or_(named, and_(same, place <= (facts.captured_at or "~"))))
        .order_by(
            case((and_(named, same), 0), (named, 1), (here, 2), else_=3),
            place.desc(),
            c.record_id,
        )
        .limit(1)
    ).first()
    return location_of(row) if row is not None else None


def referred_to(session: Session, candidates: Sequence[CaptureFacts]) -> list[CaptureFacts]:
    """Return those captures that a revisit without an outcome refers to."""
    c = captures.c
    waiting = (c.kind == "revisit") & c.outcome.is_(None)
    digests = {f.entry.digest for f in candidates if f.entry.digest}
    named = {(f.url, f.captured_at) for f in candidates if f.captured_at}
    same = session.execute(
        select(c.payload_digest).where(waiting, c.payload_digest.in_(digests)).distinct()
    )
    found_digests = set(same.scalars())
    urls = {url for url, _ in named}
    at = session.execute(
        select(c.refers_to_url, c.refers_to_date).where(waiting, c.refers_to_url.in_(urls))
    )
    found = {tuple(row) for row in at} & named
    return [
        f for f in candidates if f.entry.digest in found_digests or (f.url, f.captured_at) in found
    ]
