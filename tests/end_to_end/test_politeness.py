"""What is sent to a site, and when: seen from the site's side.

Times are only ever asserted to be no sooner than a rest, so that a slow machine cannot fail them.
"""

import socket
import sqlite3
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from time import monotonic

import pytest

from newscrawler.crawl.backoff import LIMIT
from tests.support.project import Project
from tests.support.server import Reply, Server

# With no delay at all Scrapy begins with all that is in line for a host, whatever its limit.
QUICK = ("-s", "DOWNLOAD_DELAY=0.01", "-s", "AUTOTHROTTLE_ENABLED=0")


class Times(list[tuple[str, dict[str, str]]]):
    """The requests that a server saw, and when each came."""

    def __init__(self) -> None:
        super().__init__()
        self.at: list[float] = []

    def append(self, request: tuple[str, dict[str, str]]) -> None:
        self.at.append(monotonic())
        super().append(request)


@pytest.fixture
def times(server: Server) -> Times:
    server.requests = times = Times()
    return times


def hosts(project: Project) -> list[tuple[str, str]]:
    with sqlite3.connect(project.folder / "news.db") as db:
        return db.execute("SELECT host, reason FROM hosts ORDER BY host").fetchall()


def a_while_later(project: Project) -> None:
    """Let the time pass until hosts may be asked again."""
    with sqlite3.connect(project.folder / "news.db") as db:
        db.execute("UPDATE hosts SET not_before = '2026-01-01T00:00:00Z'")


def listed(project: Project, *urls: str) -> Path:
    path = project.folder / "urls.txt"
    path.write_text("\n".join(urls), encoding="utf-8")
    return path


def test_a_pace_and_a_rest_are_kept_to(project: Project, server: Server, times: Times) -> None:
    pages = [f"/a/{n}" for n in range(3)]
    server.sitemap(*pages)
    for path in pages:
        server.article(path, f"Story {path}")
    story, answered = server.pages["/a/1"], []

    def at_first_busy(_: BaseHTTPRequestHandler) -> Reply:
        answered.append(monotonic())
        busy = Reply("busy", status=503, headers={"Retry-After": "2"})
        return busy if len(answered) == 1 else story

    server.pages["/a/1"] = at_first_busy
    server.pages["/robots.txt"] = Reply("User-agent: *\nCrawl-delay: 0.6", media_type="text/plain")
    project.profile()
    done = project.scrapy("crawl", "local", "-s", "DOWNLOAD_DELAY=0", "-s",
                          "AUTOTHROTTLE_START_DELAY=0", NEWSCRAWLER_CONTACT="you@example.com")  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "3 new" in done.stdout
    assert server.paths().count("/robots.txt") == 1
    assert server.paths().count("/a/1") == 2, "asked again in the same crawl"
    # robots.txt, the sitemap, three pages, and one of them again.
    assert len(times) == 6
    rested = times.at[[at > answered[0] for at in times.at].index(True)] - answered[0]
    assert rested >= 2
    # Five gaps, of which one is the rest; the first request may have come late.
    assert times.at[-1] - times.at[0] >= 4 * 0.6 + 2 - 0.5
    for _, headers in times:
        assert headers["From"] == "you@example.com"
        assert headers["User-Agent"].endswith(" (+you@example.com)")
    assert hosts(project) == []


def test_a_storm_ends_after_few_requests_and_other_hosts_go_on(
    project: Project, server: Server, times: Times
) -> None:
    port = server.address.rpartition(":")[2]
    until = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
    for n in range(40):
        server.pages[f"/busy/{n}"] = Reply("busy", status=429, headers={"Retry-After": until})
    for n in range(3):
        server.article(f"/a/{n}", f"Story number {n}")
    allowed = {"NEWSCRAWLER_ALLOW_PRIVATE": f"127.0.0.1:{port},localhost:{port}"}
    storm = [f"{server.url}/busy/{n}" for n in range(40)]
    others = [f"http://localhost:{port}/a/{n}" for n in range(3)]
    done = project.run("crawl", "--urls", str(listed(project, *storm, *others)), *QUICK, **allowed)
    assert done.returncode == 0, done.stderr
    assert "3 new" in done.stdout
    assert (
        f"127.0.0.1 asks us to wait (429 or 503); nothing is sent to it before {until[12:16]}"
        in (done.stdout)
    )
    assert sum(path.startswith("/busy/") for path in server.paths()) <= 2, "those under way"
    assert hosts(project) == [("127.0.0.1", "asks us to wait (429 or 503)")]

    times.clear()
    done = project.run("crawl", "--urls", str(listed(project, *storm)), *QUICK, **allowed)
    assert (done.returncode, times) == (4, [])
    assert "nothing is sent to it before" in done.stdout


@pytest.fixture
def silent() -> Iterator[tuple[str, list[int]]]:
    """A server that takes connections and closes them; its address, and how often it was asked."""
    asked: list[int] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                asked.append(1)
                connection.close()

        threading.Thread(target=serve, daemon=True).start()
        yield f"127.0.0.1:{listener.getsockname()[1]}", asked


def test_a_host_that_is_down_costs_few_requests_until_it_is_up_again(
    project: Project, server: Server, silent: tuple[str, list[int]]
) -> None:
    address, asked = silent
    allowed = {"NEWSCRAWLER_ALLOW_PRIVATE": f"{address},{server.address}"}
    down = listed(project, *(f"http://{address}/a/{n}" for n in range(300)))
    command = ("crawl", "--urls", str(down), *QUICK, "-s", "ROBOTSTXT_OBEY=0")
    done = project.run(*command, **allowed)
    assert done.returncode == 3, done.stderr
    assert "127.0.0.1 does not answer; nothing is sent to it before" in done.stdout
    # Twisted itself asks again where a connection that it kept was closed.
    assert LIMIT <= len(asked) <= 2 * LIMIT + 2

    a_while_later(project)
    server.article("/a/1", "Here again")
    again = listed(project, f"{server.url}/a/1")
    done = project.run("crawl", "--urls", str(again), *QUICK, **allowed)
    assert (done.returncode, hosts(project)) == (0, [])


def test_a_robots_txt_that_cannot_be_had_forbids_all(
    project: Project, server: Server, times: Times
) -> None:
    server.sitemap("/a/1")
    server.article("/a/1", "Story number one")
    server.pages["/robots.txt"] = Reply("User-agent: *\nAllow: /", status=500)
    project.profile()
    done = project.crawl()
    assert done.returncode == 4
    assert "server error, which forbids all (RFC 9309); nothing is sent" in done.stdout
    assert server.paths() == ["/robots.txt"]
    a_while_later(project)
    server.pages["/robots.txt"] = Reply("gone", status=410)
    done = project.crawl()
    assert done.returncode == 0, done.stdout
    assert hosts(project) == []


def test_a_site_without_a_profile_is_asked_for_its_robots_txt_once(
    project: Project, server: Server, times: Times
) -> None:
    port = server.address.rpartition(":")[2]
    moved = Reply(status=301, headers={"Location": f"http://localhost:{port}/robots.txt"})
    line = "# a comment that makes this file very long indeed\n"
    rules = Reply(
        f"User-agent: *\nDisallow: /a/2/\nSitemap: {server.url}/named-there.xml\n"
        + line * (600 * 1024 // len(line))
        + "Disallow: /a/3\n",
        media_type="text/plain",
    )
    server.pages["/robots.txt"] = lambda handler: (
        rules if handler.headers["Host"].startswith("localhost") else moved
    )
    paths = [f"/a/2024/05/06/story-number-{n}/" for n in range(1, 3)]
    server.sitemap(*paths, "/a/2/forbidden-story/", "/a/3/past-the-limit/", at="/named-there.xml")
    for path in [*paths, "/a/2/forbidden-story/", "/a/3/past-the-limit/"]:
        server.article(path, f"Story at {path}")
    done = project.run("crawl", f"{server.url}/", *QUICK,
                       NEWSCRAWLER_ALLOW_PRIVATE=f"127.0.0.1:{port},localhost:{port}")  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    seen = server.paths()
    assert seen.count("/robots.txt") == 2, "where it was, and where it is now"
    assert "/named-there.xml" in seen
    assert "/a/3/past-the-limit/" in seen
    assert "/a/2/forbidden-story/" not in seen
    assert "1 robots" in done.stdout
