"""`newscrawler replay`, as a person runs it on other people's archives."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.article_records import DAYS, ONE, TWO, article_record
from tests.support.patience import HANG
from tests.support.project import Project


def rows(project: Project) -> list[tuple[str, str]]:
    lines = project.export().splitlines()
    return [(row["url"], row["warc_file"]) for row in map(json.loads, lines)]


@pytest.fixture
def archives(project: Project) -> Project:
    folder = project.folder / "others"
    folder.mkdir()
    (folder / "one.warc.gz").write_bytes(article_record(ONE, "One", DAYS[0]))
    (folder / "two.warc.gz").write_bytes(article_record(TWO, "Two", DAYS[1]))
    return project


def test_patterns_are_understood_where_no_shell_did(archives: Project) -> None:
    done = archives.run("replay", "others/*.warc.gz", "--workers", "0")
    assert (done.returncode, done.stdout) == (0, "2 new captures: 2 stored\n")
    assert rows(archives) == [(ONE, "one.warc.gz"), (TWO, "two.warc.gz")]
    again = archives.run("replay", "others/*.warc.gz", "others", "--workers", "0")
    assert (again.returncode, again.stdout) == (0, "0 new captures: nothing to do\n")


@pytest.mark.parametrize(
    ("words", "url"),
    [
        (["--site", "one.example"], ONE),
        (["--since", "2020-01-15"], TWO),
        (["--until", "2020-01-15"], ONE),
        (["--url", "*two*", "--mime", "text/*"], TWO),
    ],
)
def test_filters(archives: Project, words: list[str], url: str) -> None:
    done = archives.run("replay", "others", "--workers", "0", *words)
    assert done.returncode == 0, done.stderr
    assert [found for found, _ in rows(archives)] == [url]


def test_a_pipe_is_read_once(archives: Project) -> None:
    def piped(data: bytes) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [sys.executable, "-m", "newscrawler.commands.main", "replay", "-", "--workers", "0"],
            cwd=archives.folder, env=archives.environment(), input=data, capture_output=True,
            timeout=HANG, check=False,
        )  # fmt: skip

    data = article_record(ONE, "One", DAYS[0])
    assert piped(data).stdout == b"1 new captures: 1 stored\n"
    assert piped(data).stdout == b"0 new captures: nothing to do\n"
    ((url, file),) = rows(archives)
    assert url == ONE
    assert (archives.folder / "archive" / file).read_bytes() == data
    refused = piped(b"hello")
    assert (refused.returncode, refused.stdout) == (2, b"")
    assert b"no WARC, ARC or WACZ" in refused.stderr


def test_damage_is_named_counted_and_has_its_exit_code(archives: Project) -> None:
    path = archives.folder / "others/one.warc.gz"
    path.write_bytes(path.read_bytes()[:-40])
    done = archives.run("replay", "others", "--workers", "0")
    assert done.returncode == 6
    assert done.stdout == "1 new captures: 1 stored; damaged places: 1\n"
    reason = f"the file ends within a gzip member; lost: response {ONE}"
    assert f"damaged: one.warc.gz at byte 0: {reason}" in done.stderr
    told = json.loads(archives.run("replay", "others", "--json", "--workers", "0").stdout)
    assert told["damage"] == [{"file": "one.warc.gz", "offset": 0, "reason": reason}]


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["nowhere/*.warc"], "nowhere/*.warc: no such file or folder"),
        (["sites.txt"], "sites.txt holds no capture"),
        (["others", "--since", "yesterday"], "--since is «yesterday»; write a day as 2024-01-31"),
        ([], "Name a WARC file or a folder"),
        (["--diff", "--since", "2024-01-01", "--mime", "text/*"], "leave --since, --mime out"),
        (["--apply", "--workers", "-1"], "--workers must be 0 (none) or more"),
    ],
)
def test_what_cannot_be_replayed_is_said(archives: Project, words: list[str], reason: str) -> None:
    Path(archives.folder, "sites.txt").write_text("a text")
    done = archives.run("replay", *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert reason in done.stderr
