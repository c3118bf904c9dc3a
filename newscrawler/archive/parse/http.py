"""HTTP messages in archives, parsed tolerantly.

Twenty years of tools have kept them with and without heads, chunks and line ends as RFC 9112 has
them.
"""

import re

_FIRST_LINE = re.compile(rb"[A-Z]{3,8}/\d")
_END_OF_HEAD = re.compile(rb"\n\r*\n")
_CHUNK = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")


def split(block: bytes) -> tuple[bytes, bytes]:
    """Split an HTTP message into head and body; without a start line, all is body."""
    if not _FIRST_LINE.match(block):
        return b"", block
    end = _END_OF_HEAD.search(block)
    return (block[: end.start()], block[end.end() :]) if end else (block, b"")


def parse_head(head: bytes) -> tuple[int, list[tuple[str, str]]]:
    """Return (status, headers); the status is 200 where no head states one."""
    lines = head.decode("latin-1").split("\n")
    words = lines[0].split(None, 2)
    status = int(words[1]) if len(words) > 1 and re.fullmatch("[0-9]{1,5}", words[1]) else 200
    headers: list[tuple[str, str]] = []
    for line in lines[1:]:
        if line[:1] in (" ", "\t") and headers:
            headers[-1] = (headers[-1][0], f"{headers[-1][1]} {line.strip()}")  # folded
            continue
        name, colon, value = line.partition(":")
        if colon:
            headers.append((name.strip(), value.strip()))
    return status, headers


def value_of(headers: list[tuple[str, str]], name: str) -> str | None:
    """Return the first header of that name (given in lower case), or None."""
    return next((v for k, v in headers if k.lower() == name), None)


def is_chunked(headers: list[tuple[str, str]]) -> bool:
    """Tell whether Transfer-Encoding ends with chunked (RFC 9112, section 7)."""
    return (value_of(headers, "transfer-encoding") or "").lower().strip().endswith("chunked")


def is_whole(block: bytes) -> bool:
    """Tell whether a message's body is as long as its Content-Length."""
    head, body = split(block)
    length = value_of(parse_head(head)[1], "content-length") or ""
    return bool(re.fullmatch("[0-9]{1,18}", length)) and len(body) >= int(length)


def dechunk(body: bytes) -> tuple[bytes, str | None]:
    """Undo chunk framing (RFC 9112, section 7.1); return the body, and a fault or None.

    A body that is not framed stays as it is: many archives keep the header and not the chunks.
    """
    out, at = bytearray(), 0
    while at < len(body):
        head = _CHUNK.match(body, at)
        if head is None:
            return (bytes(out), f"no chunk begins at byte {at} of the body") if at else (body, None)
        size = int(head[1], 16)
        if size == 0:
            return bytes(out), None
        chunk = body[head.end() : head.end() + size]
        out += chunk
        if len(chunk) < size:
            return bytes(out), "the body ends within a chunk"
        at = head.end() + size
        at += 2 if body[at : at + 2] == b"\r\n" else 1
    return bytes(out), "the last chunk is missing" if out else None
