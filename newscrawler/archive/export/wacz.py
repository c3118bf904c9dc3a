"""WACZ 1.1.1 packages: records, their index and a page list in one file that replays itself.

The same pages and records give the same bytes, for nothing in it comes from a clock: `created` is
the time of the last capture, and the times inside the ZIP are its earliest.
"""

import json
import os
import re
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from itertools import groupby, islice
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from newscrawler.archive.export.copy_records import Part, Source, source
from newscrawler.archive.export.sort_lines import Sorter
from newscrawler.archive.read.reader import Damage
from newscrawler.errors import ArchiveError, UsageError
from newscrawler.model.capture import Location
from newscrawler.text.instants import read_cdx_timestamp, timestamp
from newscrawler.version import __version__

_LINES_PER_BLOCK = 1024
"""Lines of the index that are compressed together, as archiveweb.page and py-wacz have it."""
_EARLIEST = (1980, 1, 1, 0, 0, 0)
# An entry may pass 2 GB, so its own head has a field for that. ReplayWeb.page reads at the wrong
# place then, unless the directory has some field for it too: this one holds no times.
_NO_TIMES = b"UT\x01\x00\x00"
# What Data Packages allow in a resource's name.
_NOT_NAME = re.compile(r"[^-a-z0-9._/]+")
_STEM = re.compile(r"(?:\.warc)?(?:\.gz)?$")

_Place = tuple[str | None, str, int]
"""A capture's folder, file and offset."""


@dataclass(frozen=True, slots=True)
class Page:
    """An entry of the package's page list; `captured_at` is ISO 8601 in UTC."""

    url: str
    captured_at: str
    title: str
    text: str


@dataclass
class Packed:
    """The result of `pack`: counts, and what was damaged and left out."""

    pages: int = 0
    records: int = 0
    damage: list[Damage] = field(default_factory=list)


def pack(
    path: Path, archive: Path, chosen: Iterable[Page | Location], *, title: str, description: str
) -> Packed:
    """Write a WACZ of pages and of the exchanges of captures, given in any order.

    `archive` is the folder that locations are seen from. Memory does not grow with the records.
    The file appears whole or not at all. Raises UsageError if it cannot be written.
    """
    packed, part = Packed(), path.with_name(path.name + ".part")
    try:
        with part.open("wb") as out, Sorter() as places, Sorter() as index:
            with ZipFile(out, "w") as archive_file:
                package = _Package(archive_file)
                _write_pages(package, chosen, places, packed)
                latest = _write_records(package, archive, places, index, packed)
                _write_index(package, index)
                package.describe(title, description, latest)
            out.flush()
            os.fsync(out.fileno())
        part.replace(path)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}.") from None
    finally:
        part.unlink(missing_ok=True)
    return packed


class _Entry:
    """A file in the package while it is written."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out = out
        self._digest = sha256()
        self.size = 0

    def write(self, data: bytes) -> None:
        self._out.write(data)
        self._digest.update(data)
        self.size += len(data)

    def resource(self) -> dict[str, Any]:
        return {"hash": f"sha256:{self._digest.hexdigest()}", "bytes": self.size}


class _Package:
    """The ZIP file, and the `resources` of its datapackage.json."""

    def __init__(self, package: ZipFile) -> None:
        self._zip = package
        self._resources: dict[str, dict[str, Any]] = {}

    @contextmanager
    def entry(self, path: str, method: int) -> Iterator[_Entry]:
        # Compressed records are stored, so that replay reads them where they lie.
        info = _info(path, method)
        info.extra = _NO_TIMES
        with self._zip.open(info, "w", force_zip64=True) as out:
            entry = _Entry(out)
            yield entry
        name = _NOT_NAME.sub("-", path.rpartition("/")[2].lower())
        while name in self._resources:
            name += "-"
        self._resources[name] = {"name": name, "path": path, **entry.resource()}

    def free_name(self, name: str) -> str:
        """Return a file name that no other record file has."""
        taken = {resource["path"] for resource in self._resources.values()}
        number, free = 1, name
        while f"archive/{free}" in taken:
            number, free = number + 1, f"{number}-{name}"
        return free

    def describe(self, title: str, description: str, created: str) -> None:
        """Write datapackage.json and the digest of it (WACZ 1.1.1, sections 4 and 5)."""
        about = {
            "profile": "data-package",
            "title": title,
            "description": description,
            "created": created,
            "wacz_version": "1.1.1",
            "software": f"newscrawler/{__version__}",
            "resources": list(self._resources.values()),
        }
        data = (json.dumps(about, ensure_ascii=False, indent=2) + "\n").encode()
        self._zip.writestr(_info("datapackage.json", ZIP_DEFLATED), data)
        digest = {"path": "datapackage.json", "hash": f"sha256:{sha256(data).hexdigest()}"}
        text = json.dumps(digest, indent=2) + "\n"
        self._zip.writestr(_info("datapackage-digest.json", ZIP_DEFLATED), text)


def _info(path: str, method: int) -> ZipInfo:
    info = ZipInfo(path, _EARLIEST)
    info.compress_type = method
    info.create_system = 3  # Unix, wherever it is written
    info.external_attr = 0o644 << 16
    return info


def _write_pages(
    package: _Package, chosen: Iterable[Page | Location], places: Sorter, packed: Packed
) -> None:
    with package.entry("pages/pages.jsonl", ZIP_DEFLATED) as out:
        out.write(b'{"format": "json-pages-1.0", "id": "pages", "title": "Articles", ')
        out.write(b'"hasText": true}\n')
        for one in chosen:
            if isinstance(one, Location):
                places.add(f"{json.dumps([one.folder, one.file])}\t{one.offset or 0:020d}\n")
                continue
            entry = {
                "id": sha256(f"{one.captured_at} {one.url}".encode()).hexdigest()[:24],
                "url": one.url,
                "ts": one.captured_at.partition(".")[0].removesuffix("Z") + "Z",
                "title": one.title,
                "text": one.text,
            }
            # A lone surrogate becomes the escape that JSON has for it.
            line = json.dumps(entry, ensure_ascii=False) + "\n"
            out.write(line.encode(errors="backslashreplace"))
            packed.pages += 1


def _write_records(
    package: _Package, archive: Path, places: Iterable[str], index: Sorter, packed: Packed
) -> str:
    """Copy the exchanges, file by file; return the time of the last capture."""
    latest = ""
    for (folder, file), group in groupby(map(_place, places), key=lambda place: place[:2]):
        name = package.free_name(f"{_STEM.sub('', Path(file).name)}.warc.gz")
        offsets = [offset for _, _, offset in group]
        try:
            with (
                source(archive, Location(file, 0, None, folder)) as here,
                package.entry(f"archive/{name}", ZIP_STORED) as out,
            ):
                for part in _parts(here, file, offsets, packed):
                    line = _copy(here, part, out, name)
                    packed.records += 1
                    if part.line is not None:
                        latest = max(latest, part.line.timestamp)
                    if line is not None:
                        index.add(line)
        except ArchiveError as error:
            packed.damage += [Damage(file, offset, str(error)) for offset in offsets]
    return timestamp(read_cdx_timestamp(latest) if latest else datetime(*_EARLIEST, tzinfo=UTC))


def _parts(here: Source, file: str, offsets: list[int], packed: Packed) -> Iterator[Part]:
    """Yield the records to copy out of one file, its warcinfo first."""
    info = here.warcinfo()
    if info is not None:
        yield info
    for offset in offsets:
        try:
            parts = here.exchange(offset).parts
        except ArchiveError as error:
            packed.damage.append(Damage(file, offset, str(error)))
            continue
        yield from parts


def _copy(here: Source, part: Part, out: _Entry, name: str) -> str | None:
    """Copy a record; return its line of the index, if it has one."""
    begin, digest = out.size, sha256()
    for data in here.member(part):
        out.write(data)
        digest.update(data)
    # A browser that gets a 304 shows an empty page: replay must not come upon one.
    if part.line is None or part.line.fields.get("status") == "304":
        return None
    own = f"sha256:{digest.hexdigest()}"
    return part.line.at(name, begin, out.size - begin, recordDigest=own)


def _write_index(package: _Package, index: Iterable[str]) -> None:
    """Write the lines in compressed blocks and an index of the blocks (ZipNum)."""
    lines, blocks = iter(index), []
    with package.entry("indexes/index.cdx.gz", ZIP_STORED) as out:
        while page := list(islice(lines, _LINES_PER_BLOCK)):
            stream = zlib.compressobj(wbits=16 + zlib.MAX_WBITS)
            data = stream.compress("".join(page).encode()) + stream.flush()
            digest = f"sha256:{sha256(data).hexdigest()}"
            place = {"offset": out.size, "length": len(data), "digest": digest}
            blocks.append(f"{page[0].partition('{')[0].strip()} {json.dumps(place)}\n")
            out.write(data)
    head = {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}
    with package.entry("indexes/index.idx", ZIP_DEFLATED) as out:
        out.write(f"!meta 0 {json.dumps(head)}\n".encode())
        out.write("".join(blocks).encode())


def _place(line: str) -> _Place:
    name, _, offset = line.rpartition("\t")
    folder, file = json.loads(name)
    return folder, file, int(offset)
