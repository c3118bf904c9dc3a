"""A second store that all is extracted into anew, and how it takes the place of the first.

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
_FOUND = ("body_sha256", "outcome", "article_id", "reason", "layout", "filled", "words", "rights")
"""What extraction says of a capture."""
_NUMBERS: dict[Table, dict[str, str]] = {
    articles: {"id": "articles"},
    versions: {"id": "versions", "article_id": "articles"},
    view_counts: {"article_id": "articles"},
    parts: {"version_id": "versions"},
    aliases: {},
}
"""What is derived from the captures, and which of its columns are numbers of what table."""
State = tuple[int, int]
Scope = frozenset[str] | None
"""The sites that are meant; None: all."""
SiteOf = Callable[[str, str], str]
"""Of an address and the site that it was given to."""


def scope_of(store: Session, site: str, site_of: SiteOf) -> frozenset[str]:
    """Return the sites that hold what a site has, or what is to be its own from now on."""
    statement = select(captures.c.site, captures.c.url).execution_options(yield_per=PAGE)
    rows = store.execute(_seen(statement, None))
    return frozenset({site, *(row.site for row in rows if site_of(row.url, row.site) == site)})


def state(session: Session, scope: Scope) -> State:
    """Return what tells whether captures have come in since: how many are done, and the last."""
    statement = select(func.count(), func.coalesce(func.max(captures.c.id), 0))
    return tuple(session.execute(_seen(statement, scope)).one())


def copy_captures(store: Session, shadow: Session, scope: Scope, site_of: SiteOf) -> int:
    """Note in an empty store what another has looked into, as not yet looked into.

    `site_of` says which site an address belongs to by the profiles of today.
    """
    blank = dict.fromkeys(("crawl_id", *_FOUND))
    for rows in _pages(store, tombstones, select(tombstones)):
        shadow.write(insert(tombstones), [dict(row._mapping) for row in rows])
    count = 0
    for rows in _pages(store, captures, _seen(select(captures), scope)):
        new = [blank | {"site": site_of(row.url, row.site)} for row in rows]
        pairs = zip(rows, new, strict=True)
        shadow.write(insert(captures), [dict(row._mapping) | values for row, values in pairs])
        count += len(rows)
    shadow.commit()
    return count


def take_over(store: Session, shadow: Session, before: State, scope: Scope) -> None:
    """Put what a shadow derived in the place of what the store has, in one transaction.

    Raises StoreError where captures have come in since `before`; then nothing is changed.
    Duplicates are to be settled after it.
    """
    with store.whole():
        if state(store, scope) != before:
            raise StoreError(
                "A crawl or a replay has written to the database in the meantime; "
                "nothing was changed. Run it again when none is under way."
            )
        _clear(store, scope)
        _fill(store, shadow)
        judge.forget(store)


def _seen(statement: Select[Any], scope: Scope) -> Select[Any]:
    """Restrict to the captures that have been looked into."""
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
    for table, numbers in _NUMBERS.items():
        shift = {name: first[of] for name, of in numbers.items()}
        for rows in _pages(shadow, table, select(table)):
            store.write(insert(table), [_moved(row, shift) for row in rows])
    seen = select(captures).where(captures.c.outcome.is_not(None))
    end = update(captures).where(captures.c.id == bindparam("one"))
    end = end.values({name: bindparam(f"new_{name}") for name in ("site", "status", *_FOUND)})
    for rows in _pages(shadow, captures, seen):
        store.write(end, [_end(row, first["articles"]) for row in rows])


def _pages(session: Session, table: Table, statement: Select[Any]) -> Iterator[Any]:
    """Yield the rows of a statement in pages, in the order of the primary key."""
    key = tuple(table.primary_key.columns)
    rows = session.execute(statement.order_by(*key).execution_options(yield_per=PAGE))
    yield from rows.partitions()


def _moved(row: Any, shift: dict[str, int]) -> dict[str, Any]:
    """Give a row of the shadow its numbers in the store."""
    values = dict(row._mapping)
    values |= {name: values[name] + by for name, by in shift.items()}
    if "duplicate_of" in values:
        values["duplicate_of"] = None
    return values


def _end(row: Any, shift: int) -> dict[str, Any]:
    # Which article is a copy is settled anew, over all sites.
    outcome = Outcome.STORED if row.outcome == Outcome.DUPLICATE else row.outcome
    article_id = None if row.article_id is None else row.article_id + shift
    found = {name: row._mapping[name] for name in ("site", "status", *_FOUND)}
    found |= {"outcome": outcome, "article_id": article_id}
    return {"one": row.id, **{f"new_{name}": value for name, value in found.items()}}
