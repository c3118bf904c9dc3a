import gzip
import resource
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from newscrawler.archive import ArchiveWriter, Exchange, Filing, iter_refs, read_capture
from newscrawler.capture import Capture
from newscrawler.errors import ArchiveError

NOW = datetime(2024, 5, 6, 7, 8, 9, 123456, tzinfo=UTC)
PAGE = "<p>خبر</p>".encode()


def writer(folder: Path, **filing: Any) -> ArchiveWriter:
    return ArchiveWriter(
        folder, site="site", crawl_id="c" * 32, operator=None, user_agent="test",
        filing=Filing(**filing),
    )  # fmt: skip


def exchange(url: str = "https://example.com/1", **more: Any) -> Exchange:
    """A small page, with whatever a test wants otherwise."""
    usual: dict[str, Any] = {
        "url": url, "request_headers": [("Host", "example.com")],
        "headers": [("Content-Type", "text/html")], "body": PAGE, "captured_at": NOW,
    }  # fmt: skip
    return Exchange(**usual | more)


def write(archive: ArchiveWriter, url: str = "https://example.com/1", **more: Any) -> Capture:
    return archive.write(exchange(url, **more))


def damage(_: object) -> None:
    raise AssertionError("no damage is expected")


def test_what_is_written_reads_back_as_it_was(tmp_path: Path) -> None:
    body = gzip.compress(PAGE)
    headers = [
        ("Content-Type", "text/html"),
        ("Content-Encoding", "gzip"),
        ("X-Name", "d\xe9j\xe0"),
    ]
    with writer(tmp_path) as archive:
        written = write(archive, headers=headers, body=body)
    (ref,) = iter_refs(tmp_path, on_damage=damage)
    read = read_capture(tmp_path, ref.location)
    assert read.body == body
    assert read.content == PAGE
    assert read.headers == (*headers, ("Content-Length", str(len(body))))
    assert (read.url, read.status, read.record_id) == (written.url, 200, written.record_id)
    assert read.captured_at == written.captured_at == "2024-05-06T07:08:09.123456Z"
    assert ref.location.offset == written.location.offset
    assert (ref.site, ref.crawl_id) == ("site", "c" * 32)


def test_it_is_on_disk_before_anyone_sees_the_capture(tmp_path: Path) -> None:
    archive = writer(tmp_path)
    seen = write(archive)
    assert [p.name for p in tmp_path.iterdir()] == [f"{seen.location.file}.open"]
    assert read_capture(tmp_path, seen.location).body == PAGE


def test_warcio_agrees_and_each_record_is_its_own_member(tmp_path: Path) -> None:
    with writer(tmp_path) as archive:
        for number in range(5):
            write(archive, f"https://example.com/{number}")
        write(archive, status=304, headers=[("ETag", '"x"')], body=b"")
        write(archive, status=301, headers=[("Location", "/2")], body=b"", truncated="disconnect")
    (path,) = tmp_path.glob("*.warc.gz")

    done = subprocess.run(
        [sys.executable, "-m", "warcio.cli", "check", str(path)], capture_output=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, b"")
    with path.open("rb") as stream:
        kinds = [record.rec_type for record in ArchiveIterator(stream)]
    assert kinds == ["warcinfo", *["response", "request", "metadata"] * 5,
                     "revisit", "request", "metadata", "response", "request", "metadata"]  # fmt: skip


def test_secrets_never_enter(tmp_path: Path) -> None:
    with writer(tmp_path) as archive:
        write(archive, headers=[("Set-Cookie", "id=secret")],
              request_headers=[("Authorization", "Basic secret"), ("Cookie", "secret")])  # fmt: skip
    (path,) = tmp_path.glob("*.warc.gz")
    assert b"secret" not in gzip.decompress(path.read_bytes())


def test_a_header_cannot_break_out_of_its_line(tmp_path: Path) -> None:
    with writer(tmp_path) as archive:
        write(archive, headers=[("X-Trick", "a\r\nX-Injected: yes")])
    (ref,) = iter_refs(tmp_path, on_damage=damage)
    assert read_capture(tmp_path, ref.location).header("X-Injected") is None


def test_files_are_parted_by_size(tmp_path: Path) -> None:
    with writer(tmp_path, max_bytes=1500) as archive:
        captures = [write(archive, f"https://example.com/{n}") for n in range(6)]
    files = {c.location.file for c in captures}
    assert len(files) > 1
    assert sorted(files) == sorted(p.name for p in tmp_path.glob("*.warc.gz*"))
    assert [r.record_id for r in iter_refs(tmp_path, on_damage=damage)] == [
        c.record_id for c in captures
    ]


def test_a_full_disk_leaves_whole_exchanges_and_a_message(tmp_path: Path) -> None:
    script = f"""
import resource, signal, sys
sys.path[:0] = {sys.path!r}
from tests.archive.test_writer import *
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000))
archive = writer(Path({str(tmp_path)!r}))
import os
for number in range(100):
    try:
        write(archive, body=os.urandom(600))
    except ArchiveError as error:
        print(number, error)
        break
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    count, _, message = done.stdout.partition(" ")
    assert "cannot be written" in message
    assert "File too large" in message
    assert len(list(iter_refs(tmp_path, on_damage=damage))) == int(count) > 0
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] != 5000


def test_a_read_only_folder_is_an_archive_error(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.touch()
    with pytest.raises(ArchiveError, match="cannot be written"):
        write(writer(blocked / "archive"))
