"""The store as a crawl and a replay use it: observations go in, outcomes come out.

It reads no clock: every instant comes from its caller, so a replay writes the rows that the
crawl wrote.
"""

from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import replace
from typing import Any

from sqlalchemy import Row, bindparam, func, select, tuple_, update

from newscrawler.model.capture import Earlier, Location
from newscrawler.model.observation import CaptureFacts, Observation
from newscrawler.model.outcome import Outcome, again
from newscrawler.model.urls import canonical_url
from newscrawler.store.articles import rights
from newscrawler.store.articles.articles import Articles
from newscrawler.store.articles.page_notes import notes
from newscrawler.store.captures import earlier, facts_of, original, row_of
from newscrawler.store.database.session import Session
from newscrawler.store.database.tables import captures, crawls
from newscrawler.store.duplicates import judge
from newscrawler.store.duplicates.minhash import THRESHOLD
from newscrawler.store.ledger.host_backoff import HostNotes
from newscrawler.store.ledger.ledger import Ledger
from newscrawler.store.upkeep.tombstones import Tombstones

# Built once: they run for each capture.
_CAPTURE_OF_RECORD = select(captures.c.id, captures.c.outcome, captures.c.crawl_id).where(
    captures.c.record_id == bindparam("record")
)
_RESULT_COLUMNS = (
    "status", "body_sha256", "outcome", "article_id", "reason", "rights", "layout", "filled",
    "words",
)  # fmt: skip
_SET_RESULT = (
    update(captures)
    .where(captures.c.id == bindparam("one"))
    .values({n: bindparam(f"new_{n}", type_=captures.c[n].type) for n in _RESULT_COLUMNS})
)


class Store(Session):
    """A database of news. Writes are batched; `close` commits them.

    `obeyed`: the rights statements of sites that it obeys, names of model/rights.py, GROUPS.
    """

    def __init__(
        self, address: str, *, writer: bool = True, obeyed: frozenset[str] = frozenset()
    ) -> None:
        super().__init__(address, writer=writer)
        self._obeyed = obeyed
        self.ledger = Ledger(self)
        self.tombstones = Tombstones(self)
        self.hosts = HostNotes(self)
        self._articles = Articles(self)
        self._unregistered: list[CaptureFacts] = []

    def commit(self) -> None:
        """Make everything so far durable."""
        self.register(self._unregistered)
        self._unregistered.clear()
        self.ledger.patterns.flush()
        super().commit()
        self.tombstones.forget()

    def begin_crawl(self, crawl_id: str, *, site: str, kind: str, at: str) -> None:
        """Open a run's row."""
        row = {"id": crawl_id, "site": site, "kind": kind, "started_at": at}
        self.write(self.insert(crawls).values(**row).on_conflict_do_nothing())
        self.commit()

    def end_crawl(
        self,
        crawl_id: str,
        *,
        at: str,
        reason: str,
        exit_code: int | None,
        counts: dict[str, int],
        summary: dict[str, Any] | None = None,
    ) -> None:
        """Close a run's row."""
        ended = {"finished_at": at, "reason": reason, "exit_code": exit_code, "counts": counts}
        ended["summary"] = summary
        self.write(update(crawls).where(crawls.c.id == crawl_id).values(**ended))
        self.commit()

    def register_later(self, facts: CaptureFacts) -> None:
        """Register a capture with the next commit; a statement of its own costs ten times that."""
        self._unregistered.append(facts)
        self._changes += 1
        self.commit_if_due()

    def register(self, facts: Iterable[CaptureFacts]) -> int:
        """Add rows for captures of the archive; return how many are new. Known ones stay."""
        rows = [row_of(f) for f in facts]
        if not rows:
            return 0
        # Drivers count the rows of a batch differently, or not at all.
        new = self.insert(captures).on_conflict_do_nothing().returning(captures.c.id)
        return len(self.write(new, rows).all())

    def pending(
        self, files: Container[tuple[str | None, str]] | None, size: int = 500
    ) -> Iterator[CaptureFacts]:
        """Yield the registered captures of those (folder, file) that have no outcome yet.

        None: of all. And the revisits that earlier replays could not resolve. In the order of
        (captured_at, record_id), in pages of `size`: memory is flat.
        """
        for row in self._pending(size):
            waits = row.kind == "revisit" and row.crawl_id is None
            if files is None or waits or (row.folder, row.warc_file) in files:
                yield facts_of(row)

    def pending_of_crawl(self, crawl_id: str) -> Iterator[CaptureFacts]:
        """Yield the captures of a crawl that have no outcome yet, in the same order."""
        yield from map(facts_of, self._pending(500, captures.c.crawl_id == crawl_id))

    def pending_of_site(self, site: str) -> Iterator[CaptureFacts]:
        """Yield the captures that killed crawls of a site left without an outcome."""
        of_site = select(crawls.c.id).where(crawls.c.site == site)
        yield from map(facts_of, self._pending(500, captures.c.crawl_id.in_(of_site)))

    def _pending(self, size: int, *which: Any) -> Iterator[Row[Any]]:
        key = tuple_(func.coalesce(captures.c.captured_at, ""), captures.c.record_id)
        last = ("", "")
        while True:
            page = self.execute(
                select(captures)
                .where(captures.c.outcome.is_(None), key > last, *which)
                .order_by(func.coalesce(captures.c.captured_at, ""), captures.c.record_id)
                .limit(size)
            ).all()
            yield from page
            if len(page) < size:
                return
            last = (page[-1].captured_at or "", page[-1].record_id)

    def part_captures(self, first: CaptureFacts, url: str, limit: int = 5) -> list[CaptureFacts]:
        """Return the captures of a further page between a first page's capture and its next.

        The further pages of an article are fetched right after its first page; those of a
        later crawl belong to that crawl's first page.
        """
        at = func.coalesce(captures.c.captured_at, "")
        here = (first.captured_at or "", first.record_id)
        key = tuple_(at, captures.c.record_id)
        again = self.execute(
            select(at, captures.c.record_id)
            .where(captures.c.url_key == canonical_url(first.url), key > here)
            .order_by(at, captures.c.record_id)
            .limit(1)
        ).first()
        found = select(captures).where(captures.c.url_key == canonical_url(url), key > here)
        if again is not None:
            found = found.where(key < tuple(again))
        rows = self.execute(found.order_by(at, captures.c.record_id).limit(limit))
        return [facts_of(row) for row in rows]

    def earlier(self, url: str) -> Earlier | None:
        """Return the last capture of an address that a revisit may refer to."""
        return earlier(self, url)

    def original(self, facts: CaptureFacts) -> Location | None:
        """Return where the body lies that a revisit refers to, or None if no row has it."""
        return original(self, facts)

    def apply(self, seen: Observation) -> Outcome:
        """Write the result of an extraction; return the capture's outcome. Idempotent.

        An address with a tombstone stays erased.
        """
        self.register([seen.facts, *(part.facts for part in seen.parts)])
        row = self.execute(_CAPTURE_OF_RECORD, {"record": seen.facts.record_id}).one()
        if row.outcome is not None:
            return self._apply_again(seen, row)
        if self._is_erased(seen):
            seen = _erased(seen)
        if self._obeyed and seen.article is not None:
            seen = self._obeying(seen)
        outcome, article_id = self._articles.observe(seen, row.id)
        if outcome is Outcome.UNCHANGED and article_id is None:
            outcome = self._previous_outcome(seen)
        self._close(seen, outcome, row.id, article_id)
        for part in seen.parts:
            later = self.execute(_CAPTURE_OF_RECORD, {"record": part.facts.record_id}).one()
            self._close(part, Outcome.PART, later.id, article_id)
        self.commit_if_due()
        return outcome

    def _apply_again(self, seen: Observation, row: Row[Any]) -> Outcome:
        """Close the ledger row of a crawl that gets a capture which an earlier one has applied."""
        before = Outcome(row.outcome)
        if seen.facts.crawl_id in (None, row.crawl_id):
            return before
        outcome = again(before)
        self.ledger.close_answered(seen, outcome, row.id)
        self.commit_if_due()
        return outcome

    def _previous_outcome(self, seen: Observation) -> Outcome:
        """Return the last outcome of an unchanged address that is no article's."""
        at = func.coalesce(captures.c.captured_at, "")
        here = (seen.facts.captured_at or "", seen.facts.record_id)
        last = self.execute(
            select(captures.c.outcome)
            .where(captures.c.url_key == seen.identity, captures.c.outcome.is_not(None))
            .where(tuple_(at, captures.c.record_id) < here)
            .order_by(at.desc(), captures.c.record_id.desc())
            .limit(1)
        ).scalar()
        return Outcome(last) if last else Outcome.UNCHANGED

    def _close(
        self, seen: Observation, outcome: Outcome, capture_id: int, article_id: int | None
    ) -> None:
        found = {
            "status": seen.status,
            "body_sha256": seen.body_sha256,
            "outcome": outcome,
            "article_id": article_id,
            "reason": seen.detail,
            "rights": [one.as_data() for one in seen.rights] or None,
            **notes(seen),
        }
        values = {f"new_{name}": found.get(name) for name in _RESULT_COLUMNS}
        self.write(_SET_RESULT, values | {"one": capture_id})
        self.ledger.close_answered(seen, outcome, capture_id)

    def _obeying(self, seen: Observation) -> Observation:
        """Return it without its article, if a statement that is obeyed forbids keeping it."""
        at = seen.facts.captured_at
        statements = (*seen.rights, *rights.of_host(self, seen.facts.url, at))
        refused = rights.refusing_statement(statements, self._obeyed, at)
        if refused is None:
            return seen
        why = f"{refused.rule}: {refused.says}"
        return replace(seen, article=None, text_sha256=None, outcome=Outcome.ROBOTS, detail=why)

    def _is_erased(self, seen: Observation) -> bool:
        named = (seen.article.canonical_url,) if seen.article is not None else ()
        return self.tombstones.covers(seen.facts.url, *named)

    def settle(
        self,
        crawl_id: str | None = None,
        *,
        threshold: float = THRESHOLD,
        stop: Callable[[], bool] = bool,
    ) -> int:
        """Link duplicates, when all captures of a crawl or a replay are in.

        `threshold`: the resemblance of near-duplicates; 0 or 1 links exact copies only. `stop`
        is asked now and then; what is left is done the next time.
        """
        return judge.settle(self, crawl_id, threshold=threshold, stop=stop)


def _erased(seen: Observation) -> Observation:
    return Observation(seen.facts, seen.status, seen.identity, "", outcome=Outcome.ERASED)
