"""Articles in WARC records that another tool may have written, at two addresses on three days."""

import gzip


def article_record(url: str, text: str, at: str, **more: str) -> bytes:
    """Return a page's record, as any tool may have written it."""
    block = (
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
        f"<article><h1>{text} is the title of this page</h1><time datetime='2019-12-31'>31 December 2019</time>"
        f"<p>{'A sentence that is long enough to be read as prose. ' * 9}{text}</p></article>"
    ).encode()
    if more.get("WARC-Type") == "revisit":
        block = b"HTTP/1.1 200 OK\r\n\r\n"
    fields = {"WARC-Type": "response", "WARC-Target-URI": url, "WARC-Date": at,
              "WARC-Record-ID": f"<urn:x:{url}:{at}>", "Content-Length": str(len(block))}  # fmt: skip
    head = "".join(f"{k}: {v}\r\n" for k, v in (fields | more).items())
    return gzip.compress(f"WARC/1.1\r\n{head}\r\n".encode() + block + b"\r\n\r\n")


ONE = "http://one.example/a"
TWO = "http://two.example/b"
DAYS = ("2020-01-01T00:00:00Z", "2020-02-01T00:00:00Z", "2020-03-01T00:00:00Z")
