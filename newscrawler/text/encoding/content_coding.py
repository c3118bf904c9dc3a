"""Decoders for HTTP's content codings (RFC 9110, section 8.4.1).

The limits are no settings: a replay must read what the crawl has read. A body that would unpack
to more costs no more memory and time than one that keeps to them.
"""

import zlib
from collections.abc import Callable, Iterator
from typing import Any

import brotli
from backports import zstd

MAX_DECODED = 64 * 1024 * 1024
"""Bytes of decoded body that are looked at; the archive keeps the rest."""
MAX_RATIO = 250
"""To one byte of body. Sitemaps, the most repetitive of what is honest, reach about 50."""
FREE = 8 * 1024 * 1024
"""Bytes to which a body may unpack whatever the ratio."""
MAX_CODINGS = 4
"""Codings, one around the other; servers and what stands before them make two."""
_MAX_MEMBERS = 1000
_BITE = 65536
_MAX_WINDOW = 23
"""Of zstd, as a power of two: 8 MB (RFC 9659)."""

_Decoder = Callable[[bytes, int], tuple[bytes, bool]]


def _isal() -> Any:
    try:
        from isal import isal_zlib
    except ImportError:  # the extra `fast`
        return None
    return isal_zlib


ISAL = _isal()
"""The library that does zlib's work in half of the time, if it is installed."""


def decoded(data: bytes, codings: str | None) -> tuple[bytes, bool]:
    """Undo the codings of a Content-Encoding, as far as that can be done.

    Returns the bytes, and whether there would be more than the limits allow. What does not decode
    yields what was readable before the fault: often all of it.
    """
    named = [coding.strip() for coding in (codings or "").lower().split(",")]
    if len(named) > MAX_CODINGS:
        return b"", True
    limit, is_cut = min(MAX_DECODED, max(FREE, MAX_RATIO * len(data))), False
    for coding in reversed(named):
        data = _decode(data, coding, limit)
        if coding in _DECODERS and len(data) > limit:
            data, is_cut = data[:limit], True
    return data, is_cut


def iter_inflated(data: bytes, wbits: int) -> Iterator[bytes]:
    """Yield what zlib unpacks, at most 64 KB at a time, one member after the other.

    Raises zlib.error where the data is damaged.
    """
    view, at = memoryview(data), 0
    for _ in range(_MAX_MEMBERS):
        stream = zlib.decompressobj(wbits)
        while at < len(view) and not stream.eof:
            # Small bites, so that a torn stream yields what stands before the tear.
            bite = view[at : at + _BITE]
            at += len(bite)
            yield stream.decompress(bite, _BITE)
            while more := stream.decompress(stream.unconsumed_tail, _BITE):
                yield more
        at -= len(stream.unused_data)
        if at >= len(view):
            return


def _decode(data: bytes, coding: str, limit: int) -> bytes:
    for undo in _DECODERS.get(coding, ()):
        found, is_whole = undo(data, limit)
        # Many archives keep a decoded body under the header of the encoded one.
        if found and (is_whole or not _looks_plain(data)):
            return found
    return data if coding not in _DECODERS or _looks_plain(data) else b""


def _looks_plain(data: bytes) -> bool:
    return data[:64].lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<", b"{", b"["))


# Each returns a little more than the limit where there is more, and whether no fault was met.


def _gunzip(data: bytes, limit: int) -> tuple[bytes, bool]:
    if ISAL is not None:
        stream = ISAL.decompressobj(16 + zlib.MAX_WBITS)
        try:
            out = stream.decompress(data, limit + 1)
        except ISAL.IsalError:
            out = b""
        if len(out) > limit or (stream.eof and not stream.unused_data):
            return out, True
    return _inflate(data, limit, 16 + zlib.MAX_WBITS)


def _inflate(data: bytes, limit: int, wbits: int = zlib.MAX_WBITS) -> tuple[bytes, bool]:
    out = bytearray()
    try:
        for piece in iter_inflated(data, wbits):
            out += piece
            if len(out) > limit:
                break
    except zlib.error:
        return bytes(out), False
    return bytes(out), True


def _inflate_raw(data: bytes, limit: int) -> tuple[bytes, bool]:
    return _inflate(data, limit, -zlib.MAX_WBITS)


def _brotli(data: bytes, limit: int) -> tuple[bytes, bool]:
    stream, out = brotli.Decompressor(), bytearray()
    try:
        for start in range(0, len(data), _BITE):
            piece = stream.process(data[start : start + _BITE], output_buffer_limit=_BITE)
            while piece and len(out) <= limit:
                out += piece
                piece = stream.process(b"", output_buffer_limit=_BITE)
            if len(out) > limit:
                break
    except brotli.error:
        return bytes(out), False
    return bytes(out), True


def _zstd(data: bytes, limit: int) -> tuple[bytes, bool]:
    out = bytearray()
    stream = zstd.ZstdDecompressor(
        options={zstd.DecompressionParameter.window_log_max: _MAX_WINDOW}
    )
    try:
        for start in range(0, len(data), _BITE):
            out += stream.decompress(data[start : start + _BITE], limit + 1 - len(out))
            if len(out) > limit:
                break
    except (zstd.ZstdError, EOFError):
        return bytes(out), False
    return bytes(out), True


_DECODERS: dict[str, tuple[_Decoder, ...]] = {
    "gzip": (_gunzip,),
    "x-gzip": (_gunzip,),
    # RFC 9110 means zlib; some servers send raw deflate.
    "deflate": (_inflate, _inflate_raw),
    "br": (_brotli,),
    "zstd": (_zstd,),
}
