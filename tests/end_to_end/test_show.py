"""Three crawls of a site that edits, counts and refuses; what `show` then knows, and a replay too."""

import json
import sqlite3
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from newscrawler.commands import main as cli
from newscrawler.model.profile_files import directories
from newscrawler.replay.replay import replay
from newscrawler.store import Store
from tests.support.project import Project
from tests.support.server import Reply

ROBOTS = "User-agent: *\nContent-Signal: search=yes, ai-train=no\nDisallow: /private\n"
TEXT = "النص الأول طويل بما يكفي ليقرأ كمقال كامل عن المدينة. " * 5


def page(title: str, views: int, **headers: str) -> Reply:
    return Reply(
        f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>"
        f"<div class='text'><p>{TEXT}</p></div><span class='views'>{views} مشاهدة</span>"
        "</article></body></html>",
        headers=headers,
    )


@pytest.fixture
def crawled(project: Project) -> Project:
    server = project.server
    server.pages["/robots.txt"] = Reply(ROBOTS, media_type="text/plain")
    server.sitemap("/a/1", "/a/2")
    project.profile(
        "article_url = '/a/'\n[[layout]]\ntitle = 'h1'\nbody = '.text'\nviews = '.views'\n"
    )

    def steady(request: BaseHTTPRequestHandler) -> Reply:
        known = request.headers.get("If-None-Match")
        return Reply(status=304) if known else page("خبر ثابت", 7, ETag='"one"')

    server.pages["/a/2"] = steady
    edits = (
        page("ارتفاع الأسعار", 1200),
        page("ارتفاع الأسعار", 1350),
        page("انخفاض الأسعار", 20, **{"X-Robots-Tag": "noarchive"}),
    )
    for edit in edits:
        server.pages["/a/1"] = edit
        if edit is edits[-1]:
            server.pages["/a/2"] = Reply(status=410)
        done = project.crawl()
        assert done.returncode == 0, done.stderr
    return project


def rows(db: Path, query: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(db) as connection:
        return connection.execute(query).fetchall()


RIGHTS = "SELECT record_id, rights FROM captures WHERE rights IS NOT NULL ORDER BY record_id"
COUNTS = "SELECT captured_at, count, raw FROM view_counts ORDER BY captured_at"


def test_edits_views_and_rights(
    crawled: Project, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    db, url = crawled.folder / "news.db", f"{crawled.server.url}/a/1"

    def show(*words: str) -> str:
        assert cli.run(["show", *words, "--db", str(db)]) == 0
        return capsys.readouterr().out

    # An observation per capture, where the text was unchanged too; none of a 304.
    views = json.loads(show(url, "--views", "--json"))
    assert [point["count"] for point in views["observations"]] == [1200, 1350, 20]
    assert [point["kind"] for point in views["observations"]] == ["first", "grew", "lower"]
    assert views["total"] == 1350
    steady = json.loads(show(f"{crawled.server.url}/a/2", "--views", "--json"))
    assert [point["count"] for point in steady["observations"]] == [7]
    assert "1,350 views in all" in show(url, "--views")

    # What changed.
    assert "captured" in (shown := show(url))
    assert ": headline changed\n" in shown
    (step,) = json.loads(show("--diff", url, "--json"))
    assert (step["from"]["number"], step["to"]["number"]) == (1, 2)
    assert step["headline_changed"]
    assert [run["kind"] for run in step["title"]["runs"]] == ["removed", "added", "kept"]
    assert "[-\u2067ارتفاع\u2069-]" in show(url, "--diff", "1..2")
    assert cli.run(["show", url, "--diff", "1..3", "--db", str(db)]) == 2
    assert "There are 1, 2." in capsys.readouterr().err
    show(url, "--all", "--html", str(tmp_path / "diff.html"))
    assert "<del>ارتفاع</del>" in (tmp_path / "diff.html").read_text(encoding="utf-8")

    # What became of it.
    (other,) = json.loads(show(f"{crawled.server.url}/a/2", "--json"))
    lived = [(event["what"], event["how"]) for event in other["life"]]
    assert lived == [("seen", "version 1"), ("removed", "410")]
    assert other["life"][0]["record_id"] == other["record_id"]
    assert "removed" in show(f"{crawled.server.url}/a/2")

    # What the site said of its use when each version was captured.
    first, second = json.loads(show(url, "--json"))
    host = [
        {"rule": "robots.txt:content-signal", "says": "search=yes"},
        {"rule": "robots.txt:content-signal", "says": "ai-train=no"},
    ]
    assert first["rights"] == host
    assert second["rights"] == [{"rule": "header:x-robots-tag", "says": "noarchive"}, *host]
    assert "noarchive" in shown

    # A replay finds the same, and heeds what it is told to.
    def replayed(name: str, *obeyed: str) -> Path:
        path = tmp_path / f"{name}.db"
        with Store(f"sqlite:///{path}", obeyed=frozenset(obeyed)) as store:
            replay(crawled.folder / "archive", store, directories([crawled.folder / "sites"]))
        return path

    again = replayed("again")
    assert rows(again, RIGHTS) == rows(db, RIGHTS) != []
    assert rows(again, COUNTS) == rows(db, COUNTS)
    heeding = replayed("heeding", "noarchive")
    titles = "SELECT title FROM versions ORDER BY title"
    assert rows(heeding, titles) == [("ارتفاع الأسعار",), ("خبر ثابت",)]
    assert rows(heeding, "SELECT outcome FROM captures WHERE rights LIKE '%noarchive%'") == [
        ("robots",)
    ]
    assert rows(replayed("strict", "ai"), "SELECT count(*) FROM articles") == [(0,)]

    # What the store has is gone over with a new setting, before anything is taken out.
    where = ("--db", str(db), "--archive", str(crawled.folder / "archive"), "--workers", "0")
    sites = f"NEWSCRAWLER_SITES={crawled.folder / 'sites'}"
    for setting, expected in (
        ("", {}),
        ("noarchive", {"fewer versions": 1}),
        ("tdm,ai", {"gone": 2}),
    ):
        rights = f"NEWSCRAWLER_RIGHTS={setting}"
        assert cli.run(["replay", "--diff", "--json", "-s", sites, "-s", rights, *where]) == 0
        assert json.loads(capsys.readouterr().out)["articles"] == expected

    # So does a crawl; what is there from before stays.
    crawled.crawl("local", "-s", "NEWSCRAWLER_RIGHTS=ai")
    ended = f"SELECT outcome, detail FROM ledger WHERE url = '{url}'"  # noqa: S608
    assert rows(db, ended) == [("robots", "robots.txt:content-signal: ai-train=no")]
    assert len(rows(db, titles)) == 3
