"""Hydration state: the JSON in a script from which a framework renders the page."""

import json
import re
from collections.abc import Iterator
from typing import Any

_SCRIPT = re.compile(r"<script\b([^>]*)>(\s*[^<\s].*?)</script", re.DOTALL | re.IGNORECASE)
_STATE = re.compile(r"\s*(?:(?:window\.|var\s+)?\w+\s*=\s*)?([{\[].*?)[\s;]*\Z", re.DOTALL)
_DECODER = json.JSONDecoder(strict=False)
_MAX_LENGTH = 4_000_000
_MAX_VALUES = 50_000


def hydration_states(text: str) -> list[Any]:
    """Return the hydration states in the scripts of an HTML document, parsed.

    Next writes `<script type="application/json">`, others `window.__STATE__ = {…}`. A script's text
    ends at the first `</script`, whatever it is, so that no second tree is needed.
    """
    found: list[Any] = []
    for script in _SCRIPT.finditer(text):
        source = None if "ld+json" in script[1].lower() else _STATE.match(script[2])
        if source is None or len(source[1]) > _MAX_LENGTH:
            continue
        try:
            found.append(_DECODER.raw_decode(source[1])[0])
        except (ValueError, RecursionError):
            continue  # code, not data
    return found


def values(state: Any) -> Iterator[Any]:
    """Yield every value nested in a state, the state first, at most _MAX_VALUES."""
    stack, left = [state], _MAX_VALUES
    while stack and left:
        left -= 1
        value = stack.pop()
        yield value
        if isinstance(value, dict):
            stack.extend(value.values())
        elif isinstance(value, list):
            stack.extend(value)
