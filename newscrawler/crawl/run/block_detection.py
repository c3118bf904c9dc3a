"""Block detection: a run was refused if the share of walls and soft 404s has risen.

A site that blocks us, or has gone behind a wall, seldom says so with a status; but pages that are
none then come in numbers that the runs before did not have. Pure.
"""

from collections.abc import Mapping, Sequence
from statistics import median

from newscrawler.model.outcome import ARTICLES, Outcome

_WALLS = (Outcome.BLOCKED, Outcome.NEEDS_JAVASCRIPT)
_REFUSED = (*_WALLS, Outcome.SOFT_404)
_ANSWERED = (
    *ARTICLES, *_REFUSED, Outcome.PART, Outcome.NOT_ARTICLE, Outcome.GONE, Outcome.EMPTY,
    Outcome.TRUNCATED,
)  # fmt: skip
"""Outcomes of pages that a site has answered with something of its own, or refused."""
_MIN_PAGES = 5
"""Refused pages below which a share means nothing."""
_MOST_WALLS, _MIN_SHARE, _FACTOR = 0.5, 0.2, 3
"""A refusal is a share of walls above 1/2, or of all refused pages from 1/5 on, if that is three
times the usual."""
_MAX_RUNS = 10
"""Runs before whose median share is the usual one."""


def why_refused(counts: Mapping[str, int], before: Sequence[Mapping[str, int]]) -> str | None:
    """Return a sentence if a run was refused, else None.

    `counts`: its pages by outcome, lists left out. `before`: those of the site's runs before, the
    latest first; runs with few answers do not count. A site of which always a tenth is dead
    is not refusing, nor is one whose dead pages are asked for again.
    """
    refused = _count(counts, _REFUSED)
    if refused < _MIN_PAGES:
        return None
    share = _share(counts, _REFUSED)
    if _share(counts, _WALLS) > _MOST_WALLS:
        return _sentence(counts, share, "")
    known = [past for past in before if _count(past, _ANSWERED) >= _MIN_PAGES][:_MAX_RUNS]
    usual = median(_share(past, _REFUSED) for past in known) if known else 0.0
    if share > _MOST_WALLS and not known:
        return _sentence(counts, share, "")
    if known and share >= _MIN_SHARE and share > _FACTOR * usual:
        return _sentence(counts, share, f", and {usual:.0%} in the runs before")
    return None


def _sentence(counts: Mapping[str, int], share: float, usual: str) -> str:
    kinds = ", ".join(f"{counts[k]} {k}" for k in _REFUSED if counts.get(k))
    return f"{share:.0%} of the pages were refused or none ({kinds}){usual}"


def _share(counts: Mapping[str, int], which: Sequence[Outcome]) -> float:
    return _count(counts, which) / max(_count(counts, _ANSWERED), 1)


def _count(counts: Mapping[str, int], which: Sequence[Outcome]) -> int:
    return sum(counts.get(outcome, 0) for outcome in which)
