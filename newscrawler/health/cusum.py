"""The test: has what was usual become rare? A cumulative sum over pages, newest last.

Page's CUSUM (E. S. Page, Biometrika 41, 1954) of the log-likelihood ratio between «as ever» and
«half as often». While all is as ever, e^LIMIT pages pass between two false alarms at least
(G. Lorden, Annals of Mathematical Statistics 42, 1971).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log, sqrt

LEAST = 30
"""Pages that make a baseline."""
LIMIT = 16.0
"""The sum that is an alarm: e^16 is nine million pages."""
CEILING = 0.93
"""A share that is taken for no higher, so that a few odd pages in a row are none."""
RARE = 0.15
"""Of what is rarer than this, nothing can be missed."""
_SPREAD = 2.0
"""Standard errors by which the baseline may be lower than it looks."""
_WORST = 1.5
"""Pages without something come in batches: how much worse than the worst batch it has to be."""


@dataclass(frozen=True, slots=True)
class Change:
    """From value number `first` on, what was there in a share of `before` is rare."""

    first: int
    before: float


def change(values: Sequence[bool], reference: int, expected: float | None = None) -> Change | None:
    """Return since when a series is no longer as it was, or None.

    `values`: whether each page has it, the oldest first; the first `reference` of them tell what
    is usual, or, where they are too few, `expected` does.
    """
    found = _change(values, reference, expected)
    if found is not None and found.first != reference:
        # Pages that came after the change, or not yet all that came before it.
        return _change(values, found.first, expected) or found
    return found


def _change(values: Sequence[bool], reference: int, expected: float | None) -> Change | None:
    if reference >= LEAST:
        usual = min(CEILING, _at_least(sum(values[:reference]), reference))
        before = sum(values[:reference]) / reference
    elif expected is not None:
        usual = before = min(CEILING, expected)
    else:
        return None
    if usual < RARE:
        return None
    hit, miss = log(0.5), log((1 - usual / 2) / (1 - usual))
    total = worst = peak = 0.0
    first = 0
    for number, value in enumerate(values):
        total += hit if value else miss
        if total <= 0:
            total, first = 0.0, number + 1
            worst, peak = max(worst, peak), 0.0
        peak = max(peak, total)
    return Change(first, before) if total >= max(LIMIT, _WORST * worst) else None


def _at_least(hits: int, of: int) -> float:
    """Return the lower end of Wilson's interval for a share (JASA 22, 1927)."""
    z = _SPREAD * _SPREAD
    centre = hits + z / 2
    return (centre - _SPREAD * sqrt(hits * (of - hits) / of + z / 4)) / (of + z)
