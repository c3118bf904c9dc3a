"""What a record says of a capture: its address, its time, its exchange."""

import re
from collections.abc import Callable
from hashlib import sha256

from newscrawler.archive.parse import digests
from newscrawler.archive.parse.http import (
    dechunk,
    is_chunked,
    is_whole,
    parse_head,
    split,
    value_of,
)
from newscrawler.archive.parse.records import Fields, Record
from newscrawler.model.capture import Capture, Entry, Location
from newscrawler.text.instants import read_instant, timestamp

KINDS = ("response", "revisit", "resource")
"""The types of records that are captures."""
_HEAD = 1 << 16
"""Bytes of a record in which its HTTP head is looked for, before anyone reads the body."""
_NOT_MODIFIED = "server-not-modified"
"""How the profile of a revisit ends for a 304; the others repeat an earlier body."""
_USUAL_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z")

Headers = list[tuple[str, str]]


def url_of(fields: Fields) -> str | None:
    """Return the address of a page; None of what is none, as dns: and the like."""
    url = fields.get("warc-target-uri", "").removeprefix("<").removesuffix(">").strip()
    if not url[:8].lower().startswith(("http://", "https://")):
        return None
    return url.replace(" ", "%20")


def id_of(record: Record, url: str) -> str:
    """Return a record's id; one made of what it holds, if it has none, as in ARC.

    So it is the same wherever the file lies.
    """
    stated = record.fields.get("warc-record-id", "").strip("<> ")
    if stated:
        return stated
    what = (url, record.fields.get("warc-date", ""), str(record.size))
    key = sha256("\0".join(what).encode(errors="surrogatepass") + b"\0" + record.block[:_HEAD])
    return f"urn:sha256:{key.hexdigest()}"


def date_of(fields: Fields) -> str | None:
    """Return WARC-Date in UTC, as it stands if it is so; None if it is no date."""
    return _instant(fields.get("warc-date", ""))


def entry_of(record: Record) -> Entry:
    """Return what an index says of a record."""
    block = record.block[:_HEAD]
    head = split(block)[0] if record.fields.get("warc-type") != "resource" else b""
    return _entry(record.fields, *parse_head(head))


def capture_of(record: Record, location: Location, on_fault: Callable[[str], None]) -> Capture:
    """Return the capture of a record that was read whole.

    `on_fault` is told what contradicts itself, digests that do not match above all. Raises
    ValueError if the record is none of a page.
    """
    fields, block = record.fields, record.block
    url, kind = url_of(fields), fields.get("warc-type")
    if url is None or kind not in KINDS:
        raise ValueError("it is no capture of a page")
    head, body = (b"", block) if kind == "resource" else split(block)
    status, headers = parse_head(head)
    payloads = [body, block]  # some tools state the block's digest twice
    if is_chunked(headers):
        body, fault = dechunk(body)
        payloads.append(body)
        if fault:
            on_fault(f"wrong chunks: {fault}")
    if len(block) == record.size:
        # A revisit's payload is elsewhere.
        for reason in digests.wrong(fields, block, *(payloads if kind != "revisit" else ())):
            on_fault(reason)
    entry = _entry(fields, status, headers)
    if kind == "resource" and "content-type" in fields:
        headers = [("Content-Type", fields["content-type"])]
    return Capture(
        url=url,
        status=entry.status or status,
        headers=tuple(headers),
        body=body,
        captured_at=date_of(fields),
        record_id=id_of(record, url),
        location=location,
        truncated=_truncated(record, on_fault),
        entry=entry,
    )


def _entry(fields: Fields, status: int, headers: Headers) -> Entry:
    kind = fields.get("warc-type", "")
    if fields.get("warc-profile", "").endswith(_NOT_MODIFIED):
        status = 304
    given = fields.get("content-type") if kind == "resource" else value_of(headers, "content-type")
    words = (given or "").partition(";")[0].lower().split()
    refers = {"warc-target-uri": fields.get("warc-refers-to-target-uri", "")}
    return Entry(
        kind=kind,
        status=status,
        media_type=words[0] if words else None,
        digest=digests.normal(fields.get("warc-payload-digest")),
        refers_to_url=url_of(refers) if kind == "revisit" else None,
        refers_to_date=_instant(fields.get("warc-refers-to-date", ""))
        if kind == "revisit"
        else None,
    )


def _truncated(record: Record, on_fault: Callable[[str], None]) -> str | None:
    """Return why a record holds less than the whole message, if it does."""
    if record.fields["warc-type"] == "revisit":
        return None  # Heritrix calls it truncated because it leaves the body out
    stated = record.fields.get("warc-truncated") or None
    read = len(record.block)
    if read < record.size:
        on_fault(f"it has {record.size} bytes, of which {read} are read")
        return stated or "length"
    if "warc-segment-number" in record.fields:
        on_fault("it is a segment of a record, and the others are not joined to it")
        return stated or "unspecified"
    if record.short and not (digests.fits(record.fields, record.block) or is_whole(record.block)):
        return stated or "unspecified"
    return stated


def _instant(text: str) -> str | None:
    try:
        at = read_instant(text)
    except ValueError:
        return None
    # Its digits are kept, up to nine of them.
    return text if _USUAL_DATE.fullmatch(text) else timestamp(at, "auto")
