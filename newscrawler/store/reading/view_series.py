"""View counts over time: growth, resets, corrections and answers of stale caches.

Sites answer from caches, round what they print, and now and then start a counter anew. A fall is no
reset until it is seen: the counter went on from there, and was not back at the next look.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum

from newscrawler.text.arabic import ascii_digits
from newscrawler.text.instants import read_instant

_LATER = 3
"""Later observations in which a fallen count would be back, had a stale cache answered."""
_RESET_SHARE = 0.5
"""What is left of a count, at most, after a reset; a smaller fall is a correction."""
_MIN_EXPECTED = 5
"""Views expected of an unmoved counter, had they come evenly, from which a cache stood still
(Poisson: where five are expected, none at all comes once in 150 times)."""
_MAX_DIGITS = 30
_BARS = "▁▂▃▄▅▆▇█"


class Kind(StrEnum):
    """The kind of an observation, judged by those around it."""

    FIRST = "first"
    GREW = "grew"
    SAME = "same"
    CACHED = "cached"
    """It stood still, and then jumped by what it had kept back."""
    OLDER = "older"
    """An older answer than one before: several caches, or a rounding, speak in turn."""
    LOWER = "lower"
    """It fell and stayed lower, by too little for a reset or with nothing after it yet."""
    RESET = "reset"
    """The counter began anew."""


@dataclass(frozen=True, slots=True)
class Count:
    """One observation: when (a WARC-Date, None if nobody knows), how many, and as printed."""

    at: str | None
    count: int
    raw: str | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """An observation with its place in the series.

    `gained` are the views that were new with it, `per_day` their rate since the counter last told
    the truth. `rounded_to` is the last digit that was printed: 100 for ``1.2K``.
    """

    at: str | None
    count: int
    raw: str | None
    kind: Kind
    gained: int
    per_day: float | None
    rounded_to: int


@dataclass(frozen=True, slots=True)
class Series:
    """A counter's history. `total` adds up what was counted before each reset and after it."""

    points: tuple[Point, ...]

    @property
    def total(self) -> int:
        """All views that were seen counted; never below the largest count."""
        return sum(point.gained for point in self.points)

    @property
    def resets(self) -> int:
        """The number of times that the counter began anew."""
        return sum(point.kind is Kind.RESET for point in self.points)

    def as_data(self) -> dict[str, object]:
        """Return it for JSON."""
        observations = [asdict(point) for point in self.points]
        return {"total": self.total, "resets": self.resets, "observations": observations}


def series(counts: Sequence[Count]) -> Series:
    """Read a series of counts, in the order of their times."""
    return Series(tuple(_Reader(counts).points()))


def sparkline(points: Sequence[Point], width: int = 60) -> str:
    """Draw counts from nothing to the highest, one bar each, or of many as many as fit."""
    counts = [point.count for point in points]
    if len(counts) > width:
        counts = [counts[at * (len(counts) - 1) // (width - 1)] for at in range(width)]
    top = max(counts, default=0) or 1
    return "".join(_BARS[round(count / top * (len(_BARS) - 1))] for count in counts)


class _Reader:
    """Classifies a series in one pass; the next higher count of each is found before it."""

    def __init__(self, counts: Sequence[Count]) -> None:
        self._counts = counts
        self._steps = [_rounded_to(seen) for seen in counts]
        self._higher = _next_higher([seen.count for seen in counts])
        self._peak = 0
        self._since = 0  # the observation that set the peak

    def points(self) -> Iterator[Point]:
        reliable = 0  # the last observation that surely was the counter's state at its time
        for index, seen in enumerate(self._counts):
            kind = self._kind(index)
            before = 0 if kind is Kind.RESET else self._peak
            gained = max(seen.count - before, 0)
            if gained or kind is Kind.RESET:
                self._peak, self._since = seen.count, index
            per_day = None
            if kind in (Kind.GREW, Kind.SAME) and (days := self._days(reliable, index)):
                per_day = round(gained / days, 1)
            if kind not in (Kind.CACHED, Kind.OLDER, Kind.LOWER):
                reliable = index
            yield Point(seen.at, seen.count, seen.raw, kind, gained, per_day, self._steps[index])

    def _kind(self, index: int) -> Kind:
        count, peak = self._counts[index].count, self._peak
        if not index:
            return Kind.FIRST
        if count > peak:
            return Kind.GREW
        if count == peak:
            return Kind.CACHED if self._is_held_back(index) else Kind.SAME
        if peak - count < max(self._steps[self._since], self._steps[index]):
            return Kind.OLDER  # «1.2K» may have been 1,187
        soon = self._counts[index + 1 : index + 1 + _LATER]
        if any(seen.count >= peak for seen in soon):
            return Kind.OLDER
        goes_on = self._higher[index] is not None
        return Kind.RESET if goes_on and count <= _RESET_SHARE * peak else Kind.LOWER

    def _is_held_back(self, index: int) -> bool:
        """Tell whether a count that stands still has views that it does not show yet."""
        jump = self._higher[index]
        if jump is None:
            return False
        stood, whole = self._days(self._since, jump - 1), self._days(self._since, jump)
        if not stood or not whole:
            return False
        kept = self._counts[jump].count - self._peak
        return kept / self._steps[jump] * stood / whole >= _MIN_EXPECTED

    def _days(self, start: int, end: int) -> float | None:
        """Return the days between two observations; None where nobody knows, or there are none."""
        first, last = self._counts[start].at, self._counts[end].at
        if first is None or last is None:
            return None
        apart = read_instant(last) - read_instant(first)
        return apart.total_seconds() / 86400 or None


def _next_higher(counts: Sequence[int]) -> list[int | None]:
    """Return for each count the index of the next higher one."""
    found: list[int | None] = [None] * len(counts)
    waiting: list[int] = []
    for index, count in enumerate(counts):
        while waiting and counts[waiting[-1]] < count:
            found[waiting.pop()] = index
        waiting.append(index)
    return found


def _rounded_to(seen: Count) -> int:
    digits = int("".join(re.findall(r"\d", ascii_digits(seen.raw or "")))[:_MAX_DIGITS] or "0")
    return seen.count // digits if digits and seen.count % digits == 0 else 1
