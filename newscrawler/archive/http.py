"""HTTP messages as archives have them: in all the shapes that twenty years of tools gave them."""


def split(block: bytes) -> tuple[bytes, bytes]:
    """Part an HTTP message into head and body; a block that does not begin with one is all body."""
    if not block.startswith(b"HTTP/"):
        return b"", block
    ends = [(i, len(mark)) for mark in (b"\r\n\r\n", b"\n\n") if (i := block.find(mark)) >= 0]
    if not ends:
        return block, b""
    end, width = min(ends)
    return block[:end], block[end + width :]


def parse_head(head: bytes) -> tuple[int, list[tuple[str, str]]]:
    """Return (status, headers); a record without HTTP headers counts as 200."""
    lines = head.decode("latin-1").replace("\r\n", "\n").split("\n")
    words = lines[0].split(None, 2)
    status = int(words[1]) if len(words) > 1 and words[1].isdecimal() else 200
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


def dechunk(body: bytes) -> bytes:
    """Undo chunk framing (RFC 9112 section 7.1); a body that is not framed stays as it is."""
    out, at = bytearray(), 0
    while at < len(body):
        end = body.find(b"\r\n", at)
        try:
            size = int(body[at:end].split(b";")[0].strip() or b"x", 16) if end >= 0 else -1
        except ValueError:
            size = -1
        if size < 0:
            return bytes(out) if out else body
        if size == 0:
            break
        out += body[end + 2 : end + 2 + size]
        at = end + 2 + size + 2
    return bytes(out)
