"""Reading: ours and anybody's WARC files. What is readable is read, what is not is named."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from fastwarc import ArchiveIterator, WarcRecord, WarcRecordType

from newscrawler.capture import Capture, Location, Told
from newscrawler.errors import ArchiveError

_SUFFIXES = (".warc", ".warc.gz", ".warc.open", ".warc.gz.open")
_TYPES = (
    WarcRecordType.warcinfo
    | WarcRecordType.response
    | WarcRecordType.revisit
    | WarcRecordType.metadata
)


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
    site: str | None = None
    crawl_id: str | None = None
    wanted: bool = False
    told: Told | None = None


def warc_files(source: Path) -> list[Path]:
    """Return the WARC files that a path names: itself, or all below it, sorted."""
    if source.is_file():
        return [source] if source.name.endswith(_SUFFIXES) else []
    return sorted(p for p in source.rglob("*") if p.name.endswith(_SUFFIXES) and p.is_file())


def iter_refs(source: Path, *, on_damage: Callable[[Damage], None]) -> Iterator[Ref]:
    """Yield the captures of a WARC file or of a folder of them, in file order.

    Locations are relative to the folder (a file's: to its parent), under final names.
    """
    root = source if source.is_dir() else source.parent
    for path in warc_files(source):
        name = path.relative_to(root).as_posix().removesuffix(".open")
        yield from _File(path, name, on_damage).refs()


def read_capture(
    root: Path, location: Location, *, wanted: bool = False, told: Told | None = None
) -> Capture:
    """Read one record; `wanted` and `told` are what its metadata says (see `iter_refs`).

    Raises ArchiveError naming the file and the offset.
    """
    path = root / location.file
    unfinished = path.with_name(path.name + ".open")
    if not path.exists() and unfinished.exists():
        path = unfinished
    where = f"{path} at byte {location.offset}"
    try:
        with path.open("rb") as stream:
            stream.seek(location.offset or 0)
            for record in ArchiveIterator(stream, parse_http=False):
                return replace(_capture(record, location), wanted=wanted, told=told)
    except (OSError, ValueError, RuntimeError, EOFError) as error:
        if isinstance(error, OSError) and error.strerror:
            raise ArchiveError(f"{path} cannot be read: {error.strerror}.") from None
        raise ArchiveError(f"{where}: the record is damaged ({error}).") from None
    raise ArchiveError(f"{where}: there is no record.")


class _File:
    """One walk through one file."""

    def __init__(self, path: Path, name: str, on_damage: Callable[[Damage], None]) -> None:
        self._path, self._name, self._on_damage = path, name, on_damage
        self._site: str | None = None
        self._crawl_id: str | None = None

    def refs(self) -> Iterator[Ref]:
        held: Ref | None = None  # waits for the metadata that follows it
        position = 0
        try:
            with self._path.open("rb") as stream:
                for record in ArchiveIterator(stream, record_types=_TYPES, parse_http=False):
                    position = record.stream_pos
                    if record.record_type == WarcRecordType.warcinfo:
                        self._read_info(record)
                    elif record.record_type == WarcRecordType.metadata:
                        held = _noted(held, record)
                    else:
                        if held is not None:
                            yield held
                        held = self._ref(record)
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
            location=Location(self._name, offset),
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


def _date(record: WarcRecord) -> str | None:
    """Return WARC-Date as it stands, if it is a date at all."""
    text = record.headers.get("WARC-Date") or ""
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return None
    return text


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
    head, body = _split(record.reader.read())
    status, headers = _parse_head(head)
    names = {k.lower(): v.lower() for k, v in headers}
    if names.get("transfer-encoding", "").strip() == "chunked":
        body = _dechunk(body)
    found = (record.headers.get("WARC-Record-ID") or "").strip("<>")
    return Capture(
        url=(record.headers.get("WARC-Target-URI") or "").strip().strip("<>"),
        status=status,
        headers=tuple(headers),
        body=body,
        captured_at=_date(record),
        record_id=found or f"urn:newscrawler:{location.file}:{location.offset}",
        location=location,
        truncated=record.headers.get("WARC-Truncated"),
    )


def _split(block: bytes) -> tuple[bytes, bytes]:
    """Part an HTTP message; a block that does not begin with one is all body."""
    if not block.startswith(b"HTTP/"):
        return b"", block
    ends = [(i, len(mark)) for mark in (b"\r\n\r\n", b"\n\n") if (i := block.find(mark)) >= 0]
    if not ends:
        return block, b""
    end, width = min(ends)
    return block[:end], block[end + width :]


def _parse_head(head: bytes) -> tuple[int, list[tuple[str, str]]]:
    """Return (status, headers); a record without HTTP headers counts as 200."""
    lines = head.decode("latin-1").replace("\r\n", "\n").split("\n")
    words = lines[0].split(None, 2)
    status = int(words[1]) if len(words) > 1 and words[1].isdecimal() else 200
    headers: list[tuple[str, str]] = []
    for line in lines[1:]:
        if line[:1] in (" ", "\t") and headers:
            headers[-1] = (headers[-1][0], f"{headers[-1][1]} {line.strip()}")  # folded
            continue
        name, colon, value = line.partition(":")
        if colon:
            headers.append((name.strip(), value.strip()))
    return status, headers


def _dechunk(body: bytes) -> bytes:
    """Undo chunk framing (RFC 9112 section 7.1); a body that is not framed stays as it is."""
    out, at = bytearray(), 0
    while at < len(body):
        end = body.find(b"\r\n", at)
        try:
            size = int(body[at:end].split(b";")[0].strip() or b"x", 16) if end >= 0 else -1
        except ValueError:
            size = -1
        if size < 0:
            return bytes(out) if out else body
        if size == 0:
            break
        out += body[end + 2 : end + 2 + size]
        at = end + 2 + size + 2
    return bytes(out)
