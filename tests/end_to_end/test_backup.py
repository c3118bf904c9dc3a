"""A database and its archive are copied while a crawl runs, and the copies fit each other."""

import json
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from newscrawler.archive import iter_refs, manifest
from newscrawler.store import Store
from newscrawler.store.reading.rows import export_rows
from tests.support.patience import HANG, wait_until
from tests.support.project import Project
from tests.support.server import Reply, Server


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    server = Server()
    for number in range(1, 5):
        server.article(f"/a/{number}", f"Story {number}")
    server.sitemap(*(f"/a/{n}" for n in range(1, 5)))
    project = Project(tmp_path_factory.mktemp("crawled"), server)
    project.profile()
    assert project.crawl().returncode == 0
    assert project.crawl().returncode == 0
    yield project
    server.close()


@pytest.fixture
def crawled(once: Project, tmp_path: Path) -> Project:
    shutil.copytree(once.folder, tmp_path, dirs_exist_ok=True)
    return replace(once, folder=tmp_path)


def back_up(project: Project, *more: str) -> dict[str, object]:
    done = project.run("backup", "copy", "--json", *more)
    assert done.returncode == 0, done.stderr
    found: dict[str, object] = json.loads(done.stdout)
    return found


def verified(project: Project) -> subprocess.CompletedProcess[str]:
    return project.run("verify", "--db", "copy/news.db", "--archive", "copy/archive")


def exported(project: Project, name: str = "news.db") -> list[dict[str, Any]]:
    with Store(f"sqlite:///{project.folder / name}", writer=False) as store:
        return list(export_rows(store))


def test_a_second_backup_copies_what_is_new(crawled: Project) -> None:
    first = back_up(crawled)
    assert (first["copied"], first["there"]) == (2, 0)
    assert verified(crawled).returncode == 0
    assert exported(crawled, "copy/news.db") == exported(crawled)
    assert first["head"] == manifest.read(crawled.folder / "archive").head
    assert crawled.crawl().returncode == 0
    second = back_up(crawled)
    assert (second["copied"], second["there"]) == (1, 2)
    assert verified(crawled).returncode == 0
    names = {path.name for path in (crawled.folder / "copy").rglob("*") if path.is_file()}
    assert names == {path.name for path in (crawled.folder / "archive").iterdir()} | {"news.db"}


def test_a_backup_is_made_while_a_crawl_runs(crawled: Project) -> None:
    server, gate = crawled.server, threading.Event()
    paths = [f"/a/new-{n}" for n in range(8)]
    for path in paths:
        server.article(path, f"New {path}")
    last = server.pages[paths[-1]]
    server.pages[paths[-1]] = lambda _: last if gate.wait(HANG) else Reply(status=500)  # type: ignore[assignment, return-value]
    server.sitemap(*paths)
    running = crawled.start("scrapy", "crawl", "local", "-s", "DOWNLOAD_DELAY=0",
                            "-s", "AUTOTHROTTLE_ENABLED=0")  # fmt: skip
    try:
        wait_until(lambda: len(captured(crawled)) >= 7, "seven pages in the archive")
        wait_until(lambda: len(exported(crawled)) >= 11, "their articles in the database")
        for _ in range(2):
            back_up(crawled)
            checked = verified(crawled)
            assert checked.returncode == 0, checked.stdout
            assert not list((crawled.folder / "copy").rglob("*.open"))
        assert running.poll() is None
        assert len(exported(crawled, "copy/news.db")) == 11
    finally:
        gate.set()
        running.communicate(timeout=HANG)
    back_up(crawled)
    assert verified(crawled).returncode == 0
    assert exported(crawled, "copy/news.db") == exported(crawled)
    assert len(exported(crawled)) == 12


def captured(project: Project) -> list[str]:
    """Return the new pages that the archive has by now."""
    found = [ref.url for ref in iter_refs(project.folder / "archive", on_damage=lambda _: None)]
    return [url for url in found if "/a/new-" in url]


def test_what_was_erased_goes_out_of_the_next_backup(crawled: Project) -> None:
    back_up(crawled)
    url = f"{crawled.server.url}/a/1"
    assert crawled.run("erase", url, "--reason", "asked", "--yes").returncode == 0
    again = back_up(crawled)
    assert again["copied"] == 2
    assert url not in {row["url"] for row in exported(crawled, "copy/news.db")}
    for path in (crawled.folder / "archive").iterdir():
        assert (crawled.folder / "copy" / "archive" / path.name).read_bytes() == path.read_bytes()
    assert verified(crawled).returncode == 0


def test_bit_rot_is_named_and_the_rest_is_copied(crawled: Project) -> None:
    first, second = sorted((crawled.folder / "archive").glob("*.gz"))
    data = bytearray(first.read_bytes())
    data[len(data) // 2] ^= 1
    first.write_bytes(bytes(data))
    done = crawled.run("backup", "copy")
    assert done.returncode == 6
    assert first.name in done.stderr
    assert second.name not in done.stderr
    assert (crawled.folder / "copy" / "archive" / second.name).read_bytes() == second.read_bytes()
    second.unlink()
    lost = crawled.run("backup", "copy")
    assert lost.returncode == 6
    assert f"{second.name}: the manifest has it" in lost.stderr
    assert (crawled.folder / "copy" / "archive" / second.name).exists()


def test_a_copy_that_has_rotted_is_copied_anew(crawled: Project) -> None:
    back_up(crawled)
    copy = next((crawled.folder / "copy" / "archive").glob("*.gz"))
    data = bytearray(copy.read_bytes())
    data[30] ^= 1
    copy.write_bytes(bytes(data))
    assert back_up(crawled)["copied"] == 1
    assert verified(crawled).returncode == 0


def test_a_killed_backup_is_finished_by_the_next(crawled: Project) -> None:
    copy = crawled.folder / "copy"
    for files in (1, 2, 3):
        running = crawled.start("newscrawler.commands.main", "backup", "copy")
        while len(list(copy.rglob("*"))) < files and running.poll() is None:
            time.sleep(0.001)
        running.kill()
        running.communicate()
    back_up(crawled)
    assert verified(crawled).returncode == 0
    left = [p.name for p in (crawled.folder / "copy").iterdir()]
    assert sorted(left) == ["archive", "news.db"]


def test_both_can_be_moved_together(crawled: Project) -> None:
    before = exported(crawled)
    moved = crawled.folder / "elsewhere" / "deep"
    moved.mkdir(parents=True)
    shutil.move(crawled.folder / "archive", moved / "archive")
    shutil.move(crawled.folder / "news.db", moved / "news.db")
    there = ("--db", str(moved / "news.db"), "--archive", str(moved / "archive"))
    assert crawled.run("verify", *there).returncode == 0
    assert crawled.run("show", f"{crawled.server.url}/a/1", *there).returncode == 0
    assert exported(crawled, "elsewhere/deep/news.db") == before
    again = crawled.run("replay", str(moved / "archive"), "--workers", "0", *there)
    assert again.stdout.startswith("0 new captures")
    assert crawled.run("backup", str(moved / "archive" / "x"), *there).returncode == 2


def test_a_persons_mistakes(crawled: Project) -> None:
    (crawled.folder / "file").touch()
    server = "postgresql+psycopg://nobody@127.0.0.1:1/none"
    for words, code, said in (
        (["backup", "archive/copy"], 2, "in the archive itself"),
        (["backup", "."], 2, "in the archive itself"),
        (["backup", "file"], 2, "is a file"),
        (["backup", "copy", "--db", "none.db"], 2, "no database"),
        (["backup", "copy", "--db", server], 2, "pg_dump"),
    ):
        done = crawled.run(*words)
        assert (done.returncode, "Traceback" in done.stderr) == (code, False), done.stderr
        assert said in done.stderr


def test_a_full_disk_is_a_message(crawled: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    from newscrawler.errors import ArchiveError, LockedError
    from newscrawler.maintenance import backup as module

    def run() -> None:
        module.backup(
            f"sqlite:///{crawled.folder / 'news.db'}", crawled.folder / "archive",
            crawled.folder / "copy", (),
        )  # fmt: skip

    monkeypatch.setattr(module.shutil, "disk_usage", lambda _: type("U", (), {"free": 10_000}))
    with pytest.raises(ArchiveError, match="0 MB free"):
        run()
    monkeypatch.undo()
    with module._locked(crawled.folder / "copy"), pytest.raises(LockedError, match="Another"):
        run()
