import gzip
import zlib

import brotli
import pytest
from backports import zstd
from hypothesis import given
from hypothesis import strategies as st

from newscrawler.model.capture import Capture, Location
from newscrawler.text.encoding.content_coding import MAX_DECODED

ARABIC = "وزارة التربية تعلن مواعيد الامتحانات، وتدعو الطلاب إلى الاستعداد لها مبكرا. " * 4


def capture(body: bytes, **headers: str) -> Capture:
    pairs = tuple((k.replace("_", "-"), v) for k, v in headers.items())
    return Capture("https://example.com/", 200, pairs, body, None, "id", Location("x"))


_CODERS = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": lambda data: brotli.compress(data, quality=3),
    "zstd": zstd.compress,
}


@pytest.mark.parametrize("coding", sorted(_CODERS))
@given(data=st.binary(max_size=2000))
def test_content_encodings(coding: str, data: bytes) -> None:
    assert capture(_CODERS[coding](data), Content_Encoding=coding).content == data


def test_two_codings_are_undone_in_turn() -> None:
    body = brotli.compress(gzip.compress(b"text"))
    assert capture(body, content_encoding="gzip, br").content == b"text"
    assert capture(body, content_encoding="gzip", Content_Encoding="br").content == b"text"


def test_raw_deflate_and_unknown_codings() -> None:
    raw = zlib.compressobj(wbits=-15)
    assert (
        capture(raw.compress(b"x" * 50) + raw.flush(), Content_Encoding="deflate").content
        == b"x" * 50
    )
    assert capture(b"plain", Content_Encoding="rot13").content == b"plain"


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd"])
def test_a_bomb_is_cut(coding: str) -> None:
    bomb = _CODERS[coding](b"\0" * (MAX_DECODED + 10_000_000))
    assert len(capture(bomb, Content_Encoding=coding).content) <= MAX_DECODED


@pytest.mark.parametrize("cut", [10, 100, 1000])
def test_a_torn_body_yields_what_was_readable(cut: int) -> None:
    whole = "".join(f"line {i} of the page. " for i in range(4000)).encode()
    torn = gzip.compress(whole)[:-cut]
    found = capture(torn, Content_Encoding="gzip").content
    assert whole.startswith(found)
    assert len(found) > len(whole) / 2


@given(st.binary(max_size=300), st.sampled_from(["gzip", "br", "zstd", "deflate", ""]))
def test_any_bytes_decode_to_something(body: bytes, coding: str) -> None:
    assert isinstance(capture(body, Content_Encoding=coding).text(), str)


def test_text_is_decoded_once_by_the_header() -> None:
    page = capture(ARABIC.encode("cp1256"), Content_Type="text/html; charset=windows-1256")
    assert page.text() == ARABIC
    assert page.decoded() is page.decoded()
    assert page.decoded().rule == "header"


@pytest.mark.parametrize("coding", sorted(_CODERS))
@pytest.mark.parametrize("body", [b"<!DOCTYPE html><p>text" * 50, b'\xef\xbb\xbf {"a": 1}'])
def test_a_body_that_was_decoded_before_it_was_archived_stays_as_it_is(
    coding: str, body: bytes
) -> None:
    assert capture(body, Content_Encoding=coding).content == body
    assert capture(body, Content_Encoding=coding).beginning == body[:4096]


@pytest.mark.parametrize("coding", ["identity", *sorted(_CODERS)])
@pytest.mark.parametrize("size", [0, 1, 2047, 2048, 2049, 5000, 400_000])
def test_the_beginning_is_that_of_the_content(coding: str, size: int) -> None:
    data = b"".join(b"%x," % (n * n) for n in range(size // 3 + 1))[:size]
    packed = _CODERS.get(coding, bytes)(data)
    begun = capture(packed, Content_Encoding=coding).beginning
    assert data.startswith(begun)
    assert len(begun) >= min(size, 2048)
