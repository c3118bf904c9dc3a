"""Traps: calendars without end, sessions in addresses, indexes of indexes.

Addresses of one list have one pattern, and how those fetched have turned out tells whether more of
them are worth a request. What sitemaps, feeds and people name is not judged: somebody wrote it
down. The counts are kept in memory for a while, and written with each commit.
"""

import re
from collections import Counter
from dataclasses import dataclass
from urllib.parse import urlsplit

from sqlalchemy import select

from newscrawler.model.outcome import Outcome
from newscrawler.store.database.session import Session
from newscrawler.store.database.tables import patterns

TRIED = 50
"""Addresses of a pattern that are fetched before it is judged; for each useful one as many more."""
REPEATED = 3
"""How often one segment stands in a path. More: a relative link that leads ever deeper."""
_HELD = 5000
"""Patterns kept in memory."""
_ALL = ""
"""The row that counts a queue's addresses of all patterns."""
_VOUCHED = frozenset({"sitemap", "feed", "api", "list", "start", "robots"})
"""Sources that nobody walks into by following links."""
_USEFUL = (Outcome.STORED, Outcome.REVISED, Outcome.UNCHANGED, Outcome.PAYWALLED)
_USELESS = (
    Outcome.NOT_ARTICLE, Outcome.LISTING, Outcome.DUPLICATE, Outcome.ALIAS, Outcome.REDIRECT,
    Outcome.GONE, Outcome.SOFT_404, Outcome.EMPTY,
)  # fmt: skip
"""All other outcomes say something of the moment, and not of the address."""
# A long segment with digits in it, behind which the path goes on, is a session's.
_TOKEN = re.compile(r"(?<=/)(?=[^/-]*\d)[^/-]{12,}(?=/)")
_DIGITS = re.compile(r"\d+")


def pattern_of(url: str, *, leads: bool = False) -> str:
    """Return an address with its changing parts masked; lists have patterns of their own."""
    parts = urlsplit(url)
    head = _DIGITS.sub("#", _TOKEN.sub("#", parts.path.rstrip("/").rpartition("/")[0]))
    keys = "&".join(sorted({pair.partition("=")[0] for pair in parts.query.split("&")}))
    return f"{'list ' if leads else ''}{parts.netloc}{head}/*{'?' if keys else ''}{keys}"


@dataclass(slots=True)
class _Counts:
    found: int = 0
    fetched: int = 0
    useful: int = 0

    @property
    def is_trap(self) -> bool:
        return self.fetched >= TRIED * (1 + self.useful)


class Patterns:
    """Judges addresses before they enter the ledger, and before they are fetched.

    `max_addresses` of a queue enter the ledger; `max_waiting` of a pattern that only links lead
    to wait at a time.
    """

    max_addresses = 5_000_000
    max_waiting = 100_000

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known: dict[tuple[str, str], _Counts] = {}
        self._changed: set[tuple[str, str]] = set()
        self._left_out: dict[str, Counter[str]] = {}
        insert = session.insert(patterns)
        counts = {name: insert.excluded[name] for name in ("found", "fetched", "useful")}
        self._upsert = insert.on_conflict_do_update(
            index_elements=["queue", "pattern"], set_=counts
        )

    def admits(self, queue: str, url: str, source: str, *, leads: bool = False) -> bool:
        """Tell whether an address may enter the ledger; `leads`: it is a list of others."""
        why = self._full(queue)
        if why is None and source not in _VOUCHED:
            why = self.why_trapped(queue, url, source, leads=leads) or self._overgrown(queue, url)
        elif why is None and leads and source != "start":
            why = self.why_trapped(queue, url, "", leads=leads)  # an index of indexes
        if why is not None:
            self._left_out.setdefault(queue, Counter())[why] += 1
        return why is None

    def entered(self, queue: str, url: str, source: str, *, leads: bool = False) -> None:
        """Count an address that the ledger did not have."""
        self._change(queue, _ALL).found += 1
        if source not in _VOUCHED or leads:
            self._change(queue, pattern_of(url, leads=leads)).found += 1

    def why_trapped(self, queue: str, url: str, source: str, *, leads: bool = False) -> str | None:
        """Say why an address is not worth a request; None if it is."""
        if source in _VOUCHED:
            return None
        path = urlsplit(url).path.strip("/").split("/")
        if len(path) > REPEATED and Counter(path).most_common(1)[0][1] > REPEATED:
            return "a path that repeats itself"
        pattern = pattern_of(url, leads=leads)
        counts = self._counts(queue, pattern)
        if not counts.is_trap:
            return None
        return f"a trap: of {counts.fetched} fetched like {pattern}, {counts.useful} were of use"

    def turned_out(self, queue: str, url: str, outcome: Outcome, *, is_copy: bool = False) -> None:
        """Count a page that was fetched. `is_copy`: its text is known from another address."""
        if outcome in _USEFUL or outcome in _USELESS:
            counts = self._change(queue, pattern_of(url))
            counts.fetched += 1
            counts.useful += outcome in _USEFUL and not is_copy

    def list_turned_out(self, queue: str, url: str, *, useful: bool) -> None:
        """Count a list that was read; useful is one that leads to what may be an article."""
        counts = self._change(queue, pattern_of(url, leads=True))
        counts.fetched += 1
        counts.useful += useful

    def left_out(self, queue: str) -> list[str]:
        """Say what was left out since this was last asked, the most first."""
        counted = self._left_out.pop(queue, Counter())
        rest = sum(counted.values()) - sum(n for _, n in counted.most_common(3))
        lines = [f"{n} left out: {why}" for why, n in counted.most_common(3)]
        return [*lines, f"{rest} more left out, for reasons like these"] if rest else lines

    def flush(self) -> None:
        """Write what has changed, in the transaction that is about to be committed."""
        if self._changed:
            rows = [
                {"queue": queue, "pattern": pattern, "found": c.found, "fetched": c.fetched,
                 "useful": c.useful}
                for queue, pattern in sorted(self._changed)
                for c in (self._known[queue, pattern],)
            ]  # fmt: skip
            self._session.write(self._upsert, rows)
            self._changed.clear()
        if len(self._known) > _HELD:
            self._known.clear()

    def _full(self, queue: str) -> str | None:
        if self._counts(queue, _ALL).found < self.max_addresses:
            return None
        return f"the site has {self.max_addresses} addresses (NEWSCRAWLER_MAX_ADDRESSES)"

    def _overgrown(self, queue: str, url: str) -> str | None:
        pattern = pattern_of(url)
        counts = self._counts(queue, pattern)
        if counts.found - counts.fetched < self.max_waiting:
            return None
        return f"{self.max_waiting} like {pattern} wait already (NEWSCRAWLER_MAX_WAITING)"

    def _change(self, queue: str, pattern: str) -> _Counts:
        self._changed.add((queue, pattern))
        return self._counts(queue, pattern)

    def _counts(self, queue: str, pattern: str) -> _Counts:
        key = (queue, pattern)
        if key not in self._known:
            found = select(patterns.c.found, patterns.c.fetched, patterns.c.useful).where(
                patterns.c.queue == queue, patterns.c.pattern == pattern
            )
            row = self._session.execute(found).first()
            self._known[key] = _Counts(*row) if row else _Counts()
        return self._known[key]
