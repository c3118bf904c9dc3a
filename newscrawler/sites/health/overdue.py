"""Overdue runs and silent sites, judged by the usual intervals."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

_RUNS = 5
"""Intervals between runs from which a usual one is known."""
_REGULAR = 0.8
"""The share of the intervals that must be within a quarter of the median."""
_SILENCES = 10
"""Intervals between new articles from which a usual silence is known."""
_A_DAY = timedelta(days=1)


def overdue(starts: Sequence[datetime], now: datetime) -> timedelta | None:
    """Return by how much a run is late; None if it is not, or if runs are irregular.

    `starts`: when the last runs began, in any order. A run may wait for its timer's random delay
    and for the run before it, so that one that is left out is late, and not one that is slow.
    """
    intervals = _intervals(starts)
    if len(intervals) < _RUNS:
        return None
    usual = sorted(intervals)[len(intervals) // 2]
    regular = sum(usual * 3 / 4 <= interval <= usual * 5 / 4 for interval in intervals)
    late = now - max(starts) - usual
    return late if regular >= _REGULAR * len(intervals) and late > usual else None


def silence(news: Sequence[datetime], seen: datetime) -> timedelta | None:
    """Return how long a site has brought nothing new, if that is far above its usual intervals.

    `news`: when new articles were last found, in any order; `seen`: when it was last looked at.
    """
    intervals = _intervals(news)
    if len(intervals) < _SILENCES:
        return None
    quiet = seen - max(news)
    return quiet if quiet > max(2 * max(intervals), _A_DAY) else None


def _intervals(moments: Sequence[datetime]) -> list[timedelta]:
    ordered = sorted(set(moments))
    return [later - earlier for earlier, later in pairwise(ordered)]
