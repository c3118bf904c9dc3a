"""The ledger: every URL, where we know it from, how it ended, and when it is due again."""

from typing import Any, NamedTuple
from urllib.parse import urlsplit

from sqlalchemy import bindparam, func, literal_column, select, update

from newscrawler.model.capture import NEXT_PAGE
from newscrawler.model.observation import Observation
from newscrawler.model.outcome import ARTICLES, Outcome
from newscrawler.model.recrawl import Revisits, in_vain
from newscrawler.store.database.session import Session
from newscrawler.store.database.tables import ledger, versions
from newscrawler.store.ledger.frontier import LIST, ROBOTS, Frontier, instant
from newscrawler.store.ledger.traps import Patterns

_STAYS = {
    Outcome.UNCHANGED: (Outcome.STORED, Outcome.REVISED),
    Outcome.REVISED: (Outcome.STORED,),
}
"""The outcomes that stand when a crawl sees an address again, by how it ends then."""


_SECOND = (
    select(versions.c.id)
    .where(versions.c.text_sha256 == bindparam("text"))
    .limit(literal_column("1"))
    .offset(literal_column("1"))
)
"""The second version of a text, if there is one."""


_UNNAMED = (None, "redirect")
"""The sources of what no list has named: targets of redirects, later pages of articles."""
_WRITTEN = (
    "outcome", "outcome_at", "crawl_id", "attempts", "due_at", "rank", "detail", "capture_id",
    "queue", "role", "born_at", "etag", "last_modified", "digest",
)  # fmt: skip
# Built once: they run for each response of a crawl.
_ROW = select(
    ledger.c.id, ledger.c.lastmod, ledger.c.source, *(ledger.c[name] for name in _WRITTEN)
).where(ledger.c.site == bindparam("its_site"), ledger.c.url == bindparam("its_url"))
_END = (
    update(ledger)
    .where(ledger.c.id == bindparam("one"))
    .values({name: bindparam(f"new_{name}", type_=ledger.c[name].type) for name in _WRITTEN})
)


class _Crawl(NamedTuple):
    """What the ledger must know of a crawl: whose rows it fetches, and since when."""

    queue: str
    begun: str


_DEAD = _Crawl("", "")
"""A crawl whose process was killed: another one tells what it left in the archive."""


class Ledger:
    """The rows of one database's ledger. `revisits` plans when they are due again."""

    revisits = Revisits(())

    def __init__(self, session: Session) -> None:
        self._session = session
        self.frontier = Frontier(session)
        self.patterns = Patterns(session)
        self._crawls: dict[str, _Crawl] = {}

    def begin(self, crawl_id: str, *, queue: str, begun: str) -> None:
        """Open a crawl's frontier. A crawl of listed addresses is a queue of its own."""
        self._crawls[crawl_id] = _Crawl(queue, begun)
        self.frontier.begin(queue)

    def end(self, crawl_id: str) -> None:
        """Close it."""
        self._crawls.pop(crawl_id, None)

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
        if outcome not in (*ARTICLES, Outcome.LISTING, Outcome.PART):
            # «Not modified» would be the answer for ever, and the page itself never come.
            known = dict.fromkeys(known)
        # What a list leads to is not in the ledger yet: `Frontier.read`.
        known["digest"] = None
        if seen.article is not None and (day := instant(seen.article.published_at)):
            known["born_at"] = min(day, seen.facts.captured_at or "")
        is_copy = outcome is Outcome.STORED and self._is_copy(seen.text_sha256)
        if is_copy and seen.text_sha256:
            self.frontier.look_again(seen.facts.site, seen.text_sha256, seen.facts.crawl_id)
        self._row(
            seen.facts.site,
            seen.facts.url,
            seen.facts.crawl_id,
            outcome,
            seen.facts.captured_at or "",
            source=seen.facts.hint.source if seen.facts.hint else "redirect",
            detail=seen.detail,
            capture_id=capture_id,
            is_copy=is_copy,
            **(known if seen.status != 304 else {}),
        )

    def _is_copy(self, text: str | None) -> bool:
        return text is not None and self._session.look_up(_SECOND, text) is not None

    def _row(
        self,
        site: str,
        url: str,
        crawl_id: str,
        outcome: Outcome,
        at: str,
        *,
        source: str | None,
        is_copy: bool = False,
        **values: Any,
    ) -> None:
        old = self._session.execute(_ROW, {"its_site": site, "its_url": url}).first()
        crawl = self._crawls.get(crawl_id, _DEAD)
        attempts = (old.attempts if old else 0) + 1 if in_vain(outcome) else 0
        due = self.revisits.due(
            outcome,
            at=at,
            born=values.get("born_at") or (old.born_at if old else None) or at,
            attempts=attempts,
            is_list=old is not None and old.role == LIST,
            dated=old is not None and old.lastmod is not None,
            called=old is not None and old.source == NEXT_PAGE,
        )
        is_drawn = old is not None and (old.due_at or old.rank)
        if not is_drawn and (old.source if old else source) in _UNNAMED and outcome not in ARTICLES:
            due = None  # what led here will lead here again
        if urlsplit(url).path == "/robots.txt" and (old is None or old.role != LIST):
            # Asked for before all else, in each crawl; it never waits.
            due, values["role"] = None, ROBOTS
        row = {
            "outcome": outcome, "outcome_at": at, "crawl_id": crawl_id, "attempts": attempts,
            # A crawl that is answered from an archive sees old times; none is due in it again.
            "due_at": due and max(due, crawl.begun), "rank": None, **values,
        }  # fmt: skip
        if values["capture_id"] and "role" not in values and (old is None or old.role is None):
            self.patterns.turned_out(crawl.queue, url, outcome, is_copy=is_copy)
        queue = site if crawl.queue in ("", crawl_id) else crawl.queue
        if old is None:
            new = {"site": site, "url": url, "discovered_at": at, "source": source}
            self._session.write(
                self._session.insert(ledger)
                .values({"born_at": at, "queue": queue} | new | row)
                .on_conflict_do_nothing()
            )
            return
        if old.queue == crawl_id:
            row["queue"] = site  # a list of addresses has been fetched; the site goes on with them
        if old.crawl_id == crawl_id and old.outcome in _STAYS.get(outcome, ()):
            # A redirect may lead a second time to what this crawl has just brought.
            row["outcome"] = old.outcome
        kept = {name: row.get(name, getattr(old, name)) for name in _WRITTEN}
        self._session.write(_END, {f"new_{k}": v for k, v in kept.items()} | {"one": old.id})

    def counts(self, crawl_id: str, *, pages: bool = False) -> dict[str, int]:
        """Return how many URLs of a crawl ended in which outcome; `pages`: those of no list."""
        which = [ledger.c.role.is_(None)] if pages else []
        rows = self._session.execute(
            select(ledger.c.outcome, func.count())
            .where(ledger.c.crawl_id == crawl_id, ledger.c.outcome.is_not(None), *which)
            .group_by(ledger.c.outcome)
            .order_by(ledger.c.outcome)
        )
        return dict(map(tuple, rows))
