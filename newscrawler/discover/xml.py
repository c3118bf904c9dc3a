"""Streaming XML parsing of untrusted input: repaired, without entities and network."""

import zlib
from collections.abc import Generator, Iterator

from lxml import etree

from newscrawler.text.encoding.content_coding import iter_inflated

MAX_BYTES = 100 * 1024 * 1024
"""Bytes read of one document, decompressed; sitemaps.org allows 50 MB."""
_CHUNK_SIZE = 65536
_MAX_UNWANTED = 50_000
"""Elements in a row without a wanted one, after which parsing stops: it would only cost."""


def local_name(element: etree._Element) -> str:
    """Return an element's name without its namespace, lower case; empty for a comment."""
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def iter_elements(content: bytes, names: frozenset[str]) -> Iterator[etree._Element]:
    """Yield the complete elements of these local names; each is freed when the next is read.

    A damaged document yields the elements before the damage, often also those behind it.
    """
    parser = etree.XMLPullParser(
        ("end",), resolve_entities=False, no_network=True, load_dtd=False, recover=True
    )
    is_well_formed, last, unwanted = True, b"", 0
    for chunk in _chunks(content.lstrip()):
        try:
            parser.feed(chunk)
        except etree.XMLSyntaxError:
            is_well_formed = False
        unwanted = yield from _complete_elements(parser, names, unwanted)
        if not is_well_formed or unwanted > _MAX_UNWANTED:
            return
        last = chunk.rstrip() or last
    try:
        parser.close()
    except etree.XMLSyntaxError:
        return
    # The parser closes what a cut left open; a cut inside a text leaves half an address.
    if last.endswith(b">"):
        yield from _complete_elements(parser, names, unwanted)


def _complete_elements(
    parser: etree.XMLPullParser, names: frozenset[str], unwanted: int
) -> Generator[etree._Element, None, int]:
    try:
        for _, element in parser.read_events():
            unwanted += 1
            if isinstance(element, etree._Element) and local_name(element) in names:
                unwanted = 0
                yield element
                element.clear()
                while element.getprevious() is not None:
                    parent = element.getparent()
                    if parent is None:
                        break
                    del parent[0]
    except etree.XMLSyntaxError:
        pass
    return unwanted


def _chunks(content: bytes) -> Iterator[bytes]:
    """Yield a document in chunks; a .gz file that was served as a file is unpacked."""
    if not content.startswith(b"\x1f\x8b"):
        for at in range(0, min(len(content), MAX_BYTES), _CHUNK_SIZE):
            yield content[at : at + _CHUNK_SIZE]
        return
    done = 0
    try:
        for chunk in iter_inflated(content, 16 + zlib.MAX_WBITS):
            yield chunk
            done += len(chunk)
            if done >= MAX_BYTES:
                return
    except zlib.error:
        return
