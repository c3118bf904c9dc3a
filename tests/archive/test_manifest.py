import hashlib
import json
import multiprocessing
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawler.archive import manifest
from newscrawler.archive.manifest import ManifestEntry, ManifestFault
from newscrawler.errors import ArchiveError
from tests.support.patience import HANG

AT = "2024-05-06T07:08:09Z"


def add(archive: Path, file: str, digest: str = "d", **more: str) -> ManifestEntry:
    return manifest.append(archive, file, size=1, digest=digest, closed_at=AT, **more)


def lines(archive: Path) -> list[bytes]:
    return (archive / manifest.NAME).read_bytes().splitlines()


def faults(archive: Path) -> list[tuple[int, str]]:
    return [(f.line, f.reason) for f in manifest.read(archive).faults]


def test_an_archive_without_a_manifest_has_no_entries(tmp_path: Path) -> None:
    assert manifest.read(tmp_path) == manifest.Manifest()
    assert manifest.mend(tmp_path) == 0
    assert list(tmp_path.iterdir()) == []


def test_each_line_holds_the_digest_of_the_one_before(tmp_path: Path) -> None:
    for name in ("a.warc.gz", "خبر.warc.gz", "c.warc.gz"):
        add(tmp_path, name)
    first, second, third = lines(tmp_path)
    assert json.loads(first) == {
        "file": "a.warc.gz", "bytes": 1, "sha256": "d", "closed_at": AT, "previous": "",
    }  # fmt: skip
    assert json.loads(second)["previous"] == hashlib.sha256(first).hexdigest()
    assert json.loads(third)["previous"] == hashlib.sha256(second).hexdigest()
    found = manifest.read(tmp_path)
    assert [e.file for e in found.entries] == ["a.warc.gz", "خبر.warc.gz", "c.warc.gz"]
    assert (found.faults, found.head) == ((), hashlib.sha256(third).hexdigest())


def test_a_file_that_is_listed_as_it_is_gets_no_second_line(tmp_path: Path) -> None:
    first = add(tmp_path, "a")
    add(tmp_path, "b")
    assert add(tmp_path, "a") == first
    assert len(lines(tmp_path)) == 2


def test_a_rewritten_file_says_what_it_replaces_and_why(tmp_path: Path) -> None:
    add(tmp_path, "a", "old")
    add(tmp_path, "b")
    add(tmp_path, "a", "new", replaces="old", reason="a court's order")
    found = manifest.read(tmp_path)
    assert found.faults == ()
    assert found.current["a"].sha256 == "new"
    assert (found.entries[2].replaces, found.entries[2].reason) == ("old", "a court's order")


def test_a_second_line_that_does_not_say_so_is_a_fault(tmp_path: Path) -> None:
    add(tmp_path, "a", "old")
    add(tmp_path, "a", "new")
    assert faults(tmp_path) == [(2, "a does not replace what it was")]


@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_changed_line_breaks_the_chain_or_the_head(tmp_path: Path, at: int) -> None:
    for name in "abc":
        add(tmp_path, name)
    before = manifest.read(tmp_path).head
    changed = lines(tmp_path)
    changed[at] = changed[at].replace(b'"sha256": "d"', b'"sha256": "e"')
    (tmp_path / manifest.NAME).write_bytes(b"".join(line + b"\n" for line in changed))
    after = manifest.read(tmp_path)
    if at < 2:
        assert [f.line for f in after.faults] == [at + 2]
    else:
        assert (after.faults, after.head == before) == ((), False)


@pytest.mark.parametrize("at", [0, 1])
def test_a_line_that_is_taken_out_breaks_the_chain(tmp_path: Path, at: int) -> None:
    for name in "abc":
        add(tmp_path, name)
    rest = lines(tmp_path)
    del rest[at]
    (tmp_path / manifest.NAME).write_bytes(b"".join(line + b"\n" for line in rest))
    assert [f.line for f in manifest.read(tmp_path).faults] == [at + 1]


@pytest.mark.parametrize("line", [b"", b"\xff", b"[]", b"{}", b'{"file": 1}', b"nothing"])
def test_a_line_that_is_no_entry_is_named_and_the_rest_is_read(tmp_path: Path, line: bytes) -> None:
    add(tmp_path, "a")
    with (tmp_path / manifest.NAME).open("ab") as stream:
        stream.write(line + b"\n")
    add(tmp_path, "b")
    found = manifest.read(tmp_path)
    assert found.faults == (ManifestFault(2, "the line is no entry"),)
    assert [e.file for e in found.entries] == ["a", "b"]


def test_a_torn_last_line_is_cut_wherever_it_is_torn(tmp_path: Path) -> None:
    add(tmp_path, "a")
    add(tmp_path, "b")
    path = tmp_path / manifest.NAME
    data = path.read_bytes()
    first = data.index(b"\n") + 1
    for cut in range(first + 1, len(data)):
        path.write_bytes(data[:cut])
        assert faults(tmp_path) == [(2, "the last line is torn")]
        assert manifest.mend(tmp_path) == cut - first
        assert path.read_bytes() == data[:first]
        path.write_bytes(data[:cut])
        add(tmp_path, "b")
        assert path.read_bytes() == data


def _append_many(archive: Path, who: int) -> None:
    for number in range(20):
        add(archive, f"{who}-{number}")


@pytest.mark.slow
def test_crawls_that_run_at_the_same_time_keep_the_chain(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    crawls = [context.Process(target=_append_many, args=(tmp_path, who)) for who in range(4)]
    for crawl in crawls:
        crawl.start()
    for crawl in crawls:
        crawl.join(HANG)
        assert crawl.exitcode == 0
    found = manifest.read(tmp_path)
    assert found.faults == ()
    assert {e.file for e in found.entries} == {f"{w}-{n}" for w in range(4) for n in range(20)}
    assert len(found.entries) == 80


def test_a_full_disk_leaves_no_half_of_a_line(tmp_path: Path) -> None:
    script = f"""
import resource, signal, sys
sys.path[:0] = {sys.path!r}
from pathlib import Path
from newscrawler.archive import manifest
from newscrawler.errors import ArchiveError
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
for number in range(100):
    try:
        manifest.append(
            Path({str(tmp_path)!r}), str(number), size=1, digest="d", closed_at={AT!r}
        )
    except ArchiveError as error:
        print(number, error)
        break
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    count, _, message = done.stdout.partition(" ")
    assert "manifest.jsonl cannot be used: File too large" in message
    found = manifest.read(tmp_path)
    assert (len(found.entries), found.faults) == (int(count), ())
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] != 1000


def test_a_folder_that_is_not_there_is_an_archive_error(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="No such file"):
        add(tmp_path / "nowhere", "a")


def test_the_digest_of_a_file(tmp_path: Path) -> None:
    data = b"x" * 3_000_000
    (tmp_path / "f").write_bytes(data)
    assert manifest.digest_of(tmp_path / "f") == (3_000_000, hashlib.sha256(data).hexdigest())


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    return (tmp_path_factory.mktemp("archive") for _ in iter(int, 1))


@given(names=st.lists(st.text(st.characters(codec="utf-8"), min_size=1), unique=True, max_size=8))
def test_any_name_is_read_back(folders: Iterator[Path], names: list[str]) -> None:
    archive = next(folders)
    for name in names:
        add(archive, name)
    found = manifest.read(archive)
    assert ([e.file for e in found.entries], found.faults) == (names, ())
