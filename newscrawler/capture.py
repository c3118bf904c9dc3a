"""A capture: one archived exchange, as bytes, and the text decoded from them.

Live crawl and replay build the same object from the same bytes, so all that follows is equal.
"""

import codecs
import zlib
from dataclasses import dataclass, field
from functools import cached_property

import brotli
from backports import zstd
from charset_normalizer import from_bytes
from w3lib.encoding import (
    html_body_declared_encoding,
    http_content_type_encoding,
    read_bom,
    resolve_encoding,
)

MAX_DECODED = 64 * 1024 * 1024
"""Bytes of decoded body that are looked at; the archive keeps the rest."""

_LEGACY = {"ar": "cp1256", "fa": "cp1256", "ru": "cp1251", "el": "cp1253", "he": "cp1255"}
"""What a browser falls back to in each language (WHATWG Encoding, legacy defaults)."""


@dataclass(frozen=True, slots=True)
class Location:
    """Where a capture's record lies: a file relative to its archive, and bytes in it.

    `offset` and `length` are None for a saved page, which is a whole file.
    """

    file: str
    offset: int | None = None
    length: int | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What discovery said of a page before it was fetched.

    `source` is where it was named: ``feed``, ``sitemap``, ``api``, ``listing``. `published` is
    the day or time of publication that stood there, as printed.
    """

    source: str
    published: str | None = None


@dataclass(frozen=True)
class Capture:
    """One response as it was received: nothing decoded, nothing dropped.

    `headers` keeps order and repetition. `captured_at` is the WARC-Date, UTC, as text
    (``2017-12-21T09:30:00Z``), or None for a saved page that nobody dated.
    """

    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes = field(repr=False)
    captured_at: str | None
    record_id: str
    location: Location
    truncated: str | None = None
    wanted: bool = False
    """A person asked for this very page, so it is an article whatever its address."""
    told: Told | None = None

    def header(self, name: str) -> str | None:
        """Return the first header of that name, in any case, or None."""
        wanted = name.lower()
        return next((v for k, v in self.headers if k.lower() == wanted), None)

    @cached_property
    def content(self) -> bytes:
        """The body with Content-Encoding undone, at most MAX_DECODED bytes.

        A body that does not decode yields what was readable before the fault: often all of it.
        """
        content = self.body
        codings = (self.header("Content-Encoding") or "").lower().split(",")
        for coding in reversed([c.strip() for c in codings]):
            content = _decode(content, coding)
        return content[:MAX_DECODED]

    @property
    def media_type(self) -> str:
        """The type without parameters, lower case; empty where none is given."""
        return (self.header("Content-Type") or "").partition(";")[0].strip().lower()

    def text(self, language: str | None = None) -> str:
        """Decode the content as a browser would; `language` is the site's, if known."""
        return decode_text(self.content, self.header("Content-Type"), language)[0]


def _decode(data: bytes, coding: str) -> bytes:
    if coding in ("gzip", "x-gzip"):
        return _inflate(data, 16 + zlib.MAX_WBITS)
    if coding == "deflate":
        # RFC 9110 means zlib; some servers send raw deflate.
        return _inflate(data, zlib.MAX_WBITS) or _inflate(data, -zlib.MAX_WBITS)
    if coding == "br":
        return _brotli(data)
    if coding == "zstd":
        return _zstd(data)
    return data


def _inflate(data: bytes, wbits: int) -> bytes:
    out = bytearray()
    while data and len(out) < MAX_DECODED:
        stream = zlib.decompressobj(wbits)
        try:
            # Small bites, so that a torn stream yields what stands before the tear.
            while data and not stream.eof and len(out) < MAX_DECODED:
                out += stream.decompress(data[:65536], MAX_DECODED - len(out))
                data = stream.unconsumed_tail + data[65536:]
        except zlib.error:
            break
        if not stream.eof:
            break
        data = stream.unused_data + data
    return bytes(out)


def _brotli(data: bytes) -> bytes:
    stream, out = brotli.Decompressor(), bytearray()
    for start in range(0, len(data), 16384):
        try:
            out += stream.process(data[start : start + 16384])
        except brotli.error:
            break
        if len(out) >= MAX_DECODED:
            break
    return bytes(out)


def _zstd(data: bytes) -> bytes:
    out = bytearray()
    stream = zstd.ZstdDecompressor()
    for start in range(0, len(data), 16384):
        try:
            out += stream.decompress(data[start : start + 16384], MAX_DECODED - len(out))
        except (zstd.ZstdError, EOFError):
            break
        if len(out) >= MAX_DECODED:
            break
    return bytes(out)


def decode_text(
    content: bytes, content_type: str | None = None, language: str | None = None
) -> tuple[str, str]:
    """Return (text, codec): byte order mark, header, meta, then detection, as browsers do.

    A declared UTF-8 that is not UTF-8, or a declared legacy charset over bytes that are
    valid multi-byte UTF-8, is a lie, and the bytes are believed instead.
    """
    bom_encoding, bom = read_bom(content)
    if bom_encoding:
        return _as_text(content[len(bom or b"") :], bom_encoding)
    declared = http_content_type_encoding(content_type) or html_body_declared_encoding(content)
    codec = resolve_encoding(declared) if declared else None
    if _is_utf8(content):
        # Plain ASCII reads the same in every charset of the web but the stateful ones.
        keep = codec and (content.isascii() or codec.startswith("utf"))
        return _as_text(content, codec if keep and codec else "utf-8")
    if codec and codec != "utf-8":
        return _as_text(content, codec)
    # A handful of broken bytes in a page that says it is UTF-8 is UTF-8 with a scratch.
    if codec == "utf-8" and _scratches(content) < 0.001:
        return _as_text(content, "utf-8")
    return _as_text(content, _detect(content, language))


def _as_text(content: bytes, codec: str) -> tuple[str, str]:
    return content.decode(codec, errors="replace"), codecs.lookup(codec).name


def _is_utf8(content: bytes) -> bool:
    # The cut at MAX_DECODED or by a torn transfer may fall inside a character.
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start > 0 and len(content) - error.start < 4 and "end" in error.reason
    return True


def _scratches(content: bytes) -> float:
    """Return the share of the non-ASCII part that is not valid UTF-8."""
    text = content.decode("utf-8", errors="replace")
    wrong, other = text.count("\ufffd"), sum(not c.isascii() for c in text)
    return wrong / max(other, 1)


def _detect(content: bytes, language: str | None) -> str:
    # Detection looks at letters only: markup is ASCII and drowns them.
    sample = bytes(b for b in content[:200_000] if b >= 0x80 or b == 0x20)
    if language in _LEGACY:
        return _LEGACY[language]
    best = from_bytes(sample[:20_000], cp_isolation=["cp1256", "cp1252", "cp1251", "cp1253",
        "cp1254", "cp1250", "cp1255", "iso8859_6", "gb18030", "big5", "shift_jis", "euc_jp",
        "euc_kr", "koi8_r"]).best()  # fmt: skip
    return best.encoding if best else "cp1252"
