import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawler.archive.write import compression
from newscrawler.archive.write.compression import is_compressed, members, stored_member

PAGE = b"<p>a page that repeats itself</p>" * 500


@given(head=st.binary(max_size=300), body=st.binary(max_size=300))
def test_a_stored_member_is_one_whole_member(head: bytes, body: bytes) -> None:
    stream = zlib.decompressobj(16 + zlib.MAX_WBITS)
    assert stream.decompress(stored_member(head, body)) == head + body
    assert stream.eof
    assert stream.unused_data == b""


@pytest.mark.parametrize("size", [0, 1, 65534, 65535, 65536, 131070, 131071, 1_000_000])
def test_a_stored_body_of_any_length(size: int) -> None:
    body = bytes(range(256)) * (size // 256) + b"x" * (size % 256)
    packed = stored_member(b"head", body)
    assert gzip.decompress(packed) == b"head" + body
    assert len(packed) < size + 5 * (size // 65535 + 1) + 60


@pytest.mark.parametrize("level", [None, *range(1, 10)])
def test_each_level_gives_a_member(level: int | None) -> None:
    assert gzip.decompress(members(level)(PAGE)) == PAGE


@pytest.mark.parametrize("size", [0, 1, 4095, 4096, 4097, 1_000_000])
def test_bodies_of_any_length(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr(compression, "ISAL", None)
    data = (PAGE * (size // len(PAGE) + 1))[:size]
    stream = zlib.decompressobj(16 + zlib.MAX_WBITS)
    assert stream.decompress(members()(data)) == data
    assert stream.eof
    assert stream.unused_data == b""


def test_a_higher_level_is_smaller(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compression, "ISAL", None)
    page = "".join(f"<p class=c{n % 7}>{n * n} words {n % 31}</p>" for n in range(2000)).encode()
    sizes = [len(members(level)(page)) for level in (1, 4, 9)]
    assert sizes == sorted(sizes, reverse=True)
    assert len(members()(page)) == sizes[1]


def test_isal_does_the_fast_levels_and_the_usual_one(monkeypatch: pytest.MonkeyPatch) -> None:
    isal_zlib = pytest.importorskip("isal.isal_zlib")
    monkeypatch.setattr(compression, "ISAL", isal_zlib)
    assert members()(PAGE) == isal_zlib.compress(PAGE, 2, wbits=31)
    assert members(3)(PAGE) == isal_zlib.compress(PAGE, 3, wbits=31)
    monkeypatch.setattr(compression, "ISAL", None)
    assert members(3)(PAGE) != isal_zlib.compress(PAGE, 3, wbits=31)


@pytest.mark.parametrize(
    ("coding", "media_type", "expected"),
    [
        ("gzip", "text/html", True),
        ("br", "text/html", True),
        ("zstd", "text/html", True),
        ("deflate", "text/html", True),
        ("identity, X-GZIP", "text/html", True),
        ("gzip, identity", "text/html", False),
        ("utf-8", "text/html", False),
        ("", "text/html", False),
        ("", "image/jpeg", True),
        ("", "image/svg+xml", False),
        ("", "application/gzip", True),
        ("", "", False),
    ],
)
def test_what_counts_as_compressed(coding: str, media_type: str, expected: bool) -> None:
    assert is_compressed(coding, media_type) is expected
