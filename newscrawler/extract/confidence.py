"""Confidence in a value: whether the page's other sources agree with it."""

import re
from collections.abc import Sequence

from newscrawler.model.article import Candidate
from newscrawler.text.arabic import fold

_LONGEST = 300
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def confidence(value: object, others: Sequence[Candidate]) -> str:
    """Return ``agreed``, ``disputed`` or ``alone``, the last without another source.

    Dates agree on their day, texts on their folded words; of a list any item will do. A candidate
    that could not be read disputes nothing.
    """
    values = set(map(str, value if isinstance(value, list) else [value]))
    found = {str(o.raw if o.value is None else o.value) for o in others if _is_read(o)}
    if found <= values:
        return "agreed" if found else "alone"
    own, theirs = set(map(_core, values)), set(map(_core, found))
    theirs.discard("")
    agreeing = {other for other in theirs if any(_contains(other, one) for one in own)}
    if theirs - agreeing:
        return "disputed"
    return "agreed" if agreeing else "alone"


def _contains(other: str, own: str) -> bool:
    """Tell whether a text is the value, or the value with a site's name before or after it."""
    return other == own or (
        bool(own) and (other.startswith(f"{own} ") or other.endswith(f" {own}"))
    )


def _core(text: str) -> str:
    day = _DAY.match(text)
    return day[0] if day else fold(text[:_LONGEST])


def _is_read(other: Candidate) -> bool:
    return other.value not in ("ambiguous", "invalid", "relative")
