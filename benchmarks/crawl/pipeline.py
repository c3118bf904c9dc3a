"""The whole pipeline beside fetching alone: fetch, archive, extract, dedupe, store.

A site of 5,000 pages of about 50 KB, sent as gzip, on loopback, no delay, from a process of its
own. By turns: a Scrapy spider that only fetches, `newscrawler crawl`, and what is usual: Scrapy
with trafilatura in the callback and rows in SQLite. Pages a second between the first request and
the last answer; CPU seconds and bytes of the whole process for 1,000 articles.

    python -m benchmarks.crawl.pipeline [--pages 5000] [--pairs 3] [--workers 1]
"""

import argparse
import asyncio
import gzip
import json
import multiprocessing
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
import venv
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median
from typing import Any
from urllib.request import urlopen

_LETTERS = random.Random(7)  # noqa: S311 - the same words every time
WORDS = [
    "".join(_LETTERS.choices("aeioulnrstdmkpbv", k=_LETTERS.randint(2, 10))) for _ in range(4000)
]
SAME = {
    "CONCURRENT_REQUESTS": "16", "CONCURRENT_REQUESTS_PER_DOMAIN": "16", "DOWNLOAD_DELAY": "0",
    "AUTOTHROTTLE_ENABLED": "0", "ROBOTSTXT_OBEY": "0", "LOG_LEVEL": "ERROR", "RETRY_TIMES": "0",
    "TELNETCONSOLE_ENABLED": "0",
}  # fmt: skip
FETCHING = """
import scrapy
class Fetching(scrapy.Spider):
    name = "fetching"
    async def start(self):
        for number in range(self.settings.getint("PAGES")):
            yield scrapy.Request(f"{self.settings['BASE']}/2024/05/06/{number}", dont_filter=True)
    def parse(self, response):
        pass
"""
USUAL = """
import sqlite3, scrapy, trafilatura
class Usual(scrapy.Spider):
    name = "usual"
    async def start(self):
        self.db = sqlite3.connect("usual.db")
        self.db.execute("CREATE TABLE a (url PRIMARY KEY, title, body, date)")
        for number in range(self.settings.getint("PAGES")):
            yield scrapy.Request(f"{self.settings['BASE']}/2024/05/06/{number}", dont_filter=True)
    def parse(self, response):
        found = trafilatura.bare_extraction(response.text, url=response.url, with_metadata=True)
        row = (response.url, found.title, found.text, found.date)
        with self.db:
            self.db.execute("INSERT OR IGNORE INTO a VALUES (?, ?, ?, ?)", row)
"""
PROFILE = """name = "local"
domains = ["127.0.0.1"]
discover = ["{base}/sitemap.xml"]
article_url = '/2024/'
"""


def page(number: int) -> bytes:
    """Return an article between menus, teasers and scripts, about 50 KB."""
    chance = random.Random(number)  # noqa: S311 - the same pages every time
    sentences = [" ".join(chance.choices(WORDS, k=14)).capitalize() + "." for _ in range(48)]
    text = "".join(f"<p>{' '.join(sentences[n : n + 4])}</p>" for n in range(0, 48, 4))
    menu = "".join(f"<li><a href='/section/{n}'>Section {n}</a></li>" for n in range(60))
    teasers = "".join(
        f"<div class='teaser'><a href='/2024/05/05/{n}'><img src='/i/{n}.jpg' alt=''>"
        f"<h3>Another story of the day, number {n}</h3></a><span>5 May 2024</span></div>"
        for n in range(90)
    )
    title = " ".join(chance.choices(WORDS, k=8)).capitalize()
    return (
        f"<!doctype html><html lang='en'><head><meta charset='utf-8'><title>{title} | Site</title>"
        f"<meta property='og:type' content='article'><meta property='og:title' content='{title}'>"
        f"<script>{'var x = 1; ' * 1200}</script></head><body><nav><ul>{menu}</ul></nav><main>"
        f"<article><h1>{title}</h1><time datetime='2024-05-06T07:08:09Z'>6 May 2024</time>"
        f"<div class='entry-content'>{text}</div></article></main><aside>{teasers}</aside>"
        "<footer>All rights reserved 2024</footer></body></html>"
    ).encode()


async def _serve(pages: int, pipe: Connection) -> None:
    bodies: dict[str, bytes] = {}
    for number in range(pages):
        bodies[f"/2024/05/06/{number}"] = gzip.compress(page(number), 1, mtime=0)
    times = {"first": 0.0, "last": 0.0, "pages": 0, "bytes": 0}

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                path = (await reader.readuntil(b"\r\n\r\n")).split(b" ", 2)[1].decode()
                head, body = "200 OK", bodies.get(path, b"")
                if body:
                    times["first"] = times["first"] or time.monotonic()
                    times["pages"] += 1
                    times["bytes"] += len(body)
                    coding = "Content-Encoding: gzip\r\nContent-Type: text/html; charset=utf-8\r\n"
                elif path == "/sitemap.xml":
                    inner = "".join(f"<url><loc>{base}{p}</loc></url>" for p in bodies)
                    body, coding = (
                        f"<urlset>{inner}</urlset>".encode(),
                        "Content-Type: text/xml\r\n",
                    )
                elif path == "/times":
                    body, coding = json.dumps(times).encode(), "Content-Type: application/json\r\n"
                    times.update(first=0.0, pages=0, bytes=0)
                else:
                    head, coding = "404 Not Found", ""
                writer.write(
                    f"HTTP/1.1 {head}\r\n{coding}Content-Length: {len(body)}\r\n\r\n".encode()
                    + body
                )
                await writer.drain()
                times["last"] = time.monotonic() if path in bodies else times["last"]
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    base = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    pipe.send(base)
    await server.serve_forever()


def serve(pages: int, pipe: Connection) -> None:
    """Serve the site."""
    asyncio.run(_serve(pages, pipe))


def run(command: list[str], folder: Path, base: str, **more: str) -> dict[str, Any]:
    """Run one crawl; return pages a second, CPU seconds and bytes for 1,000 pages."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=folder, env=os.environ | more, check=True, stdout=subprocess.PIPE)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    with urlopen(f"{base}/times") as answer:  # noqa: S310 - our own server
        times = json.load(answer)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    kept = sum(p.stat().st_size for p in folder.rglob("*") if p.is_file())
    return {
        "rate": times["pages"] / (times["last"] - times["first"]),
        "cpu": 1000 * spent / times["pages"],
        "kept": 1000 * kept / times["pages"] / 1e6,
        "pages": times["pages"],
    }


def usual_python(folder: Path) -> str:
    """Return a Python that has Scrapy and trafilatura, in an environment of its own."""
    venv.create(folder / "env", with_pip=True)
    python = str(folder / "env/bin/python")
    subprocess.run(
        [python, "-m", "pip", "install", "-q", "scrapy", "trafilatura", "lxml_html_clean"],
        check=True,
    )
    return python


def main() -> None:
    """Run the crawls in turns and print their medians."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--pages", type=int, default=5000)
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--workers", default="1")
    parser.add_argument("--no-usual", action="store_true")
    options = parser.parse_args()
    here, there = multiprocessing.Pipe()
    server = multiprocessing.Process(target=serve, args=(options.pages, there), daemon=True)
    server.start()
    base: str = here.recv()
    given = SAME | {"BASE": base, "PAGES": str(options.pages)}
    words = [word for name, value in given.items() for word in ("-s", f"{name}={value}")]
    results: dict[str, list[dict[str, Any]]] = {"fetch": [], "newscrawler": [], "usual": []}
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        usual = sys.executable if options.no_usual else usual_python(root)
        for number in range(options.pairs):
            for kind in results:
                if kind == "usual" and options.no_usual:
                    continue
                folder = root / f"{kind}{number}"
                (folder / "sites").mkdir(parents=True)
                (folder / "sites/local.toml").write_text(PROFILE.format(base=base))
                (folder / "fetch.py").write_text(FETCHING)
                (folder / "usual.py").write_text(USUAL)
                command = {
                    "fetch": [sys.executable, "-m", "scrapy", "runspider", "fetch.py", *words],
                    "usual": [usual, "-m", "scrapy", "runspider", "usual.py", *words],
                    "newscrawler": [sys.executable, "-m", "newscrawler.commands", "crawl", "local",
                                    *words, "-s", f"NEWSCRAWLER_WORKERS={options.workers}"],
                }[kind]  # fmt: skip
                ours = {"NEWSCRAWLER_SITES": "sites", "NEWSCRAWLER_ALLOW_PRIVATE": "127.0.0.1"}
                done = run(command, folder, base, **(ours if kind == "newscrawler" else {}))
                results[kind].append(done)
                print(kind, {key: round(value, 2) for key, value in done.items()}, flush=True)
    server.kill()
    fetch = median(one["rate"] for one in results["fetch"])
    print(f"\n{'':12} pages/s  of fetching  CPU s / 1,000  MB kept / 1,000")
    for kind, rows in results.items():
        if rows:
            rate, cpu, kept = (median(r[key] for r in rows) for key in ("rate", "cpu", "kept"))
            print(f"{kind:12} {rate:7.0f}  {rate / fetch:11.2f}  {cpu:13.1f}  {kept:15.1f}")


if __name__ == "__main__":
    main()
