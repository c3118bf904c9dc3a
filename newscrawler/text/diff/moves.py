"""Moved paragraphs: which new paragraph is which old one, and which kept the order."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence

_RUN = 4
"""Words in a row that identify a paragraph, where both texts have them once."""
_SAME = 0.5
"""The share of common words from which a moved paragraph is the same."""


def moves(old: Sequence[str], new: Sequence[str]) -> dict[int, int]:
    """Return {new index: old index} of the paragraphs that moved.

    `old` and `new` are folded paragraphs. As much of the text as possible counts as unmoved.
    """
    here, there = _runs(old), _runs(new)
    shared = Counter(
        (at, there[run]) for run, at in here.items() if at >= 0 and there.get(run, -1) >= 0
    )
    best: dict[int, tuple[int, int]] = {}
    for (at, to), count in shared.items():
        best[to] = max(best.get(to, (0, 0)), (count, -at))
    pairs = [(-at, to, count) for to, (count, at) in sorted(best.items())]
    stayed = set(_heaviest(pairs))
    taken = {at for at, _ in stayed}
    found: dict[int, int] = {}
    for at, to, _ in sorted(pairs, key=lambda pair: -pair[2]):
        if (at, to) not in stayed and at not in taken and _alike(old[at], new[to]):
            found[to] = at
            taken.add(at)
    return found


def _runs(texts: Sequence[str]) -> dict[tuple[str, ...], int]:
    """Return the paragraph of each run of words; -1 if it occurs more than once."""
    found: dict[tuple[str, ...], int] = {}
    for number, text in enumerate(texts):
        words = text.split()
        for run in _windows(words):
            found[run] = -1 if run in found else number
    return found


def _windows(words: list[str]) -> Iterator[tuple[str, ...]]:
    if len(words) < _RUN:
        return iter([tuple(words)] if words else [])
    return zip(*(words[shift:] for shift in range(_RUN)), strict=False)


def _heaviest(pairs: list[tuple[int, int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the heaviest subsequence of pairs whose first sides do not fall; the second rise."""
    # First sides at which the best weight grows, with that weight and the pair that has it.
    tops: list[int] = []
    weights: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for index, (at, _, weight) in enumerate(pairs):
        place = bisect_right(tops, at)
        before.append(last[place - 1] if place else -1)
        total = weight + (weights[place - 1] if place else 0)
        start = bisect_left(tops, at)
        end = bisect_right(weights, total, lo=start)
        tops[start:end], weights[start:end], last[start:end] = [at], [total], [index]
    index = last[-1] if last else -1
    while index >= 0:
        yield pairs[index][:2]
        index = before[index]


def _alike(old: str, new: str) -> bool:
    here, there = Counter(old.split()), Counter(new.split())
    return (here & there).total() >= _SAME * max(here.total(), there.total())
