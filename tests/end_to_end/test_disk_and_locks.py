"""A disk that is full, a database that somebody else holds: nothing is lost, and it is said."""

import gzip
import os
import resource
import sqlite3
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from tests.support.patience import HANG, wait_until
from tests.support.project import QUICK, Project
from tests.support.server import Reply, Server

WORDS = [word for name, value in QUICK.items() for word in ("-s", f"{name}={value}")]


def test_a_full_disk_ends_with_6_and_the_next_crawl_goes_on(
    project: Project, server: Server
) -> None:
    server.sitemap(*(f"/a/{n}" for n in range(8)))
    for number in range(8):
        # A picture in the page, say: what does not compress.
        noise = os.urandom(300_000).hex()
        body = f"<h1>Story {number}</h1><div class=text><p>The text.</p></div><!--{noise}-->"
        server.pages[f"/a/{number}"] = Reply(
            gzip.compress(body.encode(), 1), headers={"Content-Encoding": "gzip"}
        )
    project.profile()

    def small() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_500_000, 1_500_000))

    full = subprocess.run(
        [sys.executable, "-m", "scrapy", "crawl", "local", *WORDS, "-s", "NEWSCRAWLER_REVISIT=1h"],
        cwd=project.folder, env=project.environment(), text=True, capture_output=True,
        timeout=HANG, check=False, preexec_fn=small,
    )  # fmt: skip
    assert full.returncode == 6, full.stdout + full.stderr
    assert "Traceback" not in full.stderr
    (torn,) = Path(project.folder, "archive").rglob("*.warc.gz*")
    kept = torn.stat().st_size
    assert 600_000 < kept <= 1_500_000
    asked = len(server.requests)
    done = project.crawl("local", "-s", "NEWSCRAWLER_REVISIT=1h")
    assert done.returncode == 0, done.stderr
    assert len(project.export().splitlines()) == 8
    # What was archived before the disk was full is not asked for again.
    with sqlite3.connect(project.folder / "news.db") as db:
        (before, _) = db.execute(
            "SELECT count(*), min(id) AS first FROM captures WHERE url LIKE '%/a/%' "
            "GROUP BY crawl_id ORDER BY first"
        ).fetchone()
    assert before >= 2
    again = [path for path, _ in server.requests[asked:] if path.startswith("/a/")]
    assert len(again) == 8 - before
    assert project.run("verify").returncode == 0


def has_open(pid: int, path: Path) -> bool:
    for link in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(FileNotFoundError):  # it is closed meanwhile
            if link.readlink() == path:
                return True
    return False


def test_a_crawl_waits_for_a_database_that_is_locked(project: Project, server: Server) -> None:
    server.sitemap("/a/1", "/a/2")
    for number in (1, 2):
        server.article(f"/a/{number}", f"Story {number}")
    project.profile()
    assert project.crawl("local", "-a", "limit=1").returncode == 0
    other = sqlite3.connect(project.folder / "news.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    asked = len(server.requests)
    running = project.start("scrapy", "crawl", "local", *WORDS)
    wait_until(lambda: has_open(running.pid, project.folder / "news.db"), "that it is opened")
    time.sleep(1)
    assert running.poll() is None
    assert len(server.requests) == asked
    other.execute("COMMIT")
    out, error = running.communicate(timeout=HANG)
    assert running.returncode == 0, error
    assert "local: 1 new, 1 unchanged" in out
