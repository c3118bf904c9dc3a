"""Tables of phrases, written as text: a line ``[outcome name]``, then its phrases by ` | `."""

import re
from collections.abc import Callable

from newscrawler.model.outcome import Outcome

Row = tuple[Outcome, str, tuple[str, ...]]
"""How a page ends that has one of the phrases, what it is, and the phrases."""
_HEAD = re.compile(r"^\[(\S+) (\S+)\]$", re.MULTILINE)


def read(table: str, form: Callable[[str], str] = str) -> tuple[Row, ...]:
    """Read a table; `form` is what each phrase is brought into."""
    _, *parts = _HEAD.split(table)
    rows = zip(parts[::3], parts[1::3], parts[2::3], strict=True)
    return tuple(
        (Outcome(outcome), name, tuple(form(p.strip()) for p in said.split(" |") if p.strip()))
        for outcome, name, said in rows
    )
