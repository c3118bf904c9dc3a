"""Paragraphs of a text that came as one string, with or without markup."""

import re

from newscrawler.extract.body.paragraphs import paragraphs
from newscrawler.extract.html.parse import parse
from newscrawler.text.arabic import clean

_MARKUP = re.compile(r"</?(?:p|br|div|h[1-6]|ul|ol|li|blockquote)\b", re.IGNORECASE)


def paragraphs_of(text: str) -> list[str]:
    """Return the paragraphs of a text: by its markup if it has any, else by its lines."""
    if _MARKUP.search(text):
        nodes, _ = parse(text.replace("\0", ""))
        return paragraphs(nodes, [0])
    return [line for line in map(clean, text.splitlines()) if line]
