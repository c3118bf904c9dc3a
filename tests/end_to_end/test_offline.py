"""A crawl that is answered from an archive: no socket, nothing written, and the same export."""

import gzip
import json
import os
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from hashlib import sha256
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from urllib.parse import quote

import brotli
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from newscrawler.commands.demo import _PROFILE
from newscrawler.commands.demo_site.site import DemoSite
from tests.support.project import QUICK, Project
from tests.support.server import Reply, Server

PROSE = "A sentence that is long enough to be read as prose, and that says something. "
# Every way to a network passes one of these events; the event loop's own pipe is AF_UNIX. Where it
# is imported, urllib3, which tldextract brings along, asks the kernel whether there is IPv6.
NO_SOCKETS = """
import os, sys
import urllib3.util.connection

def forbid(event, args):
    if event.startswith("socket.") and not (event == "socket.__new__" and args[1] == 1):
        with open(os.environ["SOCKETS"], "a") as note:
            note.write(f"{event} {args}\\n")
        raise RuntimeError(f"{event}: this crawl is offline")

sys.addaudithook(forbid)
"""


def trapped(project: Project, note: str) -> dict[str, str]:
    """Return the environment of a process that may open no socket, and notes it where it tries."""
    hooks = project.folder / "hooks"
    hooks.mkdir(exist_ok=True)
    (hooks / "sitecustomize.py").write_text(NO_SOCKETS)
    path = os.pathsep.join(filter(None, [str(hooks), os.environ.get("PYTHONPATH")]))
    return {"PYTHONPATH": path, "SOCKETS": str(project.folder / note)}


def quick(**more: str) -> list[str]:
    return [w for name, value in (QUICK | more).items() for w in ("-s", f"{name}={value}")]


def state(folder: Path) -> dict[str, tuple[int, str]]:
    """Return what a folder holds: names, times of change and digests."""
    return {
        p.relative_to(folder).as_posix(): (
            p.stat().st_mtime_ns,
            sha256(p.read_bytes()).hexdigest() if p.is_file() else "",
        )
        for p in (folder, *folder.rglob("*"))
    }


def offline(
    project: Project,
    target: str = "local",
    *more: str,
    db: str = "offline.db",
    archive: str = "archive",
    at: str = "",
) -> subprocess.CompletedProcess[str]:
    """Crawl out of the archive, in a process that may open no socket, and check that it wrote none.

    A name goes to `scrapy crawl`, an address to `newscrawler crawl`.
    """
    seen = project.folder / "sockets"
    before = state(project.folder / archive)
    run = project.run if "://" in target else project.scrapy
    settings = {"NEWSCRAWLER_REPLAY": archive, "NEWSCRAWLER_REPLAY_AT": at, "NEWSCRAWLER_DB": db}
    words = [w for name, value in settings.items() for w in ("-s", f"{name}={value}")]
    environment = trapped(project, seen.name) | {"NEWSCRAWLER_ALLOW_PRIVATE": ""}
    done = run("crawl", target, *words, *more, **environment)
    assert not seen.exists(), seen.read_text()
    assert state(project.folder / archive) == before
    assert "Traceback" not in done.stderr, done.stderr
    return done


def ledger(project: Project, db: str = "news.db") -> dict[str, str]:
    with sqlite3.connect(project.folder / db) as connection:
        rows = connection.execute("SELECT url, outcome FROM ledger").fetchall()
    return {url.removeprefix(project.server.url): outcome for url, outcome in rows}


def same(project: Project, target: str = "local", *more: str) -> dict[str, str]:
    """Crawl offline, check that export, ledger and summary are the live crawl's, return the ledger."""
    done = offline(project, target, *more)
    assert done.returncode == 0, done.stdout + done.stderr
    assert project.export("offline.db") == project.export()
    assert ledger(project, "offline.db") == ledger(project)
    return ledger(project)


def page(title: str, text: str = PROSE * 5, head: str = "", more: str = "") -> str:
    return (
        f"<html><head><title>{title}</title>{head}</head><body><article><h1>{title}</h1>"
        f"<time datetime='2024-05-06'>6 May 2024</time><div class='text'><p>{text}</p></div>{more}"
        "</article></body></html>"
    )


# One crawl ------------------------------------------------------------------------------------
def test_redirects_codings_errors_and_odd_pages(project: Project, server: Server) -> None:
    names = ["gzip", "br", "moved", "found", "gone", "lost", "busy", "cut", "empty", "image",
             "no", "latin", "plain"]  # fmt: skip
    server.sitemap(*(f"/a/{name}" for name in names))
    for name, pack in (("gzip", gzip.compress), ("br", brotli.compress)):
        body = pack(page(f"Story {name}").encode())
        server.pages[f"/a/{name}"] = Reply(body, headers={"Content-Encoding": name})
    server.pages["/a/moved"] = Reply(status=301, headers={"Location": "/a/plain"})
    server.pages["/a/found"] = Reply(status=302, headers={"Location": "/a/target"})
    server.article("/a/target", "The target")
    server.pages["/a/gone"] = Reply("gone", status=410)
    server.pages["/a/busy"] = Reply("busy", status=503)
    server.pages["/a/cut"] = Reply("<h1>Half", cut=100)
    server.pages["/a/empty"] = Reply("")
    server.pages["/a/image"] = Reply(b"\x89PNG....", media_type="image/png")
    server.pages["/a/no"] = Reply("no", status=403)
    latin = page("Café").encode("latin-1")
    server.pages["/a/latin"] = Reply(latin, media_type="text/html; charset=latin-1")
    server.article("/a/plain", "Plain", headers={"Set-Cookie": "a=1", "X-Twice": "1"})
    project.profile()
    assert project.crawl("local", "-s", "RETRY_TIMES=1").returncode == 0
    server.close()
    found = same(project)
    assert found["/robots.txt"] == "gone"
    assert (found["/a/busy"], found["/a/cut"], found["/a/moved"]) == (
        "failed",
        "truncated",
        "redirect",
    )


def test_robots_sitemaps_feeds_and_lists(project: Project, server: Server) -> None:
    server.pages["/robots.txt"] = Reply(
        f"User-agent: *\nDisallow: /a/private\nSitemap: {server.url}/index.xml",
        media_type="text/plain",
    )
    server.pages["/index.xml"] = Reply(
        f"<sitemapindex><sitemap><loc>{server.url}/s1.xml.gz</loc></sitemap></sitemapindex>",
        media_type="application/xml",
    )
    inner = "".join(f"<url><loc>{server.url}/a/{n}</loc></url>" for n in ("zipped", "private"))
    server.pages["/s1.xml.gz"] = Reply(
        gzip.compress(f"<urlset>{inner}</urlset>".encode()), media_type="application/gzip"
    )
    server.pages["/feed"] = Reply(
        f"<rss><item><link>{server.url}/a/fed</link>"
        "<pubDate>Thu, 1 Mar 2018 10:00:00 +0300</pubDate></item></rss>",
        media_type="application/rss+xml",
    )
    server.pages["/list"] = Reply("<a href='/a/one'>x</a><a rel=next href='/list?page=2'>2</a>")
    server.pages["/list?page=2"] = Reply("<a href='/a/two'>x</a>")
    for name in ("zipped", "private", "one", "two"):
        server.article(f"/a/{name}", f"Story {name}")
    server.pages["/a/fed"] = Reply(f"<h1>Fed</h1><div class=text><p>{PROSE * 3}</p></div>")
    path = project.profile(discover=f"{server.url}/robots.txt")
    starts = f'robots.txt", "{server.url}/feed", "{server.url}/list"]'
    path.write_text(path.read_text().replace('robots.txt"]', starts))
    assert project.crawl().returncode == 0
    server.close()
    found = same(project)
    assert (found["/a/private"], found["/a/two"], found["/list?page=2"]) == (
        "robots", "stored", "listing",
    )  # fmt: skip
    fed = next(json.loads(x) for x in project.export("offline.db").splitlines() if "/a/fed" in x)
    assert fed["published_at"] == "2018-03-01T10:00:00+03:00"


def test_a_site_without_a_profile_and_an_article_in_parts(project: Project, server: Server) -> None:
    texts = [f"Page {n} of it. " + PROSE * 6 for n in (1, 2, 3)]
    numbers = "".join(
        f"<a href='/long-read{f'/{n}' if n > 1 else ''}/'>{n}</a> " for n in (1, 2, 3)
    )
    for number, text in enumerate(texts, start=1):
        path = f"/long-read/{number}/" if number > 1 else "/long-read/"
        links = f"<p class=pages>Pages: {numbers}</p>"
        server.pages[path] = Reply(page("A long read", text, more=links))
    server.article("/short-story/", "Short")
    items = "".join(
        f"<article><h2><a href='{p}'>A headline of some length {p}</a></h2></article>"
        for p in ("/long-read/", "/long-read/2/", "/short-story/")
    )
    server.pages["/"] = Reply(f"<html><title>Site</title><main>{items}</main></html>")
    done = project.run("crawl", f"{server.url}/", *quick())
    assert done.returncode == 0, done.stdout + done.stderr
    server.close()
    same(project, f"{server.url}/")
    rows = {r["title"]: r for r in map(json.loads, project.export("offline.db").splitlines())}
    assert [p[:6] for p in rows["A long read"]["body"].split("\n\n")] == [
        "Page 1",
        "Page 2",
        "Page 3",
    ]


def test_many_hosts_and_editions_of_one_story(project: Project, server: Server) -> None:
    home, slug = "http://www.example.test", quote("خبر-اليوم")
    urls = [f"{home}/news/{slug}/", f"http://example.test/news/{slug}/", f"{home}/news/{slug}/amp/",
            f"http://m.example.test/news/{slug}/", f"{home}/news/{slug}/?print=1", f"{home}/?p=77",
            f"{home}/news/{slug}/?utm_source=x"]  # fmt: skip
    inner = "".join(f"<url><loc>{u}</loc></url>" for u in urls)
    server.pages[f"{home}/sitemap.xml"] = Reply(
        f"<urlset>{inner}</urlset>", media_type="application/xml"
    )
    server.fallback = lambda url: (
        Reply(status=301, headers={"Location": urls[0]}) if "p=77" in url
        else Reply(page("Story", PROSE * (5 if url == urls[0] else 4))) if "/news/" in url
        else None
    )  # fmt: skip
    path = project.profile(
        "article_url = ['/news/', 'p=77$']\n[[layout]]\ntitle = 'h1'\nbody = '.text'\n",
        discover=f"{home}/sitemap.xml",
    )
    path.write_text(path.read_text().replace("127.0.0.1", "example.test"))
    # Of several hosts that are asked at once, now one and now another is first.
    in_turn = ("-s", "CONCURRENT_REQUESTS=1")
    done = project.scrapy("crawl", "local", *quick(), *in_turn, http_proxy=server.url)
    assert done.returncode == 0, done.stderr
    server.close()
    assert sorted(same(project, "local", *in_turn).values()).count("alias") == 3
    assert len(project.export("offline.db").splitlines()) == 1


def test_a_page_that_one_crawl_fetched_twice(project: Project, server: Server) -> None:
    # The version's evidence is the first of the two captures, and the views are the second's.
    counter = iter(range(100, 200))

    def counted(_: BaseHTTPRequestHandler) -> Reply:
        views = f"<span class=views>{next(counter)}</span>"
        return Reply(page("Story", more=views))

    server.sitemap("/a/story", "/a/1", "/a/2")
    server.pages["/a/story"] = counted
    for name in "12":
        server.pages[f"/a/{name}"] = Reply(status=302, headers={"Location": "/a/story"})
    project.profile(
        "article_url = '/a/'\n[[layout]]\ntitle = 'h1'\nbody = '.text'\nviews = '.views'\n"
    )
    assert project.crawl().returncode == 0
    server.close()
    assert server.paths().count("/a/story") > 1
    same(project)
    with sqlite3.connect(project.folder / "offline.db") as db:
        left = db.execute("SELECT count(*) FROM captures WHERE outcome IS NULL").fetchone()
    assert left == (0,)


# Several crawls -------------------------------------------------------------------------------
def now() -> str:
    return datetime.now(UTC).isoformat().replace("+00:00", "Z")


def in_turn(
    project: Project, steps: list[Callable[[], Any]], target: str = "local", *more: str
) -> Iterator[tuple[str, str]]:
    """Crawl after each step; yield the time when a crawl ended, and the export of then."""
    for step in steps:
        step()
        done = project.crawl(target, *more)
        assert done.returncode == 0, done.stdout + done.stderr
        yield now(), project.export()


def test_three_crawls_of_the_demo_site(project: Project) -> None:
    with DemoSite() as site:
        folder = project.folder / "sites"
        folder.mkdir()
        (folder / "alwadi.toml").write_text(_PROFILE.format(url=site.url), encoding="utf-8")
        project.server.address = site.address  # which may be fetched
        steps = [lambda: None, lambda: None, site.edit]
        crawls = list(in_turn(project, steps, "alwadi"))
    assert len({export for _, export in crawls}) >= 2
    for at, export in crawls:
        done = offline(project, "alwadi", at=at)
        assert done.returncode == 0, done.stdout + done.stderr
        assert project.export("offline.db") == export
    # Into the live database, it changes nothing, at whatever time.
    for at in ("", crawls[0][0]):
        done = offline(project, "alwadi", db="news.db", at=at)
        assert "alwadi: 0 new" in done.stdout
        assert "revised" not in done.stdout
        assert project.export() == crawls[-1][1]


def test_revisions_removals_revisits_and_304s(project: Project, server: Server) -> None:
    def tagged(request: BaseHTTPRequestHandler) -> Reply:
        if request.headers.get("If-None-Match") == 'W/"1"':
            return Reply(status=304, headers={"ETag": 'W/"1"'})
        return Reply(page("Tagged"), headers={"ETag": 'W/"1"'})

    def first() -> None:
        server.sitemap("/a/1", "/a/2", "/a/3", "/a/same", "/a/tagged", "/a/parts")
        for name in ("1", "2", "3", "same"):
            server.article(f"/a/{name}", f"Story {name}", f"This is story {name}. {PROSE * 4}")
        server.pages["/a/tagged"] = tagged
        pages = "<p><a href='/a/parts'>1</a> <a href='/a/parts/2'>2</a></p>"
        server.pages["/a/parts"] = Reply(page("Parts", more=pages))
        server.pages["/a/parts/2"] = Reply("busy", status=503)

    def second() -> None:
        server.article("/a/1", "Story 1, corrected", f"This is story 1, corrected. {PROSE * 4}")
        del server.pages["/a/2"]
        server.article("/a/4", "Story 3", f"This is story 3. {PROSE * 4}")
        server.sitemap("/a/1", "/a/3", "/a/4", "/a/same", "/a/tagged", "/a/parts")
        server.pages["/a/parts/2"] = Reply(page("Parts", "The rest of it. " + PROSE * 4))

    def third() -> None:
        server.article("/a/2", "Story 2", f"This is story 2. {PROSE * 4}")
        server.article("/a/1", "Story 1", f"This is story 1. {PROSE * 4}")
        server.sitemap("/a/2")

    project.profile()
    crawls = list(in_turn(project, [first, second, third]))
    server.close()
    with sqlite3.connect(project.folder / "news.db") as db:
        kinds = dict(
            db.execute(
                "SELECT status, count(*) FROM captures WHERE kind = 'revisit' GROUP BY status"
            )
        )
    assert kinds[304] == 2
    assert kinds[200] >= 4
    for at, export in crawls:
        assert offline(project, at=at).returncode == 0
        assert project.export("offline.db") == export
    versions = {r["url"][-3:]: r["version"] for r in map(json.loads, crawls[-1][1].splitlines())}
    assert versions["a/1"] == 3
    # At once, from the last crawl's end: what this crawl finds has its whole history.
    assert offline(project, db="at-once.db").returncode == 0
    live = dict.fromkeys(crawls[-1][1].splitlines())
    once = project.export("at-once.db").splitlines()
    assert [json.loads(row)["url"].removeprefix(server.url) for row in once] == ["/a/2"]
    assert all(row in live for row in once)


def test_a_304_answers_only_who_knows_the_page_that_it_confirms(
    project: Project, server: Server
) -> None:
    version = "1"

    def tagged(request: BaseHTTPRequestHandler) -> Reply:
        tag = f'"{version}"'
        if request.headers.get("If-None-Match") == tag:
            return Reply(status=304, headers={"ETag": tag})
        return Reply(page(f"Version {version}"), headers={"ETag": tag})

    server.sitemap("/a/1")
    server.pages["/a/1"] = tagged
    project.profile()
    project.crawl()
    first = now()
    version = "2"
    assert "1 revised" in project.crawl().stdout
    assert "1 unchanged" in project.crawl().stdout
    server.close()
    with sqlite3.connect(project.folder / "news.db") as db:
        statuses = [
            s
            for (s,) in db.execute("SELECT status FROM captures WHERE url LIKE '%/a/1' ORDER BY id")
        ]
    assert statuses == [200, 200, 304]
    # This store knows version 1 only, when the last crawl's 304 says that version 2 still stands.
    assert "1 new" in offline(project, at=first).stdout
    assert "1 revised" in offline(project).stdout
    (row,) = map(json.loads, project.export("offline.db").splitlines())
    assert (row["title"], row["version"]) == ("Version 2", 2)
    assert project.export("offline.db") == project.export()


# What is not archived -------------------------------------------------------------------------
def test_what_is_not_archived_has_an_outcome_of_its_own(project: Project, server: Server) -> None:
    server.sitemap("/a/1", "/a/robots-are-coming")
    server.article("/a/1", "Story")
    project.profile()
    assert project.crawl("local", "-a", "limit=1").returncode == 0
    server.close()
    done = offline(project)
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1] == "local: 1 new, 1 listing, 1 gone, 1 not-archived"
    assert ledger(project, "offline.db")["/a/robots-are-coming"] == "not-archived"


def test_robots_that_is_not_archived_forbids_nothing(project: Project, server: Server) -> None:
    server.sitemap("/a/1")
    server.article("/a/1", "Story")
    project.profile()
    assert project.crawl("local", "-s", "ROBOTSTXT_OBEY=0").returncode == 0
    server.close()
    done = offline(project)
    assert (done.returncode, "ERROR" in done.stderr) == (0, False)
    assert ledger(project, "offline.db") == {
        "/robots.txt": "not-archived", "/sitemap.xml": "listing", "/a/1": "stored",
    }  # fmt: skip
    assert project.export("offline.db") == project.export()


def test_nothing_of_the_site(project: Project, server: Server) -> None:
    server.sitemap("/a/1")
    server.article("/a/1", "Story")
    project.profile()
    assert project.crawl().returncode == 0
    server.close()
    done = offline(project, "https://news.elsewhere.test/")
    assert done.returncode == 5
    assert "archive holds nothing of it" in done.stdout
    assert "It holds local (3 captures)." in done.stdout
    early = offline(project, db="early.db", at="2001-01-01")
    assert early.returncode == 5
    assert "up to 2001-01-01T23:59:59Z" in early.stdout


def test_no_archive(project: Project) -> None:
    project.profile()
    (project.folder / "empty").mkdir()
    done = offline(project, archive="empty")
    assert (done.returncode, "holds no capture" in done.stderr) == (2, True)
    done = project.scrapy("crawl", "local", "-s", "NEWSCRAWLER_REPLAY=missing")
    assert (done.returncode, "no such file or folder" in done.stderr) == (2, True)
    done = project.scrapy("crawl", "local", "-s", "NEWSCRAWLER_REPLAY=x",
                          "-s", "NEWSCRAWLER_REPLAY_AT=soon")  # fmt: skip
    assert (done.returncode, "NEWSCRAWLER_REPLAY_AT is «soon»" in done.stderr) == (2, True)


def test_a_project_without_the_add_on_does_not_ask_the_network(
    project: Project, server: Server
) -> None:
    project.profile()
    done = project.crawl("local", "-s", "NEWSCRAWLER_REPLAY=archive", "-s", "ADDONS={}")
    assert (done.returncode, "ADDONS must hold" in done.stderr) == (2, True)
    assert server.requests == []


# Archives of others ---------------------------------------------------------------------------
def foreign(path: Path, pages: dict[str, str], at: str = "2019-03-04T05:06:07Z") -> None:
    path.parent.mkdir(exist_ok=True)
    with path.open("wb") as stream:
        writer = WARCWriter(stream, gzip=True, warc_version="1.0")
        for url, text in pages.items():
            media = "text/html" if text.startswith("<html") else "text/plain"
            headers = StatusAndHeaders("200 OK", [("Content-Type", media)], protocol="HTTP/1.1")
            from io import BytesIO

            record = writer.create_warc_record(
                url, "response", BytesIO(text.encode()), http_headers=headers,
                warc_headers_dict={"WARC-Date": at},
            )  # fmt: skip
            writer.write_record(record)


def test_an_archive_of_somebody_else(project: Project) -> None:
    links = "".join(
        f"<a href='https://news.example.com/2019/03/0{n}/story-{n}/'>A story with a headline {n}</a>"
        for n in (1, 2, 3)
    )
    feed = ("<rss><channel><item><link>https://news.example.com/2019/03/01/story-1/</link>"
            "<pubDate>Fri, 1 Mar 2019 10:00:00 +0000</pubDate></item></channel></rss>")  # fmt: skip
    undated = page("Story 1").replace("<time datetime='2024-05-06'>6 May 2024</time>", "")
    foreign(project.folder / "theirs" / "x.warc.gz", {
        "http://www.news.example.com/": f"<html><h1>News</h1>{links}</html>",
        "https://news.example.com/feed": feed,
        "http://news.example.com/2019/03/01/story-1": undated,
        "https://news.example.com/2019/03/02/story-2/": page("Story 2"),
    })  # fmt: skip
    done = offline(project, "https://news.example.com/", archive="theirs")
    assert done.returncode == 0, done.stdout + done.stderr
    found = ledger(project, "offline.db")
    prefix = "https://news.example.com"
    # The sitemap's spelling is not the archive's, and story 3 is not there.
    assert found[f"{prefix}/2019/03/01/story-1/"] == "redirect"
    assert found["http://news.example.com/2019/03/01/story-1"] == "stored"
    assert found[f"{prefix}/2019/03/02/story-2/"] == "stored"
    assert found[f"{prefix}/2019/03/03/story-3/"] == "not-archived"
    rows = {r["title"]: r for r in map(json.loads, project.export("offline.db").splitlines())}
    # What the feed says, this crawl's discovery knows, and the store keeps it.
    assert rows["Story 1"]["published_at"] == "2019-03-01T10:00:00+00:00"
    assert rows["Story 1"]["captured_at"] == "2019-03-04T05:06:07Z"
    assert not (project.folder / "archive").exists()


def test_one_file_and_a_wacz(project: Project, server: Server) -> None:
    server.sitemap("/a/1", "/a/2")
    for name in "12":
        server.article(f"/a/{name}", f"Story {name}", f"This is story {name}. {PROSE * 4}")
    project.profile()
    assert project.crawl().returncode == 0
    server.close()
    (path,) = (project.folder / "archive").glob("*.warc.gz")
    done = offline(project, archive=f"archive/{path.name}")
    assert done.returncode == 0, done.stdout + done.stderr
    assert project.export("offline.db") == project.export()
    made = project.run("export", "--format", "wacz", "-o", "x.wacz")
    assert made.returncode == 0, made.stderr
    listed = project.folder / "urls.txt"
    listed.write_text(f"{server.url}/a/1\n{server.url}/a/2\n")
    done = offline(project, "local", "-a", "urls=urls.txt", db="wacz.db", archive="x.wacz")
    assert done.returncode == 0, done.stdout + done.stderr
    titles = [json.loads(row)["title"] for row in project.export("wacz.db").splitlines()]
    assert titles == ["Story 1", "Story 2"]


def test_saved_pages(project: Project) -> None:
    saved = project.folder / "saved" / "2024-05-07"
    saved.mkdir(parents=True)
    url = "https://news.example.com/2024/05/06/story"
    (saved / "story.html").write_text(page("Story", head=f"<link rel=canonical href='{url}'>"))
    (project.folder / "urls.txt").write_text(f"{url}\n")
    words = ("-a", "urls=urls.txt")
    project.profile()
    path = project.folder / "sites" / "local.toml"
    path.write_text(path.read_text().replace("127.0.0.1", "news.example.com"))
    done = offline(project, "local", *words, archive="saved")
    assert done.returncode == 0, done.stdout + done.stderr
    (row,) = map(json.loads, project.export("offline.db").splitlines())
    assert (row["title"], row["captured_at"]) == ("Story", "2024-05-07T00:00:00Z")


def test_what_was_erased_is_not_answered(project: Project, server: Server) -> None:
    server.sitemap("/a/1", "/a/2")
    for name in "12":
        server.article(f"/a/{name}", f"Story {name}", f"This is story {name}. {PROSE * 4}")
    project.profile()
    assert project.crawl().returncode == 0
    server.close()
    done = project.run("erase", f"{server.url}/a/1", "--reason", "a request", "--yes")
    assert done.returncode == 0, done.stderr
    done = offline(project)
    assert done.returncode == 0, done.stdout + done.stderr
    assert ledger(project, "offline.db")["/a/1"] == "erased"
    assert project.export("offline.db") == project.export()


def test_a_damaged_record(project: Project, server: Server) -> None:
    server.sitemap("/a/1", "/a/2")
    for name in "12":
        server.article(f"/a/{name}", f"Story {name}")
    project.profile()
    assert project.crawl().returncode == 0
    server.close()
    (path,) = (project.folder / "archive").glob("*.warc.gz")
    with sqlite3.connect(project.folder / "news.db") as db:
        ((offset,),) = db.execute("SELECT max(warc_offset) FROM captures").fetchall()
    data = bytearray(path.read_bytes())
    data[offset + 200 : offset + 260] = bytes(60)
    path.write_bytes(data)
    done = offline(project)
    assert done.returncode == 6, done.stdout + done.stderr
    assert "cannot be read" in done.stdout
    assert sorted(ledger(project, "offline.db").values()) == [
        "gone",
        "listing",
        "not-archived",
        "stored",
    ]


def test_an_archive_that_a_crawl_is_writing(project: Project, server: Server) -> None:
    server.sitemap("/a/1")
    server.article("/a/1", "Story")
    project.profile()
    assert project.crawl().returncode == 0
    server.close()
    (path,) = (project.folder / "archive").glob("*.warc.gz")
    half = path.read_bytes()[:-50]
    path.unlink()
    path.with_name(path.name + ".open").write_bytes(half)
    done = offline(project)
    assert done.returncode == 0, done.stdout + done.stderr
    assert project.export("offline.db") == project.export()


def test_workers_and_scrapys_own_exports(project: Project, server: Server) -> None:
    paths = [f"/a/{n}" for n in range(8)]
    server.sitemap(*paths)
    for path in paths:
        server.article(path, f"Story {path}", f"This is {path}. {PROSE * 4}")
    project.profile()
    assert project.crawl().returncode == 0
    server.close()
    done = offline(project, "local", "-s", "NEWSCRAWLER_WORKERS=2", "-O", "items.jsonl")
    assert done.returncode == 0, done.stdout + done.stderr
    assert project.export("offline.db") == project.export()
    items = (project.folder / "items.jsonl").read_text().splitlines()
    assert sorted(json.loads(i)["url"] for i in items) == sorted(server.url + p for p in paths)


def test_the_socket_trap_bites(project: Project, server: Server) -> None:
    server.sitemap("/a/1")
    server.article("/a/1", "Story")
    project.profile()
    assert project.crawl().returncode == 0
    done = project.scrapy("crawl", "local", *quick(), **trapped(project, "bitten"))
    assert done.returncode != 0
    assert "socket.getaddrinfo" in (project.folder / "bitten").read_text()
