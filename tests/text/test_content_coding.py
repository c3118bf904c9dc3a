import gzip
import zlib
from collections.abc import Callable

import brotli
import pytest
from backports import zstd
from hypothesis import given, settings
from hypothesis import strategies as st

from newscrawler.text.encoding.content_coding import (
    FREE,
    MAX_CODINGS,
    MAX_DECODED,
    MAX_RATIO,
    decoded,
    iter_inflated,
)

Coder = Callable[[bytes], bytes]
CODERS: dict[str, Coder] = {
    "gzip": lambda data: gzip.compress(data, 6),
    "deflate": zlib.compress,
    "br": lambda data: brotli.compress(data, quality=3),
    "zstd": zstd.compress,
}


@pytest.mark.parametrize("coding", sorted(CODERS))
def test_a_bomb_yields_no_more_than_the_ratio_allows(coding: str) -> None:
    bomb = CODERS[coding](bytes(FREE * 3))
    content, is_cut = decoded(bomb, coding)
    assert is_cut
    assert len(content) == max(FREE, MAX_RATIO * len(bomb))


@pytest.mark.parametrize("coding", sorted(CODERS))
def test_what_keeps_to_the_limits_is_whole(coding: str) -> None:
    page = (b"".join(b"<p>%d</p>" % (n * n) for n in range(90_000)) + bytes(100)) * 8
    assert len(page) > FREE
    assert decoded(CODERS[coding](page), coding) == (page, False)


def test_no_ratio_leads_beyond_the_largest_body() -> None:
    bomb = gzip.compress(bytes(MAX_DECODED + 1000), 1)
    assert MAX_RATIO * len(bomb) > MAX_DECODED
    content, is_cut = decoded(bomb, "gzip")
    assert (len(content), is_cut) == (MAX_DECODED, True)


def test_a_bomb_in_a_bomb_is_measured_by_the_body() -> None:
    inner = gzip.compress(bytes(FREE * 4))
    bomb = brotli.compress(gzip.compress(inner))
    assert len(bomb) < 300
    content, is_cut = decoded(bomb, "gzip, gzip, br")
    assert (len(content), is_cut) == (FREE, True)


def test_a_tower_of_codings_is_not_climbed() -> None:
    body = b"<p>text"
    for _ in range(MAX_CODINGS):
        body = gzip.compress(body)
    assert decoded(body, ", ".join(["gzip"] * MAX_CODINGS)) == (b"<p>text", False)
    assert decoded(body, ", ".join(["gzip"] * 5000)) == (b"", True)


def test_members_one_behind_the_other() -> None:
    assert decoded(gzip.compress(b"one ") + gzip.compress(b"two"), "gzip") == (b"one two", False)
    many = gzip.compress(b"x") * 20_000
    assert decoded(many, "gzip")[0] == b"x" * 1000


def test_a_window_that_no_browser_grants_is_refused() -> None:
    wide: dict[int, int] = {zstd.CompressionParameter.window_log: 27}
    noise = b"".join(zlib.crc32(b"%d" % n).to_bytes(4, "big") for n in range(1 << 16)) * 60
    stream = zstd.ZstdCompressor(options=wide)
    assert decoded(stream.compress(noise) + stream.flush(), "zstd") == (b"", False)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.binary(max_size=200), min_size=1, max_size=5), st.integers(1, 1000))
def test_pieces_are_the_whole(parts: list[bytes], times: int) -> None:
    data = b"".join(gzip.compress(part * times) for part in parts)
    pieces = list(iter_inflated(data, 31))
    assert b"".join(pieces) == b"".join(part * times for part in parts)
    assert all(len(piece) <= 65536 for piece in pieces)
