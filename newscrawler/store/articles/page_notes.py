"""Page notes: layout, filled fields and words of a capture, the baseline of a site's health."""

import re
from typing import Any

from newscrawler.model.article import KEYS, Use, names
from newscrawler.model.observation import Observation
from newscrawler.model.outcome import Outcome

FIELDS = names(Use.WATCHED)
"""By their bits: field n is bit n where the page gave it, and bit n + 10 where a selector of the
profile did."""

_WORD = re.compile(r"\w+")
_NO_TEXT = (Outcome.EMPTY, Outcome.NEEDS_JAVASCRIPT)
_NO_ARTICLE = (Outcome.NOT_ARTICLE, Outcome.LISTING)
_ARTICLE_SOURCES = ("feed", "api")
"""Sources of discovery that name nothing but articles."""


def notes(seen: Observation) -> dict[str, Any]:
    """Return `layout`, `filled` and `words` of a capture; nothing where it is no article's page.

    A page that should have been an article and is none counts too: nothing is filled.
    """
    article = seen.article
    if article is None or not _is_article_page(seen):
        return {}
    filled = 0
    if seen.outcome not in _NO_ARTICLE:
        for number, field in enumerate(FIELDS):
            name = KEYS[field]
            if getattr(article, name) not in (None, "", []):
                source = article.provenance.get(name)
                selected = source is not None and source.rule.startswith("selector:")
                filled |= (1 | selected << len(FIELDS)) << number
    words = len(_WORD.findall(article.body or "")) if filled else 0
    return {"layout": article.layout, "filled": filled, "words": words}


def bit(field: str, *, selected: bool = False) -> int:
    """Return the bit of a field, or that of a selector that gave it."""
    return 1 << FIELDS.index(field) + selected * len(FIELDS)


def _is_article_page(seen: Observation) -> bool:
    if seen.outcome in _NO_ARTICLE:
        hint = seen.facts.hint
        return hint is not None and hint.source in _ARTICLE_SOURCES
    return seen.outcome is None or seen.outcome in (*_NO_TEXT, Outcome.PAYWALLED)
