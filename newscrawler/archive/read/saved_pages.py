"""Saved HTML pages, with or without a `.meta.json` beside each, read as captures."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from newscrawler.archive.read.files import saved_pages
from newscrawler.archive.read.reader import Damage, OnDamage, named, place
from newscrawler.errors import ArchiveError
from newscrawler.model.capture import Capture, Entry, Location
from newscrawler.model.urls import is_address, is_http
from newscrawler.text.encoding import decode
from newscrawler.text.encoding.content_coding import MAX_DECODED
from newscrawler.text.instants import read_instant, timestamp

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
    source: Path,
    captured_at: str | None = None,
    *,
    archive: Path | None = None,
    on_damage: OnDamage | None = None,
) -> Iterator[Capture]:
    """Yield the pages of a source (an HTML file, or all below a folder), sorted by path.

    The URL comes from ``<page>.meta.json``, else from rel=canonical or og:url, else it is the
    file's name under ``file:``. The time comes from the same file, else from `captured_at`,
    else from a day in the path, else it is unknown. Never from the file's own date.
    Locations are relative to `archive`, if there is one. `on_damage` gets the pages that cannot
    be read; without it they raise ArchiveError.
    """
    root, _ = place(source, archive)
    for path in saved_pages(source):
        location = named(path, source, archive)
        try:
            page = read_saved(root, location.file, captured_at)
        except ArchiveError as error:
            if on_damage is None:
                raise
            on_damage(Damage(location.file, 0, str(error)))
        else:
            yield replace(page, location=location)


def read_saved(folder: Path, name: str, captured_at: str | None = None) -> Capture:
    """Read one page, at most its first MAX_DECODED bytes. Raises ArchiveError."""
    path = folder / name
    try:
        with path.open("rb") as stream:
            body = stream.read(MAX_DECODED)
            is_cut = bool(stream.read(1))
    except OSError as error:
        raise ArchiveError(f"{path} cannot be read: {error.strerror}.") from None
    meta = _meta(path)
    content_type = meta.get("content_type")
    url = meta.get("url") or _declared_url(body, content_type) or f"file:///{name}"
    when = _instant(meta.get("captured_at") or captured_at or _day_in(name), path)
    key = sha256(b"\0".join((url.encode(), (when or "").encode(), body))).hexdigest()
    return Capture(
        url=url,
        status=meta.get("status", 200),
        headers=(("Content-Type", content_type),) if content_type else (),
        body=body,
        captured_at=when,
        record_id=f"urn:sha256:{key}",
        location=Location(name),
        truncated="length" if is_cut else None,
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
    texts = ("url", "content_type", "captured_at")
    if not isinstance(data, dict) or any(not isinstance(data.get(t, ""), str) for t in texts):
        raise ArchiveError(f'{note} must hold an object: {{"url": "…", "captured_at": "…"}}.')
    if is_http(url := data.get("url", "")) and not is_address(url):
        raise ArchiveError(f"{note}: url is «{url}», which is no address.")
    if type(data.get("status", 200)) is not int:
        raise ArchiveError(f"{note}: status must be a number, as 404.")
    return data


def _declared_url(body: bytes, content_type: str | None) -> str | None:
    head = decode(body[:65536], content_type).text
    found = _CANONICAL.search(head) or _OG_URL.search(head)
    url = found[1].replace("&amp;", "&") if found else ""
    return url if is_address(url) else None


def _day_in(name: str) -> str | None:
    found = _DAY.search(name)
    return found[0] if found else None


def _instant(text: str | None, path: Path) -> str | None:
    if not text:
        return None
    try:
        return timestamp(read_instant(text), "auto")
    except ValueError:
        raise ArchiveError(
            f"{path}: captured_at is «{text}»; write it as 2017-12-22T06:00:00Z."
        ) from None
