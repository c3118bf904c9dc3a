"""Furniture: what a site repeats at the head or tail of its articles, and no article says.

Agency lines, «subscribe», share prompts, copyright, about the site. A paragraph is known by the
digest of its folded text; which are furniture only the site's other articles tell, hence the
rule is SQL (store/duplicates/boilerplate.py) and its parts are here.
"""

from collections.abc import Collection
from hashlib import blake2b

from newscrawler.store.duplicates.minhash import shingles
from newscrawler.text.arabic import fold

HEAD, TAIL = 3, 5
"""Paragraphs at either end that may be furniture."""
MIN_ARTICLES = 5
MIN_SHARE = 0.2
"""A paragraph is furniture when so many articles with different texts, and such a share of the
site's, have it at an edge."""
SAMPLE = 1000
"""Articles of a site that are looked at: those with the lowest `rank`. A share of 0.2 is then
known to ± 0.013, and a site with a million articles costs no more than one with a thousand."""


def paragraphs(body: str) -> list[str]:
    """Return the paragraphs of a body."""
    return body.split("\n\n")


def digest(paragraph: str) -> int:
    """Return 63 bits that stand for a folded paragraph; 0 if it has no words."""
    text = fold(paragraph)
    return _bits(text) if text else 0


def rank(key: str) -> int:
    """Return an article's place in the draw of the sample: 63 bits of its address."""
    return _bits(key)


def edges(body: str) -> dict[int, int]:
    """Return the digests of the paragraphs at the edges, each with a sketch of its words.

    The middle counts as one more. A sketch is the smallest hash of a pair of words: texts have
    the same with the probability of their resemblance, so that few sketches tell of few stories
    (Broder 1997).
    """
    parts = paragraphs(body)
    head, middle, tail = parts[:HEAD], parts[HEAD:-TAIL], parts[HEAD:][-TAIL:]
    found: dict[int, int] = {}
    for part in (*head, " ".join(middle), *tail):
        text = fold(part)
        if text:
            found[_bits(text)] = min(shingles(part), default=_bits(text) << 1) >> 1
    return found


def split(body: str, furniture: Collection[int]) -> tuple[list[str], list[str]]:
    """Return the paragraphs of a body, and those at its edges that are furniture."""
    parts = paragraphs(body)
    if not furniture:
        return parts, []
    inner = range(HEAD, len(parts) - TAIL)
    gone = [i not in inner and digest(part) in furniture for i, part in enumerate(parts)]
    kept = [part for part, out in zip(parts, gone, strict=True) if not out]
    return kept, [part for part, out in zip(parts, gone, strict=True) if out]


def for_reading(body: str, furniture: Collection[int]) -> tuple[str, list[str]]:
    """Return a body without its furniture, and what was left out.

    Never more than half of the text: where so much seems to be furniture, nothing is left out.
    """
    kept, out = split(body, furniture)
    if sum(map(len, out)) * 2 > len(body):
        return body, []
    return "\n\n".join(kept), out


def _bits(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest()) >> 1
