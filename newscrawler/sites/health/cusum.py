"""The test: has what was usual become rare? A cumulative sum over pages, newest last.

Page's CUSUM (E. S. Page, Biometrika 41, 1954) of the log-likelihood ratio between «as ever» and
«a quarter as often». While all is as ever, e^LIMIT pages pass between two false alarms at least
(G. Lorden, Annals of Mathematical Statistics 42, 1971).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log, sqrt

LEAST = 30
"""Pages that make a baseline."""
LIMIT, SOFT_LIMIT = 16.0, 24.0
"""The sum that is an alarm: e^16 is nine million pages. More for what comes and goes by the hour,
as agencies do that sign nothing: there pages are not independent, as the bound assumes."""
CEILING = 0.95
"""A share that is taken for no higher, so that a few odd pages in a row are none."""
RARE = 0.15
"""Of what is rarer than this, nothing can be missed."""
_RARER = 0.25
"""How rare something has become that was usual: to a quarter."""
_SPREAD = 2.0
"""Standard errors by which the baseline may be lower than it looks."""
_WORST = 2.0
"""Pages without something come in batches: how much worse than the worst batch it has to be."""
_MOST = 1.25
"""The sum grows no further than so many limits, so that a batch is soon made up for."""


@dataclass(frozen=True, slots=True)
class Change:
    """From value number `first` on, what was there in a share of `before` is rare."""

    first: int
    before: float


def change(
    values: Sequence[bool], reference: int, expected: float | None = None, limit: float = LIMIT
) -> Change | None:
    """Return since when a series is no longer as it was, or None.

    `values`: whether each page has it, the oldest first; the first `reference` of them tell what
    is usual, or, where they are too few, `expected` does. `limit`: the sum that is an alarm.
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
    hit, miss = log(_RARER), log((1 - usual * _RARER) / (1 - usual))
    total, peak, first = 0.0, 0.0, 0
    for number, value in enumerate(values):
        total = min(total + (hit if value else miss), _MOST * limit)
        if total > peak:
            peak = total
        elif total <= 0:
            limit = max(limit, _WORST * peak)
            total, peak, first = 0.0, 0.0, number + 1
    return Change(first, before) if total >= limit else None


def _at_least(hits: int, of: int) -> float:
    """Return the lower end of Wilson's interval for a share (JASA 22, 1927)."""
    z = _SPREAD * _SPREAD
    centre = hits + z / 2
    return (centre - _SPREAD * sqrt(hits * (of - hits) / of + z / 4)) / (of + z)
