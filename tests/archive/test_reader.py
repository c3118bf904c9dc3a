import gzip
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newscrawler.archive import Damage, iter_refs, read_capture
from newscrawler.errors import ArchiveError
from newscrawler.model.capture import Location
from tests.support.archives import write, writer


def warc(*records: bytes) -> bytes:
    return b"".join(gzip.compress(r) for r in records)


def record(block: bytes, **headers: str) -> bytes:
    fields = {"WARC-Type": "response", "WARC-Target-URI": "https://example.com/a",
              "WARC-Date": "2020-01-02T03:04:05Z", "WARC-Record-ID": "<urn:uuid:1>"}  # fmt: skip
    fields |= {k.replace("_", "-"): v for k, v in headers.items()}
    lines = "".join(f"{k}: {v}\r\n" for k, v in fields.items())
    head = f"WARC/1.1\r\n{lines}Content-Length: {len(block)}\r\n\r\n"
    return head.encode() + block + b"\r\n\r\n"


def read(tmp_path: Path, block: bytes, **headers: str) -> object:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(warc(record(block, **headers)))
    return read_capture(tmp_path, Location("a.warc.gz", 0))


@pytest.mark.parametrize(
    ("block", "status", "body"),
    [
        (b"HTTP/1.1 200 OK\r\nA: b\r\n\r\nbody", 200, b"body"),
        (b"HTTP/1.0 404\nA: b\n\nbody", 404, b"body"),
        (b"no http here", 200, b"no http here"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n", 200, b"body"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nbody", 200, b"body"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nbo\r\n9\r\ndy", 200, b"body"),
        (b"HTTP/1.1 abc\r\n\r\n", 200, b""),
    ],
)  # fmt: skip
def test_http_in_all_its_shapes(tmp_path: Path, block: bytes, status: int, body: bytes) -> None:
    found = read(tmp_path, block)
    assert (found.status, found.body) == (status, body)  # type: ignore[attr-defined]


def test_a_torn_file_yields_what_stands_before_the_tear(tmp_path: Path) -> None:
    with writer(tmp_path) as archive:
        for number in range(4):
            write(archive, f"https://example.com/{number}")
    (path,) = tmp_path.glob("*.warc.gz")
    path.write_bytes(path.read_bytes()[:-700])
    found: list[Damage] = []
    refs = list(iter_refs(tmp_path, on_damage=found.append))
    assert [r.url for r in refs] == [f"https://example.com/{n}" for n in range(len(refs))]
    assert len(refs) >= 3


def test_a_record_that_is_not_there_names_file_and_byte(tmp_path: Path) -> None:
    (tmp_path / "a.warc.gz").write_bytes(warc(record(b"x")))
    with pytest.raises(ArchiveError, match=r"a\.warc\.gz at byte 5"):
        read_capture(tmp_path, Location("a.warc.gz", 5))
    with pytest.raises(ArchiveError, match=r"b\.warc\.gz cannot be read"):
        read_capture(tmp_path, Location("b.warc.gz", 0))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.binary(max_size=400), zipped=st.booleans())
def test_any_bytes_are_read_or_named(tmp_path: Path, data: bytes, zipped: bool) -> None:
    (tmp_path / "a.warc.gz").write_bytes(gzip.compress(data) if zipped else data)
    assert list(iter_refs(tmp_path, on_damage=lambda _: None)) == []


def test_sample_archives_of_many_tools(warc_samples: Path) -> None:
    """Every file is read to its end, or its damage is named; none stops the reader."""
    read, unreadable = 0, []
    for ref in iter_refs(warc_samples, on_damage=lambda _: None):
        try:
            read += read_capture(warc_samples, ref.location).url == ref.url
        except ArchiveError as error:
            unreadable.append((ref.location.file.rpartition("/")[2], str(error)))
    assert read > 100
    assert all(name in message for name, message in unreadable)
