"""The states of frameworks: what a page renders in the browser stands in a script, as JSON."""

import json
import re
from collections.abc import Iterator
from typing import Any

_SCRIPT = re.compile(r"<script\b([^>]*)>(\s*[^<\s].*?)</script", re.DOTALL | re.IGNORECASE)
_STATE = re.compile(r"\s*(?:(?:window\.|var\s+)?\w+\s*=\s*)?([{\[].*?)[\s;]*\Z", re.DOTALL)
_DECODER = json.JSONDecoder(strict=False)
_LARGEST = 4_000_000
_MOST = 50_000


def states(text: str) -> list[Any]:
    """Return the states that the scripts of a document hold.

    Next writes `<script type="application/json">`, others `window.__STATE__ = {…}`. A script's text
    ends at the first `</script`, whatever it is, so that no second tree is needed.
    """
    found: list[Any] = []
    for script in _SCRIPT.finditer(text):
        source = None if "ld+json" in script[1].lower() else _STATE.match(script[2])
        if source is None or len(source[1]) > _LARGEST:
            continue
        try:
            found.append(_DECODER.raw_decode(source[1])[0])
        except (ValueError, RecursionError):
            continue  # code, not data
    return found


def values(state: Any) -> Iterator[Any]:
    """Yield every value of a state, itself first, up to a bound."""
    stack, bound = [state], _MOST
    while stack and bound:
        bound -= 1
        value = stack.pop()
        yield value
        if isinstance(value, dict):
            stack.extend(value.values())
        elif isinstance(value, list):
            stack.extend(value)
