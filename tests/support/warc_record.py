"""A WARC record with any fields, uncompressed."""


def record(block: bytes, **more: str) -> bytes:
    fields = {
        "WARC-Type": "response", "WARC-Target-URI": "http://example.com/",
        "WARC-Date": "2020-01-02T03:04:05Z", "Content-Type": "application/http",
    }  # fmt: skip
    fields |= {k.replace("_", "-"): v for k, v in more.items()}
    head = "".join(f"{k}: {v}\r\n" for k, v in fields.items() if v)
    return f"WARC/1.1\r\n{head}Content-Length: {len(block)}\r\n\r\n".encode() + block + b"\r\n\r\n"
