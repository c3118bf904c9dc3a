"""Edges of an article: its first and last paragraphs, where a site repeats boilerplate.

Agency lines, «subscribe», share prompts, copyright, about the site. A paragraph is known by the
digest of its folded text. Only a site's other articles show which is boilerplate, so the rule is
SQL (store/duplicates/boilerplate.py); what it computes of one text is here.
"""

from collections.abc import Collection
from hashlib import blake2b

from newscrawler.store.duplicates.minhash import shingles
from newscrawler.text.arabic import fold

HEAD, TAIL = 3, 5
"""Paragraphs at either end that may be boilerplate."""
MIN_ARTICLES = 5
MIN_SHARE = 0.2
"""A paragraph is boilerplate if so many articles with different texts, and such a share of the
site's, have it at an edge."""
SAMPLE = 1000
"""Articles sampled of a site: those with the lowest `rank`. A share of 0.2 is then known to
± 0.013, and a site with a million articles costs no more than one with a thousand."""


def paragraphs(body: str) -> list[str]:
    """Return the paragraphs of a body."""
    return body.split("\n\n")


def digest(paragraph: str) -> int:
    """Return a digest of 63 bits of a folded paragraph; 0 if it has no words."""
    text = fold(paragraph)
    return _bits(text) if text else 0


def rank(key: str) -> int:
    """Return an article's rank in the sample: 63 pseudo-random bits of its address."""
    return _bits(key)


def edges(body: str) -> dict[int, int]:
    """Return the digests of the paragraphs at the edges, each with a sketch of its words.

    The middle counts as one more. A sketch is the smallest hash of a pair of words: two texts
    have the same with the probability of their resemblance, so few sketches mean few stories
    (MinHash, Broder 1997).
    """
    parts = paragraphs(body)
    head, middle, tail = parts[:HEAD], parts[HEAD:-TAIL], parts[HEAD:][-TAIL:]
    found: dict[int, int] = {}
    for part in (*head, " ".join(middle), *tail):
        text = fold(part)
        if text:
            found[_bits(text)] = min(shingles(part), default=_bits(text) << 1) >> 1
    return found


def split(body: str, boilerplate: Collection[int]) -> tuple[list[str], list[str]]:
    """Return the paragraphs of a body, and those at its edges that are boilerplate."""
    parts = paragraphs(body)
    if not boilerplate:
        return parts, []
    inner = range(HEAD, len(parts) - TAIL)
    gone = [i not in inner and digest(part) in boilerplate for i, part in enumerate(parts)]
    kept = [part for part, out in zip(parts, gone, strict=True) if not out]
    return kept, [part for part, out in zip(parts, gone, strict=True) if out]


def without_boilerplate(body: str, boilerplate: Collection[int]) -> tuple[str, list[str]]:
    """Return a body without its boilerplate, and the paragraphs left out.

    Never more than half of the text: where so much seems to be boilerplate, none is left out.
    """
    kept, out = split(body, boilerplate)
    if sum(map(len, out)) * 2 > len(body):
        return body, []
    return "\n\n".join(kept), out


def _bits(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest()) >> 1
