"""Splits text into words, each in a form for reading and one for comparing.

Two texts that differ only in what folding drops (vowel marks, tatweel, spelling variants, case,
punctuation) have the same words: versions are compared by the same form.
"""

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from newscrawler.text.arabic import fold

# Combining marks belong to the letter before them, and are no `\w` for Python. Scripts beyond the
# first plane are left out: such characters in a set make Python's matching ten times as slow.
_MARKS = "".join(chr(c) for c in range(0x300, 0xFFFF) if unicodedata.category(chr(c))[0] == "M")
_INSIDE = _MARKS + "\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
# Scripts without spaces: each ideograph and each hiragana is a word (UAX #29, WB999).
_ALONE = "\u3040-\u309f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD = re.compile(f"(?:(?![{_ALONE}])\\w|[{_INSIDE}])+|[{_ALONE}][{_INSIDE}]*")
# «1,000», «don't»: these signs do not separate words for a reader (UAX #29, WB6-12).
_JOINS = frozenset(".,:'’·٫٬_")


class Word(NamedTuple):
    """A word with the punctuation and the space after it, and its form for comparing.

    The words of a paragraph, joined, are the paragraph. `joined`: for a reader it is one word with
    the next.
    """

    text: str
    key: str
    paragraph: int
    is_first: bool
    is_last: bool
    joined: bool


class Words:
    """Splits paragraphs, with a cache of folded words."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def of(self, paragraphs: dict[int, str]) -> list[Word]:
        """Return the words of numbered paragraphs."""
        return [word for number, text in paragraphs.items() for word in self._of(text, number)]

    def _of(self, text: str, number: int) -> Iterator[Word]:
        parts = self._parts(text)
        end = len(parts) - 1
        for at, (part, key) in enumerate(parts):
            joined = at < end and part[-1] in _JOINS
            yield Word(part, key, number, at == 0, at == end, joined)

    def _parts(self, text: str) -> list[tuple[str, str]]:
        """Return the words, each with what follows it, and their keys."""
        starts = [found.start() for found in _WORD.finditer(text)]
        starts[:1] = [0] * bool(starts)
        known, found, held = self._known, [], ""
        for start, end in pairwise([*starts, len(text)]):
            held += text[start:end]
            key = known.get(held)
            if key is None:
                key = known[held] = fold(held)
            if key:
                found.append((held, key))
                held = ""
            elif found:  # a tatweel that stands alone, say
                found[-1], held = (found[-1][0] + held, found[-1][1]), ""
        return found
