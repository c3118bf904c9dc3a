"""The ledger: every URL with its source, its last outcome, and when it is due again."""

from typing import Any, NamedTuple
from urllib.parse import urlsplit

from sqlalchemy import bindparam, func, literal_column, select, update

from newscrawler.model.capture import NEXT_PAGE
from newscrawler.model.observation import Observation
from newscrawler.model.outcome import ARTICLES, Outcome
from newscrawler.model.recrawl import Revisits, in_vain
from newscrawler.model.urls import canonical_url
from newscrawler.store.database.session import Session
from newscrawler.store.database.tables import ledger, versions
from newscrawler.store.ledger.discovered import LIST, instant
from newscrawler.store.ledger.frontier import ROBOTS, Frontier
from newscrawler.store.ledger.traps import Patterns

_KEPT_OUTCOMES = {
    Outcome.UNCHANGED: (Outcome.STORED, Outcome.REVISED),
    Outcome.REVISED: (Outcome.STORED,),
}
"""By new outcome: the earlier ones of the same crawl that stay when it fetches an address again."""
_SECOND_VERSION_OF = (
    select(versions.c.id)
    .where(versions.c.text_sha256 == bindparam("text"))
    .limit(literal_column("1"))
    .offset(literal_column("1"))
)
"""The second version of a text, if there is one."""
_UNNAMED = (None, "redirect")
"""Sources of addresses that no list names: targets of redirects, further pages of articles."""
_COLUMNS = (
    "outcome", "outcome_at", "crawl_id", "attempts", "due_at", "rank", "detail", "capture_id",
    "queue", "role", "born_at", "etag", "last_modified", "digest",
)  # fmt: skip
# Built once: they run for each response of a crawl.
_ROW_OF_URL = select(
    ledger.c.id, ledger.c.lastmod, ledger.c.source, *(ledger.c[name] for name in _COLUMNS)
).where(ledger.c.site == bindparam("its_site"), ledger.c.url == bindparam("its_url"))
_UPDATE = (
    update(ledger)
    .where(ledger.c.id == bindparam("one"))
    .values({name: bindparam(f"new_{name}", type_=ledger.c[name].type) for name in _COLUMNS})
)


class _Crawl(NamedTuple):
    """A crawl that runs: the queue that it draws from, and when it began."""

    queue: str
    begun: str


_KILLED = _Crawl("", "")
"""A crawl whose process was killed: a later one applies what it left in the archive."""


class Ledger:
    """The ledger of one database. `revisits` plans when its rows are due again."""

    revisits = Revisits(())

    def __init__(self, session: Session) -> None:
        self._session = session
        self.frontier = Frontier(session)
        self.patterns = Patterns(session)
        self._crawls: dict[str, _Crawl] = {}

    def begin(self, crawl_id: str, *, queue: str, begun: str) -> None:
        """Begin a crawl's queue. A crawl of listed addresses has one of its own."""
        self._crawls[crawl_id] = _Crawl(queue, begun)
        self.frontier.begin(queue)

    def end(self, crawl_id: str) -> None:
        """End a crawl."""
        self._crawls.pop(crawl_id, None)

    def close_unanswered(
        self, site: str, url: str, outcome: Outcome, *, at: str, crawl_id: str, detail: str
    ) -> None:
        """Write the outcome of a URL that gave no response."""
        self._write_row(
            site, url, crawl_id, outcome, at, source=None, detail=detail, capture_id=None
        )
        self._session.commit_if_due()

    def close_answered(self, seen: Observation, outcome: Outcome, capture_id: int) -> None:
        """Write the outcome of a URL that gave a response; a replay, without a crawl, has none."""
        if seen.facts.crawl_id is None:
            return
        known: dict[str, Any] = {"etag": seen.etag, "last_modified": seen.last_modified}
        if outcome not in (*ARTICLES, Outcome.LISTING, Outcome.PART):
            # «Not modified» would be the answer for ever, and the page itself never come.
            known = dict.fromkeys(known)
        # The addresses of a list are not in the ledger yet: `Frontier.finish_list`.
        known["digest"] = None
        if seen.article is not None and (day := instant(seen.article.published_at)):
            known["born_at"] = min(day, seen.facts.captured_at or "")
        is_copy = outcome is Outcome.STORED and self._is_copy(seen.text_sha256)
        if is_copy and seen.text_sha256:
            self.frontier.look_again(seen.facts.site, seen.text_sha256, seen.facts.crawl_id)
        self._write_row(
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
        return text is not None and self._session.look_up(_SECOND_VERSION_OF, text) is not None

    def _write_row(
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
        key = canonical_url(url)
        old = self._session.execute(_ROW_OF_URL, {"its_site": site, "its_url": key}).first()
        crawl = self._crawls.get(crawl_id, _KILLED)
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
            self.patterns.count_page(crawl.queue, url, outcome, is_copy=is_copy)
        queue = site if crawl.queue in ("", crawl_id) else crawl.queue
        if old is None:
            new = {"site": site, "url": key, "spelling": url if url != key else None}
            new |= {"discovered_at": at, "source": source}
            self._session.write(
                self._session.insert(ledger)
                .values({"born_at": at, "queue": queue} | new | row)
                .on_conflict_do_nothing()
            )
            return
        if old.queue == crawl_id:
            row["queue"] = site  # a list of addresses has been fetched; the site goes on with them
        if old.crawl_id == crawl_id and old.outcome in _KEPT_OUTCOMES.get(outcome, ()):
            # A redirect may lead a second time to what this crawl has just brought.
            row["outcome"] = old.outcome
        kept = {name: row.get(name, getattr(old, name)) for name in _COLUMNS}
        self._session.write(_UPDATE, {f"new_{k}": v for k, v in kept.items()} | {"one": old.id})

    def counts(self, crawl_id: str, *, pages: bool = False) -> dict[str, int]:
        """Count a crawl's URLs by outcome; `pages`: without lists."""
        which = [ledger.c.role.is_(None)] if pages else []
        rows = self._session.execute(
            select(ledger.c.outcome, func.count())
            .where(ledger.c.crawl_id == crawl_id, ledger.c.outcome.is_not(None), *which)
            .group_by(ledger.c.outcome)
            .order_by(ledger.c.outcome)
        )
        return dict(map(tuple, rows))
