"""Real pages in other tools' archives, replayed and compared with what their HTML gives.

Pages of the corpus are put into three WARC files, by warcio, FastWARC and wget, with bodies
packed and in chunks; `newscrawler replay` reads them where no process may open a socket; and what
the store then holds is compared, page by page, with what the HTML itself gives.
"""

import gzip
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from threading import Thread
from urllib.parse import unquote

from fastwarc import GzipWriter, WarcRecord, WarcRecordType
from sqlalchemy import select
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from newscrawler.extract.observe import fingerprint, observe
from newscrawler.model import profile_files
from newscrawler.model.capture import Capture, Location
from newscrawler.model.observation import CaptureFacts, Observation
from newscrawler.replay.extraction import Extraction
from newscrawler.store import Store
from newscrawler.store.captures import facts_of
from newscrawler.store.database.tables import captures
from newscrawler.store.reading.rows import export_rows
from tests.support.corpus import UNKNOWN_URL, Corpus
from tests.support.paths import ROOT

SITES = profile_files.directories([])
NO_SOCKETS = """
import socket
def refuse(*_, **__):
    raise AssertionError("a socket was opened")
socket.socket.connect = socket.socket.connect_ex = socket.socket.bind = refuse
socket.getaddrinfo = refuse
"""
TOOLS = ("warcio", "FastWARC", "wget")


@dataclass(frozen=True)
class Page:
    """A page and its address."""

    url: str
    body: bytes


def pages(source: Corpus, count: int | None = None) -> list[Page]:
    """Return the pages of the corpus; those that were saved without an address get one."""
    found = []
    for row in source.rows[:count]:
        url = (row["url"] or "").partition("#")[0].strip()
        if not url.startswith("http"):
            url = f"{UNKNOWN_URL}{row['id']}"
        found.append(Page(url, source.body(row)))
    return found


def by_warcio(path: Path, found: Sequence[Page]) -> None:
    """Write pages as warcio does, every other one packed."""
    with path.open("wb") as out:
        writer = WARCWriter(out, gzip=True)
        for number, page in enumerate(found):
            packed = number % 2 == 1
            headers = [("Content-Type", "text/html")]
            headers += [("Content-Encoding", "gzip")] if packed else []
            body = gzip.compress(page.body, mtime=0) if packed else page.body
            head = StatusAndHeaders("200 OK", headers, protocol="HTTP/1.1")
            date = {"WARC-Date": f"2024-01-01T00:{number // 60:02}:{number % 60:02}Z"}
            record = writer.create_warc_record(
                page.url, "response", payload=BytesIO(body), http_headers=head,
                warc_headers_dict=date,
            )  # fmt: skip
            writer.write_record(record)


def by_fastwarc(path: Path, found: Sequence[Page]) -> None:
    """Write pages as FastWARC does, in chunks."""
    with path.open("wb") as out:
        writer = GzipWriter(out)
        for page in found:
            record = WarcRecord()
            record.init_headers(WarcRecordType.response)
            record.headers["WARC-Target-URI"] = page.url
            record.headers["WARC-Date"] = "2024-02-03T04:05:06Z"
            record.headers["Content-Type"] = "application/http; msgtype=response"
            head = (
                b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
            )
            record.set_bytes_content(head + b"".join(chunks(page.body)))
            record.write(writer, checksum_data=True)
            writer.finish()
        writer.close()


def chunks(body: bytes) -> Iterator[bytes]:
    """Yield a body as HTTP/1.1 sends one whose length is not known (RFC 9112, section 7.1)."""
    for at in range(0, len(body), 8000):
        part = body[at : at + 8000]
        yield b"%x\r\n%s\r\n" % (len(part), part)
    yield b"0\r\n\r\n"


def by_wget(path: Path, found: Sequence[Page]) -> None:
    """Fetch pages with wget, through a proxy on this machine that has them."""
    served = {key(page.url): page.body for page in found}

    class Proxy(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            self.wfile.write(b"".join(chunks(served[key(self.path)])))

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Proxy)
    Thread(target=server.serve_forever, daemon=True).start()
    addresses = path.with_suffix(".txt")
    addresses.write_text("".join(f"{plain(page.url)}\n" for page in found), encoding="utf-8")
    try:
        subprocess.run(
            ["wget", "--quiet", "--tries=1", "--no-warc-keep-log", "--remote-encoding=UTF-8",
             f"--warc-file={path.name.removesuffix('.warc.gz')}", "--output-document=/dev/null",
             "--execute=use_proxy=on", "--execute=robots=off", f"--input-file={addresses}",
             f"--execute=http_proxy=http://127.0.0.1:{server.server_address[1]}/"],
            cwd=path.parent, check=True, env=os.environ | {"LC_ALL": "C.UTF-8"},
        )  # fmt: skip
    finally:
        server.shutdown()
        server.server_close()


def plain(url: str) -> str:
    """Return an address under http, which a proxy can answer without a certificate."""
    return "http://" + url.split("://", 1)[1]


def key(url: str) -> str:
    """Return what is the same of an address, however wget spells it."""
    return re.sub("/{2,}", "/", unquote(url).split("://", 1)[1]).rstrip("/")


def write(folder: Path, found: Sequence[Page]) -> list[Path]:
    """Write the three files, a third of the pages each."""
    files = [folder / f"{tool.lower()}.warc.gz" for tool in TOOLS]
    for number, tool in enumerate((by_warcio, by_fastwarc, by_wget)):
        tool(files[number], found[number::3])
    return files


def replay(folder: Path, files: Sequence[Path], workers: int) -> dict[str, object]:
    """Run the command where no socket may be opened; return what it tells."""
    bare = folder / "without-sockets"
    bare.mkdir()
    (bare / "sitecustomize.py").write_text(NO_SOCKETS)
    path = os.pathsep.join((str(bare), str(ROOT)))

    environment = {k: v for k, v in os.environ.items() if not k.startswith("NEWSCRAWLER_")}

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *words], cwd=folder, text=True, check=False, capture_output=True,
            env=environment | {"PYTHONPATH": path},
        )  # fmt: skip

    if (
        "a socket was opened"
        not in run("-c", "import socket; socket.socket().bind(('', 0))").stderr
    ):
        raise RuntimeError("sockets are not forbidden here, so this would show nothing")
    command = ["replay", *map(str, files), "--json", "--workers", str(workers)]
    done = run("-m", "newscrawler.commands.main", *command)
    if done.returncode:
        raise RuntimeError(f"replay ended with {done.returncode}: {done.stdout}{done.stderr}")
    told: dict[str, object] = json.loads(done.stdout)
    return told


def differences(folder: Path, found: Sequence[Page]) -> list[str]:
    """Compare what came out with what each page's HTML gives; name what differs.

    Once as it is extracted from the archive, once as the store has it.
    """
    bodies: dict[str, dict[str, bytes]] = {}  # of an address, which was perhaps saved twice
    for page in found:
        digest = sha256(page.body).hexdigest()
        bodies.setdefault(key(page.url), {})[digest] = page.body
    strange, seen = [], 0
    with Store(f"sqlite:///{folder}/news.db") as store:
        exported = {row["url"]: row for row in export_rows(store, by_address=True)}
        rows = store.execute(select(captures).order_by(captures.c.id)).all()
        with Extraction(folder / "archive", store, SITES) as extraction:
            for row in rows:
                facts = facts_of(row)
                saved = bodies[key(facts.url)]
                direct = from_html(facts, saved.get(row.body_sha256, b""))
                if says(extraction.one(facts)) != says(direct):
                    strange.append(f"{facts.url}: extraction differs")
                article, kept = direct.article, exported.get(facts.url)
                if kept and article and kept["captured_at"] == facts.captured_at:
                    same = (kept["title"], kept["body"]) == (article.title, article.body)
                    strange += [] if same else [f"{facts.url}: the store differs"]
                seen += 1
    if seen != len(found):
        strange.append(f"{seen} captures of {len(found)} pages")
    return strange


def from_html(facts: CaptureFacts, body: bytes) -> Observation:
    """Return what a page's HTML gives, read at the same time from the same address."""
    headers = (("Content-Type", "text/html"),)
    capture = Capture(facts.url, 200, headers, body, facts.captured_at, "", Location(""))
    return fingerprint(observe(capture, facts, profile_files.named(facts.site, SITES)))


def says(seen: Observation | None) -> object:
    """Return what an observation says of its page."""
    if seen is None:
        return None
    return seen.outcome, seen.identity, seen.body_sha256, seen.text_sha256, seen.article
