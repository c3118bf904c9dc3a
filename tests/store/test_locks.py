"""One crawl of a site at a time, and who it is."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from newscrawler.errors import LockedError, StoreError
from newscrawler.store import site_lock
from newscrawler.store.database.locks import other_crawl


@pytest.fixture
def address(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'news.db'}"


def test_whoever_comes_second_is_told_who_is_there(address: str, tmp_path: Path) -> None:
    with (
        site_lock(address, "a"),
        site_lock(address, "b"),
        pytest.raises(LockedError, match=rf"«a».*\(process {os.getpid()} on \S+, since 20\S+Z\)"),
        site_lock(address, "a"),
    ):
        pass
    with site_lock(address, "a"):
        assert other_crawl(tmp_path / "news.db", ()) == "a"
        assert other_crawl(tmp_path / "news.db", ("a",)) is None


def test_what_a_dead_process_left_is_no_lock(address: str, tmp_path: Path) -> None:
    code = (
        "import os; from newscrawler.store import site_lock\n"
        f"with site_lock({address!r}, 'a'): os._exit(9)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 9
    (left,) = tmp_path.glob("*.lock")
    assert left.read_text().startswith("process ")
    with site_lock(address, "a"):
        assert f"process {os.getpid()} on " in left.read_text()
    assert left.read_text() == ""


@pytest.mark.parametrize("site", ["..", "../../etc/x", "a/b", "خبر", "x" * 300, "a\0b"])
def test_no_name_leaves_the_folder(address: str, tmp_path: Path, site: str) -> None:
    with site_lock(address, site):
        (path,) = tmp_path.iterdir()
        assert (path.suffix, path.is_file()) == (".lock", True)
        with pytest.raises(LockedError), site_lock(address, site):
            pass
        with site_lock(address, site + "y"):
            pass


def test_what_stands_in_the_file_does_not_reach_a_terminal(address: str, tmp_path: Path) -> None:
    with site_lock(address, "a"):
        (path,) = tmp_path.iterdir()
        path.write_text("\x1b[2J process 1 on x, since now")
        with (
            pytest.raises(LockedError, match=r"news.db is running\. Wait"),
            site_lock(address, "a"),
        ):
            pass


def test_a_folder_that_cannot_be_written_to(tmp_path: Path) -> None:
    lost = f"sqlite:///{tmp_path / 'none' / 'news.db'}"
    with pytest.raises(StoreError, match="cannot be written to"), site_lock(lost, "a"):
        pass
