"""SURT (Sort-friendly URI Reordering Transform), the URL key of web archives' indexes.

``http://www.example.com:80/B?y=2&x=1#top`` becomes ``com,example)/b?x=1&y=2``. Replay tools look
a page up by computing this key anew, so it has to agree with theirs letter for letter, oddities
included: the canonical form of Google's Safe Browsing, then the Wayback Machine's own rules
(no www., default port or session id, lower case, the query's arguments sorted), then the host
reversed. The library `surt`, which they use, is AGPL; tests/interop compares this with it.
"""

import re
import socket
from contextlib import suppress
from urllib.parse import SplitResultBytes, quote_from_bytes, unquote_to_bytes

_SCHEME = re.compile(rb"[a-zA-Z][a-zA-Z0-9+.-]*:")
_REPEATED = re.compile(rb"^(?:https?://)*(?=https?://)")
# RFC 3986, appendix B.
_PARTS = re.compile(rb"(?:([^:/?#]+):)?(?://([^/?#]*))?([^?#]*)(?:\?([^#]*))?", re.DOTALL)
_NUMBERS = re.compile(rb"(?:[1-9][0-9]*|0[0-7]*)(?:\.[0-9]+){1,3}")
_WWW = re.compile(rb"^www[0-9]*\.")
_PORTS = {b"http": 80, b"https": 443}
# All of printable ASCII but the space, # and %.
_SAFE = bytes(c for c in range(0x21, 0x7F) if c not in b"#%")

_PATH_SESSIONS = tuple(
    re.compile(rb"^(.*/)" + session + rb"/([^?]+\.aspx.*)$", re.IGNORECASE)
    for session in (rb"\((?:[a-z]\([0-9a-z]{24}\))+\)", rb"\([0-9a-z]{24}\)")
)
_QUERY_SESSIONS = tuple(
    re.compile(rb"^(.*)" + session + rb"(?:&(.*))?$", re.IGNORECASE)
    for session in (
        rb"jsessionid=[0-9a-z]{32}",
        rb"phpsessid=[0-9a-z]{32}",
        rb"sid=[0-9a-z]{32}",
        rb"aspsessionid[a-z]{8}=[a-z]{24}",
        rb"cfid=[^&]+&cftoken=[^&]+",
    )
)


def surt(url: str) -> str:
    """Return the SURT key of a URL; text that is no URL is returned as it is."""
    try:
        return _key(url.encode()).decode("ascii") if url.strip() else url
    except ValueError:
        return url


def _key(url: bytes) -> bytes:
    url = re.sub(rb"[\n\r\t]", b"", url.strip())
    if not _SCHEME.match(url):
        url = b"http://" + url
    scheme, netloc, path, query = _split(_REPEATED.sub(b"", url))
    parts = SplitResultBytes(scheme, netloc.rstrip(b":"), path, query, b"")
    host, port = parts.hostname or b"", parts.port or 0
    if not host and path and scheme.startswith(b"http"):
        host, _, path = path.lstrip(b"/").partition(b"/")
        path = b"/" + path
    host, path, query = _host(host), _unescape(path), _query(query)
    if not host:
        return scheme + b":" + _path(path or (query and b"/")) + query
    where = b",".join(reversed(host.split(b".")))
    where += b":%d" % port if port and port != _PORTS.get(scheme.lower()) else b""
    return where + b")" + _path(_without_dots(path)) + query


def _split(url: bytes) -> tuple[bytes, bytes, bytes, bytes]:
    found = _PARTS.match(url)
    scheme, netloc, path, query = found.groups(b"") if found else (b"", b"", url, b"")
    return scheme, netloc, path, query


def _host(host: bytes) -> bytes:
    host = _unescape(host)
    if not host.isascii():
        with suppress(ValueError):  # then it is escaped below, byte by byte
            host = host.decode("utf-8", "ignore").encode("idna")
    host = host.replace(b"..", b".").strip(b".")
    return _WWW.sub(b"", _as_number(host) or _escape(host).lower())


def _as_number(host: bytes) -> bytes | None:
    """Return the dotted form of an IPv4 address in any spelling (octal, one number …), or None."""
    if host.isdigit():
        return socket.inet_ntoa((int(host) & 0xFFFFFFFF).to_bytes(4)).encode()
    if not _NUMBERS.fullmatch(host):
        return None
    try:
        return socket.inet_ntoa(socket.inet_aton(host.decode())).encode()
    except OSError:
        return None


def _path(path: bytes) -> bytes:
    path = _escape(path).lower()
    for session in _PATH_SESSIONS:
        path = session.sub(rb"\1\2", path)
    return path[:-1] if path.endswith(b"/") and len(path) > 1 else path


def _without_dots(path: bytes) -> bytes:
    kept: list[bytes] = []
    for part in path.split(b"/")[1:]:
        if part == b".." and kept:
            kept.pop()
        elif part != b".":
            kept.append(part)
    return b"/" + b"".join(p + b"/" for p in kept[:-1] if p) + b"".join(kept[-1:])


def _query(query: bytes) -> bytes:
    query = _escape(_unescape(query))
    for session in _QUERY_SESSIONS:
        query = session.sub(rb"\1\2", query)
    if not query:
        return b""
    # As tuples: an argument without a value comes before the same one with it.
    arguments = sorted(tuple(argument.split(b"=", 1)) for argument in query.lower().split(b"&"))
    return b"?" + b"&".join(b"=".join(argument) for argument in arguments)


def _unescape(data: bytes) -> bytes:
    while (plain := unquote_to_bytes(data)) != data:
        data = plain
    return data


def _escape(data: bytes) -> bytes:
    return quote_from_bytes(data, safe=_SAFE).encode()
