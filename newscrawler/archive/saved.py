"""Saved pages: folders of HTML files, with or without a note beside each, read as captures."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from newscrawler.archive.reader import place
from newscrawler.capture import Capture, Entry, Location
from newscrawler.encoding import decode
from newscrawler.errors import ArchiveError

_CANONICAL = re.compile(
    r"<link\b(?=[^>]*\brel\s*=\s*[\"']?canonical\b)[^>]*\bhref\s*=\s*[\"']?([^\"'\s>]+)",
    re.IGNORECASE,
)
_OG_URL = re.compile(
    r"<meta\b(?=[^>]*\bproperty\s*=\s*[\"']og:url)[^>]*\bcontent\s*=\s*[\"']([^\"']+)",
    re.IGNORECASE,
)
_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)-(\d\d)-(\d\d)(?!\d)")


def iter_saved(
    folder: Path, captured_at: str | None = None, *, archive: Path | None = None
) -> Iterator[Capture]:
    """Yield the pages below a folder, by path.

    The URL comes from ``<page>.meta.json``, else from rel=canonical or og:url, else it is the
    file's name under ``file:``. The time comes from the same file, else from `captured_at`,
    else from a day in the path, else nobody knows it. Never from the file's own date.
    Locations are as seen from `archive`, if there is one.
    """
    root, called = place(folder, archive)
    pages = [p for p in folder.rglob("*") if p.suffix.lower() in (".html", ".htm")]
    for path in sorted(pages):
        name = path.resolve().relative_to(root.resolve()).as_posix()
        page = read_saved(root, name, captured_at)
        yield replace(page, location=Location(name, folder=called))


def read_saved(folder: Path, name: str, captured_at: str | None = None) -> Capture:
    """Read one page. Raises ArchiveError."""
    path = folder / name
    try:
        body = path.read_bytes()
    except OSError as error:
        raise ArchiveError(f"{path} cannot be read: {error.strerror}.") from None
    meta = _meta(path)
    content_type = meta.get("content_type")
    url = meta.get("url") or _declared_url(body, content_type) or f"file:///{name}"
    when = _instant(meta.get("captured_at") or captured_at or _day_in(name), path)
    key = sha256(b"\0".join((url.encode(), (when or "").encode(), body))).hexdigest()
    return Capture(
        url=url,
        status=int(meta.get("status", 200)),
        headers=(("Content-Type", content_type),) if content_type else (),
        body=body,
        captured_at=when,
        record_id=f"urn:sha256:{key}",
        location=Location(name),
        wanted=True,
        entry=Entry(kind="page"),
    )


def _meta(path: Path) -> dict[str, Any]:
    note = path.with_suffix(".meta.json")
    if not note.exists():
        return {}
    try:
        data = json.loads(note.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ArchiveError(f"{note} is not valid JSON: {error}.") from None
    if not isinstance(data, dict):
        raise ArchiveError(f'{note} must hold an object: {{"url": …, "captured_at": …}}.')
    return data


def _declared_url(body: bytes, content_type: str | None) -> str | None:
    head = decode(body[:65536], content_type).text
    found = _CANONICAL.search(head) or _OG_URL.search(head)
    url = found[1].replace("&amp;", "&") if found else ""
    return url if url.startswith(("http://", "https://")) else None


def _day_in(name: str) -> str | None:
    found = _DAY.search(name)
    return found[0] if found else None


def _instant(text: str | None, path: Path) -> str | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ArchiveError(
            f"{path}: captured_at is «{text}»; write it as 2017-12-22T06:00:00Z."
        ) from None
    moment = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment.isoformat().replace("+00:00", "Z")
