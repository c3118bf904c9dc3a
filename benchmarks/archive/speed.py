"""What do writing and reading an archive cost, beside warcio and FastWARC on the same pages?

Pages are 57 KB on average: those of the corpus that are near it, or invented ones where there is no
corpus. Each exchange is a response, its request and metadata, with digests of block and payload.
CPU seconds of one core; best of five.

    python -m benchmarks.archive.speed
"""

import gzip
import io
import random
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from fastwarc import ArchiveIterator as FastIterator
from fastwarc import WarcRecord, WarcRecordType
from fastwarc.stream_io import GzipWriter
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from newscrawler.archive import ArchiveWriter, Exchange, Filing, iter_refs, read_capture
from newscrawler.archive.write import compression
from tests.support.corpus import Corpus
from tests.support.paths import CORPUS

COUNT = 600
SIZE = 57 * 1024
NOW = datetime(2024, 1, 1, tzinfo=UTC)
REQUEST = [
    ("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"),
    ("Accept-Language", "ar,en;q=0.7,*;q=0.5"),
    ("User-Agent", "newscrawler/0.1.0 (+you@example.com)"),
    ("Accept-Encoding", "gzip, deflate, br, zstd"),
    ("Host", "example.com"),
]
RESPONSE = [
    ("Server", "nginx"),
    ("Date", "Mon, 01 Jan 2024 00:00:00 GMT"),
    ("Content-Type", "text/html; charset=utf-8"),
    ("Vary", "Accept-Encoding"),
    ("Etag", '"5f3c-61"'),
    ("Cache-Control", "max-age=60"),
    ("X-Cache", "HIT"),
]
NOTES = b"via: https://example.com/\r\nfetchTimeMs: 123\r\nretries: 0\r\n"


def pages() -> list[bytes]:
    """Return 40 pages of about 57 KB."""
    if (CORPUS / "corpus.jsonl").exists():
        corpus = Corpus(CORPUS)
        bodies = sorted((corpus.body(row) for row in corpus.rows), key=lambda b: abs(len(b) - SIZE))
        return bodies[:40]
    chance = random.Random(7)  # noqa: S311 - the same pages in every run
    words = [f"<p class='c{n}'>word{n % 997} " for n in range(5000)]
    return ["".join(chance.choices(words, k=2300)).encode() for _ in range(40)]


def url(number: int) -> str:
    """Return a page's address."""
    return f"https://example.com/2024/01/01/{number}/a-story-with-a-slug"


def write_ours(folder: Path, bodies: list[bytes], level: int | None, encoded: bool) -> None:
    """Write an archive as a crawl does."""
    headers = [*RESPONSE, ("Content-Encoding", "gzip")] if encoded else RESPONSE
    with ArchiveWriter(
        folder, site="s", crawl_id="c" * 32, operator="you@example.com", user_agent="b",
        filing=Filing(level=level),
    ) as archive:  # fmt: skip
        for number in range(COUNT):
            archive.write(Exchange(
                url=url(number), request_headers=REQUEST, headers=headers,
                body=bodies[number % len(bodies)], captured_at=NOW, ip="192.0.2.1",
                protocol="HTTP/1.1", via="https://example.com/", latency=0.123, retries=0,
            ))  # fmt: skip


def write_warcio(folder: Path, bodies: list[bytes], encoded: bool) -> None:
    """Write the same with warcio, which compresses at level 9."""
    more = [("Content-Encoding", "gzip")] if encoded else []
    with (folder / "warcio.warc.gz").open("wb") as stream:
        writer = WARCWriter(stream, gzip=True, warc_version="WARC/1.1")
        for number in range(COUNT):
            body = bodies[number % len(bodies)]
            headers = [*RESPONSE, *more, ("Content-Length", str(len(body)))]
            response = writer.create_warc_record(
                url(number), "response", payload=io.BytesIO(body), length=len(body),
                http_headers=StatusAndHeaders("200 OK", headers, protocol="HTTP/1.1"),
                warc_headers_dict={"WARC-IP-Address": "192.0.2.1"},
            )  # fmt: skip
            request = writer.create_warc_record(
                url(number), "request",
                http_headers=StatusAndHeaders(
                    "GET /2024 HTTP/1.1", REQUEST, is_http_request=True
                ),
            )  # fmt: skip
            writer.write_request_response_pair(request, response)
            writer.write_record(writer.create_warc_record(
                url(number), "metadata", payload=io.BytesIO(NOTES), length=len(NOTES),
                warc_content_type="application/warc-fields",
            ))  # fmt: skip


def write_fastwarc(folder: Path, bodies: list[bytes], encoded: bool) -> None:
    """Write the same with FastWARC, from blocks as bytes, at level 6."""
    more = [("Content-Encoding", "gzip")] if encoded else []
    asked = "".join(f"{k}: {v}\r\n" for k, v in REQUEST)
    with (folder / "fastwarc.warc.gz").open("wb") as raw:
        stream = GzipWriter(raw, compression_level=6)
        for number in range(COUNT):
            body = bodies[number % len(bodies)]
            headers = [*RESPONSE, *more, ("Content-Length", str(len(body)))]
            lines = "".join(f"{k}: {v}\r\n" for k, v in headers)
            blocks = (
                (WarcRecordType.response, f"HTTP/1.1 200 OK\r\n{lines}\r\n".encode() + body),
                (WarcRecordType.request, f"GET /2024 HTTP/1.1\r\n{asked}\r\n".encode()),
                (WarcRecordType.metadata, NOTES),
            )
            for kind, block in blocks:
                record = WarcRecord()
                record.init_headers(kind, content_length=len(block))
                record.headers["WARC-Target-URI"] = url(number)
                record.is_http = kind != WarcRecordType.metadata
                record.set_bytes_content(block)
                record.write(stream, checksum_data=True)
                stream.finish()  # or all records become one gzip member


def read_ours(path: Path) -> int:
    """Read the file as a replay does: list its captures, then read each, digests and all."""
    refs = iter_refs(path, on_damage=print)
    return sum(len(read_capture(path.parent, ref.location).content) for ref in refs)


def read_warcio(path: Path) -> int:
    """Iterate, parse and decode with warcio."""
    done = 0
    with path.open("rb") as stream:
        for record in ArchiveIterator(stream):
            if record.rec_type == "response":
                done += len(record.content_stream().read())
    return done


def read_fastwarc(path: Path) -> int:
    """Iterate, parse and decode with FastWARC."""
    done = 0
    with path.open("rb") as stream:
        responses = WarcRecordType.response
        for record in FastIterator(stream, record_types=responses, auto_decode="content"):
            done += len(record.reader.read())
    return done


def clock(work: Callable[[], object]) -> float:
    """Return the CPU seconds of the best of five runs."""
    seconds = []
    for _ in range(5):
        begun = time.process_time()
        work()
        seconds.append(time.process_time() - begun)
    return min(seconds)


def writing(bodies: list[bytes], encoded: bool) -> None:
    """Print what each way of writing costs."""
    levels: list[tuple[str, int | None]] = [(f"level {n}", n) for n in (1, 4, 5, 6, 9)]
    if compression.ISAL:
        levels[:1] = [("isal 1", 1), ("isal 2 (usual with it)", None), ("isal 3", 3)]
    ways: list[tuple[str, Callable[[Path], None]]] = [
        (f"ours, {name}", lambda f, level=level: write_ours(f, bodies, level, encoded))
        for name, level in ([("stored", None)] if encoded else levels)
    ]
    ways.append(("warcio, zlib 9", lambda f: write_warcio(f, bodies, encoded)))
    ways.append(("FastWARC, zlib 6", lambda f: write_fastwarc(f, bodies, encoded)))
    print(f"\nwriting, pages sent {'gzip-encoded' if encoded else 'plain'}")
    for name, way in ways:
        sizes = []

        def run(way: Callable[[Path], None] = way, sizes: list[int] = sizes) -> None:
            with tempfile.TemporaryDirectory() as folder:
                way(Path(folder))
                sizes.append(sum(p.stat().st_size for p in Path(folder).glob("*.gz")))

        seconds = clock(run)
        print(
            f"  {name:28} {COUNT / seconds:7.0f} pages/s {sizes[0] / COUNT / 1024:8.1f} KB a page"
        )


def reading(bodies: list[bytes], encoded: bool) -> None:
    """Print how fast an archive of ours is read."""
    print(f"\nreading, pages sent {'gzip-encoded' if encoded else 'plain'}")
    with tempfile.TemporaryDirectory() as folder:
        write_ours(Path(folder), bodies, None, encoded)
        (path,) = Path(folder).glob("*.warc.gz")
        expected = read_fastwarc(path)
        for name, read in (
            ("ours", read_ours),
            ("warcio", read_warcio),
            ("FastWARC", read_fastwarc),
        ):
            if read(path) != expected:
                raise RuntimeError(f"{name} reads something else")
            seconds = clock(lambda read=read: read(path))
            records = (COUNT * 3 + 1) / seconds
            print(f"  {name:28} {COUNT / seconds:7.0f} pages/s {records:8.0f} records/s")


def main() -> None:
    """Print the rates."""
    plain = pages()
    packed = [gzip.compress(body, 6) for body in plain]
    size = sum(map(len, plain)) / len(plain) / 1024
    print(f"{COUNT} exchanges of {size:.0f} KB, {sum(map(len, packed)) / sum(map(len, plain)):.2f}")
    for encoded, bodies in ((False, plain), (True, packed)):
        writing(bodies, encoded)
        reading(bodies, encoded)


if __name__ == "__main__":
    main()
