"""Files within files, and what sources name."""

import gzip
import hashlib
import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from fastwarc import Lz4Writer, ZstdWriter

from newscrawler.archive import Damage, iter_refs, read_capture
from newscrawler.archive.read import files, unpacked_cache
from newscrawler.archive.read.reader import named
from newscrawler.archive.read.saved_pages import iter_saved
from newscrawler.archive.write.from_pipe import receive
from newscrawler.errors import ArchiveError, UsageError
from newscrawler.model.capture import Location
from tests.support.numbered_pages import body, record

ONE, TWO = record(1, body(1)), record(2, body(2))
MEMBERS = gzip.compress(ONE, mtime=0) + gzip.compress(TWO, mtime=0)


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of our own for what is unpacked."""
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    monkeypatch.setattr(unpacked_cache, "_open", type(unpacked_cache._open)())
    return folder


def read(path: Path) -> tuple[list[str], list[bytes], list[str]]:
    """Return locations, bodies, and what is wrong."""
    damage: list[Damage] = []
    refs = list(iter_refs(path, on_damage=damage.append))
    bodies = [read_capture(path.parent, r.location, on_damage=damage.append).body for r in refs]
    places = [f"{r.location.file} {r.location.offset}" for r in refs]
    return places, bodies, [f"{d.file} {d.offset}: {d.reason}" for d in damage]


def wacz(path: Path, members: dict[str, bytes], method: int = zipfile.ZIP_STORED) -> Path:
    with zipfile.ZipFile(path, "w", method) as zipped:
        for name, data in members.items():
            zipped.writestr(name, data)
    return path


def lz4(data: bytes, library: type = Lz4Writer) -> bytes:
    out = io.BytesIO()
    writer = library(out)
    writer.write(data)
    writer.close()
    return out.getvalue()


BOTH = [body(1), body(2)]
SECOND = len(gzip.compress(ONE, mtime=0))


@pytest.mark.parametrize(
    ("name", "data", "places"),
    [
        ("a.warc", ONE + TWO, ["a.warc 0", f"a.warc {len(ONE)}"]),
        ("a.warc.gz", MEMBERS, ["a.warc.gz 0", f"a.warc.gz {SECOND}"]),
        # A row of bytes in one member: what counts is what it unpacks to.
        ("a.warc.gz", gzip.compress(ONE + TWO, mtime=0), ["a.warc.gz/a.warc 0", f"a.warc.gz/a.warc {len(ONE)}"]),
        # A record over several members, as bgzip writes them.
        ("a.warc.gz", gzip.compress(ONE[:300], mtime=0) + gzip.compress(ONE[300:] + TWO, mtime=0),
         ["a.warc.gz/a.warc 0", f"a.warc.gz/a.warc {len(ONE)}"]),
        ("a.warc.lz4", lz4(ONE) + lz4(TWO), ["a.warc.lz4/a.warc 0", f"a.warc.lz4/a.warc {len(ONE)}"]),
        ("a.warc.zst", lz4(ONE + TWO, ZstdWriter), ["a.warc.zst/a.warc 0", f"a.warc.zst/a.warc {len(ONE)}"]),
        # Whatever it is called.
        ("dump", MEMBERS, ["dump 0", f"dump {SECOND}"]),
        ("dump", gzip.compress(ONE + TWO, mtime=0), ["dump/unpacked 0", f"dump/unpacked {len(ONE)}"]),
        ("a.warc.gz", ONE + TWO, ["a.warc.gz 0", f"a.warc.gz {len(ONE)}"]),
        ("a.warc.open", ONE + TWO, ["a.warc 0", f"a.warc {len(ONE)}"]),
        ("a.warc.gz.open", gzip.compress(ONE + TWO, mtime=0), ["a.warc.gz/a.warc 0", f"a.warc.gz/a.warc {len(ONE)}"]),
    ],
)  # fmt: skip
def test_each_form_is_entered_where_its_location_says(
    tmp_path: Path, name: str, data: bytes, places: list[str]
) -> None:
    (tmp_path / name).write_bytes(data)
    assert read(tmp_path / name) == (places, BOTH, [])


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize(
    ("name", "data", "places"),
    [
        ("a.warc", ONE + TWO, ["", 0, len(ONE)]),
        ("a.warc.gz", MEMBERS, ["", 0, SECOND]),
        ("a.warc.gz", gzip.compress(ONE + TWO, mtime=0), ["/a.warc", 0, len(ONE)]),
    ],
)
def test_a_wacz_is_entered_like_a_folder(
    tmp_path: Path, method: int, name: str, data: bytes, places: list[object]
) -> None:
    path = wacz(tmp_path / "x.wacz", {"pages/pages.jsonl": b"{}", f"archive/{name}": data}, method)
    inner, *offsets = places
    expected = [f"x.wacz/archive/{name}{inner} {offset}" for offset in offsets]
    assert read(path) == (expected, BOTH, [])


def test_a_wacz_that_lost_its_end_is_read_by_the_heads_of_its_files(tmp_path: Path) -> None:
    members = {
        "indexes/i.cdx.gz": gzip.compress(b"x", mtime=0),
        "archive/a.warc.gz": MEMBERS,
        "p": b"p" * 99,
    }
    data = wacz(tmp_path / "x.wacz", members).read_bytes()
    (tmp_path / "x.wacz").write_bytes(data[:-60])
    places, bodies, damage = read(tmp_path / "x.wacz")
    assert bodies == BOTH
    assert places[1] == f"x.wacz/archive/a.warc.gz {SECOND}"
    reason = "the zip's directory cannot be read; files found without it: "
    assert damage == [f"x.wacz 0: {reason}indexes/i.cdx.gz, archive/a.warc.gz, p"]
    # And where it broke off within the WARC file.
    (tmp_path / "x.wacz").write_bytes(data[: data.find(MEMBERS) + len(MEMBERS) - 20])
    _, bodies, damage = read(tmp_path / "x.wacz")
    assert bodies == BOTH[:1]
    reason = "the file ends within a gzip member; lost: response https://example.com/2"
    assert damage[1:] == [f"x.wacz/archive/a.warc.gz {SECOND}: {reason}"]


class _Pipe(io.BytesIO):
    """Where a zip is written in a row: sizes come after the files."""

    def seekable(self) -> bool:
        return False


def test_a_wacz_that_was_streamed_and_torn(tmp_path: Path) -> None:
    out = _Pipe()
    with zipfile.ZipFile(out, "w") as zipped:
        zipped.writestr(zipfile.ZipInfo("datapackage.json"), b"{}", zipfile.ZIP_DEFLATED)
        with zipped.open("archive/a.warc.gz", "w") as stream:
            stream.write(MEMBERS)
    data = out.getvalue()
    (tmp_path / "x.wacz").write_bytes(data)
    assert read(tmp_path / "x.wacz")[1:] == (BOTH, [])
    (tmp_path / "x.wacz").write_bytes(data[: data.find(MEMBERS) + len(MEMBERS)])
    _, bodies, damage = read(tmp_path / "x.wacz")
    assert bodies == BOTH
    assert len(damage) == 1


def test_what_is_wrong_with_a_wacz_is_named(tmp_path: Path) -> None:
    package = {
        "resources": [
            {"path": "archive/a.warc.gz", "hash": f"sha256:{hashlib.sha256(b'other').hexdigest()}"},
            {"path": "archive/b.warc.gz", "hash": "sha256:0"},
            {"path": "pages/pages.jsonl", "hash": f"sha256:{hashlib.sha256(b'').hexdigest()}"},
            "no resource",
            {"path": 7},
        ]
    }
    members = {
        "archive/a.warc.gz": MEMBERS,
        "datapackage.json": json.dumps(package).encode(),
        "datapackage-digest.json": b'{"hash": "sha256:1"}',
        "pages/pages.jsonl": b"{}",
    }
    _, bodies, damage = read(wacz(tmp_path / "x.wacz", members))
    assert bodies == BOTH
    assert damage == [
        "x.wacz/datapackage.json 0: it does not match its digest in datapackage-digest.json",
        "x.wacz/archive/a.warc.gz 0: it does not match its digest in datapackage.json",
        "x.wacz/archive/b.warc.gz 0: datapackage.json names it, and it is not there",
        "x.wacz/7 0: datapackage.json names it, and it is not there",
    ]


@pytest.mark.parametrize("package", [b"", b"{", b"[]", b'{"resources": 1}', b"[" * 99999, b"\xff"])
def test_a_package_that_is_none_hinders_nobody(tmp_path: Path, package: bytes) -> None:
    members = {
        "a.warc.gz": MEMBERS,
        "datapackage.json": package,
        "datapackage-digest.json": package,
    }
    assert read(wacz(tmp_path / "x.wacz", members))[1:] == (BOTH, [])


def test_what_a_zip_packs_otherwise_is_named(tmp_path: Path) -> None:
    path = wacz(tmp_path / "x.wacz", {"a.warc.gz": MEMBERS}, zipfile.ZIP_BZIP2)
    assert read(path)[2] == [
        "x.wacz/a.warc.gz 0: it is encrypted, or packed in a way that is not read"
    ]
    # A byte that is wrong within a deflated file: its checksum tells.
    data = bytearray(wacz(path, {"a.warc": ONE + TWO}, zipfile.ZIP_DEFLATED).read_bytes())
    data[data.find(b"PK\x01\x02") - 5] ^= 1
    path.write_bytes(data)
    assert read(path)[2] != []


def test_names_that_lead_out_of_a_wacz_lead_nowhere(tmp_path: Path) -> None:
    (tmp_path / "secret.warc").write_bytes(ONE)
    folder = tmp_path / "in"
    folder.mkdir()
    path = wacz(folder / "x.wacz", {"../../secret.warc": TWO})
    (ref,) = iter_refs(path, on_damage=pytest.fail)
    assert read_capture(folder, ref.location).body == body(2)


def test_what_is_unpacked_is_unpacked_once_for_all_processes(
    tmp_path: Path, temporary: Path
) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(gzip.compress(ONE + TWO, mtime=0))
    refs = list(iter_refs(path, on_damage=pytest.fail))
    assert read_capture(tmp_path, refs[1].location).body == body(2)
    (folder,) = temporary.iterdir()
    assert folder.stat().st_mode & 0o777 == 0o700
    (copy,) = folder.iterdir()
    assert copy.read_bytes() == ONE + TWO
    before = copy.stat().st_ino
    script = (
        "import sys; from pathlib import Path\n"
        "from newscrawler.archive import read_capture\n"
        "from newscrawler.model.capture import Location\n"
        f"place = Location('a.warc.gz/a.warc', {len(ONE)}, {len(TWO)})\n"
        "print(len(read_capture(Path(sys.argv[1]), place).body))\n"
    )
    other = [sys.executable, "-c", script, str(tmp_path)]
    environment = {**os.environ, "TMPDIR": str(temporary)}
    done = subprocess.run(other, capture_output=True, text=True, check=True, env=environment)
    assert int(done.stdout) == len(body(2))
    # It was held, so it is still there, and was not written again.
    assert [p.stat().st_ino for p in folder.iterdir()] == [before]
    # Nobody holds it any more: the next process clears it away, with the half that a kill left.
    unpacked_cache._open.clear()
    copy.rename(folder / "stale")
    (folder / "killed.part").write_bytes(b"half")
    subprocess.run(other, capture_output=True, check=True, env=environment)
    assert {p.name for p in folder.iterdir()} == {copy.name}


def test_a_folder_for_unpacking_that_others_may_enter_is_refused(
    tmp_path: Path, temporary: Path
) -> None:
    (tmp_path / "a.warc.gz").write_bytes(gzip.compress(ONE + TWO, mtime=0))
    folder = temporary / f"newscrawler-{os.getuid()}"
    folder.mkdir()
    folder.chmod(0o777)
    with pytest.raises(ArchiveError, match="only you may enter"):
        read_capture(tmp_path, Location("a.warc.gz/a.warc", 0, len(ONE)))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    wacz(tmp_path / "x.wacz", {"a.warc.gz": MEMBERS})
    for name in ("b.warc.gz", "x.wacz/b.warc.gz", "b/c/d.warc", "x.wacz/a.warc.gz/b/c"):
        with pytest.raises(ArchiveError, match=rf"{name} cannot be read"):
            read_capture(tmp_path, Location(name, 0))


def test_what_sources_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names = ["a/1.warc.gz", "a/b/2.arc.gz", "a/b/3.wacz", "a/4.warc.lz4", "a/5.html", "a/6.txt",
             "a/7.cdx.gz", "a/8.warc.gz.torn", "a/9.warc.gz.open", "a/x.warc/1.arc"]  # fmt: skip
    for name in names:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")
    found = [p.relative_to(tmp_path / "a").as_posix() for p in files.archive_files(tmp_path / "a")]
    assert found == [
        "1.warc.gz",
        "4.warc.lz4",
        "9.warc.gz.open",
        "b/2.arc.gz",
        "b/3.wacz",
        "x.warc/1.arc",
    ]
    assert files.saved_pages(tmp_path / "a") == [tmp_path / "a/5.html"]
    assert files.saved_pages(tmp_path / "a/5.html") == [tmp_path / "a/5.html"]
    assert files.archive_files(tmp_path / "a/6.txt") == []
    assert files.expand(["a/*.html", "a/**/*.wacz", "a", "a/5.html"]) == [
        Path("a/5.html"), Path("a/b/3.wacz"), Path("a"),
    ]  # fmt: skip
    (tmp_path / "a/[1].warc").write_bytes(b"")
    assert files.expand(["a/[1].warc"]) == [Path("a/[1].warc")]
    with pytest.raises(UsageError, match=r"none/\*\.warc: no such file"):
        files.expand(["a", "none/*.warc"])


def test_a_link_keeps_its_own_name(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/real.warc").write_bytes(ONE)
    (tmp_path / "here").mkdir()
    (tmp_path / "here/link.warc").symlink_to(tmp_path / "elsewhere/real.warc")
    assert read(tmp_path / "here/link.warc")[:2] == (["link.warc 0"], [body(1)])
    source = tmp_path / "here"
    assert named(source / "link.warc", source, tmp_path / "archive") == Location(
        "link.warc", folder="../here"
    )


@pytest.mark.parametrize(
    ("data", "suffix"),
    [
        (ONE + TWO, ".warc"),
        (MEMBERS, ".warc.gz"),
        (gzip.compress(ONE + TWO, mtime=0), ".warc.gz"),
        (b"filedesc://x 0.0.0.0 20200102030405 text/plain 1\n\n\n", ".arc"),
        (
            gzip.compress(b"filedesc://x 0.0.0.0 20200102030405 text/plain 1\n\n\n", mtime=0),
            ".arc.gz",
        ),
        (lz4(ONE), ".warc.lz4"),
    ],
)
def test_what_comes_through_a_pipe_is_kept_once(tmp_path: Path, data: bytes, suffix: str) -> None:
    archive = tmp_path / "archive"
    path = receive(io.BytesIO(data), archive)
    digest = hashlib.sha256(data).hexdigest()
    assert path == archive / "received" / f"{digest}{suffix}"
    assert path.read_bytes() == data
    (line,) = (archive / "manifest.jsonl").read_text().splitlines()
    entry = json.loads(line)
    assert (entry["file"], entry["bytes"]) == (f"received/{digest}{suffix}", len(data))
    assert entry["sha256"] == digest
    assert receive(io.BytesIO(data), archive) == path
    assert len((archive / "manifest.jsonl").read_text().splitlines()) == 1
    assert list((archive / "received").iterdir()) == [path]


def test_a_wacz_comes_through_a_pipe_too(tmp_path: Path) -> None:
    data = wacz(tmp_path / "x.wacz", {"archive/a.warc.gz": MEMBERS}).read_bytes()
    path = receive(io.BytesIO(data), tmp_path / "archive")
    assert path.suffix == ".wacz"
    assert read(path)[1] == BOTH


@pytest.mark.parametrize(
    "data", [b"", b"hello", gzip.compress(b"tar, perhaps", mtime=0), b"\x1f\x8b\x08"]
)
def test_what_is_no_archive_is_not_kept(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(UsageError, match="pipe"):
        receive(io.BytesIO(data), tmp_path / "archive")
    assert list((tmp_path / "archive").rglob("*")) == [tmp_path / "archive/received"]


def test_what_a_killed_process_had_half_received_is_cleared_away(tmp_path: Path) -> None:
    (tmp_path / "received").mkdir()
    (tmp_path / "received/0.part").write_bytes(b"half")
    path = receive(io.BytesIO(MEMBERS), tmp_path)
    assert list((tmp_path / "received").iterdir()) == [path]


def test_saved_pages_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    for name, note in (("a", "{"), ("b", '{"url": 7}'), ("c", '{"status": "x"}'), ("d", "{}")):
        (tmp_path / f"{name}.html").write_text("<p>text")
        (tmp_path / f"{name}.meta.json").write_text(note)
    damage: list[Damage] = []
    found = [page.location.file for page in iter_saved(tmp_path, on_damage=damage.append)]
    assert found == ["d.html"]
    assert [d.file for d in damage] == ["a.html", "b.html", "c.html"]
    with pytest.raises(ArchiveError, match=r"a\.meta\.json is not valid JSON"):
        list(iter_saved(tmp_path))
