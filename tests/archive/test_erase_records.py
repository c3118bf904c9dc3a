"""A file without some of its records: of the same length, and as it was everywhere else."""

import gzip
import io
import shutil
from pathlib import Path

import pytest
from fastwarc import ArchiveIterator
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator as Warcio

from newscrawler.archive import iter_refs, manifest
from newscrawler.archive.write.erase_records import Erasure, erase_records, filler
from newscrawler.errors import ArchiveError
from newscrawler.model.capture import Location

AT = "2024-05-06T07:08:09Z"


def record(kind: str, number: int, url: str, about: int | None = None) -> bytes:
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + f"page {number} ".encode() * 40
    concurrent = f"WARC-Concurrent-To: <urn:uuid:{about}>\r\n" if about is not None else ""
    return (
        f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{number}>\r\n{concurrent}"
        f"WARC-Target-URI: {url}\r\nWARC-Date: {AT}\r\n"
        f"Content-Type: application/http\r\nContent-Length: {len(block)}\r\n\r\n"
    ).encode() + block + b"\r\n\r\n"  # fmt: skip


def exchange(number: int, url: str) -> list[bytes]:
    """Return a response with a request and notes at an address of their own."""
    first = 10 * number
    return [
        record("response", first, url),
        record("request", first + 1, f"{url}#asked", first),
        record("metadata", first + 2, f"{url}#notes", first),
    ]


RECORDS = [r for n, url in enumerate("abcb") for r in exchange(n, f"http://e.example/{url}")]


def write(folder: Path, name: str, packed: bool) -> Path:
    path = folder / name
    path.write_bytes(b"".join(gzip.compress(r, mtime=0) if packed else r for r in RECORDS))
    size, digest = manifest.digest_of(path)
    manifest.append(folder, name, size=size, digest=digest, closed_at=AT)
    return path


def fail(damage: object) -> None:
    pytest.fail(str(damage))


def without(*records: str, url: str = "-") -> Erasure:
    places = {f"urn:uuid:{number}": Location("x") for number in records}
    return Erasure(lambda found: found == url, places, "by law", AT)


@pytest.mark.parametrize("name", ["x.warc.gz", "x.warc"])
@pytest.mark.parametrize("by", ["address", "records"])
def test_an_exchange_goes_and_nothing_else_moves(tmp_path: Path, name: str, by: str) -> None:
    path = write(tmp_path, name, packed=name.endswith("gz"))
    before = path.read_bytes()
    a, gone, c, last = (ref.location for ref in iter_refs(tmp_path, on_damage=fail))
    known = manifest.read(tmp_path).current[name]
    what = without(url="http://e.example/b") if by == "address" else without("10", "30")
    assert erase_records(tmp_path, name, what) == 6
    after = path.read_bytes()
    assert [ref.location for ref in iter_refs(tmp_path, on_damage=fail)] == [a, c]
    starts = [place.offset or 0 for place in (gone, c, last)]
    assert after[: starts[0]] == before[: starts[0]]
    assert after[starts[1] : starts[2]] == before[starts[1] : starts[2]]
    assert len(after) == len(before)
    unpacked = gzip.decompress(after) if name.endswith("gz") else after
    assert not any(b"page %d " % number in unpacked for number in (10, 11, 12, 30, 31, 32))
    assert unpacked.count(b"have been erased") == 2
    with path.open("rb") as stream:
        kinds = [r.rec_type for r in Warcio(stream)]
    assert kinds == ["response", "request", "metadata", "metadata"] * 2
    entry = manifest.read(tmp_path).current[name]
    assert (entry.replaces, entry.reason) == (known.sha256, "by law")
    assert (entry.bytes, entry.sha256) == manifest.digest_of(path)
    assert erase_records(tmp_path, name, what) == 0
    assert manifest.read(tmp_path).current[name] == entry


def test_the_same_file_erased_again_becomes_the_same_bytes(tmp_path: Path) -> None:
    """What a kill between manifest and file leaves is done again, with no second line."""
    path = write(tmp_path, "x.warc.gz", packed=True)
    shutil.copy(path, tmp_path / "kept")
    erase_records(tmp_path, "x.warc.gz", without(url="http://e.example/b"))
    once, lines = path.read_bytes(), (tmp_path / manifest.NAME).read_bytes()
    shutil.copy(tmp_path / "kept", path)
    erase_records(tmp_path, "x.warc.gz", without(url="http://e.example/b"))
    assert path.read_bytes() == once
    assert (tmp_path / manifest.NAME).read_bytes() == lines


def test_a_record_that_is_damaged_goes_by_its_place(tmp_path: Path) -> None:
    path = write(tmp_path, "x.warc.gz", packed=True)
    refs = [ref for ref in iter_refs(tmp_path, on_damage=fail) if ref.url.endswith("/c")]
    place = refs[0].location
    assert place.offset is not None
    data = bytearray(path.read_bytes())
    data[place.offset + 30] ^= 0xFF
    path.write_bytes(bytes(data))
    what = Erasure(lambda _: False, {"urn:uuid:20": place}, "by law", AT)
    assert erase_records(tmp_path, "x.warc.gz", what) == 3
    unpacked = gzip.decompress(path.read_bytes())
    assert not any(b"page %d " % number in unpacked for number in (20, 21, 22))
    assert unpacked.count(b"page 10 ") == 40
    (changed,) = [e for e in manifest.read(tmp_path).entries if e.replaces]
    assert "had been changed before" in (changed.reason or "")
    assert manifest.read(tmp_path).faults == ()


def test_several_records_in_one_member_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.warc.gz"
    path.write_bytes(gzip.compress(b"".join(RECORDS)))
    before = path.read_bytes()
    with pytest.raises(ArchiveError, match="several records in one"):
        erase_records(tmp_path, "x.warc.gz", without(url="http://e.example/b"))
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["x.warc.gz"]


LENGTHS = st.one_of(st.integers(225, 2000), st.integers(65_000, 400_000))


@given(length=LENGTHS, packed=st.booleans())
def test_a_filler_is_a_record_of_any_length(length: int, packed: bool) -> None:
    data = filler(length, packed=packed, key="x#1", at=AT)
    assert len(data) == length
    plain = gzip.decompress(data) if packed else data
    for found in ArchiveIterator(io.BytesIO(plain), parse_http=False):
        assert str(found.record_type) == "metadata"
        assert "WARC-Block-Digest" not in found.headers or found.verify_block_digest()


def test_a_place_too_short_for_any_record() -> None:
    with pytest.raises(ValueError, match="too few"):
        filler(100, packed=True, key="x", at=AT)
