"""The declared encoding: byte order mark, HTTP header, <meta>, XML declaration."""

import codecs
import re
from typing import NamedTuple

from newscrawler.text.encoding.labels import codec_of

_HEAD = 65536
"""Bytes in which <meta charset> is looked for; the standard's 1024 are too few for news pages."""
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([^\s"';,>]+)""", re.IGNORECASE)
# Sought in a lower-case copy: a pattern that ignores case is five times as slow.
_META = re.compile(rb"""<meta(?=[\s/])[^>]*?[\s"';/]charset\s*=\s*["']?\s*([^\s"'/>;,]+)""")
_XML = re.compile(rb"""\s*<\?xml\s[^>]*?encoding\s*=\s*["']\s*([^\s"']+)""", re.IGNORECASE)
_LANG = re.compile(rb"""<html\s[^>]*?lang\s*=\s*["']?([a-z]{2})\b""", re.IGNORECASE)
_HIDING = ((b"<!--", b"-->"), (b"<script", b"</script"), (b"<style", b"</style"))


class Declared(NamedTuple):
    """One statement: who made it, the label as it stands there, and its codec if it has one."""

    source: str
    label: str
    codec: str | None


def bom(content: bytes) -> tuple[int, Declared | None]:
    """Return how long the byte order mark is, and what it says."""
    for mark, codec in _BOMS:
        if content.startswith(mark):
            return len(mark), Declared("bom", codec, codec)
    return 0, None


def in_header(content_type: str | None) -> Declared | None:
    """Return what Content-Type says."""
    found = _CHARSET.search(content_type or "")
    return Declared("header", found[1], codec_of(found[1])) if found else None


def in_markup(content: bytes) -> list[Declared]:
    """Return what <meta> elements say, in order, then the XML declaration.

    The prescan of the HTML standard, 13.2.3.2, but further into the page: browsers begin anew
    where a <meta> comes late, so all heed it.
    """
    head = content[:_HEAD]
    for wide in ("utf-16-le", "utf-16-be"):
        if head.startswith("<?x".encode(wide)):
            return [Declared("xml", wide, wide)]
    found: list[Declared] = []
    for size in (2048, _HEAD):
        lower = head[:size].lower()
        found += [
            _in_ascii("meta", head[slice(*meta.span(1))])
            for meta in _META.finditer(lower)
            if not any(_inside(lower, meta.start(), *marks) for marks in _HIDING)
        ]
        if found:
            break
    declaration = _XML.match(head)
    if declaration:
        found.append(_in_ascii("xml", declaration[1]))
    return found


def language(content: bytes) -> str | None:
    """Return the language of <html lang>, two letters."""
    found = _LANG.search(content[:_HEAD])
    return found[1].decode("ascii").lower() if found else None


def _inside(markup: bytes, at: int, opening: bytes, closing: bytes) -> bool:
    """Tell whether a place is in a comment or a script."""
    opened = markup.rfind(opening, 0, at)
    return opened >= 0 and markup.find(closing, opened, at) < 0


def _in_ascii(source: str, label: bytes) -> Declared:
    name = label.decode("latin-1")
    codec = codec_of(name)
    # A label that was read as ASCII cannot stand in UTF-16 (HTML standard, 13.2.3.2).
    wide = codec is not None and codec.startswith(("utf-16", "utf-32"))
    return Declared(source, name, "utf-8" if wide else codec)
