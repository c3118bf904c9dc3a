import fcntl
import gzip
import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from newscrawler.archive import (
    ArchiveWriter,
    iter_refs,
    manifest,
    read_capture,
    recover,
)
from newscrawler.archive.write.serialise import digest, public_url
from newscrawler.errors import ArchiveError, StoreError
from newscrawler.model.capture import DiscoveryHint, Earlier, Entry
from tests.support.archives import NOW, PAGE, damage, write, writer

EARLIER = Earlier("urn:uuid:first", "2024-01-01T00:00:00.000000Z", digest(PAGE))


def whole(folder: Path) -> str:
    """All records of an archive, as text."""
    paths = sorted(folder.glob("*.warc.gz"))
    return "".join(gzip.decompress(path.read_bytes()).decode("latin-1") for path in paths)


def records(folder: Path, kind: str) -> list[dict[str, str]]:
    """The headers of an archive's records of a type."""
    heads: list[dict[str, str]] = []
    for path in sorted(folder.glob("*.warc.gz")):
        with path.open("rb") as stream:
            found = (r for r in ArchiveIterator(stream, no_record_parse=True) if r.rec_type == kind)
            heads += [dict(record.rec_headers.headers) for record in found]
    return heads


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
        write(archive, method="POST", request_body=b"q=1")
        write(archive, "https://example.com/0", earlier=EARLIER)
        write(archive, body=gzip.compress(PAGE), headers=[("Content-Encoding", "gzip")])
        write(archive, status=304, earlier=EARLIER)
        write(archive, status=304, headers=[("ETag", '"x"')], body=b"")
        write(archive, status=301, headers=[("Location", "/2")], body=b"", truncated="disconnect")
    (path,) = tmp_path.glob("*.warc.gz")

    done = subprocess.run(
        [sys.executable, "-m", "warcio.cli", "check", str(path)], capture_output=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, b"")
    with path.open("rb") as stream:
        kinds = [record.rec_type for record in ArchiveIterator(stream)]
    assert kinds == ["warcinfo", *["response", "request", "metadata"] * 6,
                     "revisit", "request", "metadata", "response", "request", "metadata",
                     "revisit", "request", "metadata", "revisit", "request", "metadata",
                     "response", "request", "metadata"]  # fmt: skip


SECRETS = [
    "Authorization", "Proxy-Authorization", "Cookie", "Cookie2", "Set-Cookie", "SET-COOKIE2",
    "www-authenticate", "Proxy-Authenticate", "X-Api-Key", "X-Auth-Token",
]  # fmt: skip


def test_secrets_never_enter(tmp_path: Path) -> None:
    headers = [(name, "Basic s3cret") for name in SECRETS]
    with writer(tmp_path) as archive:
        seen = write(
            archive, "https://user:s3cret@example.com/1?at=a@b#s3cret", headers=headers,
            request_headers=[*headers, ("Referer", "https://me:s3cret@example.com/")],
            via="https://me:s3cret@example.com/#s3cret",
        )  # fmt: skip
        write(archive, status=304, headers=headers, request_headers=headers)
    assert seen.url == "https://example.com/1?at=a@b"
    text = whole(tmp_path)
    assert "s3cret" not in text
    assert "WARC-Target-URI: https://example.com/1?at=a@b\r\n" in text
    assert "GET /1?at=a@b HTTP/1.1\r\n" in text
    assert "Referer: https://example.com/\r\n" in text
    assert "via: https://example.com/\r\n" in text


@pytest.mark.parametrize(
    ("url", "public"),
    [
        ("http://a.example", "http://a.example"),
        ("http://u@a.example", "http://a.example"),
        ("http://u:p@a.example:8080?q=@", "http://a.example:8080?q=@"),
        ("http://u:p@q@a.example/x@y", "http://a.example/x@y"),
        ("https://a.example/@handle#part", "https://a.example/@handle"),
    ],
)
def test_an_address_without_user_and_fragment(url: str, public: str) -> None:
    assert public_url(url) == public


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
from pathlib import Path
from newscrawler.errors import ArchiveError
from tests.support.archives import write, writer
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


def test_each_record_says_when_where_and_how(tmp_path: Path) -> None:
    with writer(tmp_path) as archive:
        write(archive, ip="192.0.2.1", protocol="HTTP/1.1", request_body=b"q=1", method="POST")
    (info,), (response,) = records(tmp_path, "warcinfo"), records(tmp_path, "response")
    (request,), (metadata,) = records(tmp_path, "request"), records(tmp_path, "metadata")
    for record in (response, request, metadata):
        assert record["WARC-Date"] == "2024-05-06T07:08:09.123456Z"
        assert record["WARC-Target-URI"] == "https://example.com/1"
        assert record["WARC-IP-Address"] == "192.0.2.1"
        assert record["WARC-Protocol"] == "http/1.1"
        assert record["WARC-Warcinfo-ID"] == info["WARC-Record-ID"]
        assert record["WARC-Block-Digest"].startswith("sha1:")
    assert request["WARC-Concurrent-To"] == metadata["WARC-Concurrent-To"]
    assert request["WARC-Concurrent-To"] == response["WARC-Record-ID"]
    assert response["WARC-Payload-Digest"] == digest(PAGE)
    assert request["WARC-Payload-Digest"] == digest(b"q=1")
    ids = {r["WARC-Record-ID"] for r in (info, response, request, metadata)}
    assert len(ids) == 4
    assert all(UUID(i.strip("<>")).version == 4 for i in ids)


def test_metadata_says_what_led_there_and_how_it_went(tmp_path: Path) -> None:
    with writer(tmp_path) as archive:
        write(archive, via="https://example.com/", latency=0.1234, retries=2, wanted=True,
              hint=DiscoveryHint("feed", "Mon, 6 May 2024"))  # fmt: skip
    assert whole(tmp_path).endswith(
        "via: https://example.com/\r\nfetchTimeMs: 123\r\nretries: 2\r\n"
        f"crawl-id: {'c' * 32}\r\nwanted: article\r\ndiscovered-by: feed\r\n"
        "discovered-date: Mon, 6 May 2024\r\n\r\n\r\n"
    )


@pytest.mark.parametrize(("obeys", "policy"), [(True, "obey"), (False, "ignore")])
def test_the_file_says_who_wrote_it_and_how(tmp_path: Path, obeys: bool, policy: str) -> None:
    with ArchiveWriter(
        tmp_path, site="site", crawl_id="c" * 32, operator="you@example.com",
        user_agent="newscrawler/1 (+you@example.com)", obeys_robots=obeys,
    ) as archive:  # fmt: skip
        write(archive)
    text = whole(tmp_path)
    for line in ("software: newscrawler/", "operator: you@example.com", f"robots: {policy}",
                 "http-header-user-agent: newscrawler/1", "isPartOf: site",
                 "description: Requests are recorded as they were sent"):  # fmt: skip
        assert f"\r\n{line}" in text, line


def test_the_same_page_again_refers_to_the_first(tmp_path: Path) -> None:
    with writer(tmp_path) as archive:
        first = write(archive)
        earlier = Earlier(first.record_id, first.captured_at or "", first.entry.digest or "")
        again = write(archive, earlier=earlier, captured_at=NOW.replace(year=2025))
    (record,) = records(tmp_path, "revisit")
    assert record["WARC-Profile"].endswith("/1.1/revisit/identical-payload-digest")
    assert record["WARC-Payload-Digest"] == digest(PAGE)
    assert record["WARC-Refers-To"] == f"<{first.record_id}>"
    assert record["WARC-Refers-To-Target-URI"] == "https://example.com/1"
    assert record["WARC-Refers-To-Date"] == first.captured_at
    assert whole(tmp_path).count("خبر".encode().decode("latin-1")) == 1
    read = read_capture(tmp_path, again.location, original=first.location)
    assert (read.body, read.headers, read.entry) == (PAGE, again.headers, again.entry)
    assert again.body == PAGE


def test_a_page_that_was_not_modified_refers_to_what_it_was(tmp_path: Path) -> None:
    with writer(tmp_path) as archive:
        seen = write(archive, status=304, headers=[("ETag", '"x"')], body=b"", earlier=EARLIER)
        write(archive, status=304, body=b"")
    known, unknown = records(tmp_path, "revisit")
    assert known["WARC-Profile"].endswith("/1.1/revisit/server-not-modified")
    assert known["WARC-Refers-To-Target-URI"] == "https://example.com/1"
    assert known["WARC-Refers-To-Date"] == EARLIER.captured_at
    assert known["WARC-Payload-Digest"] == EARLIER.digest
    assert unknown["WARC-Profile"] == known["WARC-Profile"]
    assert "WARC-Refers-To-Date" not in unknown
    assert (seen.body, seen.status) == (b"", 304)


@pytest.mark.parametrize(
    "more",
    [
        {"body": b"another page"},
        {"status": 404},
        {"truncated": "length"},
        {"body": b"", "earlier": Earlier("urn:uuid:x", "2024-01-01T00:00:00Z", digest(b""))},
    ],
)
def test_what_is_no_revisit(tmp_path: Path, more: dict[str, Any]) -> None:
    with writer(tmp_path) as archive:
        seen = write(archive, **{"earlier": EARLIER, **more})
    assert records(tmp_path, "revisit") == []
    assert seen.entry == Entry(
        status=more.get("status", 200), media_type="text/html", digest=digest(seen.body)
    )


@given(
    body=st.binary(max_size=2000),
    coding=st.sampled_from(["", "gzip", "br", "identity"]),
    headers=st.lists(
        st.tuples(
            st.from_regex(r"X-[A-Za-z0-9-]{1,12}", fullmatch=True),
            st.text(st.characters(max_codepoint=255, exclude_characters="\r\n")).map(str.strip),
        ),
        max_size=6,
    ),
)
def test_whatever_is_written_reads_back(
    folders: Iterator[Path], body: bytes, coding: str, headers: list[tuple[str, str]]
) -> None:
    folder = next(folders)
    given = [*headers, ("Content-Encoding", coding)]
    with writer(folder) as archive:
        written = write(archive, headers=given, body=body)
    read = read_capture(folder, written.location)
    assert read.body == body
    assert [v.encode("latin-1") for _, v in read.headers] == [
        v.encode("latin-1") for _, v in (*given, ("Content-Length", str(len(body))))
    ]
    assert read.entry == written.entry


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    return (tmp_path_factory.mktemp("archive") for _ in iter(int, 1))


def test_files_are_parted_by_age(tmp_path: Path) -> None:
    with writer(tmp_path, max_age=timedelta(hours=1)) as archive:
        captures = [write(archive, captured_at=NOW + timedelta(minutes=20 * n)) for n in range(7)]
    names = [c.location.file for c in captures]
    assert names == [names[0]] * 3 + [names[3]] * 3 + [names[6]]
    assert len(set(names)) == 3


def test_no_limit_no_new_file(tmp_path: Path) -> None:
    with writer(tmp_path, max_age=timedelta(0), max_bytes=0) as archive:
        write(archive)
        write(archive, captured_at=NOW + timedelta(days=999))
    assert len(archive.files) == 1


@pytest.mark.parametrize(("every", "syncs"), [(1, 10), (4, 2), (0, 0)])
def test_how_often_a_power_cut_is_thought_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, every: int, syncs: int
) -> None:
    archive = writer(tmp_path, fsync_every=every)
    done: list[int] = []
    monkeypatch.setattr(os, "fsync", done.append)
    for _ in range(10):
        write(archive)
    assert len(done) == syncs + 1  # and one for the name of the file
    archive.close()
    assert len(done) > syncs + 1


def test_a_closed_file_is_in_the_manifest(tmp_path: Path) -> None:
    with writer(tmp_path, max_bytes=1500) as archive:
        for number in range(5):
            write(archive, f"https://example.com/{number}")
    found = manifest.read(tmp_path)
    assert [e.file for e in found.entries] == archive.files
    assert found.faults == ()
    for entry in found.entries:
        assert manifest.digest_of(tmp_path / entry.file) == (entry.bytes, entry.sha256)


def test_a_recovery_just_when_a_file_is_begun(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another crawl starts between the creation of a file and its lock."""
    lock, calls = fcntl.flock, []

    def late(fd: int, how: int) -> None:
        calls.append(fd)
        if len(calls) == 1:
            recover(tmp_path)
        lock(fd, how)

    monkeypatch.setattr(fcntl, "flock", late)
    with writer(tmp_path) as archive:
        seen = write(archive)
    names = [p.name for p in tmp_path.iterdir()]
    assert sorted(names) == sorted(
        [seen.location.file, f"{seen.location.file}.torn", "manifest.jsonl"]
    )
    assert read_capture(tmp_path, seen.location).body == PAGE


def test_the_index_is_durable_before_a_file_is_closed(tmp_path: Path) -> None:
    seen: list[list[str]] = []

    def commit() -> None:
        seen.append(sorted(p.name for p in tmp_path.iterdir()))

    with ArchiveWriter(
        tmp_path, site="s", crawl_id="c", operator=None, user_agent="t", before_close=commit
    ) as archive:
        write(archive)
    assert seen == [[f"{archive.files[0]}.open"]]


def test_a_file_whose_index_failed_is_left_for_recovery(tmp_path: Path) -> None:
    def fail() -> None:
        raise StoreError("the database is full")

    archive = ArchiveWriter(
        tmp_path, site="s", crawl_id="c", operator=None, user_agent="t", before_close=fail
    )
    write(archive)
    with pytest.raises(StoreError):
        archive.close()
    assert [p.name for p in tmp_path.iterdir()] == [f"{archive.files[0]}.open"]
    assert [r.file for r in recover(tmp_path)] == archive.files


def test_a_body_that_is_compressed_is_not_compressed_again(tmp_path: Path) -> None:
    body = os.urandom(50_000)
    with writer(tmp_path) as archive:
        seen = write(archive, body=body, headers=[("Content-Encoding", "br")])
    data = (tmp_path / seen.location.file).read_bytes()
    assert body in data
    assert read_capture(tmp_path, seen.location).body == body


def test_an_archive_knows_when_it_has_no_room(tmp_path: Path) -> None:
    (tmp_path / "older.warc.gz").write_bytes(bytes(5000))
    archive = writer(tmp_path, max_total=7000)
    assert archive.lacks_room() is None
    written = 0
    while archive.lacks_room() is None:
        write(archive, f"https://example.com/{written}")
        written += 1
        assert written < 20
    assert archive.lacks_room() == (
        f"{tmp_path} has grown to 7,000 bytes, which is what NEWSCRAWLER_ARCHIVE_MAX_TOTAL allows."
    )
    write(archive)  # what is on its way is kept all the same
    archive.close()
    assert sum(path.stat().st_size for path in tmp_path.glob("*.gz")) > 7000
    assert writer(tmp_path, max_total=7000).lacks_room()
    assert writer(tmp_path / "elsewhere", max_total=7000).lacks_room() is None


def test_an_archive_leaves_room_on_its_disk(tmp_path: Path) -> None:
    disk = os.statvfs(tmp_path)
    free = disk.f_bavail * disk.f_frsize
    assert writer(tmp_path, min_free=free // 2).lacks_room() is None
    full = writer(tmp_path, min_free=free * 2).lacks_room()
    assert full is not None
    assert full.endswith("which NEWSCRAWLER_ARCHIVE_MIN_FREE wants to be kept.")
