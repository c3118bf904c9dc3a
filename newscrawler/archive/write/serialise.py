"""The bytes of a WARC record (ISO 28500:2017).

Written out here rather than through a library: a record is a few header lines and a block, and
the bytes of the block must stay exactly as they were given.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha1
from os import urandom

Fields = Sequence[tuple[str, str]]

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_BASE32 = [first + second for first in _LETTERS for second in _LETTERS]
"""Ten bits as text (RFC 4648, section 6); the standard library's takes more than twice as long."""
END = b"\r\n\r\n"
"""The two newlines after each record's block (ISO 28500:2017, section 4)."""

SECRET = {
    "authentication-info", "authorization", "cookie", "cookie2", "proxy-authenticate",
    "proxy-authentication-info", "proxy-authorization", "set-cookie", "set-cookie2",
    "www-authenticate", "x-api-key", "x-auth-token",
}  # fmt: skip
"""Headers that identify a person or open a door; they never enter a record."""


def new_id() -> str:
    """Return a fresh WARC-Record-ID, without the angle brackets: a random UUID (RFC 9562)."""
    d = urandom(16).hex()
    variant = "89ab"[int(d[16], 16) & 3]
    return f"urn:uuid:{d[:8]}-{d[8:12]}-4{d[13:16]}-{variant}{d[17:20]}-{d[20:]}"


def digest(*parts: bytes) -> str:
    """Return the digest that archives compare by: «sha1:» and SHA-1 in base 32."""
    state = sha1(usedforsecurity=False)
    for part in parts:
        state.update(part)
    number = int.from_bytes(state.digest(), "big")
    return "sha1:" + "".join([_BASE32[number >> shift & 1023] for shift in range(150, -1, -10)])


def lines(fields: Fields) -> str:
    """Return header lines as text; line breaks in values become spaces."""
    text = "".join([f"{name}: {value}\r\n" for name, value in fields])
    if text.count("\n") == text.count("\r") == len(fields):
        return text
    return "".join([f"{name}: {_line(value)}\r\n" for name, value in fields])


def record_head(kind: str, shared: str, fields: Fields, *block: bytes) -> bytes:
    """Return a record's header, the empty line included.

    `shared` are lines that several records have in common. WARC-Block-Digest and Content-Length
    are computed.
    """
    return (
        f"WARC/1.1\r\nWARC-Type: {kind}\r\n{shared}{lines(fields)}"
        f"WARC-Block-Digest: {digest(*block)}\r\nContent-Length: {sum(map(len, block))}\r\n\r\n"
    ).encode()


def http_head(first: str, headers: Fields) -> bytes:
    """Return an HTTP head (start line, headers of latin-1 text, empty line) as bytes."""
    return f"{first}\r\n{lines(headers)}\r\n".encode("latin-1", errors="replace")


def warc_fields(pairs: Iterable[tuple[str, object]]) -> bytes:
    """Return a block of application/warc-fields, without the values that are None."""
    lines = (f"{k}: {' '.join(str(v).splitlines())}\r\n" for k, v in pairs if v is not None)
    return "".join(lines).encode()


def public_url(url: str) -> str:
    """Return a URL without user, password and fragment.

    They are secrets or local: none is sent in a request's line or Host.
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
    return value.replace("\r\n", " ").replace("\r", " ").replace("\n", " ")
