"""A news site that answers in all the ways that matter to replay, and notes what it sent."""

import gzip
import hashlib
import threading
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import quote

import brotli

_DATE = formatdate(1_700_000_000, usegmt=True)


@dataclass(frozen=True)
class Answer:
    """A status, headers and a body as it goes over the wire, before chunking."""

    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    chunked: bool = False
    etag: bool = False


@dataclass(frozen=True)
class Sent:
    """What went out: `body` still content-encoded, without chunks."""

    path: str
    status: int
    headers: dict[str, str]
    body: bytes = field(repr=False)


def story(title: str, extra: str = "") -> str:
    text = (
        f"{title}. " + "A sentence that is long enough to be read as prose, and says a thing. " * 8
    )
    return (
        f"<!doctype html><html><head><meta charset='utf-8'><title>{title}</title></head><body>"
        f"<article><h1>{title}</h1><time datetime='2024-05-06'>6 May 2024</time>"
        f"<div class='text'><p>{text}</p>{extra}</div></article></body></html>"
    )


ARABIC = quote("/a/أخبار-عاجلة/")
"""A path in Arabic, as browsers and Scrapy send it."""
HTML = ("Content-Type", "text/html; charset=utf-8")
WINDOWS = ("Content-Type", "text/html; charset=windows-1256")


def answers(base: str) -> dict[str, Answer]:
    """Return what is at each path."""
    stories = {
        "/a/plain": Answer(headers=(HTML,), body=story("Plain").encode()),
        "/a/gzip": Answer(
            headers=(HTML, ("Content-Encoding", "gzip")),
            body=gzip.compress(story("Gzip, with خبر عاجل").encode(), mtime=0),
        ),
        "/a/brotli": Answer(
            headers=(HTML, ("Content-Encoding", "br")),
            body=brotli.compress(story("Brotli, with خبر عاجل").encode()),
        ),
        "/a/chunked": Answer(headers=(HTML,), body=story("Chunked").encode(), chunked=True),
        "/a/gzip-chunked": Answer(
            headers=(HTML, ("Content-Encoding", "gzip")),
            body=gzip.compress(story("Both").encode(), mtime=0),
            chunked=True,
        ),
        "/a/windows": Answer(
            headers=(WINDOWS,), body=story("خبر").replace("utf-8", "windows-1256").encode("cp1256")
        ),
        "/a/moved": Answer(headers=(HTML,), body=story("Moved here").encode()),
        "/a/elsewhere": Answer(headers=(HTML,), body=story("Lies elsewhere").encode()),
        "/a/query?A=%D8%B3&a=1&b=2": Answer(headers=(HTML,), body=story("Query").encode()),
        ARABIC: Answer(headers=(HTML,), body=story("أخبار عاجلة").encode()),
        "/a/unchanged": Answer(headers=(HTML,), body=story("Has an ETag").encode(), etag=True),
        "/a/repeated": Answer(
            headers=(HTML, ("X-Twice", "one"), ("X-Twice", "two"), ("Set-Cookie", "secret=1")),
            body=story("Headers twice").encode(),
        ),
    }
    others = {
        "/robots.txt": Answer(
            headers=(("Content-Type", "text/plain"),),
            body=f"User-agent: *\nAllow: /\nSitemap: {base}/sitemap.xml\n".encode(),
        ),
        "/a/old": Answer(301, (("Location", "/a/moved"), HTML), b"<p>It moved.</p>"),
        "/a/now": Answer(302, (("Location", f"{base}/a/elsewhere"),)),
        "/a/gone": Answer(404, (HTML,), "<h1>404 غير موجود</h1>".encode()),
        "/a/broken": Answer(500, (("Content-Type", "text/plain"),), b"Broken."),
        "/a/nothing": Answer(headers=(HTML,)),
    }
    paths = [*stories, *(p for p in others if p.startswith("/a/"))]
    listed = "".join(f"<url><loc>{base}{p.replace('&', '&amp;')}</loc></url>" for p in paths)
    sitemap = f"<?xml version='1.0'?><urlset>{listed}</urlset>"
    xml = Answer(headers=(("Content-Type", "application/xml"),), body=sitemap.encode())
    return stories | others | {"/sitemap.xml": xml}


class Site:
    """Serves `pages` on 127.0.0.1, and keeps all that it sent, in order."""

    def __init__(self) -> None:
        self.sent: list[Sent] = []
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._http.daemon_threads = True
        threading.Thread(target=self._http.serve_forever, daemon=True).start()
        self.address = f"127.0.0.1:{self._http.server_address[1]}"
        self.url = f"http://{self.address}"
        self.pages = answers(self.url)

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                answer = site.pages.get(self.path, Answer(404))
                if answer.etag:
                    answer = self._conditional(answer)
                self.send_response(answer.status)
                for name, value in answer.headers:
                    self.send_header(name, value)
                if answer.chunked:
                    self.send_header("Transfer-Encoding", "chunked")
                elif answer.status != 304:
                    self.send_header("Content-Length", str(len(answer.body)))
                self.end_headers()
                self.wfile.write(_chunks(answer.body) if answer.chunked else answer.body)
                sent = Sent(self.path, answer.status, dict(answer.headers), answer.body)
                site.sent.append(sent)

            def _conditional(self, answer: Answer) -> Answer:
                tag = '"' + hashlib.sha256(answer.body).hexdigest()[:12] + '"'
                headers = (*answer.headers, ("ETag", tag), ("Last-Modified", _DATE))
                if self.headers.get("If-None-Match") == tag:
                    return Answer(304, headers)
                return Answer(answer.status, headers, answer.body)

            def log_message(self, *_: object) -> None:
                pass

        return Handler


def _chunks(body: bytes) -> bytes:
    parts = [body[i : i + 700] for i in range(0, len(body), 700)]
    return b"".join(b"%x\r\n%s\r\n" % (len(p), p) for p in parts) + b"0\r\n\r\n"
