import gzip
import logging
import os
import shutil
import zlib
from pathlib import Path

import pytest

from newscrawler.archive import Ref, iter_refs, manifest, recover
from tests.support.archives import damage, write, writer


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    """A file as a killed process leaves it: whole records, still open, unlocked."""
    with writer(tmp_path / "made") as archive:
        for number in range(2):
            write(archive, f"https://example.com/{number}")
    (path,) = (tmp_path / "made").glob("*.warc.gz")
    return path


def ends_of_members(data: bytes) -> list[int]:
    """Read the file as gzip does, with no code of ours."""
    ends = []
    while ends == [] or ends[-1] < len(data):
        stream = zlib.decompressobj(16 + zlib.MAX_WBITS)
        stream.decompress(data[ends[-1] if ends else 0 :])
        assert stream.eof
        ends.append(len(data) - len(stream.unused_data))
    return ends


def end(ref: Ref) -> int:
    return (ref.location.offset or 0) + (ref.location.length or 0)


@pytest.mark.slow
def test_every_cut_keeps_exactly_the_whole_records(
    whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fsync", lambda _: None)  # thousands of folders
    data = whole.read_bytes()
    ends = ends_of_members(data)
    assert len(ends) == 7  # warcinfo, and twice response, request, metadata
    refs = list(iter_refs(whole, on_damage=damage))
    folder = tmp_path / "torn"
    for cut in range(len(data) + 1):
        folder.mkdir()
        (folder / f"{whole.name}.open").write_bytes(data[:cut])
        found = recover(folder)
        kept = max((end for end in ends if end <= cut), default=0)
        if kept == 0:
            assert found == []
            assert [p.name for p in folder.iterdir()] == [f"{whole.name}.torn"]
            assert (folder / f"{whole.name}.torn").read_bytes() == data[:cut]
        else:
            assert [(r.file, r.bytes_cut) for r in found] == [(whole.name, cut - kept)]
            assert (folder / whole.name).read_bytes() == data[:kept]
            (entry,) = manifest.read(folder).entries
            size, digest = manifest.digest_of(folder / whole.name)
            assert (entry.file, entry.bytes, entry.sha256) == (whole.name, size, digest)
            assert sorted(p.name for p in folder.iterdir()) == [manifest.NAME, whole.name]
            records = [r.record_id for r in iter_refs(folder, on_damage=damage)]
            assert records == [r.record_id for r in refs if end(r) <= kept]
        shutil.rmtree(folder)


def test_what_is_cut_is_reported(whole: Path, caplog: pytest.LogCaptureFixture) -> None:
    whole.rename(whole.with_name(whole.name + ".open"))
    with whole.with_name(whole.name + ".open").open("ab") as stream:
        stream.write(b"torn")
    with (whole.parent / manifest.NAME).open("ab") as stream:
        stream.write(b'{"file"')
    with caplog.at_level(logging.WARNING):
        recover(whole.parent)
    assert [r.getMessage() for r in caplog.records] == [
        f"{whole.parent / manifest.NAME}: 7 bytes of a torn line were cut off",
        f"{whole}: 4 bytes of a torn record were cut off",
    ]
    gzip.decompress(whole.read_bytes())


def test_a_crash_between_the_manifest_and_the_name_adds_no_second_line(whole: Path) -> None:
    before = manifest.read(whole.parent)
    whole.rename(whole.with_name(whole.name + ".open"))
    recover(whole.parent)
    assert manifest.read(whole.parent) == before
    assert whole.exists()


def test_a_crash_before_the_manifest_is_made_up_for(whole: Path) -> None:
    before = manifest.read(whole.parent).entries[0]
    whole.rename(whole.with_name(whole.name + ".open"))
    (whole.parent / manifest.NAME).unlink()
    recover(whole.parent)
    (entry,) = manifest.read(whole.parent).entries
    assert (entry.file, entry.sha256) == (before.file, before.sha256)


def test_a_file_that_a_crawl_writes_is_left_alone(tmp_path: Path) -> None:
    archive = writer(tmp_path)
    write(archive)
    assert recover(tmp_path) == []
    write(archive)
    archive.close()
    assert len(list(iter_refs(tmp_path, on_damage=damage))) == 2


def test_a_file_without_a_whole_record_is_set_aside(tmp_path: Path) -> None:
    (tmp_path / "x.warc.gz.open").write_bytes(b"\x1f\x8b\x08 nothing")
    assert recover(tmp_path) == []
    assert [p.name for p in tmp_path.iterdir()] == ["x.warc.gz.torn"]
