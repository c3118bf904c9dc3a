"""A reader of phrase tables: a line ``[outcome name]``, then phrases separated by ` | `."""

import re
from collections.abc import Callable

from newscrawler.model.outcome import Outcome

Row = tuple[Outcome, str, tuple[str, ...]]
"""The outcome of a page with one of the phrases, the rule's name, and the phrases."""
_HEAD = re.compile(r"^\[(\S+) (\S+)\]$", re.MULTILINE)


def read(table: str, form: Callable[[str], str] = str) -> tuple[Row, ...]:
    """Return the rows of a table; `form` is applied to each phrase."""
    _, *parts = _HEAD.split(table)
    rows = zip(parts[::3], parts[1::3], parts[2::3], strict=True)
    return tuple(
        (Outcome(outcome), name, tuple(form(p.strip()) for p in phrases.split(" |") if p.strip()))
        for outcome, name, phrases in rows
    )
