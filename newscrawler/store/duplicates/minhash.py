"""Near-duplicates: MinHash finds candidates, the resemblance of their words decides.

Two measures for two tasks. The index finds candidates: MinHash of pairs of adjacent words (Broder
1997, «On the resemblance and containment of documents»), because unrelated texts share almost
none of them. What decides is the resemblance of the words themselves, each as often as it
stands there, because pairs punish scattered edits twice: with every fifth word replaced 0.67 of the
words are shared and 0.47 of the pairs, while a text cut to half shares 0.5 of both, so no
threshold over pairs tells these two apart. The title has no say: a story keeps its body under
the headlines of many papers.
"""

import re
from array import array
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b
from itertools import pairwise
from operator import eq

from newscrawler.text.arabic import fold_letters

THRESHOLD = 0.6
"""Resemblance from which two texts are one story.

Every fifth word replaced leaves 0.67, half of a text left out 0.5, unrelated articles of one
language share 0.13 on average (benchmarks/store/near_duplicates.py).
"""
MIN_NUMBERS = 5
NUMBERS_KEPT = 0.6
"""From MIN_NUMBERS numbers in both texts on, these must agree by this share of what the words do:
of eight numbers in a text with every fifth word replaced by chance, fewer do once in a hundred."""
MIN_SHINGLES = 12
"""Texts with fewer different pairs of words are too short to judge."""
BANDS = 24
ROWS = 3
"""Bands × rows: texts with J of their pairs alike share a band with 1 - (1 - J^3)^24: 0.93 at
0.47, 0.9999 at 0.7; unrelated ones (0.001) with 2 in 100 million."""
LEAST_ALIKE = (BANDS * ROWS) // 8
"""Values of two signatures that must agree before the texts are compared: of 72, a pair at the
threshold has 31 ± 4, an unrelated pair that shares one band 4."""

_WORD = re.compile("[\\w\u0300-\u036f\u0900-\u0963\u0966-\u109f\u1780-\u17d3]+")
_ASCII_WORD = re.compile(r"\w+", re.ASCII)
# Scripts written without spaces: Thai to Lao, Myanmar, Khmer, kana, Han.
_SPACELESS = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff]"
)
_SHORT = 3
"""Letters of a word that is mostly grammar."""
_64 = (1 << 64) - 1
_GOLDEN = 0x9E3779B97F4A7C15
"""2^64 divided by the golden ratio: its multiples are spread evenly (Knuth, TAOCP 3, 6.4)."""


def words(text: str) -> list[str]:
    """Return the folded words of a text; in a script without spaces, every two characters."""
    text = fold_letters(text)
    if text.isascii():
        return _ASCII_WORD.findall(text)
    found = _WORD.findall(text)
    if not _SPACELESS.search(text):
        return found
    return [piece for word in found for piece in _pieces(word)]


def bag(text: str) -> Counter[str]:
    """Return how often each word stands in a text."""
    return Counter(words(text))


def resemblance(one: Counter[str], other: Counter[str]) -> float:
    """Return the Jaccard resemblance of two bags: what they share of what they hold, 0 to 1."""
    shared = (one & other).total()
    return shared / ((one.total() + other.total() - shared) or 1)


def one_story(one: Counter[str], other: Counter[str], threshold: float = THRESHOLD) -> bool:
    """Tell whether two bags are near-duplicates: their words resemble, and so do their numbers.

    Bulletins of prices, weather or results have their words in common and not their numbers,
    which are what they say. An editor who changes words changes numbers no more often.
    """
    words_shared = resemblance(one, other)
    if words_shared < threshold:
        return False
    a, b = _numbers(one), _numbers(other)
    if min(a.total(), b.total()) < MIN_NUMBERS:
        return True
    return _dice(resemblance(a, b)) >= NUMBERS_KEPT * _dice(words_shared)


def _numbers(words: Counter[str]) -> Counter[str]:
    return Counter({word: count for word, count in words.items() if word[0].isdecimal()})


def _dice(resemblance: float) -> float:
    """Return Dice's coefficient: the share of either bag, if they are equal in size."""
    return 2 * resemblance / (1 + resemblance)


def shingles(text: str) -> set[int]:
    """Return 64-bit hashes of the pairs of adjacent words of more than three letters.

    The short ones are mostly the grammar of a language, which unrelated texts share; in a
    language where most words are short, all count.
    """
    every = words(text)
    content = [w for w in every if len(w) > _SHORT or (not w.isascii() and _SPACELESS.match(w))]
    if len(content) * 2 < len(every):
        content = every
    hashes = [_hash(w) for w in content]
    # Hashes of words are spread evenly, and so are their sums.
    return {a * 3 + b & _64 for a, b in pairwise(hashes)}


def signature(of: Iterable[int]) -> "array[int]":
    """Return the 72 values of 16 bits that stand for a set of 64-bit hashes.

    One permutation hashing: one pass, the smallest hash of each of 72 bins; an empty bin borrows
    from a bin that the bin's number alone chooses (optimal densification, Shrivastava 2017).
    The share of equal values of two signatures estimates the resemblance of the sets.
    """
    bins = [_64] * (BANDS * ROWS)
    for h in of:
        # The top bits choose the bin, the lowest 32 are compared, the 16 between are kept.
        place = h * (BANDS * ROWS) >> 64
        value = (h & 0xFFFFFFFF) << 16 | (h >> 32 & 0xFFFF)
        if value < bins[place]:
            bins[place] = value
    if min(bins) == _64:
        raise ValueError("a set of nothing has no signature")
    full = [
        value if value != _64 else next(bins[j] for j in lend if bins[j] != _64)
        for value, lend in zip(bins, _LENDERS, strict=True)
    ]
    return array("H", [value & 0xFFFF for value in full])


def bands(values: "array[int]") -> list[int]:
    """Return the band keys of a signature, signed 48-bit integers: texts are filed under them."""
    triples = zip(values[0::3], values[1::3], values[2::3], strict=True)
    return [
        ((a << 32 | b << 16 | c) ^ salt) - (1 << 47)
        for (a, b, c), salt in zip(triples, _SALTS, strict=True)
    ]


def alike(one: "array[int]", other: "array[int]") -> int:
    """Return how many values of two signatures agree, of 72."""
    return sum(map(eq, one, other))


def _pieces(word: str) -> list[str]:
    if _SPACELESS.search(word) is None:
        return [word]
    return [word[i : i + 2] for i in range(len(word) - 1)] or [word]


@lru_cache(maxsize=1 << 16)
def _hash(word: str) -> int:
    return int.from_bytes(blake2b(word.encode(), digest_size=8).digest())


def _mix(h: int) -> int:
    """Spread a sum of hashes over 64 bits (the finalizer of MurmurHash3, Appleby)."""
    h &= _64
    h = (h ^ h >> 33) * 0xFF51AFD7ED558CCD & _64
    h = (h ^ h >> 33) * 0xC4CEB9FE1A85EC53 & _64
    return h ^ h >> 33


def _lenders(place: int) -> tuple[int, ...]:
    """Return all bins in the order in which an empty one borrows from them."""
    return tuple(sorted(range(BANDS * ROWS), key=lambda j: _mix((place * 1000 + j + 1) * _GOLDEN)))


_LENDERS = tuple(_lenders(i) for i in range(BANDS * ROWS))
_SALTS = tuple(_mix((i + 1) * _GOLDEN) & (1 << 48) - 1 for i in range(BANDS))
