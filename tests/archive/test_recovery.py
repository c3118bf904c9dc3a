import shutil
from pathlib import Path

import pytest

from newscrawler.archive import iter_refs, recover
from tests.archive.test_writer import damage, write, writer


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    """A file as a killed process leaves it: whole records, still open, unlocked."""
    with writer(tmp_path / "made") as archive:
        for number in range(3):
            write(archive, f"https://example.com/{number}")
    (path,) = (tmp_path / "made").iterdir()
    return path


def test_every_cut_keeps_every_whole_record(whole: Path, tmp_path: Path) -> None:
    data = whole.read_bytes()
    ends = [r.location.offset for r in iter_refs(whole, on_damage=damage)]
    for cut in [*range(len(data) - 40, len(data)), *range(0, len(data), 97)]:
        folder = tmp_path / f"cut-{cut}"
        folder.mkdir()
        torn = folder / f"{whole.name}.open"
        torn.write_bytes(data[:cut])
        found = recover(folder)
        kept = list(iter_refs(folder, on_damage=damage))
        complete = [e for e in ends if e is not None and _end(data, e) <= cut]
        assert len(kept) == len(complete), cut
        assert all(not p.name.endswith(".open") for p in folder.iterdir())
        assert (
            sum(p.stat().st_size for p in folder.iterdir()) + sum(r.bytes_cut for r in found) == cut
        )
        shutil.rmtree(folder)


def _end(data: bytes, start: int) -> int:
    import zlib

    stream = zlib.decompressobj(31)
    stream.decompress(data[start:])
    return len(data) - len(stream.unused_data)


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
