"""What goes wrong on the wire, many faults in one crawl: how each ends, and what is kept.

docs/hostile.md has the same as a table.
"""

import gzip
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from math import ceil

import brotli
import pytest
from backports import zstd

from newscrawler.archive import Damage, iter_refs, read_capture
from newscrawler.model.capture import Capture
from newscrawler.model.urls import absolute
from newscrawler.text.encoding.content_coding import FREE
from tests.support.patience import slowness
from tests.support.project import QUICK, Project
from tests.support.raw_server import NOT_FOUND, RawServer, Stream

PAGE = (
    b"<html><title>A story</title><article><h1>A story</h1><div class=text><p>"
    + b"A sentence that is long enough to be read as prose. " * 6
    + b"</p></div></article></html>"
)
OTHER = PAGE.replace(b"sentence", b"line").replace(b"A story", b"Another")
HALF = PAGE[:200]
PRIVATE = (
    "127.0.0.1", "2130706433", "0x7f.1", "0177.0.0.1", "127.1", "[::1]", "[::ffff:127.0.0.1]",
    "localhost", "10.0.0.1", "169.254.169.254", "[fe80::1]", "[64:ff9b::7f00:1]", "0",
)  # fmt: skip


@pytest.fixture
def raw() -> Iterator[RawServer]:
    running = RawServer()
    yield running
    running.close()


def answer(body: bytes = PAGE, *headers: str, status: str = "200 OK") -> bytes:
    lines = [f"HTTP/1.1 {status}", "Content-Type: text/html", *headers]
    if not any(line.startswith(("Content-Length", "Transfer-Encoding")) for line in headers):
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def moved(target: str) -> bytes:
    return answer(b"", f"Location: {target}", status="302 Found")


def sitemap(raw: RawServer, *paths: str) -> bytes:
    entries = "".join(f"<url><loc>{raw.url}{path}</loc></url>" for path in paths)
    return answer(f"<urlset>{entries}</urlset>".encode())


def pieces(*parts: bytes, ends: str = "close") -> Stream:
    return Stream(lambda: iter(parts), ends)


def dripping() -> Iterator[bytes]:
    yield answer(HALF, "Content-Length: 100000")
    while True:
        time.sleep(0.1)
        yield b"."


def endless_header() -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\n"
    while True:
        yield b"X-Header: %s\r\n" % (b"x" * 8000)


def crawl(project: Project, raw: RawServer, **settings: str) -> subprocess.CompletedProcess[str]:
    words = [w for k, v in {**QUICK, **settings}.items() for w in ("-s", f"{k}={v}")]
    return project.scrapy("crawl", "local", *words, NEWSCRAWLER_ALLOW_PRIVATE=raw.address)


def ledger(project: Project, raw: RawServer) -> dict[str, tuple[str, str]]:
    with sqlite3.connect(project.folder / "news.db") as db:
        rows = db.execute("SELECT url, outcome, coalesce(detail, '') FROM ledger").fetchall()
    return {url.removeprefix(raw.url): (outcome, detail) for url, outcome, detail in rows}


def archived(project: Project, raw: RawServer) -> dict[str, Capture]:
    def fail(damage: Damage) -> None:
        raise AssertionError(damage)

    folder = project.folder / "archive"
    refs = list(iter_refs(folder, on_damage=fail))
    return {ref.url.removeprefix(raw.url): read_capture(folder, ref.location) for ref in refs}


def faults() -> dict[str, bytes | Stream]:
    bomb = bytes(FREE * 2)
    return {
        "good": answer(),
        "reset": pieces(answer(HALF, "Content-Length: 5000"), ends="reset"),
        "reset-early": pieces(ends="reset"),
        "garbage": pieces(b"SSH-2.0-OpenSSH_9.2\r\n\r\n"),
        "drip": Stream(dripping),
        "stall": pieces(answer(HALF, "Content-Length: 5000"), ends="never"),
        "silent": pieces(ends="never"),
        "promised-more": pieces(answer(HALF, "Content-Length: 5000")),
        "promised-less": answer(OTHER + PAGE, f"Content-Length: {len(OTHER)}"),
        "bad-chunks": pieces(
            answer(b"%x\r\n%s\r\n" % (len(HALF), HALF), "Transfer-Encoding: chunked"), b"zz\r\n!!"
        ),
        "header": Stream(endless_header),
        "gzip-bomb": answer(gzip.compress(bomb), "Content-Encoding: gzip"),
        "nested-bomb": answer(
            gzip.compress(gzip.compress(bomb)), "Content-Encoding: gzip", "Content-Encoding: gzip"
        ),
        "br-bomb": answer(brotli.compress(bomb, quality=3), "Content-Encoding: br"),
        "zstd-bomb": answer(zstd.compress(bomb), "Content-Encoding: zstd"),
        "tower": answer(PAGE, "Content-Encoding: " + ", ".join(["gzip"] * 900)),
        "long": moved("/a/" + "x" * 3000),
        "to-a-file": moved("file:///etc/passwd"),
        "to-no-address": moved("http://[your-domain]/a"),
        **{f"private-{n}": moved(f"http://{host}/a/x") for n, host in enumerate(PRIVATE)},
    }


OUTCOMES = {
    "good": ("stored", ""),
    "promised-less": ("stored", ""),
    "reset": ("truncated", "the connection ended before the body did"),
    "promised-more": ("truncated", "the connection ended before the body did"),
    "bad-chunks": ("truncated", "the connection ended before the body did"),
    "drip": ("truncated", "the body took longer than DOWNLOAD_TIMEOUT"),
    "stall": ("truncated", "the body took longer than DOWNLOAD_TIMEOUT"),
    "gzip-bomb": ("truncated", "the body unpacks to more than the limits allow"),
    "nested-bomb": ("truncated", "the body unpacks to more than the limits allow"),
    "br-bomb": ("truncated", "the body unpacks to more than the limits allow"),
    "zstd-bomb": ("truncated", "the body unpacks to more than the limits allow"),
    "tower": ("truncated", "the body unpacks to more than the limits allow"),
    "reset-early": ("failed", "No answer came: Connection to the other side was lost"),
    "garbage": ("failed", "What the server sent is no HTTP."),
    "silent": ("failed", "took longer than {limit}.0 seconds"),
    "header": ("failed", "Its header has over 262144 bytes."),
    "loop": ("redirect", ""),
    "long": ("redirect", "its Location is no address that can be fetched: /a/xxx"),
    "to-a-file": ("redirect", "its Location is no address that can be fetched: file:///"),
    "to-no-address": ("redirect", "its Location is no address that can be fetched: http://[your-"),
}


def test_faults_of_single_answers(project: Project, raw: RawServer) -> None:
    given = faults()
    raw.answers = {f"/a/{name}": fault for name, fault in given.items()}
    raw.fallback = lambda path: moved(path + "x") if path.startswith("/a/loop") else NOT_FOUND
    raw.answers["/sitemap.xml"] = sitemap(raw, "/a/loop", *raw.answers)
    project.profile(discover=f"{raw.url}/sitemap.xml")
    limit = ceil(2 * slowness())
    done = crawl(project, raw, DOWNLOAD_TIMEOUT=str(limit), CONCURRENT_REQUESTS_PER_DOMAIN="16",
                 REDIRECT_MAX_TIMES="3")  # fmt: skip
    assert done.returncode == 0, done.stderr
    ended, kept = ledger(project, raw), archived(project, raw)
    for name, (outcome, detail) in OUTCOMES.items():
        found, said = ended[f"/a/{name}"]
        detail = detail.format(limit=limit)
        assert (found, detail in said) == (outcome, True), (name, found, said)
    for host in PRIVATE:
        found, said = ended[absolute(raw.url, f"http://{host}/a/x") or ""]
        assert (found, "is a private address. To allow it" in said) == ("failed", True), host
    assert ended["/a/loopxxx"] == ("failed", "max redirections reached")

    # Nothing that was served is lost, and what is cut says so.
    unserved = {"/a/reset-early", "/a/garbage", "/a/silent", "/a/header"}
    assert set(kept) == set(raw.paths()) - unserved
    assert {path: capture.truncated for path, capture in kept.items() if capture.truncated} == {
        "/a/reset": "disconnect", "/a/promised-more": "disconnect", "/a/bad-chunks": "disconnect",
        "/a/drip": "time", "/a/stall": "time",
    }  # fmt: skip
    for name in ("reset", "promised-more", "bad-chunks", "stall"):
        assert kept[f"/a/{name}"].body == HALF
    assert kept["/a/drip"].body.startswith(HALF + b".....")
    assert len(kept["/a/nested-bomb"].body) < 200
    assert sum(n == "stored" for n, _ in ended.values()) == 2
    assert "last failure" in done.stdout


def page(title: str, *links: str, text: bytes = b"") -> bytes:
    inner = "".join(f"<a href='{link}'>{link}</a> " for link in links)
    return answer(f"<html><title>{title}</title><h1>{title}</h1>{inner}".encode() + text)


def test_traps_are_left_and_an_archive_that_is_full_ends_a_crawl(
    project: Project, raw: RawServer
) -> None:
    story = PAGE.replace(b"<div", b"<time datetime='2024-05-06'>6 May 2024</time><div")
    raw.answers = {
        "/": page("Home", "/2024/05/06/story-one/", "/calendar/day-1001"),
        "/2024/05/06/story-one/": answer(story),
        "/robots.txt": answer(f"Sitemap: {raw.url}/map/1000.xml".encode()),
    }

    def endless(path: str) -> bytes:
        number = int("".join(filter(str.isdigit, path))[-4:] or 0)
        if path.startswith("/calendar/"):
            days = (f"/calendar/day-{n}" for n in range(number + 1, number + 40))
            return page(f"Day {number}", *days)
        if path.startswith("/map/"):
            more = (f"<sitemap><loc>{raw.url}/map/{number + n}.xml</loc></sitemap>" for n in (1, 2))
            return answer(f"<sitemapindex>{''.join(more)}</sitemapindex>".encode())
        return NOT_FOUND

    raw.fallback = endless
    words = [w for k, v in QUICK.items() for w in ("-s", f"{k}={v}")]
    done = project.run("crawl", f"{raw.url}/", *words, NEWSCRAWLER_ALLOW_PRIVATE=raw.address)
    assert done.returncode == 0, done.stdout + done.stderr
    asked = raw.paths()
    assert asked.count("/2024/05/06/story-one/") == 1
    assert sum(path.startswith("/calendar/") for path in asked) <= 100
    assert sum(path.startswith("/map/") for path in asked) <= 101
    ended = ledger(project, raw)
    assert any(said.startswith("a trap: of ") for _, said in ended.values())
    assert "left out: a trap: of " in done.stdout
    assert ended["/2024/05/06/story-one/"][0] == "stored"

    before = len(asked)
    done = project.run("crawl", f"{raw.url}/", *words, "-s", "NEWSCRAWLER_ARCHIVE_MAX_TOTAL=1K",
                       NEWSCRAWLER_ALLOW_PRIVATE=raw.address)  # fmt: skip
    assert done.returncode == 6
    assert "which is what NEWSCRAWLER_ARCHIVE_MAX_TOTAL allows" in done.stderr
    assert len(raw.paths()) == before
    assert "Traceback" not in done.stderr
