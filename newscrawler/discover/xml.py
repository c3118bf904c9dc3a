"""Reading XML of strangers: streamed, repaired, with no entities and no network."""

import zlib
from collections.abc import Generator, Iterator

from lxml import etree

from newscrawler.text.encoding.content_coding import iter_inflated

MAX_BYTES = 100 * 1024 * 1024
"""Of one document, decompressed; sitemaps.org allows 50 MB."""

_BITE = 65536
_BESIDE = 50_000
"""Elements in a row, inside and outside of those wanted, that are none: more of them only cost."""


def local_name(element: etree._Element) -> str:
    """Return an element's name without its namespace, lower case; empty for a comment."""
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def iter_elements(content: bytes, names: frozenset[str]) -> Iterator[etree._Element]:
    """Yield the whole elements of those names; each is freed when the next is asked for.

    A damaged document yields what stands before the damage, often also what stands behind it.
    """
    parser = etree.XMLPullParser(
        ("end",), resolve_entities=False, no_network=True, load_dtd=False, recover=True
    )
    fed, last, beside = True, b"", 0
    for bite in _unzipped(content.lstrip()):
        try:
            parser.feed(bite)
        except etree.XMLSyntaxError:
            fed = False
        beside = yield from _finished(parser, names, beside)
        if not fed or beside > _BESIDE:
            return
        last = bite.rstrip() or last
    try:
        parser.close()
    except etree.XMLSyntaxError:
        return
    # The parser closes what a cut left open; a cut inside a text leaves half an address.
    if last.endswith(b">"):
        yield from _finished(parser, names, beside)


def _finished(
    parser: etree.XMLPullParser, names: frozenset[str], beside: int
) -> Generator[etree._Element, None, int]:
    try:
        for _, element in parser.read_events():
            beside += 1
            if isinstance(element, etree._Element) and local_name(element) in names:
                beside = 0
                yield element
                element.clear()
                while element.getprevious() is not None:
                    parent = element.getparent()
                    if parent is None:
                        break
                    del parent[0]
    except etree.XMLSyntaxError:
        pass
    return beside


def _unzipped(content: bytes) -> Iterator[bytes]:
    """Yield a document in bites; a .gz file that was served as a file is unpacked."""
    if not content.startswith(b"\x1f\x8b"):
        for at in range(0, min(len(content), MAX_BYTES), _BITE):
            yield content[at : at + _BITE]
        return
    done = 0
    try:
        for bite in iter_inflated(content, 16 + zlib.MAX_WBITS):
            yield bite
            done += len(bite)
            if done >= MAX_BYTES:
                return
    except zlib.error:
        return
