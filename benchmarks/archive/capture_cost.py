"""What does recording add to a crawl? CPU seconds with and without it, in turns.

One spider fetches the same pages under the same settings from a server in another process, which is
not counted; by turns, a block of them through Scrapy's own download handler alone, and a block
through the recording handler: each exchange into the archive, its row into the database, committed.
Nothing is extracted. A block takes a fifth of a second, so that both sorts meet the same other work
of the machine.

    python -m benchmarks.archive.capture_cost [PAIRS]
"""

import asyncio
import gzip
import json
import multiprocessing
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from scrapy import Request, Spider, signals
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler, CrawlerProcess
from scrapy.exceptions import DontCloseSpider
from scrapy.http import Response
from scrapy.settings import Settings

from benchmarks.archive.speed import pages
from newscrawler.crawl.fetch.recording import RecordingHandler
from newscrawler.crawl.run.live import LiveRun
from tests.support.paths import ROOT

BLOCK = 50
WARM = 4
"""Pairs of blocks that are not counted: caches fill, modules are imported."""
HEADERS = (
    "Server: nginx\r\nDate: Mon, 06 May 2024 07:08:09 GMT\r\n"
    "Content-Type: text/html; charset=utf-8\r\nConnection: keep-alive\r\nVary: Accept-Encoding\r\n"
    'ETag: "5f3c-61"\r\nCache-Control: max-age=60\r\nX-Cache: HIT\r\n'
)


class Switching(RecordingHandler):
    """Records, or leaves it to Scrapy's handler alone."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.recording = True
        self._bare = HTTP11DownloadHandler.from_crawler(crawler)
        crawler.spider.handler = self  # type: ignore[union-attr]

    async def download_request(self, request: Request) -> Response:
        """Fetch a page in one way or the other."""
        if self.recording:
            return await super().download_request(request)
        return await self._bare.download_request(request)

    def switch(self) -> None:
        """Go over to the other way."""
        self.recording = not self.recording
        change = self.crawler.signals.connect if self.recording else self.crawler.signals.disconnect
        change(self._inner._begun, signal=signals.headers_received)
        change(self._inner._came, signal=signals.bytes_received)

    async def close(self) -> None:
        """Close the connections of both."""
        await self._bare.close()
        await super().close()


class Fetching(Spider):
    """Fetches pages, block by block, and looks at none."""

    name = "cost"
    base = ""
    pairs = 0
    handler: Switching | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Connect to the idle signal; Scrapy calls it."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.next_block, signal=signals.spider_idle)
        spider.spent = {False: [], True: []}
        spider.begun = 0.0
        return spider

    async def start(self) -> AsyncIterator[Any]:
        """Ask for a page, so that the handler is there."""
        yield Request(f"{self.base}/first", dont_filter=True)

    def next_block(self) -> None:
        """Take the time of a block, and begin the next."""
        handler, engine = self.handler, self.crawler.engine
        if handler is None or engine is None:
            return
        if self.begun:
            if handler.recording:
                handler._run.store.commit()
            self.spent[handler.recording].append(time.process_time() - self.begun)
        if len(self.spent[True]) == self.pairs + WARM:
            return
        handler.switch()
        self.begun = time.process_time()
        done = sum(map(len, self.spent.values())) * BLOCK
        for number in range(done, done + BLOCK):
            engine.crawl(Request(f"{self.base}/2024/05/06/{number}/story", dont_filter=True))
        raise DontCloseSpider

    def parse(self, response: Response, **_: Any) -> None:
        """Take the response as it is."""


class Recording(LiveRun):
    """A run that ends with its archive: what is left to extract is not this benchmark's."""

    def close(self, spider: Spider, reason: str) -> None:
        """Close archive and store."""
        self.archive.close()
        self._open.close()


def certificate() -> ssl.SSLContext:
    """Return what a server needs to speak TLS as 127.0.0.1."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now).not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.NamedTemporaryFile() as file:
        file.write(secret + made.public_bytes(Encoding.PEM))
        file.flush()
        context.load_cert_chain(file.name)
    return context


async def _serve(encoded: bool, secure: bool, ports: "multiprocessing.Queue[int]") -> None:
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

    server = await asyncio.start_server(
        answer, "127.0.0.1", 0, ssl=certificate() if secure else None
    )
    ports.put(server.sockets[0].getsockname()[1])
    await server.serve_forever()


def serve(encoded: bool, secure: bool, ports: "multiprocessing.Queue[int]") -> None:
    """Answer every request with a page."""
    asyncio.run(_serve(encoded, secure, ports))


def crawl(url: str, pairs: int, fsync_every: str) -> list[tuple[float, float]]:
    """Crawl in this process; return the CPU seconds of each pair of blocks, bare and recording."""
    settings = Settings()
    settings.setmodule("newscrawler.settings", priority="project")
    extensions = dict(settings.getdict("EXTENSIONS"))
    extensions["newscrawler.crawl.run.live.LiveRun"] = None
    extensions[Recording] = 1
    values = {
        "DOWNLOAD_HANDLERS": {"http": Switching, "https": Switching}, "ITEM_PIPELINES": {},
        "EXTENSIONS": extensions,
        "DOWNLOAD_DELAY": 0, "AUTOTHROTTLE_ENABLED": False, "ROBOTSTXT_OBEY": False,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 8, "LOG_LEVEL": "ERROR",
        "NEWSCRAWLER_ALLOW_PRIVATE": "127.0.0.1", "NEWSCRAWLER_ARCHIVE_FSYNC_EVERY": fsync_every,
    }  # fmt: skip
    for name, value in values.items():
        settings.set(name, value, priority="cmdline")
    process = CrawlerProcess(settings)
    crawler: Crawler = process.create_crawler(Fetching)
    process.crawl(crawler, base=url, pairs=pairs)
    process.start()
    spent = crawler.spider.spent  # type: ignore[union-attr]
    return list(zip(spent[False], spent[True], strict=True))[WARM:]


def measured(
    encoded: bool, secure: bool, fsync_every: str, pairs: int
) -> list[tuple[float, float]]:
    """Crawl in a process of its own."""
    context = multiprocessing.get_context("spawn")
    ports: multiprocessing.Queue[int] = context.Queue()
    server = context.Process(target=serve, args=(encoded, secure, ports), daemon=True)
    server.start()
    url = f"{'https' if secure else 'http'}://127.0.0.1:{ports.get()}"
    command = [sys.executable, "-m", "benchmarks.archive.capture_cost", "--one", url]
    environment = {"PYTHONPATH": str(ROOT)}
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [*command, str(pairs), fsync_every], cwd=folder, env=environment,
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    server.terminate()
    if done.returncode or not done.stdout:
        raise RuntimeError(done.stderr)
    return [(bare, recording) for bare, recording in json.loads(done.stdout)]


def main() -> None:
    """Print CPU per page and the ratio, for pages sent gzip-encoded and plain."""
    pairs = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    print(f"{pairs} pairs of {BLOCK} pages of about 57 KB")
    for encoded, secure, every in (
        (True, True, "20"), (True, True, "0"), (True, False, "20"), (False, False, "20"),
    ):  # fmt: skip
        runs = measured(encoded, secure, every, pairs)
        bare, recording = (sum(side) for side in zip(*runs, strict=True))
        parts = [runs[n::5] for n in range(5)]
        ratios = sorted(sum(r for _, r in part) / sum(b for b, _ in part) - 1 for part in parts)
        name = f"{'gzip-encoded' if encoded else 'plain'}, {'TLS' if secure else 'no TLS'}"
        name += ", no fsync" if every == "0" else ""
        each = 1e3 / BLOCK / pairs
        print(
            f"{name:30} {bare * each:.2f} ms a page bare, {recording * each:.2f} recording: "
            f"{recording / bare - 1:+.1%} CPU (fifths of the pairs: {ratios[0]:+.1%} to "
            f"{ratios[-1]:+.1%})",
            flush=True,
        )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(crawl(sys.argv[2], int(sys.argv[3]), sys.argv[4])))
    else:
        main()
