"""Small pages that are told apart by a number, and WARC records that hold them."""


def record(number: int, body: bytes, **more: str) -> bytes:
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + body
    fields = {
        "WARC-Type": "response", "WARC-Target-URI": f"https://example.com/{number}",
        "WARC-Date": f"2020-01-02T03:04:0{number}Z", "WARC-Record-ID": f"<urn:uuid:{number}>",
        "Content-Length": str(len(block)),
    } | more  # fmt: skip
    head = "".join(f"{k}: {v}\r\n" for k, v in fields.items())
    return f"WARC/1.1\r\n{head}\r\n".encode() + block + b"\r\n\r\n"


def body(number: int) -> bytes:
    return f"<p>page {number}: {hash_like(number)}".encode() * 9


def hash_like(number: int) -> str:
    return format(number * 2654435761 % 2**64, "x")
