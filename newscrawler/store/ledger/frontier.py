"""The frontier: which addresses of the ledger are to be fetched, in which order, and when.

A row waits (`rank`), is under way, or rests until it is due (`due_at`). All of that is in the
table, so no crash loses an address, and memory does not grow with the site. Every query reads a
bounded piece of an index: a batch costs the same whatever the number of rows.
"""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Row, case, func, select, tuple_, update

from newscrawler.model.outcome import ARTICLES, Outcome
from newscrawler.model.urls import canonical_url
from newscrawler.store.database.session import Session
from newscrawler.store.database.tables import ledger, versions
from newscrawler.store.ledger.discovered import (
    AGAIN,
    LIST,
    LISTS,
    NEW,
    Discovered,
    rank_of_list,
    statement,
    values_of,
)  # fmt: skip

ROBOTS = "robots"
"""The role of a robots.txt that Scrapy asks for itself."""

_TURN = 5
"""Of as many lists one is taken because it has waited, and not because it is new."""
_COPIES = 3
"""Older articles that are fetched again when a new one has their text."""
_KNOWN = (*ARTICLES, Outcome.GONE, Outcome.SOFT_404)
"""Outcomes of addresses that are, or were, an article's."""


class Frontier:
    """The queues of one database: one for each site, one for each list of addresses."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._upsert = statement(session)
        self._promoted: dict[str, tuple[str, int]] = {}

    def discover(self, found: Discovered, *, at: str, crawl_id: str, gap: str) -> bool:
        """Add or update an address; False where the ledger knew all of it.

        A day of publication counts as new, and so does a later change than the one known, unless
        the page was fetched after `gap` (an instant). What several sources say of a page is
        gathered until it is fetched, whichever of them was read first.
        """
        values = values_of(found, at=at, crawl_id=crawl_id, gap=gap)
        done = self._session.write(self._upsert, values)
        self._session.commit_if_due()
        return bool(done.rowcount)

    def count_new(self, urls: Collection[str], *, since: str) -> int:
        """Count the addresses of a list that were unknown at `since` and are in no sitemap.

        Sitemaps and a site's API are complete; a feed has the latest only, so that the first
        pages of a list may be known and the rest not.
        """
        count: int = self._session.execute(
            select(func.count(ledger.c.url.distinct()))
            .where(ledger.c.url.in_(urls), ledger.c.discovered_at >= since)
            .where(ledger.c.source.not_in(("sitemap", "api")))
        ).scalar_one()
        return count

    def draw(
        self,
        queue: str,
        size: int,
        *,
        lists: bool,
        at: str,
        crawl_id: str,
        begun: str,
        only_new: bool = False,
    ) -> list[Row[Any]]:
        """Take the next addresses to fetch, lists or pages, the newest first.

        Of lists one in five is taken that has not been read for the longest time: a crawl reads a
        bounded number of them, and each has its turn.
        What was due before the crawl began is among them; `only_new`: but no article that is
        known. A row that is drawn counts as interrupted until its outcome comes, and is due again
        in the next crawl.
        """
        self._promote(queue, size, begun, only_new)
        here = ledger.c.rank >= LISTS if lists else ledger.c.rank < LISTS
        waiting = select(
            ledger.c.id, ledger.c.url, ledger.c.spelling, ledger.c.source, ledger.c.told,
            ledger.c.role, ledger.c.etag, ledger.c.last_modified, ledger.c.digest,
            ledger.c.capture_id,
        ).where(ledger.c.queue == queue, ledger.c.rank.is_not(None), here)  # fmt: skip
        in_turn = size // _TURN if lists else 0
        newest = waiting.order_by(ledger.c.rank.desc(), ledger.c.id).limit(size - in_turn)
        rows = list(self._session.execute(newest).all())
        if in_turn and len(rows) == size - in_turn:
            rest = waiting.where(ledger.c.id.not_in([row.id for row in rows]))
            longest = rest.order_by(func.coalesce(ledger.c.outcome_at, ""), ledger.c.id)
            rows += self._session.execute(longest.limit(in_turn)).all()
        if rows:
            drawn = {"rank": None, "due_at": at, "crawl_id": crawl_id}
            drawn |= {"outcome": Outcome.INTERRUPTED, "outcome_at": at}
            ids = [row.id for row in rows]
            self._session.write(update(ledger).where(ledger.c.id.in_(ids)).values(**drawn))
        return rows

    def _promote(self, queue: str, size: int, begun: str, only_new: bool) -> None:
        """Rank a batch of rows that are due; those of this crawl are due after it."""
        last = self._promoted.get(queue, ("", 0))
        due = self._session.execute(
            select(ledger.c.id, ledger.c.due_at, ledger.c.outcome)
            .where(ledger.c.queue == queue, ledger.c.due_at < begun)
            .where(tuple_(ledger.c.due_at, ledger.c.id) > last)
            .order_by(ledger.c.due_at, ledger.c.id)
            .limit(size)
        ).all()
        if not due:
            return
        self._promoted[queue] = (due[-1].due_at, due[-1].id)
        ids = [row.id for row in due if not (only_new and row.outcome in _KNOWN)]
        texts = (func.coalesce(column, "") for column in (ledger.c.lastmod, ledger.c.born_at))
        of_list = rank_of_list(*texts)
        rank = case(
            (ledger.c.role == LIST, of_list),
            else_=AGAIN + func.coalesce(ledger.c.born_at, ledger.c.discovered_at),
        )
        self._session.write(
            update(ledger).where(ledger.c.id.in_(ids)).values(rank=rank, due_at=None)
        )

    def begin(self, queue: str) -> None:
        """Begin a crawl: look for due rows from the first on."""
        self._promoted.pop(queue, None)

    def refresh(self, queue: str) -> None:
        """Make every known article due at once."""
        here = (ledger.c.queue == queue, ledger.c.role.is_(None), ledger.c.rank.is_(None))
        self._session.write(
            update(ledger).where(*here, ledger.c.outcome.in_(_KNOWN)).values(due_at="")
        )

    def look_again(self, site: str, text_sha256: str, crawl_id: str) -> None:
        """Fetch a site's articles with this text again: one may have moved to a new address."""
        row = ledger.c
        same = (
            select(row.id)
            .join(versions, versions.c.url == row.url)
            .where(versions.c.text_sha256 == text_sha256, row.site == site)
            .where(row.outcome.in_(ARTICLES), row.rank.is_(None), row.crawl_id != crawl_id)
            .order_by(row.id)
            .limit(_COPIES)
        )
        ids = self._session.execute(same).scalars().all()
        if ids:
            waits = {"rank": NEW + func.coalesce(row.born_at, ""), "due_at": None}
            self._session.write(update(ledger).where(row.id.in_(ids)).values(**waits))

    def finish_list(self, site: str, url: str, digest: str, newest: str | None = None) -> None:
        """Note that all addresses of a list are in the ledger, and the digest of its body.

        `newest`: the latest day in it. Only from now on may the server answer 304 for it.
        """
        self._session.write(
            update(ledger)
            .where(ledger.c.site == site, ledger.c.url == canonical_url(url))
            .values(digest=digest, role=LIST, born_at=func.coalesce(newest, ledger.c.born_at))
        )

    def waiting(self, queue: str) -> int:
        """Count the addresses that may be drawn."""
        here = (ledger.c.queue == queue, ledger.c.rank.is_not(None))
        count: int = self._session.execute(select(func.count()).where(*here)).scalar_one()
        return count

    def resting(self, queue: str, *, after: str) -> int:
        """Count the addresses that are due after a time."""
        here = (ledger.c.queue == queue, ledger.c.due_at > after)
        count: int = self._session.execute(select(func.count()).where(*here)).scalar_one()
        return count
