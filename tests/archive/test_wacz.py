import gzip
import json
import struct
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from newscrawler.archive import iter_refs, read_capture
from newscrawler.archive.export.wacz import Packed, Page, pack
from newscrawler.errors import UsageError
from newscrawler.model.capture import Capture, Location
from tests.support.archives import NOW, damage, write, writer
from tests.support.warc_record import record

PAGE = Page("https://example.com/1", "2024-05-06T07:08:09.123456Z", "خبر", "A text, and خبر.")


@pytest.fixture
def written(tmp_path: Path) -> list[Capture]:
    """Three captures in one file."""
    with writer(tmp_path / "archive") as archive:
        return [
            write(archive, f"https://example.com/{n}", captured_at=NOW + timedelta(seconds=n))
            for n in range(3)
        ]


def packed(folder: Path, *chosen: Page | Location, name: str = "a.wacz") -> Packed:
    about = {"title": "A title", "description": "A description"}
    return pack(folder / name, folder / "archive", chosen, **about)


def contents(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def index_of(files: dict[str, bytes]) -> list[dict[str, Any]]:
    lines = gzip.decompress(files["indexes/index.cdx.gz"]).decode().splitlines()
    return [json.loads(line.split(" ", 2)[2]) for line in lines]


def test_only_what_is_chosen_is_copied_byte_for_byte(
    tmp_path: Path, written: list[Capture]
) -> None:
    done = packed(tmp_path, PAGE, written[1].location, written[1].location)
    # The warcinfo, and response, request and metadata of one capture, once.
    assert (done.pages, done.records, done.damage) == (1, 4, [])
    files = contents(tmp_path / "a.wacz")
    name = f"archive/{written[1].location.file}"
    assert list(files) == [
        "pages/pages.jsonl", name, "indexes/index.cdx.gz", "indexes/index.idx",
        "datapackage.json", "datapackage-digest.json",
    ]  # fmt: skip
    whole = (tmp_path / "archive" / written[1].location.file).read_bytes()
    starts = [c.location.offset for c in written]
    assert files[name] == whole[: starts[0]] + whole[starts[1] : starts[2]]
    (line,) = index_of(files)
    member = files[name][int(line["offset"]) :][: int(line["length"])]
    assert line["url"] == "https://example.com/1"
    assert line["recordDigest"] == f"sha256:{sha256(member).hexdigest()}"
    assert gzip.decompress(member).startswith(b"WARC/1.1\r\nWARC-Type: response\r\n")


def test_all_captures_give_the_whole_file(tmp_path: Path, written: list[Capture]) -> None:
    packed(tmp_path, *(c.location for c in reversed(written)))
    (path,) = (tmp_path / "archive").glob("*.gz")
    assert contents(tmp_path / "a.wacz")[f"archive/{path.name}"] == path.read_bytes()


def test_the_list_of_pages(tmp_path: Path, written: list[Capture]) -> None:
    odd = replace(PAGE, captured_at="2024-05-06T07:08:09Z", text="a lone \ud800 surrogate")
    packed(tmp_path, PAGE, odd)
    head, *pages = contents(tmp_path / "a.wacz")["pages/pages.jsonl"].decode().splitlines()
    assert json.loads(head) == {
        "format": "json-pages-1.0", "id": "pages", "title": "Articles", "hasText": True,
    }  # fmt: skip
    first, second = map(json.loads, pages)
    assert first["id"] != second["id"]
    assert {k: v for k, v in first.items() if k != "id"} == {
        "url": "https://example.com/1", "ts": "2024-05-06T07:08:09Z", "title": "خبر",
        "text": "A text, and خبر.",
    }  # fmt: skip
    assert second["text"] == "a lone \ud800 surrogate"


def test_the_data_package_lists_the_files_and_is_digested(
    tmp_path: Path, written: list[Capture]
) -> None:
    packed(tmp_path, PAGE, *(c.location for c in written))
    files = contents(tmp_path / "a.wacz")
    about = json.loads(files["datapackage.json"])
    resources = about.pop("resources")
    assert about.pop("software").startswith("newscrawler/")
    assert about == {
        "profile": "data-package", "title": "A title", "description": "A description",
        "created": "2024-05-06T07:08:11Z", "wacz_version": "1.1.1",
    }  # fmt: skip
    assert [r["path"] for r in resources] == list(files)[:4]
    for resource in resources:
        data = files[resource["path"]]
        assert resource["bytes"] == len(data)
        assert resource["hash"] == f"sha256:{sha256(data).hexdigest()}"
    digest = json.loads(files["datapackage-digest.json"])
    hashed = sha256(files["datapackage.json"]).hexdigest()
    assert digest == {"path": "datapackage.json", "hash": f"sha256:{hashed}"}


def test_the_index_is_cut_into_blocks_that_can_be_read_alone(tmp_path: Path) -> None:
    with writer(tmp_path / "archive") as archive:
        places = [write(archive, f"https://example.com/{n}").location for n in range(1100)]
    packed(tmp_path, *places)
    files = contents(tmp_path / "a.wacz")
    head, *blocks = files["indexes/index.idx"].decode().splitlines()
    said = {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}
    assert head == f"!meta 0 {json.dumps(said)}"
    data, sizes = files["indexes/index.cdx.gz"], []
    for block in blocks:
        key, timestamp, place = block.split(" ", 2)
        at = json.loads(place)
        part = data[at["offset"] :][: at["length"]]
        assert at["digest"] == f"sha256:{sha256(part).hexdigest()}"
        lines = gzip.decompress(part).decode().splitlines()
        assert lines[0].startswith(f"{key} {timestamp} {{")
        sizes.append(len(lines))
    assert sizes == [1024, 76]


def test_the_same_input_gives_the_same_bytes(tmp_path: Path, written: list[Capture]) -> None:
    places = [c.location for c in written]
    packed(tmp_path, PAGE, *places)
    packed(tmp_path, PAGE, *reversed(places), name="b.wacz")
    assert (tmp_path / "a.wacz").read_bytes() == (tmp_path / "b.wacz").read_bytes()


def test_records_are_stored_and_found_by_readers_that_trust_the_directory(
    tmp_path: Path, written: list[Capture]
) -> None:
    packed(tmp_path, PAGE, *(c.location for c in written))
    data = (tmp_path / "a.wacz").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.wacz") as package:
        for info in package.infolist():
            stored = info.filename.startswith("archive/") or info.filename.endswith(".gz")
            assert info.compress_type == (zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED)
            assert info.date_time == (1980, 1, 1, 0, 0, 0)
            # ReplayWeb.page takes an entry's own head to have a further field only if the
            # directory has one.
            (extra,) = struct.unpack_from("<H", data, info.header_offset + 28)
            assert bool(extra) == bool(info.extra)


def test_it_appears_whole_or_not_at_all(tmp_path: Path, written: list[Capture]) -> None:
    def broken() -> Iterator[Page | Location]:
        yield written[0].location
        raise RuntimeError

    with pytest.raises(RuntimeError):
        packed(tmp_path, *broken())
    with pytest.raises(RuntimeError):
        pack(tmp_path / "a.wacz", tmp_path / "archive", broken(), title="", description="")
    assert [p.name for p in tmp_path.iterdir()] == ["archive"]


_KILLED = """
import os, sys
from pathlib import Path
from newscrawler.archive.export.wacz import Page, pack
def chosen():
    yield Page("https://example.com/1", "2024-05-06T07:08:09Z", "t", "x" * 1_000_000)
    os.kill(os.getpid(), 9)
pack(Path(sys.argv[1]), Path(sys.argv[2]), chosen(), title="", description="")
"""


def test_a_killed_export_leaves_none_and_the_next_is_whole(
    tmp_path: Path, written: list[Capture]
) -> None:
    paths = [tmp_path / "a.wacz", tmp_path / "archive"]
    assert subprocess.run([sys.executable, "-c", _KILLED, *paths], check=False).returncode == -9
    assert [p.name for p in tmp_path.iterdir() if p.suffix == ".wacz"] == []
    packed(tmp_path, PAGE, *(c.location for c in written))
    packed(tmp_path, PAGE, *(c.location for c in written), name="b.wacz")
    assert (tmp_path / "a.wacz").read_bytes() == (tmp_path / "b.wacz").read_bytes()
    assert list(tmp_path.glob("*.part")) == []


def test_where_it_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"a\.wacz cannot be written: No such file"):
        packed(tmp_path / "nowhere")


def test_what_cannot_be_read_is_left_out_and_named(tmp_path: Path, written: list[Capture]) -> None:
    place = written[1].location
    path = tmp_path / "archive" / place.file
    data = bytearray(path.read_bytes())
    assert place.offset is not None
    data[place.offset + 40] ^= 0xFF
    path.write_bytes(data)
    lost = Location("lost.warc.gz", 5)
    done = packed(tmp_path, *(c.location for c in written), lost)
    assert {(d.file, d.offset) for d in done.damage} == {
        (place.file, place.offset),
        ("lost.warc.gz", 5),
    }
    found = {line["url"] for line in index_of(contents(tmp_path / "a.wacz"))}
    assert found == {"https://example.com/0", "https://example.com/2"}


def test_a_file_that_is_still_written_is_read(tmp_path: Path) -> None:
    with writer(tmp_path / "archive") as archive:
        one = write(archive)
        done = packed(tmp_path, one.location)
    assert (done.records, done.damage) == (4, [])
    assert f"archive/{one.location.file}" in contents(tmp_path / "a.wacz")


def test_an_uncompressed_record_becomes_a_member(tmp_path: Path) -> None:
    (tmp_path / "archive").mkdir()
    (tmp_path / "elsewhere").mkdir()
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>hello\r\n\r\n"
    pages = [record(block, WARC_Target_URI=f"http://example.com/{n}") for n in range(2)]
    for name in ("a.warc", "b/a.warc"):
        path = tmp_path / "elsewhere" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"".join(pages))
    places = [
        Location(name, len(pages[0]), None, "../elsewhere") for name in ("a.warc", "b/a.warc")
    ]
    assert packed(tmp_path, *places).damage == []
    files = contents(tmp_path / "a.wacz")
    assert gzip.decompress(files["archive/a.warc.gz"]) == pages[1]
    assert gzip.decompress(files["archive/1-a.warc.gz"]) == pages[1]
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "a.warc.gz").write_bytes(files["archive/a.warc.gz"])
    (ref,) = iter_refs(tmp_path / "out", on_damage=damage)
    assert read_capture(tmp_path / "out", ref.location).body == b"<p>hello\r\n\r\n"


def test_what_is_in_foreign_archives_is_copied_as_it_is(warc_samples: Path, tmp_path: Path) -> None:
    """Uncompressed, in WACZ, in one gzip member, in ARC: all of it becomes WARC."""
    names = (
        "warcio__example.arc.gz", "warcio__example.arc", "warcio__example.warc", "qm__quotes.wacz",
        "warcio__example-bad-non-chunked.warc.gz", "pywb__example-wget-1-14.warc.gz",
    )  # fmt: skip
    (tmp_path / "archive").mkdir()
    (tmp_path / "foreign").mkdir()
    for name in names:
        (tmp_path / "foreign" / name).symlink_to(warc_samples / name)
    foreign, archive = tmp_path / "foreign", tmp_path / "archive"
    places = [ref.location for ref in iter_refs(foreign, on_damage=ignored, archive=archive)]
    assert len({place.file for place in places}) == len(names)
    done = packed(tmp_path, *places)
    assert done.damage == []
    (tmp_path / "out").mkdir()
    (tmp_path / "a.wacz").rename(tmp_path / "out" / "a.wacz")
    found = [ref.location for ref in iter_refs(tmp_path / "out", on_damage=damage)]
    assert held(tmp_path / "out", found) == held(archive, places)


def held(folder: Path, places: list[Location]) -> list[tuple[str, str | None, int, bytes]]:
    captures = [read_capture(folder, place) for place in places]
    return sorted((c.url, c.captured_at, c.status, c.body) for c in captures)


def ignored(_: object) -> None:
    """Some of the samples contradict themselves."""
