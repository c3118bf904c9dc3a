"""Detects that a site refuses a run, by a share of walls that has risen since earlier runs.

A site that blocks us, or has gone behind a wall, seldom says so with a status; but what is
no article then comes in numbers that it did not come in before. Pure.
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
"""How pages end that a site has answered with something of its own, or refused."""
_FEW = 5
"""Refused pages under which a share means nothing."""
_MOST, _MANY, _TIMES = 0.5, 0.2, 3
"""More than this share of walls is a refusal; of what else is no page, this share, where it is so
many times as large as it is wont to be."""
_RUNS = 10


def why_refused(counts: Mapping[str, int], before: Sequence[Mapping[str, int]]) -> str | None:
    """Return in a sentence that a run was refused, or None.

    `counts`: its pages by outcome, lists left out. `before`: those of the site's runs before, the
    latest first; runs with few answers tell nothing. A site of which always a tenth is dead
    is not refusing, nor is one whose dead pages are asked for again.
    """
    refused = _number(counts, _REFUSED)
    if refused < _FEW:
        return None
    share = _share(counts, _REFUSED)
    if _share(counts, _WALLS) > _MOST:
        return _sentence(counts, share, "")
    known = [past for past in before if _number(past, _ANSWERED) >= _FEW][:_RUNS]
    usual = median(_share(past, _REFUSED) for past in known) if known else 0.0
    if share > _MOST and not known:
        return _sentence(counts, share, "")
    if known and share >= _MANY and share > _TIMES * usual:
        return _sentence(counts, share, f", and {usual:.0%} in the runs before")
    return None


def _sentence(counts: Mapping[str, int], share: float, usual: str) -> str:
    kinds = ", ".join(f"{counts[k]} {k}" for k in _REFUSED if counts.get(k))
    return f"{share:.0%} of the pages were refused or none ({kinds}){usual}"


def _share(counts: Mapping[str, int], which: Sequence[Outcome]) -> float:
    return _number(counts, which) / max(_number(counts, _ANSWERED), 1)


def _number(counts: Mapping[str, int], which: Sequence[Outcome]) -> int:
    return sum(counts.get(outcome, 0) for outcome in which)
