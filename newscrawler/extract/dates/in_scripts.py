"""The day in the state of a framework, for pages whose text is rendered in the browser."""

import re
from collections.abc import Iterator
from typing import Any

from newscrawler.extract.html.hydration import values
from newscrawler.model.article import Candidate

_KEY = re.compile(
    r"(?:first_?)?(?:date_?)?(?:publish(?:ed)?|publication|pub|posted)(?:_?(?:date|at|on|time))*$",
    re.IGNORECASE,
)
_BODY = 250
"""Letters of the longest string beside a date from which it is an article's, no list entry's."""


def state_day(states: list[Any]) -> list[Candidate]:
    """Return the day that stands beside the longest text in the states of frameworks."""
    best, found = _BODY, None
    for state in states:
        for letters, candidate in _dated(state):
            if letters >= best:
                best, found = letters + 1, candidate
    return [found] if found else []


def _dated(state: Any) -> Iterator[tuple[int, Candidate]]:
    """Yield the objects that name a day of publication, by the length of what else they hold."""
    for value in values(state):
        if not isinstance(value, dict):
            continue
        texts = [(key, text) for key, text in value.items() if isinstance(text, str)]
        day = next(((k, t) for k, t in texts if len(t) < 50 and _KEY.match(k)), None)
        if day:
            letters = max(len(text) for _, text in texts)
            yield letters, Candidate(f"script:{day[0]}", day[1])
