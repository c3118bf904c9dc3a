"""Erasure in the tables: all rows of an article, found by any of its addresses, and deleted."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, delete, or_, select, update

from newscrawler.model.observation import CaptureFacts
from newscrawler.model.outcome import Outcome
from newscrawler.model.urls import canonical_url, preference, variant_key
from newscrawler.store.captures import facts_of
from newscrawler.store.database.session import Session, chunks
from newscrawler.store.database.tables import (
    aliases,
    articles,
    captures,
    ledger,
    parts,
    versions,
    view_counts,
)
from newscrawler.store.duplicates import judge
from newscrawler.store.reading.rows import aliases_of, names_of

_CHUNK = 500
_LONGEST = 500
"""Characters of a paragraph that are searched for; a LIKE pattern of SQLite has 50,000 bytes."""


@dataclass(frozen=True, slots=True)
class Trace:
    """A capture and the number of its row."""

    id: int
    facts: CaptureFacts


@dataclass(slots=True)
class Traces:
    """Everything in the tables that belongs to an article.

    `also` are its other addresses, one for each variant key; `urls` are all their spellings.
    `copies` are other articles that were found to have the same text. Several sites may have
    the article, where a profile came later.
    """

    sites: list[str]
    url: str
    article_ids: list[int]
    title: str | None = None
    bodies: list[str] = field(default_factory=list)
    also: list[str] = field(default_factory=list)
    urls: set[str] = field(default_factory=set)
    captures: list[Trace] = field(default_factory=list)
    copies: list[str] = field(default_factory=list)


def traces_at(session: Session, url: str) -> list[Traces]:
    """Return the articles that an address leads to, or the page there that was no article."""
    sites = articles_at(session, url)
    return [traces(session, canonical, site=sites[canonical][0]) for canonical in sites]


def articles_at(session: Session, url: str) -> dict[str, list[str]]:
    """Return the sites of the articles that an address leads to, by canonical address.

    Or of the page there that was no article, unless it is a list.
    """
    a, c = articles.c, captures.c
    spellings = sorted({url, canonical_url(url)})
    known = {name for spelling in spellings for name in names_of(session, spelling)}
    of_version = select(versions.c.article_id).where(versions.c.url.in_(spellings))
    here = c.url_key == canonical_url(url)
    of_capture = select(c.article_id).where(here, c.article_id.is_not(None))
    of_part = (
        select(versions.c.article_id)
        .join(parts, parts.c.version_id == versions.c.id)
        .where(parts.c.url.in_(spellings))
    )
    named = or_(a.canonical_url.in_(known), a.variant_key == variant_key(url))
    rows = session.execute(
        select(a.canonical_url, a.site)
        .where(or_(named, *(a.id.in_(which) for which in (of_version, of_capture, of_part))))
        .order_by(a.canonical_url, a.site)
    )
    found: dict[str, list[str]] = {}
    for canonical, site in rows:
        found.setdefault(canonical, []).append(site)
    if found:
        return found
    no_list = c.outcome.is_distinct_from(Outcome.LISTING)
    page = session.execute(select(c.site).where(here, no_list).limit(1)).scalar()
    return {canonical_url(url): [page]} if page is not None else {}


def traces(
    session: Session, url: str, also: Iterable[str] = (), *, site: str | None = None
) -> Traces:
    """Return the traces of an article and at its addresses. Reads all captures' URLs.

    `also`: further addresses. `site`: the page's, where there is no article.
    """
    a, v = articles.c, versions.c
    own = session.execute(select(a.id, a.site).where(a.canonical_url == url).order_by(a.id)).all()
    sites = sorted({row.site for row in own}) or [site or ""]
    found = Traces(sites, url, [row.id for row in own])
    urls = {url, *also}
    for one in sites:
        urls |= set(aliases_of(session, one, url))
    of_article = v.article_id.in_(found.article_ids)
    for statement in (
        select(captures.c.url).where(captures.c.article_id.in_(found.article_ids)),
        select(v.url).where(of_article),
        select(parts.c.url).join(versions, v.id == parts.c.version_id).where(of_article),
    ):
        urls |= set(session.execute(statement.distinct()).scalars())
    keys = {variant_key(one) for one in urls}
    shared = _collect_captures(session, found, keys, variant_key(url))
    alone = {one for one in urls if variant_key(one) not in shared}
    fetched = {trace.facts.url for trace in found.captures}
    found.urls = alone | {url for url in fetched if variant_key(url) not in shared}
    mine = {variant_key(url): url}
    for one in sorted(map(canonical_url, alone), key=preference):
        mine.setdefault(variant_key(one), one)
    found.also = sorted(one for one in mine.values() if one != url)
    texts = session.execute(select(v.title, v.body).where(of_article).order_by(v.id)).all()
    found.title = texts[-1].title if texts else None
    found.bodies = [row.body or "" for row in texts]
    found.copies = _copies(session, found.article_ids)
    return found


def _collect_captures(session: Session, found: Traces, keys: set[str], own: str) -> set[str]:
    """Add the captures at some variant keys to `found`; return the keys that others share.

    Where another article or a list has been at an address too, it is not this article's.
    """
    statement = select(captures)
    at_address: list[tuple[str, Trace]] = []
    shared: set[str] = set()
    for row in session.execute(statement.execution_options(yield_per=1000)):
        key = variant_key(row.url)
        if row.article_id in found.article_ids:
            found.captures.append(_trace(row))
        elif key in keys and row.article_id is None and row.outcome != Outcome.LISTING:
            at_address.append((key, _trace(row)))
        elif key in keys:
            shared.add(key)
    shared.discard(own)
    found.captures += [trace for key, trace in at_address if key not in shared]
    return shared


def list_captures(session: Session, sites: Collection[str]) -> Iterator[Trace]:
    """Yield the captures of feeds, sitemaps and lists of some sites."""
    c = captures.c
    which = (c.site.in_(sites), c.outcome == Outcome.LISTING)
    rows = session.execute(select(captures).where(*which).order_by(c.id))
    yield from map(_trace, rows.all())


def captures_of_records(session: Session, ids: Sequence[str]) -> list[Trace]:
    """Return the captures of some records."""
    found: list[Trace] = []
    for chunk in chunks(ids, _CHUNK):
        rows = session.execute(select(captures).where(captures.c.record_id.in_(chunk)))
        found += map(_trace, rows)
    return found


def is_in_another(session: Session, found: Traces, paragraph: str) -> bool:
    """Tell whether another article, its duplicates aside, has a paragraph too."""
    a, v = articles.c, versions.c
    copies = select(a.id).where(a.canonical_url.in_(found.copies))
    others = v.article_id.not_in(found.article_ids) & v.article_id.not_in(copies)
    there = (
        select(v.id).where(others, v.body.contains(paragraph[:_LONGEST], autoescape=True)).limit(1)
    )
    return session.execute(there).first() is not None


def _trace(row: Row[Any]) -> Trace:
    return Trace(row.id, facts_of(row))


def _copies(session: Session, ids: Sequence[int]) -> list[str]:
    """Return the addresses of other articles that are linked to these as duplicates."""
    a = articles.c
    of = select(a.duplicate_of).where(a.id.in_(ids), a.duplicate_of.is_not(None))
    rows = session.execute(
        select(a.canonical_url)
        .where(or_(a.duplicate_of.in_(ids), a.id.in_(of), a.duplicate_of.in_(of)))
        .where(a.id.not_in(ids))
        .order_by(a.canonical_url)
    )
    return list(rows.scalars())


def remove(session: Session, found: Traces, kept: Collection[int]) -> None:
    """Delete an article; of its rows in the ledger the addresses stay.

    `kept` are captures whose records could not be removed from their files: their rows stay, to
    say where they are. The next `settle` judges the articles anew that were judged by this one.
    """
    ids, v = found.article_ids, versions.c
    judge.remove(session, ids)
    texts = select(v.id).where(v.article_id.in_(ids))
    session.write(delete(parts).where(parts.c.version_id.in_(texts)))
    session.write(delete(view_counts).where(view_counts.c.article_id.in_(ids)))
    session.write(delete(versions).where(v.article_id.in_(ids)))
    for chunk in chunks((trace.id for trace in found.captures), _CHUNK):
        _remove_captures(session, chunk, kept)
    for urls in chunks(sorted(found.urls.union(map(canonical_url, found.urls))), _CHUNK):
        named = or_(aliases.c.url.in_(urls), aliases.c.canonical_url.in_(urls))
        session.write(delete(aliases).where(named))
        _empty_ledger(session, ledger.c.url.in_(urls))
    session.write(delete(articles).where(articles.c.id.in_(ids)))


def remove_lists(session: Session, ids: Collection[int]) -> None:
    """Delete captures of feeds and lists that held the text; the ledger keeps their addresses."""
    for chunk in chunks(ids, _CHUNK):
        held = ledger.c.capture_id.in_(chunk)
        session.write(update(ledger).where(held).values(capture_id=None))
        session.write(delete(captures).where(captures.c.id.in_(chunk)))


def _remove_captures(session: Session, ids: list[int], kept: Collection[int]) -> None:
    for table in (parts, view_counts, aliases):
        session.write(delete(table).where(table.c.capture_id.in_(ids)))
    _empty_ledger(session, ledger.c.capture_id.in_(ids))
    nothing = {"outcome": Outcome.ERASED, "article_id": None, "body_sha256": None, "told": None}
    session.write(update(captures).where(captures.c.id.in_(ids)).values(**nothing))
    session.write(delete(captures).where(captures.c.id.in_([i for i in ids if i not in kept])))


def _empty_ledger(session: Session, which: Any) -> None:
    nothing = dict.fromkeys(("detail", "told", "etag", "last_modified", "capture_id"))
    session.write(update(ledger).where(which).values(outcome=Outcome.ERASED, **nothing))
