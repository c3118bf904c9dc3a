"""Reading: ours and anybody's WARC files. What is readable is read, what is not is named."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from fastwarc import ArchiveIterator, WarcRecord, WarcRecordType

from newscrawler.archive.http import dechunk, parse_head, split, value_of
from newscrawler.capture import Capture, Entry, Location, Told
from newscrawler.errors import ArchiveError

_SUFFIXES = (".warc", ".warc.gz", ".warc.open", ".warc.gz.open")
_CAPTURES = WarcRecordType.response | WarcRecordType.revisit | WarcRecordType.resource
_HEAD = 1 << 16
"""Bytes of a record in which its HTTP head is looked for, before anyone reads the body."""
_NOT_MODIFIED = "server-not-modified"
"""How the profile of a revisit ends for a 304; the others repeat an earlier body."""


@dataclass(frozen=True, slots=True)
class Damage:
    """A place that could not be read."""

    file: str
    offset: int
    reason: str


@dataclass(frozen=True, slots=True)
class Ref:
    """A capture that a file holds, before anyone reads its body.

    `site` and `crawl_id` come from the file's warcinfo, where it is one of ours.
    """

    record_id: str
    url: str
    captured_at: str | None
    location: Location
    entry: Entry
    site: str | None = None
    crawl_id: str | None = None
    wanted: bool = False
    told: Told | None = None


def warc_files(source: Path) -> list[Path]:
    """Return the WARC files that a path names: itself, or all below it, sorted."""
    if source.is_file():
        return [source] if source.name.endswith(_SUFFIXES) else []
    return sorted(p for p in source.rglob("*") if p.name.endswith(_SUFFIXES) and p.is_file())


def place(source: Path, archive: Path | None) -> tuple[Path, str | None]:
    """Return the folder that names in a source are relative to, and how a location calls it.

    See `Location`: None for our own archive and what lies in it, and for no archive at all.
    """
    root = source if source.is_dir() else source.parent
    if archive is None:
        return root, None
    root, archive = root.resolve(), archive.resolve()
    if root.is_relative_to(archive):
        return archive, None
    if root.is_relative_to(archive.parent):
        return root, Path(os.path.relpath(root, archive)).as_posix()
    return root, root.as_posix()


def iter_refs(
    source: Path, *, on_damage: Callable[[Damage], None], archive: Path | None = None
) -> Iterator[Ref]:
    """Yield the captures of a WARC file or of a folder of them, in file order.

    Locations are as seen from `archive`, under final names; without one, from the folder (a
    file's: its parent).
    """
    root, folder = place(source, archive)
    for path in warc_files(source):
        name = path.resolve().relative_to(root.resolve()).as_posix().removesuffix(".open")
        yield from _File(path, name, folder, on_damage).refs()


def read_capture(
    archive: Path,
    location: Location,
    *,
    wanted: bool = False,
    told: Told | None = None,
    original: Location | None = None,
) -> Capture:
    """Read one record; `wanted` and `told` are what its metadata says (see `iter_refs`).

    `original`: where the body lies that a revisit repeats.
    Raises ArchiveError naming the file and the offset.
    """
    capture = replace(_read(archive, location), wanted=wanted, told=told)
    if original is None:
        return capture
    first = _read(archive, original)
    # Some crawlers repeat no HTTP headers either.
    headers = capture.headers or first.headers
    status = capture.status if capture.headers else first.status
    entry = replace(capture.entry, media_type=first.entry.media_type)
    return replace(capture, body=first.body, headers=headers, status=status, entry=entry)


def _read(archive: Path, location: Location) -> Capture:
    path = location.root(archive) / location.file
    unfinished = path.with_name(path.name + ".open")
    if not path.exists() and unfinished.exists():
        path = unfinished
    where = f"{path} at byte {location.offset}"
    try:
        with path.open("rb") as stream:
            stream.seek(location.offset or 0)
            for record in ArchiveIterator(stream, parse_http=False):
                return _capture(record, location)
    except (OSError, ValueError, RuntimeError, EOFError) as error:
        if isinstance(error, OSError) and error.strerror:
            raise ArchiveError(f"{path} cannot be read: {error.strerror}.") from None
        raise ArchiveError(f"{where}: the record is damaged ({error}).") from None
    raise ArchiveError(f"{where}: there is no record.")


class _File:
    """One walk through one file."""

    def __init__(
        self, path: Path, name: str, folder: str | None, on_damage: Callable[[Damage], None]
    ) -> None:
        self._path, self._name, self._folder, self._on_damage = path, name, folder, on_damage
        self._site: str | None = None
        self._crawl_id: str | None = None

    def refs(self) -> Iterator[Ref]:
        held: Ref | None = None  # waits for the metadata that follows it
        position = 0
        try:
            with self._path.open("rb") as stream:
                for record in ArchiveIterator(stream, parse_http=False):
                    position = record.stream_pos
                    if held is not None and held.location.length is None:
                        held = _ended(held, position)
                    if record.record_type == WarcRecordType.warcinfo:
                        self._read_info(record)
                    elif record.record_type == WarcRecordType.metadata:
                        held = _noted(held, record)
                    elif record.record_type & _CAPTURES:
                        if held is not None:
                            yield held
                        held = self._ref(record)
                if held is not None and held.location.length is None:
                    held = _ended(held, stream.seek(0, os.SEEK_END))
        except (OSError, ValueError, RuntimeError, EOFError) as error:
            self._on_damage(Damage(self._name, position, str(error) or type(error).__name__))
        if held is not None:
            yield held

    def _ref(self, record: WarcRecord) -> Ref | None:
        url = (record.headers.get("WARC-Target-URI") or "").strip().strip("<>")
        if not url.startswith(("http://", "https://")):
            return None  # dns: and the like are no pages
        offset = record.stream_pos
        found = (record.headers.get("WARC-Record-ID") or "").strip().strip("<>")
        return Ref(
            record_id=found or f"urn:newscrawler:{self._name}:{offset}",
            url=url,
            captured_at=self._date(record),
            location=Location(self._name, offset, folder=self._folder),
            entry=_entry(record, *parse_head(split(record.reader.read(_HEAD))[0])),
            site=self._site,
            crawl_id=self._crawl_id,
        )

    def _date(self, record: WarcRecord) -> str | None:
        date = _date(record)
        if date is None:
            text = record.headers.get("WARC-Date")
            self._on_damage(Damage(self._name, record.stream_pos, f"WARC-Date is «{text}»"))
        return date

    def _read_info(self, record: WarcRecord) -> None:
        info = _fields(record.reader.read())
        if info.get("software", "").startswith("newscrawler/"):
            self._site, self._crawl_id = info.get("ispartof"), info.get("crawl-id")


def _ended(ref: Ref, position: int) -> Ref:
    start = ref.location.offset or 0
    return replace(ref, location=replace(ref.location, length=position - start))


def _date(record: WarcRecord) -> str | None:
    """Return WARC-Date as it stands, if it is a date at all."""
    text = record.headers.get("WARC-Date") or ""
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return None
    return text


def _entry(record: WarcRecord, status: int, headers: list[tuple[str, str]]) -> Entry:
    is_http = bool(headers)
    if (record.headers.get("WARC-Profile") or "").endswith(_NOT_MODIFIED):
        status = 304
    given = value_of(headers, "content-type") if is_http else record.headers.get("Content-Type")
    refers = (record.headers.get("WARC-Refers-To-Target-URI") or "").strip().strip("<>")
    return Entry(
        kind=str(record.record_type),
        status=status,
        media_type=(given or "").partition(";")[0].strip().lower() or None,
        digest=record.headers.get("WARC-Payload-Digest"),
        refers_to_url=refers or None,
        refers_to_date=record.headers.get("WARC-Refers-To-Date"),
    )


def _noted(held: Ref | None, record: WarcRecord) -> Ref | None:
    about = (record.headers.get("WARC-Concurrent-To") or "").strip("<>")
    if held is None or about != held.record_id:
        return held
    notes = _fields(record.reader.read())
    source = notes.get("discovered-by")
    told = Told(source, notes.get("discovered-date")) if source else None
    return replace(held, wanted=notes.get("wanted") == "article", told=told)


def _fields(block: bytes) -> dict[str, str]:
    lines = block.decode("utf-8", errors="replace").splitlines()
    pairs = (line.partition(":") for line in lines)
    return {key.strip().lower(): value.strip() for key, _, value in pairs}


def _capture(record: WarcRecord, location: Location) -> Capture:
    head, body = split(record.reader.read())
    status, headers = parse_head(head)
    if (value_of(headers, "transfer-encoding") or "").strip().lower() == "chunked":
        body = dechunk(body)
    entry = _entry(record, status, headers)
    if entry.kind == "resource" and entry.media_type:
        headers = [("Content-Type", record.headers.get("Content-Type") or "")]
    found = (record.headers.get("WARC-Record-ID") or "").strip("<>")
    return Capture(
        url=(record.headers.get("WARC-Target-URI") or "").strip().strip("<>"),
        status=entry.status or status,
        headers=tuple(headers),
        body=body,
        captured_at=_date(record),
        record_id=found or f"urn:newscrawler:{location.file}:{location.offset}",
        location=location,
        truncated=record.headers.get("WARC-Truncated"),
        entry=entry,
    )
