"""Turns a WARC record into a capture: URL, time, status, headers, body, index entry."""

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
from newscrawler.model.urls import is_address, is_http
from newscrawler.text.instants import read_instant, timestamp

KINDS = ("response", "revisit", "resource")
"""The record types that are captures (ISO 28500:2017, sections 6.3, 6.4 and 6.7)."""
_HEAD = 1 << 16
"""Bytes of a block in which its HTTP head is searched, before the body is read."""
_NOT_MODIFIED = "server-not-modified"
"""The end of a 304 revisit's WARC-Profile (ISO 28500:2017, section 6.7.3)."""
_UTC_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z")

Headers = list[tuple[str, str]]


def url_of(fields: Fields) -> str | None:
    """Return the URL of a page; None if WARC-Target-URI is not http(s), as dns: and the like."""
    url = _target(fields).replace(" ", "%20")
    return url if is_address(url) else None


def url_fault(fields: Fields) -> str | None:
    """Return what is wrong with a WARC-Target-URI that begins like a page's; None if nothing is."""
    url = _target(fields)
    wrong = is_http(url) and url_of(fields) is None
    return f"WARC-Target-URI is no address: {url}" if wrong else None


def id_of(record: Record, url: str) -> str:
    """Return WARC-Record-ID; for a record without one, as in ARC, a hash of what it holds.

    So the id is the same wherever the file lies.
    """
    declared = record.fields.get("warc-record-id", "").strip("<> ")
    if declared:
        return declared
    what = (url, record.fields.get("warc-date", ""), str(record.size))
    key = sha256("\0".join(what).encode(errors="surrogatepass") + b"\0" + record.block[:_HEAD])
    return f"urn:sha256:{key.hexdigest()}"


def date_of(fields: Fields) -> str | None:
    """Return WARC-Date as ISO 8601 in UTC, unchanged if it is so already; None if it is no date."""
    return _instant(fields.get("warc-date", ""))


def entry_of(record: Record) -> Entry:
    """Return the index entry of a record; its block need not have been read whole."""
    block = record.block[:_HEAD]
    head = split(block)[0] if record.fields.get("warc-type") != "resource" else b""
    return _entry(record.fields, *parse_head(head))


def capture_of(record: Record, location: Location, on_fault: Callable[[str], None]) -> Capture:
    """Return the capture of a record that was read whole.

    `on_fault` gets a reason for each contradiction, digests that do not match above all. Raises
    ValueError if the record is no capture of a page.
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


def _target(fields: Fields) -> str:
    return fields.get("warc-target-uri", "").removeprefix("<").removesuffix(">").strip()


def _entry(fields: Fields, status: int, headers: Headers) -> Entry:
    kind = fields.get("warc-type", "")
    if fields.get("warc-profile", "").endswith(_NOT_MODIFIED):
        status = 304
    content_type = (
        fields.get("content-type") if kind == "resource" else value_of(headers, "content-type")
    )
    media_types = (content_type or "").partition(";")[0].lower().split()
    refers = {"warc-target-uri": fields.get("warc-refers-to-target-uri", "")}
    return Entry(
        kind=kind,
        status=status,
        media_type=media_types[0] if media_types else None,
        digest=digests.normal(fields.get("warc-payload-digest")),
        refers_to_url=url_of(refers) if kind == "revisit" else None,
        refers_to_date=_instant(fields.get("warc-refers-to-date", ""))
        if kind == "revisit"
        else None,
    )


def _truncated(record: Record, on_fault: Callable[[str], None]) -> str | None:
    """Return why a record holds less than the whole message (WARC-Truncated), or None."""
    if record.fields["warc-type"] == "revisit":
        return None  # Heritrix calls it truncated because it leaves the body out
    declared = record.fields.get("warc-truncated") or None
    read = len(record.block)
    if read < record.size:
        on_fault(f"it has {record.size} bytes, of which {read} are read")
        return declared or "length"
    if "warc-segment-number" in record.fields:
        on_fault("it is a segment of a record, and the others are not joined to it")
        return declared or "unspecified"
    if record.short and not (digests.fits(record.fields, record.block) or is_whole(record.block)):
        return declared or "unspecified"
    return declared


def _instant(text: str) -> str | None:
    try:
        at = read_instant(text)
    except ValueError:
        return None
    # Its digits are kept, up to nine of them.
    return text if _UTC_DATE.fullmatch(text) else timestamp(at, "auto")
