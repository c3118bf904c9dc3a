"""What is left of an archive after any harm: all that is whole comes out, and the rest is named."""

import gzip
import hashlib
import zlib
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from newscrawler.archive import Damage, iter_refs, read_capture
from newscrawler.archive.parse.members import pieces
from newscrawler.archive.parse.records import begins_record
from newscrawler.archive.write.compression import stored_member
from newscrawler.model.capture import Capture
from newscrawler.text.encoding.content_coding import MAX_DECODED
from tests.support.numbered_pages import body, record

RECORDS = 6
quiet = settings(deadline=None, max_examples=60)


def plain_records() -> list[bytes]:
    return [record(n, body(n)) for n in range(RECORDS)]


def packed() -> list[bytes]:
    """Members as tools write them, and as we do: a packed body is stored, magic and all."""
    members = [gzip.compress(record(n, body(n)), mtime=0) for n in range(RECORDS - 2)]
    for n in range(RECORDS - 2, RECORDS):
        whole = record(n, gzip.compress(body(n), mtime=0), **{"X-Body": "packed"})
        head, inner = whole.split(b"\r\n\r\n", 1)
        members.append(stored_member(head + b"\r\n\r\n", inner))
    return members


def arc() -> list[bytes]:
    lines = [b"filedesc://a.arc 0.0.0.0 20200102030405 text/plain 20\n1 0 a\n123456789 1234\n"]
    for n in range(RECORDS):
        block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + body(n)
        head = f"https://example.com/{n} 10.0.0.1 2020010203040{n} text/html {len(block)}\n"
        lines.append(head.encode() + block + b"\n")
    return lines


FORMS = {
    "a.warc": plain_records(),
    "a.warc.gz": packed(),
    "b.warc.gz": [gzip.compress(b"".join(plain_records()), mtime=0)],
    "a.arc": arc(),
    "a.arc.gz": [gzip.compress(line, mtime=0) for line in arc()],
}


def walk(path: Path) -> tuple[list[Capture], list[Damage]]:
    """List and read everything; both ways of reading must agree."""
    damage: list[Damage] = []
    captures = []
    for ref in iter_refs(path, on_damage=damage.append):
        capture = read_capture(path.parent, ref.location, on_damage=damage.append)
        assert (capture.url, capture.captured_at) == (ref.url, ref.captured_at)
        captures.append(capture)
    return captures, damage


def content(captures: list[Capture]) -> list[tuple[str, str | None, bytes, str | None]]:
    return [(c.url, c.captured_at, c.body, c.truncated) for c in captures]


@pytest.fixture(scope="module", params=sorted(FORMS))
def form(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("form") / request.param
    path.write_bytes(b"".join(FORMS[request.param]))
    return path


@pytest.fixture(scope="module")
def whole(form: Path) -> list[tuple[str, str | None, bytes, str | None]]:
    captures, damage = walk(form)
    assert len(captures) == RECORDS
    assert damage == []
    return content(captures)


def harmed(form: Path, data: bytes) -> tuple[list[Capture], list[Damage]]:
    path = form.with_name(f"harmed-{form.name}")
    path.write_bytes(data)
    return walk(path)


@quiet
@given(share=st.floats(0, 1, exclude_max=True))
def test_a_cut_leaves_the_records_before_it(form: Path, whole: list[object], share: float) -> None:
    data = form.read_bytes()
    cut = int(share * len(data))
    captures, damage = harmed(form, data[:cut])
    found = content(captures)
    assert found == whole[: len(found)]
    before = 0
    for part in FORMS[form.name]:
        before += len(part)
        if before == cut or data[:cut].rstrip(b"\r\n") == data[:before].rstrip(b"\r\n"):
            assert damage == []
            return
    assert damage or cut == 0


@quiet
@given(share=st.floats(0, 1, exclude_max=True), mask=st.integers(1, 255))
def test_a_wrong_byte_costs_its_own_record(
    form: Path, whole: list[object], share: float, mask: int
) -> None:
    data = bytearray(form.read_bytes())
    data[int(share * len(data))] ^= mask
    captures, damage = harmed(form, bytes(data))
    found = content(captures)
    lost = [one for one in whole if one not in found]
    strange = [one for one in found if one not in whole]
    if form.name.endswith(".gz"):
        assert damage or not (lost or strange)
    if form.name != "b.warc.gz":  # one member: all that follows the byte may be lost
        # A plain record whose length is hit may swallow the next one's beginning.
        assert len(lost) <= (1 if form.name.endswith(".gz") else 2)


@quiet
@given(start=st.floats(0, 1), size=st.integers(1, 400))
def test_a_hole_costs_the_records_that_it_touches(
    form: Path, whole: list[object], start: float, size: int
) -> None:
    data = form.read_bytes()
    at = int(start * len(data))
    captures, _ = harmed(form, data[:at] + data[at + size :])
    found = content(captures)
    if form.name == "b.warc.gz":
        return
    touched, before = 0, 0
    for part in FORMS[form.name]:
        touched += before < at + size and before + len(part) > at
        before += len(part)
    missing = [one for one in whole if one not in found]
    assert len(missing) <= touched + (not form.name.endswith(".gz"))


@quiet
@given(share=st.floats(0, 1), junk=st.binary(min_size=1, max_size=300))
def test_junk_between_records_is_named(
    form: Path, whole: list[object], share: float, junk: bytes
) -> None:
    assume(not junk.startswith(b"\x1f\x8b"))  # which says that the file is packed
    parts = FORMS[form.name]
    number = int(share * len(parts))
    data = b"".join(parts[:number]) + junk + b"".join(parts[number:])
    captures, damage = harmed(form, data)
    # In ARC a record begins with a line, and what stands before it in the line hides it.
    hidden = form.name == "a.arc" and number and not junk.endswith(b"\n")
    expected = [one for n, one in enumerate(whole) if not hidden or n != number - 1]
    assert content(captures) == expected
    # What stands before a line of ARC may be the beginning of a scheme.
    assert damage or not junk.strip(b"\r\n") or form.name == "a.arc"


def read_all(path: Path, data: bytes) -> tuple[list[Capture], list[str]]:
    path.write_bytes(data)
    captures, damage = walk(path)
    return captures, [f"{d.offset}: {d.reason}" for d in damage]


def test_a_torn_file_that_others_were_added_to(tmp_path: Path) -> None:
    members = packed()
    for number in range(RECORDS - 1):
        data = b"".join(members[:number]) + members[number][:-30] + b"".join(members[number + 1 :])
        captures, damage = read_all(tmp_path / "a.warc.gz", data)
        kept = [n for n in range(RECORDS) if n != number]
        assert [c.url for c in captures] == [f"https://example.com/{n}" for n in kept]
        assert len(damage) == 1


def test_a_wrong_checksum_costs_no_record_that_is_whole(tmp_path: Path) -> None:
    one, two = (gzip.compress(record(n, body(n)), mtime=0) for n in (1, 2))
    wrong = one[:-8] + b"\0\0\0\0" + one[-4:]
    captures, damage = read_all(tmp_path / "a.warc.gz", wrong + two)
    assert [c.body for c in captures] == [body(1), body(2)]
    reason = "the gzip member does not match its checksum"
    # DiscoveryHint when it is listed, and again when it is read.
    assert damage == [f"0: {reason}"] * 2


def sha1(data: bytes) -> str:
    return f"sha1:{hashlib.sha1(data).hexdigest()}"  # noqa: S324 - what archives have


BLOCK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + body(1)


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize(
    ("length", "more", "cut", "reason"),
    [
        # Too long: what is there is all that the writer had, if its gzip member is sound, or if a
        # digest says so; else some of it may be missing.
        ("400", {}, "unspecified", "Content-Length is 400, 215 bytes are there"),
        ("400", {"WARC-Block-Digest": sha1(BLOCK)}, None, "Content-Length is 400, 215 bytes are there"),
        ("9" * 17, {}, "unspecified", f"Content-Length is {'9' * 17}, 215 bytes are there"),
        # Too short: the rest is the record's if a digest says so.
        ("200", {"WARC-Block-Digest": sha1(BLOCK)}, None, "Content-Length is 200, 215 bytes are there"),
    ],
)  # fmt: skip
def test_a_content_length_that_is_wrong(
    tmp_path: Path, packed: bool, length: str, more: dict[str, str], cut: str | None, reason: str
) -> None:
    records = [record(1, body(1), **{"Content-Length": length}, **more), record(2, body(2))]
    data = b"".join(gzip.compress(r, mtime=0) if packed else r for r in records)
    captures, damage = read_all(tmp_path / ("a.warc.gz" if packed else "a.warc"), data)
    assert [c.body for c in captures] == [body(1), body(2)]
    assert [c.truncated for c in captures] == [None if packed else cut, None]
    assert set(damage) == {f"0: {reason}"}


@pytest.mark.parametrize("packed", [False, True])
def test_a_content_length_that_is_too_short_and_nobody_knows_better(
    tmp_path: Path, packed: bool
) -> None:
    records = [record(1, body(1), **{"Content-Length": "200"}), record(2, body(2))]
    data = b"".join(gzip.compress(r, mtime=0) if packed else r for r in records)
    captures, damage = read_all(tmp_path / ("a.warc.gz" if packed else "a.warc"), data)
    assert [c.body for c in captures] == [body(1)[:-15], body(2)]
    assert damage[0].endswith(": 19 bytes here belong to no record")


@pytest.mark.parametrize("length", ["", "-1", "٣", "9" * 19, "12 34"])
def test_a_content_length_that_is_none_loses_the_record(tmp_path: Path, length: str) -> None:
    data = record(1, body(1), **{"Content-Length": length}) + record(2, body(2))
    captures, damage = read_all(tmp_path / "a.warc", data)
    assert [c.url for c in captures] == ["https://example.com/2"]
    assert damage == [f"0: Content-Length is «{length}»; lost: response https://example.com/1"]


def test_a_body_that_shows_a_record_is_no_record(tmp_path: Path) -> None:
    """A page about WARC, or one that would like to be taken for another page."""
    inner = record(9, b"forged")
    for data in (record(1, inner), gzip.compress(record(1, inner), mtime=0)):
        captures, damage = read_all(tmp_path / "a.warc.gz", data + data.replace(b"/1", b"/1"))
        assert {c.url for c in captures} == {"https://example.com/1"}
        assert damage == []


@pytest.mark.slow
def test_a_huge_record_is_listed_piece_by_piece_and_read_up_to_a_limit(tmp_path: Path) -> None:
    size = 1 << 27
    block = zlib.compressobj(1, zlib.DEFLATED, -15)
    head = record(1, b"").replace(b"Content-Length: 44", b"Content-Length: %d" % (44 + size))[:-4]
    data = head + bytes(size) + b"\r\n\r\n"
    path = tmp_path / "a.warc.gz"
    trailer = zlib.crc32(data).to_bytes(4, "little") + len(data).to_bytes(4, "little")
    member = b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + block.compress(data) + block.flush() + trailer
    path.write_bytes(member + gzip.compress(record(2, body(2))))
    with path.open("rb") as stream:
        sizes = [len(piece.data) for piece in pieces(stream, begins_record)]
    assert sum(sizes) == len(data) + len(record(2, body(2)))
    assert max(sizes) < 1 << 22
    damage: list[Damage] = []
    first, second = iter_refs(path, on_damage=damage.append)
    assert damage == []
    assert first.location.length == second.location.offset == len(member)
    capture = read_capture(tmp_path, first.location, on_damage=damage.append)
    assert (capture.truncated, capture.body) == ("length", bytes(MAX_DECODED + (1 << 16) - 44))
    limit = MAX_DECODED + (1 << 16)
    assert [d.reason for d in damage] == [f"it has {44 + size} bytes, of which {limit} are read"]
