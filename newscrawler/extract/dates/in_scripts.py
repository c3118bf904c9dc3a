"""Dates in hydration state, for pages whose text is rendered in the browser."""

import re
from collections.abc import Iterator
from typing import Any

from newscrawler.extract.html.hydration import values
from newscrawler.model.article import Candidate

_KEY = re.compile(
    r"(?:first_?)?(?:date_?)?(?:publish(?:ed)?|publication|pub|posted)(?:_?(?:date|at|on|time))*$",
    re.IGNORECASE,
)
_MIN_BODY = 250
"""Letters of the longest string beside a date from which it is an article's, not a teaser's."""


def script_date(states: list[Any]) -> list[Candidate]:
    """Return the date beside the longest text in hydration states: a list of one, or empty."""
    best, found = _MIN_BODY, None
    for state in states:
        for letters, candidate in _dated(state):
            if letters >= best:
                best, found = letters + 1, candidate
    return [found] if found else []


def _dated(state: Any) -> Iterator[tuple[int, Candidate]]:
    """Yield (letters of the longest text beside it, date) of objects with a publication date."""
    for value in values(state):
        if not isinstance(value, dict):
            continue
        texts = [(key, text) for key, text in value.items() if isinstance(text, str)]
        day = next(((k, t) for k, t in texts if len(t) < 50 and _KEY.match(k)), None)
        if day:
            letters = max(len(text) for _, text in texts)
            yield letters, Candidate(f"script:{day[0]}", day[1])
