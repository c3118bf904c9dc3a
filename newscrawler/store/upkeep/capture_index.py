"""The capture index, as `verify` reads and corrects it: which record lies where."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Row, func, or_, select, update

from newscrawler.model.capture import Entry, Location
from newscrawler.model.observation import CaptureFacts
from newscrawler.model.outcome import Outcome
from newscrawler.store.captures import facts_of, original
from newscrawler.store.database.session import Session, chunks
from newscrawler.store.database.tables import articles, captures, versions

_PAGE = 500
_C = captures.c


class IndexedFile(NamedTuple):
    """A file that rows point into: how many do, and the least and the greatest of their ids."""

    folder: str | None
    file: str
    captures: int
    first: int
    last: int


def folders(session: Session) -> list[str]:
    """Return the folders of other archives that captures lie in, sorted."""
    found = select(_C.folder).where(_C.folder.is_not(None)).distinct().order_by(_C.folder)
    return list(session.execute(found).scalars())


def files(session: Session) -> list[IndexedFile]:
    """Return the files that rows point into, sorted."""
    rows = session.execute(
        select(_C.folder, _C.warc_file, func.count(), func.min(_C.id), func.max(_C.id))
        .group_by(_C.folder, _C.warc_file)
        .order_by(_C.folder, _C.warc_file)
    )
    return [IndexedFile(*row) for row in rows]


class IndexedRow(NamedTuple):
    """A row of the index. `is_older`: it lacks the columns that schema 0005 added."""

    facts: CaptureFacts
    is_older: bool


def rows_in(session: Session, filed: Sequence[IndexedFile]) -> Iterator[IndexedRow]:
    """Yield the rows that point into some files of one folder, in the order of their ids.

    As a rule that is the order of the records, as those of a file are registered one after the
    other. A page at a time; no transaction stays open between two.
    """
    if not filed:
        return
    last, end = min(one.first for one in filed) - 1, max(one.last for one in filed)
    here = _C.folder.is_not_distinct_from(filed[0].folder)
    here &= _C.warc_file.in_([one.file for one in filed])
    while True:
        page = select(captures).where(_C.id > last, _C.id <= end, here)
        rows = session.execute(page.order_by(_C.id).limit(_PAGE)).all()
        session.commit()
        for row in rows:
            yield IndexedRow(facts_of(row), row.kind is None)
        if len(rows) < _PAGE:
            return
        last = rows[-1].id


def locations(session: Session, record_ids: Collection[str]) -> dict[str, Location]:
    """Return the locations of some records, as their rows have them."""
    found: dict[str, Location] = {}
    for chunk in chunks(record_ids, _PAGE):
        rows = session.execute(select(captures).where(_C.record_id.in_(chunk)))
        found |= {row.record_id: facts_of(row).location for row in rows}
    return found


def correct_row(
    session: Session,
    record_id: str,
    *,
    url: str,
    captured_at: str | None,
    place: Location,
    entry: Entry,
) -> None:
    """Write into a row what its record says, and where it lies."""
    session.write(
        update(captures)
        .where(_C.record_id == record_id)
        .values(
            url=url,
            captured_at=captured_at,
            folder=place.folder,
            warc_file=place.file,
            warc_offset=place.offset,
            warc_length=place.length,
            kind=entry.kind,
            status=func.coalesce(_C.status, entry.status),
            media_type=entry.media_type,
            payload_digest=entry.digest,
            refers_to_url=entry.refers_to_url,
            refers_to_date=entry.refers_to_date,
        )
    )


def orphaned_revisits(session: Session) -> Iterator[CaptureFacts]:
    """Yield the revisits whose body no row has; a bare 304 refers to none."""
    last = 0
    while True:
        rows = session.execute(
            select(captures)
            .where(_C.id > last, _C.kind == "revisit")
            .where(or_(_C.status.is_distinct_from(304), _C.refers_to_url.is_not(None)))
            .where(_C.outcome.is_distinct_from(Outcome.ERASED))
            .order_by(_C.id)
            .limit(_PAGE)
        ).all()
        lost = [f for f in map(facts_of, rows) if original(session, f) is None]
        session.commit()
        yield from lost
        if len(rows) < _PAGE:
            return
        last = rows[-1].id


class StoredText(NamedTuple):
    """A version, and the capture that it came from."""

    version: dict[str, Any]
    url: str
    body_sha256: str | None
    facts: CaptureFacts


def texts(session: Session) -> Iterator[Row[Any]]:
    """Yield (id, canonical_url, number, title, body, text_sha256, extractor) of all versions."""
    v, a = versions.c, articles.c
    last = 0
    while True:
        rows = session.execute(
            select(v.id, a.canonical_url, v.number, v.title, v.body, v.text_sha256, v.extractor)
            .join(articles, a.id == v.article_id)
            .where(v.id > last)
            .order_by(v.id)
            .limit(_PAGE)
        ).all()
        session.commit()
        yield from rows
        if len(rows) < _PAGE:
            return
        last = rows[-1].id


def sample(session: Session, size: int | None, shift: int) -> list[int]:
    """Return the ids of about `size` versions, as many of each site; None: of all.

    A systematic sample: within a site they are equally far apart, and `shift` moves them.
    """
    v, a = versions.c, articles.c
    place = func.row_number().over(partition_by=a.site, order_by=v.id)
    count = func.count().over(partition_by=a.site)
    numbered = (
        select(v.id, place.label("place"), count.label("count"))
        .join(articles, a.id == v.article_id)
        .subquery()
    )
    n = numbered.c
    which = select(n.id).order_by(n.id)
    if size is not None:
        sites = session.execute(select(func.count(a.site.distinct()))).scalar_one()
        each = -(-size // max(sites, 1))
        at = n.place + shift
        which = which.where(at * each // n.count != (at - 1) * each // n.count)
    return list(session.execute(which).scalars())


def text_of(session: Session, version_id: int) -> StoredText | None:
    """Return a version with its capture; None if it was deleted meanwhile."""
    v, a = versions.c, articles.c
    version = session.execute(select(versions).where(v.id == version_id)).first()
    if version is None:
        return None
    capture = session.execute(select(captures).where(_C.id == version.capture_id)).one()
    url = session.execute(select(a.canonical_url).where(a.id == version.article_id)).scalar_one()
    return StoredText(dict(version._mapping), url, capture.body_sha256, facts_of(capture))
