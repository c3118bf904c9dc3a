"""`newscrawler verify`, as a person and as cron run it."""

import json
import sqlite3
import threading
from contextlib import closing

from newscrawler.archive import manifest
from newscrawler.text.terminal import cell_width
from tests.support.patience import HANG, wait_until
from tests.support.project import Project
from tests.support.server import Reply, Server


def test_a_crawl_is_verified_repaired_and_found_damaged(project: Project, server: Server) -> None:
    server.sitemap("/a/1", "/a/2")
    for number in (1, 2):
        server.article(f"/a/{number}", f"خبر {number}")
    project.profile()
    assert project.crawl().returncode == 0
    archive = project.folder / "archive"
    sound = project.run("verify")
    assert (sound.returncode, sound.stdout.splitlines()[-1]) == (0, "sound")
    assert manifest.read(archive).head in sound.stdout
    (project.folder / "lost").mkdir()
    (project.folder / "news.db").rename(project.folder / "lost" / "news.db")
    before = project.export("lost/news.db")
    assert project.run("verify").returncode == 2
    repaired = project.run("verify", "--repair", "--all")
    assert repaired.returncode == 0, repaired.stdout
    assert "mended: records taken in: 4" in repaired.stdout
    assert project.export() == before
    (path,) = archive.glob("*.warc.gz")
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(bytes(data))
    broken = project.run("verify", COLUMNS="80")
    assert broken.returncode == 6
    assert all(cell_width(line) <= 80 for line in broken.stdout.splitlines()), broken.stdout
    assert f"  {path.name} at byte " in broken.stdout
    assert "from a backup" in " ".join(broken.stdout.split())
    told = json.loads(project.run("verify", "--sample", "0", "--json").stdout)
    assert {p["kind"] for p in told["problems"]} >= {"damaged", "changed"}
    assert {p["file"] for p in told["problems"]} == {path.name}
    assert all(p["do"] and p["reason"] for p in told["problems"])
    wrong = project.run("verify", "--sample", "-1")
    assert (wrong.returncode, "--sample" in wrong.stderr) == (2, True)


def known(project: Project) -> int:
    """Return how many captures the database has that a crawl has looked into."""
    if not (path := project.folder / "news.db").exists():
        return 0
    with closing(sqlite3.connect(path)) as db:
        try:
            return len(db.execute("SELECT id FROM captures WHERE outcome IS NOT NULL").fetchall())
        except sqlite3.OperationalError:
            return 0  # there are no tables yet


def test_a_crawl_is_verified_while_it_runs(project: Project, server: Server) -> None:
    gate = threading.Event()
    paths = [f"/a/{n}" for n in range(8)]
    server.sitemap(*paths)
    for path in paths:
        server.article(path, f"Story {path}")
    last = server.pages[paths[-1]]
    server.pages[paths[-1]] = lambda _: last if gate.wait(HANG) else Reply(status=500)  # type: ignore[assignment, return-value]
    project.profile()
    running = project.start("scrapy", "crawl", "local", "-s", "DOWNLOAD_DELAY=0",
                            "-s", "AUTOTHROTTLE_ENABLED=0")  # fmt: skip
    try:
        wait_until(lambda: known(project) == 9, "nine captures in the database")
        done = project.run("verify")
        assert (done.returncode, running.poll()) == (0, None), done.stdout
        assert done.stdout.startswith("1 files, 9 captures with row and record")
    finally:
        gate.set()
        running.communicate(timeout=HANG)
    assert running.returncode == 0
    done = project.run("verify")
    assert done.stdout.startswith("1 files, 10 captures with row and record")
