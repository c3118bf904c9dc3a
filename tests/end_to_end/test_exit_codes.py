"""`scrapy crawl SITE` as cron runs it: what it says, and the code that it exits with."""

import json
import sqlite3

import pytest

from tests.support.project import Project
from tests.support.server import Reply, Server

PAGES = [f"/a/{n}" for n in range(3)]


def good_site(server: Server) -> None:
    server.sitemap(*PAGES)
    for number, path in enumerate(PAGES):
        server.article(path, f"Story number {number}")


def test_a_good_site_then_an_unchanged_one(project: Project, server: Server) -> None:
    good_site(server)
    project.profile()
    first = project.crawl()
    assert (first.returncode, first.stdout.splitlines()[-1]) == (
        0,
        "local: 3 new, 1 listing, 1 gone",
    )
    second = project.crawl()
    assert (second.returncode, second.stdout.splitlines()[-1]) == (
        0, "local: 0 new, 3 unchanged, 1 listing, 1 gone")  # fmt: skip
    assert f"database sqlite:///{project.folder}/news.db" in second.stdout


def test_a_dead_host(project: Project) -> None:
    project.profile(discover="http://127.0.0.1:9/sitemap.xml")
    done = project.scrapy("crawl", "local", "-s", "RETRY_TIMES=0", "-s", "DOWNLOAD_DELAY=0",
                          NEWSCRAWLER_ALLOW_PRIVATE="127.0.0.1")  # fmt: skip
    assert done.returncode == 3
    assert "no answer at all" in done.stdout
    assert "refused" in done.stdout


def test_a_name_that_does_not_resolve(project: Project) -> None:
    project.profile(discover="http://does-not-exist.invalid/sitemap.xml")
    path = project.folder / "sites" / "local.toml"
    path.write_text(path.read_text().replace("127.0.0.1", "does-not-exist.invalid", 1))
    assert project.crawl().returncode == 3


def test_a_host_that_refuses(project: Project, server: Server) -> None:
    for path in ("/robots.txt", "/sitemap.xml"):
        server.pages[path] = Reply("no", status=403)
    project.profile()
    done = project.crawl()
    assert done.returncode == 4
    assert "refuses us" in done.stdout


def test_robots_that_forbid_everything(project: Project, server: Server) -> None:
    good_site(server)
    server.pages["/robots.txt"] = Reply("User-agent: *\nDisallow: /", media_type="text/plain")
    project.profile()
    assert project.crawl().returncode == 4
    assert server.paths() == ["/robots.txt"]


@pytest.mark.parametrize(
    "body", ["<urlset></urlset>", "", "this is no sitemap", "<html><p>Welcome</p></html>"],
    ids=["empty", "nothing", "text", "html"],
)  # fmt: skip
def test_a_site_that_yields_nothing(project: Project, server: Server, body: str) -> None:
    server.pages["/sitemap.xml"] = Reply(body, media_type="application/xml")
    project.profile()
    done = project.crawl()
    assert done.returncode == 5
    assert "newscrawler check local" in done.stdout


def test_selectors_that_fit_no_more(project: Project, server: Server) -> None:
    server.sitemap("/a/1")
    server.pages["/a/1"] = Reply("<html><body></body></html>")
    project.profile()
    done = project.crawl()
    assert done.returncode == 5
    assert "1 empty" in done.stdout


def test_some_failures_on_a_good_site_are_told_and_exit_0(project: Project, server: Server) -> None:
    good_site(server)
    server.pages["/a/1"] = Reply("oops", status=500)
    project.profile()
    done = project.crawl()
    assert done.returncode == 0
    assert "2 new" in done.stdout
    assert "1 failed" in done.stdout


def test_an_unknown_site(project: Project) -> None:
    project.profile()
    done = project.scrapy("crawl", "locale")
    assert done.returncode == 2
    assert done.stderr.strip().endswith("There is no site named «locale». Did you mean «local»? "
                                        "`scrapy list` shows all.")  # fmt: skip
    assert "Traceback" not in done.stderr


def test_a_broken_profile_breaks_its_own_site_alone(project: Project, server: Server) -> None:
    good_site(server)
    project.profile()
    project.profile("titel = 'h1'\n", name="broken")
    broken = project.crawl("broken")
    assert broken.returncode == 2
    assert "broken.toml, line 4: titel is not a key." in broken.stderr
    assert "Traceback" not in broken.stderr
    assert {"broken", "local", "alsahifa"} <= set(project.scrapy("list").stdout.split())
    assert project.crawl().returncode == 0


@pytest.mark.parametrize(
    ("argument", "words"),
    [("since=yesterday", "2024-01-31"), ("limit=many", "number"), ("page=3", "no such argument")],
)
def test_wrong_arguments(project: Project, argument: str, words: str) -> None:
    project.profile()
    done = project.scrapy("crawl", "local", "-a", argument)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_a_database_that_is_not_ours(project: Project, server: Server) -> None:
    good_site(server)
    project.profile()
    other = sqlite3.connect(project.folder / "news.db")
    other.execute("CREATE TABLE recipes (name)")
    other.close()
    done = project.crawl()
    assert done.returncode == 6
    assert "a database of something else (it has the table «recipes»)" in done.stderr
    assert "Traceback" not in done.stderr
    assert server.requests == []


def test_a_file_that_is_no_database(project: Project, server: Server) -> None:
    good_site(server)
    project.profile()
    (project.folder / "news.db").write_bytes(b"not a database, but long enough to look at" * 50)
    done = project.crawl()
    assert done.returncode == 6
    assert "not a SQLite database" in done.stderr


def test_an_archive_that_cannot_be_written(project: Project, server: Server) -> None:
    good_site(server)
    project.profile()
    (project.folder / "archive").write_text("a file in the way")
    done = project.crawl()
    assert done.returncode == 6
    assert "The archive cannot be written" in done.stderr


def test_a_timer_that_ends_a_crawl_is_no_fault(project: Project, server: Server) -> None:
    good_site(server)
    project.profile()
    done = project.crawl("local", "-s", "CLOSESPIDER_TIMEOUT=1", "-s", "DOWNLOAD_DELAY=3")
    assert done.returncode == 0
    assert "stopped before its end" in done.stdout


def test_a_second_crawl_of_the_same_site_is_refused(project: Project, server: Server) -> None:
    good_site(server)
    project.profile()
    from newscrawler.store import site_lock

    with site_lock(f"sqlite:///{project.folder}/news.db", "local"):
        done = project.crawl()
    assert done.returncode == 7
    assert "Another crawl of «local»" in done.stderr


def test_private_addresses_are_refused_unless_named(project: Project, server: Server) -> None:
    good_site(server)
    project.profile()
    done = project.scrapy("crawl", "local", "-s", "RETRY_TIMES=0", NEWSCRAWLER_ALLOW_PRIVATE="")
    assert done.returncode == 3
    assert "NEWSCRAWLER_ALLOW_PRIVATE" in done.stdout
    assert server.requests == []


def test_a_redirect_into_a_private_range_is_refused(project: Project, server: Server) -> None:
    good_site(server)
    port = int(server.address.rpartition(":")[2])
    server.pages["/a/1"] = Reply(status=302, headers={"Location": f"http://localhost:{port}/a/2"})
    project.profile()
    done = project.crawl("local", "-s", "DOWNLOADER_MIDDLEWARES={}")
    assert done.returncode == 0
    assert "2 new" in done.stdout


def test_feed_exports_of_scrapy_work(project: Project, server: Server) -> None:
    good_site(server)
    project.profile()
    assert project.crawl("local", "-O", "x.jsonl").returncode == 0
    rows = [json.loads(line) for line in (project.folder / "x.jsonl").open(encoding="utf-8")]
    assert sorted(row["title"] for row in rows) == [f"Story number {n}" for n in range(3)]
    assert rows[0]["published_at"] == "2024-05-06"


def test_an_ordinary_spider_beside_the_profiles(project: Project, server: Server) -> None:
    good_site(server)
    folder = project.folder / "own"
    folder.mkdir()
    (folder / "__init__.py").touch()
    (folder / "plain.py").write_text(
        "import scrapy\n"
        "class Plain(scrapy.Spider):\n"
        "    name = 'plain'\n"
        f"    start_urls = ['{server.url}/a/1']\n"
        "    def parse(self, response):\n"
        "        yield {'heading': response.css('h1::text').get()}\n"
    )
    modules = "SPIDER_MODULES=own,newscrawler.crawl.spiders"
    done = project.crawl("plain", "-s", modules, "-O", "x.jsonl")
    assert json.loads((project.folder / "x.jsonl").read_text()) == {"heading": "Story number 1"}
    assert done.returncode == 0, done.stdout + done.stderr


def test_scrapy_generates_a_spider_beside_the_profiles(project: Project) -> None:
    project.profile()
    folder = project.folder / "own"
    folder.mkdir()
    (folder / "__init__.py").touch()
    here = ("-s", "NEWSPIDER_MODULE=own", "-s", "SPIDER_MODULES=own,newscrawler.crawl.spiders")
    made = project.scrapy("genspider", *here, "plain", "news.example.com")
    assert made.returncode == 0, made.stderr
    assert (folder / "plain.py").is_file()
    assert {"plain", "local", "alsahifa"} <= set(project.scrapy("list", *here).stdout.split())
