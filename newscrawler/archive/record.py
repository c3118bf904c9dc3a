"""One WARC record as bytes (ISO 28500:2017), in one gzip member of its own.

Written out here rather than through a library: a record is a few header lines and a block, and
the bytes of the block must stay exactly as they were given.
"""

import zlib
from base64 import b32encode
from collections.abc import Iterable, Sequence
from hashlib import sha1
from uuid import uuid4

Fields = Sequence[tuple[str, str]]

SECRET = {
    "authorization", "cookie", "proxy-authenticate", "proxy-authorization", "set-cookie",
    "set-cookie2", "www-authenticate",
}  # fmt: skip
"""Headers that identify a person or open a door; they never enter a record."""


def new_id() -> str:
    """Return a fresh WARC-Record-ID, without the angle brackets."""
    return f"urn:uuid:{uuid4()}"


def digest(data: bytes) -> str:
    """Return the digest that archives compare by: SHA-1 in base 32."""
    return "sha1:" + b32encode(sha1(data, usedforsecurity=False).digest()).decode()


def member(kind: str, fields: Fields, block: bytes) -> bytes:
    """Return a record as a gzip member. Content-Length and the block digest are added."""
    lines = [
        "WARC/1.1",
        f"WARC-Type: {kind}",
        *(f"{name}: {_line(value)}" for name, value in fields),
        f"WARC-Block-Digest: {digest(block)}",
        f"Content-Length: {len(block)}",
    ]
    head = "\r\n".join(lines).encode() + b"\r\n\r\n"
    return gzip_member(head + block + b"\r\n\r\n")


def gzip_member(data: bytes) -> bytes:
    """Compress into one member; level 6 is where size stops falling for HTML."""
    stream = zlib.compressobj(6, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    return stream.compress(data) + stream.flush()


def http_head(first: str, headers: Iterable[tuple[str, str]]) -> bytes:
    """Return a start line and headers as bytes, secrets left out."""
    lines = [first, *(f"{k}: {_line(v)}" for k, v in headers if k.lower() not in SECRET)]
    return "\r\n".join(lines).encode("latin-1", errors="replace") + b"\r\n\r\n"


def warc_fields(pairs: Iterable[tuple[str, object]]) -> bytes:
    """Return application/warc-fields, leaving out what is None."""
    return "".join(f"{k}: {_line(str(v))}\r\n" for k, v in pairs if v is not None).encode()


def _line(value: str) -> str:
    # A line break in a value would start a header of the page's choosing.
    return " ".join(value.splitlines())
