"""Crawls and replays that are killed at random moments, and what is left of them.

A site on this machine is crawled again and again into one database and one archive, and each crawl
is killed (SIGKILL) after a random time: while it starts and repairs, fetches, turns files, or ends.
After each kill, every capture that the database has committed must be in the archive, whole. After
every tenth, a crawl may run to its end, and then all must hold that `check` says. Then replays of
a small archive, from crawls that were killed too, are killed in the same way.
"""

import hashlib
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
import zlib
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from newscrawler.archive import manifest
from tests.support.patience import HANG

PAGES = 60
EVERY = 10
"""Kills between two crawls that may end."""
PROFILE = """name = "killed"
domains = ["127.0.0.1"]
discover = ["{url}/sitemap.xml"]
article_url = '/a/'
[[layout]]
title = 'h1'
body = '.text'
"""
SETTINGS = {
    "DOWNLOAD_DELAY": "0.005", "AUTOTHROTTLE_ENABLED": "0", "CONCURRENT_REQUESTS_PER_DOMAIN": "4",
    "RETRY_TIMES": "0", "NEWSCRAWLER_ARCHIVE_MAX_BYTES": "30K",
    "NEWSCRAWLER_ARCHIVE_FSYNC_EVERY": "5",
}  # fmt: skip


class Site:
    """Sixty articles: some change from one edition to the next, some are copies, some move."""

    def __init__(self) -> None:
        self.edition = 0
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1

            def do_GET(self) -> None:
                status, headers, body = site.answer(self.path, self.headers.get("If-None-Match"))
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                if status != 304:
                    self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            def handle_error(self, *_: object) -> None:
                """Say nothing of connections that a killed crawl broke."""

        self._http = Server(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True).start()
        self.address = f"127.0.0.1:{self._http.server_address[1]}"
        self.url = f"http://{self.address}"

    def answer(self, path: str, tag: str | None) -> tuple[int, dict[str, str], bytes]:
        """Return status, headers and body."""
        if path == "/sitemap.xml":
            urls = "".join(f"<url><loc>{self.url}/a/{n}</loc></url>" for n in range(PAGES))
            return 200, {"Content-Type": "application/xml"}, f"<urlset>{urls}</urlset>".encode()
        if not path.startswith("/a/"):
            return 404, {}, b"none"
        number = int(path.removeprefix("/a/").removesuffix("-moved"))
        if number % 10 == 9 and not path.endswith("-moved"):
            return 302, {"Location": f"{path}-moved"}, b""
        edition = self.edition if number % 3 == 0 else 0
        here = f'"{edition}"'
        if number % 3 == 1 and tag == here:
            return 304, {"ETag": here}, b""
        headers = {"Content-Type": "text/html; charset=utf-8", "ETag": here}
        story = number - 1 if number % 10 == 5 else number
        text = f"Paragraph {story} of edition {edition}. " + f"Words of story {story}. " * 60
        body = f"<title>{story}</title><h1>Story {story}</h1><div class=text><p>{text}</p></div>"
        return 200, headers, body.encode()

    def close(self) -> None:
        """Stop serving."""
        self._http.shutdown()
        self._http.server_close()


class Trial:
    """A project in a folder, whose crawls and replays are killed."""

    def __init__(self, folder: Path, site: Site, seed: int) -> None:
        self.folder, self.site = folder, site
        self.committed = 0
        self._chance = random.Random(seed)  # noqa: S311 - to be repeated
        (folder / "sites").mkdir()
        (folder / "sites" / "killed.toml").write_text(PROFILE.format(url=site.url))

    def crawl(self, *, kill_within: float | None = None) -> float:
        """Crawl, to the end or to a random moment; return the seconds it took."""
        options = [word for pair in SETTINGS.items() for word in ("-s", "=".join(pair))]
        options += ["-s", f"NEWSCRAWLER_WORKERS={self._chance.choice('0001')}"]
        return self._run(["-m", "scrapy", "crawl", "killed", *options], kill_within)

    def replay(self, database: str, *, kill_within: float | None = None) -> float:
        """Replay the archive into a database; return the seconds it took."""
        command = ["-m", "newscrawler.commands.main", "replay", "archive", "--db", database]
        return self._run([*command, "--workers", self._chance.choice("01")], kill_within)

    def export(self, database: str = "news.db") -> str:
        """Return what a database exports."""
        done = subprocess.run(
            [sys.executable, "-m", "newscrawler.commands.main", "export", "--db", database],
            cwd=self.folder, env=self._environment(), capture_output=True, text=True, check=True,
        )  # fmt: skip
        return done.stdout

    def _environment(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith("NEWSCRAWLER_")}
        return kept | {
            "SCRAPY_SETTINGS_MODULE": "newscrawler.settings", "NEWSCRAWLER_SITES": "sites",
            "NEWSCRAWLER_ALLOW_PRIVATE": self.site.address,
        }  # fmt: skip

    def _run(self, command: list[str], kill_within: float | None) -> float:
        begun = time.monotonic()
        with (self.folder / "log").open("w") as log:
            process = subprocess.Popen(
                [sys.executable, *command], cwd=self.folder, env=self._environment(),
                stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
            if kill_within is None:
                code = process.wait(HANG)
                if code:
                    text = (self.folder / "log").read_text()
                    raise RuntimeError(f"exit code {code}\n{text}")
            else:
                try:
                    process.wait(self._chance.uniform(kill_within * 0.2, kill_within))
                except subprocess.TimeoutExpired:
                    os.killpg(process.pid, signal.SIGKILL)
                    process.wait()
        return time.monotonic() - begun

    def check_committed(self) -> None:
        """Every capture whose row is committed is in the archive, whole."""
        path = self.folder / "news.db"
        if not path.exists():
            return
        with sqlite3.connect(path) as db:
            try:
                rows = db.execute(
                    "SELECT record_id, warc_file, warc_offset, warc_length FROM captures"
                ).fetchall()
            except sqlite3.OperationalError:
                return  # killed before there were tables
        if len(rows) < self.committed:
            raise AssertionError(f"{self.committed} captures were committed, {len(rows)} are left")
        self.committed = len(rows)
        for record_id, name, offset, length in rows:
            file = self.folder / "archive" / name
            file = file if file.exists() else file.with_name(f"{name}.open")
            with file.open("rb") as stream:
                stream.seek(offset)
                member = zlib.decompress(stream.read(length), wbits=31)
            if f"<{record_id}>".encode() not in member:
                raise AssertionError(f"{record_id} is not at byte {offset} of {name}")

    def check(self) -> None:
        """After a crawl that ended: all is whole, all is known, nothing is there twice."""
        self.check_committed()
        archive = self.folder / "archive"
        files = sorted(p.name for p in archive.iterdir() if ".warc" in p.name)
        left = [name for name in files if not name.endswith((".warc.gz", ".torn"))]
        _same(left, [], "files that are still open")
        found = manifest.read(archive)
        _same(found.faults, (), "faults of the manifest")
        whole = [name for name in files if name.endswith(".warc.gz")]
        _same(sorted(found.current), whole, "files in the manifest")
        captures: set[str] = set()
        for name in whole:
            data = (archive / name).read_bytes()
            _same(hashlib.sha256(data).hexdigest(), found.current[name].sha256, name)
            captures |= _captures(data)
        with sqlite3.connect(self.folder / "news.db") as db:
            _same(db.execute("PRAGMA integrity_check").fetchall(), [("ok",)], "integrity")
            rows = db.execute("SELECT record_id, outcome FROM captures").fetchall()
            articles = db.execute("SELECT canonical_url FROM articles").fetchall()
        _same({row[0] for row in rows}, captures, "captures in the database and in the archive")
        _same([row for row in rows if row[1] is None], [], "captures that nobody looked into")
        _same(len(articles), len(set(articles)), "articles")
        _same(len(articles), PAGES, "articles")


def _captures(data: bytes) -> set[str]:
    """Return the ids of a file's responses and revisits; raise if it is not whole."""
    found = set()
    while data:
        stream = zlib.decompressobj(31)
        text, data = stream.decompress(data), stream.unused_data
        if not stream.eof:
            raise AssertionError("a torn member")
        head = text.partition(b"\r\n\r\n")[0].decode().split("\r\n")
        fields = dict(line.split(": ", 1) for line in head[1:])
        if fields["WARC-Type"] in ("response", "revisit"):
            found.add(fields["WARC-Record-ID"].strip("<>"))
    return found


def _same(found: object, expected: object, what: str) -> None:
    if found != expected:
        raise AssertionError(f"{what}: {found!r}, expected {expected!r}")


def kill_crawls(trial: Trial, kills: int, every: int = EVERY) -> None:
    """Kill so many crawls; let one end after `every` of them, and at last."""
    usual = trial.crawl()
    trial.check()
    for number in range(1, kills + 1):
        if number % 3 == 0:
            trial.site.edition += 1
        trial.crawl(kill_within=usual)
        trial.check_committed()
        if number % every == 0 or number == kills:
            trial.crawl()
            trial.check()
            print(f"{number} crawls killed; {trial.committed} captures, none lost", flush=True)


def kill_replays(trial: Trial, kills: int, every: int = EVERY) -> None:
    """Kill so many replays of the trial's archive, and compare what the last of them give."""
    usual = trial.replay("reference.db")
    expected = trial.export("reference.db")
    _same(trial.export(), expected, "exports of crawl and replay")
    _same(len({json.loads(line)["canonical_url"] for line in expected.splitlines()}), PAGES, "rows")
    database = ""
    for number in range(1, kills + 1):
        database = database or f"replay-{number}.db"
        trial.replay(database, kill_within=usual)
        if number % every == 0 or number == kills:
            trial.replay(database)
            _same(trial.export(database), expected, "exports of a killed and a whole replay")
            with sqlite3.connect(trial.folder / database) as db:
                _same(db.execute("PRAGMA integrity_check").fetchall(), [("ok",)], "integrity")
            database = ""
            print(f"{number} replays killed; the same export", flush=True)
