"""A news site on 127.0.0.1, with what makes real ones hard: redirects, variants, dead links."""

import gzip
import threading
import tomllib
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha1
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self

from newscrawler.commands.demo_site import pages

_STORIES = Path(__file__).with_name("stories.toml")


@dataclass(frozen=True, slots=True)
class Story:
    """One article of the site."""

    slug: str
    language: str
    day: date
    views: int
    section: str
    title: str
    paragraphs: tuple[str, ...]

    @property
    def path(self) -> str:
        """Where the site publishes it."""
        return f"/{self.day:%Y/%m/%d}/{self.slug}/"


class DemoSite:
    """Serves the stories until it is closed; a context manager."""

    def __init__(self) -> None:
        self.stories = _read()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.site = self
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def address(self) -> str:
        """``127.0.0.1:PORT``."""
        return f"127.0.0.1:{self._server.server_address[1]}"

    @property
    def url(self) -> str:
        """The home page."""
        return f"http://{self.address}/"

    def edit(self) -> dict[str, str]:
        """Do what news sites do overnight; return the paths of what changed, by kind.

        One story is edited, one is deleted, and one is published again at another address.
        """
        by_slug = {story.slug: story for story in self.stories}
        edited, deleted = by_slug["old-market-fire"], by_slug["street-names"]
        first, *rest = edited.paragraphs
        first = first.replace("ولم تقع إصابات", "وأصيب إطفائيان بجروح طفيفة")
        by_slug[edited.slug] = replace(
            edited,
            title="إخماد حريق في السوق القديم وإصابة إطفائيين",
            paragraphs=(first, *rest),
            views=9120,
        )
        del by_slug[deleted.slug]
        original = by_slug["new-bridge"]
        copied = replace(original, slug="the-bridge-is-open", day=date(2017, 12, 22), views=3)
        self.stories = [*by_slug.values(), copied]
        return {"edited": edited.path, "deleted": deleted.path, "copied": copied.path}

    def respond(self, path: str) -> tuple[int, dict[str, str], bytes]:
        """Return (status, headers, body) for a path with its query."""
        plain, _, query = path.partition("?")
        base = self.url.rstrip("/")
        articles = {story.path: story for story in self.stories}
        if plain in articles:
            # Three newest others, as any site offers beside the text.
            others = [s for s in self.stories if s.slug != articles[plain].slug][:3]
            return _html(pages.article(articles[plain], others, base))
        if plain == "/bridge":
            return 301, {"Location": self.stories[0].path}, b""
        if plain == "/robots.txt":
            return _text(pages.robots(base))
        if plain == "/sitemap_index.xml":
            return _xml(pages.sitemap_index(base))
        if plain == "/sitemap-ar.xml.gz":
            arabic = [s for s in self.stories if s.language == "ar"]
            body = gzip.compress(pages.sitemap(arabic, base).encode(), mtime=0)
            return 200, {"Content-Type": "application/gzip"}, body
        if plain == "/sitemap-en.xml":
            return _xml(pages.sitemap([s for s in self.stories if s.language == "en"], base))
        if plain == "/feed.xml":
            newest = sorted(self.stories, key=lambda s: s.day, reverse=True)[:8]
            return _xml(pages.feed(newest, base))
        if plain == "/" and not query:
            return _html(pages.listing(self.stories[:12], base, following="/page/2/"))
        if plain == "/page/2/":
            return _html(pages.listing(self.stories[12:], base, following=None))
        return 404, {"Content-Type": "text/html; charset=utf-8"}, b"<h1>404</h1>"


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    site: DemoSite


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # A response is one write, not one for each header line.
    wbufsize = -1
    server: _Server

    def do_GET(self) -> None:
        status, headers, body = self.server.site.respond(self.path)
        if status == 200 and "text/html" in headers.get("Content-Type", ""):
            headers["ETag"] = f'"{sha1(body, usedforsecurity=False).hexdigest()[:16]}"'
            if self.headers.get("If-None-Match") == headers["ETag"]:
                status, body = 304, b""
            elif "gzip" in self.headers.get("Accept-Encoding", ""):
                body = gzip.compress(body, mtime=0)
                headers["Content-Encoding"] = "gzip"
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Stay silent: the demo prints for itself."""


def _read() -> list[Story]:
    data = tomllib.loads(_STORIES.read_text(encoding="utf-8"))
    return [Story(**row | {"paragraphs": tuple(row["paragraphs"])}) for row in data["story"]]


def _html(text: str) -> tuple[int, dict[str, str], bytes]:
    return 200, {"Content-Type": "text/html; charset=utf-8"}, text.encode()


def _xml(text: str) -> tuple[int, dict[str, str], bytes]:
    return 200, {"Content-Type": "application/xml"}, text.encode()


def _text(text: str) -> tuple[int, dict[str, str], bytes]:
    return 200, {"Content-Type": "text/plain; charset=utf-8"}, text.encode()
