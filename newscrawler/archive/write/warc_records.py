"""The WARC records of one exchange: response or revisit, request, metadata."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus

from newscrawler.archive.write.compression import Member, is_compressed, stored_member
from newscrawler.archive.write.serialise import (
    END,
    SECRET,
    Fields,
    digest,
    http_head,
    lines,
    new_id,
    public_url,
    record_head,
    warc_fields,
)
from newscrawler.model.capture import Capture, DiscoveryHint, Earlier, Entry, Location
from newscrawler.text.instants import timestamp

_PROFILES = "http://netpreserve.org/warc/1.1/revisit/"
_IDENTICAL_PAYLOAD = _PROFILES + "identical-payload-digest"
_NOT_MODIFIED = _PROFILES + "server-not-modified"
_HTTP = "application/http; msgtype="
# Twisted gives a length to answers that have none.
_DROPPED = SECRET | {"transfer-encoding", "content-length"}
_BODILESS = (204, 304)
_REASONS = {status.value: status.phrase for status in HTTPStatus}


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A request and its response.

    Headers are pairs of latin-1 text; `body` is as it was sent, still content-encoded.
    `captured_at` is an aware datetime, `latency` in seconds, `retries` the failures before.
    `earlier` is the last capture of the URL that holds a body, for revisit records.
    """

    url: str
    method: str = "GET"
    request_headers: Sequence[tuple[str, str]] = ()
    request_body: bytes = b""
    status: int = 200
    headers: Sequence[tuple[str, str]] = ()
    body: bytes = field(default=b"", repr=False)
    captured_at: datetime
    ip: str | None = None
    protocol: str | None = None
    truncated: str | None = None
    via: str | None = None
    wanted: bool = False
    hint: DiscoveryHint | None = None
    latency: float | None = None
    retries: int | None = None
    earlier: Earlier | None = None


def to_records(
    exchange: Exchange, *, file: str, offset: int, info_id: str, crawl_id: str, member: Member
) -> tuple[bytes, Capture]:
    """Return an exchange as the bytes of its records, each a gzip member, and as a capture.

    `file` and `offset` are where the records will lie. The response comes first: if a crash falls
    between two members, it is what counts.
    """
    url = public_url(exchange.url)
    date = timestamp(exchange.captured_at, "microseconds")
    common = [("WARC-Date", date), ("WARC-Target-URI", url), ("WARC-Warcinfo-ID", f"<{info_id}>")]
    if exchange.ip:
        common.append(("WARC-IP-Address", exchange.ip))
    if exchange.protocol:
        common.append(("WARC-Protocol", exchange.protocol.lower()))
    shared, record_id = lines(common), new_id()
    headers = _response_headers(exchange)
    entry = _entry(exchange, url, headers)
    response = _response(exchange, shared, record_id, headers, entry, member)
    shared += f"WARC-Concurrent-To: <{record_id}>\r\n"
    request = _request(exchange, url, shared, member)
    metadata = _metadata(exchange, crawl_id, shared, member)
    capture = Capture(
        url=url,
        status=exchange.status,
        headers=tuple(headers),
        body=exchange.body if exchange.status != 304 else b"",
        captured_at=date,
        record_id=record_id,
        location=Location(file, offset, len(response)),
        truncated=exchange.truncated,
        wanted=exchange.wanted,
        hint=exchange.hint,
        entry=entry,
    )
    return response + request + metadata, capture


def _response_headers(exchange: Exchange) -> list[tuple[str, str]]:
    """Return a response's headers without secrets; Content-Length fits the unchunked body."""
    kept = [pair for pair in exchange.headers if pair[0].lower() not in _DROPPED]
    if exchange.status not in _BODILESS:
        kept.append(("Content-Length", str(len(exchange.body))))
    return kept


def _entry(exchange: Exchange, url: str, headers: Fields) -> Entry:
    earlier, status = exchange.earlier, exchange.status
    if status == 304:
        kind, payload = "revisit", earlier.digest if earlier else None
    else:
        kind, payload = "response", digest(exchange.body)
        if status != 200 or not exchange.body or exchange.truncated:
            earlier = None
        elif earlier is not None and earlier.digest == payload:
            kind = "revisit"
        else:
            earlier = None
    given = next((v for k, v in headers if k.lower() == "content-type"), "")
    return Entry(
        kind=kind,
        status=status,
        media_type=given.partition(";")[0].strip().lower() or None,
        digest=payload,
        refers_to_url=url if earlier else None,
        refers_to_date=earlier.captured_at if earlier else None,
    )


def _response(
    exchange: Exchange, shared: str, record_id: str, headers: Fields, entry: Entry, member: Member
) -> bytes:
    protocol = exchange.protocol or ""
    version = protocol if protocol.startswith("HTTP/1") else "HTTP/1.1"
    reason = _REASONS.get(exchange.status, "")
    head = http_head(f"{version} {exchange.status} {reason}".rstrip(), headers)
    fields = [("WARC-Record-ID", f"<{record_id}>"), ("Content-Type", _HTTP + "response")]
    if entry.digest:
        fields.append(("WARC-Payload-Digest", entry.digest))
    if exchange.truncated:
        fields.append(("WARC-Truncated", exchange.truncated))
    if entry.kind == "revisit":
        fields.append(
            ("WARC-Profile", _NOT_MODIFIED if exchange.status == 304 else _IDENTICAL_PAYLOAD)
        )
        if entry.refers_to_url and entry.refers_to_date and exchange.earlier:
            fields.append(("WARC-Refers-To", f"<{exchange.earlier.record_id}>"))
            fields.append(("WARC-Refers-To-Target-URI", entry.refers_to_url))
            fields.append(("WARC-Refers-To-Date", entry.refers_to_date))
        return member(record_head("revisit", shared, fields, head) + head + END)
    front = record_head("response", shared, fields, head, exchange.body) + head
    coding = next((v for k, v in headers if k.lower() == "content-encoding"), "")
    if is_compressed(coding, entry.media_type or ""):
        return stored_member(front, exchange.body + END)
    return member(front + exchange.body + END)


def _request(exchange: Exchange, url: str, shared: str, member: Member) -> bytes:
    headers = [
        (name, public_url(value) if name == "Referer" else value)
        for name, value in exchange.request_headers
        if name.lower() not in SECRET
    ]
    head = http_head(f"{exchange.method} {_path(url)} HTTP/1.1", headers)
    fields = [("WARC-Record-ID", f"<{new_id()}>"), ("Content-Type", _HTTP + "request")]
    body = exchange.request_body
    if body:
        fields.append(("WARC-Payload-Digest", digest(body)))
    return member(record_head("request", shared, fields, head, body) + head + body + END)


def _metadata(exchange: Exchange, crawl_id: str, shared: str, member: Member) -> bytes:
    hint, latency = exchange.hint, exchange.latency
    notes = warc_fields(
        [
            ("via", public_url(exchange.via) if exchange.via else None),
            ("fetchTimeMs", round(latency * 1000) if latency is not None else None),
            ("retries", exchange.retries),
            ("crawl-id", crawl_id),
            ("wanted", "article" if exchange.wanted else None),
            ("discovered-by", hint.source if hint else None),
            ("discovered-date", hint.published if hint else None),
        ]
    )
    fields = [("WARC-Record-ID", f"<{new_id()}>"), ("Content-Type", "application/warc-fields")]
    return member(record_head("metadata", shared, fields, notes) + notes + END)


def _path(url: str) -> str:
    """Return the request target in origin form (RFC 9112, section 3.2.1)."""
    rest = url.split("://", 1)[-1]
    start = min((i for i in map(rest.find, "/?") if i >= 0), default=len(rest))
    path = rest[start:]
    return path if path.startswith("/") else "/" + path
