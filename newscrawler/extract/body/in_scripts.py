"""Bodies in hydration state: text that a framework renders in the browser.

Next, Nuxt and their like put what they render into a JSON script. Nothing is known of its shape:
the body is the longest text in it, one string or several side by side.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from newscrawler.extract.body.plain_text import paragraphs_of
from newscrawler.extract.html.hydration import values

_MIN_PARAGRAPH = 40
"""Letters from which a string may be a paragraph."""
_MIN_BODY = 250
"""Letters from which a text is a body."""


def script_body(states: list[Any]) -> str | None:
    """Return the longest running text in hydration states, or None."""
    texts = (text for state in states for value in values(state) for text in _texts(value))
    best = max(texts, key=len, default="")
    return best if len(best) >= _MIN_BODY else None


def _texts(value: Any) -> Iterator[str]:
    """Yield a value's text: of a long string, or of a list of paragraphs."""
    if isinstance(value, list):
        parts = _paragraphs(value)
        if len(parts) > 1:
            yield "\n\n".join(t for p in parts for t in paragraphs_of(p))
    elif isinstance(value, str) and len(value) >= _MIN_BODY and _is_prose(value):
        yield "\n\n".join(paragraphs_of(value))


def _paragraphs(items: list[Any]) -> list[str]:
    """Return the paragraphs of a list: its strings, or the values of one key of its objects.

    Objects with a URL are teasers of other articles.
    """
    by_key: dict[str, list[str]] = defaultdict(list)
    for item in items:
        if isinstance(item, str):
            by_key[""].append(item)
        elif isinstance(item, dict) and not any(map(_is_url, item.values())):
            for key, value in item.items():
                if isinstance(value, str):
                    by_key[key].append(value)
    prose = ([t for t in dict.fromkeys(texts) if _is_prose(t)] for texts in by_key.values())
    return max(prose, key=lambda texts: sum(map(len, texts)), default=[])


def _is_url(value: Any) -> bool:
    return (
        isinstance(value, str)
        and value.startswith(("http://", "https://", "/"))
        and " " not in value
    )


def _is_prose(text: str) -> bool:
    """Tell whether a string is text for readers, not a URL or code."""
    words = text.split()
    return len(text) >= _MIN_PARAGRAPH and len(words) > len(text) / 25 and "{" not in text
