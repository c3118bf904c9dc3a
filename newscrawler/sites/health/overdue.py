"""Is it time, by what was usual? Runs that have not come, and sites that have fallen silent."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

_RUNS = 5
"""Pauses between runs that make a rhythm."""
_REGULAR = 0.8
"""The share of the pauses that have to be about as long as the middle one."""
_SILENCES = 10
"""Pauses between new articles that tell how long a site is silent at times."""
_A_DAY = timedelta(days=1)


def overdue(starts: Sequence[datetime], now: datetime) -> timedelta | None:
    """Return by how much a run is late, or None if it is not, or if they come at any time.

    `starts`: when the last runs began, in any order. A run may wait for its timer's random delay
    and for the run before it, so that one that is left out is late, and not one that is slow.
    """
    pauses = _pauses(starts)
    if len(pauses) < _RUNS:
        return None
    usual = sorted(pauses)[len(pauses) // 2]
    regular = sum(usual * 3 / 4 <= pause <= usual * 5 / 4 for pause in pauses)
    late = now - max(starts) - usual
    return late if regular >= _REGULAR * len(pauses) and late > usual else None


def silence(news: Sequence[datetime], seen: datetime) -> timedelta | None:
    """Return how long a site has brought nothing new, if that is much longer than ever of late.

    `news`: when new articles were last found, in any order; `seen`: when it was last looked at.
    """
    pauses = _pauses(news)
    if len(pauses) < _SILENCES:
        return None
    quiet = seen - max(news)
    return quiet if quiet > max(2 * max(pauses), _A_DAY) else None


def _pauses(moments: Sequence[datetime]) -> list[timedelta]:
    ordered = sorted(set(moments))
    return [later - earlier for earlier, later in pairwise(ordered)]
