"""Gzip members for records, compressed only as far as the time is worth it."""

import struct
import zlib
from collections.abc import Callable
from io import BytesIO

from fastwarc.stream_io import GzipWriter

from newscrawler.text.encoding.content_coding import ISAL

_SHORT = 4096
_SMALL_GZIP, _SMALL_RAW = 16 + 11, -11
"""A window of 2 KB, with and without gzip's frame. Heads and notes are short: the usual window's
quarter of a megabyte, made ready each time, costs more than compressing them."""
HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
"""The header of a gzip member without a name or a time (RFC 1952, section 2.3)."""
STORED = 0xFFFF
"""The most bytes that a stored block holds (RFC 1951, section 3.2.4)."""
_CODINGS = {"gzip", "x-gzip", "deflate", "br", "zstd"}
_MEDIA = ("image/", "video/", "audio/", "application/gzip", "application/x-gzip", "application/zip")

Member = Callable[[bytes], bytes]
"""Compresses bytes into one gzip member (RFC 1952)."""


def members(level: int | None = None) -> Member:
    """Return a compressor of gzip members, at a level from 1 (fast) to 9 (small).

    isal, where it is installed, does levels 1 to 3. The default is 2 with isal, twice as fast as
    level 4, the default without it, for files that are 8 % larger. FastWARC, which is here to
    read, does the others in two thirds of zlib's time; above 4, each level takes longer and saves
    a hundredth. See benchmarks/archive/speed.py.
    """
    if level is None:
        level = 2 if ISAL else 4
    fast = ISAL and level <= 3

    def member(data: bytes) -> bytes:
        if len(data) < _SHORT:
            stream = zlib.compressobj(6, zlib.DEFLATED, _SMALL_GZIP, 4)
            return stream.compress(data) + stream.flush()
        if fast:
            packed: bytes = ISAL.compress(data, level, wbits=16 + zlib.MAX_WBITS)
            return packed
        out = BytesIO()
        writer = GzipWriter(out, compression_level=level)
        writer.write(data)
        writer.finish()
        return out.getvalue()

    return member


def stored_member(head: bytes, body: bytes) -> bytes:
    """Return a gzip member whose head is compressed and whose body is only stored.

    For a body that is compressed already: zlib would spend twenty times as long and save nothing
    (stored blocks: RFC 1951, section 3.2.4).
    """
    front = zlib.compressobj(6, zlib.DEFLATED, _SMALL_RAW, 4)
    # After a sync flush the stream stands at a byte's border, where a stored block may begin.
    parts = [HEADER, front.compress(head), front.flush(zlib.Z_SYNC_FLUSH)]
    parts.append(stored_blocks(body, max(1, -(-len(body) // STORED))))
    check = zlib.crc32(body, zlib.crc32(head))
    parts.append(struct.pack("<II", check, (len(head) + len(body)) & 0xFFFFFFFF))
    return b"".join(parts)


def stored_blocks(data: bytes, count: int) -> bytes:
    """Return data as `count` DEFLATE blocks that are not compressed, the last marked final."""
    parts: list[bytes] = []
    for number in range(count):
        block = data[number * STORED : (number + 1) * STORED]
        size = len(block)
        parts += [struct.pack("<BHH", number == count - 1, size, size ^ 0xFFFF), block]
    return b"".join(parts)


def is_compressed(coding: str, media_type: str) -> bool:
    """Tell from a response's Content-Encoding and media type whether its body is compressed."""
    if coding:
        return coding.rpartition(",")[2].strip().lower() in _CODINGS
    return media_type.startswith(_MEDIA) and "svg" not in media_type
