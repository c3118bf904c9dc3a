"""Writing: each exchange reaches the operating system before anybody sees the response."""

import fcntl
import os
from collections.abc import Sequence
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import NoReturn, Self

from newscrawler import __version__
from newscrawler.archive.record import SECRET, digest, http_head, member, new_id, warc_fields
from newscrawler.capture import Capture, Location, Told
from newscrawler.errors import ArchiveError

_REBUILT = (
    "HTTP messages are rebuilt from Scrapy's view of them: order and case of headers, the reason "
    "phrase and chunk framing are not kept; Transfer-Encoding is left out and Content-Length is "
    "set to the body's length. Bodies are as sent, Content-Encoding included. Cookies and "
    "credentials are left out."
)
_NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
_SYNC_EVERY = 20
"""Exchanges between two fsyncs: what a power cut can cost; a killed process costs none."""


class ArchiveWriter:
    """Writes the WARC files of one crawl into a folder. Raises ArchiveError.

    A file is called `….warc.gz.open` and locked while it is written, and renamed when it is whole.
    """

    def __init__(
        self,
        directory: Path,
        *,
        site: str,
        crawl_id: str,
        operator: str | None,
        user_agent: str,
        max_bytes: int = 1_000_000_000,
    ) -> None:
        self.files: list[str] = []
        self._directory = directory
        self._site, self._crawl_id = site, crawl_id
        self._operator, self._user_agent = operator, user_agent
        self._max_bytes = max_bytes
        self._fd: int | None = None
        self._size = self._exchanges = 0
        self._info_id = ""
        self._broken: str | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def write_exchange(
        self,
        *,
        url: str,
        method: str,
        request_headers: Sequence[tuple[str, str]],
        request_body: bytes,
        status: int,
        headers: Sequence[tuple[str, str]],
        body: bytes,
        captured_at: datetime,
        ip: str | None = None,
        protocol: str | None = None,
        truncated: str | None = None,
        via: str | None = None,
        wanted: bool = False,
        told: Told | None = None,
        latency: float | None = None,
    ) -> Capture:
        """Archive one request and its response, and return the capture.

        Headers are pairs of latin-1 text; `body` is as it was sent, still content-encoded.
        `captured_at` is aware. `latency` is in seconds.
        """
        if self._broken:
            raise ArchiveError(self._broken)
        try:
            if self._fd is None or self._size >= self._max_bytes:
                self._next_file(captured_at)
        except OSError as error:
            self._fail(error)
        date = captured_at.astimezone(UTC).isoformat(timespec="microseconds")[:-6] + "Z"
        response_id, request_id = new_id(), new_id()
        common = [("WARC-Date", date), ("WARC-Target-URI", url)]
        common += [("WARC-Warcinfo-ID", f"<{self._info_id}>")]
        common += [("WARC-IP-Address", ip)] if ip else []
        kept = _kept(headers, body, status)
        version = protocol if protocol and protocol.startswith("HTTP/1") else "HTTP/1.1"
        # The response goes first: if the crash comes between two members, it is what counts.
        response = _response(common, response_id, version, status, kept, body, truncated)
        about = [("WARC-Concurrent-To", f"<{response_id}>")]
        request = member(
            "request",
            [
                *common,
                ("WARC-Record-ID", f"<{request_id}>"),
                *about,
                ("Content-Type", "application/http; msgtype=request"),
            ],
            http_head(f"{method} {_path(url)} HTTP/1.1", request_headers) + request_body,
        )
        notes = warc_fields(
            [
                ("via", via),
                ("fetchTimeMs", round(latency * 1000) if latency is not None else None),
                ("wanted", "article" if wanted else None),
                ("discovered-by", told.source if told else None),
                ("discovered-date", told.published if told else None),
            ]
        )
        metadata = member(
            "metadata",
            [
                *common,
                ("WARC-Record-ID", f"<{new_id()}>"),
                *about,
                ("Content-Type", "application/warc-fields"),
            ],
            notes,
        )
        offset = self._append(response + request + metadata)
        return Capture(
            url=url,
            status=status,
            headers=tuple(kept),
            body=b"" if status == 304 else body,
            captured_at=date,
            record_id=response_id,
            location=Location(self.files[-1], offset, len(response)),
            truncated=truncated,
            wanted=wanted,
            told=told,
        )

    def close(self) -> None:
        """Make the file durable and give it its final name."""
        if self._fd is None:
            return
        fd, self._fd = self._fd, None
        name = self.files[-1]
        try:
            os.fsync(fd)
            (self._directory / f"{name}.open").rename(self._directory / name)
        except OSError as error:
            self._fail(error)
        finally:
            os.close(fd)

    def _next_file(self, at: datetime) -> None:
        self.close()
        self._directory.mkdir(parents=True, exist_ok=True)
        stamp = at.astimezone(UTC).strftime("%Y%m%d%H%M%S")
        name = f"{self._site}-{stamp}-{self._crawl_id[:8]}-{len(self.files):05d}.warc.gz"
        path = self._directory / f"{name}.open"
        self._fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o644)
        # Recovery leaves a locked file alone; the lock dies with its process.
        fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        self.files.append(name)
        self._size = 0
        self._info_id = new_id()
        self._append(self._warcinfo(name, at))

    def _warcinfo(self, name: str, at: datetime) -> bytes:
        fields = [
            ("software", f"newscrawler/{__version__}"),
            ("format", "WARC File Format 1.1"),
            ("conformsTo", "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"),
            ("isPartOf", self._site),
            ("crawl-id", self._crawl_id),
            ("operator", self._operator),
            ("robots", "obey"),
            ("http-header-user-agent", self._user_agent),
            ("description", _REBUILT),
        ]  # fmt: skip
        date = at.astimezone(UTC).isoformat(timespec="seconds")[:-6] + "Z"
        head = [
            ("WARC-Record-ID", f"<{self._info_id}>"),
            ("WARC-Date", date),
            ("WARC-Filename", name),
            ("Content-Type", "application/warc-fields"),
        ]
        return member("warcinfo", head, warc_fields(fields))

    def _append(self, data: bytes) -> int:
        """Write all of it, or none; return where it starts."""
        if self._fd is None:
            raise ArchiveError("The archive is closed.")
        start, left = self._size, memoryview(data)
        try:
            while left:
                left = left[os.write(self._fd, left) :]
            self._exchanges += 1
            if self._exchanges % _SYNC_EVERY == 0:
                os.fsync(self._fd)
        except OSError as error:
            self._cut_back(start)
            self._fail(error)
        self._size = start + len(data)
        return start

    def _cut_back(self, size: int) -> None:
        """Take out the half of an exchange; if even that fails, recovery does it later."""
        if self._fd is not None:
            try:
                os.ftruncate(self._fd, size)
            except OSError:
                return

    def _fail(self, error: OSError) -> NoReturn:
        name = f"{self.files[-1]}.open" if self.files else ""
        self._broken = (
            f"The archive cannot be written: {self._directory / name}: {error.strerror}. "
            "The crawl stops so that no page is lost; free space or mend the folder's rights, "
            "then start again: it goes on where it was."
        )
        raise ArchiveError(self._broken) from None


def _kept(headers: Sequence[tuple[str, str]], body: bytes, status: int) -> list[tuple[str, str]]:
    drop = {"transfer-encoding"} | (set() if status == 304 else {"content-length"})
    kept = [(k, v) for k, v in headers if k.lower() not in drop | SECRET]
    if status != 304:
        kept.append(("Content-Length", str(len(body))))
    return kept


def _response(
    common: list[tuple[str, str]],
    record_id: str,
    version: str,
    status: int,
    headers: list[tuple[str, str]],
    body: bytes,
    truncated: str | None,
) -> bytes:
    reason = HTTPStatus(status).phrase if status in HTTPStatus._value2member_map_ else ""
    head = http_head(f"{version} {status} {reason}".rstrip(), headers)
    fields = [*common, ("WARC-Record-ID", f"<{record_id}>")]
    fields.append(("Content-Type", "application/http; msgtype=response"))
    if truncated:
        fields.append(("WARC-Truncated", truncated))
    if status == 304:
        return member("revisit", [*fields, ("WARC-Profile", _NOT_MODIFIED)], head)
    return member("response", [*fields, ("WARC-Payload-Digest", digest(body))], head + body)


def _path(url: str) -> str:
    rest = url.split("://", 1)[-1].partition("#")[0]
    slash = min((i for i in (rest.find("/"), rest.find("?")) if i >= 0), default=len(rest))
    path = rest[slash:]
    return path if path.startswith("/") else "/" + path
