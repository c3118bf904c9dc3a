"""An article is taken down: its text is nowhere, it does not come back, and all else stays."""

import fcntl
import gzip
import json
import os
import pty
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from newscrawler.archive import manifest
from newscrawler.maintenance.verify import verify
from newscrawler.store import Store, site_lock
from newscrawler.store.reading.rows import export_rows
from tests.support.patience import HANG
from tests.support.project import Project
from tests.support.server import Reply, Server

STORY = "The name of the person who asked to be forgotten stands in this very sentence"
REASON = "court order 12/2026"
PATHS = [f"/a/{n}" for n in range(1, 7)]


def text(words: str) -> str:
    return f"{words}. " + f"A sentence about {words} that is long enough to be read as prose. " * 6


def site(server: Server) -> None:
    """Six articles; the first has two versions, an AMP page, a redirect and a copy elsewhere."""
    server.sitemap(*PATHS, "/a/1/amp", "/a/old")
    for path in PATHS:
        server.article(path, f"Story {path}", text(f"story {path}"))
    server.article("/a/1", "First", text(STORY))
    server.article("/a/1/amp", "First", text(STORY))
    server.pages["/a/old"] = Reply(status=301, headers={"Location": "/a/1"})
    server.pages["/feed"] = Reply(
        f"<rss><item><link>{server.url}/a/1</link><description>&lt;p&gt;{STORY}.&lt;/p&gt;"
        "</description></item></rss>",
        media_type="application/rss+xml",
    )


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    server = Server()
    site(server)
    project = Project(tmp_path_factory.mktemp("crawled"), server)
    path = project.profile()
    path.write_text(path.read_text().replace('.xml"]', f'.xml", "{server.url}/feed"]'))
    assert project.crawl().returncode == 0
    server.article("/a/1", "First, corrected", text(STORY + ", corrected"))
    server.article("/a/7", "First", text(STORY))
    server.sitemap(*PATHS, "/a/1/amp", "/a/old", "/a/7")
    assert project.crawl().returncode == 0
    yield project
    server.close()


@pytest.fixture
def crawled(once: Project, tmp_path: Path) -> Project:
    shutil.copytree(once.folder, tmp_path, dirs_exist_ok=True)
    return replace(once, folder=tmp_path)


def contents(archive: Path) -> list[tuple[str, str, bytes]]:
    """Return (type, URL, bytes) of every record, as another reader sees it."""
    found = []
    for path in sorted(archive.rglob("*.warc.gz")):
        with path.open("rb") as stream:
            for record in ArchiveIterator(stream):
                url = record.rec_headers.get_header("WARC-Target-URI") or ""
                body = record.content_stream().read()
                found.append((record.rec_type, url, body))
    return found


def every_byte(folder: Path) -> bytes:
    """Return all that lies in a folder, gzip members unpacked."""
    out = []
    for path in folder.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            out.append(gzip.decompress(data) if path.suffix == ".gz" else data)
    return b"\n".join(out)


def exported(project: Project, name: str = "news.db") -> dict[str, dict[str, Any]]:
    with Store(f"sqlite:///{project.folder / name}", writer=False) as store:
        return {row["url"].removeprefix(project.server.url): row for row in export_rows(store)}


def table(project: Project, statement: str) -> list[Any]:
    with sqlite3.connect(project.folder / "news.db") as db:
        return db.execute(statement).fetchall()


def erase(project: Project, path: str = "/a/1", *more: str) -> subprocess.CompletedProcess[str]:
    url = project.server.url + path
    return project.run("erase", url, "--reason", REASON, "--yes", *more)


@pytest.mark.parametrize("path", ["/a/1", "/a/1/amp", "/a/old", "/a/1/?utm_source=x"])
def test_nothing_of_it_is_left_whatever_address_is_named(crawled: Project, path: str) -> None:
    before, base = exported(crawled), crawled.server.url
    erase(crawled, "/a/7")  # the copy has the text too
    done = erase(crawled, path, "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    (told,) = json.loads(done.stdout)["erased"]
    assert told["url"] == f"{base}/a/1"
    assert f"{base}/a/old" in told["also"]
    bytes_left = every_byte(crawled.folder)
    assert STORY.encode() not in bytes_left
    assert REASON.encode() in bytes_left
    urls = {url.removeprefix(base) for _, url, _ in contents(crawled.folder / "archive")}
    assert urls.isdisjoint({"/a/1", "/a/1/amp", "/a/old", "/a/7", "/feed"})
    assert exported(crawled) == {k: v for k, v in before.items() if k not in ("/a/1", "/a/7")}
    assert crawled.run("verify").returncode == 0


def test_it_does_not_come_back(crawled: Project) -> None:
    server = crawled.server
    older = crawled.folder / "older"
    shutil.copytree(crawled.folder / "archive", older)
    assert erase(crawled).returncode == 0
    server.requests.clear()
    last = crawled.crawl().stdout.splitlines()[-1]
    assert "erased" in last
    asked = set(server.paths())
    assert asked.isdisjoint({"/a/1", "/a/1/amp", "/a/old"})
    assert "/a/2" in asked
    for source, database in (("archive", "new.db"), ("older", "news.db"), ("older", "other.db")):
        done = crawled.run("replay", source, "--db", database, "--workers", "0")
        assert done.returncode == 0, done.stderr
        assert {"/a/2", "/a/7"} <= set(exported(crawled, database))
        assert ("/a/1" in exported(crawled, database)) is False, (source, database)
    assert f"{older}" not in crawled.export()
    outcomes = dict(table(crawled, "SELECT url, outcome FROM captures WHERE outcome = 'erased'"))
    assert f"{server.url}/a/1" in outcomes
    listed = json.loads(crawled.run("erase", "--list", "--json").stdout)
    assert [(t["url"], t["reason"]) for t in listed] == [(f"{server.url}/a/1", REASON)]
    assert listed[0]["finished_at"]


def test_a_copy_is_an_original_then(crawled: Project) -> None:
    assert exported(crawled)["/a/7"]["duplicate_of"] == f"{crawled.server.url}/a/1"
    done = erase(crawled)
    assert done.returncode == 0
    assert exported(crawled)["/a/7"]["duplicate_of"] is None
    statement = "SELECT outcome FROM captures WHERE url LIKE '%/a/7' ORDER BY id"
    assert table(crawled, statement) == [("stored",)]


def test_the_files_keep_their_size_and_the_manifest_tells(crawled: Project) -> None:
    archive = crawled.folder / "archive"
    sizes = {path.name: path.stat().st_size for path in archive.glob("*.gz")}
    entries = manifest.read(archive).entries
    assert erase(crawled).returncode == 0
    now = manifest.read(archive)
    assert now.faults == ()
    assert {path.name: path.stat().st_size for path in archive.glob("*.gz")} == sizes
    (tombstone,) = now.tombstones
    assert (tombstone.url, tombstone.reason) == (f"{crawled.server.url}/a/1", REASON)
    changed = now.entries[len(entries) :]
    assert {(e.reason, e.replaces) for e in changed} <= {(REASON, e.sha256) for e in entries}
    assert all(
        manifest.digest_of(archive / f) == (e.bytes, e.sha256) for f, e in now.current.items()
    )


def test_a_persons_mistakes(crawled: Project) -> None:
    url = f"{crawled.server.url}/a/1"
    for words, said in (
        ([url, "--yes"], "--reason"),
        ([url, "--reason", REASON], "--yes"),
        ([url + "00", "--reason", REASON, "--yes"], "no article"),
        ([], "--list"),
    ):
        done = crawled.run("erase", *words)
        assert (done.returncode, "Traceback" in done.stderr) == (2, False), done.stderr
        assert said in done.stderr
    assert STORY in crawled.export()
    assert erase(crawled).returncode == 0
    again = erase(crawled)
    assert (again.returncode, "erased before" in again.stderr) == (0, True)


def test_a_person_is_asked(crawled: Project) -> None:
    words = ["erase", f"{crawled.server.url}/a/1", "--reason", REASON]
    for answer, there in ((b"\x04", True), (b"n\n", True), (b"y\n", False)):
        master, slave = pty.openpty()
        asked = subprocess.Popen(
            [sys.executable, "-m", "newscrawler.commands.main", *words],
            cwd=crawled.folder, env=crawled.environment(), text=True,
            stdin=slave, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        os.write(master, answer)
        _, said = asked.communicate(timeout=HANG)
        os.close(master)
        os.close(slave)
        assert asked.returncode == 0, said
        assert f"«First, corrected»\n  {crawled.server.url}/a/1\n" in said
        assert "captures of lists with its text" in said
        assert f"have the same text, and stay: {crawled.server.url}/a/7" in said
        assert ("/a/1" in exported(crawled)) is there


DEADLY = """
import os, signal, sys
left = int(sys.argv[1])

def deadly(function):
    def call(*args, **more):
        global left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return function(*args, **more)
    return call

from pathlib import Path
from newscrawler.commands import main as cli
from newscrawler.archive import manifest
from newscrawler.store import Store, site_lock
from newscrawler.store.reading.rows import export_rows
from newscrawler.store.database.session import Session
os.fsync, Path.replace = deadly(os.fsync), deadly(Path.replace)
manifest._write = deadly(manifest._write)
Session.write, Session.commit = deadly(Session.write), deadly(Session.commit)
cli.main(sys.argv[2:])
"""


def killed(project: Project, after: int) -> int:
    """Erase, and be killed after so many steps; return the exit code."""
    words = ["erase", f"{project.server.url}/a/1", "--reason", REASON, "--yes"]
    command = [sys.executable, "-c", DEADLY, str(after), *words]
    environment = project.environment()
    return subprocess.run(command, cwd=project.folder, env=environment, check=False).returncode


@pytest.mark.parametrize("start", range(2))
def test_a_kill_at_any_step_costs_nothing(once: Project, tmp_path: Path, start: int) -> None:
    before = exported(once)
    wanted = {k: v | {"duplicate_of": None} for k, v in before.items() if k != "/a/1"}
    for step in range(2 + 9 * start, 200, 18):
        project = replace(once, folder=tmp_path / str(step))
        shutil.copytree(once.folder, project.folder)
        code = killed(project, step)
        again = erase(project)
        assert again.returncode == 0, f"step {step}: {again.stdout}{again.stderr}"
        kept = exported(project)
        assert kept == wanted, step
        left = every_byte(project.folder / "archive") + (project.folder / "news.db").read_bytes()
        assert left.count((STORY + ", corrected").encode()) == 0, step
        assert not list(project.folder.rglob("*.part"))
        now = manifest.read(project.folder / "archive")
        assert now.faults == ()
        for file, entry in now.current.items():
            assert manifest.digest_of(project.folder / "archive" / file) == (
                entry.bytes, entry.sha256,
            )  # fmt: skip
        with Store(f"sqlite:///{project.folder / 'news.db'}", writer=False) as store:
            assert verify(store, project.folder / "archive", (), sample=0).problems == [], step
        if code == 0:
            return
        assert code == -signal.SIGKILL
    pytest.fail("it takes more steps than that")


def test_the_next_crawl_finishes_what_a_kill_left(crawled: Project) -> None:
    assert killed(crawled, 12) == -signal.SIGKILL
    listed = json.loads(crawled.run("erase", "--list", "--json").stdout)
    assert [t["finished_at"] for t in listed] == [None]
    assert crawled.crawl().returncode == 0
    listed = json.loads(crawled.run("erase", "--list", "--json").stdout)
    assert [bool(t["finished_at"]) for t in listed] == [True]
    assert "/a/1" not in exported(crawled)
    assert (STORY + ", corrected").encode() not in every_byte(crawled.folder)


def test_a_crawl_that_runs_is_not_disturbed(crawled: Project) -> None:
    with site_lock(f"sqlite:///{crawled.folder / 'news.db'}", "local"):
        done = erase(crawled)
    assert (done.returncode, "running" in done.stderr) == (7, True)
    name = next((crawled.folder / "archive").glob("*.gz"))
    name.rename(f"{name}.open")
    with Path(f"{name}.open").open("rb") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        done = erase(crawled)
    assert (done.returncode, "writing" in done.stderr) == (7, True)
    assert "/a/1" in exported(crawled)
    assert json.loads(crawled.run("erase", "--list", "--json").stdout) == []


def test_what_cannot_be_reached_is_named(crawled: Project) -> None:
    shutil.copytree(crawled.folder / "archive", crawled.folder / "elsewhere")
    copy = next((crawled.folder / "elsewhere").glob("*.gz"))
    bytes_before = copy.read_bytes()
    (crawled.folder / "news.db.backup-0004").write_bytes(b"an older database")
    done = crawled.run("replay", "elsewhere", "--db", "other.db", "--workers", "0")
    assert done.returncode == 0, done.stderr
    gone = erase(crawled, "/a/1", "--db", "other.db", "--archive", "none")
    assert gone.returncode == 0, gone.stderr
    assert f"{copy.name}, which is not ours" in gone.stdout
    assert copy.read_bytes() == bytes_before
    assert "/a/1" not in exported(crawled, "other.db")
    replayed = crawled.run("replay", "elsewhere", "--db", "other.db", "--archive", "none")
    assert "erased" in replayed.stdout
    assert "/a/1" not in exported(crawled, "other.db")
    assert "news.db.backup-0004" in erase(crawled).stdout


def test_a_file_that_is_damaged_elsewhere_is_cleared(crawled: Project) -> None:
    archive = crawled.folder / "archive"
    statement = "SELECT warc_file, warc_offset FROM captures WHERE url LIKE '%/a/3' ORDER BY id"
    (name, offset), *_ = table(crawled, statement)
    data = bytearray((archive / name).read_bytes())
    data[offset + 60] ^= 0xFF
    (archive / name).write_bytes(bytes(data))
    done = erase(crawled)
    assert done.returncode == 0, done.stderr
    after = (archive / name).read_bytes()
    assert after[offset : offset + 200] == bytes(data[offset : offset + 200])
    entries = manifest.read(archive).entries
    assert any("changed before" in (entry.reason or "") for entry in entries)
