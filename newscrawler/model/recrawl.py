"""When an address is asked for again: soon while it is young, seldom when it is old.

Times are WARC-Dates in UTC, to the second. Pure: time comes in as an argument.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from newscrawler.model.outcome import ARTICLES, Outcome
from newscrawler.text.instants import read_instant, timestamp

_DAY = timedelta(days=1)
_MONTH = timedelta(days=30)
_SLACK = 4
"""A visit is left out where less than a quarter of its age has passed since the last one."""

_TRY_AGAIN = (
    Outcome.FAILED, Outcome.BLOCKED, Outcome.TRUNCATED, Outcome.EMPTY, Outcome.NEEDS_JAVASCRIPT,
)  # fmt: skip
_GROWS = (*(o for o in ARTICLES if o is not Outcome.ALIAS), Outcome.NOT_ARTICLE)
"""A page that is no article yet may be one later: a live blog begins with a line."""
_MAY_RETURN = (Outcome.GONE, Outcome.SOFT_404, Outcome.REDIRECT, Outcome.ROBOTS)
_COUNTED_ATTEMPTS = (*_TRY_AGAIN, *_MAY_RETURN)
"""What makes the wait longer each time that it comes again."""


@dataclass(frozen=True)
class Revisits:
    """The ages at which an article is fetched again; from the last on, each time that passes.

    Empty: never. A single zero: at every crawl.
    """

    ages: tuple[timedelta, ...]

    def due(
        self,
        outcome: Outcome,
        *,
        at: str,
        born: str,
        attempts: int,
        is_list: bool = False,
        dated: bool = False,
        called: bool = False,
    ) -> str | None:
        """Return when an address that ended so at `at` is asked for again; None: not of itself.

        `born`: when it was published, or else discovered. `attempts`: how often it was asked for
        in vain, one after the other, this time included. `dated`: a list of lists says when it
        changes, so it need not be asked for in every crawl. `called`: it is the next page of a
        list, which calls it where it shows something new.
        """
        now = _read(at)
        if outcome in (Outcome.INTERRUPTED, Outcome.NOT_ARCHIVED):
            wait: timedelta | None = timedelta(0)
        elif is_list and called:
            wait = None
        elif is_list:
            wait = self._of_list(outcome, attempts, dated)
        else:
            wait = self._of_page(outcome, now - _read(born), attempts)
        return None if wait is None else timestamp(now + wait)

    def _of_list(self, outcome: Outcome, attempts: int, dated: bool) -> timedelta:
        if outcome in _MAY_RETURN and attempts > 1:
            return min(_DAY * _doubled(attempts - 1), self._longest)
        return (
            min(_DAY, self._longest) if dated and outcome not in _COUNTED_ATTEMPTS else timedelta(0)
        )

    def _of_page(self, outcome: Outcome, age: timedelta, attempts: int) -> timedelta | None:
        if outcome in _TRY_AGAIN:
            # Half the first age, so that the next of hourly crawls does not come too soon.
            first = self.ages[0] if self.ages else _DAY
            return min(first / 2 * _doubled(attempts), self._longest / 4)
        if outcome in _MAY_RETURN:
            return min(_DAY * _doubled(attempts), self._longest)
        if outcome not in _GROWS or not self.ages:
            return None
        coming = (a - age for a in self.ages if a - age >= a / _SLACK)
        last = None if outcome is Outcome.NOT_ARTICLE else self.ages[-1]
        return next(coming, last)

    @property
    def _longest(self) -> timedelta:
        return self.ages[-1] if self.ages else _MONTH


def in_vain(outcome: Outcome) -> bool:
    """Tell whether an address was asked for without getting what it is there for."""
    return outcome in _COUNTED_ATTEMPTS


def _doubled(attempts: int) -> int:
    return 1 << min(max(attempts - 1, 0), 9)


def _read(text: str) -> datetime:
    """Read a WARC-Date; a page that nobody dated is as old as can be."""
    if not text:
        return datetime.min.replace(tzinfo=UTC)
    return read_instant(text)
