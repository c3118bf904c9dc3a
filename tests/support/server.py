"""A server on 127.0.0.1 whose pages a test sets, and which keeps the requests that it saw."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


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
        threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True).start()
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
