"""Back-off and circuit breaker of each host: it is asked, it rests, or it is left alone.

The rules, without network; docs/politeness.md explains them. Within a crawl time is
`time.monotonic`, in seconds; what outlasts it is kept in the store as an instant.
"""

import math
import random
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from time import monotonic

from newscrawler import clock
from newscrawler.errors import ExitCode
from newscrawler.store.ledger.host_backoff import HostNotes, Note
from newscrawler.text.instants import read_instant, timestamp, utc

LIMIT = 5
"""Failures in a row after which a host is left alone: the circuit breaker opens."""
SLOWEST = 60.0
"""Seconds between two requests that a site may ask for; more is taken for a mistake."""
_BUSY, _DOWN = 10, 1
"""After 429/503: back off ten times DOWNLOAD_DELAY, after no answer once; doubled each time."""
_ALONE, _ALONE_AT_MOST = 300.0, 3600.0
"""Seconds for which a host is left alone: at first, and at most; doubled each time."""


class Why(StrEnum):
    """Why a host rests; the store keeps these words."""

    BUSY = "asks us to wait (429 or 503)"
    ROBOTS = "answers for its robots.txt with a server error, which forbids all (RFC 9309)"
    DOWN = "does not answer"


@dataclass(slots=True)
class Host:
    """The state of one host.

    `until`: nothing is sent before (monotonic). `alone`: the breaker is open, and requests are
    turned away in place of waiting. `probing`: it is half open, and one request tries the host.
    """

    name: str
    pace: float = 0.0
    """Seconds between two requests, at least."""
    until: float = 0.0
    failures: int = 0
    why: Why | None = None
    alone: bool = False
    probing: bool = False
    not_before: str | None = None
    """`until` as an instant, if the store has it."""

    @property
    def remark(self) -> str:
        """A sentence for a person."""
        return f"{self.name} {self.why}; nothing is sent to it before {self.not_before}."


class Hosts:
    """The hosts of a crawl.

    `delay`: DOWNLOAD_DELAY. `patience`: the longest rest that a crawl waits for. `ceiling`: the
    longest that a site may ask for. All in seconds.
    """

    def __init__(self, notes: HostNotes, *, delay: float, patience: float, ceiling: float) -> None:
        self._notes = notes
        self._delay = delay
        self._patience = patience
        self._ceiling = ceiling
        self._known: dict[str, Host] = {}
        self.turned_away = 0
        """Requests in a row that were turned away."""

    def of(self, name: str) -> Host:
        """Return the state of a host, with what earlier crawls have noted of it."""
        if name not in self._known:
            note = self._notes.of(name)
            self._known[name] = Host(name) if note is None else self._recalled(name, note)
        return self._known[name]

    def _recalled(self, name: str, note: Note) -> Host:
        rest = (read_instant(note.not_before) - clock.moment()).total_seconds()
        why = Why(note.reason)
        host = Host(name, until=monotonic() + max(rest, 0.0), failures=note.failures, why=why)
        host.alone = why is not Why.BUSY or rest > self._patience
        host.not_before = note.not_before
        return host

    def refuses(self, name: str) -> bool:
        """Tell whether a request must be turned away, as its host is left alone; counts those."""
        host = self.of(name)
        refused = host.alone and (host.probing or monotonic() < host.until)
        self.turned_away += refused
        return refused

    def admit(self, name: str) -> bool:
        """Tell whether a request may be sent, perhaps after a rest.

        A host that was left alone for long enough gets one request, as a probe.
        """
        if self.refuses(name):
            return False
        host = self.of(name)
        host.probing = host.alone
        self.turned_away = 0
        return True

    def answered(self, name: str) -> None:
        """Note an answer: the host is in good order, and its failures are forgotten."""
        host = self.of(name)
        if monotonic() < host.until:
            return  # It was under way when the host asked for a rest.
        host.failures, host.why, host.alone, host.probing = 0, None, False, False
        if host.not_before is not None:
            host.not_before = None
            self._notes.forget(name)

    def unclear(self, name: str) -> None:
        """Note that a request ended in a way that proves nothing about its host."""
        self.of(name).probing = False

    def busy(self, name: str, asked: float | None) -> None:
        """Back off, as a host asks for a rest (429, 503): at least for the `asked` seconds."""
        host = self.of(name)
        if self._count(host, Why.BUSY):
            host.pace = min(2 * max(host.pace, self._delay), SLOWEST)
        rest = backoff(host.failures, _BUSY * self._delay)
        if asked is not None:
            # Its own time is tried first; where that does not help, back-off takes over.
            rest = max(asked, backoff(host.failures - 1, _BUSY * self._delay))
        self._rest(host, rest)

    def failed(self, name: str) -> None:
        """Back off, as a host did not answer, or a gateway says so for it."""
        host = self.of(name)
        self._count(host, Why.DOWN)
        self._rest(host, min(backoff(host.failures, _DOWN * self._delay), self._patience))

    def leave(self, name: str, why: Why) -> None:
        """Leave a host alone at once, as its robots.txt cannot be had."""
        host = self.of(name)
        if not host.alone or host.probing:
            self._count(host, why)
            self._rest(host, 0.0, alone=True)

    def slow_down(self, name: str, pace: float) -> None:
        """Raise a host's pace to `pace` seconds between two requests, at most SLOWEST."""
        host = self.of(name)
        host.pace = max(host.pace, min(pace, SLOWEST))

    def _count(self, host: Host, why: Why) -> bool:
        """Count a failure, unless its request was under way when the host began to rest."""
        if monotonic() < host.until:
            return False
        host.failures = host.failures + 1 if host.why is why else 1
        host.why = why
        return True

    def _rest(self, host: Host, seconds: float, *, alone: bool = False) -> None:
        if alone or host.probing or host.failures >= LIMIT:
            more = backoff(max(host.failures - LIMIT, 0) + 1, _ALONE, _ALONE_AT_MOST)
            seconds, alone = max(seconds, more), True
        seconds = min(seconds, self._ceiling)
        host.until = max(host.until, monotonic() + seconds)
        stays = host.alone and not host.probing
        host.alone = alone or stays or seconds > self._patience
        host.probing = False
        if host.alone or (host.why is Why.BUSY and seconds):
            self._keep(host)

    def _keep(self, host: Host) -> None:
        # A whole second more, as the text has no fractions.
        rest = timedelta(seconds=math.ceil(host.until - monotonic()) + 1)
        host.not_before = timestamp(clock.moment() + rest)
        note = Note(host.not_before, str(host.why), host.failures)
        self._notes.keep(host.name, note, at=clock.now())

    @property
    def left_alone(self) -> list[Host]:
        """The hosts that are left alone."""
        return [host for host in self._known.values() if host.alone]

    @property
    def exit_code(self) -> ExitCode:
        """The exit code for hosts left alone: UNREACHABLE if none answers, DONE if none is."""
        reasons = {host.why for host in self.left_alone}
        if not reasons:
            return ExitCode.DONE
        return ExitCode.UNREACHABLE if reasons == {Why.DOWN} else ExitCode.REFUSED


def backoff(times: int, first: float, longest: float = math.inf) -> float:
    """Return the seconds to rest after `times` failures: exponential, with jitter above half."""
    whole = min(first * 2.0 ** min(times - 1, 30), longest) if times > 0 else 0.0
    return whole * random.uniform(0.5, 1.0)  # noqa: S311 - so that crawlers do not come together


def asked_rest(retry_after: str | None, at: datetime) -> float | None:
    """Return the seconds of a Retry-After: a number, or a date in one of its three forms.

    None where there is none that can be read (RFC 9110, sections 10.2.3 and 5.6.7).
    """
    text = (retry_after or "").strip()
    if re.fullmatch(r"[0-9]{1,20}", text):
        return float(text)
    try:
        moment = utc(parsedate_to_datetime(text))
    except (ValueError, OverflowError):
        return None
    return max((moment - at).total_seconds(), 0.0)
