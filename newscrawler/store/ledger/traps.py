"""Crawler traps: endless calendars, session ids in addresses, indexes of indexes.

Addresses that differ only in digits, last segment and values of the query share a pattern; the
outcomes of those fetched tell whether more of them are worth a request. What sitemaps, feeds and
people name is not judged: somebody wrote it down. Counts are held in memory for a while, and
written with each commit.
"""

import re
from collections import Counter
from dataclasses import dataclass
from urllib.parse import urlsplit

from sqlalchemy import select

from newscrawler.model.outcome import Outcome
from newscrawler.store.database.session import Session
from newscrawler.store.database.tables import patterns

PROBES = 50
"""Addresses of a pattern that are fetched before it is judged, and as many for each useful one."""
MAX_REPEATS = 3
"""How often one segment may stand in a path: more is a relative link that leads ever deeper."""
_MAX_HELD = 5000
"""Patterns kept in memory."""
_ALL_PATTERNS = ""
"""The pattern whose row counts all addresses of a queue."""
_TRUSTED = frozenset({"sitemap", "feed", "api", "list", "start", "robots"})
"""Sources that are trusted: nobody comes upon them by following links."""
_USEFUL = (Outcome.STORED, Outcome.REVISED, Outcome.UNCHANGED, Outcome.PAYWALLED)
_USELESS = (
    Outcome.NOT_ARTICLE, Outcome.LISTING, Outcome.DUPLICATE, Outcome.ALIAS, Outcome.REDIRECT,
    Outcome.GONE, Outcome.SOFT_404, Outcome.EMPTY,
)  # fmt: skip
"""All other outcomes say something of the moment, and not of the address."""
# A long segment with digits in it, behind which the path goes on, is a session's.
_SESSION_ID = re.compile(r"(?<=/)(?=[^/-]*\d)[^/-]{12,}(?=/)")
_NUMBER = re.compile(r"\d+")


def pattern_of(url: str, *, is_list: bool = False) -> str:
    """Return an address with its changing parts masked; lists have patterns of their own."""
    parts = urlsplit(url)
    head = _NUMBER.sub("#", _SESSION_ID.sub("#", parts.path.rstrip("/").rpartition("/")[0]))
    keys = "&".join(sorted({pair.partition("=")[0] for pair in parts.query.split("&")}))
    return f"{'list ' if is_list else ''}{parts.netloc}{head}/*{'?' if keys else ''}{keys}"


@dataclass(slots=True)
class _Counts:
    found: int = 0
    fetched: int = 0
    useful: int = 0

    @property
    def is_trap(self) -> bool:
        return self.fetched >= PROBES * (1 + self.useful)


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

    def admits(self, queue: str, url: str, source: str, *, is_list: bool = False) -> bool:
        """Tell whether an address may enter the ledger; `is_list`: it leads to others."""
        why = self._full(queue)
        if why is None and source not in _TRUSTED:
            why = self.why_trapped(queue, url, source, is_list=is_list) or self._crowded(queue, url)
        elif why is None and is_list and source != "start":
            why = self.why_trapped(queue, url, "", is_list=is_list)  # an index of indexes
        if why is not None:
            self._left_out.setdefault(queue, Counter())[why] += 1
        return why is None

    def count_entered(self, queue: str, url: str, source: str, *, is_list: bool = False) -> None:
        """Count an address that the ledger did not have."""
        self._counts_to_change(queue, _ALL_PATTERNS).found += 1
        if source not in _TRUSTED or is_list:
            self._counts_to_change(queue, pattern_of(url, is_list=is_list)).found += 1

    def why_trapped(
        self, queue: str, url: str, source: str, *, is_list: bool = False
    ) -> str | None:
        """Say why an address is not worth a request; None if it is."""
        if source in _TRUSTED:
            return None
        path = urlsplit(url).path.strip("/").split("/")
        if len(path) > MAX_REPEATS and Counter(path).most_common(1)[0][1] > MAX_REPEATS:
            return "a path that repeats itself"
        pattern = pattern_of(url, is_list=is_list)
        counts = self._counts(queue, pattern)
        if not counts.is_trap:
            return None
        return f"a trap: of {counts.fetched} fetched like {pattern}, {counts.useful} were of use"

    def count_page(self, queue: str, url: str, outcome: Outcome, *, is_copy: bool = False) -> None:
        """Count a page that was fetched. `is_copy`: its text is known from another address."""
        if outcome in _USEFUL or outcome in _USELESS:
            counts = self._counts_to_change(queue, pattern_of(url))
            counts.fetched += 1
            counts.useful += outcome in _USEFUL and not is_copy

    def count_list(self, queue: str, url: str, *, useful: bool) -> None:
        """Count a list that was read; `useful`: it led to what may be an article."""
        counts = self._counts_to_change(queue, pattern_of(url, is_list=True))
        counts.fetched += 1
        counts.useful += useful

    def left_out(self, queue: str) -> list[str]:
        """Return what was left out since the last call, as lines, the most frequent first."""
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
        if len(self._known) > _MAX_HELD:
            self._known.clear()

    def _full(self, queue: str) -> str | None:
        if self._counts(queue, _ALL_PATTERNS).found < self.max_addresses:
            return None
        return f"the site has {self.max_addresses} addresses (NEWSCRAWLER_MAX_ADDRESSES)"

    def _crowded(self, queue: str, url: str) -> str | None:
        pattern = pattern_of(url)
        counts = self._counts(queue, pattern)
        if counts.found - counts.fetched < self.max_waiting:
            return None
        return f"{self.max_waiting} like {pattern} wait already (NEWSCRAWLER_MAX_WAITING)"

    def _counts_to_change(self, queue: str, pattern: str) -> _Counts:
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
