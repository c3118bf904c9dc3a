"""What the archive holds, against what went over the wire: the table in docs/archive.md."""

import gzip
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import brotli
import pytest

from tests.support.project import QUICK, Project
from tests.support.raw_server import RawServer
from tests.support.server import Server

PAGE = (
    "<html><head><title>خبر اليوم</title></head><body><article><h1>خبر اليوم</h1>"
    f"<time datetime='2024-05-06'>6 مايو 2024</time><p>{'نص الخبر كما نشرته الصحيفة. ' * 12}</p>"
    "</article></body></html>"
).encode()
HOP_BY_HOP = {
    b"connection", b"keep-alive", b"proxy-connection", b"te", b"trailers", b"transfer-encoding",
    b"upgrade", b"content-length",
}  # fmt: skip
SECRET = {b"set-cookie", b"www-authenticate"}


def answer(body: bytes, *headers: bytes, status: bytes = b"200 OK") -> bytes:
    lines = [b"HTTP/1.1 " + status, *headers, b"Content-Length: %d" % len(body)]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def chunked(body: bytes, size: int) -> bytes:
    parts = [body[i : i + size] for i in range(0, len(body), size)]
    return b"".join(b"%x;a=b\r\n%s\r\n" % (len(p), p) for p in parts) + b"0\r\nX-Sum: 1\r\n\r\n"


def not_modified(request: bytes) -> bytes:
    if b'If-None-Match: "v1"' in request:
        return b'HTTP/1.1 304 Not Modified\r\nETag: "v1"\r\nX-Seen: twice\r\n\r\n'
    return answer(PAGE, b'ETag: "v1"', b"Content-Type: text/html")


@pytest.fixture
def wire(server: Server, tmp_path: Path) -> Iterator[RawServer]:
    running = RawServer()
    running.answers = {
        "/odd": answer(
            PAGE, b"X-B: 1", b"sErVeR:   odd  ", b"X-A: 2", b"content-TYPE: text/html",
            b"x-b:3", b"X-Empty:", b"X-Fold: a\r\n  b\r\n\tc", b"Set-Cookie: id=1",
            b"X-Raw: d\xc3\x85j\x85\xe0", b"Keep-Alive: timeout=5", b"X-B: 2", b"ETag: W/\"x\"",
            status=b"200 Fine And Dandy",
        ),
        "/gzip": answer(gzip.compress(PAGE), b"Content-Encoding: gzip"),
        "/br": answer(brotli.compress(PAGE), b"Content-Encoding: br"),
        "/deflate": answer(zlib.compress(PAGE), b"Content-Encoding: deflate"),
        "/chunked": b"HTTP/1.1 200 OK\r\nTrailer: X-Sum\r\nTransfer-Encoding: chunked\r\n\r\n"
        + chunked(PAGE, 7),
        "/gzip-chunked": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n"
        b"Content-Encoding: gzip\r\n\r\n" + chunked(gzip.compress(PAGE), 50),
        "/old": b"HTTP/1.0 200 OK\r\nX-Old: yes\r\n\r\n" + PAGE,
        "/moved": answer(b"", b"Location: /odd", status=b"301 Elsewhere"),
        "/same": answer(PAGE, b"Content-Type: text/html", b"Last-Modified: yesterday"),
        "/etag": not_modified,
        "/%D8%AE%D8%A8%D8%B1?q=%C3%BC": answer(PAGE, b"Content-Type: text/html"),
        "/locked": answer(b"no", b'WWW-Authenticate: Basic realm="x"', status=b"401 No"),
    }  # fmt: skip
    yield running
    running.close()


@dataclass
class Record:
    """A record as its bytes say, with no code of ours."""

    kind: str
    headers: dict[str, str]
    start: bytes
    http: list[tuple[bytes, bytes]]
    body: bytes


def read(archive: Path) -> list[Record]:
    found = []
    for path in sorted(archive.glob("*.warc.gz")):
        data = path.read_bytes()
        while data:
            stream = zlib.decompressobj(16 + zlib.MAX_WBITS)
            text, data = stream.decompress(data), stream.unused_data
            head, _, rest = text.partition(b"\r\n\r\n")
            headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n")[1:])
            block = rest[: int(headers["Content-Length"])]
            assert rest[len(block) :] == b"\r\n\r\n"
            http, _, body = block.partition(b"\r\n\r\n")
            start, *lines = http.split(b"\r\n")
            pairs = [(n, v) for n, _, v in (line.partition(b": ") for line in lines)]
            found.append(Record(headers["WARC-Type"], headers, start, pairs, body))
    return found


def sent(raw: bytes) -> tuple[bytes, list[tuple[bytes, bytes]], bytes]:
    """Part an answer as RFC 9112 says: status line, fields with folds undone, body unframed."""
    head, _, body = raw.partition(b"\r\n\r\n")
    start, *lines = re.sub(rb"\r\n(?=[ \t])", b"", head).split(b"\r\n")
    pairs = [(n, v.strip()) for n, _, v in (line.partition(b":") for line in lines)]
    if (b"Transfer-Encoding", b"chunked") in pairs:
        whole = b""
        while size := int(body.split(b";")[0].split(b"\r\n")[0], 16):
            begin = body.index(b"\r\n") + 2
            whole, body = whole + body[begin : begin + size], body[begin + size + 2 :]
        body = whole
    return start, pairs, body


def grouped(pairs: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Put fields of one name at the place of the first, as Scrapy does."""
    names = list(dict.fromkeys(name.lower() for name, _ in pairs))
    return [(name, value) for name in names for n, value in pairs if n.lower() == name]


def crawl(project: Project, wire: RawServer) -> None:
    urls = [*wire.answers, "/missing"]
    (project.folder / "urls.txt").write_text(
        "".join(f"{wire.url}{path}\n" for path in urls).replace("%D8%AE%D8%A8%D8%B1", "خبر")
    )
    options = [word for name, value in QUICK.items() for word in ("-s", f"{name}={value}")]
    done = project.run(
        "crawl", "--urls", "urls.txt", *options, NEWSCRAWLER_ALLOW_PRIVATE=wire.address
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_what_is_identical_and_what_is_rebuilt(project: Project, wire: RawServer) -> None:
    crawl(project, wire)
    crawl(project, wire)
    records = read(project.folder / "archive")
    responses = [r for r in records if r.kind in ("response", "revisit")]
    requests = {r.headers["WARC-Concurrent-To"]: r for r in records if r.kind == "request"}
    assert len(responses) == len(requests) == len(wire.log)
    unmatched = list(wire.log)
    for record in responses:
        request = requests[record.headers["WARC-Record-ID"]]
        path = record.headers["WARC-Target-URI"].removeprefix(wire.url).encode()
        # A path is asked for once or twice; the exchange is known by all of its request.
        raw = b"\r\n".join([request.start, *(b"%s: %s" % pair for pair in request.http), b"", b""])
        found = next(pair for pair in unmatched if pair[0] == raw and same_body(pair[1], record))
        unmatched.remove(found)

        # The request is what was sent, byte for byte.
        assert request.start == b"GET " + path + b" HTTP/1.1"
        assert request.body == b""

        start, pairs, body = sent(found[1])
        # Version and status are as sent; the reason is the usual one.
        assert record.start.split(b" ")[:2] == start.split(b" ")[:2]
        usual = {b"200": b"OK", b"301": b"Moved Permanently", b"304": b"Not Modified",
                 b"401": b"Unauthorized", b"404": b"Not Found"}  # fmt: skip
        assert record.start.split(b" ", 2)[2] == usual[record.start.split(b" ")[1]]
        # Values are as sent, byte for byte; names have lost their case; those of one name stand
        # together, in their order; what belongs to the connection is gone; so are secrets.
        kept = [p for p in grouped(pairs) if p[0] not in HOP_BY_HOP | SECRET]
        length = [] if record.start.split(b" ")[1] == b"304" else [
            (b"content-length", b"%d" % len(body))
        ]  # fmt: skip
        assert [(n.lower(), v) for n, v in record.http] == kept + length
        assert all(name == name.title() for name, _ in record.http)
        # The body is as sent, still encoded, out of its chunks; a revisit has it elsewhere.
        if record.kind == "revisit":
            assert record.body == b""
        else:
            assert record.body == body
            assert "Transfer-Encoding" not in record.headers
    assert unmatched == []


def same_body(raw: bytes, record: Record) -> bool:
    body = sent(raw)[2]
    return record.kind == "revisit" or record.body == body


def test_a_second_crawl_repeats_no_body(project: Project, wire: RawServer) -> None:
    crawl(project, wire)
    crawl(project, wire)
    records = read(project.folder / "archive")
    second = [r for r in records if r.kind == "revisit"]
    profiles = {
        r.headers["WARC-Target-URI"].removeprefix(wire.url): r.headers["WARC-Profile"].split("/")[
            -1
        ]
        for r in second
        if not r.headers["WARC-Target-URI"].endswith("/odd")  # it is fetched for /moved as well
    }
    again = dict.fromkeys(wire.answers, "identical-payload-digest")
    again["/etag"] = "server-not-modified"
    for path in ("/moved", "/locked", "/odd"):
        del again[path]
    assert profiles == again
    originals = {
        (r.headers["WARC-Target-URI"], r.headers["WARC-Date"]): r.headers["WARC-Payload-Digest"]
        for r in records
        if r.kind == "response"
    }
    for record in second:
        refers = record.headers["WARC-Refers-To-Target-URI"], record.headers["WARC-Refers-To-Date"]
        assert refers[0] == record.headers["WARC-Target-URI"]
        assert originals[refers] == record.headers["WARC-Payload-Digest"]
