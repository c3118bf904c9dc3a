"""How far a value can be relied on: what the page's other sources say of it."""

import re
from collections.abc import Sequence

from newscrawler.items import Candidate
from newscrawler.text.arabic import fold

_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def confidence(value: object, others: Sequence[Candidate]) -> str:
    """Return ``agreed``, ``disputed`` or ``alone``.

    Dates agree on their day, texts on their folded words; of a list any item will do. What could
    not be read disputes nothing.
    """
    mine = {_core(v) for v in (value if isinstance(value, list) else [value])}
    said = {_core(o.raw if o.value is None else o.value) for o in others if _speaks(o)}
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


def _core(value: object) -> str:
    text = str(value)
    day = _DAY.match(text)
    return day[0] if day else fold(text)


def _speaks(other: Candidate) -> bool:
    return other.value not in ("ambiguous", "invalid", "relative")
