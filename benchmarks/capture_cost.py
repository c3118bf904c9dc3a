"""What does recording add to a crawl? CPU seconds of paired runs, with and without it.

The same spider fetches the same pages under the same settings from a server in another process,
which is not counted. Bare: Scrapy's own download handler. Recording: each exchange into the archive
and its row into the database. No page is extracted in either. Clocks run from the first request
to the end, the closing of archive and database included.

    python benchmarks/capture_cost.py [PAGES] [PAIRS]
"""

import asyncio
import gzip
import json
import multiprocessing
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import Crawler, CrawlerProcess
from scrapy.http import Response
from scrapy.settings import Settings

from benchmarks.archive import pages
from newscrawler.extensions.live import LiveRun

HANDLER = "newscrawler.downloader.recording.RecordingHandler"
BARE = "scrapy.core.downloader.handlers.http11.HTTP11DownloadHandler"
HEADERS = (
    "Server: nginx\r\nDate: Mon, 06 May 2024 07:08:09 GMT\r\n"
    "Content-Type: text/html; charset=utf-8\r\nConnection: keep-alive\r\nVary: Accept-Encoding\r\n"
    'ETag: "5f3c-61"\r\nCache-Control: max-age=60\r\nX-Cache: HIT\r\n'
)


class Fetching(Spider):
    """Fetches pages and looks at none."""

    name = "cost"
    base = ""
    count = 0
    begun = 0.0

    async def start(self) -> AsyncIterator[Any]:
        """Ask for each page once."""
        self.begun = time.process_time()
        for number in range(self.count):
            yield Request(f"{self.base}/2024/05/06/{number}/story", dont_filter=True)

    def parse(self, response: Response, **_: Any) -> None:
        """Take the response as it is."""


class Recording(LiveRun):
    """A run that ends with its archive: what is left to extract is not this benchmark's."""

    def close(self, spider: Spider, reason: str) -> None:
        """Close archive and store."""
        self.archive.close()
        self._open.close()


async def _serve(encoded: bool, ports: "multiprocessing.Queue[int]") -> None:
    bodies = pages()
    coding = "Content-Encoding: gzip\r\n" if encoded else ""
    answers = []
    for body in bodies:
        sent = gzip.compress(body, 6) if encoded else body
        head = f"HTTP/1.1 200 OK\r\n{HEADERS}{coding}Content-Length: {len(sent)}\r\n\r\n"
        answers.append(head.encode() + sent)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                writer.write(answers[len(head.split(b" ", 2)[1]) % len(answers)])
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    ports.put(server.sockets[0].getsockname()[1])
    await server.serve_forever()


def serve(encoded: bool, ports: "multiprocessing.Queue[int]") -> None:
    """Answer every request with a page."""
    asyncio.run(_serve(encoded, ports))


def crawl(port: int, count: int, recording: bool) -> float:
    """Crawl in this process; return the CPU seconds."""
    settings = Settings()
    settings.setmodule("newscrawler.settings", priority="project")
    handler = HANDLER if recording else BARE
    extensions = dict(settings.getdict("EXTENSIONS"))
    extensions["newscrawler.extensions.live.LiveRun"] = None
    if recording:
        extensions[Recording] = 1
    values = {
        "DOWNLOAD_HANDLERS": {"http": handler}, "ITEM_PIPELINES": {}, "EXTENSIONS": extensions,
        "DOWNLOAD_DELAY": 0, "AUTOTHROTTLE_ENABLED": False, "ROBOTSTXT_OBEY": False,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 8, "LOG_LEVEL": "ERROR",
        "NEWSCRAWLER_ALLOW_PRIVATE": "127.0.0.1",
    }  # fmt: skip
    for name, value in values.items():
        settings.set(name, value, priority="cmdline")
    process = CrawlerProcess(settings)
    crawler: Crawler = process.create_crawler(Fetching)
    process.crawl(crawler, base=f"http://127.0.0.1:{port}", count=count)
    process.start()
    spider = crawler.spider
    assert isinstance(spider, Fetching)  # noqa: S101 - a benchmark
    spent = time.process_time() - spider.begun
    received = crawler.stats.get_value("response_received_count")
    if received != count:
        raise RuntimeError(f"{received} of {count} pages came")
    return spent


def paired(encoded: bool, count: int, pairs: int) -> list[tuple[float, float]]:
    """Return the CPU seconds without and with recording, run by turns."""
    context = multiprocessing.get_context("spawn")
    ports: multiprocessing.Queue[int] = context.Queue()
    server = context.Process(target=serve, args=(encoded, ports), daemon=True)
    server.start()
    port = ports.get()
    found = []
    for number in range(pairs + 1):
        spent = []
        for recording in (False, True):
            with tempfile.TemporaryDirectory() as folder:
                command = [sys.executable, "-m", "benchmarks.capture_cost", "--one",
                           json.dumps([port, count, recording])]  # fmt: skip
                root = str(Path(__file__).resolve().parents[1])
                done = subprocess.run(
                    command, cwd=folder, env={"PYTHONPATH": root}, capture_output=True,
                    text=True, check=False,
                )  # fmt: skip
                if done.returncode:
                    raise RuntimeError(done.stderr)
                spent.append(float(done.stdout))
        if number:  # the first pair warms the caches
            found.append((spent[0], spent[1]))
    server.terminate()
    return found


def main() -> None:
    """Print CPU per page and the ratio, for pages sent plain and gzip-encoded."""
    count, pairs = (int(a) for a in (sys.argv[1:] + ["1500", "5"][len(sys.argv) - 1 :])[:2])
    for encoded in (True, False):
        runs = paired(encoded, count, pairs)
        ratios = [with_ / bare for bare, with_ in runs]
        bare, with_ = (statistics.median(side) / count * 1e3 for side in zip(*runs, strict=True))
        name = "gzip-encoded" if encoded else "plain"
        print(
            f"{name:13} {bare:.2f} ms a page bare, {with_:.2f} recording: "
            f"{statistics.median(ratios) - 1:+.1%} CPU "
            f"({min(ratios) - 1:+.1%} to {max(ratios) - 1:+.1%}, {pairs} pairs)"
        )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(crawl(*json.loads(sys.argv[2])))
    else:
        main()
