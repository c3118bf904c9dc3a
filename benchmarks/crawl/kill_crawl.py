"""One crawl that is killed twenty times in its middle, and what it fetched twice.

    python -m benchmarks.crawl.kill_crawl [KILLS] [SEED]

Six hundred pages on this machine. Each crawl is killed (SIGKILL) a random number of pages after its
start, and the next goes on. What was asked for in a crawl, and is not in the archive when it is
dead, was in flight. At last a crawl may end, and then: every article is there once, no page was
asked for more often than once and once for each kill that caught it in flight, `gzip -t` takes
every file, and SQLite finds its database whole.
"""

import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import zlib
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.support.kills import PROFILE

PAGES = 600
CONCURRENT = 4
SETTINGS = {
    "DOWNLOAD_DELAY": "0", "AUTOTHROTTLE_ENABLED": "0", "RETRY_TIMES": "0",
    "CONCURRENT_REQUESTS": str(CONCURRENT), "CONCURRENT_REQUESTS_PER_DOMAIN": str(CONCURRENT),
    "NEWSCRAWLER_ARCHIVE_MAX_BYTES": "200K",
}  # fmt: skip


class Site:
    """Answers after a moment, and keeps what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1

            def do_GET(self) -> None:
                if self.path.startswith("/a/"):
                    site.asked.append(self.path)
                    time.sleep(0.004)
                status, media_type, body = site.answer(self.path)
                self.send_response(status)
                self.send_header("Content-Type", media_type)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_: object) -> None:
                """Say nothing of connections that a killed crawl broke."""

        self._http = Server(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._http.serve_forever, daemon=True).start()
        self.address = f"127.0.0.1:{self._http.server_address[1]}"
        self.url = f"http://{self.address}"

    def answer(self, path: str) -> tuple[int, str, bytes]:
        """Return status, media type and body."""
        if path == "/sitemap.xml":
            urls = "".join(f"<url><loc>{self.url}/a/{n}</loc></url>" for n in range(PAGES))
            return 200, "application/xml", f"<urlset>{urls}</urlset>".encode()
        if not path.startswith("/a/"):
            return 404, "text/plain", b"none"
        story = path.removeprefix("/a/")
        words = random.Random(story)  # noqa: S311 - the same page each time
        text = " ".join(f"word{words.randrange(5000)}" for _ in range(200))
        body = f"<title>{story}</title><h1>Story {story}</h1><div class=text><p>{text}</p></div>"
        return 200, "text/html; charset=utf-8", body.encode()

    def close(self) -> None:
        """Stop serving."""
        self._http.shutdown()
        self._http.server_close()


def crawl(folder: Path, site: Site, *, kill_after: int | None, wait: float = 0) -> bool:
    """Crawl to the end, or so many pages and seconds far; tell whether it was killed."""
    before = len(site.asked)
    kept = {k: v for k, v in os.environ.items() if not k.startswith("NEWSCRAWLER_")}
    environment = kept | {
        "SCRAPY_SETTINGS_MODULE": "newscrawler.settings", "NEWSCRAWLER_SITES": "sites",
        "NEWSCRAWLER_ALLOW_PRIVATE": site.address,
    }  # fmt: skip
    options = [word for pair in SETTINGS.items() for word in ("-s", "=".join(pair))]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "scrapy", "crawl", "killed", *options],
            cwd=folder, env=environment, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
        while kill_after is not None and process.poll() is None:
            if len(site.asked) - before >= kill_after:
                time.sleep(wait)
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
                return True
            time.sleep(0.001)
        code = process.wait(600)
    if code:
        raise RuntimeError(f"exit code {code}\n{(folder / 'log').read_text()}")
    return False


def archived(folder: Path) -> Counter[str]:
    """Count the whole records of pages in the archive, by path; a torn end holds none."""
    found: Counter[str] = Counter()
    for file in (folder / "archive").glob("*.warc.gz*"):
        data = file.read_bytes() if not file.name.endswith(".torn") else b""
        while data:
            stream = zlib.decompressobj(31)
            text, data = stream.decompress(data), stream.unused_data
            if stream.eof and re.search(
                rb"^WARC-Type: (?:response|revisit)\r$", text, re.MULTILINE
            ):
                path = re.search(rb"^WARC-Target-URI: http://[^/]+(/a/\d+)\r$", text, re.MULTILINE)
                found.update([path[1].decode()] if path else [])
    return found


def check(folder: Path, site: Site, caught: Counter[str]) -> list[str]:
    """Return what does not hold after a crawl that ended."""
    wrong = []
    asked = Counter(site.asked)
    twice = {p: n for p, n in asked.items() if n > 1 + caught[p]}
    if twice:
        wrong.append(f"{len(twice)} pages were asked for too often, as {next(iter(twice.items()))}")
    for file in sorted((folder / "archive").iterdir()):
        if file.name.endswith(".warc.gz"):
            done = subprocess.run(["gzip", "-t", file], capture_output=True, text=True, check=False)
            wrong += [f"gzip -t: {done.stderr}"] if done.returncode else []
        elif file.name.endswith(".open"):
            wrong.append(f"{file.name} is still open")
    with sqlite3.connect(folder / "news.db") as db:
        if db.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
            wrong.append("PRAGMA integrity_check")
        urls = [url for (url,) in db.execute("SELECT canonical_url FROM articles")]
        versions = db.execute("SELECT count(*) FROM versions").fetchone()[0]
    if not len(urls) == len(set(urls)) == versions == PAGES:
        wrong.append(f"{len(urls)} articles with {versions} versions of {PAGES} pages")
    return wrong


def main() -> int:
    """Kill, let it end, check."""
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else time.time_ns() % 10**6
    print(f"one crawl of {PAGES} pages to be killed {kills} times, seed {seed}")
    chance, site = random.Random(seed), Site()  # noqa: S311 - to be repeated
    caught: Counter[str] = Counter()
    most = done = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "sites").mkdir()
        (folder / "sites" / "killed.toml").write_text(PROFILE.format(url=site.url))
        while done < kills:
            before = Counter(site.asked), archived(folder)
            pages = chance.randint(0, 2 * PAGES // (kills + 2))
            if not crawl(folder, site, kill_after=pages, wait=chance.uniform(0, 0.02)):
                break  # it had nothing left to do
            done += 1
            flying = (Counter(site.asked) - before[0]) - (archived(folder) - before[1])
            caught += Counter(set(flying))
            most = max(most, len(flying))
        crawl(folder, site, kill_after=None)
        wrong = check(folder, site, caught)
    site.close()
    total, again = len(site.asked), len(site.asked) - len(set(site.asked))
    print(
        f"{done} kills; {total} requests, {again} of them again; at most {most} in flight at once"
    )
    if most > 2 * CONCURRENT:
        wrong.append(f"{most} pages were in flight at one kill, of {CONCURRENT} at a time")
    print("\n".join(f"FAIL {line}" for line in wrong) or "ok   nothing lost, nothing twice")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
