"""An article that moves stays one article, in whatever order the two addresses are seen."""

import json
import sqlite3

from tests.support.project import Project
from tests.support.server import Reply, Server


def test_an_article_that_moves_stays_one(project: Project, server: Server) -> None:
    text = "The bridge is open again, and the river under it is as wide as it ever was."
    server.sitemap("/a/old", "/a/other")
    server.article("/a/old", "The bridge", text)
    server.article("/a/other", "Another story", "What has nothing to do with any bridge.")
    project.profile()
    plan = ("local", "-s", "NEWSCRAWLER_REVISIT=1h")
    assert project.crawl(*plan).returncode == 0
    # It moves, and the sitemap has the new address alone; the old one is not due for an hour.
    server.sitemap("/a/new", "/a/other")
    server.article("/a/new", "The bridge", text)
    server.pages["/a/old"] = Reply(status=301, headers={"Location": "/a/new"})
    before = len(server.requests)
    assert project.crawl(*plan).returncode == 0
    assert "/a/old" in server.paths()[before:]
    live = project.export()
    rows = {row["canonical_url"]: row for row in map(json.loads, live.splitlines())}
    assert sorted(url.removeprefix(server.url) for url in rows) == ["/a/old", "/a/other"]
    moved = rows[f"{server.url}/a/old"]
    assert (moved["version"], moved["duplicate_of"]) == (1, None)
    with sqlite3.connect(project.folder / "news.db") as db:
        found = db.execute("SELECT count(DISTINCT article_id) FROM captures WHERE status = 200")
        assert found.fetchone() == (2,)
    assert project.run("replay", "archive", "--db", "again.db").returncode == 0
    assert project.export("again.db") == live
    assert project.run("replay", "--apply").returncode == 0
    assert project.export() == live
