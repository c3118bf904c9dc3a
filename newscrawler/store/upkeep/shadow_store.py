"""The staging store of a re-extraction, and how its rows replace those of the store.

Articles, versions, view counts, parts and aliases are functions of the captures, so they may be
made again. The ledger and the crawls describe what happened, and stay.
"""

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Select, Table, bindparam, delete, func, insert, select, update

from newscrawler.errors import StoreError
from newscrawler.model.outcome import Outcome
from newscrawler.store.database.session import Session
from newscrawler.store.database.tables import (
    aliases,
    articles,
    captures,
    parts,
    tombstones,
    versions,
    view_counts,
)
from newscrawler.store.duplicates import judge

PAGE = 500
_RESULTS = (
    "body_sha256",
    "outcome",
    "article_id",
    "reason",
    "layout",
    "filled",
    "words",
    "rights",
)
"""The columns of a capture that are results of extraction."""
_ID_COLUMNS: dict[Table, dict[str, str]] = {
    articles: {"id": "articles"},
    versions: {"id": "versions", "article_id": "articles"},
    view_counts: {"article_id": "articles"},
    parts: {"version_id": "versions"},
    aliases: {},
}
"""The tables derived from captures, with their columns that hold ids of articles or versions."""
State = tuple[int, int]
"""How many captures have an outcome, and the greatest of their ids."""
Scope = frozenset[str] | None
"""The sites that are replaced; None: all."""
SiteOf = Callable[[str, str], str]
"""Returns the site of an address, given the one that it was stored with."""


def scope_of(store: Session, site: str, site_of: SiteOf) -> frozenset[str]:
    """Return a site, and those that hold captures which belong to it by today's profiles."""
    statement = select(captures.c.site, captures.c.url).execution_options(yield_per=PAGE)
    rows = store.execute(_with_outcome(statement, None))
    return frozenset({site, *(row.site for row in rows if site_of(row.url, row.site) == site)})


def state(session: Session, scope: Scope) -> State:
    """Return the state of the captures; another one later means that some have come in."""
    statement = select(func.count(), func.coalesce(func.max(captures.c.id), 0))
    return tuple(session.execute(_with_outcome(statement, scope)).one())


def copy_captures(store: Session, shadow: Session, scope: Scope, site_of: SiteOf) -> int:
    """Copy the captures that have an outcome to an empty store, without it; return how many.

    `site_of` returns the site of an address by today's profiles.
    """
    blank = dict.fromkeys(("crawl_id", *_RESULTS))
    for rows in _pages(store, tombstones, select(tombstones)):
        shadow.write(insert(tombstones), [dict(row._mapping) for row in rows])
    count = 0
    for rows in _pages(store, captures, _with_outcome(select(captures), scope)):
        new = [blank | {"site": site_of(row.url, row.site)} for row in rows]
        pairs = zip(rows, new, strict=True)
        shadow.write(insert(captures), [dict(row._mapping) | values for row, values in pairs])
        count += len(rows)
    shadow.commit()
    return count


def take_over(store: Session, shadow: Session, before: State, scope: Scope) -> None:
    """Replace the store's derived rows by those of its shadow, in one transaction.

    Raises StoreError where captures have come in since `before`; then nothing is changed.
    Settle duplicates after it.
    """
    with store.atomic():
        if state(store, scope) != before:
            raise StoreError(
                "A crawl or a replay has written to the database in the meantime; "
                "nothing was changed. Run it again when none is under way."
            )
        _clear(store, scope)
        _fill(store, shadow)
        judge.forget(store)


def _with_outcome(statement: Select[Any], scope: Scope) -> Select[Any]:
    """Restrict a statement to captures that have an outcome."""
    statement = statement.where(captures.c.outcome.is_not(None))
    return statement if scope is None else statement.where(captures.c.site.in_(scope))


def _clear(store: Session, scope: Scope) -> None:
    ours = articles.c.id.is_not(None) if scope is None else articles.c.site.in_(scope)
    ids = select(articles.c.id).where(ours)
    texts = select(versions.c.id).where(versions.c.article_id.in_(ids))
    store.write(update(captures).where(captures.c.article_id.in_(ids)).values(article_id=None))
    store.write(update(articles).where(articles.c.duplicate_of.in_(ids)).values(duplicate_of=None))
    store.write(delete(parts).where(parts.c.version_id.in_(texts)))
    for table in (view_counts, versions):
        store.write(delete(table).where(table.c.article_id.in_(ids)))
    names = delete(aliases)
    store.write(names if scope is None else names.where(aliases.c.site.in_(scope)))
    store.write(delete(articles).where(ours))


def _fill(store: Session, shadow: Session) -> None:
    first = {
        table.name: int(store.execute(select(func.coalesce(func.max(table.c.id), 0))).scalar_one())
        for table in (articles, versions)
    }
    for table, ids in _ID_COLUMNS.items():
        shift = {name: first[of] for name, of in ids.items()}
        for rows in _pages(shadow, table, select(table)):
            store.write(insert(table), [_renumbered(row, shift) for row in rows])
    seen = select(captures).where(captures.c.outcome.is_not(None))
    end = update(captures).where(captures.c.id == bindparam("one"))
    end = end.values({name: bindparam(f"new_{name}") for name in ("site", "status", *_RESULTS)})
    for rows in _pages(shadow, captures, seen):
        store.write(end, [_result(row, first["articles"]) for row in rows])


def _pages(session: Session, table: Table, statement: Select[Any]) -> Iterator[Any]:
    """Yield the rows of a statement in pages, in the order of the primary key."""
    key = tuple(table.primary_key.columns)
    rows = session.execute(statement.order_by(*key).execution_options(yield_per=PAGE))
    yield from rows.partitions()


def _renumbered(row: Any, shift: dict[str, int]) -> dict[str, Any]:
    """Return a row of the shadow with ids that are free in the store."""
    values = dict(row._mapping)
    values |= {name: values[name] + by for name, by in shift.items()}
    if "duplicate_of" in values:
        values["duplicate_of"] = None
    return values


def _result(row: Any, shift: int) -> dict[str, Any]:
    # Which article is a copy is settled anew, over all sites.
    outcome = Outcome.STORED if row.outcome == Outcome.DUPLICATE else row.outcome
    article_id = None if row.article_id is None else row.article_id + shift
    found = {name: row._mapping[name] for name in ("site", "status", *_RESULTS)}
    found |= {"outcome": outcome, "article_id": article_id}
    return {"one": row.id, **{f"new_{name}": value for name, value in found.items()}}
