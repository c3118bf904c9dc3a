"""One WARC record as bytes (ISO 28500:2017).

Written out here rather than through a library: a record is a few header lines and a block, and
the bytes of the block must stay exactly as they were given.
"""

from base64 import b32encode
from collections.abc import Iterable, Sequence
from hashlib import sha1
from uuid import uuid4

Fields = Sequence[tuple[str, str]]

END = b"\r\n\r\n"
"""What stands after each record's block."""

SECRET = {
    "authentication-info", "authorization", "cookie", "cookie2", "proxy-authenticate",
    "proxy-authentication-info", "proxy-authorization", "set-cookie", "set-cookie2",
    "www-authenticate", "x-api-key", "x-auth-token",
}  # fmt: skip
"""Headers that identify a person or open a door; they never enter a record."""


def new_id() -> str:
    """Return a fresh WARC-Record-ID, without the angle brackets."""
    return f"urn:uuid:{uuid4()}"


def digest(*parts: bytes) -> str:
    """Return the digest that archives compare by: SHA-1 in base 32."""
    state = sha1(usedforsecurity=False)
    for part in parts:
        state.update(part)
    return "sha1:" + b32encode(state.digest()).decode()


def record_head(kind: str, fields: Fields, *block: bytes) -> bytes:
    """Return a record's header. Content-Length and the block's digest are added."""
    lines = [
        "WARC/1.1",
        f"WARC-Type: {kind}",
        *(f"{name}: {_line(value)}" for name, value in fields),
        f"WARC-Block-Digest: {digest(*block)}",
        f"Content-Length: {sum(map(len, block))}",
    ]
    return "\r\n".join(lines).encode() + END


def http_head(first: str, headers: Iterable[tuple[str, str]]) -> bytes:
    """Return a start line and headers as bytes, secrets left out."""
    lines = [first, *(f"{k}: {_line(v)}" for k, v in headers if k.lower() not in SECRET)]
    return "\r\n".join(lines).encode("latin-1", errors="replace") + END


def warc_fields(pairs: Iterable[tuple[str, object]]) -> bytes:
    """Return application/warc-fields, leaving out what is None."""
    lines = (f"{k}: {' '.join(str(v).splitlines())}\r\n" for k, v in pairs if v is not None)
    return "".join(lines).encode()


def public_url(url: str) -> str:
    """Return an address as it may be kept: without user and password, and without the fragment.

    Neither is sent in a request's line or Host.
    """
    url = url.partition("#")[0]
    if "@" not in url:
        return url
    scheme, mark, rest = url.partition("://")
    ends = [i for i in map(rest.find, "/?") if i >= 0]
    end = min(ends, default=len(rest))
    return scheme + mark + rest[:end].rpartition("@")[2] + rest[end:]


def _line(value: str) -> str:
    # A line break in a value would start a header of the page's choosing. Not splitlines: it
    # parts text at U+0085 too, and that byte is half of many a UTF-8 letter.
    if "\r" in value or "\n" in value:
        return value.replace("\r\n", " ").replace("\r", " ").replace("\n", " ")
    return value
