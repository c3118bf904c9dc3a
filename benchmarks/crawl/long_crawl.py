"""Does the memory of a crawl grow with the site, and what does a second crawl of it ask for?

    python -m benchmarks.crawl.long_crawl [PAGES]

A process of its own serves small pages, made as they are asked for, and counts. The crawl's
resident memory is taken at each thousandth page: at the last it may be no higher than after a
quarter of them. The second crawl finds the site as it was, and asks only for what leads to pages.
"""

import multiprocessing
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

PAGES = 20_000
PER_SITEMAP = 2_000
SLACK = 1.02
"""Two runs of one allocator differ by so much."""
PROFILE = """name = "long"
domains = ["127.0.0.1"]
discover = ["{url}/sitemap_index.xml"]
article_url = '/a/'
[[layout]]
title = 'h1'
body = '.text'
"""
SETTINGS = {
    "DOWNLOAD_DELAY": "0", "AUTOTHROTTLE_ENABLED": "0", "CONCURRENT_REQUESTS_PER_DOMAIN": "8",
    "RETRY_TIMES": "0", "LOG_LEVEL": "WARNING",
}  # fmt: skip


def serve(pages: int, ready: Connection, articles: Any, lists: Any) -> None:
    """Serve until killed; count what is asked for."""
    words = [f"word{n}" for n in range(4000)]

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1

        def do_GET(self) -> None:
            base = f"http://127.0.0.1:{self.server.server_address[1]}"
            media_type, status = "application/xml", 200
            if self.path.startswith("/a/"):
                with articles:
                    articles.value += 1
                chance = random.Random(self.path)  # noqa: S311 - the same page each time
                text = " ".join(chance.choices(words, k=120))
                body = f"<title>{self.path}</title><h1>Story {self.path}</h1>"
                body += f"<div class=text><p>{text}</p></div>"
                media_type = "text/html; charset=utf-8"
            else:
                with lists:
                    lists.value += 1
                status, body = 200, ""
                if self.path == "/sitemap_index.xml":
                    rows = range(0, pages, PER_SITEMAP)
                    body = "".join(f"<sitemap><loc>{base}/s/{n}.xml</loc></sitemap>" for n in rows)
                    body = f"<sitemapindex>{body}</sitemapindex>"
                elif self.path.startswith("/s/"):
                    first = int(self.path[3:-4])
                    urls = range(first, min(first + PER_SITEMAP, pages))
                    body = "".join(f"<url><loc>{base}/a/{n}</loc></url>" for n in urls)
                    body = f"<urlset>{body}</urlset>"
                else:
                    status = 404
            data = body.encode()
            self.send_response(status)
            self.send_header("Content-Type", media_type)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    ready.send(server.server_address[1])
    server.serve_forever()


def crawl(folder: Path, address: str, articles: Any, every: int) -> list[float]:
    """Crawl; return the resident memory in MB at each `every` pages."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("NEWSCRAWLER_")}
    environment = kept | {
        "SCRAPY_SETTINGS_MODULE": "newscrawler.settings", "NEWSCRAWLER_SITES": "sites",
        "NEWSCRAWLER_ALLOW_PRIVATE": address,
    }  # fmt: skip
    options = [word for pair in SETTINGS.items() for word in ("-s", "=".join(pair))]
    begun, first, samples = time.monotonic(), articles.value, []
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "scrapy", "crawl", "long", *options],
            cwd=folder, env=environment, stdout=log, stderr=log,
        )  # fmt: skip
        while process.poll() is None:
            if articles.value - first >= every * (len(samples) + 1):
                samples.append(resident(process.pid))
                pages, seconds = every * len(samples), time.monotonic() - begun
                print(f"{pages:7} pages {samples[-1]:7.1f} MB {seconds:6.0f} s", flush=True)
            time.sleep(0.01)
    text = (folder / "log").read_text()
    print(text.rstrip().splitlines()[-1])
    if process.returncode:
        raise RuntimeError(f"exit code {process.returncode}\n{text[-3000:]}")
    return samples


def resident(pid: int) -> float:
    """Return a process's resident memory in MB."""
    fields = Path(f"/proc/{pid}/statm").read_text().split()
    return int(fields[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def main() -> int:
    """Crawl twice, and judge."""
    pages = int(sys.argv[1]) if len(sys.argv) > 1 else PAGES
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    articles, lists = context.Value("q", 0), context.Value("q", 0)
    server = context.Process(target=serve, args=(pages, there, articles, lists), daemon=True)
    server.start()
    address = f"127.0.0.1:{here.recv()}"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "sites").mkdir()
        (folder / "sites" / "long.toml").write_text(PROFILE.format(url=f"http://{address}"))
        samples = crawl(folder, address, articles, every=max(pages // 20, 1))
        once, before = articles.value, lists.value
        crawl(folder, address, articles, every=pages)
        again, asked = articles.value - once, lists.value - before
    os.kill(server.pid or 0, signal.SIGKILL)
    quarter = statistics.median(samples[4:7])
    end = statistics.median(samples[-3:])
    print(
        f"\nmemory after a quarter {quarter:.1f} MB, at the end {end:.1f} MB: {end / quarter:.3f}"
    )
    print(f"first crawl: {once} requests for {pages} pages")
    print(f"second crawl: {again} requests for pages, {asked} for lists")
    good = end <= quarter * SLACK and once == pages and not again
    print("ok" if good else "FAIL")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
