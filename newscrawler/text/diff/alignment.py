"""Alignment of two word sequences: their common blocks, at a cost that grows linearly.

Long ones are split where both have the same rare run of words, once each (the patience method,
known from Bram Cohen's diff); short ones are left to difflib, whose longest runs read well. difflib
alone is quadratic: two minutes for a book. Its cost is counted, and bounded.
"""

from bisect import bisect_left
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

MAX_PAIRS = 100 * 100
"""Pairs of words up to which difflib aligns a span."""
MAX_STEPS = 60
"""Steps for each word of both texts, after which the rest counts as changed. Edits of whole
articles need about ten."""
_RUNS = (4, 1)
"""Lengths of the runs that are tried, in words: four in a row are rare in any text."""


class Block(NamedTuple):
    """`size` equal items, at `old` in one sequence and at `new` in the other."""

    old: int
    new: int
    size: int

    @property
    def end(self) -> int:
        """The index after the block in the new sequence."""
        return self.new + self.size


class _Span(NamedTuple):
    old: int
    old_end: int
    new: int
    new_end: int


class Alignment:
    """Finds the equal blocks of two sequences; `steps` counts the cost."""

    def __init__(self, old: Sequence[str], new: Sequence[str]) -> None:
        self._old, self._new = old, new
        self._most = MAX_STEPS * (len(old) + len(new))
        self.steps = 0

    def blocks(self) -> list[Block]:
        """Return the equal blocks in order; they do not cross, and adjacent ones are merged."""
        found: list[Block] = []
        waiting = [_Span(0, len(self._old), 0, len(self._new))]
        while waiting:
            found += self._align(waiting.pop(), waiting)
        return _merged(sorted(found))

    def _align(self, span: _Span, waiting: list[_Span]) -> list[Block]:
        """Return the blocks that are surely equal in a span; add the rest of it to `waiting`."""
        head = self._common(span, 1)
        span = _Span(span.old + head, span.old_end, span.new + head, span.new_end)
        tail = self._common(span, -1)
        span = _Span(span.old, span.old_end - tail, span.new, span.new_end - tail)
        ends = [
            Block(span.old - head, span.new - head, head),
            Block(span.old_end, span.new_end, tail),
        ]
        found = [end for end in ends if end.size]
        rows, columns = span.old_end - span.old, span.new_end - span.new
        if not rows or not columns or self.steps > self._most:
            return found
        if rows * columns <= MAX_PAIRS:
            return found + self._short(span)
        for run in _RUNS:
            anchors = self._anchors(span, run)
            if anchors:
                break
        else:
            return found
        old, new = span.old, span.new
        for block in anchors:
            waiting.append(_Span(old, block.old, new, block.new))
            old, new = block.old + block.size, block.new + block.size
        waiting.append(_Span(old, span.old_end, new, span.new_end))
        return found + anchors

    def _common(self, span: _Span, way: int) -> int:
        """Return how many items are equal from the beginning (`way` 1) or from the end (-1)."""
        old, new = (span.old, span.new) if way > 0 else (span.old_end - 1, span.new_end - 1)
        most = min(span.old_end - span.old, span.new_end - span.new)
        size = 0
        while size < most and self._old[old + way * size] == self._new[new + way * size]:
            size += 1
        self.steps += size + 1
        return size

    def _short(self, span: _Span) -> list[Block]:
        old, new = self._old[span.old : span.old_end], self._new[span.new : span.new_end]
        self.steps += len(old) * len(new) // 10  # most pairs are never looked at
        matches = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
        return [Block(span.old + m.a, span.new + m.b, m.size) for m in matches if m.size]

    def _anchors(self, span: _Span, run: int) -> list[Block]:
        """Return the runs of words that both have once: the most that keep their order."""
        self.steps += span.old_end - span.old + span.new_end - span.new
        here = _unique_runs(self._old, span.old, span.old_end, run)
        there = _unique_runs(self._new, span.new, span.new_end, run)
        pairs = [(at, there[key]) for key, at in here.items() if key in there]
        blocks: list[Block] = []
        for old, new in _longest_rising(pairs):
            last = blocks[-1] if blocks else Block(span.old, span.new, 0)
            ahead = max(last.old + last.size - old, last.new + last.size - new, 0)
            if ahead < run:
                blocks.append(Block(old + ahead, new + ahead, run - ahead))
        return _merged(blocks)


def _unique_runs(
    items: Sequence[str], start: int, end: int, run: int
) -> dict[tuple[str, ...], int]:
    """Return the positions of the runs that occur once, in order."""
    rows = zip(*(items[start + shift : end] for shift in range(run)), strict=False)
    found: dict[tuple[str, ...], int] = {}
    several: set[tuple[str, ...]] = set()
    for at, key in enumerate(rows, start):
        if found.setdefault(key, at) != at:
            several.add(key)
    return {key: at for key, at in found.items() if key not in several}


def _longest_rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest subsequence of pairs whose second sides rise; the first ones rise."""
    tops: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for index, (_, new) in enumerate(pairs):
        place = bisect_left(tops, new)
        before.append(last[place - 1] if place else -1)
        tops[place : place + 1] = [new]
        last[place : place + 1] = [index]
    chosen: list[tuple[int, int]] = []
    index = last[-1] if last else -1
    while index >= 0:
        chosen.append(pairs[index])
        index = before[index]
    return chosen[::-1]


def _merged(blocks: list[Block]) -> list[Block]:
    """Return the blocks with adjacent ones merged."""
    merged: list[Block] = []
    for block in blocks:
        last = merged[-1] if merged else None
        if last and last.old + last.size == block.old and last.new + last.size == block.new:
            merged[-1] = Block(last.old, last.new, last.size + block.size)
        else:
            merged.append(block)
    return merged
