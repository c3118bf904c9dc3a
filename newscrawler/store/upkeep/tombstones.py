"""Tombstones: what was erased, so that nobody fetches it and nothing brings it back."""

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, Row, select, update

from newscrawler.model.tombstone import Tombstone
from newscrawler.model.urls import variant_key
from newscrawler.store.database.session import Session
from newscrawler.store.database.tables import captures, tombstones


class Tombstones:
    """The tombstones of one database."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._keys: frozenset[str] | None = None

    def covers(self, *urls: str) -> bool:
        """Tell whether one of the addresses, or a variant of it, was erased."""
        if self._keys is None:
            rows = self._session.execute(select(tombstones.c.variant_key).distinct())
            self._keys = frozenset(rows.scalars())
        # Nearly every database has none, and each capture is asked about.
        return bool(self._keys) and any(variant_key(url) in self._keys for url in urls)

    def forget(self) -> None:
        """Drop the cached keys: other processes write to the database too."""
        self._keys = None

    def add(
        self,
        tombstone: Tombstone,
        *,
        records: Sequence[str] | None = None,
        finished_at: str | None = None,
    ) -> None:
        """Set a tombstone, or begin an erasure anew; durable at the next commit.

        `records`: those at other addresses that are erased too; None: not looked for yet.
        """
        rows = [
            {
                "site": tombstone.site,
                "url": url,
                "variant_key": variant_key(url),
                "article": tombstone.url,
                "reason": tombstone.reason,
                "erased_at": tombstone.erased_at,
                "records": records,
                "finished_at": finished_at,
            }
            for url in tombstone.addresses
        ]
        new = self._session.insert(tombstones)
        again = {name: new.excluded[name] for name in rows[0] if name not in ("site", "url")}
        keys = ["site", "url"]
        self._session.write(new.on_conflict_do_update(index_elements=keys, set_=again), rows)
        self.forget()

    def reopen(self, url: str) -> None:
        """Begin the erasure anew of an article that is there again at one of its addresses."""
        key = variant_key(url)
        for tombstone, _ in self.all():
            if key in map(variant_key, tombstone.addresses):
                self.add(tombstone, records=[])

    def adopt(self, found: Iterable[Tombstone]) -> None:
        """Add the tombstones of an archive's manifest that this database does not have.

        What the database holds of them is still to be erased.
        """
        t = tombstones.c
        latest = {
            (row.site, row.url): row.erased_at
            for row in self._session.execute(select(t.site, t.url, t.erased_at))
        }
        new = [one for one in found if latest.get((one.site, one.url), "") < one.erased_at]
        if not new:
            return
        empty = self._session.execute(select(captures.c.id).limit(1)).first() is None
        for one in new:
            self.add(one, finished_at=one.erased_at if empty else None)

    def all(self) -> list[tuple[Tombstone, str | None]]:
        """Return each with the time when its erasure was finished, the oldest first."""
        t = tombstones.c
        order = (t.erased_at, t.site, t.article, t.url != t.article, t.url)
        groups: dict[tuple[str, ...], list[Row[tuple[str, ...]]]] = {}
        for row in self._session.execute(select(tombstones).order_by(*order)):
            groups.setdefault((row.site, row.article, row.erased_at), []).append(row)
        return [
            (
                Tombstone(
                    site,
                    article,
                    tuple(row.url for row in rows if row.url != article),
                    rows[0].reason,
                    erased_at,
                ),
                None if any(row.finished_at is None for row in rows) else rows[0].finished_at,
            )
            for (site, article, erased_at), rows in groups.items()
        ]

    def pending(self) -> list[Tombstone]:
        """Return those whose erasure is not finished."""
        return [tombstone for tombstone, finished_at in self.all() if finished_at is None]

    def records(self, tombstone: Tombstone) -> list[str] | None:
        """Return the records at other addresses that are erased too; None: not looked for yet."""
        found: list[str] | None = self._session.execute(
            select(tombstones.c.records).where(*_rows_of(tombstone)).limit(1)
        ).scalar()
        return found

    def finish(self, tombstone: Tombstone, at: str) -> None:
        """Note that the erasure is finished."""
        end = {"finished_at": at, "records": None}
        self._session.write(update(tombstones).where(*_rows_of(tombstone)).values(**end))


def _rows_of(tombstone: Tombstone) -> tuple[ColumnElement[bool], ...]:
    t = tombstones.c
    erased = t.erased_at == tombstone.erased_at
    return t.site == tombstone.site, t.article == tombstone.url, erased
