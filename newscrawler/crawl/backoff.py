"""Back-off and circuit breaker for the hosts of a crawl. No network here.

docs/politeness.md has the rules. In a crawl time is `time.monotonic`, in seconds; what has to be
known after its end is kept in the store as an instant.
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
"""After so many troubles, one after the other, a host is left alone."""
SLOWEST = 60.0
"""Seconds between two requests that a site may ask for; more is taken for a mistake."""
_BUSY, _DOWN = 10, 1
"""The first rest, in DOWNLOAD_DELAYs: who says that it is too much is to be given more."""
_ALONE, _ALONE_AT_MOST = 300.0, 3600.0
"""Seconds for which a host is left alone: at first, and at most. One request an hour is little."""


class Why(StrEnum):
    """What the matter is with a host; the store keeps these words."""

    BUSY = "asks us to wait (429 or 503)"
    ROBOTS = "answers for its robots.txt with a server error, which forbids all (RFC 9309)"
    DOWN = "does not answer"


@dataclass(slots=True)
class Host:
    """One host. `until`: nothing is sent before; `alone`: nor are requests kept waiting for it."""

    name: str
    pace: float = 0.0
    """Seconds that lie between two requests, at least."""
    until: float = 0.0
    failures: int = 0
    why: Why | None = None
    alone: bool = False
    probing: bool = False
    not_before: str | None = None
    """As the store has it."""

    @property
    def remark(self) -> str:
        """What a person should know of it."""
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
        """Requests that were not sent, one after the other, as their hosts are left alone."""

    def of(self, name: str) -> Host:
        """Return a host; the store is asked once for what earlier crawls have met."""
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
        """Tell whether a host is left alone, so that a request is not sent; counts those."""
        host = self.of(name)
        refused = host.alone and (host.probing or monotonic() < host.until)
        self.turned_away += refused
        return refused

    def admit(self, name: str) -> bool:
        """Tell whether a request may be sent, perhaps after a rest.

        A host that was left alone for long enough gets one, as a probe.
        """
        if self.refuses(name):
            return False
        host = self.of(name)
        host.probing = host.alone
        self.turned_away = 0
        return True

    def answered(self, name: str) -> None:
        """Note an answer: what was the matter is over."""
        host = self.of(name)
        if monotonic() < host.until:
            return  # It was under way when the host asked for a rest.
        host.failures, host.why, host.alone, host.probing = 0, None, False, False
        if host.not_before is not None:
            host.not_before = None
            self._notes.forget(name)

    def unclear(self, name: str) -> None:
        """Note that a request ended in a way that says nothing about its host."""
        self.of(name).probing = False

    def busy(self, name: str, asked: float | None) -> None:
        """Note that a host asks us to wait, for `asked` seconds if it says so."""
        host = self.of(name)
        if self._count(host, Why.BUSY):
            host.pace = min(2 * max(host.pace, self._delay), SLOWEST)
        rest = backoff(host.failures, _BUSY * self._delay)
        if asked is not None:
            # It knows best; but where that does not help, it is given more.
            rest = max(asked, backoff(host.failures - 1, _BUSY * self._delay))
        self._rest(host, rest)

    def failed(self, name: str) -> None:
        """Note that a host did not answer, or that a gateway says so for it."""
        host = self.of(name)
        self._count(host, Why.DOWN)
        self._rest(host, min(backoff(host.failures, _DOWN * self._delay), self._patience))

    def leave(self, name: str, why: Why) -> None:
        """Leave a host alone at once: it has no robots.txt to go by."""
        host = self.of(name)
        if not host.alone or host.probing:
            self._count(host, why)
            self._rest(host, 0.0, alone=True)

    def slow_down(self, name: str, pace: float) -> None:
        """Note that a host asks for so many seconds between two requests."""
        host = self.of(name)
        host.pace = max(host.pace, min(pace, SLOWEST))

    def _count(self, host: Host, why: Why) -> bool:
        """Count a trouble; not one of a request that was under way when the host began to rest."""
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
        """The exit code that hosts that are left alone deserve; DONE where none is."""
        reasons = {host.why for host in self.left_alone}
        if not reasons:
            return ExitCode.DONE
        return ExitCode.UNREACHABLE if reasons == {Why.DOWN} else ExitCode.REFUSED


def backoff(times: int, first: float, longest: float = math.inf) -> float:
    """Return seconds to rest after so many troubles: doubled each time, at random above half."""
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
