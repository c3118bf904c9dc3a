"""Addresses are fetched and archived as pages spell them, and compared by what they mean."""

import gzip
import json
import re
import sqlite3
import zlib
from http.server import BaseHTTPRequestHandler
from urllib.parse import quote

import pytest

from newscrawler.archive import iter_refs
from newscrawler.model.urls import canonical_url
from tests.support.project import Project
from tests.support.server import Reply, Server

SLUGS = ["خبر-الميناء-الجديد", "افتتاح-مدرسة-المدينة", "أمطار-على-الساحل"]


def small(text: str) -> str:
    """Percent-encode with small letters, as WordPress does."""
    return quote(text).lower()


def article(title: str, links: list[str], encoding: str = "utf-8") -> Reply:
    body = "".join(
        f"<p>{title} {number}. {'نص الخبر كما نشرته الصحيفة أمس. ' * 6}</p>" for number in range(3)
    )
    related = "".join(f'<a href="{link}">{link}</a>' for link in links)
    html = (
        f"<html lang=ar><head><title>{title}</title></head><body><article><h1>{title}</h1>"
        f"<time datetime=2026-01-15>15 يناير 2026</time>{body}</article><nav>{related}</nav></body></html>"
    )
    return Reply(html.encode(encoding), media_type=f"text/html; charset={encoding}")


def serve(server: Server) -> list[str]:
    """Serve articles under every spelling of their paths; return those that the pages print."""
    paths = [f"/2026/01/15/{small(slug)}/" for slug in SLUGS]
    pages = {
        canonical_url(server.url + path): article(
            slug.replace("-", " "), [p for p in paths if p != path]
        )
        for path, slug in zip(paths, SLUGS, strict=True)
    }
    server.fallback = lambda path: pages.get(canonical_url(server.url + path))
    server.sitemap(*paths)
    return paths


def crawl(project: Project, server: Server, *more: str, folder: str = "") -> None:
    words = [
        "-s",
        "DOWNLOAD_DELAY=0",
        "-s",
        "AUTOTHROTTLE_ENABLED=0",
        "-s",
        "NEWSCRAWLER_REVISIT=0s",
        *more,
    ]
    done = project.run("crawl", f"{server.url}/", *words)
    assert done.returncode == 0, done.stderr


def archived(project: Project, server: Server) -> list[str]:
    refs = iter_refs(project.folder / "archive", on_damage=lambda d: pytest.fail(str(d)))
    return [ref.url.removeprefix(server.url) for ref in refs]


def exported(project: Project, name: str = "news.db") -> list[dict[str, object]]:
    return [json.loads(line) for line in project.export(name).splitlines()]


def test_links_are_fetched_and_archived_letter_by_letter(project: Project, server: Server) -> None:
    paths = serve(server)
    crawl(project, server)
    assert {p for p in server.paths() if p.startswith("/2026")} == set(paths)
    assert set(paths) <= set(archived(project, server))
    rows = exported(project)
    keys = {canonical_url(server.url + p) for p in paths}
    assert {row["url"] for row in rows} == {row["canonical_url"] for row in rows} == keys
    # Any spelling finds the article again.
    for spelled in (paths[0], f"/2026/01/15/{SLUGS[0]}/", f"/2026/01/15/{quote(SLUGS[0])}/"):
        shown = project.run("show", server.url + spelled)
        assert shown.returncode == 0, spelled
        assert SLUGS[0].replace("-", " ") in shown.stdout


def test_two_spellings_are_one_address(project: Project, server: Server) -> None:
    paths = serve(server)
    capitals = [f"/2026/01/15/{quote(slug)}/?utm_source=home" for slug in SLUGS]
    plain = [f"/2026/01/15/{slug}/" for slug in SLUGS]
    links = "".join(f"<h2><a href='{url}'>عنوان الخبر هنا</a></h2>" for url in (*capitals, *plain))
    server.pages["/"] = Reply(f"<html><body>{links}</body></html>")
    crawl(project, server)
    fetched = [p for p in server.paths() if p.startswith("/2026")]
    assert len(fetched) == len(paths)
    assert not any("utm" in path for path in fetched)
    crawl(project, server)
    with sqlite3.connect(project.folder / "news.db") as db:
        ((rows, outcomes),) = db.execute(
            "SELECT count(*), group_concat(DISTINCT outcome) FROM ledger WHERE url LIKE '%/2026/%'"
        )
    assert (rows, outcomes) == (3, "unchanged")
    assert len(exported(project)) == 3


def test_an_archive_with_other_spellings_answers_a_crawl(project: Project, server: Server) -> None:
    serve(server)
    crawl(project, server)
    # The pages link in small letters; this archive was asked for in capitals.
    for file in (project.folder / "archive").rglob("*.warc.gz"):
        other = project.folder / "other" / file.name
        other.parent.mkdir(exist_ok=True)
        other.write_bytes(_in_capitals(file.read_bytes()))
    done = project.run(
        "crawl", f"{server.url}/", "--db", "offline.db", "-s", "NEWSCRAWLER_REPLAY=other"
    )
    assert done.returncode == 0, done.stderr
    assert "not-archived" not in done.stdout.replace("robots.txt", "")
    names = [(row["canonical_url"], row["title"]) for row in exported(project, "offline.db")]
    assert names == [(row["canonical_url"], row["title"]) for row in exported(project)]


def _in_capitals(archive: bytes) -> bytes:
    """Spell the WARC-Target-URIs of an archive in capitals."""
    heads = re.compile(rb"(?m)^WARC-(?:Target|Refers-To-Target)-URI: .*$")
    capitals = lambda line: re.sub(rb"%[0-9a-f]{2}", lambda c: c[0].upper(), line[0])  # noqa: E731
    members = [gzip.compress(heads.sub(capitals, one)) for one in _members(archive)]
    return b"".join(members)


def _members(archive: bytes) -> list[bytes]:
    found = []
    while archive:
        one = zlib.decompressobj(31)
        found.append(one.decompress(archive))
        archive = one.unused_data
    return found


def test_raw_utf8_in_a_location_leads_to_the_article(project: Project, server: Server) -> None:
    paths = serve(server)
    pages = server.fallback

    def old(handler: BaseHTTPRequestHandler) -> Reply:
        location = f"/2026/01/15/{SLUGS[0]}/".encode().decode("latin-1")
        return Reply(status=301, headers={"Location": location})

    server.pages["/old/1"] = old
    server.fallback = pages
    server.sitemap("/old/1", *paths[1:])
    crawl(project, server)
    shown = project.run("show", f"{server.url}/old/1")
    assert SLUGS[0].replace("-", " ") in shown.stdout
    (row,) = [row for row in exported(project) if row["title"] == SLUGS[0].replace("-", " ")]
    assert row["url"] == f"{server.url}/2026/01/15/{quote(SLUGS[0])}/"


def test_a_query_is_sent_in_the_encoding_of_the_page(project: Project, server: Server) -> None:
    names = [quote(slug.encode("windows-1256")) for slug in SLUGS]
    for name, slug in zip(names, SLUGS, strict=True):
        server.pages[f"/news.php?title={name}&id=12345"] = article(slug, [], "windows-1256")
    links = "".join(
        f"<h2><a href='/news.php?title={slug}&amp;id=12345'>{slug} كل يوم</a></h2>"
        for slug in SLUGS
    )
    server.pages["/"] = Reply(
        f"<html><body>{links}</body></html>".encode("windows-1256"),
        media_type="text/html; charset=windows-1256",
    )
    crawl(project, server)
    assert len(exported(project)) == 3


def test_backslashes_are_slashes(project: Project, server: Server) -> None:
    paths = ["/2026/01/15/report-from-the-pier/", "/2026/01/16/report-from-the-quay/"]
    for path in paths:
        server.article(path, path.split("/")[-2])
    links = "".join(
        "<h2><a href='{}'>A report from here</a></h2>".format(p.replace("/", "\\")) for p in paths
    )
    server.pages["/"] = Reply(f"<html><body>{links}</body></html>")
    crawl(project, server)
    assert sorted(p for p in server.paths() if p.startswith("/2026")) == paths
