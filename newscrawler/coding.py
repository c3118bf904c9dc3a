"""Content codings of HTTP (RFC 9110, section 8.4.1), undone."""

import zlib
from collections.abc import Callable
from typing import Any

import brotli
from backports import zstd

MAX_DECODED = 64 * 1024 * 1024
"""Bytes of decoded body that are looked at; the archive keeps the rest."""


def _isal() -> Any:
    try:
        from isal import isal_zlib
    except ImportError:  # the extra `fast`
        return None
    return isal_zlib


ISAL = _isal()
"""The library that does zlib's work in half of the time, if it is installed."""


def decoded(data: bytes, codings: str | None) -> bytes:
    """Undo the codings of a Content-Encoding, as far as that can be done.

    What does not decode yields what was readable before the fault: often all of it.
    """
    for coding in reversed((codings or "").lower().split(",")):
        data = _decode(data, coding.strip())
    return data[:MAX_DECODED]


def _decode(data: bytes, coding: str) -> bytes:
    for undo in _DECODERS.get(coding, ()):
        decoded, is_whole = undo(data)
        # Many archives keep a decoded body under the header of the encoded one.
        if decoded and (is_whole or not _looks_plain(data)):
            return decoded
    return data if coding not in _DECODERS or _looks_plain(data) else b""


def _looks_plain(data: bytes) -> bool:
    return data[:64].lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<", b"{", b"["))


def _gunzip(data: bytes) -> tuple[bytes, bool]:
    if ISAL is not None:
        stream = ISAL.decompressobj(16 + zlib.MAX_WBITS)
        try:
            out = stream.decompress(data, MAX_DECODED)
        except ISAL.IsalError:
            out = b""
        if stream.eof and not stream.unused_data:
            return out, True
    return _inflate(data, 16 + zlib.MAX_WBITS)


def _inflate(data: bytes, wbits: int = zlib.MAX_WBITS) -> tuple[bytes, bool]:
    """Return what can be unpacked, and whether no fault was met."""
    out = bytearray()
    while data and len(out) < MAX_DECODED:
        stream = zlib.decompressobj(wbits)
        try:
            # Small bites, so that a torn stream yields what stands before the tear.
            while data and not stream.eof and len(out) < MAX_DECODED:
                out += stream.decompress(data[:65536], MAX_DECODED - len(out))
                data = stream.unconsumed_tail + data[65536:]
        except zlib.error:
            return bytes(out), False
        if not stream.eof:
            break
        data = stream.unused_data + data
    return bytes(out), True


def _inflate_raw(data: bytes) -> tuple[bytes, bool]:
    return _inflate(data, -zlib.MAX_WBITS)


def _brotli(data: bytes) -> tuple[bytes, bool]:
    stream, out = brotli.Decompressor(), bytearray()
    for start in range(0, len(data), 16384):
        try:
            out += stream.process(data[start : start + 16384])
        except brotli.error:
            return bytes(out), False
        if len(out) >= MAX_DECODED:
            break
    return bytes(out), True


def _zstd(data: bytes) -> tuple[bytes, bool]:
    out = bytearray()
    stream = zstd.ZstdDecompressor()
    for start in range(0, len(data), 16384):
        try:
            out += stream.decompress(data[start : start + 16384], MAX_DECODED - len(out))
        except (zstd.ZstdError, EOFError):
            return bytes(out), False
        if len(out) >= MAX_DECODED:
            break
    return bytes(out), True


_DECODERS: dict[str, tuple[Callable[[bytes], tuple[bytes, bool]], ...]] = {
    "gzip": (_gunzip,),
    "x-gzip": (_gunzip,),
    # RFC 9110 means zlib; some servers send raw deflate.
    "deflate": (_inflate, _inflate_raw),
    "br": (_brotli,),
    "zstd": (_zstd,),
}
