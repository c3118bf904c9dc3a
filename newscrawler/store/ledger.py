"""The ledger: every URL, where we know it from, and how it ended."""

from dataclasses import asdict
from typing import Any

from sqlalchemy import Row, and_, case, func, literal, select, update

from newscrawler.capture import Told
from newscrawler.observation import Observation
from newscrawler.outcome import Outcome
from newscrawler.store.session import Session
from newscrawler.store.tables import ledger

SITEMAP_SOURCE = "sitemap-index"
"""The source of a row that is itself a sitemap, named by an index."""

_STAYS = {
    Outcome.UNCHANGED: (Outcome.STORED, Outcome.REVISED),
    Outcome.REVISED: (Outcome.STORED,),
}
"""The outcomes that stand when a crawl sees an address again, by how it ends then."""


class Ledger:
    """The rows of one database's ledger."""

    def __init__(self, session: Session) -> None:
        self._session = session
        # Built once: a sitemap index names hundreds of thousands.
        new = session.insert(ledger)
        again = {"crawl_id": new.excluded.crawl_id, "outcome": None, "detail": None}
        again["told"] = func.coalesce(new.excluded.told, ledger.c.told)
        self._discovery = new.on_conflict_do_update(
            index_elements=["site", "url"],
            set_=again,
            where=ledger.c.crawl_id != new.excluded.crawl_id,
        )

    def discover(self, site: str, url: str, *, told: Told, at: str, crawl_id: str) -> bool:
        """Note that a crawl means to fetch a URL; False if that tells this crawl nothing new.

        A day of publication is news too. A site's own API knows it in local time, so it goes
        before a feed, which gives it in UTC.
        """
        row = {"site": site, "url": url, "crawl_id": crawl_id, "discovered_at": at}
        notes = asdict(told) if told.published else None
        done = self._session.write(self._discovery, row | {"source": told.source, "told": notes})
        fresh = bool(done.rowcount)
        if notes and not fresh:
            # What gives a day comes often after what only links.
            lesser = ledger.c.told.is_(None)
            if told.source == "api":
                lesser |= ledger.c.told["source"].as_string() != "api"
            here = (ledger.c.site == site, ledger.c.url == url, lesser)
            done = self._session.write(update(ledger).where(*here).values(told=notes))
            fresh = bool(done.rowcount)
        self._session.commit_if_due()
        return fresh

    def brings_news(self, urls: list[str], *, since: str) -> bool:
        """Tell whether a list names something that was unknown at `since` and that no sitemap has.

        Sitemaps and a site's API are complete; a feed has the latest only, so that the first
        pages of a list may be known and the rest not.
        """
        found = self._session.execute(
            select(ledger.c.id)
            .where(ledger.c.url.in_(urls), ledger.c.discovered_at >= since)
            .where(ledger.c.source.not_in(("sitemap", "api")))
            .limit(1)
        ).first()
        return found is not None

    def draw(self, crawl_id: str, size: int, *, listings: bool) -> list[Row[Any]]:
        """Take the next URLs to fetch, sub-sitemaps or articles: (url, source, etag, …) rows.

        A row that is drawn counts as interrupted until its outcome comes.
        """
        is_listing = ledger.c.source == SITEMAP_SOURCE
        rows = self._session.execute(
            select(
                ledger.c.id,
                ledger.c.url,
                ledger.c.source,
                ledger.c.told,
                ledger.c.etag,
                ledger.c.last_modified,
            )
            .where(ledger.c.crawl_id == crawl_id, ledger.c.outcome.is_(None))
            .where(is_listing if listings else ~is_listing)
            .order_by(ledger.c.id)
            .limit(size)
        ).all()
        self._session.write(
            update(ledger)
            .where(ledger.c.id.in_([row.id for row in rows]))
            .values(outcome=Outcome.INTERRUPTED)
        )
        return list(rows)

    def close(
        self, site: str, url: str, outcome: Outcome, *, at: str, crawl_id: str, detail: str
    ) -> None:
        """Note how a URL ended that gave no response."""
        self._row(site, url, crawl_id, outcome, at, source=None, detail=detail, capture_id=None)
        self._session.commit_if_due()

    def close_by(self, seen: Observation, outcome: Outcome, capture_id: int) -> None:
        """Note how a URL ended that gave a response; only crawls have a ledger."""
        if seen.facts.crawl_id is None:
            return
        known: dict[str, Any] = {"etag": seen.etag, "last_modified": seen.last_modified}
        if outcome is Outcome.TRUNCATED:
            # «Not modified» would be the answer for ever, and the rest of the page never come.
            known = dict.fromkeys(known)
        self._row(
            seen.facts.site,
            seen.facts.url,
            seen.facts.crawl_id,
            outcome,
            seen.facts.captured_at or "",
            source=seen.facts.told.source if seen.facts.told else "redirect",
            detail=seen.detail,
            capture_id=capture_id,
            **(known if seen.status != 304 else {}),
        )

    def _row(
        self,
        site: str,
        url: str,
        crawl_id: str,
        outcome: Outcome,
        at: str,
        *,
        source: str | None,
        **values: Any,
    ) -> None:
        row = {"outcome": outcome, "outcome_at": at, "crawl_id": crawl_id, **values}
        new = row | {"site": site, "url": url, "discovered_at": at, "source": source, "attempts": 1}
        # A redirect may lead a second time to what this crawl has just brought.
        brought = and_(ledger.c.crawl_id == crawl_id, ledger.c.outcome.in_(_STAYS.get(outcome, ())))
        row["outcome"] = case((brought, ledger.c.outcome), else_=literal(outcome))
        self._session.write(
            self._session.insert(ledger)
            .values(**new)
            .on_conflict_do_update(
                index_elements=["site", "url"], set_=row | {"attempts": ledger.c.attempts + 1}
            )
        )

    def interrupt(self, crawl_ids: Any, at: str) -> None:
        """Mark what ended crawls left waiting."""
        self._session.write(
            update(ledger)
            .where(ledger.c.crawl_id.in_(crawl_ids), ledger.c.outcome.is_(None))
            .values(outcome=Outcome.INTERRUPTED, outcome_at=at)
        )

    def counts(self, crawl_id: str) -> dict[str, int]:
        """Return how many URLs of a crawl ended in which outcome."""
        rows = self._session.execute(
            select(ledger.c.outcome, func.count())
            .where(ledger.c.crawl_id == crawl_id)
            .group_by(ledger.c.outcome)
            .order_by(ledger.c.outcome)
        )
        return {outcome or "pending": count for outcome, count in rows}
