"""How far a value can be relied on: what the page's other sources say of it."""

import re
from collections.abc import Sequence

from newscrawler.model.article import Candidate
from newscrawler.text.arabic import fold

_LONGEST = 300
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def confidence(value: object, others: Sequence[Candidate]) -> str:
    """Return ``agreed``, ``disputed`` or ``alone``.

    Dates agree on their day, texts on their folded words; of a list any item will do. What could
    not be read disputes nothing.
    """
    values = set(map(str, value if isinstance(value, list) else [value]))
    told = {str(o.raw if o.value is None else o.value) for o in others if _speaks(o)}
    if told <= values:
        return "agreed" if told else "alone"
    mine, said = set(map(_core, values)), set(map(_core, told))
    said.discard("")
    agreeing = {other for other in said if any(_holds(other, one) for one in mine)}
    if said - agreeing:
        return "disputed"
    return "agreed" if agreeing else "alone"


def _holds(other: str, mine: str) -> bool:
    """Tell whether a text is the value, or the value with a site's name before or after it."""
    return other == mine or (
        bool(mine) and (other.startswith(f"{mine} ") or other.endswith(f" {mine}"))
    )


def _core(text: str) -> str:
    day = _DAY.match(text)
    return day[0] if day else fold(text[:_LONGEST])


def _speaks(other: Candidate) -> bool:
    return other.value not in ("ambiguous", "invalid", "relative")
