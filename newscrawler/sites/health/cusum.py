"""Change detection by CUSUM: since when is rare on a site's pages what was usual?

Page's CUSUM (E. S. Page, Biometrika 41, 1954) of the log-likelihood ratio between «as ever» and
«a quarter as often». While all is as ever, e^LIMIT pages pass between two false alarms at least
(G. Lorden, Annals of Mathematical Statistics 42, 1971).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log, sqrt

LEAST = 30
"""Pages from which there is a baseline."""
LIMIT, SOFT_LIMIT = 16.0, 24.0
"""The sum that is an alarm: e^16 is nine million pages. More for what comes and goes by the hour,
as agency texts do that nobody signs: there pages are not independent, as the bound assumes."""
CEILING = 0.95
"""Higher shares count as this one, so that a few odd pages in a row are no alarm."""
RARE = 0.15
"""The share below which the absence of something proves nothing."""
_TESTED = 0.25
"""The change that is tested for: to a quarter of the usual share."""
_ERRORS = 2.0
"""Standard errors by which the baseline may be lower than it looks."""
_BATCH_MARGIN = 2.0
"""Pages without something come in batches: an alarm is this many times the worst one before."""
_CAP = 1.25
"""Cap of the sum, in limits, so that a batch is soon made up for."""


@dataclass(frozen=True, slots=True)
class Change:
    """A change: from value number `first` on, what a share `before` had is rare."""

    first: int
    before: float


def change(
    values: Sequence[bool], reference: int, expected: float | None = None, limit: float = LIMIT
) -> Change | None:
    """Return the change in a series, or None.

    `values`: whether each page has it, the oldest first; the first `reference` of them are the
    baseline, or, where they are too few, the share `expected`. `limit`: the sum that is an alarm.
    """
    if all(values):
        return None
    # The younger half may have changed already, while nobody has noticed.
    found = _change(values, max(reference // 2, min(reference, LEAST)), expected, limit)
    if found is not None:
        return _change(values, found.first, expected, limit) or found
    return found


def _change(
    values: Sequence[bool], reference: int, expected: float | None, limit: float
) -> Change | None:
    if reference >= LEAST:
        usual = min(CEILING, _at_least(sum(values[:reference]), reference))
        before = sum(values[:reference]) / reference
    elif expected is not None:
        usual = before = min(CEILING, expected)
    else:
        return None
    if usual < RARE:
        return None
    hit, miss = log(_TESTED), log((1 - usual * _TESTED) / (1 - usual))
    total, peak, first = 0.0, 0.0, 0
    for number, value in enumerate(values):
        total = min(total + (hit if value else miss), _CAP * limit)
        if total > peak:
            peak = total
        elif total <= 0:
            limit = max(limit, _BATCH_MARGIN * peak)
            total, peak, first = 0.0, 0.0, number + 1
    return Change(first, before) if total >= limit else None


def _at_least(hits: int, of: int) -> float:
    """Return the lower end of Wilson's interval for a share (JASA 22, 1927)."""
    z = _ERRORS * _ERRORS
    centre = hits + z / 2
    return (centre - _ERRORS * sqrt(hits * (of - hits) / of + z / 4)) / (of + z)
