"""What a crawl keeps, in archive, ledger and store."""

import gzip
import json
import signal
import sqlite3
import subprocess
import sys
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from newscrawler.archive import iter_refs, read_capture
from tests.support.patience import HANG, wait_until
from tests.support.project import QUICK, Project
from tests.support.server import Reply, Server


def ledger(project: Project) -> dict[str, str]:
    with sqlite3.connect(project.folder / "news.db") as db:
        rows = db.execute("SELECT url, outcome FROM ledger").fetchall()
    return {url.removeprefix(project.server.url): outcome for url, outcome in rows}


def rows(project: Project, database: str = "news.db") -> list[dict[str, Any]]:
    return [json.loads(line) for line in project.export(database).splitlines()]


def captures(project: Project) -> list[Any]:
    root = project.folder / "archive"
    refs = list(iter_refs(root, on_damage=lambda d: pytest.fail(str(d))))
    bodies = {(r.url, r.captured_at): r.location for r in refs if r.entry.kind == "response"}
    return [
        read_capture(
            root,
            ref.location,
            original=bodies.get((ref.entry.refers_to_url or "", ref.entry.refers_to_date)),
        )
        for ref in refs
    ]


def test_every_response_is_archived_as_it_was_sent(project: Project, server: Server) -> None:
    body = gzip.compress(b"<h1>Zipped</h1><div class=text><p>text</p></div>")
    server.sitemap("/a/zipped", "/a/moved", "/a/gone", "/a/cut")
    server.pages["/a/zipped"] = Reply(body, headers={"Content-Encoding": "gzip"})
    server.pages["/a/moved"] = Reply(status=301, headers={"Location": "/a/zipped"})
    server.pages["/a/gone"] = Reply("gone", status=410)
    server.pages["/a/cut"] = Reply("<h1>Half", cut=100)
    project.profile()
    assert project.crawl().returncode == 0
    kept = {c.url.removeprefix(server.url): c for c in captures(project)}
    assert set(kept) == {
        "/robots.txt",
        "/sitemap.xml",
        "/a/zipped",
        "/a/moved",
        "/a/gone",
        "/a/cut",
    }
    assert kept["/a/zipped"].body == body
    assert (kept["/a/moved"].status, kept["/a/moved"].header("Location")) == (301, "/a/zipped")
    assert kept["/a/cut"].truncated == "disconnect"
    assert ledger(project) == {
        "/robots.txt": "gone", "/sitemap.xml": "listing", "/a/zipped": "stored",
        "/a/moved": "redirect", "/a/gone": "gone", "/a/cut": "truncated",
    }  # fmt: skip


def test_bodies_that_are_too_long_or_too_dense(project: Project, server: Server) -> None:
    server.sitemap("/a/long", "/a/bomb", "/a/good")
    server.pages["/a/long"] = Reply("<h1>Long</h1>" + "x" * 3_000_000)
    bomb = gzip.compress(b"<h1>Bomb</h1>" + b"\0" * 100_000_000)
    server.pages["/a/bomb"] = Reply(bomb, headers={"Content-Encoding": "gzip"})
    server.article("/a/good", "Good")
    project.profile()
    assert project.crawl("local", "-s", "DOWNLOAD_MAXSIZE=1000000").returncode == 0
    kept = {c.url.removeprefix(server.url): c for c in captures(project)}
    assert kept["/a/long"].truncated == "length"
    assert 1_000_000 < len(kept["/a/long"].body) < 2_000_000
    assert kept["/a/bomb"].body == bomb
    outcomes = ledger(project)
    assert [outcomes[f"/a/{name}"] for name in ("long", "bomb", "good")] == [
        "truncated", "truncated", "stored",
    ]  # fmt: skip


def test_an_unchanged_page_is_asked_for_conditionally(project: Project, server: Server) -> None:
    def page(request: BaseHTTPRequestHandler) -> Reply:
        if request.headers.get("If-None-Match") == '"v1"':
            return Reply(status=304, headers={"ETag": '"v1"'})
        return Reply("<h1>T</h1><div class=text><p>text</p></div>", headers={"ETag": '"v1"'})

    server.sitemap("/a/1")
    server.pages["/a/1"] = page
    project.profile()
    project.crawl()
    assert "1 unchanged" in project.crawl().stdout
    assert [c.status for c in captures(project) if c.url.endswith("/a/1")] == [200, 304]


def test_a_page_that_was_cut_is_fetched_anew(project: Project, server: Server) -> None:
    def page(request: BaseHTTPRequestHandler) -> Reply:
        if request.headers.get("If-None-Match"):
            return Reply(status=304)
        return Reply(text, headers={"ETag": '"v1"'}, cut=100 if len(server.requests) < 4 else 0)

    text = "<h1>Whole</h1><div class=text><p>text</p></div>"
    server.sitemap("/a/1")
    server.pages["/a/1"] = page
    project.profile()
    project.crawl()
    assert ledger(project)["/a/1"] == "truncated"
    project.crawl()
    assert ledger(project)["/a/1"] == "stored"
    kept = [c for c in captures(project) if c.url.endswith("/a/1")]
    assert [(c.entry.kind, c.truncated) for c in kept] == [
        ("response", "disconnect"), ("response", None),
    ]  # fmt: skip


def test_revision_removal_return_and_duplicate(project: Project, server: Server) -> None:
    server.sitemap("/a/1", "/a/2", "/a/3")
    for number in (1, 2, 3):
        server.article(f"/a/{number}", f"Story {number}")
    project.profile()
    project.crawl()
    server.article("/a/1", "Story 1, corrected")
    del server.pages["/a/2"]
    server.article("/a/4", "Story 3")
    server.sitemap("/a/1", "/a/3", "/a/4")
    last = project.crawl().stdout.splitlines()[-1]
    assert last == "local: 0 new, 1 revised, 1 unchanged, 1 duplicate, 1 listing, 2 gone"
    found = {r["url"].removeprefix(server.url): r for r in rows(project)}
    assert (found["/a/1"]["version"], found["/a/1"]["title"]) == (2, "Story 1, corrected")
    assert found["/a/2"]["removed_at"] is not None
    assert found["/a/4"]["duplicate_of"] == f"{server.url}/a/3"
    server.article("/a/2", "Story 2")
    server.sitemap("/a/2")
    project.crawl()
    assert {r["url"]: r for r in rows(project)}[f"{server.url}/a/2"]["removed_at"] is None


def test_one_article_under_several_addresses_is_one(project: Project, server: Server) -> None:
    server.sitemap("/a/1", "/a/1?utm_source=feed", "/a/1?ref=home", "/a/old")
    server.article("/a/1", "Story")
    page = server.pages["/a/1"]
    assert isinstance(page, Reply)
    head = f"<link rel=canonical href='{server.url}/a/1'><title>"
    page.body = str(page.body).replace("<title>", head)
    server.pages["/a/1?ref=home"] = page
    server.pages["/a/old"] = Reply(status=301, headers={"Location": "/a/1"})
    project.profile()
    project.crawl()
    assert [(r["canonical_url"], r["version"]) for r in rows(project)] == [(f"{server.url}/a/1", 1)]
    assert server.paths().count("/a/1") <= 2


def test_discovery_by_feed_listing_and_nested_sitemaps(project: Project, server: Server) -> None:
    server.pages["/robots.txt"] = Reply(f"Sitemap: {server.url}/index.xml", media_type="text/plain")
    server.pages["/index.xml"] = Reply(
        f"<sitemapindex><sitemap><loc>{server.url}/s1.xml.gz</loc></sitemap></sitemapindex>",
        media_type="application/xml",
    )
    inner = f"<urlset><url><loc>{server.url}/a/from-gzip</loc></url></urlset>"
    server.pages["/s1.xml.gz"] = Reply(gzip.compress(inner.encode()), media_type="application/gzip")
    server.pages["/feed"] = Reply("<rss><item><link>/a/from-feed</link></item></rss>",
                                  media_type="application/rss+xml")  # fmt: skip
    server.pages["/list"] = Reply(
        "<a href='/a/on-page-1'>x</a><a rel=next href='/list?page=2'>2</a>"
    )
    server.pages["/list?page=2"] = Reply(
        "<a href='/a/on-page-2'>x</a><a href='/about'>about us</a>"
    )
    found = ["from-gzip", "from-feed", "on-page-1", "on-page-2"]
    for name in found:
        server.article(f"/a/{name}", f"Story {name}")
    path = project.profile(discover=f"{server.url}/robots.txt")
    text = path.read_text().replace(
        'robots.txt"]', f'robots.txt", "{server.url}/feed", "{server.url}/list"]'
    )
    path.write_text(text)
    project.crawl()
    assert sorted(r["url"].rpartition("/")[2] for r in rows(project)) == sorted(found)


def test_since_limit_and_a_list_of_urls(project: Project, server: Server) -> None:
    entries = "".join(
        f"<item><link>{server.url}/a/{n}</link><pubDate>Tue, 0{n} Jan 2024 10:00:00 GMT</pubDate></item>"
        for n in range(1, 7)
    )
    server.pages["/sitemap.xml"] = Reply(f"<rss>{entries}</rss>", media_type="application/xml")
    for number in range(1, 7):
        server.article(f"/a/{number}", f"Story {number}")
    project.profile()
    project.crawl("local", "-a", "since=2024-01-03", "-a", "limit=2")
    assert sorted(p for p in server.paths() if "/a/" in p) == ["/a/5", "/a/6"]
    (project.folder / "urls.txt").write_text(f"# mine\n{server.url}/a/1\n\n{server.url}/a/6\n")
    done = project.run("crawl", "--urls", "urls.txt", "-s", "DOWNLOAD_DELAY=0")
    assert done.returncode == 0, done.stderr
    assert sorted(r["url"][-1] for r in rows(project)) == ["1", "5", "6"]


def test_a_site_without_a_profile(project: Project, server: Server) -> None:
    links = "".join(
        f"<a href='/2024/05/0{n}/story-{n}/'>A story with a long headline {n}</a>" for n in (1, 2)
    )
    server.pages["/"] = Reply(f"<html><h1>Site</h1>{links}<a href='/about'>About</a></html>")
    for number in (1, 2):
        server.article(f"/2024/05/0{number}/story-{number}/", f"Generic story {number}")
    done = project.run("crawl", f"{server.url}/", "-s", "DOWNLOAD_DELAY=0")
    assert done.returncode == 0, done.stdout + done.stderr
    assert sorted(r["title"] for r in rows(project)) == ["Generic story 1", "Generic story 2"]


def test_odd_pages_end_in_the_ledger_and_stop_nothing(project: Project, server: Server) -> None:
    server.sitemap("/a/image", "/a/binary", "/a/empty", "/a/lie", "/a/good")
    server.pages["/a/image"] = Reply(b"\x89PNG....", media_type="image/png")
    server.pages["/a/binary"] = Reply(bytes(range(256)) * 20)
    server.pages["/a/empty"] = Reply("")
    arabic = "<h1>خبر عاجل</h1><div class=text><p>نص الخبر كما نشرته الصحيفة صباح اليوم.</p></div>"
    server.pages["/a/lie"] = Reply(arabic.encode("cp1256"), media_type="text/html; charset=utf-8")
    server.article("/a/good", "Good")
    project.profile(
        "language = 'ar'\narticle_url = '/a/'\n[[layout]]\ntitle = 'h1'\nbody = '.text'\n"
    )
    assert project.crawl().returncode == 0
    outcomes = ledger(project)
    assert outcomes["/a/image"] == "not-article"
    assert outcomes["/a/empty"] == "empty"
    assert outcomes["/a/binary"] == "empty"
    assert sorted(r["title"] for r in rows(project)) == ["Good", "خبر عاجل"]


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_stopped_crawl_loses_nothing_and_goes_on(
    project: Project, server: Server, how: signal.Signals
) -> None:
    paths = [f"/a/{n}" for n in range(40)]
    server.sitemap(*paths)
    for number, path in enumerate(paths):
        server.article(path, f"Story {number}")
    project.profile()
    options = [
        w for k, v in {**QUICK, "DOWNLOAD_DELAY": "0.05"}.items() for w in ("-s", f"{k}={v}")
    ]
    running = project.start("scrapy", "crawl", "local", *options)
    wait_until(lambda: len(server.requests) >= 20, "half of the requests", every=0.01)
    running.send_signal(how)
    running.communicate(timeout=HANG)
    served = {p for p in server.paths()[:-2] if p.startswith("/a/")}
    if how is signal.SIGTERM:
        assert running.returncode == 0
    assert project.crawl().returncode == 0
    assert {c.url.removeprefix(server.url) for c in captures(project)} >= served
    assert len(rows(project)) == 40
    with sqlite3.connect(project.folder / "news.db") as db:
        assert db.execute("SELECT count(*) FROM captures WHERE outcome IS NULL").fetchone() == (0,)
    replayed = project.run("replay", "archive", "--db", "second.db")
    assert replayed.returncode == 0, replayed.stderr
    assert project.export() == project.export("second.db")


def test_workers_extract_the_same(project: Project, server: Server) -> None:
    server.sitemap(*[f"/a/{n}" for n in range(6)])
    for number in range(6):
        server.article(f"/a/{number}", f"Story {number}")
    project.profile()
    assert project.crawl("local", "-s", "NEWSCRAWLER_WORKERS=2").returncode == 0
    assert len(rows(project)) == 6
    project.run("replay", "archive", "--db", "second.db", "--workers", "0")
    assert project.export() == project.export("second.db")


def test_a_person_at_a_terminal_sees_a_bar_and_no_log(project: Project, server: Server) -> None:
    server.sitemap("/a/1")
    server.article("/a/1", "Story")
    project.profile()
    command = [
        sys.executable,
        "-m",
        "newscrawler.commands.main",
        "crawl",
        "local",
        "-s",
        "DOWNLOAD_DELAY=0.3",
    ]
    script = (
        f"import os, pty, sys; os.environ.update({project.environment()!r});"
        f"os.chdir({str(project.folder)!r}); sys.exit(pty.spawn({command!r}) >> 8)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert "pages" in done.stdout
    assert "articles" in done.stdout
    assert "local: 1 new" in done.stdout
    assert "INFO" not in done.stdout


def test_a_bug_in_fetching_is_exit_1_and_no_network_fault(project: Project, server: Server) -> None:
    server.sitemap("/a/1")
    project.profile()
    (project.folder / "buggy.py").write_text(
        "class Middleware:\n    def process_response(self, request, response):\n"
        "        return response.no_such_attribute\n"
    )
    done = project.crawl("local", "-s", 'DOWNLOADER_MIDDLEWARES={"buggy.Middleware": 900}')
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" in done.stderr


def test_a_spider_bug_is_exit_1(project: Project, server: Server) -> None:
    folder = project.folder / "own"
    folder.mkdir()
    (folder / "__init__.py").touch()
    (folder / "buggy.py").write_text(
        "import scrapy\nclass Buggy(scrapy.Spider):\n    name = 'buggy'\n"
        f"    start_urls = ['{server.url}/a']\n    handle_httpstatus_list = [404]\n"
        "    def parse(self, response):\n        raise ValueError('oops')\n"
    )
    assert project.crawl("buggy", "-s", "SPIDER_MODULES=own").returncode == 1
