"""What several tests need: a server on 127.0.0.1, a project folder, the command line."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
# One machine talks to itself, so there is nobody to be polite to.
QUICK = {
    "DOWNLOAD_DELAY": "0", "AUTOTHROTTLE_ENABLED": "0", "RETRY_TIMES": "0",
    # A second crawl a moment later is to ask for everything again.
    "NEWSCRAWLER_REVISIT": "0s",
}  # fmt: skip


@pytest.fixture
def corpus() -> Path:
    path = SHARED / "corpus"
    if not (path / "corpus.jsonl").exists():
        pytest.skip("the corpus of real pages lies beside the project, and is absent here")
    return path


@pytest.fixture
def warc_samples() -> Path:
    path = SHARED / "warc-samples"
    if not path.is_dir():
        pytest.skip("the sample archives lie beside the project, and are absent here")
    return path


@dataclass
class Reply:
    """What the server answers."""

    body: str | bytes = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    media_type: str = "text/html; charset=utf-8"
    cut: int = 0
    """Bytes that Content-Length promises and that never come."""


class Server:
    """Serves `pages`, by path (as a proxy: by URL), else what `fallback` says, else 404.

    Keeps the requests that it saw.
    """

    def __init__(self) -> None:
        self.pages: dict[str, Reply | Callable[[BaseHTTPRequestHandler], Reply]] = {}
        self.fallback: Callable[[str], Reply | None] = lambda _: None
        self.requests: list[tuple[str, dict[str, str]]] = []
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._http.daemon_threads = True
        threading.Thread(target=self._http.serve_forever, daemon=True).start()
        self.address = f"127.0.0.1:{self._http.server_address[1]}"
        self.url = f"http://{self.address}"

    def paths(self) -> list[str]:
        return [path for path, _ in self.requests]

    def article(self, path: str, title: str, text: str = "", **more: object) -> None:
        body = text or f"{title}. " + "A sentence that is long enough to be read as prose. " * 6
        self.pages[path] = Reply(
            f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>"
            f"<time datetime='2024-05-06'>6 May 2024</time><div class='text'><p>{body}</p></div>"
            "</article></body></html>",
            **more,  # type: ignore[arg-type]
        )

    def sitemap(self, *paths: str, at: str = "/sitemap.xml") -> None:
        inner = "".join(f"<url><loc>{self.url}{p}</loc></url>" for p in paths)
        self.pages[at] = Reply(f"<urlset>{inner}</urlset>", media_type="application/xml")

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1

            def do_GET(self) -> None:
                server.requests.append((self.path, dict(self.headers)))
                page = server.pages.get(self.path) or server.fallback(self.path)
                page = page or Reply("<h1>404</h1>", status=404)
                reply = page(self) if callable(page) else page
                body = reply.body.encode() if isinstance(reply.body, str) else reply.body
                self.send_response(reply.status)
                self.send_header("Content-Type", reply.media_type)
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                if reply.status != 304:
                    self.send_header("Content-Length", str(len(body) + reply.cut))
                self.end_headers()
                self.wfile.write(body)
                if reply.cut:
                    self.close_connection = True

            def log_message(self, *_: object) -> None:
                pass

        return Handler


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server()
    yield running
    running.close()


@dataclass
class Project:
    """A folder with profiles, a database and an archive of its own."""

    folder: Path
    server: Server

    def profile(self, text: str = "", name: str = "local", **discover: str) -> Path:
        path = self.folder / "sites" / f"{name}.toml"
        path.parent.mkdir(exist_ok=True)
        start = discover.get("discover", f"{self.server.url}/sitemap.xml")
        path.write_text(
            f'name = "{name}"\ndomains = ["127.0.0.1"]\ndiscover = ["{start}"]\n'
            + (text or "article_url = '/a/'\n[[layout]]\ntitle = 'h1'\nbody = '.text'\n"),
            encoding="utf-8",
        )
        return path

    def environment(self, **more: str) -> dict[str, str]:
        return {
            **{k: v for k, v in os.environ.items() if not k.startswith("NEWSCRAWLER_")},
            "SCRAPY_SETTINGS_MODULE": "newscrawler.settings",
            "NEWSCRAWLER_ALLOW_PRIVATE": self.server.address,
            "NEWSCRAWLER_SITES": "sites" if (self.folder / "sites").is_dir() else "",
            **more,
        }

    def run(self, *command: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Run `newscrawler …` here."""
        return self._run("newscrawler.commands.main", *command, **more)

    def scrapy(self, *command: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Run `scrapy …` here, as cron does."""
        return self._run("scrapy", *command, **more)

    def crawl(self, site: str = "local", *more: str) -> subprocess.CompletedProcess[str]:
        settings = [word for name, value in QUICK.items() for word in ("-s", f"{name}={value}")]
        return self.scrapy("crawl", site, *settings, *more)

    def start(self, *command: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=self.folder, env=self.environment(), text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def _run(self, *command: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", *command],
            cwd=self.folder, env=self.environment(**more), text=True, capture_output=True,
            timeout=120, check=False,
        )  # fmt: skip

    def export(self, name: str = "news.db") -> str:
        done = self.run("export", "--db", name)
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture
def project(tmp_path: Path, server: Server) -> Project:
    return Project(tmp_path, server)
